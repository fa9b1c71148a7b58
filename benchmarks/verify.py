"""Checking a whole store: the chain and the fold, against only reading the events."""

from __future__ import annotations

import resource
import sys

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import opened, raw, seeded
from cpor_tui.store.claims import chained

EVENTS = "SELECT claim, seq, at, recorded_at, who, what, body, hash FROM event ORDER BY claim, seq"


def run() -> list[Figure]:
    """The hash chain alone; the whole of verify with every core; and the memory that it takes."""
    conn = raw(seeded(stores.scale))
    (events,) = conn.execute("SELECT COUNT(*) FROM event").fetchone()
    with opened(stores.scale) as store:
        key = store.chain_key

        def read() -> None:
            for _ in conn.execute(EVENTS):
                pass

        def chain() -> None:
            last, head = 0, ""
            for claim, _, _, _, _, _, body, digest in conn.execute(EVENTS):
                head = chained(key, head if claim == last else "", body)
                last = claim
                if head != digest:
                    raise RuntimeError(f"claim {claim} is not what was written")

        times = 1 if stores.scale > stores.MANY else 3
        chained_, bare = alternately(chain, read, times)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        whole, again = alternately(lambda: _clean(store), read, times)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    conn.close()
    unit = 1 if sys.platform == "darwin" else 1024
    per = f"{events:,} events"
    figures = [
        Figure(f"the chain of {per}", chained_, bare, 1 / 0.4, "reading them, raw sqlite3"),
        Figure(f"verify, {per}", whole, again, 1 / 0.1, "reading them, raw sqlite3"),
        Figure("what verify adds to memory", grown * unit, 64 * 2**20, 1, "64 MiB", unit="B"),
    ]
    if largest > others:
        # The system tells only the largest child of all times: one of another bench would hide ours.
        figures.append(
            Figure("the largest of its processes", largest * unit, 128 * 2**20, 1, "128 MiB", unit="B")
        )
    return figures


def _clean(store: stores.Store) -> None:
    report = store.verify()
    if report.faults:
        raise RuntimeError(str(report.faults[0]))
