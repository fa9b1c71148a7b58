"""One proof file as text, page by page: searched, scrolled, and with the line marked that speaks for a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from cpor_tui.poe.reading import Page, Reading
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.looks import BOLD, DIM, LATE, SOON, folded, said
from cpor_tui.screens.panes import Pane

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room

MOST_LINES = 5000
"""Lines of one file that are put on the screen."""


class ProofText(Container):
    """The text of a file; the keys are those of the pane around it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._name = ""
        self._reading: Reading | None = None
        self._mark: tuple[int, int] | None = None
        self._words = ""

    def compose(self) -> ComposeResult:
        """Search, title, text."""
        yield Input(id="proof-find", compact=True)
        yield Pane(id="page-title")
        with VerticalScroll(id="pages", can_focus=False):
            yield Pane(id="page-text")

    def on_mount(self) -> None:
        """The search is out of sight until it is asked for."""
        self.query_one("#proof-find").display = False

    # What the pane says

    def show(self, name: str, reading: Reading | None) -> None:
        """Show a file; None: it is still being read."""
        if name != self._name:
            self._name, self._mark = name, None
            self._pages.scroll_home(animate=False)
        self._reading = reading
        self._draw()

    def go_to(self, page: int, line: int) -> None:
        """Mark a line and bring it into sight."""
        self._mark = (page, line)
        self._draw()
        self.call_after_refresh(self._show_mark)

    def turn(self, step: int) -> None:
        """Turn the page."""
        (self._pages.scroll_page_down if step > 0 else self._pages.scroll_page_up)(animate=False)

    def edge(self, end: int) -> None:
        """Go to the beginning or the end."""
        (self._pages.scroll_end if end else self._pages.scroll_home)(animate=False)

    def find(self) -> None:
        """Ask for words to search the file for."""
        field = self.query_one("#proof-find", Input)
        field.display = True
        field.focus()

    def stop_finding(self) -> bool:
        """Close the search; False if none was open."""
        field = self.query_one("#proof-find", Input)
        if not field.display and not self._words:
            return False
        field.value, field.display, self._words, self._mark = "", False, "", None
        self._draw()
        return True

    # Drawing

    @property
    def _room(self) -> Room[Any]:
        return cast("Room[Any]", self.screen)

    @property
    def _pages(self) -> VerticalScroll:
        return self.query_one("#pages", VerticalScroll)

    def _draw(self) -> None:
        title, text = self.query_one("#page-title", Pane), self.query_one("#page-text", Pane)
        words, reading = self._room.words, self._reading
        if not self._name:
            title.draw(Content(""))
            text.draw(said(words("files.none"), DIM))
        elif reading is None:
            title.draw(said(self._name, BOLD))
            text.draw(said(words("proof.reading"), DIM))
        else:
            fault = self._room.text.label(reading.fault) if reading.fault is not None else ""
            pages = said(f"{self._name}  {words('proof.pages', n=len(reading.pages))}", BOLD)
            title.draw(Content.assemble(pages, "  ", said(fault, LATE)))
            text.draw(self._lines(reading, across(text)))

    def _lines(self, reading: Reading, width: int) -> list[Content]:
        found: list[Content] = []
        for page in reading.pages:
            found += self._page_lines(page, width)
            if len(found) > MOST_LINES:
                return [*found, said(self._room.words("proof.cut"), SOON)]
        return found

    def _page_lines(self, page: Page, width: int) -> list[Content]:
        words, sought = self._room.words, self._words.casefold()
        name = words("proof.page", n=page.number)
        if page.ocr:
            name += "  " + words("proof.ocr")
        found = [said(f"-- {name} " + "-" * max(0, width - len(name) - 6), DIM)]
        if page.picture and not page.lines:
            found.append(said("  " + words("proof.picture"), SOON))
        for n, line in enumerate(page.lines, 1):
            here = self._mark == (page.number, n)
            hit = bool(sought) and sought in line.text.casefold()
            sign, look = ("> ", "reverse") if here else ("* ", BOLD) if hit else ("  ", "")
            found += folded(sign + line.text, width, look=look)
        return found

    def _show_mark(self) -> None:
        if self._reading is None or self._mark is None:
            return
        lines = self._lines(self._reading, across(self.query_one("#page-text", Pane)))
        row = next((n for n, line in enumerate(lines) if line.plain.startswith("> ")), 0)
        self._pages.scroll_to(y=max(0, row - 2), animate=False)

    # Searching

    @on(Input.Changed, "#proof-find")
    def _typed(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        self._draw()

    @on(Input.Submitted, "#proof-find")
    def _next_hit(self) -> None:
        if self.parent is not None:
            cast(Container, self.parent).focus()
        if self._reading is None or not self._words:
            return
        sought = self._words.casefold()
        hits = [
            (page.number, n)
            for page in self._reading.pages
            for n, line in enumerate(page.lines, 1)
            if sought in line.text.casefold()
        ]
        if not hits:
            self._room.say(self._room.words("proof.no-hit", words=self._words))
            return
        later = [hit for hit in hits if self._mark is not None and hit > self._mark]
        self.go_to(*(later or hits)[0])
