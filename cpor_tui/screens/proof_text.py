"""One proof file, page by page: as text that is searched and marked, or as pictures of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from cpor_tui.domain.claim import Poe
from cpor_tui.poe.reading import Page, Reading, Seal
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.looks import BOLD, DIM, LATE, SOON, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.proof_picture import ProofPicture, Sheet
from cpor_tui.terminal.pictures import Pictures
from cpor_tui.text.signing import signature_words

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room

MOST_LINES = 5000
"""Lines of one file that are put on the screen."""


class ProofText(Container):
    """A file's text or its pages' pictures; the keys are those of the pane around it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._claim = 0
        self._poe: Poe | None = None
        self._reading: Reading | None = None
        self._pictured: int | None = None
        """The page, from 0 on, that is shown as a picture; None where the text is shown."""
        self._top = 0.0
        """Where a picture is begun to be looked at: at its top, or its end when one comes from the page after it."""
        self._mark: tuple[int, int] | None = None
        self._words = ""

    def compose(self) -> ComposeResult:
        """Search, title, text, picture."""
        yield Input(id="proof-find", compact=True)
        yield Pane(id="page-title")
        with VerticalScroll(id="pages", can_focus=False):
            yield Pane(id="page-text")
        yield ProofPicture(id="page-picture")

    def on_mount(self) -> None:
        """The search and the picture are out of sight until they are asked for."""
        self.query_one("#proof-find").display = False
        self._picture.display = False

    # What the pane says

    def show(self, claim: int, poe: Poe | None, reading: Reading | None) -> None:
        """Show a file of a claim; no reading: it is still being read."""
        if (claim, poe) != (self._claim, self._poe):
            self._claim, self._poe, self._mark = claim, poe, None
            self._pictured = None if self._pictured is None or poe is None else 0
            self._top = 0.0
            self._pages.scroll_home(animate=False)
        self._reading = reading
        self._draw()

    def go_to(self, page: int, line: int) -> None:
        """Mark a line and bring it into sight."""
        self._mark = (page, line)
        if self._pictured is not None:
            self._pictured = page - 1
            self._picture.look_again()
        self._draw()
        self.call_after_refresh(self._show_mark)

    def turn(self, step: int) -> None:
        """Turn the page; of a picture that is higher than the screen, first what is left of it."""
        if self._pictured is not None and self._reading is not None and self._picture.at_end(step):
            if 0 <= self._pictured + step < len(self._reading.pages):
                self._pictured += step
                self._mark, self._top = None, 0.0 if step > 0 else 1.0
                self._draw()
            return
        shown = self._pages if self._pictured is None else self._picture
        (shown.scroll_page_down if step > 0 else shown.scroll_page_up)(animate=False)

    def edge(self, end: int) -> None:
        """Go to the beginning or the end."""
        if self._pictured is not None and self._reading is not None:
            self._pictured, self._mark = (len(self._reading.pages) - 1 if end else 0), None
            self._top = float(end)
            self._picture.look_again()
            self._draw()
            return
        (self._pages.scroll_end if end else self._pages.scroll_home)(animate=False)

    def switch(self) -> None:
        """Show the picture of the page whose text is in sight, or the text again; says why there is none."""
        pictures = self._room.host.pictures
        if self._pictured is not None:
            self._pictured = None
            self._picture.forget()
        elif not isinstance(pictures, Pictures):
            self._room.say(self._room.text(f"poe.pictures.{pictures.value}"))
            return
        elif self._poe is not None and self._reading is None:
            self._room.say(self._room.words("proof.reading"))
            return
        elif self._reading is None or not self._reading.pages:
            self._room.say(self._room.text("poe.picture.nothing"))
            return
        else:
            self._pictured, self._top = self._page_in_sight(self._reading), 0.0
        self._draw()

    def find(self) -> None:
        """Ask for words to search the file for."""
        field = self.query_one("#proof-find", Input)
        if self._pictured is not None:
            self.switch()
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

    @property
    def _picture(self) -> ProofPicture:
        return self.query_one(ProofPicture)

    def _draw(self) -> None:
        if self._pictured is not None and self._reading is None:
            # Another reading of this file, or none yet: its pages are not known.
            self._pictured = None
        self._pages.display, self._picture.display = self._pictured is None, self._pictured is not None
        if self._pictured is None or self._reading is None or self._poe is None:
            self._draw_text()
        else:
            self._draw_picture(self._claim, self._poe, self._reading, self._pictured)

    def _draw_picture(self, claim: int, poe: Poe, reading: Reading, number: int) -> None:
        number = max(0, min(number, len(reading.pages) - 1))
        words = self._room.text("poe.picture.title", name=poe.name, n=number + 1, of=len(reading.pages))
        self.query_one("#page-title", Pane).draw(said(words, BOLD))
        if not reading.pages:
            return
        page, top = reading.pages[number], self._top
        if self._mark is not None and self._mark[0] == page.number:
            box = page.lines[self._mark[1] - 1].box if 0 < self._mark[1] <= len(page.lines) else None
            top = box[1] if box is not None else top
        # Its width is known once it is in sight.
        self.call_after_refresh(self._picture.show, Sheet(claim, poe, page), top)

    def _page_in_sight(self, reading: Reading) -> int:
        if self._mark is not None:
            return self._mark[0] - 1
        width = across(self.query_one("#page-text", Pane))
        rows = int(self._pages.scroll_y) - len(self._signature_lines(reading, width))
        for number, page in enumerate(reading.pages):
            rows -= len(self._page_lines(page, width))
            if rows < 0:
                return number
        return len(reading.pages) - 1

    def _draw_text(self) -> None:
        title, text = self.query_one("#page-title", Pane), self.query_one("#page-text", Pane)
        words, reading = self._room.words, self._reading
        if self._poe is None:
            title.draw(Content(""))
            text.draw(said(words("files.none"), DIM))
        elif reading is None:
            title.draw(said(self._poe.name, BOLD))
            text.draw(said(words("proof.reading"), DIM))
        else:
            fault = self._room.text.label(reading.fault) if reading.fault is not None else ""
            pages = said(f"{self._poe.name}  {words('proof.pages', n=len(reading.pages))}", BOLD)
            title.draw(Content.assemble(pages, "  ", said(fault, LATE)))
            text.draw(self._lines(reading, across(text)))

    def _lines(self, reading: Reading, width: int) -> list[Content]:
        found = self._signature_lines(reading, width)
        for page in reading.pages:
            found += self._page_lines(page, width)
            if len(found) > MOST_LINES:
                return [*found, said(self._room.words("proof.cut"), SOON)]
        return found

    def _signature_lines(self, reading: Reading, width: int) -> list[Content]:
        found: list[Content] = []
        for each in reading.signatures:
            look = "" if each.seal in (Seal.INTACT, Seal.ADDED_TO) else SOON
            found += folded(signature_words(self._room.text, each), width, 2, look)
        return found

    def _page_lines(self, page: Page, width: int) -> list[Content]:
        words, sought = self._room.words, self._words.casefold()
        name = words("proof.page", n=page.number)
        if page.ocr:
            name += "  " + words("proof.ocr")
        found = [said(f"-- {name} " + "-" * max(0, width - len(name) - 6), DIM)]
        if page.picture and not page.lines:
            see = isinstance(self._room.host.pictures, Pictures)
            found.append(
                said("  " + (self._room.text("poe.picture.look") if see else words("proof.picture")), SOON)
            )
        elif not page.text.strip():
            found.append(said("  " + self._room.text("poe.page.empty"), DIM))
        for n, line in enumerate(page.lines, 1):
            here = self._mark == (page.number, n)
            hit = bool(sought) and sought in line.text.casefold()
            sign, look = ("> ", "reverse") if here else ("* ", BOLD) if hit else ("  ", "")
            found += folded(sign + line.text, width, look=look)
        return found

    def _show_mark(self) -> None:
        if self._reading is None or self._mark is None or self._pictured is not None:
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
