"""The field in which a filter is typed: what its last word can go on to stands below, and Tab takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from cpor_tui.domain.filter import parse
from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.filter_words import Begun, Words, begun, customers, gone_on, offers, together, words_for
from cpor_tui.screens.looks import BOLD, DIM, KEY, said
from cpor_tui.screens.panes import Pane, stands

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room

_SHORTEST = 2
"""Letters of a customer's name before it is looked up."""


class FilterField(Input):
    """A filter; Tab completes its last word, and where there are several, goes through them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "complete-word", id="complete-word", show=False),
        Binding("shift+tab", "complete(-1)", "complete-back", id="complete-back", show=False),
    ]

    def __init__(self, *, placeholder: str) -> None:
        super().__init__(id="filter", placeholder=placeholder, compact=True)
        self._words: Words | None = None
        self._at = Begun("", "", "")
        self._offers: tuple[str, ...] = ()
        self._taken: int | None = None
        self._left = ""
        """What stands in the field since Tab took an offer; another text is a person's own."""

    @property
    def _room(self) -> Room[Any]:
        return cast("Room[Any]", self.screen)

    @property
    def _pane(self) -> Pane:
        return self.screen.query_one("#filter-words", Pane)

    def on_focus(self) -> None:
        """Learn the names that there are now, and offer."""
        self._pane.display = True
        self.run_worker(self._learn(), group="words", exclusive=True)

    def on_blur(self) -> None:
        """Offer nothing more."""
        self._pane.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits what was typed; while Tab goes through the offers, they stay."""
        if self.value != self._left and self._words is not None:
            self._offer()
        if self._offers and self._wrong() is not None:
            # A word that is only begun is no mistake yet; the list waits for the rest of it.
            event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say what is not understood, and stay, so that it can be mended."""
        if (no := self._wrong()) is not None:
            event.stop()
            self._room.refuse(no)

    def _wrong(self) -> Refused | None:
        try:
            parse(self.value)
        except Refused as no:
            return no
        return None

    async def _learn(self) -> None:
        room = self._room
        try:
            self._words = await room.read(words_for, room.session)
        except Refused as no:
            room.refuse(no)
        else:
            if stands(self):
                self._offer()

    def _offer(self) -> None:
        at = begun(self.value[: self.cursor_position])
        self._take_up(at)
        if at.key == "customer" and len(at.part) >= _SHORTEST:
            # Nobody who types waits for it, and only the last is looked up.
            self.run_worker(self._look_up(at), group="names", exclusive=True)

    def _take_up(self, at: Begun, named: tuple[str, ...] = ()) -> None:
        if self._words is not None:
            self._at, self._offers, self._taken, self._left = at, offers(self._words, at, named), None, ""
            self._draw()

    async def _look_up(self, at: Begun) -> None:
        room = self._room
        try:
            named = await room.read(customers, room.session, at.part)
        except Refused as no:
            room.refuse(no)
            return
        if stands(self) and at == self._at and self._taken is None:
            self._take_up(at, named)

    def action_complete(self, step: int) -> None:
        """Go on with the word as far as all offers agree, then through them one by one."""
        if not self._offers:
            return
        if self._taken is None and (further := together(self._at, self._offers)) and len(self._offers) > 1:
            self._put(further, kept=False)
            return
        first = 0 if step > 0 else -1
        self._taken = (first if self._taken is None else self._taken + step) % len(self._offers)
        # A single one is settled: what comes after it is offered next.
        self._put(gone_on(self._at, self._offers[self._taken]), kept=len(self._offers) > 1)
        self._draw()

    def _put(self, typed: str, *, kept: bool) -> None:
        value = typed + self.value[self.cursor_position :]
        self._left = value if kept else ""
        self.value = value
        self.cursor_position = len(typed)

    def _draw(self) -> None:
        width = max(10, self.app.size.width - 2)
        if not self._offers:
            self._pane.draw(said(self._room.words("filter-hint"), DIM).truncate(width, ellipsis=True))
            return
        parts: list[Content] = [said("Tab", KEY)]
        # The one that Tab took stays in sight.
        first = max(0, (self._taken or 0) - 2)
        for n, word in enumerate(self._offers[first:], first):
            parts.append(said(word, BOLD) if n == self._taken else said(word, DIM))
        self._pane.draw(Content("  ").join(parts).truncate(width, ellipsis=True))
