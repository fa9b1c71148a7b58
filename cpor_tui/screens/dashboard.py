"""The partner's dashboard: each claim with what to do and by when, and what happens otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import Status
from cpor_tui.reading import PARTNER_TABS
from cpor_tui.screens.claim_lines import (
    asked,
    clock_lines,
    file_lines,
    otherwise,
    rejection,
    status_line,
    title,
    where_it_is,
)
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.looks import BOLD, DIM, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.rows import partner_columns
from cpor_tui.screens.table_columns import Column
from cpor_tui.screens.table_window import Window
from cpor_tui.screens.thread_lines import comment_lines, history_lines
from cpor_tui.screens.view import View
from cpor_tui.screens.views import SavedViews
from cpor_tui.store import ClaimRow


class Dashboard(SavedViews):
    """A partner's own claims."""

    NAMES = tuple(PARTNER_TABS)
    ORDER = "due"
    FOOT = (
        "open", "fix", "new", "edit", "add-poe", "submit", "reply", "dispute", "withdraw", "renew", "watch", "copy-id",
        "filter", "sort", "palette", "help", "quit",
    )  # fmt: skip

    def heading(self) -> str:
        """The organisation's name."""
        page = self.claim_page
        return page.org.name if page is not None else self.words("dashboard")

    def tab_words(self, tab: str) -> str:
        """The desk's own words for the tab."""
        return PARTNER_TABS[tab]

    def columns(self) -> Sequence[Column]:
        """Your due, claim, customer, status, do this."""
        return partner_columns(self.text)

    def arranged(self, rows: Window, lines: Sequence[ClaimRow]) -> Window:
        """What needs the partner first, then what waits, then what is over."""
        rank = {str(line.id): _rank(line) for line in lines}
        return Window(
            tuple(sorted(rows.rows, key=lambda row: rank[row.key])), rows.start, rows.total, rows.ask
        )

    def preview(self, view: View) -> None:
        """What is asked, what happens otherwise, where the claim is."""
        pane = self.query_one("#claim", Pane)
        width = across(pane)
        pane.draw(self._short(view, width) if self.size.width < 120 else self._long(view, width))
        if self.size.width >= 160:
            thread = self.query_one("#thread", Pane)
            thread.draw(self._thread(view, across(thread)))

    def _short(self, view: View, width: int) -> list[Content]:
        page, text = view.page, self.text
        found = [title(text, page, width), status_line(text, page)]
        found += asked(text, page, width) or rejection(text, page, width)
        if words := otherwise(text, page):
            found += folded(words, width, look=SOON)
        if page.claim.status is Status.EDITING and page.needs:
            found += folded(self._still_needs(page.needs), width)
        found += where_it_is(text, page, width)
        found += folded(text(f"meaning.{page.claim.phase or page.shown_status}"), width, look=DIM)
        return found

    def _long(self, view: View, width: int) -> list[Content]:
        page, text = view.page, self.text
        found = self._short(view, width)
        found += ["", said(self.words("section.clock"), TITLE), *clock_lines(text, page, width)]  # type: ignore[list-item]
        found += ["", said(self.words("section.files"), TITLE), *file_lines(text, page, width)]  # type: ignore[list-item]
        if self.size.width < 160:
            found += ["", *self._thread(view, width)]  # type: ignore[list-item]
        found += ["", *self._meanings(width)]  # type: ignore[list-item]
        return [Content("") if line == "" else line for line in found]

    def _still_needs(self, needs: Sequence[str]) -> str:
        return self.words("still-needs", what=self.text.list(self.text.field(name) for name in needs))

    def _thread(self, view: View, width: int) -> list[Content]:
        text, zone = self.text, view.page.org.zone
        return [
            said(
                self.words("section.thread-of", claim=shown_id(view.page.claim.id), n=len(view.comments)),
                TITLE,
            ),
            *comment_lines(text, view.comments, zone, width, self.session.actor.name),
            Content(""),
            said(self.words("section.history-of", n=len(view.lines)), TITLE),
            *history_lines(text, view.lines[-4:], zone, width, newest_first=True),
        ]

    def _meanings(self, width: int) -> list[Content]:
        found = [said(self.words("section.meanings"), TITLE)]
        for name in (
            "editing",
            "submitted",
            "under-review",
            "partner-action-required",
            "approved",
            "rejected",
        ):
            found.append(said(self.text.status(name), BOLD))
            found += folded(self.text(f"meaning.{name}"), width, 2, DIM)
        return found


def _rank(line: ClaimRow) -> int:
    if line.status is Status.PARTNER_ACTION_REQUIRED:
        return 0
    if line.status is Status.REJECTED and line.phase is not None and line.phase.value == "disputable":
        return 1
    if line.status is Status.EDITING:
        return 2
    return 3 if line.due_at is not None else 4
