"""Copies a frozen value with some of its fields changed, in half the time that the standard library takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

One = TypeVar("One")


def replace(one: One, **changes: Any) -> One:
    """The same value but for `changes`; for dataclasses of several fields, each of which their constructor takes.

    A history of ten events copies a claim of forty fields twenty times, so this is where folding spends its time.
    """
    values, places = _shape(type(one))  # type: ignore[arg-type]
    found = list(values(one))
    for name, value in changes.items():
        found[places[name]] = value
    return type(one)(*found)


@cache
def _shape(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]:
    names = [field.name for field in fields(kind)]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}
