"""Breaks cpor_tui/domain in thousands of small ways and counts what its tests notice: make mutants [ARGS="settle"]"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from scripts.mutation import breaking

PLACE = breaking.ROOT / "build" / "mutants"
"""The copy that is broken; the checkout is never touched."""
QUICK = (
    "tests/domain",
    # What takes seconds is for those alone that the rest lets live.
    "--ignore=tests/domain/test_walk.py",
    "--ignore=tests/domain/test_random_lives.py",
)
TELLING = tuple(f"tests/domain/test_{name}.py" for name in ("lives", "time", "policy", "fields", "filter"))
# Every broken function has its own line of calls in between: how fast it is says nothing.
PLAIN = (
    "-q",
    "-s",
    "-p",
    "no:cacheprovider",
    "-k",
    "not costs_little and not cost_next",
)
WANTED = 0.95


def main() -> int:
    """Try every mutant asked for, count, and show who survived. 1 when fewer than 95 of 100 were killed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "parts",
        nargs="*",
        help="modules of cpor_tui/domain, functions or mutants of them, or tables; all, when none is named",
    )
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument(
        "--sample", type=int, metavar="N", help="N of them, drawn by lot (always the same lot)"
    )
    asked.add_argument(
        "--thorough", action="store_true", help="let all tests meet who survived the quick ones"
    )
    asked.add_argument("--place", type=Path, default=PLACE)
    given = asked.parse_args()
    shown = breaking.make(given.place)
    sys.path.insert(0, str(given.place))
    os.chdir(given.place)
    # The same random cases for every mutant.
    os.environ["CI"] = "1"
    found = Findings(given.place / "found.json", shown)
    names = [name for name in shown if _meant(name.removeprefix("cpor_tui.domain."), given.parts)]
    _quickly(names, found, given)
    for name in [name for name, verdict in found.verdicts.items() if verdict == "early"]:
        found.tell(name, _slowly(name, QUICK))
    if given.thorough:
        for name in [
            name for name, verdict in found.verdicts.items() if verdict != "killed" and name in shown
        ]:
            found.tell(name, _slowly(name, ("tests/domain",)))
    return found.report()


def _quickly(names: list[str], found: Findings, given: argparse.Namespace) -> None:
    import pytest

    from scripts.mutation import tables
    from scripts.mutation.trial import MUTANT, Trial

    os.environ[MUTANT] = "stats"
    mutants: list[Any] = [(name, None) for name in names]
    if not given.parts or "tables" in given.parts:
        mutants += [(f"cpor_tui.domain.tables:{name}", change) for name, change in tables.every()]
    if given.sample is not None:
        mutants = random.Random(1).sample(mutants, min(given.sample, len(mutants)))
    answer = pytest.main([*QUICK, *PLAIN], plugins=[Trial(mutants, given.jobs, found.tell)])
    if answer not in (0, 5):
        sys.exit(f"the tests could not be run ({answer})")


def _meant(name: str, parts: list[str]) -> bool:
    return not parts or any(
        name == part or name.startswith((f"{part}.", f"{part}__mutmut_")) for part in parts
    )


def _slowly(name: str, tests: tuple[str, ...]) -> str:
    """The verdict of these tests in a process that was broken from its start."""
    environment = {**os.environ, "MUTANT_UNDER_TEST": name, "PYTHONPATH": os.curdir}
    ran = subprocess.run(
        # What tells most comes first: most mutants are dead within seconds.
        [sys.executable, "-m", "pytest", "-x", *TELLING, *tests, *PLAIN],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return "killed" if ran.returncode else "survived"


class Findings:
    """What became of each mutant, written down as it comes."""

    def __init__(self, path: Path, shown: dict[str, str]) -> None:
        self.path, self.shown = path, shown
        self.verdicts: dict[str, str] = {}

    def tell(self, name: str, verdict: str) -> None:
        """Keep a verdict, and say how far it has come."""
        self.verdicts[name] = verdict
        alive = sum(one != "killed" for one in self.verdicts.values())
        print(f"\r{len(self.verdicts)} tried, {alive} alive", end="", flush=True)
        self.path.write_text(json.dumps(self.verdicts, indent=1), "utf-8")

    def report(self) -> int:
        """Say how many were killed in each module, and show every survivor."""
        print()
        parts: dict[str, Counter[str]] = {}
        for name, verdict in self.verdicts.items():
            parts.setdefault(name.split(".")[2].partition(":")[0], Counter())[verdict] += 1
        for part, counts in (*sorted(parts.items()), ("all", sum(parts.values(), Counter()))):
            share = 100 * counts["killed"] / counts.total()
            print(
                f"{part:10} {counts.total():5} mutants {share:6.1f} % killed {counts.total() - counts['killed']:4} alive"
            )
        for name, verdict in self.verdicts.items():
            if verdict != "killed":
                print(f"\n{name.removeprefix('cpor_tui.domain.')}\n{self.shown.get(name, '')}")
        killed = sum(verdict == "killed" for verdict in self.verdicts.values())
        return int(killed < WANTED * len(self.verdicts))


if __name__ == "__main__":
    sys.exit(main())
