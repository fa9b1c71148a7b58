"""The sheet on which the marked claims are decided together, each by itself, and the report of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.evolve import DECISIONS
from cpor_tui.domain.names import What
from cpor_tui.domain.notices import HOLD
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.canned import filled_in, gaps
from cpor_tui.screens.decide import first, give, plainly, stale_since
from cpor_tui.screens.decision import DecisionSheet
from cpor_tui.screens.dues import hour
from cpor_tui.screens.foresight import Foreseen, changes, foresee, outcomes, sequels, steps
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, SOON, TITLE, fit, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.screens.view import still
from cpor_tui.store.furniture import Macro

ORDER = (What.APPROVE, What.ASK, What.REJECT, What.REFUSE_DISPUTE, What.START)
"""The outcomes in the order of their digits; which products to drop is asked claim by claim."""


Fate = Foreseen | Refused | str
"""What would become of a claim: what happens to it, what the order still lacks, or why the claim is left out."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The marked claims as they are now, without those that are not to be seen any more."""

    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claim: what the desk accepted, or why it was not decided."""

    claim: int
    accepted: Accepted | None = None
    who: str = ""
    why: str = ""
    undone: bool = False


class DecideMany(DecisionSheet):
    """Decides several claims by one order each; what does not fit a claim leaves it out, and is said.

    Each claim counts as it was when the sheet was opened. It answers with a result for each, or None.
    """

    FOOT: ClassVar[tuple[str, ...]] = ("send", "macro", "editor", "read-on", "keep")

    def __init__(self, claims: Sequence[int], macro: Macro | None = None) -> None:
        super().__init__(macro)
        self._claims = tuple(claims)
        self._seen: dict[int, int] = {}
        self._looked: tuple[Any, dict[int, Fate]] = (None, {})
        self.draft_of = (self._claims[0], "decide-many")

    # Fetch

    @property
    def pages(self) -> tuple[Page, ...]:
        """The claims that are there to see."""
        return self.page.pages if self.page is not None else ()

    def fetch(self, wish: Any) -> Marked:
        """The claims, one by one."""
        desk, actor = self.session.desk, self.session.actor
        found = []
        for claim in self._claims:
            try:
                found.append(still(desk.page(claim, actor)))
            except Refused:
                continue  # Sending says why, for this one claim.
        return Marked(tuple(found))

    # What it says

    def show(self, page: Any, before: Any) -> None:
        """Draw the sheet; the versions that count are those it was opened with."""
        for one in page.pages:
            self._seen.setdefault(one.claim.id, one.claim.version)
        super().show(page, before)

    def draw_head(self) -> None:
        """How many claims."""
        self.query_one("#title", Pane).draw(said(self.words("many.title", n=len(self._claims)), TITLE))

    def message_title(self) -> str:
        """The message goes to each claim's partner, its gaps filled."""
        return self.words("many.message", gaps=gaps())

    def choices(self) -> list[str]:
        """What can be decided about any of them."""
        found = {what for page in self.pages for what in outcomes(page)}
        return [what.value for what in ORDER if what in found]

    def hint(self, name: str) -> str:
        """On how many of them it can be decided."""
        n = sum(not self._why_not(page, What(name)) for page in self.pages)
        return self.words("many.on", n=n, of=len(self._claims))

    def _why_not(self, page: Page, what: What) -> str:
        """Why a claim is left out, whatever else is written; "" if it is not."""
        if stale_since(page, self._seen.get(page.claim.id)):
            return self.words("many.stale", **first(self.text, page))
        if what not in outcomes(page):
            return self.words("why.status", status=self.text.status(page.shown_status))
        if what in page.allowed or What.START in page.allowed:
            return ""
        return self.why_not_on(page, what)

    def _foresee(self) -> dict[int, Fate]:
        """What becomes of each claim."""
        order = self.order_on(0, None, "-" if self.note.strip() else "")
        if order is None:
            return {}
        # Every letter that is typed asks for it, and only the first one changes anything.
        asked = (self.page, order)
        if self._looked[0] != asked:
            self._looked = (asked, {page.claim.id: self._of(page, order) for page in self.pages})
        return self._looked[1]

    def _of(self, page: Page, order: c.Command) -> Fate:
        return self._why_not(page, order.what) or foresee(page, replace(order, claim=page.claim.id))

    def foreseen(self) -> list[Content]:
        """Claims to which the same happens stand together; then those that are left out, with the reason."""
        found = self._foresee()
        if not found:
            return [said(self.words("decide.pick-first"), DIM), *map(self._line, self.pages)]
        groups: dict[tuple[str, str], list[Page]] = {}
        for page in self.pages:
            groups.setdefault(self._words_of(page, found[page.claim.id]), []).append(page)
        lines: dict[str, list[Content]] = {"happens": [], "not-yet": [], "left-out": []}
        for (kind, what), pages in groups.items():
            told = self.words(f"many.{kind}", n=len(pages), what=what)
            look = "" if kind == "happens" else SOON
            lines[kind] += [*folded(told, self.across, look=look), *map(self._line, pages)]
        after = " ".join(sequels(self.text, [seen for seen in found.values() if isinstance(seen, Foreseen)]))
        sequel = folded(after, self.across) if after else []
        return [*lines["not-yet"], *lines["happens"], *sequel, *lines["left-out"]]

    def _words_of(self, page: Page, fate: Fate) -> tuple[str, str]:
        if isinstance(fate, Foreseen):
            return "happens", " ".join(changes(self.text, page, fate))
        if isinstance(fate, Refused):
            return "not-yet", plainly(self.text, fate)
        return "left-out", fate

    def _line(self, page: Page) -> Content:
        return said("   " + fit(f"{shown_id(page.claim.id)}  {between(page)}", self.across - 3), DIM)

    # Sending

    async def action_send(self) -> None:
        """Decide each claim that is not left out; answer with what became of every one."""
        if self._sending or self.page is None:
            return
        found = self._foresee()
        if not found:
            self.say(self.words("decide.pick-first"), wrong=True)
            return
        if not any(isinstance(fate, Foreseen) for fate in found.values()):
            # What can still be written comes before what cannot be helped.
            why = [self._words_of(page, found[page.claim.id]) for page in self.pages]
            self.say(self.words("many.none", why=max(why)[1]), wrong=True)
            return
        self._sending = True
        results = [await self._decide(page, found[page.claim.id]) for page in self.pages]
        results += [
            Result(claim, why=self.words("many.gone"))
            for claim in self._claims
            if claim not in {page.claim.id for page in self.pages}
        ]
        self.forget_draft()
        self.dismiss(tuple(results))

    async def _decide(self, page: Page, fate: Fate) -> Result:
        claim, who = page.claim.id, between(page)
        if not isinstance(fate, Foreseen):
            return Result(claim, who=who, why=self._words_of(page, fate)[1])
        order = self.order_on(claim, self._seen[claim], filled_in(self.note, page))
        if order is None:
            return Result(claim, who=who)
        n, of = self._claims.index(claim) + 1, len(self._claims)
        self.say(self.words("many.under-way", n=n, of=of, claim=shown_id(claim)))
        try:
            accepted = await self.host.wire.order(give, self.session, steps(page, order))
        except Refused as no:
            return Result(claim, who=who, why=await self.read(self._refused, claim, no))
        self._remember(accepted)
        return Result(claim, accepted, who)

    def _refused(self, claim: int, no: Refused) -> str:
        """Who was first, where somebody was; else the desk's own reason."""
        try:
            page = self.session.desk.page(claim, self.session.actor)
        except Refused:
            return plainly(self.text, no)
        if stale_since(page, self._seen[claim]):
            return self.words("many.stale", **first(self.text, page))
        return plainly(self.text, no)


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


def between(page: Page) -> str:
    """Whose claim it is, for which customer."""
    return f"{page.org.name} -> {page.claim.fields.get('customer', '')}"
