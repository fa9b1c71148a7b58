"""Composes each kind of letter (RULES.md §9): what is said, in which order; the sentences are `text`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cpor_tui.domain.clean import clean
from cpor_tui.domain.names import AskReason, ClockKind, RejectReason, Side, What, WithdrawReason
from cpor_tui.domain.notices import Letter
from cpor_tui.mail.scene import Scene

Parts = tuple[str, list[str]]
"""A subject and paragraphs."""


def _action_required(scene: Scene) -> Parts:
    text, claim = scene.text, scene.claim
    asked = claim.asked
    reasons = [AskReason(reason) for reason in (asked.reasons if asked else ())]
    lines = [
        text("mail.action.reason", reason=text.label(reason), meaning=text(f"help.ask-reason.{reason.value}"))
        for reason in reasons
    ]
    until = scene.until(ClockKind.ANSWER)
    parts = [text("mail.action.asked"), scene.facts, "\n".join([text("mail.action.reasons"), *lines])]
    if asked and asked.drop_products:
        parts.append(text("mail.action.drop", products=clean(text.list(asked.drop_products), limit=1000)))
    parts += _said(scene, "mail.message.reviewer")
    parts.append(text("mail.action.until", until=until))
    parts.append(text("mail.action.how", claim=scene.id))
    return text("mail.action.subject", customer=scene.customer), parts


def _rejected(scene: Scene) -> Parts:
    text, event = scene.text, scene.event
    reason = text.label(RejectReason(event.reason or RejectReason.INSUFFICIENT_POE))
    late = event.what is What.NO_ANSWER
    first = text("mail.rejected.no-answer" if late else "mail.rejected.decided", customer=scene.customer)
    parts = [first, scene.facts, text("mail.rejected.reason", reason=reason)]
    parts += _said(scene, "mail.message.reviewer")
    parts.append(text("mail.rejected.where", claim=scene.id))
    parts.append(_way_on(scene))
    return text("mail.rejected.subject", customer=scene.customer), parts


def _dispute_refused(scene: Scene) -> Parts:
    text, event = scene.text, scene.event
    reason = text.label(RejectReason(event.reason or RejectReason.INSUFFICIENT_POE))
    parts = [
        text("mail.dispute-refused.decided", customer=scene.customer),
        scene.facts,
        text("mail.rejected.reason", reason=reason),
        *_said(scene, "mail.message.reviewer"),
        text("mail.rejected.where", claim=scene.id),
        _way_on(scene),
    ]
    return text("mail.dispute-refused.subject", customer=scene.customer), parts


def _way_on(scene: Scene) -> str:
    """How and until when to dispute, or that a new association is the way."""
    text = scene.text
    if not scene.event.facts.get("window"):
        return text("mail.rejected.anew", claim=scene.id)
    return text("mail.rejected.dispute", until=scene.until(ClockKind.WINDOW), claim=scene.id)


def _withdrawn(scene: Scene) -> Parts:
    text = scene.text
    detail = scene.event.facts.get("detail") or WithdrawReason.OTHER
    parts = [
        text("mail.withdrawn.done", customer=scene.customer),
        scene.facts,
        text("mail.withdrawn.reason", reason=text.label(WithdrawReason(detail))),
        *_said(scene, "mail.message.partner"),
    ]
    return text("mail.withdrawn.subject", customer=scene.customer), parts


def _approved(scene: Scene) -> Parts:
    text = scene.text
    parts = [
        text("mail.approved.done", customer=scene.customer),
        scene.facts,
        *_said(scene, "mail.message.reviewer"),
        text("mail.approved.consent", until=scene.until(ClockKind.CONSENT)),
        text("mail.approved.payment"),
    ]
    return text("mail.approved.subject", customer=scene.customer), parts


def _customer_notice(scene: Scene) -> Parts:
    text = scene.text
    partner = clean(scene.org.name)
    parts = [
        text("mail.customer.done", partner=partner, customer=scene.customer),
        scene.facts,
        text("mail.customer.nothing"),
        text("mail.customer.until", until=scene.consent_until),
        # The word and the code never share a line here: our own letter, quoted back, must not read as an answer.
        text("mail.customer.how"),
        text("mail.customer.code", code=scene.code),
        text("mail.customer.once"),
    ]
    return text("mail.customer.subject", partner=partner), parts


def _customer_declined(scene: Scene) -> Parts:
    text = scene.text
    parts = [
        text("mail.declined.done", customer=scene.customer),
        scene.facts,
        *_said(scene, "mail.message.customer"),
        text("mail.rejected.where", claim=scene.id),
        _way_on(scene),
    ]
    return text("mail.declined.subject", customer=scene.customer), parts


def _consent_passed(scene: Scene) -> Parts:
    text = scene.text
    parts = [
        text("mail.passed.done", customer=scene.customer),
        scene.facts,
        text("mail.approved.payment"),
    ]
    return text("mail.passed.subject", customer=scene.customer), parts


def _dispute_received(scene: Scene) -> Parts:
    text, event = scene.text, scene.event
    parts = [text("mail.dispute.received", customer=scene.customer), scene.facts]
    parts += _said(scene, "mail.message.partner")
    if event.poe:
        files = "\n".join(f"    {clean(poe.name)}" for poe in event.poe)
        parts.append(text("mail.dispute.files") + "\n" + files)
    parts.append(text("mail.dispute.until", until=scene.until(ClockKind.DISPUTE)))
    return text("mail.dispute.subject", customer=scene.customer), parts


def _reminder(scene: Scene) -> Parts:
    text = scene.text
    kind = ClockKind(scene.event.facts["clock"])
    until = scene.until(kind)
    if kind is ClockKind.WINDOW:
        parts = [
            text("mail.reminder.window", until=until, customer=scene.customer),
            scene.facts,
            text("mail.rejected.dispute", until=until, claim=scene.id),
        ]
    else:
        parts = [
            text("mail.reminder.answer", until=until, customer=scene.customer),
            scene.facts,
            text("mail.action.how", claim=scene.id),
        ]
    return text(f"mail.reminder.{kind.value}.subject", customer=scene.customer), parts


def _overdue(scene: Scene) -> Parts:
    text, claim = scene.text, scene.claim
    kind = ClockKind(scene.event.facts["clock"])
    holder = claim.taken.by if claim.taken else None
    parts = [
        text("mail.overdue.missed", clock=text.label(kind), until=scene.until(kind)),
        scene.facts,
        text("mail.overdue.held", holder=holder) if holder else text("mail.overdue.free"),
    ]
    return text("mail.overdue.subject", clock=text.label(kind), customer=scene.customer), parts


def _reply(scene: Scene) -> Parts:
    text, event = scene.text, scene.event
    if event.what is What.RESUBMIT:
        parts = [
            text("mail.reply.resubmitted", by=event.by),
            scene.facts,
            *_said(scene, "mail.message.partner"),
        ]
        return text("mail.reply.resubmitted.subject", customer=scene.customer), parts
    who = "partner" if event.side is Side.PARTNER else "reviewer"
    parts = [
        text("mail.reply.said", by=event.by),
        scene.facts,
        *_said(scene, f"mail.message.{who}"),
        text("mail.reply.how", claim=scene.id),
    ]
    return text("mail.reply.subject", customer=scene.customer), parts


def _notice_late(scene: Scene) -> Parts:
    text = scene.text
    parts = [
        text("mail.late.told", at=text.when(scene.event.at)),
        scene.facts,
        text("mail.late.again", until=scene.until(ClockKind.CONSENT)),
    ]
    return text("mail.late.subject", customer=scene.customer), parts


def _said(scene: Scene, key: str) -> list[str]:
    note = scene.note
    return [f"{scene.text(key)}\n{note}"] if note else []


LETTERS: Mapping[str, Callable[[Scene], Parts]] = {
    Letter.ACTION_REQUIRED: _action_required,
    Letter.REJECTED: _rejected,
    Letter.DISPUTE_REFUSED: _dispute_refused,
    Letter.WITHDRAWN: _withdrawn,
    Letter.APPROVED: _approved,
    Letter.CUSTOMER_NOTICE: _customer_notice,
    Letter.CUSTOMER_DECLINED: _customer_declined,
    Letter.CONSENT_PASSED: _consent_passed,
    Letter.DISPUTE_RECEIVED: _dispute_received,
    Letter.REMINDER: _reminder,
    Letter.OVERDUE: _overdue,
    Letter.REPLY: _reply,
    Letter.NOTICE_LATE: _notice_late,
}
"""Every kind of letter and how it is composed."""
