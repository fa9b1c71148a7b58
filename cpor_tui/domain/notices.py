"""Who is told of what (RULES.md §9): pure, so that the mail is written with the event that causes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cpor_tui.domain.calendar import MICRO
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import DECISIONS
from cpor_tui.domain.names import Side, What

HOLD = 20 * MICRO
"""How long a decision's mail waits, and how long it can be undone, in microseconds (RULES.md §4, Undo)."""


class Letter(StrEnum):
    """The kinds of mail; `text` words each in the reader's language."""

    ACTION_REQUIRED = "action-required"
    REJECTED = "rejected"
    DISPUTE_REFUSED = "dispute-refused"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    CUSTOMER_NOTICE = "customer-notice"
    CUSTOMER_DECLINED = "customer-declined"
    CONSENT_PASSED = "consent-passed"
    DISPUTE_RECEIVED = "dispute-received"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    REPLY = "reply"
    NOTICE_LATE = "notice-late"


class Readers(StrEnum):
    """To whom a letter goes; the desk knows their addresses."""

    PARTNER = "partner"
    CUSTOMER = "customer"
    HOLDER = "holder"
    LEADS = "leads"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter to one kind of reader; `held` until the decision can no longer be undone."""

    letter: Letter
    to: Readers
    held: bool = False


def readers(claim: Claim, event: Event) -> tuple[Notice, ...]:
    """Who is told of the event that has just made `claim`."""
    found = LETTERS.get(event.what, ())
    if event.what is What.COMMENT:
        found = (
            ((Letter.REPLY, Readers.HOLDER),)
            if event.side is Side.PARTNER
            else ((Letter.REPLY, Readers.PARTNER),)
        )
    elif event.what is What.REMIND and event.recorded_at >= event.facts["due_at"]:
        # Noticed after the deadline it warned of: recorded, not mailed (RULES.md §8).
        found = ()
    elif event.what is What.CUSTOMER_TOLD and not event.facts.get("late"):
        found = ()
    return tuple(Notice(letter, to, event.what in DECISIONS) for letter, to in found)


LETTERS: dict[What, tuple[tuple[Letter, Readers], ...]] = {
    What.ASK: ((Letter.ACTION_REQUIRED, Readers.PARTNER),),
    What.REJECT: ((Letter.REJECTED, Readers.PARTNER),),
    What.NO_ANSWER: ((Letter.REJECTED, Readers.PARTNER),),
    What.REFUSE_DISPUTE: ((Letter.DISPUTE_REFUSED, Readers.PARTNER),),
    What.WITHDRAW: ((Letter.WITHDRAWN, Readers.PARTNER),),
    What.APPROVE: ((Letter.APPROVED, Readers.PARTNER), (Letter.CUSTOMER_NOTICE, Readers.CUSTOMER)),
    What.DECLINE: ((Letter.CUSTOMER_DECLINED, Readers.PARTNER),),
    What.CONSENT_PASSED: ((Letter.CONSENT_PASSED, Readers.PARTNER),),
    What.DISPUTE: ((Letter.DISPUTE_RECEIVED, Readers.PARTNER),),
    What.REMIND: ((Letter.REMINDER, Readers.PARTNER),),
    What.OVERDUE: ((Letter.OVERDUE, Readers.LEADS),),
    What.RESUBMIT: ((Letter.REPLY, Readers.HOLDER),),
    What.CUSTOMER_TOLD: ((Letter.NOTICE_LATE, Readers.OPERATORS),),
}
