"""Says what a decision would lead to before it is sent: status, clocks, who is mailed; by the domain's own rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Act, Event
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.machine import Scene, decide
from cpor_tui.domain.names import AskReason, ClockKind, Phase, RejectReason, Status, What
from cpor_tui.domain.notices import Readers, readers
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.dues import short_day
from cpor_tui.text import Text

DROP = "drop"
"""An outcome of the sheet's own: asking, with products to drop."""
MOST_MAILED = 8
"""How many readers of the mail are named; of more, the rest is counted."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The claim after an order, and the events that lead there."""

    claim: Claim
    events: tuple[Event, ...]


def outcomes(page: Page) -> tuple[What, ...]:
    """What can be decided about a claim here, in the order of the digits."""
    if page.claim.status is Status.DISPUTE:
        return (What.APPROVE, What.ASK, What.REFUSE_DISPUTE)
    if page.claim.status is Status.SUBMITTED:
        return (What.APPROVE, What.ASK, What.REJECT, What.START)
    return (What.APPROVE, What.ASK, What.REJECT)


def ordered(
    what: str,
    claim: int,
    version: int | None,
    note: str | None,
    reasons: tuple[str, ...],
    drop: tuple[str, ...],
) -> c.Command | None:
    """The order that was put together on the sheet, None before an outcome was picked."""
    match what:
        case What.APPROVE:
            return c.Approve(claim=claim, if_version=version, note=note)
        case What.ASK | "drop":
            return c.Ask(claim=claim, if_version=version, reasons=reasons, drop_products=drop, note=note)
        case What.REJECT:
            return c.Reject(claim=claim, if_version=version, reason=next(iter(reasons), ""), note=note)
        case What.REFUSE_DISPUTE:
            return c.RefuseDispute(claim=claim, if_version=version, note=note)
        case What.START:
            return c.Start(claim=claim, if_version=version, note=note)
        case _:
            return None


def steps(page: Page, order: c.Command) -> tuple[c.Command, ...]:
    """The orders that a decision needs: a claim whose review has not begun is started first."""
    if page.claim.status is Status.SUBMITTED and order.what is not What.START:
        return (c.Start(claim=page.claim.id, if_version=order.if_version), replace(order, if_version=None))
    return (order,)


def foresee(page: Page, order: c.Command) -> Foreseen | Refused:
    """What the order would do to the claim as the page shows it, or the refusal it would meet."""
    approved = tuple(rival.claim for rival in page.competing if rival.status is Status.APPROVED)
    scene = Scene(
        now=page.now, actor=page.actor, rules=page.rules, house=page.house, approved_elsewhere=approved
    )
    claim, events = page.claim, []
    try:
        for step in steps(page, order):
            event = decide(claim, replace(step, if_version=None), scene)
            if event is not None:
                claim = evolve(claim, event)
                events.append(event)
    except Refused as no:
        return no
    return Foreseen(claim, tuple(events))


def supposed(page: Page, what: What, message: str) -> c.Command:
    """An order with whatever it needs, to look ahead before anything was picked."""
    note = message or "-"
    number = page.claim.id
    match what:
        case What.APPROVE:
            return c.Approve(claim=number, note=note)
        case What.ASK:
            return c.Ask(claim=number, reasons=(AskReason.MISSING_ALL_POE.value,), note=note)
        case What.REJECT:
            return c.Reject(claim=number, reason=RejectReason.INSUFFICIENT_POE.value, note=note)
        case What.REFUSE_DISPUTE:
            return c.RefuseDispute(claim=number, note=note)
        case _:
            return c.Start(claim=number)


def in_short(text: Text, page: Page, what: What) -> str:
    """One clause on where an outcome leads: `clock stops, partner gets 5 bd, until Tue 21 Jul`."""
    seen = foresee(page, supposed(page, what, ""))
    if isinstance(seen, Refused):
        return text.refusal(seen)
    return "; ".join(_clauses(text, page, seen, short=True))


def in_full(text: Text, page: Page, seen: Foreseen) -> list[str]:
    """Every consequence, a sentence each: the status, the clocks, the mail, and the time to take it back."""
    return [*changes(text, page, seen), *sequels(text, [seen])]


def changes(text: Text, page: Page, seen: Foreseen) -> list[str]:
    """What becomes of the claim itself, a sentence each: the status and the clocks."""
    status = text("screens.foresee.status", status=text.label(seen.claim.status))
    return [_sentence(words) for words in (status, *_clauses(text, page, seen))]


def sequels(text: Text, all_seen: Sequence[Foreseen]) -> list[str]:
    """What follows for people, a sentence each: who is mailed, what an approval is not, the time to take it back."""
    found = []
    mailed = list(dict.fromkeys(who for seen in all_seen for who in mail(text, seen)))
    if len(mailed) > MOST_MAILED:
        more = text("screens.foresee.more", n=len(mailed) - MOST_MAILED + 1)
        mailed = [*mailed[: MOST_MAILED - 1], more]
    if mailed:
        found.append(text("screens.foresee.mail", who=text.list(mailed)))
    if any(seen.claim.status is Status.APPROVED for seen in all_seen):
        found.append(text("not-a-payment"))
    if any(event.what is not What.START for seen in all_seen for event in seen.events):
        found.append(text("screens.foresee.undo"))
    return [_sentence(words) for words in found]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith(".") else ".")


def _clauses(text: Text, page: Page, seen: Foreseen, *, short: bool = False) -> list[str]:
    claim, found = seen.claim, []
    paused = [turn.kind for event in seen.events for turn in event.turns if turn.act is Act.PAUSE]
    if paused:
        found.append(text("screens.foresee.paused"))
    for event in seen.events:
        for turn in event.turns:
            if turn.act is not Act.START or turn.due_at is None or not _open(claim, turn.kind):
                continue
            days = text.days(turn.limit or 0, turn.unit or "bd", full=not short)
            end = (
                short_day(text, turn.due_on) if short and turn.due_on else text.end_of(turn.due_at, turn.zone)
            )
            found.append(text(f"screens.foresee.{turn.kind.value}", days=days, end=end))
    if claim.status is Status.REJECTED_FINAL or claim.phase is Phase.CLOSED:
        found.append(text("screens.foresee.final"))
    window = claim.open_clock(ClockKind.WINDOW)
    if claim.phase is Phase.DISPUTABLE and window is not None and page.claim.status is Status.DISPUTE:
        found.append(text("screens.foresee.window-kept", end=text.end_of(window.due_at, window.zone)))
    return found


def _open(claim: Claim, kind: ClockKind) -> bool:
    return claim.open_clock(kind) is not None


def mail(text: Text, seen: Foreseen) -> list[str]:
    """Who is written to, by the claim's own addresses."""
    found: list[str] = []
    before = seen.claim
    for event in seen.events:
        for notice in readers(before, event):
            match notice.to:
                case Readers.PARTNER:
                    found.append(before.fields.get("partner-email") or text("label.readers.partner"))
                    found += before.watchers
                case Readers.CUSTOMER:
                    found.append(before.fields.get("customer-email") or text("label.readers.customer"))
                case other:
                    found.append(text.label(other))
    return list(dict.fromkeys(found))
