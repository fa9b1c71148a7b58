"""Who may see a claim, and how much of it (RULES.md §3)."""

from __future__ import annotations

from dataclasses import replace

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.events import Event
from cpor_tui.domain.names import PARTNER, REVIEWERS, Role, What


def sees(actor: Actor, claim: Claim) -> bool:
    """Whether the claim exists for this actor: a partner's own; a reviewer's from the first submission on."""
    if actor.role in PARTNER:
        return actor.org == claim.org
    if actor.role in REVIEWERS:
        return claim.submitted_at is not None
    return actor.role in (Role.OPERATOR, Role.CLOCK, Role.CUSTOMER)


def sees_internal(actor: Actor) -> bool:
    """Internal notes and their history are for reviewers and leads alone."""
    return actor.role in REVIEWERS


def seen_event(actor: Actor, event: Event) -> bool:
    """Whether the event stands in this actor's history."""
    return event.what is not What.NOTE or sees_internal(actor)


def seen_note(actor: Actor, event: Event) -> str | None:
    """The event's note, unless it compares two partners and the reader is no reviewer (RULES.md §6, contested)."""
    return None if event.facts.get("internal") and not sees_internal(actor) else event.note


def shown_event(actor: Actor, event: Event) -> Event:
    """The event without what compares two partners, unless a reviewer reads: whoever prints it can leak nothing."""
    if sees_internal(actor) or not event.facts.get("internal"):
        return event
    facts = {name: fact for name, fact in event.facts.items() if name not in ("internal", "competing")}
    return replace(event, note=None, facts=facts)
