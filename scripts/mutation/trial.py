"""Runs the tests once as they are, then for each mutant in a child process, cheapest first, until one fails."""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

MUTANT = "MUTANT_UNDER_TEST"


class Trial:
    """A pytest plugin that takes the place of the loop over tests, when all have been collected."""

    def __init__(
        self,
        mutants: list[tuple[str, Callable[[], None] | None]],
        jobs: int,
        told: Callable[[str, str], None],
    ) -> None:
        self.mutants, self.jobs, self.told = mutants, jobs, told
        self.cost: dict[Any, float] = {}
        self.meets: dict[str, list[Any]] = {}
        self.children: dict[int, tuple[str, int, list[Any]]] = {}
        self.kills: dict[str, Counter[Any]] = {}
        """Which tests killed other mutants of a function: they are tried first on the next."""
        self.early: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """First the unbroken code: which test calls which function, and what it costs."""
        from mutmut.state import state

        # What ran while the tests were collected has left its mark already: a child would never meet it broken.
        self.early = set(state()._stats)
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            begun = time.process_time()
            state()._stats.clear()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.cost[item] = time.process_time() - begun
            for function in state()._stats:
                self.meets.setdefault(function, []).append(item)
        if session.testsfailed:
            raise pytest.UsageError("the tests fail before anything is broken")
        os.environ[MUTANT] = ""
        every = sorted(session.items, key=lambda item: self.cost[item])
        for name, change in self.mutants:
            function = name.rpartition("__mutmut_")[0]
            tests = every if change else [item for item in every if item in set(self.meets.get(function, ()))]
            if not tests:
                self.told(name, "early" if function in self.early else "unmet")
                continue
            while len(self.children) >= self.jobs:
                self._wait()
            kills = self.kills.setdefault(function, Counter())
            self._start(session, name, change, sorted(tests, key=lambda item: -kills[item]))
        while self.children:
            self._wait()
        return True

    def _start(
        self, session: pytest.Session, name: str, change: Callable[[], None] | None, tests: list[Any]
    ) -> None:
        heard, said = os.pipe()
        child = os.fork()
        if child:
            os.close(said)
            self.children[child] = name, heard, tests
            return
        code = 1
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            # Who loops for ever is caught by what it uses up, not by the wall: a busy machine is no failure.
            limit = int(10 * sum(self.cost[item] for item in tests)) + 10
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            if change:
                change()
            else:
                os.environ[MUTANT] = name
            for place, item in enumerate(tests):
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
        name, heard, tests = self.children.pop(child)
        if killer := os.read(heard, 16):
            self.kills[name.rpartition("__mutmut_")[0]][tests[int(killer)]] += 1
        os.close(heard)
        early = name.rpartition("__mutmut_")[0] in self.early
        self.told(name, "killed" if status else "early" if early else "survived")
