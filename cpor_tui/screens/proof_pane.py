"""The proof of a claim: the five points with the places that speak for each and their ticks, and its files as text."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Poe
from cpor_tui.domain.clean import clean
from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Refused
from cpor_tui.evidence import Proof, proof
from cpor_tui.poe.points import Place, Point
from cpor_tui.screens.claim_lines import POINTS, asked, file_lines, point_lines, rejection, rivals
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, SOON, TITLE, said
from cpor_tui.screens.original import by_ssh, save_original
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.proof_text import ProofText
from cpor_tui.screens.view import View

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room


class ProofPane(Container, can_focus=True):
    """Points and files above, the text of one file below; the cursor walks over points and files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "proof-down", id="proof-down", show=False),
        Binding("up,k", "move(-1)", "proof-up", id="proof-up", show=False),
        Binding("space", "tick", "tick", id="tick", show=False),
        Binding("enter", "jump", "jump", id="jump", show=False),
        Binding("o", "open_file", "open-file", id="open-file", show=False),
        *bindings("save-original", "picture"),
        Binding("pagedown,ctrl+d", "turn(1)", "proof-page-down", id="proof-page-down", show=False),
        Binding("pageup,ctrl+u", "turn(-1)", "proof-page-up", id="proof-page-up", show=False),
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
        yield ProofText(id="proof-text")

    # What the room says

    def show(self, view: View) -> None:
        """Draw the claim's proof; files that nobody has read yet are read meanwhile."""
        claim = view.page.claim
        if self._view is None or self._view.page.claim.id != claim.id:
            self._cursor, self._file, self._proof = 0, 0, None
        self._view = view
        if self._proof is None or self._proof.files != tuple(poe.sha256 for poe in claim.poe):
            self.run_worker(partial(self._study, view), group="proof", exclusive=True)  # type: ignore[arg-type]
        self._draw()

    def find(self) -> None:
        """Search the file."""
        self._text.find()

    def stop_finding(self) -> bool:
        """Close the search; False if none was open."""
        found = self._text.stop_finding()
        if found:
            self.focus()
        return found

    async def _study(self, view: View) -> None:
        room = self._room
        for slow in (False, True):
            try:
                found = await room.host.wire.study(proof, room.session.desk, view.page, slow=slow)
            except Refused as no:
                room.refuse(no)
                return
            if not stands(self) or self._view is None or self._view.page.claim.id != view.page.claim.id:
                return
            self._proof = found
            self._draw()
            if not any(reading.unfinished for reading in found.readings.values()):
                return

    # Drawing

    @property
    def _room(self) -> Room[Any]:
        return cast("Room[Any]", self.screen)

    @property
    def _text(self) -> ProofText:
        return self.query_one(ProofText)

    def _draw(self) -> None:
        if self._view is None or not stands(self):
            return
        room, page = self._room, self._view.page
        points, files, evidence = (
            self.query_one(f"#{name}", Pane) for name in ("points", "files", "evidence")
        )
        on_point = self._cursor < len(POINTS)
        self.query_one("#points-title", Pane).draw(said(room.words("section.check"), TITLE))
        lines = point_lines(room.text, page.claim, across(points), self._cursor if on_point else None)
        points.draw(self._with_evidence(lines, across(points)))
        evidence.draw(self._evidence(self._view, across(evidence) - 2))
        self.query_one("#files-title", Pane).draw(self._files_title(self._view))
        here = None if on_point else self._cursor - len(POINTS)
        files.draw(file_lines(room.text, page, across(files), here, self._view.is_new))
        self.query_one("#products", Pane).draw(self._products(self._view, across(files)))
        poe = self._poe()
        reading = self._proof.readings.get(poe.name) if poe is not None and self._proof is not None else None
        self._text.show(page.claim.id, poe, reading)

    def _files_title(self, view: View) -> Content:
        heading = said(self._room.words("section.files"), TITLE)
        new = sum(view.is_new(poe.added_at, poe.by) for poe in view.page.claim.poe)
        return (
            Content.assemble(heading, "  ", said(self._room.words("files.new-since", n=new), SOON))
            if new
            else heading
        )

    def _with_evidence(self, lines: list[Content], width: int) -> list[Content]:
        if self._proof is None or width < 60:
            return lines
        found: list[Content] = []
        for line, point in zip(lines, self._proof.points, strict=True):
            place = said(self._first(point), DIM).truncate(width - 42, ellipsis=True)
            found.append(Content.assemble(line.truncate(40, ellipsis=True, pad=True), "  ", place))
        return found

    def _first(self, point: Point) -> str:
        return self._told(point.evidence[0]) if point.evidence else self._room.words("proof.nothing")

    def _told(self, place: Place) -> str:
        return self._room.words("proof.place", page=place.page, line=place.line, text=place.text.strip())

    def _evidence(self, view: View, width: int) -> list[Content]:
        room, page = self._room, view.page
        # Who has to act sees what is asked, or why it was rejected; who reviews, what speaks for the point.
        wanted = asked(room.text, page, width) or rejection(room.text, page, width)
        if wanted and What.TICK not in page.allowed:
            return wanted
        if self._proof is None:
            return [said(room.words("proof.reading"), DIM)]
        if self._cursor >= len(POINTS):
            return []
        point = self._proof.points[self._cursor]
        found = [said(f"    {self._told(place)}", DIM) for place in point.evidence[:2]]
        found += [
            said("    " + room.words("proof.against", place=self._told(place)), SOON)
            for place in point.against[:1]
        ]
        found = found or [said("    " + room.words("proof.nothing"), SOON)]
        return [line.truncate(width, ellipsis=True) for line in found]

    def _products(self, view: View, width: int) -> list[Content]:
        room = self._room
        lacking = self._proof.points[-1].lacking if self._proof is not None else ()
        found = [said(room.words("section.claimed-products"), TITLE)]
        for product in view.page.claim.products:
            gone = product in lacking
            state = "" if self._proof is None else room.words("proof.not-found" if gone else "proof.found")
            name = Content(product).truncate(max(8, width - cell_len(state) - 4), ellipsis=True)
            found.append(Content.assemble("  ", name, "  ", state).stylize(SOON if gone else ""))
        if others := rivals(room.text, view.page, width):
            found += [said(room.words("section.same-customer"), TITLE), *others]
        return found

    def _poe(self) -> Poe | None:
        poes = self._view.page.claim.poe if self._view is not None else ()
        return poes[self._file % len(poes)] if poes else None

    # Keys

    def action_move(self, step: int) -> None:
        """Walk over points and files."""
        if self._view is None:
            return
        self._cursor = (self._cursor + step) % (len(POINTS) + len(self._view.page.claim.poe))
        self._place = 0
        if self._cursor >= len(POINTS):
            self._file = self._cursor - len(POINTS)
        self._draw()

    async def action_tick(self) -> None:
        """Say that the proof makes this point, or that it does not."""
        room = self._room
        if self._view is None or self._cursor >= len(POINTS) or room.stopped("tick"):
            return
        point, claim = POINTS[self._cursor].value, self._view.page.claim
        on = not claim.ticks.get(point, False)
        await room.send(c.Tick(claim=claim.id, point=point, on=on))
        self.action_move(1 if on and self._cursor < len(POINTS) - 1 else 0)

    def action_jump(self) -> None:
        """Go to the next place that speaks for the point."""
        if self._proof is None or self._view is None or self._cursor >= len(POINTS):
            return
        places = self._proof.points[self._cursor].evidence
        if not places:
            self._room.say(self._room.words("proof.nothing"))
            return
        place = places[self._place % len(places)]
        self._place += 1
        names = [poe.name for poe in self._view.page.claim.poe]
        if place.poe in names:
            self._file = names.index(place.poe)
            self._draw()
            self._text.go_to(place.page, place.line)

    def action_open_file(self) -> None:
        """Show the next file."""
        if self._view is not None and self._view.page.claim.poe:
            self._file = (self._file + 1) % len(self._view.page.claim.poe)
            self._draw()

    async def action_save_original(self) -> None:
        """Save the file that is shown, as it came; over SSH say how it is got from one's own machine."""
        room, poe = self._room, self._poe()
        if poe is None or self._view is None:
            room.say(room.words("proof.no-file"))
            return
        claim = self._view.page.claim.id
        if room.session.remote:
            room.say(room.words("export-by-ssh", what=by_ssh(claim, poe)))
            return
        try:
            place = await room.read(save_original, room.session, claim, poe.sha256, Path.cwd())
        except Refused as no:
            room.refuse(no)
            return
        room.say(room.words("proof.saved", file=clean(str(place), limit=300)))

    def action_picture(self) -> None:
        """Show the page as a picture, or its text again."""
        self._text.switch()

    def action_turn(self, step: int) -> None:
        """Turn the page."""
        self._text.turn(step)

    def action_edge(self, end: int) -> None:
        """Go to the beginning or the end of the file."""
        self._text.edge(end)
