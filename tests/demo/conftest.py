"""What the tests of the demo may ask for: a house of its own, and a scenario played without a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest

from cpor_tui.demo.alone import play_alone
from cpor_tui.demo.house import House


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    """An empty folder that will hold a store."""
    made = House(tmp_path, "en")
    yield made
    made.close()


@pytest.fixture
def played(tmp_path):
    """`played("late", "ko", seed=7)`: all that `cpor demo --auto` prints of a scenario."""
    count = iter(range(100))

    def play(name: str, lang: str = "en", seed: int | None = None) -> str:
        streams = sys.stdout, sys.stderr
        house = House(tmp_path / str(next(count)), lang)
        told = io.StringIO()
        try:
            assert play_alone(house, [name], seed, told) == 0
        finally:
            house.close()
            sys.stdout, sys.stderr = streams
        return told.getvalue()

    return play
