"""The partner's statements on one claim: a dispute, a withdrawal, more proof; a reason, a text, files as it needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import TextArea

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import ClockKind, Status, What, WithdrawReason
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.pages import Page
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.claim_lines import file_lines, rejection, status_line
from cpor_tui.screens.fix import FixPage
from cpor_tui.screens.forms import Boxes, Kept
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, LATE, TITLE, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.proofs import Proofs, names_of, restored
from cpor_tui.screens.view import news, view


class Statement(Kept):
    """One order on one claim; answers with what the desk accepted. A sheet of this kind says what it consists of."""

    FOOT: ClassVar[tuple[str, ...]] = ("send", "keep", "editor", "forget")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("editor")]
    WHAT: ClassVar[What]
    REASONS: ClassVar[bool] = False
    PROOFS: ClassVar[bool] = False

    def __init__(self, claim: int) -> None:
        super().__init__(classes="form")
        self._claim = claim
        self._seen = 0
        self._sending = False
        self.draft_of = (claim, self.WHAT.value)

    # What a sheet says

    def reasons(self) -> list[tuple[str, str]]:
        """The reasons to pick one from."""
        return []

    def facts(self, page: Page) -> list[Content]:
        """What the person should know first."""
        return [status_line(self.text, page)]

    def then(self, page: Page) -> str:
        """What happens once it is sent."""
        return self.words(f"{self.WHAT.value}.then")

    def give(self, reason: str, note: str | None, files: Sequence[Any]) -> Accepted:
        """Give the order to the desk; in the thread of orders."""
        raise NotImplementedError

    # The frame

    def compose(self) -> ComposeResult:
        """Facts, reasons, text, files, what happens, foot."""
        yield Pane(id="title")
        with VerticalScroll(id="paper", can_focus=False):
            yield Pane(id="facts")
            yield Pane(id="reasons-title", classes="section")
            yield Boxes(id="reasons", single=True)
            if self.PROOFS:
                yield Proofs(self._claim)
            yield Pane(id="note-title", classes="section")
            yield TextArea(id="note", tab_behavior="focus", show_line_numbers=False)
            yield Pane(id="then")
        yield Pane(id="kept")
        yield from self.foot()

    @property
    def claim_page(self) -> Page | None:
        """The claim."""
        return self.page.view.page if self.page is not None else None

    def fetch(self, wish: Any) -> FixPage:
        """The claim and the draft."""
        return FixPage(view(self.session, self._claim), self.kept_form()[0])

    def news(self, page: Any, before: Any) -> str:
        """What others did meanwhile."""
        return news(self.session, page.view, before.view)

    def show(self, page: Any, before: Any) -> None:
        """Draw the sheet; what was filled in stays."""
        claim_page: Page = page.view.page
        what = self.WHAT.value
        if before is None:
            self._seen = page.view.version
            self._typed = page.kept
            self.call_later(self._restore, page.kept)
        customer = claim_page.claim.fields.get("customer", "")
        heading = self.words(f"{what}.title", claim=shown_id(self._claim), customer=customer)
        self.query_one("#title", Pane).draw(said(heading, TITLE))
        facts = self.facts(claim_page)
        if why := self.why_not(self.WHAT):
            facts = [*facts, *folded(why, self.across, 0, LATE)]
        self.query_one("#facts", Pane).draw(facts)
        for name in ("reasons-title", "reasons"):
            self.query_one(f"#{name}").display = self.REASONS
        if self.REASONS:
            self.query_one("#reasons-title", Pane).draw(said(self.words(f"{what}.reasons"), TITLE))
        self.query_one("#note-title", Pane).draw(said(self.words(f"{what}.note"), TITLE))
        self.query_one("#then", Pane).draw([Content(""), *folded(self.then(claim_page), self.across, 0, DIM)])

    def _focus_first(self) -> None:
        wanted = "#reasons" if self.REASONS else "#path" if self.WHAT is What.ADD_POE else "#note"
        target = self.query_one(wanted)
        (target if target.display else self.query_one("#note")).focus()

    async def _restore(self, kept: str) -> None:
        try:
            found = json.loads(kept) if kept else {}
        except ValueError:
            found = {}
        field = self.query_one(TextArea)
        field.text = str(found.get("note", ""))
        field.move_cursor(field.document.end)
        self.query_one("#reasons", Boxes).offer(self.reasons(), [str(found.get("reason", ""))], single=True)
        if self.PROOFS and (paths := restored(found.get("files"))):
            await self.query_one(Proofs).choose(paths)
        if stands(self):
            self.say_restored()
            self.begin_at(self._focus_first)

    @property
    def _files(self) -> tuple[Any, ...]:
        return self.query_one(Proofs).files if self.PROOFS else ()

    @on(TextArea.Changed, "#note")
    @on(Proofs.Changed)
    @on(Choices.Picked, "#reasons")
    def _changed(self) -> None:
        if self.page is not None:
            self.touched()

    def written(self) -> str:
        """The reason, the text, and the files that wait."""
        note, files = self.query_one(TextArea).text, [one.path for one in self._files]
        reason = next(iter(self.query_one("#reasons", Boxes).picked), "")
        if not (note.strip() or files or reason):
            return ""
        return json.dumps({"reason": reason, "note": note, "files": files}, ensure_ascii=False)

    def forgotten(self) -> None:
        """Empty them."""
        self.query_one(TextArea).text = ""
        self.query_one("#reasons", Boxes).offer(self.reasons(), single=True)
        if self.PROOFS:
            self.query_one(Proofs).clear()

    async def action_send(self) -> None:
        """Send it; what is only typed as a path counts as chosen."""
        if self.page is None or self._sending:
            return
        if self.PROOFS and not await self.query_one(Proofs).take():
            return
        self._sending = True
        reason = next(iter(self.query_one("#reasons", Boxes).picked), "")
        note = self.query_one(TextArea).text.strip() or None
        await self.order(self.give, reason, note, self._files, then=self.sent)
        self._sending = False

    def refuse(self, no: Refused) -> None:
        """Say a refusal; what was seen by now counts as seen."""
        super().refuse(no)
        if self.page is not None:
            self._seen = self.page.view.version


class DisputeSheet(Statement):
    """Says why a rejection is wrong: a justification, new proof, or both."""

    WHAT = What.DISPUTE
    PROOFS = True

    def facts(self, page: Page) -> list[Content]:
        """Why it was rejected, and until when that can be disputed."""
        return rejection(self.text, page, self.across) or super().facts(page)

    def then(self, page: Page) -> str:
        """By when it is answered, and how often there may be one."""
        limit = page.rules.limits[ClockKind.DISPUTE]
        words = self.words("dispute.then", days=self.text.days(limit.count, limit.unit, full=True))
        if page.rules.disputes is not None:
            words += " " + self.words("dispute.times", n=page.rules.disputes, done=page.claim.disputes)
        return words

    def give(self, reason: str, note: str | None, files: Sequence[Any]) -> Accepted:
        """Dispute."""
        desk, actor = self.session.desk, self.session.actor
        return desk.dispute(self._claim, actor, note, names_of(files), if_version=self._seen)


class WithdrawSheet(Statement):
    """Takes a claim back: a reason, and words where it is another."""

    WHAT = What.WITHDRAW
    REASONS = True

    def reasons(self) -> list[tuple[str, str]]:
        """The four (RULES.md §4)."""
        return [(reason.value, self.text.label(reason)) for reason in WithdrawReason]

    def then(self, page: Page) -> str:
        """That it is over then, and what can be done instead."""
        status = Status.REJECTED_FINAL if page.rules.final else Status.REJECTED
        return self.words("withdraw.then", status=self.text.label(status))

    def give(self, reason: str, note: str | None, files: Sequence[Any]) -> Accepted:
        """Withdraw."""
        order = c.Withdraw(claim=self._claim, if_version=self._seen, reason=reason, note=note)
        return self.session.desk.submit(order, self.session.actor)


class AddPoeSheet(Statement):
    """Adds proof files to a claim."""

    WHAT = What.ADD_POE
    PROOFS = True

    def facts(self, page: Page) -> list[Content]:
        """What is there already."""
        return [status_line(self.text, page), *file_lines(self.text, page, self.across)]

    def give(self, reason: str, note: str | None, files: Sequence[Any]) -> Accepted:
        """Add one after the other; the note goes with the first."""
        if not files:
            raise Refused(Code.MISSING, "fields", fields=["poe"])
        accepted = self._add(files[0], note)
        for one in files[1:]:
            accepted = self._add(one, None)
        return accepted

    def _add(self, one: Any, note: str | None) -> Accepted:
        desk, actor, seen = self.session.desk, self.session.actor, self._seen
        accepted = desk.add_poe(self._claim, one.content, one.name, actor, note=note, if_version=seen)
        self._seen = accepted.claim.version
        return accepted
