"""Eight who write and twenty who read at once, each a process of its own: no error, and nobody waits for long."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import stores
from benchmarks.figures import Figure
from benchmarks.stores import copied
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store

WRITERS, READERS = 8, 20
SECONDS = 6.0
PAUSE = 0.1
"""How long each waits between two orders, in seconds: about as busy as eight people can be."""


def run() -> list[Figure]:
    """The slowest of a hundred decisions against the middle one."""
    with copied(stores.scale) as url, tempfile.TemporaryDirectory(prefix="cpor-bench-") as folder:
        gate = Path(folder) / "gate"
        words = [sys.executable, "-m", "benchmarks.load", url, str(gate)]
        kinds = ["write"] * WRITERS + ["read"] * READERS
        workers = [
            subprocess.Popen(
                [*words, kind, str(n)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
            )
            for n, kind in enumerate(kinds)
        ]
        # Nobody's start is in anybody's way.
        while len(list(Path(folder).iterdir())) < len(kinds):
            if any(worker.poll() is not None for worker in workers):
                break
            time.sleep(0.05)
        time.sleep(0.5)
        gate.touch()
        told = [
            (kind, worker.communicate(timeout=120)[0], worker.returncode)
            for kind, worker in zip(kinds, workers, strict=True)
        ]
    if any(status for _, _, status in told):
        raise RuntimeError("somebody met an error")
    taken = {
        kind: [one for k, said, _ in told if k == kind for one in json.loads(said)]
        for kind in ("write", "read")
    }
    figures = []
    for kind, most in (("write", 20.0), ("read", 20.0)):
        middle = statistics.median(taken[kind])
        slow = statistics.quantiles(taken[kind], n=100)[-1]
        many = {
            "write": f"{WRITERS} writers beside {READERS} readers",
            "read": f"{READERS} readers beside {WRITERS} writers",
        }
        of = f"{len(taken[kind]):,} turns"
        figures.append(Figure(f"{many[kind]}, p99", slow, middle, most, "the median", of=of))
    return figures


def _work(url: str, gate: Path, kind: str, number: int) -> None:
    store = Store.open(url)
    desk, chance = Desk(store), random.Random(number)
    mina = c.Actor(f"r{number}", Role.REVIEWER)
    claims = [n for (n,) in store.rows("SELECT id FROM claim WHERE status = 'under-review' ORDER BY id")]
    taken = []
    gate.with_name(f"{kind} {number} is ready").touch()
    while not gate.exists():
        time.sleep(0.01)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        claim = chance.choice(claims)
        began = time.perf_counter()
        if kind == "write":
            desk.submit(c.Note(claim=claim, text="Between us."), mina)
        else:
            desk.queue("", mina, count=50)
        taken.append(time.perf_counter() - began)
        time.sleep(PAUSE * chance.uniform(0.5, 1.5))
    print(json.dumps(taken))


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
