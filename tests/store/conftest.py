"""A fresh store on either database, and a hand that writes claims into it without a desk."""

from collections.abc import Iterator

import pytest

from cpor_tui.store import Office, Store
from tests.store.hand import NOW, Hand


@pytest.fixture
def store(store_url, tmp_path) -> Iterator[Store]:
    store = Store.create(
        store_url,
        office=Office("KR", None, "Asia/Seoul"),
        rules="2020",
        simulated=NOW,
        secret_file=tmp_path / "the.secret",
    )
    yield store
    store.close()


@pytest.fixture
def sqlite_store(sqlite_url) -> Iterator[Store]:
    store = Store.create(sqlite_url, office=Office("KR", None, "Asia/Seoul"), rules="2020", simulated=NOW)
    yield store
    store.close()


@pytest.fixture
def again(store, store_url, tmp_path) -> Iterator[Store]:
    """The same store, opened a second time."""
    second = Store.open(store_url, secret_file=tmp_path / "the.secret")
    yield second
    second.close()


@pytest.fixture
def hand(store) -> Hand:
    return Hand(store)
