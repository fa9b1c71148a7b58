"""Workers are put to work on both databases."""

from collections.abc import Iterator

import pytest

from tests.support.desk import DeskHouse


@pytest.fixture
def house(store_url) -> Iterator[DeskHouse]:
    """A desk on a fresh store, once on each engine."""
    found = DeskHouse(store_url)
    yield found
    found.close()
