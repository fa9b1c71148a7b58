"""A terminal that a test opens is closed after it, with what ran in it."""

import importlib.util
import sys
from pathlib import Path

import pytest

SMALL_APP = "tests/terminal/small_app.py"


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


Terminal = _load("screen").Terminal


class Run:
    """The small app in a terminal, and the file in which it tells what it saw."""

    def __init__(self, terminal, seen):
        self.terminal = terminal
        self._seen = seen

    def seen(self):
        return self._seen.read_text().splitlines() if self._seen.exists() else []

    def log(self):
        log = self._seen.with_suffix(".log")
        return log.read_text() if log.exists() else ""

    def wait_until_seen(self, words, seconds=10):
        import time

        end = time.monotonic() + seconds
        while not any(line.startswith(words) for line in self.seen()):
            assert time.monotonic() < end, f"{words!r} not in {self.seen()}"
            self.terminal.read(0.05)


@pytest.fixture
def start(tmp_path):
    running = []

    def go(way="plain", **options):
        seen = tmp_path / f"seen-{len(running)}.txt"
        terminal = Terminal(SMALL_APP, str(seen), way, **options)
        running.append(terminal)
        terminal.wait_for("palette")
        return Run(terminal, seen)

    yield go
    for terminal in running:
        terminal.close()
