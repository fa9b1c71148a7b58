"""The report of an order to several claims: what became of each, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.evolve import DECISIONS
from cpor_tui.domain.notices import HOLD
from cpor_tui.screens.dues import hour
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.pick import Line, PickSheet


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claim: what the desk accepted, or why it was not decided."""

    claim: int
    accepted: Accepted | None = None
    who: str = ""
    why: str = ""
    undone: bool = False


class ReportSheet(PickSheet):
    """Says what became of each claim; `u` takes back the decision on the one under the cursor.

    It answers with the claim that was picked, to be opened.
    """

    TITLE_KEY = "report"
    FOOT: ClassVar[tuple[str, ...]] = ("undo", "choose", "close")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("undo"),
        Binding("j", "step(1)", "pick-down", id="pick-down", show=False),
        Binding("k", "step(-1)", "pick-up", id="pick-up", show=False),
    ]

    def __init__(self, results: Sequence[Result]) -> None:
        super().__init__()
        self._results = {result.claim: result for result in results}

    def show(self, page: Any, before: Any) -> None:
        """Draw the report; nothing is typed here, so letters are keys."""
        super().show(page, before)
        if before is None:
            narrow = self.query_one("#narrow", Input)
            narrow.display, narrow.disabled = False, True

    def lines(self, typed: str) -> list[Line]:
        """What was not decided first: it is still to be done."""
        bad = [result for result in self._results.values() if result.accepted is None]
        good = [result for result in self._results.values() if result.accepted is not None]
        of = len(self._results)
        found = [self._told(result, self.words("report.bad", n=len(bad), of=of)) for result in bad]
        return found + [self._told(result, self.words("report.good", n=len(good), of=of)) for result in good]

    def _told(self, result: Result, group: str) -> Line:
        words = f"{shown_id(result.claim)}  {result.who}".rstrip()
        return Line(str(result.claim), words, group=group, below=self._became(result))

    def _became(self, result: Result) -> str:
        if result.accepted is None:
            return result.why
        event = result.accepted.event
        if event is None:
            return self.words("did.nothing")
        what = self.text.event(event.what.value)
        if event.what not in DECISIONS:
            return what
        if result.undone:
            return self.words("decision.undone", what=what)
        until = hour(event.at + HOLD, self.session.desk.store.office.zone, seconds=True)
        return self.words("decision.undoable", what=what, until=until)

    async def action_undo(self) -> None:
        """Take back the decision on the claim under the cursor (RULES.md §4, Undo)."""
        result = self._results[int(self.under.name)] if self.under is not None else None
        event = result.accepted.event if result is not None and result.accepted is not None else None
        if result is None or event is None or event.what not in DECISIONS or result.undone:
            self.say(self.words("nothing-to-undo"))
            return

        def undone(_: Accepted) -> None:
            self._results[result.claim] = replace(result, undone=True)
            self.draw_list()
            self.say(self.words("undone", claim=shown_id(result.claim)))

        await self.send(c.Undo(claim=result.claim), undone)
