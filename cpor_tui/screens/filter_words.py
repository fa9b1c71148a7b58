"""Knows how a filter's last word can go on: its keys and what they take, in both languages (CLI.md, FILTER)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cpor_tui.domain.filter import BARE, EVERYTHING, KEYS, KOREAN_KEYS, NAMES, TODAY, YES_NO, key_of
from cpor_tui.domain.names import PARTNER, REVIEWERS, Activity, Area, Phase, Status
from cpor_tui.session import Session
from cpor_tui.text import Text

MOST_OFFERED = 60
_FAMILIES = {"status": Status, "phase": Phase, "area": Area, "activity": Activity}
_DAYS = ("<=1bd", "<=2bd", "<=5bd")
_FLAGS = ("overdue", "contested")
_FIRST = ("status", "due", "overdue", "mine", "free", "partner", "customer", "product", "reviewer")
_NOT_FOR_PARTNERS = frozenset({"partner", "reviewer", "mine", "free"})
"""A partner's list has one partner; who reviews is none of its filters."""
_KOREAN = {key: word for word, key in KOREAN_KEYS.items()}
_LAST = re.compile(r'(?:"[^"]*(?:"|$)|[^\s"])*$')


@dataclass(frozen=True, slots=True)
class Words:
    """The words that this reader's filter may use."""

    keys: tuple[tuple[str, ...], ...]
    """The words for each key, the reader's own language first."""
    values: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """What a key takes, in English and in Korean; names are the same in both."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The last word of what is typed. `head` is all before what can go on, `key` "" before a key was typed."""

    head: str
    key: str
    part: str
    lang: int = 0
    """In which language the key was typed: 0 English, 1 Korean."""


def words_for(session: Session) -> Words:
    """The words for this reader, with the names of organisations, reviewers and products; in the reading thread."""
    store, partner = session.desk.store, session.actor.role in PARTNER
    hidden = _NOT_FOR_PARTNERS if partner else frozenset()
    order = sorted(KEYS, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    keys = tuple(_ways(key, session.text.lang) for key in order if key not in hidden)
    values: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        key: (tuple(one.value for one in family), tuple(map(_in_korean, family)))
        for key, family in _FAMILIES.items()
    }
    values["due"] = ((TODAY[0], *_DAYS), (TODAY[1], *_DAYS))
    values |= dict.fromkeys(_FLAGS, YES_NO)
    names = {
        "rules": [rules.name for rules in store.ruleset_list()],
        "product": [product.name for product in store.product_list()],
    }
    if not partner:
        names["partner"] = [org.name for org in store.org_list()]
        names["reviewer"] = [one.name for one in store.person_list() if one.role in REVIEWERS]
    values |= {key: (tuple(found), tuple(found)) for key, found in names.items()}
    return Words(keys, values)


def _ways(key: str, lang: str) -> tuple[str, ...]:
    if key in BARE.values():
        found = [word for word, one in BARE.items() if one == key]
    else:
        found = [f"{key}:", f"{_KOREAN.get(key, key)}:"]
    return tuple(dict.fromkeys(sorted(found, key=lambda word: word.isascii() is (lang == "ko"))))


def _in_korean(member: StrEnum) -> str:
    # A space would end the word; the filter reads a label without spaces as well.
    return "".join(Text("ko").label(member).split())


def customers(session: Session, part: str) -> tuple[str, ...]:
    """Customers whose names begin so, of the claims this reader may see; along an index, in the reading thread."""
    begun = part.casefold()
    scope = session.desk.scope(session.actor)
    rows = session.desk.store.page(scope, EVERYTHING, "customer", (begun, 0), MOST_OFFERED)
    found = (row.customer for row in rows if row.customer.casefold().startswith(begun))
    return tuple(dict.fromkeys(found))


def begun(typed: str) -> Begun:
    """The last word of what is typed, up to where it can go on."""
    found = _LAST.search(typed)
    word = found.group() if found is not None else ""
    head = typed[: len(typed) - len(word)]
    if word.startswith("-"):
        head, word = f"{head}-", word[1:]
    key, colon, rest = word.partition(":")
    if not colon or '"' in key:
        return Begun(head, "", word)
    known, lang = key_of(key), int(not key.isascii())
    head = f"{head}{key}:"
    if known not in NAMES:
        before, comma, rest = rest.rpartition(",")
        head += f"{before}{comma}"
    return Begun(head, known, rest.replace('"', ""), lang)


def offers(words: Words, at: Begun, named: Iterable[str] = ()) -> tuple[str, ...]:
    """What the word can go on to, best first; `named` are names that were looked up for it."""
    if not at.key:
        found = [word for ways in words.keys for word in (ways if at.part else ways[:1])]
    else:
        english, korean = words.values.get(at.key, ((), ()))
        own, other = (korean, english) if at.lang else (english, korean)
        # Unasked, each is offered once, in the language of the key.
        known = (*named, *own, *(other if at.part else ()))
        later = [word for word in known if any(_fits(at.part, piece) for piece in word.split()[1:])]
        found = [*(word for word in known if _fits(at.part, word)), *later]
    fitting = (word for word in found if word != at.part and (at.key or _fits(at.part, word)))
    return tuple(dict.fromkeys(fitting))[:MOST_OFFERED]


def gone_on(at: Begun, word: str) -> str:
    """What is typed, with the word in its place; a name with spaces or commas in quotes."""
    quoted = f'"{word}"' if at.key and re.search(r"[\s,]", word) else word
    return f"{at.head}{quoted}"


def together(at: Begun, found: Sequence[str]) -> str:
    """What is typed, gone on as far as all that is offered agrees; "" where that is no further."""
    plain = [_plain(word) for word in found]
    shared = plain[0]
    while not all(word.startswith(shared) for word in plain):
        shared = shared[:-1]
    if len(shared) <= len(_plain(at.part)) or _plain(found[0][: len(shared)]) != shared:
        return ""
    # A name that goes on needs its quotes from the start; they are closed once it is whole.
    quote = '"' if at.key and re.search(r"[\s,]", shared) else ""
    return f"{at.head}{quote}{found[0][: len(shared)]}"


def _fits(part: str, word: str) -> bool:
    return _plain(word).startswith(_plain(part))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
