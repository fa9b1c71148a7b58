"""The worker: a pass in which nothing is due, and a hundred thousand timers that are due at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.grounds import bare
from benchmarks.stores import copied, opened, overheard, repeated
from cpor_tui.desk import Desk
from cpor_tui.mail import Parcel
from cpor_tui.store import Store
from cpor_tui.worker import TOGETHER, tick

DAY = 86_400 * 1_000_000
LONG = 60 * DAY
TIMERS = 100_000
"""As many are fired, if that many become due."""


class NoPost:
    """Nobody sends anything here."""

    sender = "cpor@example.com"

    def hand_over(self, parcel: Parcel) -> None:
        """Take it."""

    def rest(self) -> None:
        """Nothing is held open."""


def run() -> list[Figure]:
    """An idle pass, and all that two months bring due at once, for each timer in a small store too."""
    large = _fired(stores.scale)
    figures = [_idle(), Figure(
        "timers due at once, fired", large.ours, large.bare, 1 / 0.3,
        f"the same statements and batches, {stores.ground.raw}", of=f"{large.timers:,} timers",
    )]  # fmt: skip
    if stores.scale > stores.SMALL:
        small = _fired(stores.SMALL)
        ours, theirs = large.ours / large.timers, small.ours / small.timers
        figures.append(Figure("timers due at once, each", ours, theirs, 1.5, stores.few()))
    return figures


def _idle() -> Figure:
    with opened(stores.scale) as store:
        desk, post = Desk(store), NoPost()
        # What is read once and remembered is no part of either.
        tick(desk, post)
        with overheard(store) as log:
            tick(desk, post)
        conn = bare(stores.seeded(stores.scale))

        def several(one: Any) -> Any:
            return lambda: [one() for _ in range(200)]

        ours, other = alternately(
            several(lambda: tick(desk, post)), several(lambda: repeated(conn, log)), times=9
        )
        conn.close()
    return Figure("idle tick, none due", ours / 200, other / 200, 2, f"the same query, {stores.ground.raw}")


@dataclass(slots=True)
class Fired:
    """How long it took, in seconds, and how many there were."""

    ours: float = 0
    bare: float = 0
    timers: int = 0


def _fired(claims: int) -> Fired:
    with copied(claims) as ours, copied(claims) as theirs:
        return fire(ours, theirs, TIMERS)


def fire(ours: str, theirs: str, most: int) -> Fired:
    """Fire the timers of one store in the worker's own batches, each at once repeated on its bare twin.

    So both grow alike, a machine that slows down slows both, and only one batch's statements are held.
    """
    fired = Fired()
    _later(theirs).close()
    store, conn = _later(ours), bare(theirs)
    desk = Desk(store)
    together = TOGETHER if store.backend == "sqlite" else 1
    due = store.due(store.clock.now(), most)
    for start in range(0, len(due), together):
        if fired.timers >= most:
            break
        with overheard(store) as log:
            began = time.perf_counter()
            events = desk.settle_all(due[start : start + together])
            fired.ours += time.perf_counter() - began
        fired.timers += sum(map(len, events))
        began = time.perf_counter()
        repeated(conn, log)
        fired.bare += time.perf_counter() - began
    conn.close()
    store.close()
    return fired


def _later(url: str) -> Store:
    store = Store.open(url)
    store.set_clock(store.clock.now() + LONG)
    return store
