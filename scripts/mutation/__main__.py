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

from scripts.mutation import breaking, early

FOUND = breaking.ROOT / "build" / "mutants.jsonl"
"""What became of each mutant, a line each as it comes: a run that was stopped goes on from there."""
QUICK = (
    "tests/domain",
    # What takes seconds is for those alone that the rest lets live.
    "--ignore=tests/domain/test_walk.py",
    "--ignore=tests/domain/test_random_lives.py",
)
TELLING = tuple(f"tests/domain/test_{name}.py" for name in ("lives", "time", "policy", "fields", "filter"))
PLAIN = (
    "-q",
    "-s",
    "-n0",
    "--tb=no",
    # How a golden file differs is nobody's question here, and would take seconds to say.
    "--assert=plain",
    "-p",
    "no:cacheprovider",
    # Its alarm knows the wall's seconds; ours knows the processor's.
    "--timeout=0",
    # While lines are noted, how fast a thing is says nothing.
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
    asked.add_argument("--afresh", action="store_true", help="try again what was killed before as well")
    asked.add_argument("--count", action="store_true", help="try nothing, tell what was found so far")
    asked.add_argument(
        "--thorough", action="store_true", help="let all tests meet who survived the quick ones"
    )
    given = asked.parse_args()
    os.chdir(breaking.ROOT)
    # The same random cases for every mutant.
    os.environ["CI"] = "1"
    modules = sorted({part.partition(".")[0] for part in given.parts} - {"tables"}) or (
        [] if given.parts else ["*"]
    )
    mutants = [one for module in modules for one in breaking.every(module) if _meant(one.name, given.parts)]
    found = Findings(FOUND, {one.name: one for one in mutants})
    if not given.count:
        _try(mutants, found, given)
    return found.report(given.parts)


def _try(mutants: list[breaking.Mutant], found: Findings, given: argparse.Namespace) -> None:
    import pytest

    from scripts.mutation.trial import Case, Trial

    # Before the tables are imported: what is imported is noted as well.
    trial = Trial([], given.jobs, found.tell)
    cases = [Case(one.name, one.function, one.put, one) for one in mutants]
    if not given.parts or any(part.startswith("tables") for part in given.parts):
        from scripts.mutation import tables

        for row, put in tables.every():
            table = row.partition(".")[0]
            if _meant(f"tables.{row}", given.parts):
                cases.append(Case(f"tables.{row}", table, put, readers=tables.READERS.get(table, ())))
    if given.sample is not None:
        cases = random.Random(1).sample(cases, min(given.sample, len(cases)))
    # Whoever survived may meet a test that was written since; but all tests are run for those, so they come last.
    trial.cases = [one for one in cases if given.afresh or found.verdict(one.name) != "killed"]
    trial.cases.sort(key=lambda one: found.verdict(one.name) is not None)
    answer = pytest.main([*QUICK, *PLAIN], plugins=[trial])
    if answer not in (0, 5):
        sys.exit(f"the tests could not be run ({answer})")
    for case in trial.cases:
        if found.verdict(case.name) == "early":
            found.tell(case.name, _slowly(case.name, (*TELLING, *QUICK)))
    for case in trial.cases:
        if given.thorough and case.mutant and found.verdict(case.name) != "killed":
            found.tell(case.name, _slowly(case.name, ("tests/domain",)))


def _meant(name: str, parts: list[str]) -> bool:
    return not parts or any(
        name == part or name.startswith((f"{part}.", f"{part}__mutmut_")) for part in parts
    )


def _slowly(name: str, tests: tuple[str, ...]) -> str:
    """The verdict of these tests in a process that was broken from its start."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", early.__name__, *tests, *PLAIN],
        env={**os.environ, early.MUTANT: name, "PYTHONPATH": os.curdir},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return "killed" if ran.returncode else "survived"


class Findings:
    """What became of each mutant, written down as it comes."""

    def __init__(self, path: Path, mutants: dict[str, breaking.Mutant]) -> None:
        self.path, self.mutants = path, mutants
        self.verdicts: dict[str, tuple[str, str]] = {}
        """By name: the verdict, and the key of what was tried."""
        self.told = 0
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                name, verdict, key = json.loads(line)
                self.verdicts[name] = verdict, key
        path.parent.mkdir(exist_ok=True)

    def verdict(self, name: str) -> str | None:
        """What is known of this mutant; nothing, when its function has changed since."""
        verdict, key = self.verdicts.get(name, (None, ""))
        return verdict if key == self._key(name) else None

    def tell(self, name: str, verdict: str) -> None:
        """Keep a verdict, and say how far it has come."""
        self.verdicts[name] = verdict, self._key(name)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps((name, verdict, self._key(name))) + "\n")
        self.told += 1
        print(f"\r{self.told} tried", end="" if verdict == "killed" else f": {name} {verdict}\n", flush=True)

    def report(self, wanted: list[str]) -> int:
        """Say how many were killed in each module, and show every survivor."""
        print()
        known = {
            name: verdict
            for name in {**self.mutants, **self.verdicts}
            if _meant(name, wanted) and (verdict := self.verdict(name)) is not None
        }
        parts: dict[str, Counter[str]] = {}
        for name, verdict in known.items():
            parts.setdefault(name.partition(".")[0], Counter())[verdict] += 1
        for part, counts in (*sorted(parts.items()), ("all", sum(parts.values(), Counter()))):
            share = 100 * counts["killed"] / max(1, counts.total())
            alive = counts.total() - counts["killed"]
            print(f"{part:10} {counts.total():5} mutants {share:6.1f} % killed {alive:4} alive")
        for name, verdict in sorted(known.items()):
            if verdict != "killed":
                print(f"\n{name} ({verdict})")
                if name in self.mutants:
                    print(self.mutants[name].shown)
        untried = sum(self.verdict(name) is None for name in self.mutants)
        if untried:
            print(f"\n{untried} were not tried")
        killed = sum(verdict == "killed" for verdict in known.values())
        return int(killed < WANTED * len(known))

    def _key(self, name: str) -> str:
        return self.mutants[name].key if name in self.mutants else ""


if __name__ == "__main__":
    sys.exit(main())
