"""Says whose a key is, in the line that sshd wants to hear."""

from __future__ import annotations

import binascii
import hashlib
import os
import re
import shlex
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

CONFIG = Path("/etc/cpor/config.toml")
"""Where a host's config lies, unless the command line or the environment names another."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{0,31}")
_KIND = re.compile(r"[a-z0-9@.-]{1,64}")
_BODY = re.compile(r"[A-Za-z0-9+/]{16,16384}={0,2}")
_PLAIN = re.compile(r"[A-Za-z0-9/._+:@=?&%-]+")
_SECONDS = 2.0
_NO_WAL = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
# The one statement of ours outside the store: sshd asks twice a login, and the store's package takes five times as long
# to load as Python to start.
_WHOSE = (
    "SELECT ssh_key.person, ssh_key.kind, ssh_key.body FROM ssh_key JOIN person ON person.name = ssh_key.person "
    "WHERE ssh_key.fingerprint = ? AND person.disabled = 0"
)


def answer(
    flags: Mapping[str, str], asked: Sequence[str], environment: Mapping[str, str], program: str
) -> int:
    """Print the line for `asked` (account, kind and body of a key), or nothing for whoever is nobody's.

    The status is 0 either way; 3 where the store cannot be asked, with the reason in the host's log: sshd shows nobody
    what we say.
    """
    account, kind, body = asked
    try:
        place = named(flags, environment)
        told = _read(place["config"]) if "config" in place else {}
        table = told.get("ssh", {})
        if isinstance(table, dict) and table.get("account", account) != account:
            return 0
        store: Any = place.get("store") or told.get("store")
        if not isinstance(store, str):
            raise LookupError(f"no store is named in {place.get('config', 'any config file')}")
        mark = fingerprint(kind, body)
        found = _owner(store, mark) if mark else None
        if found is not None and (found[1], found[2].rstrip("=")) == (kind, body.rstrip("=")):
            print(line(found[0], kind, body, mark, program, place))  # noqa: T201 - sshd reads it
    except Exception as wrong:  # noqa: BLE001 - a login must be refused, never crash into sshd's log
        _log(f"keys-for: {wrong}")
        return 3
    return 0


def named(flags: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Which config file or store the host named: by flag, else in the environment, else where configs lie."""
    for given in (flags, {name: environment.get(f"CPOR_{name.upper()}", "") for name in ("config", "store")}):
        if found := {name: given[name] for name in ("config", "store") if given.get(name)}:
            return found
    home = environment.get("XDG_CONFIG_HOME", "")
    usual = Path(
        home if home.startswith("/") else Path(environment.get("HOME") or "/").joinpath(".config"),
        "cpor",
        "config.toml",
    )
    return {"config": str(usual if usual.exists() else CONFIG)}


def fingerprint(kind: str, body: str) -> str:
    """What `ssh-keygen -l` shows of a key; "" for what is none."""
    if not (_KIND.fullmatch(kind) and _BODY.fullmatch(body)):
        return ""
    try:
        blob = binascii.a2b_base64(body + "=" * (-len(body) % 4))
    except binascii.Error:
        return ""
    return "SHA256:" + binascii.b2a_base64(hashlib.sha256(blob).digest(), newline=False).decode().rstrip("=")


def line(person: str, kind: str, body: str, mark: str, program: str, place: Mapping[str, str]) -> str:
    """The line of an authorized_keys file: this key may do one thing, as one person.

    Raises ValueError for a name or a path that could mean something to a shell.
    """
    if not _NAME.fullmatch(person):
        raise ValueError("a person's name that is none")
    where = {name: value if name == "store" else str(Path(value).absolute()) for name, value in place.items()}
    for path in (program, *where.values()):
        if not _PLAIN.fullmatch(path):
            raise ValueError(f"not to be named in a login's command: {path!r}")
    flags = [word for name, value in where.items() for word in (f"--{name}", value)]
    words = (program, *flags, "serve-ssh", person, "--key", mark)
    # LC_ALL beats whatever LANG the client sent; LANG itself stays readable as a hint.
    command = "LC_ALL=C.UTF-8 PYTHONUTF8=1 exec " + shlex.join(words)
    return f'restrict,pty,command="{command}" {kind} {body}'


def _read(config: str) -> Mapping[str, Any]:
    import tomllib

    with Path(config).open("rb") as opened:
        return tomllib.load(opened)


def _owner(url: str, mark: str) -> tuple[str, str, str] | None:
    if url.startswith("sqlite:///"):
        return _asked(Path(url.removeprefix("sqlite:///")), mark)
    from cpor_tui.store import Store

    store = Store.open(url, read_only=True)
    try:
        found = store.keys_for(mark)
        return (found[0].person, found[0].kind, found[0].body) if found else None
    finally:
        store.close()


def _asked(path: Path, mark: str) -> tuple[str, str, str] | None:
    """Ask an SQLite file that this account may read and not write."""
    place = f"file:{quote(str(path))}?mode=ro"
    try:
        return _look(place, mark)
    except sqlite3.OperationalError as wrong:
        # With nobody else at the store there is no -wal file, and a reader may not make one: then the file is whole.
        if wrong.sqlite_errorcode & 0xFF not in _NO_WAL or path.with_name(f"{path.name}-wal").exists():
            raise
    found = None
    try:
        found = _look(place + "&immutable=1", mark)
    except sqlite3.DatabaseError:
        if not path.with_name(f"{path.name}-wal").exists():
            raise
    if path.with_name(f"{path.name}-wal").exists():
        # Somebody came meanwhile, so what was seen may be half of it.
        return _look(place, mark)
    return found


def _look(place: str, mark: str) -> tuple[str, str, str] | None:
    conn = sqlite3.connect(place, uri=True, timeout=_SECONDS)
    try:
        found: tuple[str, str, str] | None = conn.execute(_WHOSE, (mark,)).fetchone()
        return found
    finally:
        conn.close()


def _log(said: str) -> None:
    import syslog

    syslog.openlog("cpor", syslog.LOG_PID, syslog.LOG_AUTH)
    syslog.syslog(syslog.LOG_ERR, said.replace("\n", " ")[:500])
    print(f"cpor: {said}", file=sys.stderr)  # noqa: T201 - for the operator who tries it by hand


def program() -> str:
    """The path of the program that is running, as the forced command has to name it."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py" or not called.is_absolute() or not os.access(called, os.X_OK):
        return str(Path(sys.executable).with_name("cpor"))
    return str(called)
