"""Three panes of a claim: what was said, what happened, and how its clocks stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from textual.content import Content

from cpor_tui.domain.names import PARTNER
from cpor_tui.screens.day_strip import explained, outlook, strips, supposing
from cpor_tui.screens.looks import DIM, TITLE, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.thread_lines import comment_lines, history_lines
from cpor_tui.screens.view import View
from cpor_tui.session import Session

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room


def across(pane: Pane) -> int:
    """The cells a pane has across."""
    region = getattr(pane.parent, "scrollable_content_region", None)
    return max(20, region.width if region is not None and region.width else pane.app.size.width - 2)


def zone_of(view: View) -> str:
    """The reader's own zone: the office's for reviewers, the organisation's for its people."""
    return view.page.org.zone if view.page.actor.role in PARTNER else view.page.office_zone


class CommentsPane(Pane):
    """The thread."""

    def show(self, view: View, session: Session) -> None:
        """Everything that was said, oldest first."""
        me = session.actor.name
        self.draw(
            comment_lines(session.text, view.comments, zone_of(view), across(self), me, new=view.is_new)
        )


class HistoryPane(Pane):
    """The history."""

    def show(self, view: View, session: Session, words: str) -> None:
        """Everything that happened and has the words, newest first."""
        self.draw(
            history_lines(session.text, view.lines, zone_of(view), across(self), words, newest_first=True)
        )


class ClockPane(Pane):
    """The clocks, day by day."""

    _day: date | None = None

    def show(self, view: View, session: Session) -> None:
        """The strips, the words, what follows, the legend."""
        text, page, width = session.text, view.page, across(self)
        found: list[Content] = []
        found += folded(
            text("screens.clock.rule", rules=page.claim.rules, zone=page.office_zone), width, look=DIM
        )
        found += [Content(""), *strips(text, page, width), Content(""), *explained(text, page, width)]
        found += [Content(""), *outlook(text, page, width)]
        if self._day is not None:
            found += [
                Content(""),
                said(text("screens.clock.supposing"), TITLE),
                *supposing(text, page, self._day, width),
            ]
        found += [Content(""), *folded(text("screens.clock.legend"), width, look=DIM)]
        self.draw(found)

    def ask(self) -> None:
        """Ask for a day to suppose."""
        from cpor_tui.screens.date_sheet import DateSheet

        self.app.push_screen(DateSheet(), self._supposed)

    def _supposed(self, day: date | None) -> None:
        self._day = day
        room = cast("Room[Any]", self.screen)
        room.call_after_refresh(room.redraw)
