"""What a claim comes to in the tables: the values of its row, its workloads, its words, and where it is counted."""

from __future__ import annotations

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import next_ring
from cpor_tui.domain.names import PROMISES, Activity, Area, ClockKind, ClockState, Status
from cpor_tui.store.codec import claim_text
from cpor_tui.store.lines import NEVER, OVERDUE

ALIVE = frozenset(
    {
        Status.SUBMITTED,
        Status.UNDER_REVIEW,
        Status.PARTNER_ACTION_REQUIRED,
        Status.APPROVED,
        Status.DISPUTE,
    }
)
"""Where a claim holds its workloads (RULES.md §6)."""

_KEY = 40
"""How many letters of a customer's name a list is sorted by."""

# fmt: off
COLUMNS = (
    "org", "status", "phase", "overdue", "area", "activity", "rules", "name", "customer", "mpn",
    "products", "asked", "created_at", "created_by", "submitted_at", "updated_at", "customer_key",
    "due_at", "due_kind", "urgent", "next_due", "holder", "held_since", "held_active", "poe", "ticks",
    "head", "snapshot", "version",
)
# fmt: on


def holding(claim: Claim) -> str | None:
    """What one partner can hold: the customer's tenant, or the subscription (RULES.md §6)."""
    if claim.area is Area.BUSINESS_APPLICATIONS and claim.activity is not Activity.REVENUE_ASSOCIATION:
        kind, value = "subscription", claim.fields.get("subscription")
    else:
        kind, value = "tenant", claim.fields.get("tenant")
    return f"{kind}:{value.lower()}" if value else None


def standing(claim: Claim) -> tuple[str, str, int]:
    """Where a claim is counted: status, phase, overdue."""
    return claim.status.value, claim.phase.value if claim.phase else "", int(claim.overdue)


def workloads_of(claim: Claim) -> frozenset[tuple[str, str]]:
    """What a living claim holds: each product, with what one partner can hold of it."""
    key = holding(claim) if claim.status in ALIVE else None
    return frozenset((key, product) for product in claim.products) if key else frozenset()


def names_of(claim: Claim) -> tuple[str, str]:
    """The words a claim is found by: of itself, and of its customer."""
    fields = claim.fields
    return (
        f"{claim.id} {fields.get('name', '')}",
        f"{fields.get('customer', '')} {fields.get('domain', '')}",
    )


def deadline(claim: Claim) -> tuple[int, str]:
    """The next deadline that people are shown, and which clock's it is; NEVER and "" if none runs."""
    due_at = NEVER
    kind = ""
    for clock in claim.clocks:
        if clock.ended_on is not None or clock.state is ClockState.PAUSED:
            continue
        # The dispute window runs on beneath a dispute and closes nothing there.
        if clock.kind is ClockKind.WINDOW and claim.status is not Status.REJECTED:
            continue
        # It is the partner's turn: a promise that was missed before waits like one that was not.
        if clock.kind in PROMISES and claim.status is Status.PARTNER_ACTION_REQUIRED:
            continue
        if clock.due_at < due_at:
            due_at, kind = clock.due_at, clock.kind.value
    return due_at, kind


def row_of(claim: Claim, head: str) -> tuple[object, ...]:
    """A claim's values for COLUMNS; `head` is its last event's hash."""
    fields = claim.fields
    due_at, due_kind = deadline(claim)
    ring = next_ring(claim)
    taken = claim.taken
    asked = claim.asked
    return (
        claim.org,
        claim.status.value,
        claim.phase.value if claim.phase else "",
        int(claim.overdue),
        claim.area.value,
        claim.activity.value,
        claim.rules,
        fields.get("name", ""),
        fields.get("customer", ""),
        fields.get("mpn", ""),
        "\n".join(claim.products),
        ",".join(asked.reasons) if asked and claim.status is Status.PARTNER_ACTION_REQUIRED else "",
        claim.created_at,
        claim.created_by,
        claim.submitted_at or 0,
        claim.touched_at,
        fields.get("customer", "").casefold()[:_KEY],
        due_at,
        due_kind,
        due_at - (OVERDUE if claim.overdue else 0),
        ring[0] if ring else None,
        taken.by if taken else "",
        taken.since if taken else None,
        taken.active_at if taken else None,
        len(claim.poe),
        sum(claim.ticks.values()),
        head,
        claim_text(claim),
        claim.version,
    )
