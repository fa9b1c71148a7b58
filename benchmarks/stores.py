"""Large stores to measure on, made once a run and copied by whoever wants to change one."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from cpor_tui.bench.seed import sow
from cpor_tui.store import Store

SMALL = 1000
MANY = 50_000
"""In a store of more claims, what looks at all of them is measured once."""
scale = 10_000
"""How many claims the large store has; `--scale N` says otherwise."""
kept: list[tempfile.TemporaryDirectory[str]] = []
lent: dict[int, Path] = {}
"""Stores that were there before, by how many claims they have."""


def lend(path: Path) -> int:
    """Take a store of `bench seed` that is there for the large one; gives how many claims it has."""
    store = Store.open(f"sqlite:///{path.absolute()}")
    (claims,) = store.only("SELECT COUNT(*) FROM claim")
    store.close()
    lent[claims] = path.absolute()
    return int(claims)


@cache
def seeded(claims: int) -> Path:
    """The file of a store of so many claims; only to be read."""
    if claims in lent:
        return lent[claims]
    kept.append(tempfile.TemporaryDirectory(prefix="cpor-bench-"))
    path = Path(kept[-1].name) / "store.db"
    sow(f"sqlite:///{path}", claims=claims, seed=1).close()
    return path


@contextmanager
def opened(claims: int) -> Iterator[Store]:
    """A store of so many claims, to read."""
    store = Store.open(f"sqlite:///{seeded(claims)}")
    yield store
    store.close()


@contextmanager
def copied(claims: int) -> Iterator[Path]:
    """A copy of it, to change."""
    with copied_file(seeded(claims)) as path:
        yield path


@contextmanager
def copied_file(path: Path) -> Iterator[Path]:
    """A copy of a store, to change; the proof files are shared."""
    with tempfile.TemporaryDirectory(prefix="cpor-bench-") as folder:
        for end in ("", "-wal", "-shm", ".secret"):
            if (file := path.with_name(f"{path.name}{end}")).exists():
                shutil.copy(file, folder)
        (Path(folder) / f"{path.name}.poe").symlink_to(path.with_name(f"{path.name}.poe"))
        yield Path(folder) / path.name


class Listening:
    """A connection that notes what is executed on it."""

    def __init__(self, conn: Any, note: Callable[[tuple[str, Any]], None]) -> None:
        self._conn = conn
        self._note = note

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def execute(self, text: str, params: Any = ()) -> Any:
        """Note it, and do it."""
        self._note((text, params))
        return self._conn.execute(text, params)


@contextmanager
def overheard(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """The statements that this thread gives to the store meanwhile."""
    log: list[tuple[str, Any]] = []
    store.row("SELECT 1")
    link = store._link()
    own, link.conn = link.conn, Listening(link.conn, log.append)
    try:
        yield log
    finally:
        link.conn = own


def raw(path: Path) -> sqlite3.Connection:
    """A bare connection with the pragmas that ours has."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("SELECT COUNT(*) FROM meta").fetchall()
    return conn
