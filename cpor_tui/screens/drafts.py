"""Keeps what is being typed, per person and claim, so that no dropped line and no killed process loses it."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.widgets import TextArea

from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.base import Room
from cpor_tui.screens.panes import stands

REST = 1.0
"""Seconds without a key after which a text is kept."""
AGAIN = 5.0
"""Seconds after which a text that could not be kept is offered again."""


class Drafted(Room[Any]):
    """A room with one text (`#message`) that is kept as a draft while it is typed."""

    draft_of: tuple[int, str] = (0, "text")
    """The claim and the kind of the draft."""
    _timer: Any = None
    _typed: str = ""

    def kept_text(self) -> str:
        """The draft of this person, claim and kind; in the reading thread."""
        claim, kind = self.draft_of
        draft = self.session.desk.store.draft_get(self.session.actor.name, claim, kind)
        return self.unpacked(draft.text) if draft is not None else ""

    async def begun_text(self) -> str:
        """The draft, to begin with; where it cannot be read, that is said."""
        try:
            return await self.read(self.kept_text)
        except Refused as no:
            self.refuse(no)
            return ""

    def packed(self, text: str) -> str:
        """What is kept of the text; a room may keep more with it."""
        return text

    def unpacked(self, kept: str) -> str:
        """The text of what was kept."""
        return kept

    @on(TextArea.Changed, "#message")
    def _draft_changed(self, event: TextArea.Changed) -> None:
        self._typed = event.text_area.text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(REST, self.keep_draft)

    async def keep_draft(self) -> bool:
        """Keep the text now; gives whether nothing of it can be lost any more."""
        self._rest()
        if not self.query("#message"):
            return True
        try:
            await self.host.wire.order(self.save_draft)
        except Refused as no:
            if not self._typed.strip():
                return True
            if stands(self):
                self.refuse(no)
                self._timer = self.set_timer(AGAIN, self.keep_draft)
            return False
        return True

    async def action_keep(self) -> None:
        """Leave; what was written stays a draft. Where it cannot be kept, one stays with it."""
        self.catch_up()
        if await self.keep_draft():
            self.dismiss(None)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def catch_up(self) -> None:
        """Take in what was typed since the screen last said so: a line may drop between two keys."""
        for field in self.query("#message").results(TextArea):
            self._typed = field.text

    def save_draft(self) -> None:
        """Write the draft; in the thread of orders, or in that of a hang-up."""
        claim, kind = self.draft_of
        desk = self.session.desk
        text = self.packed(self._typed) if self._typed.strip() else ""
        desk.store.draft_put(self.session.actor.name, claim, kind, text, desk.now())

    def forget_draft(self) -> None:
        """Throw the draft away: it was sent."""
        self._rest()
        self._typed = ""
        self.host.wire.order(self._try_to_save)

    def _try_to_save(self) -> None:
        try:
            self.save_draft()
        except Refused:
            # The store is lost, which the next order says. A draft that stays is offered again: better than none.
            return
