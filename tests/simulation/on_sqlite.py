"""A seed's store in a file: the disk may be full, a stranger may hold it, or it may lie elsewhere for a while."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cpor_tui.store import Store
from cpor_tui.store.base import Engine
from tests.simulation.faults import Broken, Fate
from tests.simulation.world import founded

_PLENTY = 1_073_741_823
_SHM = Path("/dev/shm")


def place() -> Path:
    """A folder in memory, where there is one: what is simulated is not the disk."""
    return Path(tempfile.mkdtemp(prefix="cpor-sim-", dir=_SHM if os.access(_SHM, os.W_OK) else None))


@dataclass(frozen=True, slots=True)
class Files:
    """The folder of the store that every seed begins with."""

    folder: Path

    @contextmanager
    def ground(self) -> Iterator[File]:
        folder = place()
        try:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
            yield File(folder / "store.db")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def files() -> Iterator[Files]:
    """The store that every seed begins with, made anew."""
    folder = place()
    try:
        store = founded(f"sqlite:///{folder / 'store.db'}")
        store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        yield Files(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class File:
    """One seed's file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> Store:
        store = Store.open(f"sqlite:///{self.path}")
        store.rows("PRAGMA busy_timeout = 0")
        store.rows("PRAGMA synchronous = OFF")
        return store

    def close(self, store: Store) -> None:
        store.close()

    def at_rest(self, store: Store) -> bool:
        return not store._link().conn.in_transaction

    def cut_off(self, engine: Engine) -> None:
        lost = sqlite3.OperationalError("disk I/O error")
        lost.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise lost

    def trouble(self, store: Store, fate: Fate, chance: Random, span: ExitStack) -> None:
        if chance.random() < 0.67:
            span.enter_context(_full(store._link().conn, chance.randrange(3)))
        else:
            span.enter_context(_locked(self.path))

    def between(self, fate: Fate, chance: Random, guest: Callable[[], Future[None]]) -> None:
        # Within a transaction nobody else gets a word in.
        fate.meanwhile = lambda: guest().result()

    @contextmanager
    def gone(self) -> Iterator[None]:
        aside = self.path.rename(self.path.with_suffix(".aside"))
        try:
            yield
            if self.path.exists():
                raise Broken("a file was made where the store was")
        finally:
            aside.rename(self.path)


@contextmanager
def _full(conn: sqlite3.Connection, spare: int) -> Iterator[None]:
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
def _locked(path: Path) -> Iterator[None]:
    """Somebody who knows nothing of our turns holds the file."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
