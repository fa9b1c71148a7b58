"""What a reader is shown of a claim, frozen: screens redraw it, scripts print it, nobody patches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpor_tui.domain.calendar import House
from cpor_tui.domain.claim import LEASE, Claim, Taken
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.deadlines import Face, next_ring
from cpor_tui.domain.events import Event
from cpor_tui.domain.machine import lacks
from cpor_tui.domain.names import ClockKind, Phase, Status, What
from cpor_tui.domain.rules import RuleSet
from cpor_tui.store import Org


@dataclass(frozen=True, slots=True)
class Competing:
    """Another organisation's claim for one of the same workloads; shown to reviewers only (RULES.md §6)."""

    claim: int
    org: str
    status: Status
    phase: Phase | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history as this reader may see it; `hash` chains it to the one before."""

    event: Event
    hash: str
    note: str | None
    first: str = Status.EDITING.value
    """What the claim's rule set calls the first status (RULES.md §1)."""

    @property
    def moved(self) -> tuple[str, str] | None:
        """The keys of two statuses' labels, where the event led from one to the other."""
        frm, to = self.event.frm, self.event.to
        if frm is None or to is None:
            return None
        return self.first if frm is Status.EDITING else frm.value, to.value


@dataclass(frozen=True, slots=True)
class Page:
    """One claim for one reader at one instant."""

    claim: Claim
    actor: Actor
    org: Org
    rules: RuleSet
    faces: tuple[Face, ...]
    allowed: tuple[What, ...]
    contested: bool
    competing: tuple[Competing, ...]
    taken: Taken | None
    """The holder, None when nobody holds it or the hold lapsed."""
    now: int
    office_zone: str
    house: House

    @property
    def shown_status(self) -> str:
        """The key of the status's label: a rule set may call the first status Draft (RULES.md §1)."""
        return self.rules.first_status if self.claim.status is Status.EDITING else self.claim.status.value

    @property
    def needs(self) -> tuple[str, ...]:
        """What stands between the claim and its next step, for whoever has to do it."""
        claim = self.claim
        if claim.status is Status.EDITING:
            return lacks(claim)
        if claim.status is Status.PARTNER_ACTION_REQUIRED and claim.asked is not None:
            return (*claim.asked.reasons, *(() if claim.asked.answered else ("answer",)))
        return ()

    @property
    def next_due(self) -> tuple[ClockKind, int] | None:
        """The clock that rings next and when, reminders aside."""
        running = [face.clock for face in self.faces if face.clock.running]
        clock = min(running, key=lambda clock: clock.due_at, default=None)
        return (clock.kind, clock.due_at) if clock is not None else None

    @property
    def consent_open_until(self) -> int | None:
        """When the customer's opt-out ends, while it is open."""
        clock = self.claim.open_clock(ClockKind.CONSENT)
        return clock.due_at if clock is not None and self.claim.phase is Phase.CONSENT_OPEN else None

    @property
    def dispute_open_until(self) -> int | None:
        """Until when the partner may dispute, while it may."""
        clock = self.claim.open_clock(ClockKind.WINDOW)
        return clock.due_at if clock is not None and self.claim.phase is Phase.DISPUTABLE else None

    @property
    def rings_at(self) -> int | None:
        """When time next changes this claim, so that the page knows how long it stays true."""
        ring = next_ring(self.claim)
        return ring[0] if ring is not None else None


@dataclass(frozen=True, slots=True)
class Week:
    """How often something was decided in the week that begins on a Monday; `who` is the reviewer."""

    week: str
    what: str
    who: str
    n: int


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of a team, or of one partner's claims."""

    statuses: Mapping[str, int]
    phases: Mapping[str, int]
    overdue: int
    sla_kept: Mapping[str, int]
    """By clock: promises of the review office that were kept."""
    sla_missed: Mapping[str, int]
    ages: Mapping[str, int]
    """By days since submission: what waits for the review office."""
    weeks: tuple[Week, ...]


def holding(claim: Claim, now: int, seen_at: int, gone: bool) -> Taken | None:
    """The hold that still stands: not lapsed by half an hour's idleness, its holder not disabled (RULES.md §4)."""
    taken = claim.taken
    if taken is None or gone or max(taken.active_at, seen_at) + LEASE <= now:
        return None
    return taken
