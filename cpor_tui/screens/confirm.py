"""Says what an order will do before it is sent, where it cannot be taken back: submit, discard, start anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import ClockKind, Status, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.evidence import proof
from cpor_tui.pages import Page
from cpor_tui.poe.points import Point, State
from cpor_tui.screens.claim_lines import file_lines, status_line
from cpor_tui.screens.forms import Form
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, GOOD, LATE, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.view import View, news, view

_SIGNS = {State.OK: ("[x]", GOOD), State.UNSURE: ("[?]", SOON), State.MISSING: ("[ ]", LATE)}


@dataclass(frozen=True, slots=True)
class Checked:
    """The claim, and what its proof says on the five points; None while it is being read."""

    view: View
    points: tuple[Point, ...] | None = None


class ConfirmSheet(Form):
    """One order that needs no more than a look; answers with what the desk accepted."""

    FOOT: ClassVar[tuple[str, ...]] = ("send", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send", "close")]
    WHAT: ClassVar[What]

    def __init__(self, claim: int) -> None:
        super().__init__(classes="form -short")
        self._claim = claim
        self._seen = 0
        self._sending = False

    def compose(self) -> ComposeResult:
        """What it is, what is so, what happens."""
        yield Pane(id="title")
        with VerticalScroll(id="paper"):
            yield Pane(id="facts")
            yield Pane(id="then")
        yield from self.foot()

    @property
    def claim_page(self) -> Page | None:
        """The claim."""
        return self.page.view.page if self.page is not None else None

    def fetch(self, wish: Any) -> Checked:
        """The claim."""
        return Checked(view(self.session, self._claim))

    def news(self, page: Any, before: Any) -> str:
        """What others did meanwhile."""
        return news(self.session, page.view, before.view)

    def show(self, page: Any, before: Any) -> None:
        """Say what is so and what will be."""
        if before is None:
            self._seen = page.view.version
            self.query_one("#paper").focus()
        claim_page: Page = page.view.page
        what, customer = self.WHAT.value, claim_page.claim.fields.get("customer", "")
        heading = self.words(f"{what}.title", claim=shown_id(self._claim), customer=customer)
        self.query_one("#title", Pane).draw(said(heading, TITLE))
        facts = self.facts(page)
        why = self.why_not(self.WHAT)
        if why and not claim_page.needs:
            facts = [*facts, *folded(why, self.across, 0, LATE)]
        self.query_one("#facts", Pane).draw(facts)
        self.query_one("#then", Pane).draw([Content(""), *folded(self.then(claim_page), self.across, 0, DIM)])

    def facts(self, page: Checked) -> list[Content]:
        """What is so."""
        return [status_line(self.text, page.view.page)]

    def then(self, page: Page) -> str:
        """What will be."""
        return self.words(f"{self.WHAT.value}.then")

    def order_of(self) -> c.Command:
        """The order."""
        raise NotImplementedError

    async def action_send(self) -> None:
        """Give the order."""
        if self.page is None or self._sending:
            return
        self._sending = True
        await self.send(self.order_of(), self.dismiss)
        self._sending = False

    def action_keep(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)

    def refuse(self, no: Refused) -> None:
        """Say a refusal; what was seen by now counts as seen."""
        super().refuse(no)
        if self.page is not None:
            self._seen = self.page.view.version


class DiscardSheet(ConfirmSheet):
    """Throws a draft away."""

    WHAT = What.DISCARD

    def order_of(self) -> c.Command:
        """Discard."""
        return c.Discard(claim=self._claim, if_version=self._seen)


class RenewSheet(ConfirmSheet):
    """Starts anew what is over."""

    WHAT = What.RENEW

    def order_of(self) -> c.Command:
        """Start anew."""
        return c.Renew(claim=self._claim, if_version=self._seen)


class RecalculateSheet(ConfirmSheet):
    """Counts the running clocks anew by the calendar as it now is (operators)."""

    WHAT = What.RECALCULATE

    def order_of(self) -> c.Command:
        """Recalculate."""
        return c.Recalculate(claim=self._claim, if_version=self._seen)


class SubmitSheet(ConfirmSheet):
    """Submits a draft: what it still lacks, and what its proof seems to say, before it goes."""

    WHAT = What.SUBMIT
    _read: tuple[tuple[str, ...], tuple[Point, ...]] | None = None
    _reading: tuple[str, ...] = ()

    def fetch(self, wish: Any) -> Checked:
        """The claim, and the check of its proof if that was made of these very files."""
        found = view(self.session, self._claim)
        points = self._read[1] if self._read is not None and self._read[0] == _files(found.page) else None
        return Checked(found, points)

    def show(self, page: Any, before: Any) -> None:
        """As every such sheet; and read the proof meanwhile."""
        super().show(page, before)
        files = _files(page.view.page)
        if page.points is None and files and files != self._reading:
            self._reading = files
            self.run_worker(self._check(page.view.page))

    async def _check(self, page: Page) -> None:
        try:
            # In a thread of its own: a stranger's file may take seconds, and lists must not wait for it.
            points = (await asyncio.to_thread(proof, self.session.desk, page)).points
        except Refused as no:
            self.refuse(no)
            return
        self._read = (_files(page), points)
        if stands(self) and self.page is not None:
            before, self.page = self.page, replace(self.page, points=points)
            self.show(self.page, before)

    def facts(self, page: Checked) -> list[Content]:
        """What is missing; the files; the five points."""
        claim_page, text, width = page.view.page, self.text, self.across
        if claim_page.needs and claim_page.claim.status is Status.EDITING:
            lacks = text.list(text.field(name) for name in claim_page.needs)
            return folded(self.words("form.lacks", what=lacks, n=len(claim_page.needs)), width, 0, LATE)
        found = [*file_lines(text, claim_page, width), Content("")]
        if page.points is None:
            return [*found, said(self.words("submit.reading"), DIM)] if claim_page.claim.poe else found
        found.append(said(self.words("submit.checked"), TITLE))
        for point in page.points:
            sign, look = _SIGNS[point.state]
            words = f"{sign} {text(f'point.{point.reason.value}')} - {text.label(point.state)}"
            found += folded(words, width, 2, look)
        missing = [point for point in page.points if point.state is State.MISSING]
        if missing:
            what = text.list(text(f"point.{point.reason.value}") for point in missing)
            found += [Content(""), *folded(self.words("submit.nothing-found", what=what), width, 0, BOLD)]
        return found

    def then(self, page: Page) -> str:
        """What starts, and what may still be changed; for what is not ready, how it becomes so."""
        if page.needs:
            return self.words("submit.not-yet")
        limit = page.rules.limits[ClockKind.START]
        return self.words("submit.then", days=self.text.days(limit.count, limit.unit, full=True))

    def order_of(self) -> c.Command:
        """Submit."""
        return c.Submit(claim=self._claim, if_version=self._seen)


def _files(page: Page) -> tuple[str, ...]:
    return tuple(poe.sha256 for poe in page.claim.poe)
