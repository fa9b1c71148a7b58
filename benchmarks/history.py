"""What a long history costs: a claim of five thousand events beside one of ten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import copied, unhurried
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store

EVENTS = 5000
MINA = c.Actor("r1", Role.REVIEWER)


def run() -> list[Figure]:
    """Opening it, and giving orders on it."""
    figures = []
    with copied(stores.SMALL) as url:
        store = Store.open(url)
        unhurried(store)
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

        for name, one, other in (
            ("open", lambda: desk.page(long, MINA), lambda: desk.page(short, MINA)),
            ("order on", orders(long), orders(short)),
        ):
            ours, baseline = alternately(one, other, times=25)
            figures.append(
                Figure(f"{name} a claim of {EVENTS:,} events", ours, baseline, 1.5, "a claim of ten or so")
            )
        store.close()
    return figures


def _orders(desk: Desk, claim: int, numbers: Iterator[int]) -> None:
    for _ in range(10):
        desk.submit(c.Note(claim=claim, text=f"Also {next(numbers)}."), MINA)
