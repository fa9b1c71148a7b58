"""The reviewers' queue: what is to be decided, most urgent first, with the claim under the cursor beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from textual.content import Content

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import REVIEWERS, What
from cpor_tui.pages import Page
from cpor_tui.reading import REVIEWER_TABS
from cpor_tui.screens.claim_lines import (
    asked,
    clock_lines,
    file_lines,
    otherwise,
    point_lines,
    points_in_short,
    rejection,
    rivals,
    status_line,
    title,
)
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.dues import hour
from cpor_tui.screens.foresight import in_short, outcomes
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, TITLE, fit, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.rows import reviewer_columns
from cpor_tui.screens.table_columns import Column
from cpor_tui.screens.thread_lines import comment_lines, history_lines
from cpor_tui.screens.view import View
from cpor_tui.screens.views import SavedViews
from cpor_tui.screens.wire import DECISIONS_SHOWN


class ReviewerQueue(SavedViews):
    """Every claim of the programme, for those who review it and for those who run it."""

    NAMES = tuple(REVIEWER_TABS)
    ORDER = "urgent"
    FOOT = (
        "take-next", "open", "take", "release", "mark", "decide", "macro", "undo", "reply", "note", "watch", "copy-id",
        "filter", "sort", "preview", "palette", "help", "quit",
    )  # fmt: skip
    BINDINGS = [*bindings("compare")]

    def heading(self) -> str:
        """The queue for reviewers, all claims for operators."""
        return self.words("queue" if self.session.actor.role in REVIEWERS else "all-claims")

    def tab_words(self, tab: str) -> str:
        """The desk's own words for the tab."""
        return REVIEWER_TABS[tab]

    def columns(self) -> Sequence[Column]:
        """Clock, due, claim, partner, customer, proof, who."""
        return reviewer_columns(self.text)

    async def on_mount(self) -> None:
        """Begin with what is next up; who decides nothing begins with all."""
        if self.session.actor.role not in REVIEWERS:
            self._tab = self.NAMES.index("all")
        await super().on_mount()

    def show(self, page: Any, before: Any) -> None:
        """As every list; and, where it has room, what stands beside it."""
        super().show(page, before)
        if self.size.width >= 160:
            self.query_one("#side", Pane).draw(self._side())

    def preview(self, view: View) -> None:
        """A few lines below the list, or the whole claim beside it."""
        pane = self.query_one("#claim", Pane)
        width = across(pane)
        if self.size.width < 120:
            pane.draw(self._short(view, width))
            return
        wide = self.size.width >= 160
        pane.draw(self._beside(view, width, wide=wide))
        thread = self.query_one("#thread", Pane)
        if wide:
            thread.draw(self._thread(view, across(thread)))

    def _short(self, view: View, width: int) -> list[Content]:
        page, text = view.page, self.text
        found = [title(text, page, width), status_line(text, page)]
        found.append(points_in_short(text, page.claim))
        found += asked(text, page, width)[:2] or rejection(text, page, width)[:2]
        if view.comments:
            last = view.comments[-1]
            found.append(said(f'{last.by}: "{last.text}"').truncate(width, ellipsis=True))
        if words := otherwise(text, page):
            found += folded(words, width, look=DIM)
        found += rivals(text, page, width)[:1]
        return found

    def _beside(self, view: View, width: int, *, wide: bool) -> list[Content]:
        page, text = view.page, self.text
        found = [title(text, page, width), status_line(text, page)]
        found += self._section("clock", "t") + clock_lines(text, page, width)
        if words := otherwise(text, page):
            found += folded(words, width, 1, DIM)
        found += self._section("check", "Enter") + point_lines(text, page.claim, width)
        found += self._section("files", "o") + file_lines(text, page, width)
        if said_ := asked(text, page, width) or rejection(text, page, width):
            found += [Content(""), *said_]
        if wide and any(what in page.allowed for what in (What.START, *outcomes(page))):
            found += self._section("decide", "d") + self._outcomes(page, width)
        if same := rivals(text, page, width):
            found += self._section("same-customer", "b") + same
        if not wide:
            found += self._section("thread", "r c") + self._thread_only(view, width)
        return found

    def _outcomes(self, page: Page, width: int) -> list[Content]:
        found: list[Content] = []
        for n, what in enumerate(outcomes(page), 1):
            words = f" {n} {self.words(f'decide.{what.value}')}  {in_short(self.text, page, what)}"
            found.append(said(words).truncate(width, ellipsis=True))
        return found

    def _section(self, name: str, key: str = "") -> list[Content]:
        return [
            Content(""),
            Content.assemble(said(self.words(f"section.{name}"), TITLE), "  ", said(key, DIM)),
        ]

    def _thread_only(self, view: View, width: int) -> list[Content]:
        return comment_lines(self.text, view.comments, view.page.office_zone, width, self.session.actor.name)

    def _thread(self, view: View, width: int) -> list[Content]:
        text, zone = self.text, view.page.office_zone
        head = said(
            self.words("section.thread-of", claim=shown_id(view.page.claim.id), n=len(view.comments)), TITLE
        )
        story = said(self.words("section.history-of", n=len(view.lines)), TITLE)
        return [
            head,
            *self._thread_only(view, width),
            Content(""),
            story,
            *history_lines(text, view.lines[-4:], zone, width, newest_first=True),
        ]

    def _side(self) -> list[Content]:
        text = self.text
        counts = self.page.counts
        found = [said(self.words("section.views"), TITLE)]
        # A programme's counts may have six digits; the names make room for them, on one line each.
        digits = max([3, *(len(str(count)) for count in counts if count is not None)])
        for n, (tab, count) in enumerate(zip(self.NAMES, counts, strict=True)):
            name = fit(self.words(f"tab.{tab}"), 14 - digits)
            words = f"{n + 1} {name} {count if count is not None else '':>{digits}}"
            found.append(
                said(f"[{words}]" if n == self._tab else f" {words} ", BOLD if n == self._tab else "")
            )
        found += [Content(""), said(self.words("section.last-decisions"), TITLE)]
        zone = self.page.zone
        for decision in islice(self.host.decisions, DECISIONS_SHOWN):
            words = f"{hour(decision.at, zone)} {shown_id(decision.claim)}"
            found.append(said(words))
            state = "undone" if decision.undone else "undoable" if self.page.now < decision.until else "done"
            until = hour(decision.until, zone, seconds=True)
            what = text.event(decision.what.value)
            found.append(said("  " + self.words(f"decision.{state}", what=what, until=until), DIM))
        if not self.host.decisions:
            found.append(said(self.words("none-yet"), DIM))
        found += [Content(""), said(self.words("section.clock-key"), TITLE)]
        found += [said(self.words(f"clock-key.{name}")) for name in ("late", "today", "soon", "paused")]
        return found
