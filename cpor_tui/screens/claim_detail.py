"""One claim: its proof, its comments, its history and its clocks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, ContentSwitcher, Input

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import REVIEWERS
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.claim_keys import ClaimKeys
from cpor_tui.screens.claim_lines import status_line, title
from cpor_tui.screens.claim_panes import ClockPane, CommentsPane, HistoryPane
from cpor_tui.screens.export import export_history
from cpor_tui.screens.keys import TABS, bindings
from cpor_tui.screens.looks import DIM, said
from cpor_tui.screens.panes import Pane, Scroll, Strip, stands
from cpor_tui.screens.proof_pane import ProofPane
from cpor_tui.screens.view import View, news, view

if TYPE_CHECKING:
    from cpor_tui.screens.listing import ListRoom

PRESENT = 60.0
"""How often an active reader is noted as having the claim open, in seconds."""


class ClaimDetail(ClaimKeys):
    """A claim over the list it came from; J and K walk along that list."""

    NAMES = ("proof", "comments", "history", "clock")
    FOOT = (
        "tick", "open-file", "decide", "macro", "reply", "note", "clock", "history", "take", "release", "take-over",
        "undo", "fix", "add-poe", "submit", "next-claim", "watch", "copy-id", "find", "palette", "help", "back",
    )  # fmt: skip
    BINDINGS = [
        *bindings(
            "back", "help", "palette", "refresh", "next-tab", "previous-tab", "next-claim", "previous-claim", "take",
            "release", "take-over", "take-next", "decide", "macro", "reply", "note", "undo", "watch", "copy-id",
            "copy-link", "clock", "history", "what-if", "find", "fix", "add-poe", "submit", "edit", "dispute", "withdraw",
            "renew", "export", "discard", "assign", "new", "compare",
        ),
        *TABS,
    ]  # fmt: skip

    def __init__(
        self, claim: int, *, tab: str = "proof", origin: ListRoom | None = None, said: str = ""
    ) -> None:
        super().__init__()
        self._claim = claim
        self._first = tab
        self._origin = origin
        self._greeting = said
        self._noted = 0.0

    def compose(self) -> ComposeResult:
        """Head with the History button, tabs, the four panes, foot."""
        with Horizontal(id="top"):
            yield Pane(id="head")
            yield Button(self.words("history-button"), id="history-button", compact=True)
        yield Pane(id="status")
        yield Strip(id="tabs")
        with ContentSwitcher(id="panes", initial=self._first):
            yield ProofPane(id="proof")
            with Scroll(id="comments"):
                yield CommentsPane(id="comments-text")
            with Scroll(id="history"):
                yield Input(id="find", placeholder=self.words("history-hint"), compact=True)
                yield HistoryPane(id="history-text")
            with Scroll(id="clock"):
                yield ClockPane(id="clock-text")
        yield from self.foot()

    async def on_mount(self) -> None:
        """Begin at the tab that was asked for."""
        self.query_one("#find").display = False
        await super().on_mount()
        if not stands(self):
            return
        if self.page is None:
            self.dismiss(None)
            return
        self.say(self._greeting)
        self._note_presence()
        self._focus_tab()

    # Fetch

    @property
    def claim_page(self) -> Page | None:
        """This claim."""
        return self.page.page if self.page is not None else None

    @property
    def tab(self) -> str:
        """The tab in front."""
        return self.query_one(ContentSwitcher).current or "proof"

    def wish(self) -> int:
        """The claim."""
        return self._claim

    def fetch(self, wish: Any) -> View:
        """The claim."""
        return view(self.session, wish)

    def on_key(self) -> None:
        """Whoever presses keys here has the claim open: others see it, and a hold does not lapse."""
        self._note_presence()

    def _note_presence(self) -> None:
        at = time.monotonic()
        if self.session.actor.role in REVIEWERS and at - self._noted >= PRESENT:
            self._noted = at
            self.host.wire.order(self._be_present, self._claim)

    def _be_present(self, claim: int) -> None:
        desk = self.session.desk
        try:
            desk.store.present(claim, self.session.actor.name, desk.now())
        except Refused:
            # A store that cannot be written says so where something is ordered; this is only a courtesy.
            return

    def _be_gone(self, claim: int) -> None:
        desk, me = self.session.desk, self.session.actor.name
        try:
            desk.store.left(claim, me)
            desk.store.looked(claim, me, desk.now())
        except Refused:
            return

    def on_unmount(self) -> None:
        """Let others know that nobody reads here any more."""
        if self._noted:
            self.host.wire.order(self._be_gone, self._claim)

    def news(self, page: Any, before: Any) -> str:
        """What others did to the claim."""
        return news(self.session, page, before)

    def show(self, page: Any, before: Any) -> None:
        """Draw the head and the pane in front; the others when they come to the front."""
        view_: View = page
        head = self.query_one("#head", Pane)
        button = self.query_one("#history-button")
        head.draw(title(self.text, view_.page, max(20, self.size.width - button.outer_size.width - 2)))
        status = [status_line(self.text, view_.page)]
        if view_.here:
            who = ", ".join(name for name, _ in view_.here)
            status.append(said(self.words("claim.here", who=who), DIM))
        self.query_one("#status", Pane).draw(Content("  ").join(status))
        counts = (None, len(view_.comments), len(view_.lines), None)
        tabs = [(self.words(f"tab.{name}"), count) for name, count in zip(self.NAMES, counts, strict=True)]
        self.query_one("#tabs", Strip).draw_tabs(tabs, self.NAMES.index(self.tab))
        self._draw_tab(view_)

    def _draw_tab(self, view_: View) -> None:
        match self.tab:
            case "proof":
                self.query_one(ProofPane).show(view_)
            case "comments":
                self.query_one(CommentsPane).show(view_, self.session)
            case "history":
                self.query_one(HistoryPane).show(view_, self.session, self.query_one("#find", Input).value)
            case _:
                self.query_one(ClockPane).show(view_, self.session)

    def _focus_tab(self) -> None:
        self.query_one(f"#{self.tab}").focus()

    # Keys

    def action_tab(self, number: int) -> None:
        """Bring a tab to the front."""
        if 0 < number <= len(self.NAMES):
            self.query_one(ContentSwitcher).current = self.NAMES[number - 1]
            self.redraw()
            self._focus_tab()

    def action_step_tab(self, step: int) -> None:
        """The next tab, or the one before."""
        self.action_tab((self.NAMES.index(self.tab) + step) % len(self.NAMES) + 1)

    @on(Button.Pressed, "#history-button")
    def action_history(self) -> None:
        """The History tab."""
        self.action_tab(self.NAMES.index("history") + 1)

    def action_clock(self) -> None:
        """The Clock tab."""
        self.action_tab(self.NAMES.index("clock") + 1)

    def action_find(self) -> None:
        """Narrow the history, or search the proof."""
        if self.tab == "proof":
            self.query_one(ProofPane).find()
            return
        self.action_history()
        field = self.query_one("#find", Input)
        field.display = True
        field.focus()

    @on(Input.Changed, "#find")
    def _found(self) -> None:
        if self.page is not None:
            self._draw_tab(self.page)

    @on(Input.Submitted, "#find")
    def _find_kept(self) -> None:
        self._focus_tab()

    def action_back(self) -> None:
        """Close a search, else go back to the list."""
        field = self.query_one("#find", Input)
        if self.tab == "proof" and self.query_one(ProofPane).stop_finding():
            return
        if field.display:
            field.value, field.display = "", False
            self._focus_tab()
        elif len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.app.exit()

    async def action_refresh(self) -> None:
        """Read everything anew."""
        await self.reload()

    def action_what_if(self) -> None:
        """What if the claim came back on another day?"""
        self.action_clock()
        self.query_one(ClockPane).ask()

    async def action_step_claim(self, step: int) -> None:
        """The next claim of the list, or the one before."""
        claim = await self._origin.neighbour(step) if self._origin is not None else None
        if claim is None:
            self.say(self.words("no-more"))
            return
        await self._go_to(claim)

    async def _go_to(self, claim: int) -> None:
        if self._noted:
            self.host.wire.order(self._be_gone, self._claim)
        self._claim, self._noted = claim, 0.0
        self.say("")
        await self.reload(own=True)
        self._note_presence()

    async def action_export(self) -> None:
        """Write this claim's history into a file."""
        if self.session.remote:
            self.say(self.words("export-by-ssh", what=f"history {shown_id(self._claim)} --json"))
        elif self.page is not None:
            await self.export(export_history, self._claim, self.page.lines)

    # Orders

    def targets(self) -> tuple[int, ...]:
        """This claim."""
        return (self._claim,)

    async def look(self) -> View | None:
        """This claim, as it was last read."""
        found: View | None = self.page
        return found

    async def came_to(self, claim: int) -> None:
        """Show the claim that was taken next here."""
        await self._go_to(claim)
        self.action_tab(1)
        self.say(self.words("done.take", claims=shown_id(claim)))
