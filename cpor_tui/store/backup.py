"""Puts a whole store into one file, and makes a store of it again."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import secrets
from cpor_tui.store.archive import Folder
from cpor_tui.store.base import unreachable
from cpor_tui.store.codec import parsed, plain
from cpor_tui.store.verify import heads_of
from cpor_tui.store.version import VERSION

if TYPE_CHECKING:
    from cpor_tui.store import Store

_KIND = "cpor-backup"
_FORMAT = 1
_BATCH = 500


def backup(store: Store, path: Path) -> None:
    """Write database, proof files, heads and secret into a new file that only its owner may read.

    Raises Refused(bad_input, exists) rather than write over anything.
    """
    if path.exists():
        raise Refused(Code.BAD_INPUT, "exists", name=str(path))
    draft = path.with_name(f"{path.name}.new")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with (
                tarfile.open(fileobj=file, mode="w") as tar,
                tempfile.TemporaryDirectory(dir=path.parent, prefix=".cpor-") as room,
            ):
                _write(store, tar, Path(room))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as wrong:
        raise unreachable(
            "full" if wrong.errno == 28 else "file", file=str(path), problem=wrong.strerror
        ) from wrong
    finally:
        draft.unlink(missing_ok=True)


def _write(store: Store, tar: tarfile.TarFile, room: Path) -> None:
    # The database first: whatever it names was kept before it was named.
    if store.backend == "sqlite":
        snapshot = room / "store.db"
        store.copy_file(snapshot)
        _add(tar, "secret", store.secret.hex().encode())
        with _opened(store, snapshot, room) as copy:
            last = copy.meta("last_claim")
            _add(tar, "about.json", _about(store, last))
            tar.add(snapshot, "store.db")
            _rest(store, copy, tar, room)
    else:
        with store.read():
            found = store.row("SELECT last_value FROM claim_id")
            _add(tar, "secret", store.secret.hex().encode())
            _add(tar, "about.json", _about(store, str(found[0]) if found else None))
            for name, columns in _layout(store):
                _spool(tar, room, f"tables/{name}.jsonl", _lines(store, name, columns))
            _rest(store, store, tar, room)


def _about(store: Store, last_claim: str | None) -> bytes:
    told = {
        "kind": _KIND,
        "format": _FORMAT,
        "backend": store.backend,
        "schema": VERSION,
        "made_at": store.clock.now(),
        "last_claim": last_claim,
    }
    return plain(told).encode()


def _rest(store: Store, seen: Store, tar: tarfile.TarFile, room: Path) -> None:
    heads = ("{", *_joined(f"{plain(number)}:{plain(head)}" for number, head in heads_of(seen)), "}\n")
    _spool(tar, room, "heads.json", heads)
    after = ""
    while found := seen.rows(
        "SELECT DISTINCT sha256 FROM proof WHERE sha256 > ? ORDER BY sha256 LIMIT ?", (after, _BATCH)
    ):
        for (sha,) in found:
            _add(tar, f"poe/{sha}", store.archive.get(sha))
        after = found[-1][0]


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        yield f",\n{piece}" if number else piece


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _spool(tar: tarfile.TarFile, room: Path, name: str, pieces: Iterable[str]) -> None:
    place = room / "spool"
    with place.open("w", encoding="utf-8") as file:
        file.writelines(pieces)
    tar.add(place, name)


def _lines(store: Store, name: str, columns: list[str]) -> Iterator[str]:
    yield plain(columns) + "\n"
    key = _KEYS.get(name, columns[0])
    listed = ", ".join(columns)
    for row in store.stream(f"SELECT {listed} FROM {name} ORDER BY {key}"):
        yield plain(row) + "\n"


_KEYS = {"event": "claim, seq", "mail": "n"}


def _layout(store: Store) -> list[tuple[str, list[str]]]:
    from cpor_tui.store.tables import tables

    # Proof files travel as files, and words are found again from what they were cut from.
    found = [(model._meta.table_name, list(model._meta.columns)) for model in tables(store._engine.db)]
    return [(name, columns) for name, columns in found if name != "blob"]


class _opened:  # noqa: N801
    """A copied database, opened for a while beside the store that it was copied from."""

    def __init__(self, store: Store, path: Path, room: Path) -> None:
        from cpor_tui.store.sqlite import SQLite

        self._copy = type(store)(SQLite(path), room / "no-secret")

    def __enter__(self) -> Store:
        return self._copy

    def __exit__(self, *_: object) -> None:
        self._copy.close()


# And back


def restore(made: type[Store], path: Path, url: str, secret_file: Path | None) -> str:
    """Make a store at `url` of a backup; gives the URL as anybody may see it.

    Raises Refused(store_unreachable, exists) where there is a store, Refused(bad_input, backup) for a file that is
    no backup or is damaged.
    """
    try:
        with tarfile.open(path, "r:") as tar:
            return _restored(made, tar, url, secret_file)
    except (OSError, tarfile.TarError, EOFError) as wrong:
        if isinstance(wrong, OSError) and wrong.errno == 28:
            raise unreachable("full", store=url) from wrong
        if isinstance(wrong, FileNotFoundError):
            raise Refused(Code.BAD_INPUT, "file-missing", file=str(path)) from wrong
        raise Refused(Code.BAD_INPUT, "backup", file=str(path), problem=str(wrong)) from wrong
    except (ValueError, KeyError, TypeError, sqlite3.DatabaseError) as wrong:
        raise Refused(Code.BAD_INPUT, "backup", file=str(path), problem=str(wrong)) from wrong


def _restored(made: type[Store], tar: tarfile.TarFile, url: str, secret_file: Path | None) -> str:
    from cpor_tui.store import Office
    from cpor_tui.store.making import make

    members = {member.name: member for member in tar if member.isfile()}
    about = json.loads(_content(tar, members["about.json"]))
    if about["kind"] != _KIND or about["format"] != _FORMAT:
        raise ValueError("no backup of ours")
    if about["schema"] > VERSION:
        raise unreachable("newer", store=url, theirs=about["schema"], ours=VERSION)
    secret = bytes.fromhex(_content(tar, members["secret"]).decode())
    with tempfile.TemporaryDirectory(prefix="cpor-") as room:
        source: Store | None = None
        if about["backend"] == "sqlite":
            file = Path(room) / "store.db"
            with file.open("wb") as out:
                _pour(tar, members["store.db"], out)
            secrets.made(Path(f"{file}.secret"), secret)
            # An older one is brought up to date here, before anything is made of it.
            source = made.open(f"sqlite:///{file}")
        elif about["schema"] != VERSION:
            raise unreachable("older", store=url, theirs=about["schema"], ours=VERSION)

        def fill(store: Store) -> None:
            try:
                _poured(store, tar, members, source, about["last_claim"])
            except BaseException:
                _forget(store)
                raise

        try:
            make(url, Office("KR", None, "UTC"), "2020", None, secret_file, secret, fill)
        finally:
            if source is not None:
                source.close()
    store = made.open(url, secret_file=secret_file)
    shown = store.url
    store.close()
    return shown


def _poured(
    store: Store,
    tar: tarfile.TarFile,
    members: dict[str, tarfile.TarInfo],
    source: Store | None,
    last_claim: str | None,
) -> None:
    """Fill a new store in the transaction that makes it, so that nobody ever takes half a store for a whole one."""
    for name in (name for name in members if name.startswith("poe/")):
        with _file(tar, members[name]) as content:
            sha, _ = store.archive.put(content)
        if sha != name.removeprefix("poe/"):
            raise ValueError(f"{name} is damaged")
    for name, columns in _layout(store):
        rows = (
            source.stream(f"SELECT {', '.join(columns)} FROM {name}")
            if source is not None
            else _read(tar, members[f"tables/{name}.jsonl"], columns)
        )
        _fill(store, name, columns, rows)
    _settle_numbers(store, last_claim)
    store.index_all()


def _fill(store: Store, name: str, columns: list[str], rows: Iterable[Any]) -> None:
    store.run(f"DELETE FROM {name}")
    marks = ", ".join("?" * len(columns))
    text = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"
    for row in rows:
        store.run(text, tuple(row))


def _settle_numbers(store: Store, last_claim: str | None) -> None:
    """Go on counting where the other store stood."""
    found = store.row("SELECT MAX(id) FROM claim")
    last = max(int(last_claim or 0), int(found[0] or 0) if found else 0)
    if store.backend == "sqlite":
        store.run("DELETE FROM meta WHERE name = 'schema'")
        store.set_meta("last_claim", str(max(last, 1_000_000)))
        return
    store._engine.set_version(VERSION)
    if last:
        store.row("SELECT setval('claim_id', ?)", (max(last, 1_000_001),))
    for table, column in (("org", "id"), ("mail", "n")):
        store.row(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
            f"(SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}), false)"
        )


def _forget(store: Store) -> None:
    """Take away what lies beside a store that could not be filled; the store itself goes with its transaction."""
    store.secret_file.unlink(missing_ok=True)
    if isinstance(store.archive, Folder):
        import shutil

        shutil.rmtree(store.archive.root, ignore_errors=True)
        Path(str(store.archive.root).removesuffix(".poe") + ".lock").unlink(missing_ok=True)


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo, columns: list[str]) -> Iterator[list[Any]]:
    with _file(tar, member) as file:
        text = io.TextIOWrapper(file, encoding="utf-8")
        if parsed(next(text)) != columns:
            raise ValueError(f"{member.name} has other columns")
        for line in text:
            yield parsed(line.rstrip("\n"))


def _file(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    # Only what is a file was listed, so there is one.
    return cast(IO[bytes], tar.extractfile(member))


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    with _file(tar, member) as file:
        return file.read()


def _pour(tar: tarfile.TarFile, member: tarfile.TarInfo, out: IO[bytes]) -> None:
    with _file(tar, member) as file:
        while piece := file.read(1 << 20):
            out.write(piece)
