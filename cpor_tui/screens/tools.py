"""What every room has: the help, the palette, saved texts in any message, and one's own editor."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, cast

from textual.app import SuspendNotSupported
from textual.widgets import TextArea

from cpor_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from cpor_tui.pages import Page
    from cpor_tui.screens.base import Room

_CALL = re.compile(r"(?:^|(?<=\s))::$")


class Tools:
    """A part of every room."""

    @property
    def _room(self) -> Room[Any]:
        return cast("Room[Any]", self)

    def key_words(self, name: str) -> str:
        """What a key does, by its binding's id, in the reader's language; "" for what nobody needs to know."""
        text = self._room.text
        for where in ("screens", "screens_forms"):
            if text.has(f"{where}.key.{name}"):
                return text(f"{where}.key.{name}")
        return ""

    def action_help(self) -> None:
        """The keys of this place, and what each status means."""
        from cpor_tui.screens.helping import HelpSheet, key_lines, status_lines

        room = self._room
        room.app.push_screen(HelpSheet([*key_lines(room), *status_lines(room.text)]))

    async def action_palette(self) -> None:
        """Everything that can be done here, by typing its name."""
        from cpor_tui.screens.palette import Palette, entries

        room = self._room
        try:
            found = await room.read(entries, room)
        except Refused as no:
            room.refuse(no)
            return
        room.app.push_screen(Palette(found), lambda name: found.run(room, name))

    def go_to_claim(self, claim: int) -> None:
        """Open a claim by its number; one that is not there is said."""
        room = self._room
        room.run_worker(self._go_to_claim(claim))

    async def _go_to_claim(self, claim: int) -> None:
        from cpor_tui.screens.claim_detail import ClaimDetail

        room = self._room
        try:
            await room.read(room.session.desk.page, claim, room.session.actor)
        except Refused as no:
            room.refuse(no)
            return
        room.app.push_screen(ClaimDetail(claim))

    def action_texts(self) -> None:
        """The saved texts, to write and to change."""
        from cpor_tui.screens.canned import CannedSheet

        self._room.app.push_screen(CannedSheet(self._room.claim_page))

    def action_kept(self) -> None:
        """Drafts, last decisions, mail, and whether a worker runs; what is picked is opened."""
        from cpor_tui.screens.kept import NEW, KeptSheet

        room = self._room

        async def opened(name: str | None) -> None:
            if name == NEW:
                await room.run_action("new")
            elif name is not None:
                self.go_to_claim(int(name.partition(":")[2]))

        room.app.push_screen(KeptSheet(), opened)

    def action_editor(self) -> None:
        """Write the message in one's own editor; not over SSH, where it would run on the host."""
        from cpor_tui.screens.editor import editor_of, through_editor

        room = self._room
        field = self._message()
        if field is None:
            return
        if room.session.remote:
            room.say(room.words("editor.remote"), wrong=True)
            return
        command = editor_of(os.environ)
        try:
            with room.app.suspend():
                written = through_editor(field.text, command)
        except SuspendNotSupported:
            room.say(room.words("editor.not-here"), wrong=True)
            return
        except OSError:
            room.say(room.words("editor.none", command=command[0]), wrong=True)
            return
        if written is None:
            room.say(room.words("editor.failed", command=command[0]), wrong=True)
            return
        field.text = written
        field.move_cursor(field.document.end)
        field.focus()

    def _message(self) -> TextArea | None:
        room = self._room
        if isinstance(room.focused, TextArea):
            return room.focused
        return next(iter(room.query(TextArea)), None)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """`::` in a message, after a space or at the start of a line, offers the saved texts."""
        field = event.text_area
        row, column = field.cursor_location
        line = field.document.get_line(row)[:column] if row < field.document.line_count else ""
        if field.has_focus and _CALL.search(line) and self._room.app.screen is self._room:
            self.offer_texts(field)

    def offer_texts(self, field: TextArea) -> None:
        """Pick a saved text; it takes the place of the `::`."""
        from cpor_tui.screens.canned import CannedSheet

        def insert(text: str | None) -> None:
            if text:
                row, column = field.cursor_location
                field.replace(text, (row, max(0, column - 2)), (row, column))
            field.focus()

        self._room.app.push_screen(CannedSheet(self._page_in_view()), insert)

    def _page_in_view(self) -> Page | None:
        """The page of the one claim that a message is about; None where it goes to several."""
        if len(getattr(self, "_claims", ())) > 1:
            return None
        pages = (getattr(screen, "claim_page", None) for screen in reversed(self._room.app.screen_stack))
        return next((page for page in pages if page is not None), None)
