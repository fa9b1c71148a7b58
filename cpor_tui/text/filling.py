"""Fills the gaps of a sentence: `{name:이/가}` adds a particle, `{count:claim/claims}` counts, `{size:bytes}` weighs.

A closing mark may stand before the particle, `“{name:”이/가}`: the particle follows the mark and fits the word within.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpor_tui.text.formats import size
from cpor_tui.text.particles import is_pair, particle

_BYTES = "bytes"


def filled(words: str, values: Mapping[str, Any], lang: str) -> str:
    """`words` with every gap filled. Raises KeyError for a gap without a value."""
    if "{" not in words and "}" not in words:
        return words
    return words.format_map({name: _said(value) for name, value in values.items()})


class _Word(str):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if is_pair(spec):
            return particle(str(self), spec)
        # Whoever words a number may give it as a word already.
        return str(self) if "/" in spec or spec == _BYTES else str.__format__(str(self), spec)


class _Number(int):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if is_pair(spec):
            return particle(str(int(self)), spec)
        if spec == _BYTES:
            return size(int(self))
        one, slash, many = spec.partition("/")
        if slash:
            return f"{int(self)} {one if int(self) == 1 else many}"
        return int.__format__(int(self), spec)


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _Number(value)
    # A StrEnum's member is its written name; what people read, `label` says.
    return _Word(value) if isinstance(value, str) else value
