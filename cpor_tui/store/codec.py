"""Turns claims and events into JSON text and back, without losing a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import compress
from json import JSONDecoder, JSONEncoder
from json.encoder import encode_basestring
from operator import attrgetter, is_not
from typing import Any

from cpor_tui.domain.claim import (
    Asked,
    Assessment,
    Claim,
    Clock,
    Disputed,
    Lapse,
    Mark,
    Poe,
    Rejection,
    Stretch,
    Taken,
)
from cpor_tui.domain.copying import made
from cpor_tui.domain.events import Act, Event, Turn
from cpor_tui.domain.names import Activity, Area, ClockKind, ClockState, Phase, Side, Status, Unit, What

Load = Callable[[Any], Any]
Dump = Callable[[Any], str]

canonical = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
"""The one text of a JSON value: what the keyed hashes are taken over."""
plain = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""JSON text for what nobody hashes."""
_decoder = JSONDecoder()
_scanned = _decoder.scan_once  # type: ignore[attr-defined]

_NEVER = object()
_MOST_KEPT = 4096

_texts: dict[int, tuple[Any, str]] = {}
"""The texts of values that outlive many versions of a claim, by identity: its clocks, its files, the claim before."""


def parsed(text: str) -> Any:
    """The JSON value of a text. Raises ValueError for what is none."""
    # The decoder's own way begins and ends with a search for blanks, which our texts have none of.
    try:
        value, end = _scanned(text, 0)
    except StopIteration:
        value, end = None, -1
    return value if end == len(text) else _decoder.decode(text)


def _kept(dump: Dump) -> Dump:
    def dumped(one: Any) -> str:
        known = _texts.get(id(one))
        return known[1] if known is not None and known[0] is one else _keep(one, dump(one))

    return dumped


def _keep(one: Any, text: str) -> str:
    if len(_texts) >= _MOST_KEPT:
        _texts.clear()
    # The value is kept too: as long as it is, no other has its identity.
    _texts[id(one)] = one, text
    return text


def _many(dump: Dump, load: Load | None = None) -> tuple[Dump, Load]:
    return (
        lambda found: f"[{','.join([dump(one) for one in found])}]",
        tuple if load is None else lambda found: tuple([load(one) for one in found]),
    )


def _or_null(dump: Dump) -> Dump:
    return lambda value: "null" if value is None else dump(value)


def _enum(words: type[StrEnum]) -> tuple[Dump, Load]:
    # A dictionary finds a word four times as quickly as a call makes one.
    return (
        {word: encode_basestring(word) for word in words}.__getitem__,
        {word.value: word for word in words}.__getitem__,
    )


@lru_cache(maxsize=4096)
def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


class _Record:
    """One dataclass as a JSON object; its fields in the order of the alphabet, and none that has its default."""

    __slots__ = ("_defaults", "_dumps", "_kind", "_loads", "_start", "_values", "_wanted")

    def __init__(self, kind: type, kinds: Mapping[str, tuple[Dump, Load | None]]) -> None:
        self._kind = kind
        self._start: list[Any] = []
        self._wanted: list[int] = []
        self._loads: dict[str, tuple[int, Load | None]] = {}
        self._dumps: list[tuple[str, Any, Dump]] = []
        for place, field in enumerate(fields(kind)):
            words = str(field.type).removesuffix(" | None")
            dump, load = kinds[words]
            default = field.default
            if default is MISSING:
                default = _NEVER if field.default_factory is MISSING else field.default_factory()
            if default is _NEVER:
                self._wanted.append(place)
                if words != field.type:
                    dump = _or_null(dump)
            self._start.append(default)
            self._loads[field.name] = place, load
            self._dumps.append((f'"{field.name}":', default, dump))
        self._dumps.sort(key=lambda one: one[0])
        self._defaults = [default for _, default, _ in self._dumps]
        self._values = attrgetter(*(name[1:-2] for name, _, _ in self._dumps))

    def dump(self, one: Any) -> str:
        values = self._values(one)
        # Of a claim's forty fields most have their defaults: those are passed by without a step of ours.
        parts = [
            name + dump(value)
            for (name, default, dump), value in compress(
                zip(self._dumps, values, strict=True), map(is_not, values, self._defaults)
            )
            if default is None or default is _NEVER or value != default
        ]
        return f"{{{','.join(parts)}}}"

    def load(self, found: dict[str, Any]) -> Any:
        values, loads = self._start.copy(), self._loads
        for name, value in found.items():
            place, load = loads[name]
            values[place] = value if load is None or value is None else load(value)
        for place in self._wanted:
            if values[place] is _NEVER:
                raise KeyError(place)
        return made(self._kind, values)


def _records() -> tuple[_Record, _Record]:
    integer: Dump = int.__repr__
    mapping = _kept(canonical), None
    kinds: dict[str, tuple[Dump, Load | None]] = {
        "int": (integer, None),
        "str": (encode_basestring, None),
        "bool": ({True: "true", False: "false"}.__getitem__, None),
        "date": (_day, date.fromisoformat),
        "tuple[str, ...]": _many(encode_basestring),
        "tuple[int, ...]": _many(integer),
        "tuple[Mapping[str, Any], ...]": _many(canonical),
        "Mapping[str, str]": mapping,
        "Mapping[str, bool]": mapping,
        "Mapping[str, Any]": (canonical, None),
        "Mapping[str, tuple[Any, Any]]": (
            canonical,
            lambda found: {name: (old, new) for name, (old, new) in found.items()},
        ),
    }
    for words in (Activity, Area, Act, ClockKind, ClockState, Phase, Side, Status, Unit, What):
        kinds[words.__name__] = _enum(words)
    for kind in (Poe, Stretch, Clock, Asked, Rejection, Disputed, Assessment, Taken, Mark, Lapse, Turn):
        record = _Record(kind, kinds)
        dump = record.dump if kind in (Stretch, Turn) else _kept(record.dump)
        kinds[kind.__name__] = (dump, record.load)
        kinds[f"tuple[{kind.__name__}, ...]"] = _many(dump, record.load)
    # A claim holds the claim before it, so its record is needed to make its record.
    kinds["Claim"] = claim_text, _before
    return _Record(Claim, kinds), _Record(Event, kinds)


def _before(found: dict[str, Any]) -> Any:
    return _CLAIM.load(found)


def claim_text(claim: Claim) -> str:
    """A claim as the text its row keeps."""
    return _claim_text(claim)


def claim_of(text: str) -> Claim:
    """The claim that a row's text keeps."""
    claim: Claim = _CLAIM.load(parsed(text))
    # What it stands in as the claim before a decision is this very text.
    _keep(claim, text)
    return claim


def event_text(event: Event) -> str:
    """An event as the canonical text that its hash covers."""
    return _EVENT.dump(event)


def event_of(text: str) -> Event:
    """The event of a canonical text."""
    event: Event = _EVENT.load(parsed(text))
    return event


_CLAIM, _EVENT = _records()
_claim_text = _kept(_CLAIM.dump)
