"""Words the rows of a list of claims for whoever reads them."""

from __future__ import annotations

from functools import cache

from cpor_tui.domain.claim import LEASE, shown_id
from cpor_tui.domain.names import PARTNER, ClockKind, Phase, Status, Unit
from cpor_tui.screens.dues import NO_DUE, Due, due
from cpor_tui.screens.table_columns import Column
from cpor_tui.screens.table_window import Row
from cpor_tui.session import Session
from cpor_tui.store import ClaimRow
from cpor_tui.text import Text

POINTS = 5
_WITH_PARTNER = (ClockKind.ANSWER, ClockKind.CONSENT, ClockKind.WINDOW)


class Wording:
    """Words lines of a list at an instant; it knows each organisation's days once."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._text = session.text
        self._now = now
        self._partner = session.actor.role in PARTNER
        store = session.desk.store
        self._org, self._rules, self._calendar = cache(store.org), cache(store.ruleset), cache(store.calendar)
        self._office = store.office

    def row(self, line: ClaimRow) -> Row:
        """A line as the table shows it, its cells in the order of the columns."""
        stands = self.due(line)
        kinds = [stands.kind] if stands.kind else []
        if line.status in (Status.DISCARDED, Status.REJECTED_FINAL) or line.phase is Phase.CLOSED:
            kinds.append("closed")
        elif line.holder == self._session.actor.name:
            kinds.append("mine")
        cells = self._partner_cells(line, stands) if self._partner else self._reviewer_cells(line, stands)
        return Row(str(line.id), cells, tuple(kinds))

    def due(self, line: ClaimRow) -> Due:
        """How the line's deadline stands."""
        if line.due_kind is None:
            return NO_DUE
        kind = ClockKind(line.due_kind)
        theirs = kind in _WITH_PARTNER
        side = (self._org(line.org) if theirs else None) or self._office
        limit = self._rules(line.rules).limits.get(kind)
        unit = limit.unit if limit else Unit.BUSINESS_DAYS
        waits = not theirs if self._partner else kind is ClockKind.ANSWER
        calendar = self._calendar(side.place)
        return due(self._text, line.due_at, unit, calendar, side.zone, self._now, paused=waits)

    def _reviewer_cells(self, line: ClaimRow, stands: Due) -> tuple[str, ...]:
        return (
            f"{stands.sign} {stands.words}",
            stands.day,
            shown_id(line.id),
            line.org_name,
            ("(!) " if line.contested else "") + line.customer,
            self._proof(line),
            self._who(line),
            self._text.label(line.status),
        )

    def _proof(self, line: ClaimRow) -> str:
        if line.status is Status.DISPUTE:
            return self._text("screens.row.disputed", ticks=line.ticks)
        return f"{line.ticks}/{POINTS}"

    def _who(self, line: ClaimRow) -> str:
        if not line.holder or line.held_active is None or line.held_active + LEASE <= self._now:
            return "-"
        if line.holder == self._session.actor.name:
            return line.holder
        minutes = max(0, self._now - line.held_active) // 60_000_000
        return f"{line.holder} {self._text('screens.row.minutes', n=minutes)}"

    def _partner_cells(self, line: ClaimRow, stands: Due) -> tuple[str, ...]:
        waits = stands.kind == "paused"
        status = self._text.label(line.status)
        return (
            "-" if waits or line.due_kind is None else f"{stands.sign} {stands.words}",
            "" if waits else stands.day,
            shown_id(line.id),
            line.customer,
            self._text("screens.row.action") if line.status is Status.PARTNER_ACTION_REQUIRED else status,
            do_this(self._text, line, stands),
            _products(line),
        )


def do_this(text: Text, line: ClaimRow, stands: Due) -> str:
    """What the partner has to do about a line, or what it waits for."""
    match line.status:
        case Status.PARTNER_ACTION_REQUIRED:
            reason = line.asked[0] if line.asked else ""
            more = len(line.asked) - 1
            words = text(f"screens.do.{reason}") if reason else text("screens.do.answer")
            return f"{words} +{more}" if more > 0 else words
        case Status.EDITING:
            return text("screens.do.add-proof" if not line.poe else "screens.do.submit")
        case Status.SUBMITTED | Status.UNDER_REVIEW | Status.DISPUTE:
            key = "late" if line.overdue else "wait"
            return text(f"screens.do.{key}", day=stands.day)
        case Status.APPROVED:
            return text("screens.do.opt-out" if line.phase is Phase.CONSENT_OPEN else "screens.do.assessment")
        case Status.REJECTED if line.phase is Phase.DISPUTABLE:
            return text("screens.do.dispute")
        case Status.REJECTED | Status.REJECTED_FINAL:
            return text("screens.do.renew")
        case _:
            return "-"


def _products(line: ClaimRow) -> str:
    first = line.products[0].removeprefix("Dynamics 365 ") if line.products else "-"
    return f"{first} +{len(line.products) - 1}" if len(line.products) > 1 else first


def reviewer_columns(text: Text) -> tuple[Column, ...]:
    """The queue's columns."""

    def label(name: str) -> str:
        return text(f"screens.column.{name}")

    return (
        Column("clock", label("clock"), 13 if text.lang == "en" else 15),
        Column("due", label("due"), 10, drop=4),
        Column("claim", label("claim"), 9),
        Column("partner", label("partner"), 10, grow=1, most=24, drop=2),
        Column("customer", label("customer"), 13, grow=2, most=40),
        Column("proof", label("proof"), 5, drop=3),
        Column("who", label("who"), 8 if text.lang == "en" else 9, grow=1, most=12, drop=1),
        Column("status", label("status"), 14, drop=5),
    )


def partner_columns(text: Text) -> tuple[Column, ...]:
    """The dashboard's columns."""

    def label(name: str) -> str:
        return text(f"screens.column.{name}")

    return (
        Column("clock", label("your-due"), 13 if text.lang == "en" else 15),
        Column("due", label("date"), 10, drop=3),
        Column("claim", label("claim"), 9, drop=1),
        Column("customer", label("customer"), 10, grow=2, most=36),
        Column("status", label("status"), 13 if text.lang == "en" else 11, grow=1, most=24, drop=2),
        Column("do", label("do-this"), 12, grow=2, most=34),
        Column("products", label("products"), 14, drop=4, most=24),
    )


SORTS = {"clock": "urgent", "due": "due", "claim": "id", "customer": "customer"}
"""What a click on a column's head sorts by."""
