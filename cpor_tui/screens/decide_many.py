"""The sheet on which the marked claims are decided together, each by its own order and as it was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.content import Content

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.canned import filled_in, gaps
from cpor_tui.screens.decide import first, give, plainly, stale_since
from cpor_tui.screens.decision import DecisionSheet
from cpor_tui.screens.foresight import Foreseen, changes, foresee, outcomes, sequels, steps
from cpor_tui.screens.looks import DIM, SOON, TITLE, fit, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.report import Result
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
class Asked:
    """What the sheet looks ahead for: the claims, the order (None before an outcome was picked), and cells across."""

    page: Marked
    order: c.Command | None
    across: int

    def same(self, other: Asked) -> bool:
        """Whether the answer is the same."""
        # The very page: to compare two hundred claims field by field takes longer than to look ahead again.
        return self.page is other.page and (self.order, self.across) == (other.order, other.across)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What becomes of each claim, and the lines that tell it."""

    asked: Asked
    fates: Mapping[int, Fate]
    lines: tuple[Content, ...]


class DecideMany(DecisionSheet):
    """Decides several claims by one order each; what does not fit a claim leaves it out, and is said.

    Each claim counts as it was when the sheet was opened. It answers with a result for each, or None.
    """

    FOOT: ClassVar[tuple[str, ...]] = ("send", "macro", "editor", "read-on", "keep")

    def __init__(self, claims: Sequence[int], macro: Macro | None = None) -> None:
        super().__init__(macro)
        self._claims = tuple(claims)
        self._seen: dict[int, int] = {}
        self._ahead: Ahead | None = None
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

    def why_not(self, *orders: What) -> str:
        """Why none of the claims would obey; "" if one would."""
        found = [self.why_not_on(page, *orders) for page in self.pages]
        return min(found, default="")

    # What will happen

    @property
    def _asked(self) -> Asked:
        # Every letter that is typed asks anew, and only the first one changes anything.
        return Asked(self.page, self.order_on(0, None, "-" if self.note.strip() else ""), self.across)

    def draw_foresight(self) -> None:
        """Look ahead for every claim in the reading thread: for two hundred that takes longer than a key may wait."""
        asked = self._asked
        if self._ahead is None or not asked.same(self._ahead.asked):
            self.run_worker(self._look_ahead(asked), group="foresight", exclusive=True)

    async def _look_ahead(self, asked: Asked) -> Ahead:
        ahead: Ahead = await self.read(self._seen_ahead, asked)
        if stands(self) and asked.same(self._asked):
            self._ahead = ahead
            self.query_one("#foresight", Pane).draw(list(ahead.lines))
        return ahead

    def _seen_ahead(self, asked: Asked) -> Ahead:
        order, pages = asked.order, asked.page.pages
        if order is None:
            lines = [said(self.words("decide.pick-first"), DIM)]
            return Ahead(asked, {}, (*lines, *(self._line(page, asked.across) for page in pages)))
        fates = {
            page.claim.id: self._why_not(page, order.what)
            or foresee(page, replace(order, claim=page.claim.id))
            for page in pages
        }
        return Ahead(asked, fates, tuple(self._told(asked, fates)))

    def _told(self, asked: Asked, fates: Mapping[int, Fate]) -> list[Content]:
        """Claims to which the same happens stand together; then those that are left out, with the reason."""
        groups: dict[tuple[str, str], list[Page]] = {}
        for page in asked.page.pages:
            groups.setdefault(self._words_of(page, fates[page.claim.id]), []).append(page)
        lines: dict[str, list[Content]] = {"happens": [], "not-yet": [], "left-out": []}
        for (kind, what), pages in groups.items():
            told = self.words(f"many.{kind}", n=len(pages), what=what)
            lines[kind] += folded(told, asked.across, look="" if kind == "happens" else SOON)
            lines[kind] += [self._line(page, asked.across) for page in pages]
        after = " ".join(sequels(self.text, [fate for fate in fates.values() if isinstance(fate, Foreseen)]))
        sequel = folded(after, asked.across) if after else []
        return [*lines["not-yet"], *lines["happens"], *sequel, *lines["left-out"]]

    def _words_of(self, page: Page, fate: Fate) -> tuple[str, str]:
        if isinstance(fate, Foreseen):
            return "happens", " ".join(changes(self.text, page, fate))
        if isinstance(fate, Refused):
            return "not-yet", plainly(self.text, fate)
        return "left-out", fate

    def _line(self, page: Page, across: int) -> Content:
        return said("   " + fit(f"{shown_id(page.claim.id)}  {between(page)}", across - 3), DIM)

    # Sending

    async def action_send(self) -> None:
        """Decide each claim that is not left out; answer with what became of every one."""
        if self._sending or self.page is None:
            return
        pages, order = self.pages, self.order_on(0, None, self.note)
        if order is None:
            self.say(self.words("decide.pick-first"), wrong=True)
            return
        self._sending = True
        fates = (await self._look_ahead(self._asked)).fates
        if any(isinstance(fate, Foreseen) for fate in fates.values()):
            results = [await self._decide(page, order, fates[page.claim.id]) for page in pages]
            gone = set(self._claims) - {page.claim.id for page in pages}
            results += [Result(claim, why=self.words("many.gone")) for claim in sorted(gone)]
            # What was typed meanwhile was not meant for the report.
            self.host.drop_keys(0)
            self.forget_draft()
            self.dismiss(tuple(results))
            return
        # What can still be written comes before what cannot be helped.
        why = max(self._words_of(page, fates[page.claim.id]) for page in pages)[1] if pages else ""
        self.say(self.words("many.none", why=why or self.words("many.gone")), wrong=True)
        self._sending = False

    async def _decide(self, page: Page, order: c.Command, fate: Fate) -> Result:
        claim, who = page.claim.id, between(page)
        if not isinstance(fate, Foreseen):
            return Result(claim, who=who, why=self._words_of(page, fate)[1])
        n, of = self._claims.index(claim) + 1, len(self._claims)
        self.say(self.words("many.under-way", n=n, of=of, claim=shown_id(claim)))
        note = filled_in(order.note, page) if order.note else None
        own = replace(order, claim=claim, if_version=self._seen[claim], note=note)
        try:
            accepted = await self.host.wire.order(give, self.session, steps(page, own))
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


def between(page: Page) -> str:
    """Whose claim it is, for which customer."""
    return f"{page.org.name} -> {page.claim.fields.get('customer', '')}"
