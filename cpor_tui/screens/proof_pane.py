"""The proof of a claim: its files as text, the five points with the places that speak for each, and their ticks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.claim import Claim, Poe
from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Refused
from cpor_tui.poe.check import Facts, Place, Point, check
from cpor_tui.poe.reader import Reading, read
from cpor_tui.screens.claim_lines import POINTS, asked, file_lines, point_lines, rejection, rivals
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.looks import BOLD, DIM, LATE, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.view import View

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room

MOST_LINES = 5000
"""Lines of one file that are put on the screen."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read out of a claim's files, and what speaks for each point."""

    claim: int
    files: tuple[str, ...]
    readings: dict[str, Reading]
    points: tuple[Point, ...]


class ProofPane(Container, can_focus=True):
    """Points and files above, the text of one file below; the cursor walks over points and files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "proof-down", id="proof-down", show=False),
        Binding("up,k", "move(-1)", "proof-up", id="proof-up", show=False),
        Binding("space", "tick", "tick", id="tick", show=False),
        Binding("enter", "jump", "jump", id="jump", show=False),
        Binding("o", "open_file", "open-file", id="open-file", show=False),
        Binding("pagedown,ctrl+d", "scroll(1)", "proof-page-down", id="proof-page-down", show=False),
        Binding("pageup,ctrl+u", "scroll(-1)", "proof-page-up", id="proof-page-up", show=False),
        Binding("home,g", "edge(0)", "proof-first", id="proof-first", show=False),
        Binding("end,G", "edge(1)", "proof-last", id="proof-last", show=False),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._view: View | None = None
        self._proof: Proof | None = None
        self._cursor = 0
        self._file = 0
        self._place = 0
        self._mark: tuple[int, int] | None = None
        self._words = ""

    def compose(self) -> ComposeResult:
        """Points, files, text."""
        with Horizontal(id="proof-top"):
            with Vertical(id="points-box"):
                yield Pane(id="points-title")
                yield Pane(id="points")
            with Vertical(id="files-box"):
                yield Pane(id="files-title")
                yield Pane(id="files")
                yield Pane(id="products")
        yield Pane(id="evidence")
        yield Input(id="proof-find", compact=True)
        yield Pane(id="page-title")
        with VerticalScroll(id="pages", can_focus=False):
            yield Pane(id="page-text")

    def on_mount(self) -> None:
        """The search is out of sight until it is asked for."""
        self.query_one("#proof-find").display = False

    # What the room says

    def show(self, view: View) -> None:
        """Draw the claim's proof; files that nobody has read yet are read meanwhile."""
        if self._view is None or self._view.page.claim.id != view.page.claim.id:
            self._cursor, self._file, self._mark, self._proof = 0, 0, None, None
        self._view = view
        names = tuple(poe.sha256 for poe in view.page.claim.poe)
        if self._proof is None or self._proof.files != names:
            self.run_worker(partial(self._read, view), group="proof", exclusive=True)  # type: ignore[arg-type]
        self._draw()

    @property
    def host_room(self) -> Room[Any]:
        """The room that this pane is part of."""
        return cast("Room[Any]", self.screen)

    async def _read(self, view: View) -> None:
        room, claim = self.host_room, view.page.claim
        readings: dict[str, Reading] = {}
        for poe in claim.poe:
            try:
                _, content = await room.read(
                    room.session.desk.poe_bytes, claim.id, poe.sha256, room.session.actor
                )
            except Refused as no:
                room.refuse(no)
                continue
            # Strangers' files are read in a child of their own; this thread only waits for it.
            readings[poe.name] = await asyncio.to_thread(read, content)
        points = await asyncio.to_thread(check, _facts(view), readings)
        if self.is_attached and self._view is not None and self._view.page.claim.id == claim.id:
            self._proof = Proof(claim.id, tuple(poe.sha256 for poe in claim.poe), readings, points)
            self._draw()

    # Drawing

    def _draw(self) -> None:
        if self._view is None or not self.is_attached:
            return
        room, page = self.host_room, self._view.page
        width = across(self.query_one("#points", Pane))
        self.query_one("#points-title", Pane).draw(said(room.words("section.check"), TITLE))
        points = point_lines(
            room.text, page.claim, width, self._cursor if self._cursor < len(POINTS) else None
        )
        self.query_one("#points", Pane).draw(self._with_evidence(points, width))
        self.query_one("#evidence", Pane).draw(self._evidence(across(self.query_one("#evidence", Pane)) - 2))
        self.query_one("#files-title", Pane).draw(said(room.words("section.files"), TITLE))
        files = self.query_one("#files", Pane)
        here = self._cursor - len(POINTS)
        files.draw(file_lines(room.text, page, across(files), here if here >= 0 else None))
        self.query_one("#products", Pane).draw(self._products(across(files)))
        self._draw_text()

    def _with_evidence(self, lines: list[Content], width: int) -> list[Content]:
        if self._proof is None or width < 60:
            return lines
        found: list[Content] = []
        for line, point in zip(lines, self._proof.points, strict=True):
            words = self._first(point)
            room = width - 42
            head = line.truncate(40, ellipsis=True, pad=True)
            found.append(Content.assemble(head, "  ", said(words, DIM).truncate(room, ellipsis=True)))
        return found

    def _first(self, point: Point) -> str:
        room = self.host_room
        if not point.evidence:
            return room.words("proof.nothing")
        return _said_place(room, point.evidence[0])

    def _evidence(self, width: int) -> list[Content]:
        room = self.host_room
        if self._view is not None and (words := _wanted(room, self._view, width)):
            return words
        if self._proof is None:
            return [said(room.words("proof.reading"), DIM)]
        if self._cursor >= len(POINTS):
            return []
        point = self._proof.points[self._cursor]
        found = [
            said("    " + _said_place(room, place), DIM).truncate(width, ellipsis=True)
            for place in point.evidence[:2]
        ]
        for place in point.against[:1]:
            words_ = room.words("proof.against", place=_said_place(room, place))
            found.append(said("    " + words_, SOON).truncate(width, ellipsis=True))
        return found or [said("    " + room.words("proof.nothing"), SOON)]

    def _products(self, width: int) -> list[Content]:
        if self._view is None:
            return []
        room = self.host_room
        lacking = self._proof.points[-1].lacking if self._proof is not None else ()
        found = [said(room.words("section.claimed-products"), TITLE)]
        for product in self._view.page.claim.products:
            if self._proof is None:
                found.append(said(f"  {product}").truncate(width, ellipsis=True))
                continue
            words = room.words("proof.not-found" if product in lacking else "proof.found")
            found.append(
                said(f"  {product}  {words}", SOON if product in lacking else "").truncate(
                    width, ellipsis=True
                )
            )
        if others := rivals(room.text, self._view.page, width):
            found += [said(room.words("section.same-customer"), TITLE), *others]
        return found

    def _draw_text(self) -> None:
        room, view = self.host_room, self._view
        title, text = self.query_one("#page-title", Pane), self.query_one("#page-text", Pane)
        poe = self._poe()
        if view is None or poe is None:
            title.draw(Content(""))
            text.draw(said(room.words("files.none"), DIM))
            return
        reading = self._proof.readings.get(poe.name) if self._proof is not None else None
        if reading is None:
            title.draw(said(poe.name, BOLD))
            text.draw(said(room.words("proof.reading"), DIM))
            return
        pages = room.words("proof.pages", n=len(reading.pages))
        fault = room.text.label(reading.fault) if reading.fault is not None else ""
        title.draw(Content.assemble(said(f"{poe.name}  {pages}", BOLD), "  ", said(fault, LATE)))
        text.draw(self._text_lines(reading, across(text)))

    def _text_lines(self, reading: Reading, width: int) -> list[Content]:
        room, found = self.host_room, []
        for page in reading.pages:
            name = room.words("proof.page", n=page.number)
            if page.ocr:
                name += "  " + room.words("proof.ocr")
            found.append(said(f"-- {name} " + "-" * max(0, width - len(name) - 6), DIM))
            if page.picture and not page.lines:
                found.append(said("  " + room.words("proof.picture"), SOON))
            for n, line in enumerate(page.lines, 1):
                here = self._mark == (page.number, n)
                hit = bool(self._words) and self._words.casefold() in line.text.casefold()
                look = "reverse" if here else BOLD if hit else ""
                found += folded(("> " if here else "* " if hit else "  ") + line.text, width, look=look)
            if len(found) > MOST_LINES:
                found.append(said(room.words("proof.cut"), SOON))
                break
        return found

    def _poe(self) -> Poe | None:
        poes = self._view.page.claim.poe if self._view is not None else ()
        return poes[self._file % len(poes)] if poes else None

    # Keys

    def action_move(self, step: int) -> None:
        """Walk over points and files."""
        if self._view is None:
            return
        count = len(POINTS) + len(self._view.page.claim.poe)
        self._cursor = (self._cursor + step) % count
        self._place = 0
        if self._cursor >= len(POINTS):
            self._file, self._mark = self._cursor - len(POINTS), None
            self.query_one("#pages", VerticalScroll).scroll_home(animate=False)
        self._draw()

    async def action_tick(self) -> None:
        """Say that the proof makes this point, or that it does not."""
        room = self.host_room
        if self._view is None or self._cursor >= len(POINTS) or room.stopped("tick"):
            return
        point, claim = POINTS[self._cursor].value, self._view.page.claim
        on = not claim.ticks.get(point, False)
        await room.send(c.Tick(claim=claim.id, point=point, on=on))
        self.action_move(1 if on and self._cursor < len(POINTS) - 1 else 0)

    def action_jump(self) -> None:
        """Go to the next place that speaks for the point; on a file, to its text."""
        if self._proof is None or self._view is None or self._cursor >= len(POINTS):
            return
        places = self._proof.points[self._cursor].evidence
        if not places:
            self.host_room.say(self.host_room.words("proof.nothing"))
            return
        place = places[self._place % len(places)]
        self._place += 1
        self._go_to(place.poe, place.page, place.line)

    def _go_to(self, poe: str, page: int, line: int) -> None:
        names = [one.name for one in self._view.page.claim.poe] if self._view is not None else []
        if poe in names:
            self._file, self._mark = names.index(poe), (page, line)
            self._draw()
            self.call_after_refresh(self._show_mark)

    def _show_mark(self) -> None:
        reading = self._proof.readings.get(self._poe().name) if self._proof and self._poe() else None  # type: ignore[union-attr]
        if reading is None or self._mark is None:
            return
        width = across(self.query_one("#page-text", Pane))
        above = [line.plain for line in self._text_lines(reading, width)]
        row = next((n for n, line in enumerate(above) if line.startswith("> ")), 0)
        self.query_one("#pages", VerticalScroll).scroll_to(y=max(0, row - 2), animate=False)

    def action_open_file(self) -> None:
        """Show the next file."""
        if self._view is not None and self._view.page.claim.poe:
            self._file = (self._file + 1) % len(self._view.page.claim.poe)
            self._mark = None
            self.query_one("#pages", VerticalScroll).scroll_home(animate=False)
            self._draw()

    def action_scroll(self, step: int) -> None:
        """Turn the page of the text."""
        pages = self.query_one("#pages", VerticalScroll)
        (pages.scroll_page_down if step > 0 else pages.scroll_page_up)(animate=False)

    def action_edge(self, end: int) -> None:
        """Go to the beginning or the end of the text."""
        pages = self.query_one("#pages", VerticalScroll)
        (pages.scroll_end if end else pages.scroll_home)(animate=False)

    # Searching

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
        self.focus()
        return True

    @on(Input.Changed, "#proof-find")
    def _typed(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        self._draw_text()

    @on(Input.Submitted, "#proof-find")
    def _next_hit(self) -> None:
        self.focus()
        poe = self._poe()
        reading = self._proof.readings.get(poe.name) if self._proof is not None and poe is not None else None
        if reading is None or not self._words:
            return
        hits = [
            (page.number, n)
            for page in reading.pages
            for n, line in enumerate(page.lines, 1)
            if self._words.casefold() in line.text.casefold()
        ]
        if not hits:
            self.host_room.say(self.host_room.words("proof.no-hit", words=self._words))
            return
        later = [hit for hit in hits if self._mark is not None and hit > self._mark]
        self._mark = (later or hits)[0]
        self._draw_text()
        self.call_after_refresh(self._show_mark)


def _wanted(room: Room[Any], view: View, width: int) -> list[Content]:
    """For those who have to act: what is asked, or why it was rejected."""
    page = view.page
    if What.TICK in page.allowed:
        return []
    return asked(room.text, page, width) or rejection(room.text, page, width)


def _said_place(room: Room[Any], place: Place) -> str:
    return room.words("proof.place", page=place.page, line=place.line, text=place.text.strip())


def _facts(view: View) -> Facts:
    page, claim = view.page, view.page.claim
    fields = claim.fields
    people = tuple(fields[name] for name in ("customer-contact", "customer-email") if name in fields)
    ours = tuple(fields[name] for name in ("partner-contact", "partner-email") if name in fields)
    return Facts(
        partner=page.org.name,
        customer=fields.get("customer", ""),
        products=claim.products,
        submitted_on=day_of(_submitted(claim, page.now), page.office_zone),
        domain=fields.get("domain", ""),
        customer_people=people,
        partner_people=ours,
    )


def _submitted(claim: Claim, now: int) -> int:
    return claim.submitted_at if claim.submitted_at is not None else now
