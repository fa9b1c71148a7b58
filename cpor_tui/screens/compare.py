"""Two partners' proofs for one workload: side by side where there is room, else one after the other (RULES.md §6)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.refusals import Refused
from cpor_tui.evidence import Proof, proof
from cpor_tui.screens.base import Room
from cpor_tui.screens.claim_lines import file_lines, point_lines, status_line
from cpor_tui.screens.claim_panes import across
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane, Scroll, stands
from cpor_tui.screens.proof_text import MOST_LINES
from cpor_tui.screens.view import View, view

SIDES = ("left", "right")
ENOUGH = 120
"""Cells from which on both proofs are shown at once."""


class CompareRoom(Room[None]):
    """The claim on the left, one that competes with it on the right; each is scrolled by itself."""

    FOOT = ("other-side", "next-rival", "palette", "help", "back")
    BINDINGS = [*bindings("other-side", "next-rival", "back", "help", "palette")]

    def __init__(self, claim: int, rivals: Sequence[int]) -> None:
        super().__init__()
        self._claim = claim
        self._rivals = tuple(rivals)
        self._rival = 0
        self._front = 0
        self._proofs: dict[int, Proof] = {}

    def compose(self) -> ComposeResult:
        """A heading, two columns, the foot."""
        yield Pane(id="head")
        with Horizontal(id="sides"):
            for side in SIDES:
                with Scroll(id=side):
                    yield Pane(id=f"{side}-text")
        yield from self.foot()

    async def on_mount(self) -> None:
        """Begin at the claim one came from."""
        await super().on_mount()
        if stands(self):
            self._bring_to_front(0)

    def wish(self) -> tuple[int, int]:
        """The two claims."""
        return self._claim, self._rivals[self._rival]

    def fetch(self, wish: Any) -> tuple[View, View]:
        """Both claims, as this reader may see them."""
        return view(self.session, wish[0]), view(self.session, wish[1])

    def show(self, page: Any, before: Any) -> None:
        """Draw both sides; read what nobody has read yet."""
        for one in page:
            known = self._proofs.get(one.page.claim.id)
            if known is None or known.files != tuple(poe.sha256 for poe in one.page.claim.poe):
                self.run_worker(partial(self._study, one), group=f"proof-{one.page.claim.id}", exclusive=True)  # type: ignore[arg-type]
        self._lay_out()
        self._draw_sides()

    async def _study(self, one: View) -> None:
        try:
            found = await self.host.wire.study(proof, self.session.desk, one.page)
        except Refused as no:
            self.refuse(no)
            return
        self._proofs[found.claim] = found
        if stands(self) and self.page is not None:
            self._draw_sides()

    # Drawing

    def _lay_out(self) -> None:
        both = self.size.width >= ENOUGH
        for n, side in enumerate(SIDES):
            self.query_one(f"#{side}").display = both or n == self._front

    def _draw_sides(self) -> None:
        self.query_one("#head", Pane).draw(said(self.words("proof.compare-title"), TITLE))
        for n, (side, one) in enumerate(zip(SIDES, self.page, strict=True)):
            pane = self.query_one(f"#{side}-text", Pane)
            pane.draw(self._side(n, one, across(pane)))

    def _side(self, n: int, one: View, width: int) -> list[Content]:
        page, claim = one.page, one.page.claim
        heading = self.words(
            "proof.side", n=n + 1, of=len(SIDES), claim=shown_id(claim.id), partner=page.org.name
        )
        found = [said(heading, BOLD).truncate(width, ellipsis=True), status_line(self.text, page)]
        found += [said(self.words("section.files"), TITLE), *file_lines(self.text, page, width)]
        found += [said(self.words("section.check"), TITLE)]
        known = self._proofs.get(claim.id)
        for at, line in enumerate(point_lines(self.text, claim, width)):
            found.append(line)
            if known is None:
                continue
            places = known.points[at].evidence
            words = self.words("proof.nothing")
            if places:
                first = places[0]
                words = self.words("proof.place", page=first.page, line=first.line, text=first.text.strip())
            found.append(said(f"      {words}", DIM if places else SOON).truncate(width, ellipsis=True))
        if known is None:
            return [*found, Content(""), said(self.words("proof.reading"), DIM)]
        return [*found, *self._texts(known, width)]

    def _texts(self, known: Proof, width: int) -> list[Content]:
        found: list[Content] = []
        for name, reading in known.readings.items():
            found += [Content(""), said(name, BOLD).truncate(width, ellipsis=True)]
            if reading.fault is not None:
                found += folded(self.text.label(reading.fault), width, 2, SOON)
            for page in reading.pages:
                found.append(said(f"-- {self.words('proof.page', n=page.number)}", DIM))
                for line in page.lines:
                    found += folded(line.text, width, 2)
                if len(found) > MOST_LINES:
                    return [*found, said(self.words("proof.cut"), SOON)]
        return found

    # Keys

    def _bring_to_front(self, side: int) -> None:
        self._front = side
        self._lay_out()
        self.query_one(f"#{SIDES[side]}").focus()
        if self.page is not None:
            self.call_after_refresh(self._draw_sides)

    def action_other_side(self) -> None:
        """The other side."""
        self._bring_to_front(1 - self._front)

    async def action_next_rival(self) -> None:
        """The next claim that competes; after the last one the first."""
        self._rival = (self._rival + 1) % len(self._rivals)
        await self.reload(own=True)

    def action_back(self) -> None:
        """Back to the claim."""
        self.dismiss(None)
