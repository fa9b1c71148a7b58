"""Workers are put to work on both databases."""

import logging
from collections.abc import Iterator

import pytest

from tests.support.desk import DeskHouse


@pytest.fixture
def house(store_url) -> Iterator[DeskHouse]:
    """A desk on a fresh store, once on each engine."""
    found = DeskHouse(store_url)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def _log_is_heard(monkeypatch):
    """A command line that ran before in this process keeps the log to its file; here the tests listen to it."""
    monkeypatch.setattr(logging.getLogger("cpor"), "propagate", True)
    monkeypatch.setattr(logging.getLogger("cpor"), "disabled", False)
