"""A sheet for one text: a reply, an internal note, a reason, an answer. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import What
from cpor_tui.screens.base import Sheet
from cpor_tui.screens.canned import gaps
from cpor_tui.screens.drafts import Drafted
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, TITLE, said
from cpor_tui.screens.panes import Pane, stands

_MOST_NAMED = 12


class SaySheet(Sheet[tuple[c.Command, ...] | None], Drafted):
    """Asks for a text, and answers with the orders that it makes: one a claim."""

    FOOT = ("send", "editor", "keep")
    BINDINGS = bindings("send", "keep", "editor")

    def __init__(self, claims: Sequence[int], what: What, versions: Sequence[int | None] = ()) -> None:
        super().__init__(classes="sheet")
        self._claims = tuple(claims)
        self._what = what
        self._versions = tuple(versions) or (None,) * len(self._claims)
        self.draft_of = (self._claims[0], what.value)
        self._sending = False

    def compose(self) -> ComposeResult:
        """What it is, the text, the keys."""
        with Vertical(id="paper"):
            yield Pane(id="title")
            yield Pane(id="hint")
            yield TextArea(id="message", tab_behavior="focus", show_line_numbers=False)
            yield from self.foot()

    async def on_mount(self) -> None:
        """Begin where the draft ended."""
        await super().on_mount()
        kept = await self.begun_text()
        if not stands(self):
            return
        field = self.query_one(TextArea)
        field.text = kept
        field.move_cursor(field.document.end)
        field.focus()

    def fetch(self, wish: Any) -> tuple[int, ...]:
        """A text needs no page."""
        return self._claims

    def show(self, page: Any, before: Any) -> None:
        """Say what the text is for."""
        claims = ", ".join(shown_id(claim) for claim in self._claims[:_MOST_NAMED])
        if (more := len(self._claims) - _MOST_NAMED) > 0:
            claims += ", " + self.words("foresee.more-claims", n=more)
        self.query_one("#title", Pane).draw(said(self.words(f"say.{self._what.value}", claims=claims), TITLE))
        hint = self.words(f"say-hint.{self._what.value}")
        if len(self._claims) > 1 and self._what in (What.COMMENT, What.NOTE):
            hint += "  " + self.words("many.message", gaps=gaps())
        self.query_one("#hint", Pane).draw(said(hint, DIM))

    async def action_send(self) -> None:
        """Answer with the orders, where something was said; the text stays a draft until they were obeyed."""
        text = self.query_one(TextArea).text.strip()
        if not text and self._what is not What.RESUBMIT:
            self.say(self.words("say-something"), wrong=True)
            return
        self.catch_up()
        if self._sending:
            return
        self._sending = True
        kept = await self.keep_draft()
        self._sending = False
        if kept and stands(self):
            self.dismiss(tuple(self._order(claim, text) for claim in self._claims))

    def _order(self, claim: int, text: str) -> c.Command:
        match self._what:
            case What.COMMENT:
                return c.Comment(claim=claim, text=text)
            case What.NOTE:
                return c.Note(claim=claim, text=text)
            case What.TAKEOVER:
                return c.TakeOver(claim=claim, note=text)
            case _:
                return c.Resubmit(claim=claim, note=text or None)
