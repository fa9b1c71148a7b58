"""Runs statements in transactions, on whichever database the store is kept."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from types import ModuleType, TracebackType
from typing import Any, Literal, Protocol
from weakref import WeakSet

from cpor_tui.clock import Clock
from cpor_tui.domain.refusals import Code, Refused

Row = tuple[Any, ...]


class Stale(Exception):
    """The claim's row is not what the caller loaded: load and decide again."""


def unreachable(why: str, **details: Any) -> Refused:
    """The refusal of a store that cannot be used; `why` names the sentence."""
    return Refused(Code.STORE_UNREACHABLE, why, **details)


def peewee_without_drivers() -> ModuleType:
    """peewee, without the database drivers that it would load just because they are installed (60 ms, 17 MB)."""
    if "peewee" in sys.modules:
        return sys.modules["peewee"]
    unwanted = ("psycopg", "psycopg2", "psycopg2cffi", "pysqlite3", "pymysql", "MySQLdb")
    blocked = [name for name in unwanted if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]
    try:
        import peewee
    finally:
        for name in blocked:
            del sys.modules[name]
    return peewee


@dataclass(slots=True, eq=False, weakref_slot=True)
class Link:
    """One thread's connection and the transaction on it."""

    conn: Any
    mode: Literal["", "read", "write"] = ""
    turn: int | None = None
    """SQLite: the open lock file."""
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Version and hash of the last event of each claim loaded in this transaction."""
    fresh: set[str] = field(default_factory=set)
    """The calendars that this transaction has changed, and may yet change back."""
    stirred: bool = False
    """Whether this transaction is worth a look for whoever waits for changes."""
    known: dict[Any, Any] = field(default_factory=dict)
    """What seldom changes, as this connection has read it."""
    known_at: str | None = None
    """The mark under which it was read."""
    checked: bool = False
    """Whether this transaction has looked if the mark is still the same."""
    thread: threading.Thread = field(default_factory=threading.current_thread)
    """Whose it is."""

    def __del__(self) -> None:
        # Threads come and go; the connection closes itself, a bare file number does not.
        if self.turn is not None:
            os.close(self.turn)


class Engine(Protocol):
    """What a database has to be able to do."""

    backend: str
    errors: tuple[type[Exception], ...]
    read_only: bool

    @property
    def db(self) -> Any: ...
    @property
    def shown(self) -> str: ...
    def connect(self) -> Any: ...
    def sql(self, text: str) -> str: ...
    def version(self) -> int: ...
    def set_version(self, version: int) -> None: ...
    def alone(self) -> AbstractContextManager[None]: ...
    def begin_write(self, link: Link) -> None: ...
    def begin_read(self, link: Link) -> None: ...
    def commit(self, link: Link) -> None: ...
    def rollback(self, link: Link) -> None: ...
    def lost(self, wrong: Exception) -> bool: ...
    def reconnect(self) -> Any: ...
    def close(self, link: Link) -> None: ...
    def close_all(self) -> None: ...
    def pulse(self) -> int: ...
    def streamed(self, link: Link, text: str) -> Any: ...
    def refusal(self, wrong: Exception) -> Exception: ...
    def twin(self, view: str) -> Engine: ...


class _Transaction:
    """One transaction: committed when the block ends, undone when it raises."""

    __slots__ = ("_base", "_link", "_mode")

    def __init__(self, base: Base, mode: Literal["read", "write"]) -> None:
        self._base = base
        self._mode = mode
        self._link: Link | None = None

    def __enter__(self) -> None:
        self._link = self._base._begin(self._mode)

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._link is not None:
            self._base._end(self._link, wrong)


class Base:
    """Everything that speaks SQL stands on this."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._local = threading.local()
        self._links: WeakSet[Link] = WeakSet()
        self._links_lock = threading.Lock()
        self._stirs = 0

    @property
    def backend(self) -> str:
        """`sqlite` or `postgres`."""
        return self._engine.backend

    @property
    def read_only(self) -> bool:
        """Whether this store was opened by somebody who may only look."""
        return self._engine.read_only

    @property
    def shown(self) -> str:
        """The store's URL without its password."""
        return self._engine.shown

    @property
    def clock(self) -> Clock:
        """The machine's clock, or the simulated one that is kept in the store."""
        raise NotImplementedError

    def write(self) -> _Transaction:
        """One durable transaction; whatever is raised inside undoes all of it. Not to be nested.

        Raises Refused(store_unreachable), and Stale when the database saw a conflict.
        """
        return _Transaction(self, "write")

    def read(self) -> _Transaction:
        """One consistent view of the store; within `write()` or another `read()` it is that one."""
        return _Transaction(self, "read")

    def changed(self) -> int:
        """A token: as long as it stays equal, nothing in the store has changed.

        Our own changes show at once, others' within moments.
        """
        return self._engine.pulse() + self._stirs

    def close(self) -> None:
        """Close this store's connections; one that a living thread may be using goes when that thread lets it go."""
        with self._links_lock:
            links, self._links = list(self._links), WeakSet()
        for link in links:
            # A connection that is closed while another thread reads by it takes the whole process along.
            if link.thread is threading.current_thread() or not link.thread.is_alive():
                self._engine.close(link)
        self._engine.close_all()
        self._local = threading.local()

    @contextmanager
    def own(self) -> Iterator[None]:
        """The caller's transaction if there is one, else a new one.

        Raises Refused(conflict) where a new one met somebody at the same rows: there is no caller who would try again.
        """
        if self._link().mode == "write":
            yield
            return
        try:
            with self.write():
                yield
        except Stale as crossed:
            raise Refused(Code.CONFLICT, "busy") from crossed

    def rows(self, text: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query. Raises Refused(store_unreachable)."""
        link = self._link()
        try:
            found: list[Row] = link.conn.execute(self._engine.sql(text), params).fetchall()
            return found
        except self._engine.errors as wrong:
            if not link.mode and self._engine.lost(wrong):
                link.conn = self._engine.reconnect()
                return self._again(link, text, params)
            raise self._said(wrong) from wrong

    def stream(self, text: str) -> Iterator[Row]:
        """All rows of a query, a thousand at a time, for what is too long to hold; within a transaction."""
        link = self._link()
        try:
            cursor = self._engine.streamed(link, self._engine.sql(text))
            try:
                while found := cursor.fetchmany(1000):
                    yield from found
            finally:
                cursor.close()
        except self._engine.errors as wrong:
            raise self._said(wrong) from wrong

    def row(self, text: str, params: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(text, params)
        return found[0] if found else None

    def only(self, text: str, params: Sequence[Any] = ()) -> Row:
        """The one row of a query that always has one."""
        return self.rows(text, params)[0]

    def run(self, text: str, params: Sequence[Any] = ()) -> int:
        """Do one statement within the caller's write transaction; says how many rows it changed."""
        link = self._link()
        if link.mode != "write":
            raise RuntimeError("a statement that writes needs write()")
        try:
            count: int = link.conn.execute(self._engine.sql(text), params).rowcount
        except self._engine.errors as wrong:
            raise self._said(wrong) from wrong
        return count

    def run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Do one statement for each of many rows, within the caller's write transaction."""
        link = self._link()
        if link.mode != "write":
            raise RuntimeError("a statement that writes needs write()")
        if not rows:
            return
        try:
            # The cursor's own: a connection of PostgreSQL has no such call.
            link.conn.cursor().executemany(self._engine.sql(text), rows)
        except self._engine.errors as wrong:
            raise self._said(wrong) from wrong

    def remembered(self, what: Any, read: Callable[[], Any]) -> Any:
        """What `read` gives, within a transaction read again only after somebody has `rearranged` the house."""
        link = self._link()
        if not link.mode:
            return read()
        if not link.checked:
            found = self.row("SELECT value FROM meta WHERE name = 'arranged'")
            mark = found[0] if found else None
            if mark != link.known_at:
                link.known.clear()
                link.known_at = mark
            link.checked = True
        try:
            return link.known[what]
        except KeyError:
            answer = link.known[what] = read()
            return answer

    def rearranged(self) -> None:
        """Note that people, organisations, calendars, products or rules have changed, in the caller's transaction."""
        # A mark nobody can guess, not a number: one that is rolled back must not come again.
        self.run(
            "INSERT INTO meta (name, value) VALUES ('arranged', ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (os.urandom(8).hex(),),
        )
        link = self._link()
        link.known.clear()
        link.checked = False
        self.stirred()

    def stirred(self) -> None:
        """Wake whoever waits for a change, when this transaction is committed."""
        if self.backend == "postgres":
            self._link().stirred = True
            self.run("NOTIFY cpor")

    def _again(self, link: Link, text: str, params: Sequence[Any]) -> list[Row]:
        try:
            found: list[Row] = link.conn.execute(self._engine.sql(text), params).fetchall()
            return found
        except self._engine.errors as wrong:
            raise self._said(wrong) from wrong

    def _said(self, wrong: Exception) -> Exception:
        return self._engine.refusal(wrong)

    def _link(self) -> Link:
        try:
            link: Link = self._local.link
        except AttributeError:
            link = Link(self._engine.connect())
            self._local.link = link
            with self._links_lock:
                self._links.add(link)
        return link

    def _begin(self, mode: Literal["read", "write"]) -> Link | None:
        link = self._link()
        if link.mode:
            if mode == "write":
                raise RuntimeError("write() inside a transaction")
            return None
        start = self._engine.begin_write if mode == "write" else self._engine.begin_read
        try:
            start(link)
        except self._engine.errors as wrong:
            if not self._engine.lost(wrong):
                raise self._said(wrong) from wrong
            # A connection may have died while it lay idle; before a transaction nothing is lost by a second try.
            link.conn = self._engine.reconnect()
            try:
                start(link)
            except self._engine.errors as again:
                raise self._said(again) from again
        link.mode = mode
        return link

    def _end(self, link: Link, wrong: BaseException | None) -> None:
        link.mode = ""
        link.heads.clear()
        link.fresh.clear()
        link.checked = False
        stirred, link.stirred = link.stirred, False
        if wrong is None:
            try:
                self._engine.commit(link)
            except self._engine.errors as failed:
                self._undo(link)
                raise self._said(failed) from failed
            if stirred:
                with self._links_lock:
                    self._stirs += 1
        else:
            self._undo(link)

    def _undo(self, link: Link) -> None:
        try:
            self._engine.rollback(link)
        except self._engine.errors:
            # What brought us here is what the caller must hear; a connection that cannot roll back is not used again.
            # If there is no other now either, whoever is next says so.
            with suppress(Refused):
                link.conn = self._engine.reconnect()
