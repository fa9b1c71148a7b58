"""Cuts text into the words that are searched for, the same for every database, and keeps them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cpor_tui.store.base import Base
from cpor_tui.store.codec import claim_of
from cpor_tui.store.projection import names_of

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


class Words(Base):
    """The part of the store that keeps the words that claims are found by."""

    def find_by(self, claim: int, part: int, name: str, customer: str, body: str, note: str) -> None:
        """Let a claim be found by a piece of its text, within the caller's write transaction."""
        number = (claim << PARTS) + part
        if self.backend == "sqlite":
            if part == NAMES or part >> (PARTS - 1):
                self.run("DELETE FROM words WHERE rowid = ?", (number,))
            self.run(
                "INSERT INTO words (rowid, name, customer, body, note) VALUES (?, ?, ?, ?, ?)",
                (number, fts_text(name), fts_text(customer), fts_text(body), fts_text(note)),
            )
        else:
            self.run(
                "INSERT INTO words (id, claim, words) VALUES (?, ?, CAST(? AS tsvector)) "
                "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
                (number, claim, tsvector((("A", name), ("B", customer), ("C", body), ("D", note)))),
            )

    def index_poe(self, claim: int, sha256: str, text: str) -> None:
        """Let a claim be found by what one of its files says."""
        with self.own():
            self.find_by(claim, FILES + int(sha256[:5], 16) % FILES, "", "", text, "")

    def index_all(self) -> None:
        """Cut the words of the whole store anew, within the caller's write transaction."""
        self.run("DELETE FROM words")
        after = 0
        while found := self.rows(
            "SELECT id, snapshot FROM claim WHERE id > ? ORDER BY id LIMIT 500", (after,)
        ):
            for number, text in found:
                self.find_by(number, NAMES, *names_of(claim_of(text)), "", "")
            span = (after, found[-1][0])
            said = "SELECT claim, seq, internal, body FROM comment WHERE claim > ? AND claim <= ?"
            for number, seq, internal, body in self.rows(said, span):
                self.find_by(number, seq, "", "", *(("", body) if internal else (body, "")))
            files = (
                "SELECT p.claim, p.sha256, t.body FROM proof p JOIN poe_text t ON t.sha256 = p.sha256 "
                "WHERE p.claim > ? AND p.claim <= ?"
            )
            for number, sha256, body in self.rows(files, span):
                self.index_poe(number, sha256, body)
            after = span[1]
