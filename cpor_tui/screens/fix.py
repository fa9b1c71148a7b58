"""Answers what a reviewer asked for, in three steps: read it, prove it or change the claim, resubmit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, TextArea

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import AskReason, Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.evidence import proof
from cpor_tui.pages import Page
from cpor_tui.poe.points import Point, State
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.claim_lines import asked, file_lines, otherwise, title
from cpor_tui.screens.forms import Boxes, Kept
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, GOOD, LATE, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.proofs import Proofs, names_of, restored
from cpor_tui.screens.view import View, news, view

STEPS = ("read", "prove", "resubmit")
_Sent = tuple[tuple[str, ...], tuple[str, ...]]
"""What is checked: the SHA-256 of every file there will be, and the products that will be gone."""


@dataclass(frozen=True, slots=True)
class FixPage:
    """The claim, and the draft of the answer."""

    view: View
    kept: str


class Reading(VerticalScroll, can_focus=True):
    """The first step's text; Enter goes on."""


class FixSheet(Kept):
    """The partner's way back to review; answers with what the desk accepted."""

    FOOT: ClassVar[tuple[str, ...]] = ("send", "next-step", "keep", "edit", "editor", "forget")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("next-step", "edit", "editor"),
        Binding("enter", "go_on", "go-on", id="go-on", show=False),
        *(Binding(str(n), f"step({n})", "step", id=f"step-{n}", show=False) for n in (1, 2, 3)),
    ]

    def __init__(self, claim: int) -> None:
        super().__init__(classes="form")
        self._claim = claim
        self._seen = 0
        self._sending = False
        self._check: tuple[_Sent, tuple[Point, ...]] | None = None
        self._checking: _Sent | None = None
        self.draft_of = (claim, "fix")

    def compose(self) -> ComposeResult:
        """Head, the three steps, foot."""
        yield Pane(id="title")
        yield Pane(id="steps")
        with ContentSwitcher(id="paper", initial="read"):
            with Reading(id="read"):
                yield Pane(id="asked")
            with VerticalScroll(id="prove", can_focus=False):
                yield Pane(id="points")
                yield Proofs(self._claim)
                yield Pane(id="files")
                yield Pane(id="drop-title", classes="section")
                yield Boxes(id="drop")
                yield Pane(id="edit-hint")
            with VerticalScroll(id="resubmit", can_focus=False):
                yield Pane(id="note-title", classes="section")
                yield TextArea(id="note", tab_behavior="focus", show_line_numbers=False)
                yield Pane(id="sends")
                yield Pane(id="check")
        yield Pane(id="kept")
        yield from self.foot()

    # Fetch

    @property
    def claim_page(self) -> Page | None:
        """The claim that is answered for."""
        return self.page.view.page if self.page is not None else None

    def fetch(self, wish: Any) -> FixPage:
        """The claim and the draft."""
        return FixPage(view(self.session, self._claim), self.kept_form()[0])

    def news(self, page: Any, before: Any) -> str:
        """What others did meanwhile."""
        return news(self.session, page.view, before.view)

    async def _restore(self, kept: str) -> None:
        try:
            found = json.loads(kept) if kept else {}
        except ValueError:
            found = {}
        field = self.query_one(TextArea)
        field.text = str(found.get("note", ""))
        field.move_cursor(field.document.end)
        self._offer_drop(tuple(map(str, found.get("drop", ()))))
        if paths := restored(found.get("files")):
            await self.query_one(Proofs).choose(paths)
        if stands(self):
            self.say_restored()
            self._draw_sends()
            self.begin_at(self._focus_step)

    def show(self, page: Any, before: Any) -> None:
        """Draw the steps; what was filled in stays."""
        if before is None:
            self._seen = page.view.version
            self._typed = page.kept
            self.call_later(self._restore, page.kept)
        elif page.view.page.claim.products != before.view.page.claim.products:
            self._offer_drop(self.query_one("#drop", Boxes).picked)
        self._draw()

    @property
    def step(self) -> str:
        """The step in front."""
        return self.query_one("#paper", ContentSwitcher).current or "read"

    # Drawing

    def _draw(self) -> None:
        page, text, width = self.page.view.page, self.text, max(20, self.size.width - 2)
        self.query_one("#title", Pane).draw(title(text, page, width))
        self._draw_steps()
        lines = asked(text, page, width - 2)
        if page.claim.status is not Status.PARTNER_ACTION_REQUIRED:
            lines = folded(
                self.words("fix.not-asked", status=text.status(page.shown_status)), width - 2, 0, LATE
            )
        if words := otherwise(text, page):
            lines += [Content(""), *folded(words, width - 2, 0, SOON)]
        lines += [Content(""), *folded(self.words("fix.ways"), width - 2, 0)]
        self.query_one("#asked", Pane).draw(lines)
        self.query_one("#points", Pane).draw(self._points(page))
        self.query_one("#files", Pane).draw(
            [said(self.words("fix.files"), TITLE), *file_lines(text, page, width - 2)]
        )
        self.query_one("#edit-hint", Pane).draw(folded(self.words("fix.edit-hint"), width - 2, 0, DIM))
        self.query_one("#note-title", Pane).draw(said(self.words("fix.note"), TITLE))
        self._draw_sends()

    def _draw_steps(self) -> None:
        found: list[Content] = [
            said(self.words("fix.step", n=STEPS.index(self.step) + 1, of=len(STEPS)) + "  ", DIM)
        ]
        for n, name in enumerate(STEPS, 1):
            here = name == self.step
            part = said(f"{'>' if here else ' '} {n} {self.words(f'fix.{name}')}  ", BOLD if here else "")
            found.append(part.stylize(f"@click=screen.step({n})"))
        self.query_one("#steps", Pane).draw(Content("").join(found))

    def _points(self, page: Page) -> list[Content]:
        reasons = page.claim.asked.reasons if page.claim.asked is not None else ()
        found = [said(self.words("fix.asked-for"), TITLE)]
        for reason in AskReason:
            open_ = reason.value in reasons
            words = f"  [{' ' if open_ else 'x'}] {self.text(f'point.{reason.value}')}"
            found.append(said(words, SOON if open_ else DIM))
        return found

    def _offer_drop(self, picked: tuple[str, ...]) -> None:
        claim = self.page.view.page.claim
        drop = claim.asked.drop_products if claim.asked is not None else ()
        rows = [
            (product, self.words("fix.drop-asked", product=product) if product in drop else product)
            for product in claim.products
        ]
        shows = len(claim.products) > 1
        boxes, heading = self.query_one("#drop", Boxes), self.query_one("#drop-title", Pane)
        boxes.display = heading.display = shows
        heading.draw(said(self.words("fix.drop"), TITLE))
        boxes.offer(rows, [product for product in picked if product in claim.products])

    def _draw_sends(self) -> None:
        if self.page is None:
            return
        sends = self._sends()
        page = self.page.view.page
        lines = [said(self.words("fix.sends"), TITLE)]
        for words in sends:
            lines += folded(f"- {words}", self.across, 2, GOOD)
        if not sends:
            answered = page.claim.asked is not None and page.claim.asked.answered
            key = "fix.answered" if answered else "fix.sends-nothing"
            lines += folded(self.words(key), self.across, 2, GOOD if answered else SOON)
        lines += folded(self.words("fix.then"), self.across, 2, DIM)
        if self.session.remote:
            lines += folded(self.words("fix.remote", files=len(page.claim.poe)), self.across, 2, DIM)
        self.query_one("#sends", Pane).draw(lines)
        self._draw_check()

    # What the proof would show

    def _to_check(self) -> _Sent:
        claim = self.page.view.page.claim
        fresh = tuple(one.sha256 for one in self.query_one(Proofs).files)
        return (*(poe.sha256 for poe in claim.poe), *fresh), self.query_one("#drop", Boxes).picked

    def _draw_check(self) -> None:
        """Say what nothing was found for; read what was not read yet, once the last step is in front."""
        if self.step != "resubmit":
            return
        pane, wanted = self.query_one("#check", Pane), self._to_check()
        if self._check is None or self._check[0] != wanted:
            pane.draw([Content(""), said(self.words("submit.reading"), DIM)])
            if self._checking != wanted:
                self._checking = wanted
                files = names_of(self.query_one(Proofs).files)
                self.run_worker(self._read_proof(wanted, files), group="check", exclusive=True)
            return
        missing = [point for point in self._check[1] if point.state is State.MISSING]
        if not missing:
            pane.draw(Content(""))
            return
        what = self.text.list(self.text(f"point.{point.reason.value}") for point in missing)
        words = self.words("submit.nothing-found", what=what)
        pane.draw([Content(""), *folded(words, self.across, 2, BOLD)])

    async def _read_proof(self, wanted: _Sent, files: list[tuple[str, bytes]]) -> None:
        page = self.page.view.page
        try:
            # In a thread of its own: a stranger's file may take seconds, and lists must not wait for it.
            found = await self.host.wire.study(proof, self.session.desk, page, more=files, without=wanted[1])
        except Refused as no:
            self.refuse(no)
            return
        self._check = (wanted, found.points)
        if stands(self) and self.page is not None:
            self._draw_check()

    def _sends(self) -> list[str]:
        found = [
            self.words("fix.sends-file", name=one.name, size=self.text.size(one.size))
            for one in self.query_one(Proofs).files
        ]
        if drop := self.query_one("#drop", Boxes).picked:
            found.append(self.words("fix.sends-drop", products=self.text.list(drop)))
        if self.query_one(TextArea).text.strip():
            found.append(self.words("fix.sends-note"))
        return found

    # Keys

    def action_step(self, number: int) -> None:
        """Bring a step to the front; what is typed meanwhile is meant for it."""
        self.host.hold_keys(self)
        self.query_one("#paper", ContentSwitcher).current = STEPS[number - 1]
        self._draw_steps()
        self._draw_sends()
        self.begin_at(self._focus_step)

    def action_next_step(self) -> None:
        """The next step; after the last one the first."""
        self.action_step((STEPS.index(self.step) + 1) % len(STEPS) + 1)

    def action_go_on(self) -> None:
        """Enter on the first step reads on."""
        if self.step == "read":
            self.action_step(2)

    def past_path(self) -> None:
        """Go on to the products, or to the last step."""
        drop = self.query_one("#drop", Boxes)
        if drop.display:
            drop.focus()
        else:
            self.action_step(3)

    def _focus_step(self) -> None:
        if self.step == "read":
            self.query_one("#read").focus()
        elif self.step == "resubmit":
            self.query_one(TextArea).focus()
        else:
            path = self.query_one("#path")
            target = path if path.display else self.query_one("#drop")
            self.set_focus(target if target.display else None)

    def action_edit(self) -> None:
        """Change the fields that may still change."""
        from cpor_tui.screens.claim_form import ClaimForm

        if not self.stopped("edit"):
            self.app.push_screen(ClaimForm(self._claim), self._edited)

    async def _edited(self, accepted: Accepted | None) -> None:
        await self.reload(own=True)
        if accepted is not None:
            self._seen = accepted.claim.version
            self.say(self.words("form.saved", claim=shown_id(self._claim)))

    @on(TextArea.Changed, "#note")
    @on(Proofs.Changed)
    @on(Choices.Picked, "#drop")
    def _changed(self) -> None:
        if self.page is not None:
            self._draw_sends()
            self.touched()

    # The draft

    def written(self) -> str:
        """The note, the products to drop, and the files that wait."""
        note = self.query_one(TextArea).text
        kept = {
            "note": note,
            "drop": list(self.query_one("#drop", Boxes).picked),
            "files": [one.path for one in self.query_one(Proofs).files],
        }
        return json.dumps(kept, ensure_ascii=False) if note.strip() or kept["drop"] or kept["files"] else ""

    def forgotten(self) -> None:
        """Empty all three."""
        self.query_one(TextArea).text = ""
        self.query_one(Proofs).clear()
        self._offer_drop(())
        self._draw_sends()

    # Sending

    async def action_send(self) -> None:
        """Show what will be sent, and from there send it."""
        if self.page is None or self._sending:
            return
        if self.step != "resubmit":
            if await self.query_one(Proofs).take():
                self.action_step(3)
            return
        claim = self.page.view.page.claim
        answered = claim.asked is not None and claim.asked.answered
        if claim.status is Status.PARTNER_ACTION_REQUIRED and not self._sends() and not answered:
            self.refuse(Refused(Code.MISSING, "answer"))
            return
        self._sending = True
        await self.order(self._answer, self._orders(), self.query_one(Proofs).files, then=self._answered)
        self._sending = False

    def _orders(self) -> tuple[c.Edit | None, str | None]:
        drop = self.query_one("#drop", Boxes).picked
        edit = c.Edit(claim=self._claim, if_version=self._seen, remove_products=drop) if drop else None
        return edit, self.query_one(TextArea).text.strip() or None

    def _answer(self, orders: tuple[c.Edit | None, str | None], files: Any) -> Accepted:
        """Drop, prove, resubmit, in this order; in the thread of orders."""
        desk, actor, seen = self.session.desk, self.session.actor, self._seen
        edit, note = orders
        if edit is not None:
            gone = set(edit.remove_products) - set(desk.page(self._claim, actor).claim.products)
            if not gone:
                seen = desk.submit(edit, actor).claim.version
        for one in files:
            seen = desk.add_poe(self._claim, one.content, one.name, actor, if_version=seen).claim.version
            self._seen = seen
        return desk.submit(c.Resubmit(claim=self._claim, if_version=seen, note=note), actor)

    def _answered(self, accepted: Accepted) -> None:
        self.sent(accepted)

    def refuse(self, no: Refused) -> None:
        """Say a refusal; what was seen by now counts as seen."""
        super().refuse(no)
        if self.page is not None:
            self._seen = self.page.view.version
