"""Keeps proof files by their content: written once, never altered."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import unreachable

if TYPE_CHECKING:
    from cpor_tui.store import Store

_CHUNK = 1 << 20


class Archive(Protocol):
    """Where proof files are kept, by the SHA-256 of their content."""

    def put(self, content: bytes | IO[bytes], limit: int | None = None) -> tuple[str, int]:
        """Keep a file for good before any event names it; gives its SHA-256 and its size.

        Raises Refused(bad_input, too-large) beyond `limit` bytes, Refused(store_unreachable) if it cannot be kept.
        """
        ...

    def get(self, sha: str) -> bytes:
        """The file's content. Raises Refused(not_found)."""
        ...

    def check(self, sha: str) -> bool:
        """Whether the file is there and its content is what its name says."""
        ...

    def names(self) -> list[str]:
        """The SHA-256 of everything that is kept."""
        ...


def archive_of(store: Store) -> Archive:
    """The archive that belongs to a store."""
    if store.backend == "sqlite":
        return folder_beside(store._engine.path)  # type: ignore[attr-defined]
    return Blobs(store)


def folder_beside(path: Path) -> Folder:
    """The archive that belongs to an SQLite file."""
    return Folder(path.with_name(f"{path.name}.poe"))


class Folder:
    """Files beside an SQLite store: `ab/abcdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes | IO[bytes], limit: int | None = None) -> tuple[str, int]:
        """Keep a file for good before any event names it; gives its SHA-256 and its size."""
        try:
            self.root.mkdir(exist_ok=True, mode=0o700)
            import tempfile

            file, name = tempfile.mkstemp(dir=self.root, prefix=".new-")
            draft = Path(name)
            try:
                with os.fdopen(file, "wb") as out:
                    sha, size = _copied(content, out, limit)
                    out.flush()
                    os.fsync(out.fileno())
                place = self._place(sha)
                if place.exists() and self.check(sha):
                    return sha, size
                if not place.parent.exists():
                    place.parent.mkdir(exist_ok=True, mode=0o700)
                    _sync(self.root)
                draft.chmod(0o400)
                draft.replace(place)
                _sync(place.parent)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as wrong:
            why = "full" if wrong.errno in (28, 122) else "lost"
            raise unreachable(why, store=str(self.root), problem=wrong.strerror) from wrong
        return sha, size

    def get(self, sha: str) -> bytes:
        """The file's content. Raises Refused(not_found)."""
        try:
            return self._place(sha).read_bytes()
        except OSError as wrong:
            raise Refused(Code.NOT_FOUND, "poe-file", sha256=sha) from wrong

    def check(self, sha: str) -> bool:
        """Whether the file is there and its content is what its name says."""
        try:
            with self._place(sha).open("rb") as file:
                return _copied(file, None, None)[0] == sha
        except OSError:
            return False

    def names(self) -> list[str]:
        """The SHA-256 of everything that is kept."""
        return sorted(file.name for file in self.root.glob("??/*") if len(file.name) == 64)

    def _place(self, sha: str) -> Path:
        return self.root / sha[:2] / sha


class Blobs:
    """Rows of a table, which several hosts share."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, content: bytes | IO[bytes], limit: int | None = None) -> tuple[str, int]:
        """Keep a file for good before any event names it; gives its SHA-256 and its size."""
        kept: list[bytes] = []
        sha, size = _copied(content, kept, limit)
        with self._store.own():
            self._store.run(
                "INSERT INTO blob (sha256, size, body) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
                (sha, size, b"".join(kept)),
            )
        return sha, size

    def get(self, sha: str) -> bytes:
        """The file's content. Raises Refused(not_found)."""
        found = self._store.row("SELECT body FROM blob WHERE sha256 = ?", (sha,))
        if found is None:
            raise Refused(Code.NOT_FOUND, "poe-file", sha256=sha)
        return bytes(found[0])

    def check(self, sha: str) -> bool:
        """Whether the file is there and its content is what its name says."""
        try:
            return sha256(self.get(sha)).hexdigest() == sha
        except Refused as gone:
            if gone.code is Code.NOT_FOUND:
                return False
            raise

    def names(self) -> list[str]:
        """The SHA-256 of everything that is kept."""
        return [sha for (sha,) in self._store.rows("SELECT sha256 FROM blob ORDER BY sha256")]


def _copied(
    content: bytes | IO[bytes], out: IO[bytes] | list[bytes] | None, limit: int | None
) -> tuple[str, int]:
    digest, size = sha256(), 0
    pieces = iter((content,)) if isinstance(content, bytes) else iter(lambda: content.read(_CHUNK), b"")
    for piece in pieces:
        size += len(piece)
        if limit is not None and size > limit:
            raise Refused(Code.BAD_INPUT, "too-large", limit=limit)
        digest.update(piece)
        if isinstance(out, list):
            out.append(piece)
        elif out is not None:
            out.write(piece)
    return digest.hexdigest(), size


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
