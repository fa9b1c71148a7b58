"""Lives through many seeds, and says which one broke what: `--seeds 10000 [--postgres] [--minutes N] [--first N]`."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager

from tests.simulation.faults import Start
from tests.simulation.on_sqlite import files
from tests.simulation.seeds import STEPS, one


def served() -> AbstractContextManager[Start]:
    """The start on a server. Raises NoServer."""
    # Whoever lives on files needs no driver.
    from tests.simulation.on_postgres import databases

    return databases()


def main() -> int:
    """Exit 1 if any seed broke."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seeds", type=int, default=1000)
    words.add_argument("--first", type=int, default=0)
    words.add_argument("--steps", type=int, default=STEPS)
    words.add_argument("--minutes", type=float, help="as many of the seeds as begin by then")
    words.add_argument("--hands", type=int, default=os.cpu_count() or 1)
    words.add_argument("--postgres", action="store_true", help="on a throw-away PostgreSQL server")
    given = words.parse_args()
    met: Counter[str] = Counter()
    broken: list[int] = []
    lived = 0
    began = time.monotonic()
    seeds = range(given.first, given.first + given.seeds)
    ground = "--postgres " if given.postgres else ""
    with (
        served() if given.postgres else files() as start,
        ProcessPoolExecutor(given.hands, multiprocessing.get_context("spawn")) as pool,
    ):
        many = len(seeds)
        for seed, wrong, found in pool.map(one, seeds, [given.steps] * many, [start] * many, chunksize=5):
            met += found
            lived = seed - given.first + 1
            if lived % 100 == 0:
                print(f"{lived} seeds, broken: {broken or 'none'}", flush=True)
            if wrong is not None:
                broken.append(seed)
                print(f"seed {seed} broke:\n{wrong}", flush=True)
                print(
                    f'again: make soak ARGS="{ground}--first {seed} --seeds 1 --steps {given.steps}"',
                    flush=True,
                )
            if given.minutes is not None and time.monotonic() - began > given.minutes * 60:
                pool.shutdown(cancel_futures=True)
                break
    print(
        f"{lived} seeds of {given.steps} steps in {time.monotonic() - began:.0f} s; broken: {broken or 'none'}"
    )
    print(", ".join(f"{n} {what}" for what, n in met.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
