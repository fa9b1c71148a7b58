"""Takes the files that a command line names, and writes those it asks for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.poe.upload import whole

if TYPE_CHECKING:
    from cpor_tui.cli.visit import Visit

MOST_BYTES = 25 * 1024 * 1024
"""What a file may have that is read as a whole; PoE may have no more either (RULES.md §7)."""


def content(visit: Visit, name: str, *, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file, or of what is piped in for `-`. Raises Refused(bad_input)."""
    if name == "-":
        return _bounded(visit.stdin.read(most + 1) if visit.stdin is not None else b"", name, most)
    refuse_remote(visit)
    try:
        with Path(name).open("rb") as opened:
            return _bounded(whole(opened, most, clean(name)), name, most)
    except FileNotFoundError:
        raise Refused(Code.BAD_INPUT, "file-missing", file=clean(name)) from None
    except (OSError, ValueError):
        raise Refused(Code.BAD_INPUT, "file-unreadable", file=clean(name)) from None


def _bounded(found: bytes, name: str, most: int) -> bytes:
    if len(found) > most:
        raise Refused(Code.BAD_INPUT, "file-too-big", file=clean(name), most=most)
    return found


def text(visit: Visit, name: str, *, most: int = MOST_BYTES) -> str:
    """The text of a file in UTF-8 (with or without a BOM) or CP949. Raises Refused(bad_input)."""
    found = content(visit, name, most=most)
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return found.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Code.BAD_INPUT, "file-not-text", file=clean(name))


def write(visit: Visit, name: str, found: bytes) -> None:
    """Write a file whole or not at all. Raises Refused(bad_input)."""
    refuse_remote(visit)
    path = Path(name)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        try:
            draft.write_bytes(found)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError):
        raise Refused(Code.BAD_INPUT, "file-unwritable", file=clean(name)) from None


def refuse_remote(visit: Visit) -> None:
    """Over SSH this machine's files are nobody's: only `-` is read there. Raises Refused(usage)."""
    if visit.remote:
        raise Refused(Code.USAGE, "no-files-here")
