"""One durable command against a bare connection doing the same statements, as durably (one process)."""

from __future__ import annotations

import statistics
import time
from contextlib import nullcontext

from benchmarks import stores
from benchmarks.figures import Figure
from benchmarks.grounds import bare
from benchmarks.stores import Statement, overheard, repeated
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.store import Store
from tests.support.desk import DeskHouse

COMMANDS = 300
ROUNDS = 5


def run() -> list[Figure]:
    """The figure of a life's commands: ask, answer, comment."""
    with stores.ground.room() as url:
        house = DeskHouse(url)
        claims = [house.under_review() for _ in range(COMMANDS // 3)]
        house.close()
        stores.ground.settled(url)
        with stores.ground.copied(url) as copy:
            log = _ours(copy, claims, listen=True)[1]
        ours, theirs = [], []
        for _ in range(ROUNDS):
            with stores.ground.copied(url) as copy:
                ours.append(_ours(copy, claims, listen=False)[0])
            with stores.ground.copied(url) as copy:
                theirs.append(_raw(copy, log))
    return [
        Figure(
            "one durable command",
            statistics.median(ours) / COMMANDS,
            statistics.median(theirs) / COMMANDS,
            1 / 0.6,
            f"{stores.ground.raw}, the same statements",
        )
    ]


def _ours(url: str, claims: list[int], *, listen: bool) -> tuple[float, list[Statement]]:
    store = Store.open(url)
    desk = Desk(store)
    mina, sora = DeskHouse.cast(store)
    store.load(claims[0])
    with overheard(store) if listen else nullcontext([]) as log:
        began = time.perf_counter()
        for claim in claims:
            desk.submit(c.Ask(claim=claim, reasons=("missing-products",), note="Which?"), mina)
            desk.submit(c.Resubmit(claim=claim, note="Teams, page 1."), sora)
            desk.submit(c.Comment(claim=claim, text="Thank you."), mina)
        taken = time.perf_counter() - began
    store.close()
    return taken, log


def _raw(url: str, log: list[Statement]) -> float:
    conn = bare(url)
    began = time.perf_counter()
    repeated(conn, log)
    taken = time.perf_counter() - began
    conn.close()
    return taken
