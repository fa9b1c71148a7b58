"""Reads paths as terminals paste them, and completes them as shells do."""

from __future__ import annotations

import hashlib
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from os.path import commonprefix
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.poe.kinds import MOST_BYTES, kind_of
from cpor_tui.poe.upload import whole

MOST_SHOWN = 6
_MOST_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits to be sent, as it was when it was chosen. `size` in bytes."""

    path: str
    name: str
    size: int
    sha256: str
    kind: str
    content: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a path could go on to. `typed` is the whole path as a person would type it."""

    typed: str
    name: str
    folder: bool
    size: int
    at: float


def plain_paths(typed: str) -> tuple[str, ...]:
    """The paths that were typed, pasted or dropped: without quotes, backslashes and `file://`; several with spaces
    between are several. A path that exists as it stands is taken as it stands.
    """
    typed = typed.strip().strip("\x00")
    if not typed:
        return ()
    if exists(typed):
        return (typed,)
    try:
        parts = shlex.split(typed)
    except ValueError:
        # An odd quote is part of a name, such as Weber's contract.pdf.
        parts = [typed.replace("\\ ", " ")]
    parts = [_from_url(part) for part in parts]
    if len(parts) > 1 and not all(exists(part) for part in parts):
        whole = _from_url(typed.strip("'\""))
        parts = [whole] if exists(whole) or not any(exists(part) for part in parts) else parts
    return tuple(_as_on_disk(part) for part in parts)


def exists(path: str) -> bool:
    """Whether there is such a path, in either spelling of its accents and Hangul."""
    return any(place.exists() for place in _spellings(path))


def _from_url(part: str) -> str:
    if not part.lower().startswith("file:"):
        return part
    return unquote(urlsplit(part).path)


def _as_on_disk(path: str) -> str:
    # macOS hands names over in decomposed Hangul (NFD); a file copied from elsewhere may have either spelling.
    return next((str(place) for place in _spellings(path) if place.exists()), str(Path(path).expanduser()))


def _spellings(path: str) -> Iterator[Path]:
    for spelt in dict.fromkeys(
        (path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))
    ):
        try:
            place = Path(spelt).expanduser()
            place.exists()
        except (OSError, ValueError, RuntimeError):
            # Too long for a name, a NUL in it, or the home of nobody: there is no such path.
            continue
        yield place


def completions(typed: str) -> tuple[Found, ...]:
    """What lies where the typed path points, as far as it fits: folders first, then by name. Hidden ones on request."""
    typed = _from_url(typed.strip().strip("'\"").replace("\\ ", " "))
    head, slash, begun = typed.rpartition("/")
    try:
        place = Path((head + slash) or ".").expanduser()
        found = list(_fitting(place, head + slash, unicodedata.normalize("NFC", begun).casefold()))
    except (OSError, ValueError, RuntimeError):
        # A folder that is not there, or not ours to read, has nothing to offer.
        return ()
    return tuple(sorted(found, key=lambda one: (not one.folder, one.name.casefold())))


def _fitting(place: Path, head: str, begun: str) -> Iterator[Found]:
    for n, entry in enumerate(place.iterdir()):
        if n >= _MOST_LOOKED_AT:
            return
        name = unicodedata.normalize("NFC", entry.name)
        if not name.casefold().startswith(begun) or (name.startswith(".") and not begun.startswith(".")):
            continue
        try:
            looked, folder = entry.stat(), entry.is_dir()
        except OSError:
            continue  # Gone meanwhile, or a link to nowhere.
        yield Found(
            head + entry.name + ("/" if folder else ""), name, folder, looked.st_size, looked.st_mtime
        )


def completed(typed: str, found: tuple[Found, ...]) -> str:
    """The typed path as far as all that fits agrees on it."""
    if not found:
        return typed
    # Letter by letter, as shells do: whole folders are not the question.
    common = commonprefix([one.typed for one in found])  # noqa: RUF071
    return common if len(common) >= len(typed) or len(found) == 1 else typed


def stage(path: str) -> Staged:
    """A file of this machine, read and looked at by its content. Raises Refused(bad_input)."""
    place = Path(path).expanduser()
    shown = clean(unicodedata.normalize("NFC", place.name), limit=200)
    try:
        if not place.exists():
            raise Refused(Code.BAD_INPUT, "file-missing", file=shown)
        if not place.is_file():
            raise Refused(Code.BAD_INPUT, "file-unreadable", file=shown)
        with place.open("rb") as opened:
            content = whole(opened, MOST_BYTES, shown)
    except (OSError, ValueError) as wrong:
        raise Refused(Code.BAD_INPUT, "file-unreadable", file=shown) from wrong
    if len(content) > MOST_BYTES:
        raise Refused(Code.BAD_INPUT, "poe-too-big", size=place.stat().st_size, most=MOST_BYTES)
    kind = kind_of(content)
    if kind is None:
        raise Refused(Code.BAD_INPUT, "poe-empty" if not content else "poe-type", name=shown)
    return Staged(str(place), shown, len(content), hashlib.sha256(content).hexdigest(), kind.value, content)
