"""What happened: one event per command, which carries every deadline that it fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from cpor_tui.domain.claim import Poe
from cpor_tui.domain.names import ClockKind, Side, Status, Unit, What


class Act(StrEnum):
    """What an event does to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    MEET = "meet"
    MISS = "miss"
    PASS = "pass"  # noqa: S105 - the end of a period, no password
    VOID = "void"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Turn:
    """One clock's turn within an event, with the numbers it fixed; `on` is the day it belongs to, in the clock's zone."""

    kind: ClockKind
    act: Act
    on: date
    due_on: date | None = None
    due_at: int | None = None
    used: int | None = None
    revision: int | None = None
    remind_at: tuple[int, ...] = ()
    side: Side | None = None
    key: str | None = None
    zone: str | None = None
    limit: int | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a claim's history (CLI.md, `event`). `at` is when it took effect, `recorded_at` when it was noticed."""

    claim: int
    seq: int
    at: int
    recorded_at: int
    by: str
    side: Side
    what: What
    frm: Status | None = None
    to: Status | None = None
    reason: str | None = None
    note: str | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    poe: tuple[Poe, ...] = ()
    undoes: int | None = None
    turns: tuple[Turn, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What only this kind of event knows, as JSON values."""
