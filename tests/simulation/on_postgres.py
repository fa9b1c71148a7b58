"""A seed's store in a database of a real server: its errors are the server's own words, its locks are real."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from cpor_tui.store import Store
from cpor_tui.store.base import Engine
from tests.simulation.faults import Blow, Fate
from tests.simulation.world import founded
from tests.support import postgres

_PATIENCE = 30
_SAID = ("53100", "53100", "53200", "55P03", "57014", "25006", "57P01")
"""What a server may say of any statement: disk full, no memory, lock and statement timeouts, read-only, going down."""
_CROSSED = ("40001", "40P01")
"""What it may say of one that writes: another was at the same rows."""


@dataclass(frozen=True, slots=True)
class Databases:
    """The database that every seed begins with a copy of."""

    cluster: postgres.Cluster
    template: str
    secret_file: Path

    @contextmanager
    def ground(self) -> Iterator[Database]:
        with self.cluster.database(self.template) as url:
            database = Database(self.cluster.url("postgres"), url, self.secret_file)
            try:
                yield database
            finally:
                database.leave()


@contextmanager
def databases(cluster: postgres.Cluster | None = None) -> Iterator[Databases]:
    """The database that every seed begins with, made anew. Raises postgres.NoServer."""
    with tempfile.TemporaryDirectory(prefix="cpor-sim-") as folder, ExitStack() as span:
        if cluster is None:
            cluster = postgres.shared_cluster(Path(folder), os.getpid())
            span.callback(os.kill, cluster.keeper, signal.SIGTERM)
        url = span.enter_context(cluster.database())
        secret_file = Path(folder) / "secret"
        founded(url, secret_file).close()
        with psycopg.connect(url, autocommit=True) as conn:
            ours = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            for (table,) in conn.execute(ours).fetchall():
                # Where rows lie must not depend on when a cleaner came by.
                conn.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')
        yield Databases(cluster, _name(url), secret_file)


class Database:
    """One seed's database."""

    def __init__(self, above: str, url: str, secret_file: Path) -> None:
        self._url = url
        self._secret_file = secret_file
        self._name = _name(url)
        self._above: psycopg.Connection[Any] = psycopg.connect(above, autocommit=True)
        """A connection that none of what befalls the database concerns."""

    def leave(self) -> None:
        """The seed is over."""
        self._above.close()

    def open(self) -> Store:
        # A ring of waiters is broken at once, by the one who closes it.
        return Store.open(f"{self._url}&options=-c%20deadlock_timeout%3D5ms", secret_file=self._secret_file)

    def close(self, store: Store) -> None:
        conn = store._link().conn
        pid, idle = conn.info.backend_pid, _idle(conn)
        store.close()
        if not idle:
            self._until_gone(pid)

    def at_rest(self, store: Store) -> bool:
        return _idle(store._link().conn)

    def cut_off(self, engine: Engine) -> None:
        conn = engine.connect()
        pid = conn.info.backend_pid
        with socket.socket(fileno=os.dup(conn.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        self._until_gone(pid)
        conn.execute("SELECT 1")

    def trouble(self, store: Store, fate: Fate, chance: Random, span: ExitStack) -> None:
        match chance.choice(("said", "said", "crossed", "cut", "within", "ended", "all-ended", "away")):
            case "said":
                fate.where = chance.choice(("statement", "statement", "commit"))
                fate.blow = _says(chance.choice(_SAID))
            case "crossed":
                fate.where = chance.choice(("statement", "commit"))
                fate.statements, fate.writes = chance.randrange(12), True
                fate.blow = _says(chance.choice(_CROSSED))
            case "cut":
                fate.where = chance.choice(("commit", "rollback"))
                fate.blow = self.cut_off
            case "within":
                fate.blow = _ends_itself
            case "ended":
                fate.where = chance.choice(("statement", "commit", "committed", "rollback"))
                fate.blow = self._end
            case "all-ended":
                self._end_all()
            case "away":
                fate.where = chance.choice(("statement", "commit", "committed", "rollback"))
                fate.blow = self._away(span)

    def between(self, fate: Fate, chance: Random, guest: Callable[[], Future[None]]) -> None:
        if chance.random() < 0.3:
            fate.meanwhile = lambda: guest().result()
        else:
            fate.statements, fate.writes = chance.randrange(12), True
            fate.blow = self._lets_in(fate, guest)

    @contextmanager
    def gone(self) -> Iterator[None]:
        with ExitStack() as span:
            self._send_away(span)
            yield

    # --- what may befall a host ---

    def _end(self, engine: Engine) -> None:
        """An administrator ends its connection: it hears so with its next statement."""
        self._end_one(engine.connect().info.backend_pid)

    def _away(self, span: ExitStack) -> Blow:
        """The server is away until the end of the step, and takes its connections along."""

        def blow(engine: Engine) -> None:
            self._send_away(span)

        return blow

    def _lets_in(self, fate: Fate, guest: Callable[[], Future[None]]) -> Blow:
        """Another host acts in the midst of this one's transaction, until it is done or has to wait for this one."""

        def blow(engine: Engine) -> None:
            pid = engine.connect().info.backend_pid
            fate.guest = begun = guest()
            asked = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND %s = ANY (pg_blocking_pids(pid))"
            while not begun.done():
                if self._above.execute(asked, (self._name, pid)).fetchone():
                    fate.met["guest had to wait"] += 1
                    return
                with suppress(TimeoutError):
                    begun.exception(0.001)
            fate.met["guest was done"] += 1
            fate.parted()

        return blow

    def _send_away(self, span: ExitStack) -> None:
        self._above.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS false")
        span.callback(self._above.execute, f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS true")
        self._end_all()

    def _end_all(self) -> None:
        for (pid,) in self._above.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s", (self._name,)
        ).fetchall():
            self._end_one(pid)

    def _end_one(self, pid: int) -> None:
        self._above.execute("SELECT pg_terminate_backend(%s)", (pid,))
        self._until_gone(pid)

    def _until_gone(self, pid: int) -> None:
        """The server has noticed, and holds nothing any more for that connection."""
        deadline = time.monotonic() + _PATIENCE
        while self._above.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone():
            if time.monotonic() > deadline:
                raise RuntimeError(f"process {pid} of the server does not end")
            time.sleep(0.0005)


def _ends_itself(engine: Engine) -> None:
    """The connection goes down in the midst of a statement."""
    engine.connect().execute("SELECT pg_terminate_backend(pg_backend_pid())")


def _says(code: str) -> Blow:
    """The server answers the next statement with an error, and the transaction has failed."""

    def blow(engine: Engine) -> None:
        engine.connect().execute(f"DO $$ BEGIN RAISE EXCEPTION 'simulated' USING ERRCODE = '{code}'; END $$")

    return blow


def _idle(conn: psycopg.Connection[Any]) -> bool:
    """Nothing is begun on it; one that is broken has nothing to end."""
    return conn.closed or conn.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def _name(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])
