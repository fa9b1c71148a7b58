"""Lists, filters and searches through the desk against the bare SQL of the same answers, and what growth costs them."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import opened, overheard, raw, seeded
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store

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
    """The 95th of a hundred, of filters and of searches; opening a claim; and the same at a tenth of the size or less."""
    figures: list[Figure] = []
    large: dict[str, float] = {}
    for name, words in (("filter", FILTERS), ("search", WORDS)):
        for claims in (stores.scale, stores.SMALL):
            with opened(claims) as store:
                ours, bare = _both(store, claims, words)
            if claims == stores.scale:
                large[name] = ours
                figures.append(
                    Figure(f"{name}, p95, {claims:,} claims", ours, bare, 3, "the same SQL, raw sqlite3")
                )
            else:
                growth = f"{name}: {stores.scale:,} claims instead of {claims:,}"
                figures.append(Figure(growth, large[name], ours, 3, f"p95 at {claims:,}"))
            if name == "search" and claims != stores.scale:
                # A common word is in so many of all claims: what it costs may grow as they do, and no faster.
                growth = f"{name}, for each of {stores.scale:,} claims"
                each = large[name] / stores.scale
                figures.append(Figure(growth, each, ours / claims, 1, f"p95 for each of {claims:,}"))
    figures += _first_pages()
    return figures


def _both(store: Store, claims: int, filters: tuple[str, ...]) -> tuple[float, float]:
    desk = Desk(store)
    conn = raw(seeded(claims))
    ours, bare = [], []
    for words in filters:
        with overheard(store) as log:
            desk.list(words, MINA, count=50)
        best: tuple[list[float], list[float]] = ([], [])
        for _ in range(TIMES):
            began = time.perf_counter()
            desk.list(words, MINA, count=50)
            best[0].append(time.perf_counter() - began)
            began = time.perf_counter()
            for text, params in log:
                conn.execute(text, params).fetchall()
            best[1].append(time.perf_counter() - began)
        ours.append(min(best[0]))
        bare.append(min(best[1]))
    conn.close()
    return _p95(ours), _p95(bare)


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
            what = f"{name}: {stores.scale:,} claims"
            figures.append(Figure(what, ours, other, most, f"with {stores.SMALL:,}"))
    return figures
