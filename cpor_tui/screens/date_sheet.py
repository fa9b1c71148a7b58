"""A sheet for one date, typed as people type dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil import parser
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from cpor_tui.domain.calendar import moment
from cpor_tui.screens.base import Sheet
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, TITLE, said
from cpor_tui.screens.panes import Pane, stands


class DateSheet(Sheet[date | None]):
    """Asks for a date."""

    FOOT = ("send", "keep")
    BINDINGS = bindings("send", "keep")

    def __init__(self) -> None:
        super().__init__(classes="sheet -short")

    def compose(self) -> ComposeResult:
        """What it is, the date, the keys."""
        with Vertical(id="paper"):
            yield Pane(id="title")
            yield Pane(id="hint")
            yield Input(id="date", placeholder="2026-07-21", compact=True)
            yield from self.foot()

    async def on_mount(self) -> None:
        """Begin at the date."""
        await super().on_mount()
        if stands(self):
            self.query_one(Input).focus()

    def fetch(self, wish: Any) -> date:
        """Today, where the office is."""
        desk = self.session.desk
        return moment(desk.now(), desk.store.office.zone).date()

    def show(self, page: Any, before: Any) -> None:
        """Say what the date is for."""
        self.query_one("#title", Pane).draw(said(self.words("date.title"), TITLE))
        self.query_one("#hint", Pane).draw(said(self.words("date.hint"), DIM))

    @on(Input.Submitted, "#date")
    def action_send(self) -> None:
        """Answer with the date."""
        typed = self.query_one(Input).value.strip()
        today: date | None = self.page
        if today is None:
            return
        try:
            day = parser.parse(typed, default=parser.parse(today.isoformat()), dayfirst=True).date()
        except (ValueError, OverflowError):
            self.say(self.words("date.wrong"), wrong=True)
            return
        self.dismiss(max(day, today))

    def action_keep(self) -> None:
        """Leave."""
        self.dismiss(None)
