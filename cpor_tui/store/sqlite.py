"""Keeps the store in one SQLite file: durable, one writer at a time, and fair among them."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Link, Stale, peewee_without_drivers, unreachable

APPLICATION = 0x43504F52
"""`CPOR`: the mark that tells our files from other people's."""

_BUSY_SECONDS = 10
_NOT_OURS = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_WHY = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "not-ours",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CANTOPEN: "lost",
    sqlite3.SQLITE_IOERR: "lost",
    sqlite3.SQLITE_PROTOCOL: "locked",
}


class SQLite:
    """The file's connections, one a thread, and what its errors mean."""

    backend = "sqlite"
    errors: tuple[type[Exception], ...] = (sqlite3.Error, UnicodeError)

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._local = threading.local()
        self._pulse: sqlite3.Connection | None = None
        self._pulse_lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes connections of its own."""
        return partial(SQLite, read_only=self.read_only), (self.path,)

    def twin(self, view: str) -> SQLite:
        """The same file by other connections, to read."""
        return SQLite(self.path, read_only=True)

    @cached_property
    def db(self) -> Any:
        """peewee's view of this thread's connection, for laying out tables and changing their layout.

        A command needs no tables laid out, so it is spared peewee's import: a fifth of its start.
        """
        peewee = peewee_without_drivers()
        connect = self.connect

        class Database(peewee.SqliteDatabase):  # type: ignore[misc,name-defined]
            def _connect(self) -> Any:
                return connect()

        return Database(str(self.path))

    @property
    def shown(self) -> str:
        """The URL, as anybody may see it."""
        return f"sqlite:///{self.path}"

    def connect(self) -> Any:
        """This thread's connection."""
        conn: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if conn is not None:
            return conn
        if not self.path.exists():
            raise unreachable("no-store", store=self.shown)
        try:
            conn = sqlite3.connect(
                f"file:{quote(str(self.path))}?mode={'ro' if self.read_only else 'rw'}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                # Whoever closes the store closes every thread's connection.
                check_same_thread=False,
            )
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA temp_store = MEMORY")
        except self.errors as wrong:
            raise self.refusal(wrong) from wrong
        self._local.conn = conn
        return conn

    def sql(self, text: str) -> str:
        """The statement as this database wants it."""
        return text

    def version(self) -> int:
        """The schema's version. Raises Refused(store_unreachable) for a file that is not ours."""
        try:
            conn = self.connect()
            (mark,) = conn.execute("PRAGMA application_id").fetchone()
            (version,) = conn.execute("PRAGMA user_version").fetchone()
        except self.errors as wrong:
            code = getattr(wrong, "sqlite_errorcode", 0) & 0xFF
            if code in _NOT_OURS:
                raise unreachable("not-ours", store=self.shown) from wrong
            raise self.refusal(wrong) from wrong
        if mark != APPLICATION:
            raise unreachable("not-ours", store=self.shown)
        return int(version)

    def set_version(self, version: int) -> None:
        """Note the schema's version, in the caller's transaction."""
        self.connect().execute(f"PRAGMA user_version={int(version)}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process from changing the layout of the tables."""
        with open(f"{self.path}.migrating", "a") as turn:  # noqa: PTH123
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def begin_write(self, link: Link) -> None:
        """Start a transaction that may write; waits its turn for at most ten seconds, then is refused as locked."""
        self._wait_turn(link)
        try:
            link.conn.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._end_turn(link)
            raise

    def begin_read(self, link: Link) -> None:
        """Start a transaction that sees one state of the store."""
        link.conn.execute("BEGIN")

    def commit(self, link: Link) -> None:
        """Make it durable; on any error nothing of it stays."""
        link.conn.execute("COMMIT")
        self._end_turn(link)

    def rollback(self, link: Link) -> None:
        """Undo the transaction, if the database has not done so itself."""
        try:
            # SQLite rolls back by itself when the disk is full; a second ROLLBACK would hide why.
            if link.conn.in_transaction:
                link.conn.execute("ROLLBACK")
        finally:
            self._end_turn(link)

    def _wait_turn(self, link: Link) -> None:
        # For fairness alone: SQLite's own waiting starved one writer of eight for six seconds.
        # Whoever runs takes it: handed from one to the next, it lay idle on a busy machine until each was awake.
        if link.turn is None:
            link.turn = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(link.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        deadline = time.monotonic() + _BUSY_SECONDS
        while time.monotonic() < deadline:
            time.sleep(0.0005)
            try:
                fcntl.flock(link.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            return
        # A process that was stopped while it held the turn must not stop everybody: the database decides.

    def _end_turn(self, link: Link) -> None:
        if link.turn is not None:
            fcntl.flock(link.turn, fcntl.LOCK_UN)

    def streamed(self, link: Link, text: str) -> Any:
        """A cursor that reads as it is asked."""
        return link.conn.execute(text)

    def copy(self, target: Path) -> None:
        """Copy the database as it stands into a new file, while others go on writing."""
        try:
            source = sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True)
            copy = sqlite3.connect(target)
            try:
                source.backup(copy, pages=4096)
            finally:
                copy.close()
                source.close()
        except sqlite3.Error as wrong:
            raise self.refusal(wrong) from wrong

    def lost(self, wrong: Exception) -> bool:
        """Whether the connection is gone and a new one may help: never so with a file."""
        return False

    def reconnect(self) -> Any:
        """A new connection for this thread."""
        if (conn := getattr(self._local, "conn", None)) is not None:
            conn.close()
            self._local.conn = None
        return self.connect()

    def close(self, link: Link) -> None:
        """Close one thread's connection."""
        link.conn.close()
        if link.turn is not None:
            os.close(link.turn)
            link.turn = None

    def close_all(self) -> None:
        """Close what belongs to no thread."""
        self._local = threading.local()
        with self._pulse_lock:
            if self._pulse is not None:
                self._pulse.close()
                self._pulse = None

    def pulse(self) -> int:
        """A number that differs after any commit by anybody, ourselves included."""
        with self._pulse_lock:
            try:
                # A connection of its own: the number does not tell a connection of its own commits.
                if self._pulse is None:
                    self._pulse = sqlite3.connect(
                        f"file:{quote(str(self.path))}?mode=ro",
                        uri=True,
                        check_same_thread=False,
                        isolation_level=None,
                    )
                found: tuple[int] = self._pulse.execute("PRAGMA data_version").fetchone()
            except sqlite3.Error as wrong:
                # The next look opens the file anew: it may be back.
                self._pulse = None
                raise self.refusal(wrong) from wrong
            return found[0]

    def refusal(self, wrong: Exception) -> Exception:
        """What a driver's error means: Refused, Stale, or the error itself when it is a mistake of ours."""
        if isinstance(wrong, UnicodeDecodeError):
            # What was text is none any more, or what the database says of it is not.
            return unreachable("damaged", store=self.shown)
        if isinstance(wrong, UnicodeEncodeError):
            return Refused(Code.BAD_INPUT, "text")
        if isinstance(wrong, sqlite3.IntegrityError):
            return Stale(str(wrong)) if "UNIQUE" in str(wrong) else wrong
        code = getattr(wrong, "sqlite_errorcode", None)
        why = _WHY.get((code or 0) & 0xFF)
        if why is None and isinstance(wrong, sqlite3.ProgrammingError) and "closed" in str(wrong):
            why = "lost"
        return wrong if why is None else unreachable(why, store=self.shown)
