"""Shows claims, clocks and histories to people, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cpor_tui.cli import shapes
from cpor_tui.cli.plain import GAP, line, pairs, section, table
from cpor_tui.domain.claim import Poe, shown_id
from cpor_tui.domain.deadlines import Day, Face
from cpor_tui.domain.fields import FIELDS
from cpor_tui.domain.names import AskReason, Outcome, RejectReason, Side, Status, What

if TYPE_CHECKING:
    from cpor_tui.pages import Line, Page
    from cpor_tui.store import CommentRow
    from cpor_tui.text import Text

_REJECTING = frozenset({What.REJECT, What.REFUSE_DISPUTE, What.NO_ANSWER, What.DECLINE, What.WITHDRAW})


def status(page: Page, text: Text) -> str:
    """Where a claim stands, as its rule set calls it."""
    claim = page.claim
    shown = text.status(page.shown_status)
    if claim.phase is not None:
        shown += f" ({text.label(claim.phase)})"
    return f"{shown} · {text('overdue')}" if claim.overdue else shown


def due(page: Page, text: Text) -> str:
    """What ends next and when, on the wall of the side whose clock it is."""
    ring = page.next_due
    if ring is None:
        return ""
    kind, at = ring
    zone = next(face.clock.zone for face in page.faces if face.clock.kind is kind and face.clock.due_at == at)
    return text("cli.claim.due", clock=text.label(kind), when=text.end_of(at, zone))


def headline(page: Page, text: Text) -> Iterator[str]:
    """One line: the claim's number, where it stands and what ends next."""
    parts = [shown_id(page.claim.id), status(page, text), due(page, text)]
    if page.claim.renewed_as is not None:
        parts.append(text("cli.claim.renewed-as", claim=shown_id(page.claim.renewed_as)))
    yield " · ".join(part for part in parts if part)


def needs(page: Page, text: Text) -> str:
    """What stands between the claim and its next step."""
    asked = page.claim.status is Status.PARTNER_ACTION_REQUIRED
    return ", ".join(need(name, text, asked=asked) for name in page.needs)


def need(name: str, text: Text, *, asked: bool = False) -> str:
    """One thing that is needed, as people call it."""
    if asked and name != "answer":
        return text.reason(name)
    return text.field(name) if name in FIELDS else text(f"cli.need.{name}")


def claim(page: Page, text: Text) -> Iterator[str]:
    """A whole claim."""
    it, zone = page.claim, page.office_zone
    yield f"{shown_id(it.id)}{GAP}{line(it.fields.get('name'))}".rstrip()
    yield status(page, text)
    if it.status is Status.APPROVED:
        yield text("not-a-payment")
    rows: list[tuple[str, str | None]] = [
        (text("cli.head.due"), due(page, text)),
        (text("cli.head.needs"), needs(page, text)),
        (text("cli.head.partner"), page.org.name),
        (text("cli.head.area"), text.label(it.area)),
        (text("cli.head.activity"), text.label(it.activity)),
        (text("cli.head.products"), ", ".join(it.products)),
        *((text.field(name), _shown(name, it.fields)) for name in FIELDS if name != "name"),
        (text("cli.head.submitted"), _when(it.submitted_at, zone, text)),
        (text("cli.head.decided"), _when(it.decided_at, zone, text)),
        (text("cli.head.rules"), page.rules.name),
        (text("cli.head.reviewer"), page.taken.by if page.taken else None),
        (text("cli.head.contested"), _contested(page, text)),
        (text("cli.head.renewed-from"), shapes.number(it.renewed_from)),
        (text("cli.head.renewed-as"), shapes.number(it.renewed_as)),
        (text("cli.head.assessment"), _assessment(page, text)),
    ]
    yield from section(text("cli.head.claim"), pairs(rows))
    yield from _talk(page, text)
    yield from section(text("cli.head.poe"), files(it.poe, zone, text))
    yield from section(text("cli.head.clocks"), (_clock(face, text) for face in page.faces))
    yield from section(
        text("cli.head.allowed"), [", ".join(what.value for what in page.allowed)] if page.allowed else []
    )


def _shown(name: str, fields: Mapping[str, str]) -> str | None:
    location = fields.get("mpn-location") if name == "mpn" else None
    return f"{fields[name]} ({location})" if location else fields.get(name)


def _talk(page: Page, text: Text) -> Iterator[str]:
    it, zone = page.claim, page.office_zone
    if it.status is Status.PARTNER_ACTION_REQUIRED and (asked := it.asked) is not None:
        reasons = [text.reason(reason) for reason in asked.reasons]
        drop = [text("cli.claim.drop", product=product) for product in asked.drop_products]
        yield from section(
            text("cli.claim.asked", by=asked.by, when=text.when(asked.at, zone)),
            [*reasons, *drop, *_lines(asked.note)],
        )
    if it.status in (Status.REJECTED, Status.REJECTED_FINAL) and (no := it.rejection) is not None:
        yield from section(
            text("cli.claim.rejected", by=no.by, when=text.when(no.at, zone)),
            [text.label(RejectReason(no.reason)), *_lines(no.note)],
        )
    if it.status is Status.DISPUTE and (why := it.disputed) is not None:
        yield from section(
            text("cli.claim.disputed", by=why.by, when=text.when(why.at, zone)),
            [*_lines(why.note), *why.poe],
        )


def _lines(note: str | None) -> list[str]:
    return [line(one) for one in (note or "").split("\n") if one]


def _when(at: int | None, zone: str, text: Text) -> str | None:
    return None if at is None else text.when(at, zone)


def _contested(page: Page, text: Text) -> str | None:
    if not page.contested:
        return None
    others = [
        f"{shown_id(other.claim)} {line(other.org)} ({text.status(other.status)})" for other in page.competing
    ]
    return ", ".join(others) or text("yes")


def _assessment(page: Page, text: Text) -> str | None:
    found = page.claim.assessment
    if found is None:
        return None
    shown = text.label(Outcome(found.outcome))
    return f"{shown}: {found.reason}" if found.reason else shown


def claims(found: Iterable[Page], text: Text) -> Iterator[str]:
    """Claims as a table."""
    heads = ("id", "status", "due", "customer", "name", "partner")
    return table(
        [text(f"cli.head.{head}") for head in heads],
        (
            [
                shown_id(page.claim.id),
                status(page, text),
                due(page, text),
                page.claim.fields.get("customer"),
                page.claim.fields.get("name"),
                page.org.name,
            ]
            for page in found
        ),
    )


def standings(found: Iterable[Page], text: Text) -> Iterator[str]:
    """A partner's claims: where each stands, what it needs, and by when."""
    heads = ("id", "status", "needs", "due", "customer", "name")
    return table(
        [text(f"cli.head.{head}") for head in heads],
        (
            [
                shown_id(page.claim.id),
                status(page, text),
                needs(page, text),
                due(page, text),
                page.claim.fields.get("customer"),
                page.claim.fields.get("name"),
            ]
            for page in found
        ),
    )


def files(found: Iterable[Poe], zone: str, text: Text) -> Iterator[str]:
    """Proof files as a table."""
    return table(
        [text(f"cli.head.{head}") for head in ("file", "type", "size", "added", "by", "sha256")],
        (
            [poe.name, poe.type, text.size(poe.size), text.when(poe.added_at, zone), poe.by, poe.sha256[:12]]
            for poe in found
        ),
    )


def _clock(face: Face, text: Text) -> str:
    it = face.clock
    return text(
        "cli.clock.line",
        clock=text.label(it.kind),
        state=text.label(face.state),
        used=face.used,
        limit=text.days(it.limit, it.unit.value),
        due=text.date(it.due_on),
        zone=it.zone,
    )


def clocks(page: Page, text: Text) -> Iterator[str]:
    """Every clock of a claim, each of its days explained."""
    for place, face in enumerate(page.faces):
        if place:
            yield ""
        yield _clock(face, text)
        yield from (
            f"{GAP}{row}"
            for row in table(
                [text(f"cli.head.{head}") for head in ("date", "counts", "why")],
                (
                    [
                        text.date(day.date),
                        text("yes") if day.counts else text("no"),
                        _why(day, text),
                    ]
                    for day in face.days
                ),
            )
        )


def _why(day: Day, text: Text) -> str:
    holiday = day.holiday
    named = "" if holiday is None else holiday.ko if text.lang == "ko" else holiday.en
    return text(f"day.{day.why}", name=named)


def history(found: Iterable[Line], zone: str, text: Text) -> Iterator[str]:
    """A claim's history, an event and what belongs to it."""
    for one in found:
        event = one.event
        moved = ": " + " → ".join(map(text.status, one.moved)) if one.moved else ""
        reason = f" ({_reason(event.what, event.reason, text)})" if event.reason else ""
        if event.what is What.NOTE and (other := event.facts.get("claim")):
            reason += f": {line(str(other))}"
        shown = f"{event.seq:>4}{GAP}{text.when(event.at, zone)}{GAP}{text.event(event.what)}{moved}{reason}"
        yield f"{shown} · {line(event.by)} ({text.label(event.side)})"
        if event.undoes is not None:
            yield f"{' ' * 6}{text('cli.history.undoes', seq=event.undoes)}"
        for name, (old, new) in event.changes.items():
            yield f"{' ' * 6}{_field(name, text)}: {_value(name, old, text)} → {_value(name, new, text)}"
        for poe in event.poe:
            yield f"{' ' * 6}{line(poe.name)} ({text.size(poe.size)})"
        for told in _lines(one.note):
            yield f"{' ' * 6}{told}"


def _field(name: str, text: Text) -> str:
    return text.reason(name) if name in set(AskReason) else text.field(name)


def _reason(what: What, reason: str, text: Text) -> str:
    if what in _REJECTING and reason in set(RejectReason):
        return text.label(RejectReason(reason))
    return ", ".join(line(text.reason(code)) for code in reason.split(","))


def _value(name: str, value: Any, text: Text) -> str:
    if value is None or value in ("", [], ()):
        return "–"
    if isinstance(value, bool):
        return text("on" if value else "off")
    if text.has(f"label.{name}.{value}"):
        return text(f"label.{name}.{value}")
    return ", ".join(map(line, value)) if isinstance(value, (list, tuple)) else line(str(value))


def comments(found: Iterable[CommentRow], zone: str, text: Text) -> Iterator[str]:
    """What was said, with who said it and when."""
    for place, one in enumerate(found):
        if place:
            yield ""
        internal = f" · {text('internal-note')}" if one.internal else ""
        side = text.label(Side(one.side))
        yield f"{text.when(one.at, zone)}{GAP}{line(one.by)} ({side}){internal}"
        for told in one.text.split("\n"):
            yield f"{GAP}{line(told)}".rstrip()
