"""Reads lists of claims a page at a time, each along an index, and never more than is shown."""

from __future__ import annotations

from dataclasses import dataclass

from cpor_tui.store.base import Base


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks: access is part of every query."""

    org: int | None = None
    """Only this organisation's claims."""
    submitted_only: bool = False
    """Only claims that were submitted once."""
    internal: bool = False
    """Whether internal notes are searched."""
    person: str = ""
    """Who `mine` is."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A line of a list."""

    id: int


class Lists(Base):
    """The part of the store that lists claims."""
