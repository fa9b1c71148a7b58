"""One page of a proof file as a picture, where the terminal and the config allow it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from textual.containers import VerticalScroll

from cpor_tui.domain.claim import Poe
from cpor_tui.domain.refusals import Refused
from cpor_tui.poe.kinds import Fault
from cpor_tui.poe.reading import Page
from cpor_tui.screens.looks import DIM, SOON, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.terminal.pictures import Pictures

if TYPE_CHECKING:
    from cpor_tui.poe.drawn import Pixels
    from cpor_tui.screens.base import Room

MOST_COLUMNS, MOST_ROWS = 160, 280
"""Cells of a picture: wider is no clearer, and kitty's cells can be counted to 297."""
MOST_PIXELS = 1280
"""Pixels across that a page is drawn with; what is sent to the terminal grows with their square."""
LEAST_PIXELS = 480
KEPT = 4
"""Pictures that are kept, of some megabytes each: the page before and the page after."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a claim's file."""

    claim: int
    poe: Poe
    page: Page


class ProofPicture(VerticalScroll):
    """Shows one page at a time, as wide as there is room; the page is drawn by the child that reads."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, can_focus=False)
        self._wanted: tuple[Sheet, int] | None = None
        self._kept: dict[tuple[str, int, int], Pixels | Fault] = {}
        self._top = 0.0

    def show(self, sheet: Sheet, top: float = 0.0) -> None:
        """Show a page, with what stands at `top` (0 to 1) in sight; what is shown so already stays as it is scrolled."""
        columns = max(8, min(MOST_COLUMNS, self.container_size.width - 3))
        before, self._top = self._top, top
        if self._wanted == (sheet, columns):
            if top != before:
                self._go_to_top()
            return
        self._wanted = (sheet, columns)
        self.run_worker(self._paint(sheet, columns), group="picture", exclusive=True)

    def look_again(self) -> None:
        """Let the next place be gone to, be it the same one."""
        self._top = -1.0

    def forget(self) -> None:
        """Show nothing, and keep nothing."""
        self._wanted = None
        self._kept.clear()
        self.remove_children()

    def at_end(self, step: int) -> bool:
        """Whether there is nothing more of the page that way."""
        return self.scroll_target_y >= self.max_scroll_y if step > 0 else self.scroll_target_y <= 0

    @property
    def _room(self) -> Room[Any]:
        return cast("Room[Any]", self.screen)

    async def _paint(self, sheet: Sheet, columns: int) -> None:
        pictures = self._room.host.pictures
        if not isinstance(pictures, Pictures):
            return
        width = max(LEAST_PIXELS, min(MOST_PIXELS, columns * pictures.cell[0]))
        key = (sheet.poe.sha256, sheet.page.number, width)
        if key not in self._kept:
            await self._put(self._sentence(self._room.text("poe.picture.drawing"), DIM))
            try:
                drawn = await self._drawn(sheet, width)
            except Refused as no:
                self._room.refuse(no)
                return
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = drawn
        if self._wanted != (sheet, columns) or not stands(self):
            return
        found = self._kept[key]
        if isinstance(found, Fault):
            why = "poe.picture.none" if found is Fault.UNKNOWN_KIND else "poe.picture.failed"
            await self._put(self._sentence(self._room.text(why, why=self._room.text.label(found)), SOON))
            return
        rows = pictures.rows(columns, found.across, found.down)
        if rows > MOST_ROWS:
            columns, rows = max(1, columns * MOST_ROWS // rows), MOST_ROWS
        widget = pictures.widget(found.rgb, found.across, found.down)
        widget.styles.width, widget.styles.height = columns, rows
        await self._put(widget)
        self.call_after_refresh(self._go_to_top)

    async def _drawn(self, sheet: Sheet, width: int) -> Pixels | Fault:
        # What draws is loaded with the first picture.
        from cpor_tui.poe.drawn import pixels

        session = self._room.session
        _, content = await self._room.read(
            session.desk.poe_bytes, sheet.claim, sheet.poe.sha256, session.actor
        )
        return await asyncio.to_thread(pixels, content, sheet.page, width=width)

    async def _put(self, widget: Any) -> None:
        await self.remove_children()
        await self.mount(widget)

    def _sentence(self, words: str, look: str) -> Pane:
        pane = Pane()
        pane.draw(folded(words, max(20, self.container_size.width - 3), 2, look) or said(""))
        return pane

    def _go_to_top(self) -> None:
        shown = self.virtual_size.height
        self.scroll_to(y=max(0, int(self._top * shown) - self.size.height // 3), animate=False)
