"""The sheet on which a claim is decided: it says what will happen before anything is sent."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import TextArea

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import AskReason, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.canned import filled_in
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.claim_lines import title
from cpor_tui.screens.decision import DecisionSheet
from cpor_tui.screens.foresight import DROP, foresee, in_full, in_short, outcomes, steps
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, LATE, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.view import View, news, view
from cpor_tui.store.furniture import Macro
from cpor_tui.text import Text


class DecideSheet(DecisionSheet):
    """Decides one claim, as it was when the sheet was opened; what changed since is said, and decides nothing.

    It answers with what the desk accepted and whether to go on to the next claim, or None.
    """

    FOOT: ClassVar[tuple[str, ...]] = ("send", "send-next", "macro", "editor", "read-on", "keep")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send-next", "propose")]

    def __init__(self, claim: int, macro: Macro | None = None) -> None:
        super().__init__(macro)
        self._claim = claim
        self._seen: int | None = None
        self.draft_of = (claim, "decide")

    # Fetch

    @property
    def claim_page(self) -> Page | None:
        """The claim that is decided."""
        return self.page.page if self.page is not None else None

    @property
    def pages(self) -> tuple[Page, ...]:
        """The one claim."""
        return (self.page.page,) if self.page is not None else ()

    def fetch(self, wish: Any) -> View:
        """The claim."""
        return view(self.session, self._claim)

    def news(self, page: Any, before: Any) -> str:
        """What others did meanwhile."""
        return news(self.session, page, before)

    # What it says

    def show(self, page: Any, before: Any) -> None:
        """Draw the sheet; the version that counts is the one it was opened with."""
        if self._seen is None:
            self._seen = page.version
        super().show(page, before)

    @property
    def _stale(self) -> bool:
        return self.page is not None and stale_since(self.page.page, self._seen)

    def draw_head(self) -> None:
        """The claim, and who was first."""
        page = self.page.page
        heading = said(self.words("decide.title", claim=shown_id(self._claim)), TITLE)
        self.query_one("#title", Pane).draw([heading, title(self.text, page, self.across + 2)])
        stale = self.query_one("#stale", Pane)
        stale.display = self._stale
        if self._stale:
            words = self.words("decide.stale", **first(self.text, page))
            stale.draw(folded("! " + words, self.across + 2, look=LATE))

    def choices(self) -> list[str]:
        """What the rules know for this status; and to drop a product, where there are several."""
        page = self.page.page
        found = [what.value for what in outcomes(page)]
        return [*found, DROP] if len(page.claim.products) > 1 else found

    def hint(self, name: str) -> str:
        """Where it leads, by the claim's own clocks."""
        page = self.page.page
        what = What.ASK if name == DROP else What(name)
        why = "" if what in page.allowed or What.START in page.allowed else self.why_not(what)
        if why:
            return why
        return self.words("decide.drop-hint") if name == DROP else in_short(self.text, page, what)

    def draw_foresight(self) -> None:
        """Draw the status, the clocks, the mail; or what is missing."""
        self.query_one("#foresight", Pane).draw(self._foreseen())

    def _foreseen(self) -> list[Content]:
        order = self._order()
        if order is None:
            return [said(self.words("decide.pick-first"), DIM)]
        seen = foresee(self.page.page, order)
        if isinstance(seen, Refused):
            why = plainly(self.text, seen)
            return folded(self.words("decide.not-yet", why=why), self.across, look=SOON)
        words = " ".join(in_full(self.text, self.page.page, seen))
        return folded(self.words("decide.happens", what=words), self.across)

    def unticked(self) -> tuple[str, ...]:
        """The reasons whose points nobody ticked; none where no point was looked at yet."""
        ticks = self.page.page.claim.ticks
        return tuple(r.value for r in AskReason if not ticks.get(r.value)) if any(ticks.values()) else ()

    def filled_in(self, text: str) -> str:
        """A text with its gaps filled from the claim."""
        return filled_in(text, self.claim_page)

    # Keys

    def action_propose(self) -> None:
        """Take the reasons that propose themselves, besides what is picked already."""
        proposed = self.proposed() if self.page is not None else ()
        if self._what not in (What.ASK, DROP) or not proposed:
            self.say(self.words("decide.nothing-unticked"))
            return
        self._offer_asks((*self.query_one("#reasons", Choices).picked, *proposed))
        self.draw_foresight()

    def _order(self) -> c.Command | None:
        return self.order_on(self._claim, self._seen, self.query_one(TextArea).text)

    async def action_send(self) -> None:
        """Send the decision, and stay."""
        await self._send(go_on=False)

    async def action_send_next(self) -> None:
        """Send the decision and take the next claim; keys typed meanwhile are dropped."""
        await self._send(go_on=True)

    async def _send(self, *, go_on: bool) -> None:
        order = self._order()
        if self._sending or self.page is None:
            return
        if self._stale:
            self.say(self.words("decide.stale-short"), wrong=True)
            return
        if order is None:
            self.say(self.words("decide.pick-first"), wrong=True)
            return
        self._sending = True
        if go_on:
            self.host.drop_keys()
        await self.order(
            give,
            self.session,
            steps(self.page.page, order),
            then=lambda accepted: self._sent(accepted, go_on),
        )
        self._sending = False

    def _sent(self, accepted: Accepted, go_on: bool) -> None:
        self.forget_draft()
        self.dismiss((accepted, go_on))


def give(session: Any, orders: tuple[c.Command, ...]) -> Accepted:
    """Give the orders that a decision needs, one after the other; in the thread of orders."""
    desk, actor = session.desk, session.actor
    for order in orders[:-1]:
        desk.submit(order, actor)
    accepted: Accepted = desk.submit(orders[-1], actor)
    return accepted


def stale_since(page: Page, seen: int | None) -> bool:
    """Whether what a decision rests on has changed since the version that was seen."""
    mark = page.claim.material
    return mark is not None and seen is not None and mark.seq > seen


def first(text: Text, page: Page) -> dict[str, str]:
    """Who was first, with what, and when."""
    if (mark := page.claim.material) is None:
        return {"by": "", "what": "", "at": ""}
    at = text.when(mark.at, page.office_zone, short=True)
    return {"by": mark.by, "what": text.event(mark.what.value), "at": at}


def plainly(text: Text, no: Refused) -> str:
    """A refusal in words; what the reasons are called on the command line stands above in words already."""
    told = {name: value for name, value in no.details.items() if name != "known"}
    return text.refusal(Refused(no.code, no.why, **told))
