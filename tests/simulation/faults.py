"""Lets a store fail where the seed says: killed or cut off, its answer lost, locked out, away, or the disk full."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PLENTY = 1_073_741_823


class Killed(BaseException):
    """The process is dead from this instant; nobody learns what became of what it was doing."""


@dataclass(slots=True)
class Fate:
    """What will happen to one host next. Numbers count down; at 0 it happens."""

    statements: int | None = None
    """Killed before so many statements more."""
    lost: bool = False
    """Not killed there, but cut off from the database."""
    before_commit: bool = False
    after_commit: bool = False
    """Killed once it is durable: done, and nobody knows."""
    unanswered: bool = False
    """The commit is durable, but the driver says that it failed."""
    meanwhile: Callable[[], None] | None = None
    """What another host does just before this one's transaction begins."""

    def clear(self) -> None:
        """Nothing more happens."""
        self.statements = None
        self.lost = False
        self.before_commit = self.after_commit = self.unanswered = False
        self.meanwhile = None


class Shaky:
    """An engine that does what it is told until its fate is due."""

    def __init__(self, engine: Any, fate: Fate) -> None:
        self._engine = engine
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def sql(self, text: str) -> str:
        fate = self._fate
        if fate.statements is not None:
            fate.statements -= 1
            if fate.statements < 0:
                lost = fate.lost
                fate.clear()
                raise _lost() if lost else Killed("at a statement")
        return self._engine.sql(text)

    def begin_write(self, link: Any) -> None:
        meanwhile, self._fate.meanwhile = self._fate.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        self._engine.begin_write(link)

    def commit(self, link: Any) -> None:
        fate = self._fate
        if link.conn.in_transaction and link.conn.total_changes == 0:
            self._engine.commit(link)
            return
        if fate.before_commit:
            fate.clear()
            raise Killed("before the commit")
        self._engine.commit(link)
        if fate.after_commit:
            fate.clear()
            raise Killed("after the commit")
        if fate.unanswered:
            fate.clear()
            raise _lost()


def _lost() -> sqlite3.Error:
    """What the driver says when the file does not answer."""
    lost = sqlite3.OperationalError("disk I/O error")
    lost.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return lost


@contextmanager
def full_disk(conn: sqlite3.Connection, spare: int) -> Iterator[None]:
    """The file may grow by `spare` pages and no more."""
    (pages,) = conn.execute("PRAGMA page_count").fetchone()
    conn.execute(f"PRAGMA max_page_count = {pages + spare}").fetchall()
    try:
        yield
    finally:
        # The host may have died meanwhile, and its connection with it.
        with suppress(sqlite3.ProgrammingError):
            conn.execute(f"PRAGMA max_page_count = {_PLENTY}").fetchall()


@contextmanager
def gone(path: Path) -> Iterator[None]:
    """The file is where nobody looks for it."""
    aside = path.rename(path.with_suffix(".aside"))
    try:
        yield
    finally:
        aside.rename(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody who knows nothing of our turns holds the file."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
