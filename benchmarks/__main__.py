"""Runs the benches that are named, or all, and puts what they say into one table."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from benchmarks import stores
from benchmarks.grounds import Files, Server
from benchmarks.results import Result, merged, missed, of_json, table, write

ONCE = ("deadline", "command", "startup", "history", "poe", "ssh")
"""What the size of the store does not matter to."""
AT_EACH_SIZE = ("seed", "lists", "tick", "verify", "growth", "load", "screen")
BENCHES = (*ONCE, *AT_EACH_SIZE)
OF_POSTGRES = ("command", "history", "seed", "lists", "tick", "verify", "growth", "load")
"""What the database matters to."""


def main(words: list[str]) -> int:
    """Measure and print; exit 1 when a promise was missed.

    `--write FILE.md` puts the tables into a document, with JSON and a picture beside it, after each bench: what it
    measured before and has not measured now stays.
    """
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="BENCH", help=", ".join(BENCHES))
    parser.add_argument("--scale", type=int, nargs="+", default=[1000, 10_000], metavar="CLAIMS")
    parser.add_argument("--postgres", action="store_true", help="on a throw-away PostgreSQL server")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the stores there as CLAIMS.db, or find them there"
    )
    parser.add_argument("--write", type=Path, metavar="FILE.md")
    given = parser.parse_args(words)
    names = given.names or (OF_POSTGRES if given.postgres else BENCHES)
    if unknown := set(names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    before: list[Result] = []
    if given.write is not None and (kept := given.write.with_suffix(".json")).exists():
        before = of_json(kept.read_text("utf-8"))
    # All of them first: what cannot be imported is better known now than in half an hour.
    benches = {name: importlib.import_module(f"benchmarks.{name}").run for name in names}
    turns = [(name, claims) for name in names for claims in ([0] if name in ONCE else sorted(given.scale))]
    found: list[Result] = []
    broken: list[str] = []
    with Server.thrown_away() if given.postgres else _files(given.keep) as ground:
        stores.begin(ground)
        for name, claims in turns:
            stores.scale = claims or stores.SMALL
            turn = f"{name} at {claims:,} claims" if claims else name
            began = time.perf_counter()
            try:
                figures = benches[name]()
            except Exception:  # noqa: BLE001 - hours of others' work are not lost for one
                traceback.print_exc()
                broken.append(turn)
                continue
            print(f"{turn}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
            found += [Result(ground.name, name, claims, figure) for figure in figures]
            if given.write is not None:
                write(given.write, merged(before, found, BENCHES))
    print(f"\n{table(found)}")
    for line in missed(found):
        print(f"missed: {line}")
    for turn in broken:
        print(f"not measured: {turn}")
    return 1 if broken or missed(found) else 0


def _files(folder: Path | None) -> AbstractContextManager[Files]:
    return Files.thrown_away() if folder is None else nullcontext(Files(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
