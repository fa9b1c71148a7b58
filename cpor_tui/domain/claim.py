"""A claim as its events have made it, and the clocks that run on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cpor_tui.domain.calendar import MICRO
from cpor_tui.domain.names import (
    Activity,
    Area,
    ClockKind,
    ClockState,
    Phase,
    Side,
    Status,
    Unit,
    What,
)
from cpor_tui.domain.refusals import Code, Refused

LEASE = 30 * 60 * MICRO
"""How long a holder may be idle before others may start or decide, in microseconds (RULES.md §4)."""


def shown_id(number: int) -> str:
    """`C-1000027`, as people and scripts see a claim's id."""
    return f"C-{number}"


def read_id(text: str) -> int:
    """The number of a claim's id, with or without `C-`. Raises Refused(bad_input)."""
    digits = text.strip().upper().removeprefix("C-")
    if not digits.isascii() or not digits.isdigit() or not 1 <= len(digits) <= 15:
        raise Refused(Code.BAD_INPUT, "claim-id", given=text)
    return int(digits)


@dataclass(frozen=True, slots=True)
class Poe:
    """One proof-of-execution file, named by its content (RULES.md §7). `size` in bytes."""

    name: str
    sha256: str
    size: int
    type: str
    added_at: int = 0
    by: str = ""
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days a clock runs without a pause: from the day of arrival to the day of leaving, by one calendar revision."""

    from_on: date
    revision: int
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline fixed when it started, and every stretch it ran (RULES.md §8). Instants in UTC microseconds."""

    kind: ClockKind
    side: Side
    key: str
    zone: str
    limit: int
    unit: Unit
    started_at: int
    started_on: date
    due_at: int
    due_on: date
    state: ClockState
    used: int
    """Days fully used in the stretches that have ended."""
    stretches: tuple[Stretch, ...]
    remind_at: tuple[int, ...] = ()
    ended_on: date | None = None

    @property
    def running(self) -> bool:
        """Whether time is being counted and the deadline has not been missed."""
        return self.state is ClockState.RUNNING

    @property
    def open(self) -> bool:
        """Whether the clock has not ended: running, paused, or missed with the promise still owed."""
        return self.ended_on is None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reviewer asked for last (RULES.md §4, Ask for more)."""

    reasons: tuple[str, ...]
    note: str
    drop_products: tuple[str, ...]
    at: int
    by: str
    from_status: Status
    due_at: int
    answered: bool = False
    """Whether the partner has commented, changed a field or added PoE since."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why the claim was rejected last."""

    reason: str
    detail: str | None
    note: str | None
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """The last dispute's justification and new PoE."""

    note: str | None
    poe: tuple[str, ...]
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the incentive programme found."""

    outcome: str
    reason: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Who holds the claim, since when, and when that person last acted on it."""

    by: str
    since: int
    active_at: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The event that last changed something, for «who was first»."""

    seq: int
    at: int
    by: str
    what: What


@dataclass(frozen=True, slots=True)
class Lapse:
    """Where the claim stood before time moved it: a command that fits there comes too late (RULES.md §4)."""

    frm: Status
    phase: Phase | None
    at: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One association claim, folded from its events; `version` is the number of the last one."""

    id: int
    org: int
    area: Area
    activity: Activity
    rules: str
    created_at: int
    created_by: str
    touched_at: int
    """The latest instant of any event: a wall clock that jumps back never dates an event before it."""
    status: Status = Status.EDITING
    phase: Phase | None = None
    version: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    poe: tuple[Poe, ...] = ()
    clocks: tuple[Clock, ...] = ()
    submitted_at: int | None = None
    decided_at: int | None = None
    overdue: bool = False
    disputes: int = 0
    disputable: bool = True
    """False after a partner request: such a rejection opens no window (RULES.md §8)."""
    asked: Asked | None = None
    rejection: Rejection | None = None
    disputed: Disputed | None = None
    assessment: Assessment | None = None
    earnings: tuple[Mapping[str, Any], ...] = ()
    taken: Taken | None = None
    ticks: Mapping[str, bool] = field(default_factory=dict)
    watchers: tuple[str, ...] = ()
    told_at: int | None = None
    """When the customer's notice of the present approval was handed to the mail system."""
    approved_seq: int | None = None
    """The event of the present approval: the customer's code is derived from it."""
    renewed_from: int | None = None
    renewed_as: int | None = None
    material: Mark | None = None
    """The last change of status, PoE, products or fields: what makes a decision stale."""
    decided: Mark | None = None
    """The last decision."""
    lapses: tuple[Lapse, ...] = ()
    """What time alone has done since a person last changed the status, oldest first."""
    before: Claim | None = None
    """The very state before the last event, while that event is a decision that can be undone."""

    def clock(self, kind: ClockKind) -> Clock | None:
        """The newest clock of a kind, or None."""
        for clock in reversed(self.clocks):
            if clock.kind is kind:
                return clock
        return None

    def open_clock(self, kind: ClockKind) -> Clock | None:
        """The clock of a kind that has not ended, or None."""
        clock = self.clock(kind)
        return clock if clock is not None and clock.open else None

    @property
    def from_dispute(self) -> bool:
        """Whether the partner was asked for more from within a dispute."""
        return (
            self.status is Status.PARTNER_ACTION_REQUIRED
            and self.asked is not None
            and self.asked.from_status is Status.DISPUTE
        )
