"""Keeps the store's secret in a file of its own, outside the database."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from cpor_tui.store.base import unreachable

_BYTES = 32


def kept(path: Path) -> bytes:
    """The secret in a file. Raises Refused(store_unreachable, no-secret) if it is not there or is none."""
    try:
        found = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as wrong:
        raise unreachable("no-secret", file=str(path)) from wrong
    if len(found) != _BYTES:
        raise unreachable("no-secret", file=str(path))
    return found


def made(path: Path, secret: bytes | None = None) -> bytes:
    """A new secret in a file that only its owner may read; one that is there already is kept.

    Raises Refused(store_unreachable, no-secret) if the file cannot be written.
    """
    new = secret or os.urandom(_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # All of it or nothing: a half-written secret would lock everybody out.
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(file, new.hex().encode() + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        try:
            os.link(draft, path)
        except FileExistsError:
            if secret is not None and kept(path) != secret:
                raise unreachable("exists", store=str(path)) from None
            return kept(path)
        finally:
            draft.unlink()
    except OSError as wrong:
        raise unreachable("no-secret", file=str(path), problem=wrong.strerror) from wrong
    return new


def derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, from which nothing about the others can be learned."""
    return blake2b(purpose.encode(), key=secret, digest_size=32).digest()
