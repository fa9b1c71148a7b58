"""Where a rejection leads under a rule set, and what it does to the dispute window (RULES.md §1, §4, §8)."""

from __future__ import annotations

from dataclasses import dataclass

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import Plan, meet, start
from cpor_tui.domain.events import Act
from cpor_tui.domain.names import ClockKind, Status
from cpor_tui.domain.rules import RuleSet

_OWED = (ClockKind.START, ClockKind.REVIEW, ClockKind.TOTAL, ClockKind.DISPUTE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status a rejection leads to, its clocks, and whether the partner may (still) dispute it."""

    to: Status
    plans: tuple[Plan, ...]
    window: bool


def closing(rules: RuleSet) -> Status:
    """What a lost dispute, a closed window and a withdrawal end in."""
    return Status.REJECTED_FINAL if rules.final else Status.REJECTED


def rejecting(claim: Claim, rules: RuleSet, at: int, *, lost: bool) -> Outcome:
    """The outcome of a rejection at `at`; `lost`: a dispute is refused, so its window is kept, not opened anew."""
    window = claim.open_clock(ClockKind.WINDOW)
    if lost:
        if not rules.final and window is not None and at < window.due_at:
            return Outcome(Status.REJECTED, (meet(*_OWED),), True)
        ran_out = window is not None and at >= window.due_at
        ending = Plan(Act.PASS if ran_out else Act.MEET, (ClockKind.WINDOW,))
        return Outcome(closing(rules), (meet(*_OWED), ending), False)
    if rules.disputes is not None and claim.disputes >= rules.disputes:
        return Outcome(Status.REJECTED_FINAL, (meet(*_OWED),), False)
    return Outcome(Status.REJECTED, (meet(*_OWED), start(ClockKind.WINDOW)), True)
