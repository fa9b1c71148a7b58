"""Cuts text into the words that are searched for, the same for every database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 20_000
_LONGEST = 64
PARTS = 20
"""How many bits of a word row's number count a claim's pieces of text."""
NAMES = 0
"""The piece that holds a claim's names; a comment's piece is its event, a file's comes after them."""
FILES = 1 << (PARTS - 1)


def words(text: str) -> list[str]:
    """The searchable words of a text, folded, in order; long ones and long texts are cut."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    found = _WORD.findall(folded)
    return [word[:_LONGEST] for word in found[:_MOST_WORDS]]


def fts_text(text: str) -> str:
    """What the full-text table of SQLite is given."""
    return " ".join(words(text))


def tsvector(columns: Iterable[tuple[str, str]]) -> str:
    """What PostgreSQL's full-text column is given: each word with the letters of the columns it stands in."""
    letters: dict[str, set[str]] = {}
    for letter, text in columns:
        for word in words(text):
            letters.setdefault(word, set()).add(letter)
    # One position for each weight is enough: nothing here asks how near two words are.
    return " ".join(
        f"'{word}':" + ",".join(f"{place}{letter}" for place, letter in enumerate(sorted(found), 1))
        for word, found in letters.items()
    )
