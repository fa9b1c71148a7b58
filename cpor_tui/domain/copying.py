"""Makes and copies frozen values of many fields, in half the time that their constructors take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

One = TypeVar("One")


def replace(one: One, **changes: Any) -> One:
    """The same value but for `changes`; for dataclasses with slots, of several fields.

    A history of ten events copies a claim of forty fields twenty times, so this is where folding spends its time.
    """
    values, places, made = _shape(type(one))  # type: ignore[arg-type]
    found = list(values(one))
    for name, value in changes.items():
        found[places[name]] = value
    copied: One = made(found)
    return copied


def maker(kind: type[One]) -> Callable[[Iterable[Any]], One]:
    """What makes a value of this dataclass with slots, given one value for each of its fields, in their order."""
    # A frozen class's own constructor asks for the way to each slot anew.
    setters = tuple(vars(kind)[field.name].__set__ for field in fields(kind))  # type: ignore[arg-type]
    new = object.__new__

    def made(values: Iterable[Any]) -> One:
        one = new(kind)
        for put, value in zip(setters, values, strict=True):
            put(one, value)
        return one

    return made


@cache
def _shape(
    kind: type,
) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int], Callable[[Iterable[Any]], Any]]:
    names = [field.name for field in fields(kind)]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}, maker(kind)
