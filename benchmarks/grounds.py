"""Where stores lie while they are measured: in files, or in a PostgreSQL server that ends with the bench."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cpor_tui.store import engine_of
from tests.support.postgres import Cluster, shared_cluster


class Ground(Protocol):
    """What a bench asks of either."""

    name: str
    raw: str
    """What a connection is called that our code has not touched."""

    def place(self, name: str) -> tuple[str, bool]:
        """The URL of the store of this name, and whether it is there."""
        ...

    def room(self) -> AbstractContextManager[str]:
        """While the block lasts, the URL of a place for one more store."""
        ...

    def settled(self, url: str) -> None:
        """What the database does by itself within minutes of having been filled."""
        ...

    def copied(self, url: str) -> AbstractContextManager[str]:
        """While the block lasts, the URL of a copy to change."""
        ...


class Files:
    """SQLite files in a folder."""

    name = "SQLite"
    raw = "raw sqlite3"

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(parents=True, exist_ok=True)

    @classmethod
    @contextmanager
    def thrown_away(cls) -> Iterator[Files]:
        """In a folder that goes with the bench."""
        with tempfile.TemporaryDirectory(prefix="cpor-bench-") as folder:
            yield cls(Path(folder))

    def place(self, name: str) -> tuple[str, bool]:
        """`FOLDER/NAME.db`."""
        path = self._folder / f"{name}.db"
        return f"sqlite:///{path}", path.exists()

    @contextmanager
    def room(self) -> Iterator[str]:
        """In a folder beside the others, where there is space for them."""
        with tempfile.TemporaryDirectory(prefix="room-", dir=self._folder) as folder:
            yield f"sqlite:///{folder}/store.db"

    def settled(self, url: str) -> None:
        """Nothing."""

    @contextmanager
    def copied(self, url: str) -> Iterator[str]:
        """The proof files are shared."""
        path = Path(url.removeprefix("sqlite:///"))
        with tempfile.TemporaryDirectory(prefix="copy-", dir=self._folder) as folder:
            for end in ("", "-wal", "-shm", ".secret"):
                if (file := path.with_name(f"{path.name}{end}")).exists():
                    # Written out before anything is measured, else the disk is still busy with it.
                    with Path(shutil.copy(file, folder)).open("rb+") as copy:
                        os.fsync(copy)
            (Path(folder) / f"{path.name}.poe").symlink_to(path.with_name(f"{path.name}.poe"))
            yield f"sqlite:///{folder}/{path.name}"


class Server:
    """Databases of a throw-away cluster whose commits are as durable as a real one's."""

    name = "PostgreSQL"
    raw = "raw psycopg"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._made: set[str] = set()

    @classmethod
    @contextmanager
    def thrown_away(cls) -> Iterator[Server]:
        """A server of our own, and a place for its secrets that our children find too."""
        with tempfile.TemporaryDirectory(prefix="cpor-bench-") as folder:
            os.environ["XDG_DATA_HOME"] = folder
            yield cls(shared_cluster(Path(folder), os.getpid(), durable=True))

    def place(self, name: str) -> tuple[str, bool]:
        """A database, made empty when it is first asked for."""
        database = f"bench_{os.getpid()}_{name}"
        there = database in self._made
        if not there:
            self._cluster.run(f"CREATE DATABASE {database}")
            self._made.add(database)
        return self._cluster.url(database), there

    def room(self) -> AbstractContextManager[str]:
        """An empty database."""
        return self._cluster.database()

    def settled(self, url: str) -> None:
        """Autovacuum comes once a minute."""
        self._cluster.run("VACUUM ANALYZE", urlsplit(url).path[1:])

    @contextmanager
    def copied(self, url: str) -> Iterator[str]:
        """By the server itself."""
        name = urlsplit(url).path[1:]
        with self._cluster.database(template=name) as copy:
            shutil.copy(engine_of(url, None)[1], engine_of(copy, None)[1])
            yield copy


def bare(url: str) -> Any:
    """A connection that our code has not touched, as safe and as quick as ours."""
    if not url.startswith("sqlite"):
        import psycopg

        return psycopg.connect(url, autocommit=True)
    conn = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("SELECT COUNT(*) FROM meta").fetchall()
    return conn


def read(conn: Any, text: str) -> Iterator[Any]:
    """The rows of a query by a bare connection, never all of them at once."""
    return conn.execute(text) if isinstance(conn, sqlite3.Connection) else _streamed(conn, text)


def _streamed(conn: Any, text: str) -> Iterator[Any]:
    # By a cursor of the server's: else the driver would fetch all before it gives the first.
    with conn.transaction(), conn.cursor(name="read") as cursor:
        cursor.itersize = 1000
        cursor.execute(text)
        yield from cursor
