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
from cpor_tui.worker import TOGETHER, tick

DAY = 86_400 * 1_000_000
LONG = 60 * DAY
MOST = 48_000
"""How many claims are settled at the most: some hundred thousand timers."""


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
    """Every timer, in the worker's own batches, against the same statements in the same transactions."""
    log: list[tuple[str, Any]] = []
    # One copy at a time: a large store is large. First with an ear on the connection, then undisturbed.
    with copied(stores.scale) as path:
        _fired(path, log)
    with copied(stores.scale) as path:
        ours, timers = _fired(path, None)
    with copied(stores.scale) as path:
        _later(path).close()
        bare = _bare(path, log)
    return Figure(f"{timers:,} due timers fired", ours, bare, 1 / 0.3, "the same statements and batches, raw")


def _later(path: Path) -> Store:
    store = Store.open(f"sqlite:///{path}")
    store.set_clock(store.clock.now() + LONG)
    return store


def _fired(path: Path, log: list[tuple[str, Any]] | None) -> tuple[float, int]:
    """The seconds it takes, and how many timers they were."""
    store = _later(path)
    due = store.due(store.clock.now(), MOST)
    desk = Desk(store)

    def all_of_them() -> int:
        timers = 0
        for start in range(0, len(due), TOGETHER):
            timers += sum(map(len, desk.settle_all(due[start : start + TOGETHER])))
        return timers

    began = time.perf_counter()
    if log is None:
        timers = all_of_them()
    else:
        with overheard(store) as heard:
            timers = all_of_them()
        log += heard
    taken = time.perf_counter() - began
    store.close()
    return taken, timers


def _bare(path: Path, log: list[tuple[str, Any]]) -> float:
    conn = raw(path)
    began = time.perf_counter()
    for text, params in log:
        conn.execute(text, params).fetchall()
    taken = time.perf_counter() - began
    conn.close()
    return taken
