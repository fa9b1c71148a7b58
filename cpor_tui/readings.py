"""Reads a proof once and keeps what was read, by its SHA-256, where caches belong."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpor_tui.poe.kept import Cache
    from cpor_tui.poe.reading import Reading

MOST_INDEXED = 200_000
"""How many characters of a file's text can be searched for."""


@cache
def _kept(folder: Path) -> Cache:
    # The reader is loaded when the first file is read: most commands read none.
    from cpor_tui.poe.kept import Cache

    return Cache(folder)


def readings() -> Cache:
    """This user's readings, kept in `$XDG_CACHE_HOME/cpor/readings`."""
    home = os.environ.get("XDG_CACHE_HOME")
    return _kept((Path(home) if home else Path.home() / ".cache") / "cpor" / "readings")


def read(content: bytes, *, ocr: bool = False, seals: bool = False) -> Reading:
    """What a file says; never raises for a bad one.

    `ocr`: scans are recognised too, a second or so a page; `seals`: signatures are checked, another second.
    """
    return readings().read(content, ocr=ocr, seals=seals)


def searchable(reading: Reading) -> str:
    """The text by which a claim is found."""
    return "\n".join(page.text for page in reading.pages)[:MOST_INDEXED]
