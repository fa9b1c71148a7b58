"""Says everything the product says, in English or in Korean: `Text(lang)` is all that a door needs for its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from cpor_tui.domain.names import Unit
from cpor_tui.domain.refusals import Refused
from cpor_tui.text import formats
from cpor_tui.text.filling import filled
from cpor_tui.text.particles import particle

LANGUAGES = ("en", "ko")
ROOMS = ("domain", "refusals", "cli", "mail", "screens", "screens_forms", "poe", "ssh", "demo")
"""One file each in every language. A key's first word names its file (`cli.done`, `mail.subject`, `refusals.held`);
keys that begin with no room's name (`label.…`, `event.…`, `field.…`) stand in `domain`."""

_FAMILY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Text:
    """One language's words. `zone` is the reader's, for instants that are told without one of their own."""

    __slots__ = ("lang", "zone")

    def __init__(self, lang: str, zone: str = "UTC") -> None:
        if lang not in LANGUAGES:
            raise ValueError(lang)
        self.lang = lang
        self.zone = zone

    def __call__(self, key: str, /, **values: Any) -> str:
        """The words of a key, with its gaps filled. Raises KeyError for a key or a value that is not there."""
        return filled(_room(self.lang, room_of(key))[key], values, self.lang)

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in _room(self.lang, room_of(key))

    # --- names ---

    def label(self, member: StrEnum) -> str:
        """What people call a member of any enum of ours: a status, a role, a reason, a command, a clock."""
        return self(f"label.{family(type(member))}.{member.value}")

    def status(self, shown: str) -> str:
        """The label of a status by its written name, `draft` of the 2023 rule set among them (`Page.shown_status`)."""
        return self(f"label.status.{shown}")

    def event(self, what: str) -> str:
        """What happened, as the history says it: `submit` is «Submitted»."""
        return self(f"event.{what}")

    def field(self, name: str) -> str:
        """The label of a claim's field (CLI.md, FIELD), of `products`, `poe`, and of what a history shows besides."""
        key = f"field.{name}"
        return self(key) if self.has(key) else name

    def reason(self, code: str) -> str:
        """The label of any reason by its written name: asking, rejecting, withdrawing; itself when it is none of ours.

        `missing-products` is worded as the ask reason; for a rejection use `label(RejectReason(code))`.
        """
        for kind in ("ask-reason", "reject-reason", "withdraw-reason", "note-reason", "clock-kind"):
            if self.has(f"label.{kind}.{code}"):
                return self(f"label.{kind}.{code}")
        return code

    # --- numbers and time ---

    def date(self, day: date, *, short: bool = False) -> str:
        """`Tue 14 Jul 2026` · `2026년 7월 14일 (화)`; short: `14 Jul` · `7월 14일`."""
        return formats.date(day, self.lang, short=short)

    def when(self, at: int, zone: str | None = None, *, short: bool = False) -> str:
        """An instant on the wall of `zone`: `Tue 14 Jul 2026, 10:42 KST`; short: `14 Jul 10:42`."""
        return formats.when(at, zone or self.zone, self.lang, short=short)

    def time(self, at: int, zone: str | None = None) -> str:
        """The time of day alone: `10:42`."""
        return formats.time(at, zone or self.zone)

    def end_of(self, due_at: int, zone: str | None = None) -> str:
        """A deadline, by its last day: `the end of Tue 14 Jul 2026 (KST)`."""
        return formats.end_of(due_at, zone or self.zone, self.lang)

    def days(self, count: int, unit: Unit | str, *, full: bool = False) -> str:
        """`2 bd` · `2영업일`, `7 days` · `7일`; full: `2 business days`."""
        return formats.days(count, Unit(unit), self.lang, full=full)

    def span(self, micros: int) -> str:
        """A length of time, its two largest parts: `7 h 18 min` · `7시간 18분`."""
        return formats.span(micros, self.lang)

    def size(self, count: int) -> str:
        """A file's size: `412 KB`, `1.4 MB`."""
        return formats.size(count)

    def list(self, words: Iterable[str]) -> str:
        """`a, b and c` · `a, b, c`."""
        return formats.listed(tuple(words), self.lang)

    def particle(self, word: str, pair: str) -> str:
        """A word with the Korean particle that fits its last sound: `particle("파트너", "을/를")` is `파트너를`."""
        return particle(word, pair)

    # --- refusals ---

    def refusal(self, refused: Refused) -> str:
        """The one sentence that tells a person why something was refused: who, when and what, where it is known."""
        from cpor_tui.text.sentences import refusal

        return refusal(self, refused)


def room_of(key: str) -> str:
    """The file in which a key stands."""
    first = key.partition(".")[0]
    return first if first in ROOMS else "domain"


def words_of(lang: str, room: str) -> Mapping[str, str]:
    """All words of one room, as they are written."""
    return _room(lang, room)


def family(enum: type[StrEnum]) -> str:
    """An enum's name in keys: `AskReason` is `ask-reason`, and so is the proof check's `Reason`, of the same five."""
    name = _FAMILY.sub("-", enum.__name__).lower()
    return "ask-reason" if name == "reason" else name


@cache
def _room(lang: str, room: str) -> dict[str, str]:
    # Only what is spoken is loaded: a script that asks for a status reads no letters and no screens.
    module: ModuleType = import_module(f"cpor_tui.text.{lang}.{room}")
    words: dict[str, str] = module.WORDS
    return words
