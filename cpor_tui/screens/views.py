"""Saved views: a filter kept under a name is a tab of the list from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widgets import Input

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.list_frame import ListPage, Wish
from cpor_tui.screens.list_window import ListWish
from cpor_tui.screens.listing import ListRoom
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.screens.saved import LONGEST_NAME, MAY_SHARE
from cpor_tui.store.furniture import EVERYBODY, Saved

MOST_TABS = 3
"""The digits that the fixed tabs leave over: 7, 8 and 9. Further views are found in the palette."""
LONGEST_WORDS = 500
_VIEW = "view:"
_NEW, _SHARED = "new:", "shared:"


@dataclass(frozen=True, slots=True)
class ViewPage(ListPage):
    """A list's page, and the saved views beside the fixed tabs."""

    views: tuple[Saved, ...] = ()


class SavedViews(ListRoom):
    """A list whose saved views are tabs behind the fixed ones."""

    _views: tuple[Saved, ...] = ()

    def words(self, key: str, /, **values: Any) -> str:
        """A view's tab is called what the view is called."""
        if key.startswith(f"tab.{_VIEW}"):
            return key.removeprefix(f"tab.{_VIEW}")
        return super().words(key, **values)

    def wish(self) -> Wish:
        """The words of the tab in front: the desk's, or the view's."""
        self._tab = min(self._tab, len(self.NAMES) - 1)
        saved = self._view_in_front()
        if saved is None:
            return super().wish()
        return Wish(
            ListWish(" & ".join(filter(None, (saved.text, self._narrow))), self._order, self._ask),
            self.subject,
        )

    def _view_in_front(self) -> Saved | None:
        name = self.NAMES[self._tab]
        return next((saved for saved in self._views if f"{_VIEW}{saved.name}" == name), None)

    def fetch(self, wish: Any) -> ViewPage:
        """The list's page, the views, and how many claims each of them shows."""
        page = super().fetch(wish)
        desk, actor = self.session.desk, self.session.actor
        scope = desk.scope(actor)
        views: list[Saved] = []
        counts: list[int | None] = []
        for saved in _own_first(desk.store.view_list(actor.name)):
            try:
                count = desk.store.count(scope, desk.filter(saved.text, actor))
            except Refused:
                continue  # Words that no longer mean anything make no tab; the palette lists them all.
            views.append(saved)
            counts.append(count)
            if len(views) == MOST_TABS:
                break
        fixed = page.counts[: len(type(self).NAMES)]
        return ViewPage(page.window, (*fixed, *counts), page.view, page.now, page.zone, tuple(views))

    def show(self, page: Any, before: Any) -> None:
        """Draw the tabs as they now are, and the list."""
        front = self.NAMES[self._tab]
        self._views = page.views
        self.NAMES = (*type(self).NAMES, *(f"{_VIEW}{saved.name}" for saved in self._views))  # type: ignore[misc]
        self._tab = self.NAMES.index(front) if front in self.NAMES else 0
        super().show(page, before)

    # Keys

    async def show_view(self, saved: Saved) -> None:
        """Go to a view's tab; one that has none narrows the whole list."""
        name = f"{_VIEW}{saved.name}"
        if name in self.NAMES:
            await self.action_tab(self.NAMES.index(name) + 1)
            return
        self._tab = self.NAMES.index("all")
        self._narrow = saved.text
        await self._start_over()

    def action_save_view(self) -> None:
        """Keep what the list shows now under a name."""
        name = self.NAMES[self._tab]
        saved = self._view_in_front()
        words = saved.text if saved is not None else self.tab_words(name)
        words = clean(f"{words} {self._narrow}".strip(), limit=LONGEST_WORDS)
        self.app.push_screen(ViewSheet(words), self._view_saved)

    async def _view_saved(self, name: str | None) -> None:
        await self.reload(own=True)
        if name is not None:
            self.say(self.words("view.saved", name=name))


class ViewSheet(PickSheet):
    """Keeps a filter under the name that is typed, or under one that there is; answers with the name."""

    TITLE_KEY = "view"
    FOOT: ClassVar[tuple[str, ...]] = ("choose", "text-remove", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text-remove")]

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def fetch(self, wish: Any) -> tuple[Saved, ...]:
        """The views that there are."""
        session = self.session
        return tuple(_own_first(session.desk.store.view_list(session.actor.name)))

    def lines(self, typed: str) -> Sequence[Line]:
        """The name that is typed, for oneself or for all; then the views that there are."""
        found: list[Line] = []
        name = clean(typed, limit=LONGEST_NAME).strip()
        shows = self.words("view.words", words=self._words or self.words("view.everything"))
        if name:
            found.append(Line(f"{_NEW}{name}", self.words("view.as", name=name), group=shows))
            if self.session.actor.role in MAY_SHARE:
                found.append(Line(f"{_SHARED}{name}", self.words("view.for-all", name=name), group=shows))
        known = self.words("view.known")
        for saved in self.page:
            whose = self.words("canned.everybody") if saved.person == EVERYBODY else ""
            found.append(Line(saved.name, f"{saved.name}  {saved.text}", whose, group=known))
        return found

    def chosen(self, line: Line) -> None:
        """Keep it."""
        self.run_worker(self._keep_view(line))

    async def _keep_view(self, line: Line) -> None:
        desk = self.session.desk
        new, shared = line.name.startswith(_NEW), line.name.startswith(_SHARED)
        name = line.name.partition(":")[2] if new or shared else line.name
        known = self._saved(line)
        if known is not None and self._not_mine(known):
            return
        person = (
            EVERYBODY
            if shared or (known is not None and known.person == EVERYBODY)
            else self.session.actor.name
        )
        try:
            await self.host.wire.order(desk.store.view_save, person, name, self._words, desk.now())
        except Refused as no:
            self.refuse(no)
            return
        self.dismiss(name)

    def _saved(self, line: Line | None) -> Saved | None:
        return next((saved for saved in self.page if line is not None and saved.name == line.name), None)

    def _not_mine(self, saved: Saved) -> bool:
        if saved.person == EVERYBODY and self.session.actor.role not in MAY_SHARE:
            self.say(self.words("canned.not-yours", name=saved.name), wrong=True)
            return True
        return False

    async def action_text_remove(self) -> None:
        """Forget the view under the cursor."""
        saved = self._saved(self.under)
        if saved is None or self._not_mine(saved):
            return
        try:
            await self.host.wire.order(self.session.desk.store.view_remove, saved.person, saved.name)
        except Refused as no:
            self.refuse(no)
            return
        self.query_one("#narrow", Input).value = ""
        await self.reload(own=True)
        self.say(self.words("canned.removed", name=saved.name))


def _own_first(found: Sequence[Saved]) -> list[Saved]:
    own = {saved.name for saved in found if saved.person}
    kept = [saved for saved in found if saved.person or saved.name not in own]
    return sorted(kept, key=lambda saved: (not saved.person, saved.at, saved.name))
