"""Turns claims and events into JSON text and back, without losing a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from json import JSONDecoder, JSONEncoder
from operator import attrgetter
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
from cpor_tui.domain.events import Act, Event, Turn
from cpor_tui.domain.names import Activity, Area, ClockKind, ClockState, Phase, Side, Status, Unit, What

Load = Callable[[Any], Any]
Dump = Callable[[Any], Any]

canonical = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
"""The one text of a JSON value: what the keyed hashes are taken over."""
plain = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""JSON text for what nobody hashes."""
parsed = JSONDecoder().decode
"""The JSON value of a text."""

_NEVER = object()
_MOST_MADE = 1024


def _enum(words: type[StrEnum]) -> tuple[Dump | None, Load]:
    # A StrEnum is already a JSON string; reading it back by a dict is four times quicker than by a call.
    return None, {word.value: word for word in words}.__getitem__


def _many(dump: Dump, load: Load) -> tuple[Dump, Load]:
    # A claim's clocks and files outlive many of its versions, so what was made of the very same tuple serves again.
    made: dict[int, tuple[Any, list[Any]]] = {}

    def dumped(found: Any) -> list[Any]:
        known = made.get(id(found))
        if known is None or known[0] is not found:
            if len(made) >= _MOST_MADE:
                made.clear()
            known = made[id(found)] = found, [dump(one) for one in found]
        return known[1]

    return dumped, lambda found: tuple([load(one) for one in found])


class _Record:
    """One dataclass as a JSON object; a field that has its default is left out."""

    __slots__ = ("_dumps", "_loads", "_made", "_values")

    def __init__(self, made: type, kinds: Mapping[str, tuple[Dump | None, Load | None]]) -> None:
        self._made = made
        self._dumps: list[tuple[str, Any, Dump | None]] = []
        self._loads: dict[str, Load] = {}
        for field in fields(made):
            dump, load = kinds[str(field.type).removesuffix(" | None")]
            default = field.default
            if default is MISSING:
                default = _NEVER if field.default_factory is MISSING else field.default_factory()
            self._dumps.append((field.name, default, dump))
            if load is not None:
                self._loads[field.name] = load
        self._values = attrgetter(*(name for name, _, _ in self._dumps))

    def dump(self, one: Any) -> dict[str, Any]:
        found = {}
        for (name, default, dump), value in zip(self._dumps, self._values(one), strict=True):
            if value is not default and value != default:
                found[name] = value if dump is None or value is None else dump(value)
        return found

    def load(self, found: dict[str, Any]) -> Any:
        loads = self._loads
        for name in loads.keys() & found.keys():
            value = found[name]
            if value is not None:
                found[name] = loads[name](value)
        return self._made(**found)


def _records() -> tuple[_Record, _Record]:
    kinds: dict[str, tuple[Dump | None, Load | None]] = {
        "int": (None, None),
        "str": (None, None),
        "bool": (None, None),
        "date": (date.isoformat, date.fromisoformat),
        "tuple[str, ...]": (None, tuple),
        "tuple[int, ...]": (None, tuple),
        "tuple[Mapping[str, Any], ...]": (None, tuple),
        "Mapping[str, str]": (None, None),
        "Mapping[str, bool]": (None, None),
        "Mapping[str, Any]": (None, None),
        "Mapping[str, tuple[Any, Any]]": (
            None,
            lambda found: {name: (old, new) for name, (old, new) in found.items()},
        ),
    }
    for words in (Activity, Area, Act, ClockKind, ClockState, Phase, Side, Status, Unit, What):
        kinds[words.__name__] = _enum(words)
    for made in (Poe, Stretch, Clock, Asked, Rejection, Disputed, Assessment, Taken, Mark, Lapse, Turn):
        record = _Record(made, kinds)
        kinds[made.__name__] = (record.dump, record.load)
        kinds[f"tuple[{made.__name__}, ...]"] = _many(record.dump, record.load)
    # A claim holds the claim before it, so its record is needed to make its record.
    later: list[_Record] = []

    def dump(one: Any) -> Any:
        return later[0].dump(one)

    def load(found: Any) -> Any:
        return later[0].load(found)

    kinds["Claim"] = dump, load
    later.append(_Record(Claim, kinds))
    return later[0], _Record(Event, kinds)


_CLAIM, _EVENT = _records()


def claim_text(claim: Claim) -> str:
    """A claim as the text its row keeps."""
    return plain(_CLAIM.dump(claim))


def claim_of(text: str) -> Claim:
    """The claim that a row's text keeps."""
    claim: Claim = _CLAIM.load(parsed(text))
    return claim


def event_text(event: Event) -> str:
    """An event as the canonical text that its hash covers."""
    return canonical(_EVENT.dump(event))


def event_of(text: str) -> Event:
    """The event of a canonical text."""
    event: Event = _EVENT.load(parsed(text))
    return event
