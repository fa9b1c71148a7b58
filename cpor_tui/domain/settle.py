"""Rings what is due: every deadline that has passed takes effect, in order, dated by itself (RULES.md §4, §8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cpor_tui.domain.calendar import House
from cpor_tui.domain.claim import Claim, Clock
from cpor_tui.domain.commands import CLOCK
from cpor_tui.domain.deadlines import next_ring, turns
from cpor_tui.domain.events import Act, Event, Turn
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.names import ClockKind, RejectReason, Side, Status, What
from cpor_tui.domain.outcomes import closing, rejecting
from cpor_tui.domain.rules import RuleSet


def settle(claim: Claim, now: int, rules: RuleSet, house: House) -> Iterator[tuple[Event, Claim]]:
    """All that time has done to the claim by `now`, in order: each event with the claim it makes.

    Raises Refused(calendar_unknown) where a deadline that must follow lies beyond the known years.
    """
    while (ring := next_ring(claim)) is not None and ring[0] <= now:
        at, clock, reminder = ring
        event = Event(
            claim=claim.id,
            seq=claim.version + 1,
            at=at,
            recorded_at=now,
            by=CLOCK.name,
            side=Side.SYSTEM,
            **(_remind(clock) if reminder else _lapse(claim, clock, at, rules, house)),
        )
        claim = evolve(claim, event)
        yield event, claim


def _remind(clock: Clock) -> dict[str, Any]:
    return {
        "what": What.REMIND,
        "reason": clock.kind.value,
        "facts": {"clock": clock.kind.value, "due_at": clock.due_at},
    }


def _lapse(claim: Claim, clock: Clock, at: int, rules: RuleSet, house: House) -> dict[str, Any]:
    match clock.kind:
        case ClockKind.ANSWER:
            outcome = rejecting(claim, rules, at, lost=claim.from_dispute)
            return {
                "what": What.NO_ANSWER,
                "frm": claim.status,
                "to": outcome.to,
                "reason": RejectReason.NO_PARTNER_RESPONSE.value,
                "turns": (_end(clock, Act.MISS), *turns(claim, outcome.plans, rules, house, at, clock)),
                "facts": {"window": outcome.window},
            }
        case ClockKind.CONSENT:
            return {"what": What.CONSENT_PASSED, "turns": (_end(clock, Act.PASS),)}
        case ClockKind.WINDOW:
            to = closing(rules)
            change = {} if to is Status.REJECTED else {"frm": claim.status, "to": to}
            return {"what": What.WINDOW_CLOSED, "turns": (_end(clock, Act.PASS),), **change}
        case _:
            return {
                "what": What.OVERDUE,
                "reason": clock.kind.value,
                "turns": (_end(clock, Act.MISS),),
                "facts": {"clock": clock.kind.value},
            }


def _end(clock: Clock, act: Act) -> Turn:
    # The last day was used in full: the clock leaves on the day after, at its first instant.
    return Turn(clock.kind, act, clock.due_on.fromordinal(clock.due_on.toordinal() + 1))
