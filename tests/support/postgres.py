"""Starts a throw-away PostgreSQL cluster that all workers of one test run share."""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWNER = "cpor"
_START_SECONDS = 60
_KEEPER = Path(__file__).with_name("keeper.py")


class NoServer(Exception):
    """This machine has no PostgreSQL server's programs, or nobody who may run them."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: its sockets lie in `sockets`, its superuser is `cpor`, and it asks no password."""

    sockets: str
    keeper: int
    """The process to end, with SIGTERM, to end the server and remove its files."""

    def url(self, database: str) -> str:
        return f"postgresql:///{database}?host={self.sockets}&user={OWNER}"

    def stop(self, *, at_once: bool = False) -> None:
        """Takes the server down: it ends everybody's connection first, or, `at_once`, drops everything as it stands."""
        os.kill(self.keeper, signal.SIGUSR2 if at_once else signal.SIGUSR1)
        _wait_until(lambda: not _answers(self), "the PostgreSQL server did not end")

    def start(self) -> None:
        """Starts it again."""
        os.kill(self.keeper, signal.SIGHUP)
        _wait_until(lambda: _answers(self), "the PostgreSQL server did not start again")

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Gives the URL of a new copy of `template`, and drops it with whoever is still connected."""
        name = f"cpor_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str, database: str = "postgres") -> None:
        """Runs one statement of the tests' own outside any transaction."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())


def programs() -> Path:
    """Gives the folder with `initdb` and `postgres`, of the newest release; NoServer when there is none."""
    releases = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    releases.sort(key=lambda folder: int("".join(filter(str.isdigit, str(folder))) or 0), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        releases.append(Path(on_path).resolve().parent)
    for folder in releases:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServer("no PostgreSQL server here: initdb and postgres are not installed (Debian: postgresql)")


def shared_cluster(meeting_place: Path, run: int, *, durable: bool = False) -> Cluster:
    """Gives the cluster of the test run whose first process is `run`, started by whoever asks first.

    `meeting_place` is a folder that all workers of the run see. The server ends with the run, even killed.
    A `durable` one waits for the disk as a real one does: for who measures how long that takes.
    """
    note = meeting_place / "postgres.json"
    with (meeting_place / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if note.exists():
            return Cluster(**json.loads(note.read_text()))
        cluster = _start(programs(), run, durable)
        note.write_text(json.dumps({"sockets": cluster.sockets, "keeper": cluster.keeper}))
        return cluster


def _start(folder: Path, run: int, durable: bool = False) -> Cluster:
    account = _account()
    # Straight under /tmp: a socket's path may have 107 bytes, and the server's account must get there.
    home = Path(tempfile.mkdtemp(prefix="cpor-pg-", dir="/tmp"))
    home.chmod(0o755)
    os.chown(home, account.pw_uid, account.pw_gid)
    try:
        return _start_in(home, folder, account, run, durable)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _start_in(home: Path, folder: Path, account: pwd.struct_passwd, run: int, durable: bool) -> Cluster:
    initdb = [
        str(folder / "initdb"),
        "-D",
        str(home / "rows"),
        "-U",
        OWNER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    made = subprocess.run(
        [*initdb, "--locale=C.UTF-8"],
        capture_output=True,
        text=True,
        timeout=_START_SECONDS,
        cwd=home,
        env=_environment(home),
        **_as_account(account),
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    # Nothing here outlives the run, so nothing is worth a wait for the disk.
    waits = "on" if durable else "off"
    settings = {
        "autovacuum_naptime": "10s",
        "fsync": waits,
        "full_page_writes": waits,
        "listen_addresses": "",
        "log_min_messages": "warning",
        "max_connections": "300",
        "shared_buffers": "64MB",
        "unix_socket_directories": str(home),
    }
    server = [str(folder / "postgres"), "-D", str(home / "rows")]
    for name, value in settings.items():
        server += ["-c", f"{name}={value}"]
    with (home / "log").open("wb") as log:
        os.chown(home / "log", account.pw_uid, account.pw_gid)
        keeper = subprocess.Popen(
            [sys.executable, "-I", str(_KEEPER), str(run), str(home), account.pw_name, *server],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            env=_environment(home),
            start_new_session=True,
        )
    cluster = Cluster(str(home), keeper.pid)
    deadline = time.monotonic() + _START_SECONDS
    while not _answers(cluster):
        if keeper.poll() is not None or time.monotonic() > deadline:
            said = (home / "log").read_text(errors="replace")[-2000:] if home.exists() else ""
            keeper.terminate()
            raise RuntimeError(f"the PostgreSQL server did not start: {said}")
        time.sleep(0.05)
    return cluster


def _wait_until(holds: Callable[[], bool], else_: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(else_)
        time.sleep(0.05)


def _answers(cluster: Cluster) -> bool:
    import psycopg

    try:
        psycopg.connect(cluster.url("postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _account() -> pwd.struct_passwd:
    """The server refuses to run as root, so root lends it an account."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer(
        "this is root, PostgreSQL refuses to run as root, and there is no account postgres or nobody"
    )


def _as_account(account: pwd.struct_passwd) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
