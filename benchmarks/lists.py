"""Lists, filters and searches through the desk against the bare SQL of the same answers, and what growth costs them."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.grounds import bare
from benchmarks.stores import opened, overheard, repeated, seeded
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role

MINA = c.Actor("r1", Role.REVIEWER)
FILTERS = (
    "", "status:submitted", "status:submitted,under-review,dispute", "overdue:yes", "free", "mine", "phase:consent-open",
    "status:approved partner:Contoso", "area:microsoft-365 status:under-review", "-status:approved",
    "product:\"Power BI\" status:submitted", "due:<=2bd", "due:<=5bd status:partner-action-required", "contested:yes",
    "reviewer:r1", "status:rejected phase:disputable",
)  # fmt: skip
WORDS = (
    "contoso", "한빛", "누리전자", "signature", "서명", "thank you", "woodgrove bank", "customer:litware", "고객 담당자",
    "contoso status:submitted", "power nothingofthekind", "c12.example",
)  # fmt: skip
TIMES = 3


def run() -> list[Figure]:
    """The 95th of a hundred, of filters and of searches; the queue, a claim and the tabs; and what growth costs each."""
    figures: list[Figure] = []
    grown = stores.scale > stores.SMALL
    for name, words in (("filter", FILTERS), ("search", WORDS)):
        ours, theirs = _both(stores.scale, words)
        figures.append(Figure(f"{name}, p95", ours, theirs, 3, f"the same SQL, {stores.ground.raw}"))
        if grown:
            small = _both(stores.SMALL, words)[0]
            figures.append(Figure(f"{name}, p95, growth", ours, small, 3, stores.few()))
            # A common word is in so many of all claims: what it costs may grow as they do, and no faster.
            each, of_few = ours / stores.scale, small / stores.SMALL
            figures.append(Figure(f"{name}, p95, each claim", each, of_few, 1, stores.few()))
    return figures + (_first_pages() if grown else [])


def _both(claims: int, filters: tuple[str, ...]) -> tuple[float, float]:
    conn = bare(seeded(claims))
    ours, theirs = [], []
    with opened(claims) as store:
        desk = Desk(store)
        for words in filters:
            # What is read once and remembered is no part of either.
            desk.list(words, MINA, count=50)
            with overheard(store) as log:
                desk.list(words, MINA, count=50)
            best: tuple[list[float], list[float]] = ([], [])
            for _ in range(TIMES):
                began = time.perf_counter()
                desk.list(words, MINA, count=50)
                best[0].append(time.perf_counter() - began)
                began = time.perf_counter()
                repeated(conn, log)
                best[1].append(time.perf_counter() - began)
            ours.append(min(best[0]))
            theirs.append(min(best[1]))
    conn.close()
    return _p95(ours), _p95(theirs)


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20, method="inclusive")[-1]


def _first_pages() -> list[Figure]:
    figures = []
    taken: dict[tuple[int, str], Any] = {}
    with opened(stores.scale) as large, opened(stores.SMALL) as small:
        for store in (large, small):
            desk = Desk(store)
            claim = store.only("SELECT MAX(id) FROM claim WHERE status = 'submitted'")[0]
            taken[id(store), "queue"] = lambda desk=desk: desk.queue("", MINA, count=50)
            taken[id(store), "open a claim"] = lambda desk=desk, claim=claim: desk.page(claim, MINA)
            taken[id(store), "tab counts"] = lambda desk=desk: desk.tab_counts(MINA)
        for name, most in (("queue", 1.5), ("open a claim", 1.5), ("tab counts", 3.0)):
            ours, other = alternately(taken[id(large), name], taken[id(small), name], times=25)
            figures.append(Figure(name, ours, other, most, stores.few()))
    return figures
