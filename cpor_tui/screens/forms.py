"""What the forms share: their words, a draft of all that is filled in, and lists that scroll with their cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region

from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.base import PATIENCE, Sheet
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.drafts import AGAIN, REST, Drafted
from cpor_tui.screens.dues import hour
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, said
from cpor_tui.screens.panes import Pane, stands


class Form(Sheet[Any]):
    """A sheet with fields; as wide as it needs. It says itself where the keys are first."""

    AUTO_FOCUS: ClassVar[str | None] = ""

    @property
    def across(self) -> int:
        """Cells across a line of the sheet."""
        return max(20, min(self.size.width, 100) - 5)

    def past_path(self) -> None:
        """Tab in a path that cannot be completed any more: go on."""
        self.focus_next()


class Kept(Form, Drafted):
    """A form that is kept as a draft, whole, on every change; `draft_of` says whose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("send", "keep"),
        Binding("down", "app.focus_next", "next-field", id="next-field", show=False),
        Binding("up", "app.focus_previous", "previous-field", id="previous-field", show=False),
        Binding("f8", "forget", "forget", id="forget"),
    ]

    _kept: tuple[str, int] | None = None
    _open = True

    async def on_mount(self) -> None:
        """Let what is typed at once wait until the draft is back and the keys are where they begin."""
        self.host.hold_keys(self, PATIENCE)
        await super().on_mount()

    def begin_at(self, focus: Callable[[], None]) -> None:
        """Put the keys where they begin, and let them come."""

        def begin() -> None:
            focus()
            # A focus is placed by a message of its own; the first key comes after it.
            self.app.call_later(self.host.release_keys, self)

        self.call_after_refresh(begin)

    def written(self) -> str:
        """All that was filled in, as a draft; "" for nothing."""
        raise NotImplementedError

    def forgotten(self) -> None:
        """Empty the form: its draft was thrown away."""
        raise NotImplementedError

    def kept_form(self) -> tuple[str, int]:
        """The draft as it was when the form was opened, and when it was kept; in the reading thread."""
        if self._kept is None:
            claim, kind = self.draft_of
            draft = self.session.desk.store.draft_get(self.session.actor.name, claim, kind)
            self._kept = (draft.text, draft.at) if draft is not None else ("", 0)
        return self._kept

    def say_restored(self) -> None:
        """Say that a draft is back, and the key that throws it away."""
        text, at = self._kept or ("", 0)
        if text:
            self.say(self.words("draft.back", at=self.text.when(at, self.text.zone, short=True)))

    def touched(self) -> None:
        """Something changed: keep the form once the hands rest."""
        written = self.written()
        if written == self._typed or not self._open:
            return
        self._typed = written
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(REST, self.keep_draft)

    async def keep_draft(self) -> bool:
        """Keep the form now, and say when; gives whether nothing of it can be lost any more."""
        self._rest()
        if not self._open or self.page is None:
            return True
        self._typed = self.written()
        try:
            await self.host.wire.order(self.save_draft)
        except Refused as no:
            if not self._typed:
                return True
            if stands(self):
                self.refuse(no)
                self._timer = self.set_timer(AGAIN, self.keep_draft)
            return False
        if self._typed and stands(self):
            at = hour(self.session.desk.now(), self.text.zone, seconds=True)
            self._draw_kept(self.words("draft.kept", at=at))
        return True

    def forget_draft(self) -> None:
        """Throw the draft away: it was sent, or is not wanted."""
        super().forget_draft()
        self._draw_kept("")

    def _draw_kept(self, words: str) -> None:
        for pane in self.query("#kept").results(Pane):
            pane.set_class(bool(words), "-said")
            pane.draw(said(words, DIM))

    def sent(self, answer: Any) -> None:
        """Close the form: what it says was done."""
        self._open = False
        self.forget_draft()
        self.dismiss(answer)

    async def action_keep(self) -> None:
        """Leave; what was filled in stays a draft. Where it cannot be kept, one stays with it."""
        if await self.keep_draft():
            self._open = False
            self.dismiss(None)

    def action_forget(self) -> None:
        """Throw the draft away and begin anew."""
        self._kept = ("", 0)
        self.forgotten()
        self.forget_draft()
        self.say(self.words("draft.forgotten"))


class Boxes(Choices):
    """Boxes in a scrolling sheet: the cursor stays in sight, and leaves at either end for the next field."""

    MUST: ClassVar[tuple[str, ...]] = ("area", "activity", "pick-mpn")
    """The lists in which one box stays ticked, once one is."""

    def action_pick(self) -> None:
        """Tick the box; one that must stay ticked stays."""
        if not (self.id in self.MUST and self._options and self._options[self._cursor][0] in self._picked):
            super().action_pick()

    def action_move(self, step: int) -> None:
        """Move to another box, or out."""
        if not 0 <= self._cursor + step < len(self._options):
            if step > 0:
                self.screen.focus_next()
            else:
                self.screen.focus_previous()
            return
        super().action_move(step)
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        paper = next((one for one in self.ancestors if isinstance(one, VerticalScroll)), None)
        if paper is not None:
            top = self.region.y - paper.region.y + paper.scroll_offset.y
            row = self._cursor // self._columns
            # With the first box comes its title.
            above = 1 if row == 0 else 0
            paper.scroll_to_region(Region(0, top + row - above, 1, 1 + above), animate=False)

    def on_focus(self) -> None:
        """Show where the keys are."""
        self._cursor = min(self._cursor, max(0, len(self._options) - 1))
        self.call_after_refresh(self._show_cursor)
