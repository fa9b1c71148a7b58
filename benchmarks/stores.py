"""Large stores to measure on, made once a run and copied by whoever wants to change one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from benchmarks.grounds import Ground
from cpor_tui.bench.seed import sow
from cpor_tui.store import Store

SMALL = 1000
"""How many claims the store has that larger ones are compared with."""
MANY = 50_000
"""In a store of more claims, what looks at all of them is measured once."""


def few() -> str:
    """What growth is measured against."""
    return f"with {SMALL:,} claims"


ground: Ground
"""Where they lie; `begin` says it."""
scale = SMALL
"""How many claims the store has that is being measured."""
took: dict[int, float] = {}
"""The seconds it took to make stores in this run, by how many claims they have."""

Statement = tuple[str, Any]


def begin(on: Ground) -> None:
    """Have all stores from now on there."""
    global ground  # noqa: PLW0603 - one run measures on one ground
    ground = on
    took.clear()
    seeded.cache_clear()


@cache
def seeded(claims: int) -> str:
    """The URL of a store of so many claims; only to be read."""
    url, there = ground.place(str(claims))
    if not there:
        began = time.perf_counter()
        sow(url, claims=claims, seed=1).close()
        took[claims] = time.perf_counter() - began
        ground.settled(url)
    store = Store.open(url)
    (found,) = store.only("SELECT COUNT(*) FROM claim")
    store.close()
    if found != claims:
        raise RuntimeError(f"{url} has {found:,} claims: it was not finished, or is another's")
    return url


@contextmanager
def opened(claims: int) -> Iterator[Store]:
    """A store of so many claims, to read."""
    store = Store.open(seeded(claims))
    yield store
    store.close()


@contextmanager
def copied(claims: int) -> Iterator[str]:
    """The URL of a copy of it, to change."""
    url = seeded(claims)
    with ground.copied(url) as copy:
        yield copy


def unhurried(store: Store) -> None:
    """From now on this thread waits for no disk: where our own work is compared with our own."""
    off = {
        "sqlite": "PRAGMA synchronous = OFF",
        "postgres": "SELECT set_config('synchronous_commit', 'off', false)",
    }
    store.rows(off[store.backend])


class Listening:
    """A connection that notes what is executed on it."""

    def __init__(self, conn: Any, note: Callable[[Statement], None]) -> None:
        self._conn = conn
        self._note = note

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def execute(self, text: str, params: Any = ()) -> Any:
        """Note it, and do it."""
        self._note((text, params))
        return self._conn.execute(text, params)


@contextmanager
def overheard(store: Store) -> Iterator[list[Statement]]:
    """The statements that this thread gives to the store meanwhile."""
    log: list[Statement] = []
    store.row("SELECT 1")
    link = store._link()
    own, link.conn = link.conn, Listening(link.conn, log.append)
    try:
        yield log
    finally:
        link.conn = own


def repeated(conn: Any, log: Sequence[Statement]) -> None:
    """Give the same statements to a bare connection, and fetch what they give."""
    for text, params in log:
        cursor = conn.execute(text, params)
        if cursor.description is not None:
            cursor.fetchall()
