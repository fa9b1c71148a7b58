"""A terminal that a test opens is closed after it, with what ran in it."""

import time

import pytest

from tests.terminal.screen import Terminal

SMALL_APP = "tests/terminal/small_app.py"


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

    def wait_until_seen(self, words, seconds=60):
        end = time.monotonic() + seconds
        while not any(line.startswith(words) for line in self.seen()):
            assert time.monotonic() < end, f"{words!r} not in {self.seen()}"
            self.terminal.read(0.05)


@pytest.fixture
def start(tmp_path):
    running: list[Terminal] = []

    def go(way="plain", **options):
        seen = tmp_path / f"seen-{len(running)}.txt"
        terminal = Terminal(SMALL_APP, str(seen), way, **options)
        running.append(terminal)
        terminal.wait_for("palette")
        return Run(terminal, seen)

    yield go
    for terminal in running:
        terminal.close()
