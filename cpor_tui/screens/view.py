"""All that is shown of one claim, read at once and frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cpor_tui.domain.calendar import Calendar, House
from cpor_tui.domain.names import REVIEWERS
from cpor_tui.pages import Line, Page
from cpor_tui.session import Session
from cpor_tui.store import CommentRow

HERE = 5 * 60_000_000
"""For how long somebody who opened a claim counts as being there, in microseconds."""


@dataclass(frozen=True, slots=True)
class View:
    """One claim for one reader: its page, what was said, what happened, and who else has it open."""

    page: Page
    comments: tuple[CommentRow, ...]
    lines: tuple[Line, ...]
    here: tuple[tuple[str, int], ...]
    looked_at: int | None = None
    """When this reviewer last left the claim; None: never seen, or nobody asks."""

    def is_new(self, at: int, by: str) -> bool:
        """Whether what somebody else brought at an instant came after the reader's last look."""
        return self.looked_at is not None and at > self.looked_at and by != self.page.actor.name

    @property
    def version(self) -> int:
        """The claim's version that the reader sees."""
        return self.page.claim.version


@dataclass(frozen=True, slots=True)
class Still:
    """A page's calendars as they stood when it was read: nothing that draws it asks the store again."""

    house: House

    def __call__(self, key: str, revision: int | None) -> Calendar:
        """The calendar of a key, at a revision or as it stood."""
        for place in (self.house.office, self.house.partner):
            if place.calendar.key == key and revision in (None, place.calendar.revision):
                return place.calendar
        return self.house.calendar(key, revision)


def still(page: Page) -> Page:
    """The page with its calendars as they stand: it can be drawn away from the reading thread."""
    return replace(page, house=replace(page.house, calendar=Still(page.house)))


def view(session: Session, claim: int) -> View:
    """The claim as this reader sees it now. Raises Refused(not_found)."""
    desk, actor = session.desk, session.actor
    page = still(desk.page(claim, actor))
    here: tuple[tuple[str, int], ...] = ()
    looked_at: int | None = None
    if actor.role in REVIEWERS:
        here = tuple(one for one in desk.store.presence(claim, page.now - HERE) if one[0] != actor.name)
        looked_at = desk.store.last_look(claim, actor.name)
    return View(page, desk.comments(claim, actor), desk.history(claim, actor), here, looked_at)


def news(session: Session, view: View, before: View) -> str:
    """One line on what others did to the claim since `before`."""
    if view.page.claim.id != before.page.claim.id:
        return ""
    fresh = [
        line for line in view.lines if line.event.seq > before.version and line.event.by != session.actor.name
    ]
    if not fresh:
        return ""
    last = fresh[-1].event
    text = session.text
    return text("screens.news", who=last.by, what=text.event(last.what.value))
