"""Letters are worded over a real desk; a store of one kind is enough, for no word depends on it."""

from collections.abc import Iterator

import pytest

from tests.support.desk import DeskHouse


@pytest.fixture
def house(sqlite_url) -> Iterator[DeskHouse]:
    """A desk on a fresh store."""
    found = DeskHouse(sqlite_url)
    yield found
    found.close()
