"""The worker: a pass in which nothing is due, and many timers that are due at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import copied, opened, overheard, raw
from cpor_tui.desk import Desk
from cpor_tui.mail import Parcel
from cpor_tui.store import Store
from cpor_tui.worker import tick

DAY = 86_400 * 1_000_000
LONG = 60 * DAY
MOST = 100_000


class NoPost:
    """Nobody sends anything here."""

    sender = "cpor@example.com"

    def hand_over(self, parcel: Parcel) -> None:
        """Take it."""

    def rest(self) -> None:
        """Nothing is held open."""


def run() -> list[Figure]:
    """Two figures: idle, and all that two months bring due at once."""
    return [_idle(), _fire()]


def _idle() -> Figure:
    with opened(stores.scale) as store:
        desk, post = Desk(store), NoPost()
        with overheard(store) as log:
            tick(desk, post)
        conn = raw(stores.seeded(stores.scale))

        def bare() -> None:
            for text, params in log:
                conn.execute(text, params).fetchall()

        def several(one: Any) -> Any:
            return lambda: [one() for _ in range(200)]

        ours, other = alternately(several(lambda: tick(desk, post)), several(bare), times=9)
        conn.close()
    name = f"idle tick, {stores.scale:,} claims, none due"
    return Figure(name, ours / 200, other / 200, 2, "the same query, raw sqlite3")


def _fire() -> Figure:
    """Every timer in a transaction of its own, against the same statements in the same transactions."""
    with copied(stores.scale) as path:
        store = Store.open(f"sqlite:///{path}")
        store.set_clock(store.clock.now() + LONG)
        due = store.due(store.clock.now(), MOST)
        with copied(stores.scale) as other, copied(stores.scale) as third:
            # First with an ear on the connection, then undisturbed.
            log: list[tuple[str, Any]] = []
            _fired(other, due, log)
            ours = _fired(path, due, None)
            bare = _bare(third, log)
        store.close()
    return Figure(
        f"{len(due):,} due timers fired", ours, bare, 1 / 0.3, "the same statements and batches, raw"
    )


def _fired(path: Path, due: list[int], log: list[tuple[str, Any]] | None) -> float:
    store = Store.open(f"sqlite:///{path}")
    if store.clock.now() < 0 or not store.due(store.clock.now(), 1):
        store.set_clock(store.clock.now() + LONG)
    desk = Desk(store)

    def all_of_them() -> None:
        for claim in due:
            desk.settle(claim)

    began = time.perf_counter()
    if log is None:
        all_of_them()
    else:
        with overheard(store) as heard:
            all_of_them()
        log += heard
    taken = time.perf_counter() - began
    store.close()
    return taken


def _bare(path: Path, log: list[tuple[str, Any]]) -> float:
    conn = raw(path)
    began = time.perf_counter()
    for text, params in log:
        conn.execute(text, params).fetchall()
    taken = time.perf_counter() - began
    conn.close()
    return taken
