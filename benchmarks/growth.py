"""What a long history and a large store cost: opening, ordering and copying."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import copied, opened
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store

EVENTS = 5000
MINA = c.Actor("r1", Role.REVIEWER)


def run() -> list[Figure]:
    """A claim of five thousand events beside one of ten, and a backup of the large store beside one of the small."""
    with copied(stores.SMALL) as path:
        store = Store.open(f"sqlite:///{path}")
        # What is compared is our own work, not the disk's.
        store.rows("PRAGMA synchronous = OFF")
        desk = Desk(store)
        long, short = (
            number
            for (number,) in store.rows(
                "SELECT id FROM claim WHERE status = 'under-review' ORDER BY id LIMIT 2"
            )
        )
        for number in range(EVENTS):
            desk.submit(c.Note(claim=long, text=f"Between us, {number}."), MINA)
        numbers = count()

        def orders(claim: int) -> Callable[[], None]:
            return lambda: _orders(desk, claim, numbers)

        figures = []
        for name, one, other in (
            ("open", lambda: desk.page(long, MINA), lambda: desk.page(short, MINA)),
            ("order on", orders(long), orders(short)),
        ):
            ours, baseline = alternately(one, other, times=25)
            figures.append(
                Figure(f"{name} a claim of {EVENTS:,} events", ours, baseline, 1.5, "a claim of ten or so")
            )
        store.close()
    return [*figures, _backup()]


def _orders(desk: Desk, claim: int, numbers: Iterator[int]) -> None:
    for _ in range(10):
        desk.submit(c.Note(claim=claim, text=f"Also {next(numbers)}."), MINA)


def _backup() -> Figure:
    with (
        opened(stores.scale) as large,
        opened(stores.SMALL) as small,
        tempfile.TemporaryDirectory() as folder,
    ):
        names = (Path(folder) / str(n) for n in count())
        ours, baseline = alternately(
            lambda: large.backup(next(names)), lambda: small.backup(next(names)), times=3
        )
    more = stores.scale / stores.SMALL
    return Figure(
        f"backup, a claim of {stores.scale:,}",
        ours / stores.scale,
        baseline / stores.SMALL,
        1.5,
        f"a claim of {stores.SMALL:,} ({more:.0f} times fewer)",
    )
