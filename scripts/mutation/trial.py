"""Runs the tests once as they are, then for each mutant in a child process, likeliest first, until one fails."""

from __future__ import annotations

import gc
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import coverage
import pytest

from scripts.mutation import breaking

_ROOM = 4 << 30
"""A broken loop may fill a list; it gets this much memory."""


@dataclass(frozen=True, slots=True)
class Case:
    """A mutant as it is tried: who shares its killers, what breaks it, and where tests must have come by."""

    name: str
    kin: str
    put: Callable[[], None]
    mutant: breaking.Mutant | None = None
    """None for a row of a table."""
    readers: tuple[str, ...] = ()
    """The modules that look into the table; none named: every test is asked."""


class Trial:
    """A pytest plugin that takes the place of the loop over tests, when all have been collected."""

    def __init__(self, cases: list[Case], jobs: int, told: Callable[[str, str], None]) -> None:
        self.cases, self.jobs, self.told = cases, jobs, told
        self.cost: dict[str, float] = {}
        self.children: dict[int, tuple[Case, int, list[Any]]] = {}
        self.kills: dict[str, Counter[Any]] = {}
        """Which tests killed other mutants of a function: they are tried first on the next."""
        self.passed: dict[str, dict[int, list[str]]] = {}
        """Which tests came by which line of which file; '' stands for what ran while they were collected."""
        # It notes lines, not calls, so that a mutant meets only the tests that reach what it breaks.
        self.lines = coverage.Coverage(
            data_file=None, config_file=False, source_pkgs=["cpor_tui.domain"], messages=False
        )
        self.lines.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """What a failing case could be shortened to is nobody's question here."""
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutants",
            parent=settings.get_profile("house"),
            phases=(Phase.explicit, Phase.generate),
            derandomize=True,
            database=None,
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """First the unbroken code: which test comes by which line, and what it costs."""
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            breaking.forget()
            self.lines.switch_context(item.nodeid)
            begun = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.cost[item.nodeid] = time.process_time() - begun
        if session.testsfailed:
            raise pytest.UsageError("the tests fail before anything is broken")
        self.lines.stop()
        found = self.lines.get_data()
        self.passed = {file: found.contexts_by_lineno(file) for file in found.measured_files()}
        every = sorted(session.items, key=lambda item: self.cost[item.nodeid])
        print(f" {len(every)} tests, {sum(self.cost.values()):.0f} s with their lines noted", flush=True)
        gc.collect()
        gc.freeze()
        for case in self.cases:
            names = self._meets(case)
            tests = [item for item in every if item.nodeid in names]
            if not tests:
                self.told(case.name, "early" if self._early(case) else "unmet")
                continue
            while len(self.children) >= self.jobs:
                self._wait()
            kills = self.kills.setdefault(case.kin, Counter())
            self._start(session, case, sorted(tests, key=lambda item: -kills[item]))
        while self.children:
            self._wait()
        return True

    def _meets(self, case: Case) -> set[str]:
        """The tests that reach the broken statement; those that call the function, where that cannot be told."""
        mutant = case.mutant
        if mutant is None:
            files = [str(breaking.DOMAIN / f"{module}.py") for module in case.readers]
            met = {name for file in files for names in self.passed[file].values() for name in names if name}
            return met or set(self.cost)
        passed = self.passed.get(mutant.file, {})
        for lines in (mutant.lines, mutant.inside):
            if found := {name for line in lines for name in passed.get(line, ()) if name}:
                return found
        return set()

    def _early(self, case: Case) -> bool:
        """Whether the function ran while tests were collected: what it left behind then, no child meets broken."""
        if case.mutant is None:
            return False
        passed = self.passed.get(case.mutant.file, {})
        return any("" in passed.get(line, ()) for line in case.mutant.inside)

    def _start(self, session: pytest.Session, case: Case, tests: list[Any]) -> None:
        heard, said = os.pipe()
        child = os.fork()
        if child:
            os.close(said)
            self.children[child] = case, heard, tests
            return
        code = 1
        try:
            gc.disable()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            case.put()
            breaking.forget()
            for place, item in enumerate(tests):
                # Who loops for ever is stopped by what it uses up, not by the wall: a busy machine is no failure.
                signal.setitimer(signal.ITIMER_PROF, 2 + 10 * self.cost[item.nodeid])
                following = tests[place + 1] if place + 1 < len(tests) else None
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    os.write(said, str(place).encode())
                    break
            else:
                code = 0
        finally:
            os._exit(code)

    def _wait(self) -> None:
        child, status = os.wait()
        case, heard, tests = self.children.pop(child)
        if killer := os.read(heard, 16):
            self.kills[case.kin][tests[int(killer)]] += 1
        os.close(heard)
        self.told(case.name, "killed" if status else "early" if self._early(case) else "survived")
