"""Gives every object the JSON that CLI.md promises: each field always there, null when empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cpor_tui.domain.calendar import moment
from cpor_tui.domain.claim import Claim, Clock, Poe, shown_id
from cpor_tui.domain.deadlines import Day, Face
from cpor_tui.domain.events import Event
from cpor_tui.domain.names import AskReason
from cpor_tui.pages import Line, Page
from cpor_tui.store import CommentRow, Org, Person

if TYPE_CHECKING:
    from cpor_tui.poe.reading import Signature

CONTACTS = (
    "customer-contact",
    "customer-title",
    "customer-email",
    "partner-contact",
    "partner-email",
    "technical-contact",
    "technical-title",
    "technical-email",
)
EARNING = ("line", "tenant", "subscription", "product", "period", "amount", "currency", "state", "paid_on")


def when(at: int | None, zone: str) -> str | None:
    """An instant in ISO 8601 with its offset, None for none."""
    return None if at is None else moment(at, zone).isoformat()


def number(claim: int | None) -> str | None:
    """A claim's id as scripts see it, None for none."""
    return None if claim is None else shown_id(claim)


def claim(page: Page, lang: str) -> dict[str, Any]:
    """`claim` of CLI.md."""
    it, zone = page.claim, page.office_zone
    fields = it.fields
    due = page.next_due
    return {
        "id": shown_id(it.id),
        "version": it.version,
        "rules": page.rules.name,
        "status": it.status.value,
        "phase": it.phase.value if it.phase else None,
        "area": it.area.value,
        "activity": it.activity.value,
        "name": fields.get("name"),
        "mpn": fields.get("mpn"),
        "mpn_location": fields.get("mpn-location") or None,
        "partner": page.org.name,
        "customer": fields.get("customer"),
        "tenant": fields.get("tenant"),
        "domain": fields.get("domain"),
        "subscription": fields.get("subscription"),
        "seller": fields.get("seller"),
        "isv_solution": fields.get("isv-solution"),
        "customer_lang": fields.get("customer-lang"),
        "products": list(it.products),
        "contacts": {name: fields.get(name) for name in CONTACTS},
        "reviewer": _reviewer(page),
        "created_at": when(it.created_at, zone),
        "submitted_at": when(it.submitted_at, zone),
        "decided_at": when(it.decided_at, zone),
        "overdue": it.overdue,
        "disputes": it.disputes,
        "dispute_open_until": _until(page, page.dispute_open_until),
        "consent_open_until": _until(page, page.consent_open_until),
        "assessment": _assessment(it, zone),
        "rejection": _rejection(it, zone),
        "asked": _asked(page),
        "disputed": _disputed(it, zone),
        "earnings": [earning(line) for line in it.earnings],
        "clocks": [clock(face, page.rules.name, lang) for face in page.faces],
        "poe": [poe(one, zone) for one in it.poe],
        "contested": page.contested,
        "competing": [
            {
                "id": shown_id(other.claim),
                "partner": other.org,
                "status": other.status.value,
                "phase": other.phase,
            }
            for other in page.competing
        ],
        "taken": {"by": page.taken.by, "since": when(page.taken.since, zone)} if page.taken else None,
        "ticks": {reason.value: it.ticks.get(reason.value, False) for reason in AskReason},
        "renewed_from": number(it.renewed_from),
        "renewed_as": number(it.renewed_as),
        "next_due": {"kind": due[0].value, "due_at": _until(page, due[1])} if due else None,
        "needs": list(page.needs),
        "allowed": [what.value for what in page.allowed],
    }


def _reviewer(page: Page) -> str | None:
    """Who reviews it: whoever holds it, else whoever decided last."""
    it = page.claim
    if page.taken is not None:
        return page.taken.by
    return it.taken.by if it.taken is not None else it.decided.by if it.decided is not None else None


def _until(page: Page, at: int | None) -> str | None:
    """A deadline on the wall of the side whose clock it is."""
    if at is None:
        return None
    zone = next((face.clock.zone for face in page.faces if face.clock.due_at == at), page.office_zone)
    return when(at, zone)


def _assessment(it: Claim, zone: str) -> dict[str, Any] | None:
    found = it.assessment
    if found is None:
        return None
    return {"outcome": found.outcome, "reason": found.reason, "at": when(found.at, zone)}


def _rejection(it: Claim, zone: str) -> dict[str, Any] | None:
    found = it.rejection
    if found is None:
        return None
    return {
        "reason": found.reason,
        "detail": found.detail,
        "note": found.note,
        "at": when(found.at, zone),
        "by": found.by,
    }


def _asked(page: Page) -> dict[str, Any] | None:
    found = page.claim.asked
    if found is None:
        return None
    return {
        "reasons": list(found.reasons),
        "note": found.note,
        "drop_products": list(found.drop_products),
        "at": when(found.at, page.office_zone),
        "by": found.by,
        "from_status": found.from_status.value,
        "due_at": _until(page, found.due_at),
    }


def _disputed(it: Claim, zone: str) -> dict[str, Any] | None:
    found = it.disputed
    if found is None:
        return None
    return {
        "note": found.note,
        "poe": list(found.poe),
        "at": when(found.at, zone),
        "by": found.by,
    }


def clock(face: Face, rules: str, lang: str) -> dict[str, Any]:
    """`clock` of CLI.md; its instants are on the wall of the side that holds it."""
    it: Clock = face.clock
    return {
        "kind": it.kind.value,
        "side": it.side.value,
        "rule": rules,
        "limit": it.limit,
        "unit": it.unit.value,
        "used": face.used,
        "started_at": when(it.started_at, it.zone),
        "due_at": when(it.due_at, it.zone),
        "due_on": it.due_on.isoformat(),
        "state": face.state.value,
        "days": [
            {"date": day.date.isoformat(), "counts": day.counts, "why": why(day, lang)} for day in face.days
        ],
    }


def why(day: Day, lang: str) -> str:
    """Why a day counted or not, a holiday by its name in the reader's language."""
    if day.holiday is None:
        return day.why
    return f"{day.why}:{day.holiday.ko if lang == 'ko' else day.holiday.en}"


def poe(it: Poe, zone: str) -> dict[str, Any]:
    """`poe` of CLI.md."""
    return {
        "name": it.name,
        "sha256": it.sha256,
        "size": it.size,
        "type": it.type,
        "added_at": when(it.added_at, zone),
        "by": it.by,
        "pages": it.pages,
    }


def event(line: Line, zone: str) -> dict[str, Any]:
    """`event` of CLI.md, as its reader may see it."""
    it: Event = line.event
    return {
        "claim": shown_id(it.claim),
        "seq": it.seq,
        "at": when(it.at, zone),
        "recorded_at": when(it.recorded_at, zone),
        "by": it.by,
        "side": it.side.value,
        "what": it.what.value,
        "from": it.frm.value if it.frm else None,
        "to": it.to.value if it.to else None,
        "reason": it.reason,
        "note": line.note,
        "changes": {name: [old, new] for name, (old, new) in it.changes.items()},
        "poe": [poe(one, zone) for one in it.poe],
        "undoes": it.undoes,
        "hash": line.hash,
    }


def comment(it: CommentRow, zone: str) -> dict[str, Any]:
    """`comment` of CLI.md."""
    return {
        "id": it.id,
        "at": when(it.at, zone),
        "by": it.by,
        "side": it.side,
        "text": it.text,
        "internal": it.internal,
    }


def signature(it: Signature) -> dict[str, Any]:
    """A signature field of a PDF; `seal` says whether the document still is what was signed, and nothing of who did."""
    return {
        "name": it.name,
        "page": it.page,
        "source": it.source or None,
        "filled": it.filled,
        "signer": it.signer or None,
        "certified": it.certified or None,
        "signed_at": it.signed_at or None,
        "reason": it.reason or None,
        "seal": it.seal.value if it.filled else None,
    }


def user(it: Person, orgs: Mapping[int, str]) -> dict[str, Any]:
    """`user` of CLI.md."""
    return {
        "name": it.name,
        "role": it.role.value,
        "org": orgs.get(it.org) if it.org is not None else None,
        "email": it.email,
        "lang": it.lang,
        "disabled": it.disabled,
    }


def org(it: Org) -> dict[str, Any]:
    """`org` of CLI.md, with each MPN ID's location beside."""
    return {
        "name": it.name,
        "kind": it.kind,
        "mpn": list(it.mpn),
        "mpn_locations": dict(it.mpn),
        "country": it.country,
        "subdivision": it.subdivision,
        "zone": it.zone,
    }


def earning(line: Mapping[str, Any]) -> dict[str, Any]:
    """One line of earnings, as it was imported."""
    return {name: line.get(name) for name in EARNING}
