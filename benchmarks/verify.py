"""Checking a whole store: chain, fold and all of verify, against only reading the events; in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.grounds import bare, read
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.evolve import evolve
from cpor_tui.store import Store
from cpor_tui.store.claims import chained
from cpor_tui.store.codec import event_of
from cpor_tui.store.crew import crew

TOGETHER = 500
"""How many claims a process folds before it asks for more."""
EVENTS = "SELECT claim, seq, at, recorded_at, who, what, body, hash FROM event ORDER BY claim, seq"


def run() -> list[Figure]:
    """The hash chain; the fold and the whole of verify with every core; its memory; and what an event costs."""
    found = _measured(stores.scale)
    reading, of = f"reading them, {stores.ground.raw}", f"{found['events']:,.0f} events"
    figures = [
        Figure("the hash chain", found["chain"], found["reading"], 1 / 0.4, reading, of=of),
        Figure("verify", found["verify"], found["reading again"], 1 / 0.1, reading, of=of),
        Figure("what verify adds to memory", found["grown"], 64 * 2**20, 1, "64 MiB", unit="B"),
        Figure("the largest of its processes", found["largest"], 128 * 2**20, 1, "128 MiB", unit="B"),
    ]
    if stores.scale > stores.SMALL:
        # In a small one the processes take longer to start than to fold.
        fold = Figure("the fold, every core", found["fold"], found["reading twice"], 1 / 0.1, reading, of=of)
        figures.insert(1, fold)
        small = _measured(stores.SMALL)
        ours, theirs = (one["verify"] / one["events"] for one in (found, small))
        figures.append(Figure("verify, each event", ours, theirs, 1.5, stores.few()))
    return figures


def _measured(claims: int) -> dict[str, float]:
    times = 1 if claims > stores.MANY else 3
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.verify", stores.seeded(claims), str(times)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    found: dict[str, float] = json.loads(said.stdout)
    return found


def folded(store: Store, span: tuple[int, int]) -> int:
    """Make some claims from their histories again; says how many events they have."""
    bodies = store.rows(
        "SELECT claim, body FROM event WHERE claim > ? AND claim <= ? ORDER BY claim, seq", span
    )
    last, claim = 0, None
    for number, body in bodies:
        before: Claim | None = claim if number == last else None
        claim, last = evolve(before, event_of(body)), number
    return len(bodies)


def main(url: str, times: int) -> None:
    """Measure one store in this process: its memory, and its children's, are what verify needs."""
    conn, store = bare(url), Store.open(url)
    (events,) = store.only("SELECT COUNT(*) FROM event")
    key = store.chain_key

    def reading() -> None:
        for _ in read(conn, EVENTS):
            pass

    def chain() -> None:
        last, head = 0, ""
        for claim, _, _, _, _, _, body, digest in read(conn, EVENTS):
            head = chained(key, head if claim == last else "", body)
            last = claim
            if head != digest:
                raise RuntimeError(f"claim {claim} is not what was written")

    def fold() -> None:
        hands = os.cpu_count() or 1
        (last,) = store.only("SELECT MAX(id) FROM claim")
        spans = ((after, after + TOGETHER) for after in range(0, last, TOGETHER))
        with crew(store, hands) as several:
            if sum(several.each(folded, spans)) != events:
                raise RuntimeError("not every event was folded")

    def verify() -> None:
        if faults := store.verify().faults:
            raise RuntimeError(str(faults[0]))

    found: dict[str, float] = {"events": events}
    found["chain"], found["reading"] = alternately(chain, reading, times)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found["verify"], found["reading again"] = alternately(verify, reading, times)
    unit = 1 if sys.platform == "darwin" else 1024
    found["grown"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit
    found["largest"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    # After it: what the fold needs would hide what verify adds.
    found["fold"], found["reading twice"] = alternately(fold, reading, times)
    conn.close()
    store.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
