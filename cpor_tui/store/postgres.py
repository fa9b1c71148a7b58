"""Keeps the store in a PostgreSQL database, which several hosts may share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Link, Stale, peewee_without_drivers, unreachable

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
except ImportError as _lacking:
    raise unreachable("no-driver") from _lacking

peewee = peewee_without_drivers()

_BUSY_SECONDS = 10
_CHANNEL = "cpor"
_MIGRATING = 0x43504F52


class _Adapter(peewee.Psycopg3Adapter):  # type: ignore[misc,name-defined]
    """peewee's way to the driver, which it may have been kept from importing (base.peewee_without_drivers)."""

    txn_idle = psycopg.pq.TransactionStatus.IDLE
    txn_inerror = psycopg.pq.TransactionStatus.INERROR
    txn_unknown = psycopg.pq.TransactionStatus.UNKNOWN

    def check_driver(self) -> None:
        """The driver is there: this module has imported it."""

    def get_binary_type(self) -> Any:
        return psycopg.Binary

    def connect(self, db: Any, **params: Any) -> Any:
        return psycopg.connect(db.database, **params)


class _Database(peewee.PostgresqlDatabase):  # type: ignore[misc,name-defined]
    psycopg2_adapter = _Adapter
    psycopg3_adapter = _Adapter


class Postgres:
    """The database's connections, one a thread, and what its errors mean."""

    backend = "postgres"
    errors: tuple[type[Exception], ...] = (psycopg.Error, UnicodeEncodeError)

    def __init__(self, url: str, view: str = "") -> None:
        """`view`: what another connection has exported of its own, for all that is read here."""
        try:
            parts = conninfo_to_dict(url)
        except psycopg.Error as wrong:
            raise unreachable("bad-url", store=_redacted(url)) from wrong
        parts.setdefault("connect_timeout", _BUSY_SECONDS)
        parts.setdefault("application_name", "cpor")
        self._conninfo = make_conninfo("", **parts)
        self.parts = parts
        self.db = _Database(self._conninfo)
        self.read_only = False
        self._view = view
        self._pulse: Any = None
        self._beats = 0
        self._pulse_lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes connections of its own."""
        return Postgres, (self._conninfo, self._view)

    def twin(self, view: str) -> Postgres:
        """The same database by other connections, to read."""
        return Postgres(self._conninfo, view)

    @property
    def shown(self) -> str:
        """The URL, as anybody may see it."""
        parts = self.parts
        user = f"{parts['user']}@" if parts.get("user") else ""
        host = parts.get("host") or ""
        port = f":{parts['port']}" if parts.get("port") else ""
        where = f"?host={host}{port}" if str(host).startswith("/") else ""
        return f"postgresql://{user}{'' if where else f'{host}{port}'}/{parts.get('dbname') or ''}{where}"

    @property
    def digest(self) -> str:
        """A name for this database's secret file."""
        words = (str(self.parts.get(name) or "") for name in ("host", "port", "dbname"))
        return blake2b("\n".join(words).encode(), digest_size=10).hexdigest()

    def connect(self) -> Any:
        """This thread's connection."""
        try:
            return self.db.connection()
        except (psycopg.Error, peewee.PeeweeException) as wrong:
            cause = (
                wrong.__cause__ or wrong.__context__ if isinstance(wrong, peewee.PeeweeException) else wrong
            )
            raise self._no_connection(cause or wrong) from wrong

    def _no_connection(self, wrong: BaseException) -> Refused:
        said = str(wrong)
        if getattr(wrong, "sqlstate", None) == "3D000" or (
            ' database "' in said and "does not exist" in said
        ):
            return unreachable("no-store", store=self.shown)
        return unreachable(
            "lost", store=self.shown, problem=said.strip().splitlines()[0] if said.strip() else ""
        )

    def sql(self, text: str) -> str:
        """The statement as this database wants it."""
        return _translated(text)

    def version(self) -> int:
        """The schema's version. Raises Refused(store_unreachable) for a database that is not ours."""
        conn = self.connect()
        try:
            (ours,) = conn.execute("SELECT to_regclass('meta')").fetchone()
            if ours is None:
                (others,) = conn.execute(
                    "SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
                ).fetchone()
                raise unreachable("not-ours" if others else "no-store", store=self.shown)
            found = conn.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
        except psycopg.ProgrammingError as wrong:
            raise unreachable("not-ours", store=self.shown) from wrong
        except psycopg.Error as wrong:
            raise self.refusal(wrong) from wrong
        if found is None or not str(found[0]).isdigit():
            raise unreachable("not-ours", store=self.shown)
        return int(found[0])

    def refuse_taken(self) -> None:
        """Raise Refused(store_unreachable) if there is a store here already, or somebody else's tables."""
        try:
            version = self.version()
        except Refused as no:
            if no.why == "no-store" and self.db.is_connection_usable():
                return
            raise
        raise unreachable("exists", store=self.shown, version=version)

    def set_version(self, version: int) -> None:
        """Note the schema's version, in the caller's transaction."""
        self.connect().execute(
            "INSERT INTO meta (name, value) VALUES ('schema', %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(version),),
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process from changing the layout of the tables."""
        conn = self.connect()
        conn.execute("SELECT pg_advisory_lock(%s)", (_MIGRATING,))
        try:
            yield
        finally:
            conn.execute("SELECT pg_advisory_unlock(%s)", (_MIGRATING,))

    def begin_write(self, link: Link) -> None:
        """Start a transaction that may write."""
        link.conn.execute("BEGIN ISOLATION LEVEL READ COMMITTED")

    def begin_read(self, link: Link) -> None:
        """Start a transaction that sees one state of the store."""
        link.conn.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if self._view:
            link.conn.execute(f"SET TRANSACTION SNAPSHOT '{self._view}'")

    def commit(self, link: Link) -> None:
        """Make it durable; on any error nothing of it stays, but for a lost answer."""
        if link.conn.execute("COMMIT").statusmessage != "COMMIT":
            # The server undoes a transaction of which anything has failed, and calls that no error.
            raise psycopg.errors.InFailedSqlTransaction("nothing of it was kept")

    def rollback(self, link: Link) -> None:
        """Undo the transaction."""
        if not link.conn.closed:
            link.conn.execute("ROLLBACK")

    def streamed(self, link: Link, text: str) -> Any:
        """A cursor that reads as it is asked; within a transaction."""
        cursor = link.conn.cursor(name="stream")
        cursor.execute(text)
        return cursor

    def lost(self, wrong: Exception) -> bool:
        """Whether the connection is gone and a new one may help."""
        return isinstance(wrong, (psycopg.OperationalError, psycopg.InterfaceError)) and not self._usable()

    def _usable(self) -> bool:
        conn = self.db._state.conn
        return conn is not None and not conn.closed and not conn.broken

    def reconnect(self) -> Any:
        """A new connection for this thread."""
        self.db.close()
        return self.connect()

    def close(self, link: Link) -> None:
        """Close one thread's connection."""
        link.conn.close()

    def close_all(self) -> None:
        """Close what belongs to no thread."""
        with self._pulse_lock:
            self._still()

    def pulse(self) -> int:
        """A number that differs after any commit that stirred the store, by anybody, ourselves included."""
        with self._pulse_lock:
            try:
                return self._beat()
            except psycopg.Error:
                # It only listens, so a new connection may take its place.
                self._still()
            try:
                return self._beat()
            except psycopg.Error as wrong:
                self._still()
                raise self.refusal(wrong) from wrong

    def _beat(self) -> int:
        if self._pulse is None:
            self._pulse = psycopg.connect(self._conninfo, autocommit=True)
            self._pulse.execute(f"LISTEN {_CHANNEL}")
            # Whatever happened while nobody listened counts as a change.
            self._beats += 1
        self._beats += sum(1 for _ in self._pulse.notifies(timeout=0))
        return self._beats

    def _still(self) -> None:
        if self._pulse is not None:
            self._pulse.close()
            self._pulse = None

    def refusal(self, wrong: Exception) -> Exception:
        """What a driver's error means: Refused, Stale, or the error itself when it is a mistake of ours."""
        match wrong:
            case UnicodeEncodeError() | psycopg.DataError():
                return Refused(Code.BAD_INPUT, "text")
            case psycopg.errors.UniqueViolation():
                return Stale(str(wrong))
            case psycopg.errors.SerializationFailure() | psycopg.errors.DeadlockDetected():
                return Stale(str(wrong))
            case psycopg.errors.DiskFull() | psycopg.errors.OutOfMemory():
                why = "full"
            case psycopg.errors.LockNotAvailable() | psycopg.errors.QueryCanceled():
                why = "locked"
            case psycopg.errors.ReadOnlySqlTransaction() | psycopg.errors.InsufficientPrivilege():
                why = "read-only"
            case (
                psycopg.OperationalError()
                | psycopg.InterfaceError()
                | psycopg.errors.InFailedSqlTransaction()
            ):
                why = "lost"
            case _:
                return wrong
        return unreachable(why, store=self.shown)


@lru_cache(maxsize=1024)
def _translated(text: str) -> str:
    return text.replace("%", "%%").replace("?", "%s")


def _redacted(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"
