"""The sheet on which a claim is decided: it says what will happen before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import TextArea

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import REVIEWER_REASONS, AskReason, RejectReason, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.base import Sheet
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.claim_lines import title
from cpor_tui.screens.drafts import Drafted
from cpor_tui.screens.foresight import DROP, foresee, in_full, in_short, ordered, outcomes, steps
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, LATE, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.view import View, news, view


class DecideSheet(Sheet[tuple[Accepted, bool] | None], Drafted):
    """Decides one claim, as it was when the sheet was opened; what changed since is said, and decides nothing."""

    FOOT = ("send", "send-next", "editor", "keep")
    BINDINGS = [
        *bindings("send", "send-next", "keep", "editor", "propose"),
        *(Binding(str(n), f"pick({n})", "pick", id=f"pick-{n}", show=False) for n in range(1, 6)),
    ]

    def __init__(self, claim: int) -> None:
        super().__init__(classes="sheet")
        self._claim = claim
        self._seen: int | None = None
        self._what = ""
        self._sending = False
        self.draft_of = (claim, "decide")

    def compose(self) -> ComposeResult:
        """Outcomes, reasons, products, message, consequences, keys."""
        with Vertical(id="paper"):
            with VerticalScroll(id="order", can_focus=False):
                yield Pane(id="title")
                yield Pane(id="stale")
                yield Outcomes(id="outcomes")
                with Vertical(id="reasons-box"):
                    yield Pane(id="reasons-title")
                    yield Choices(id="reasons")
                    yield Pane(id="drop-title")
                    yield Choices(id="drop")
                yield Pane(id="message-title")
                yield TextArea(id="message", tab_behavior="focus", show_line_numbers=False)
                yield Pane(id="foresight")
            yield from self.foot()

    async def on_mount(self) -> None:
        """Begin where the draft ended; the digits pick at once."""
        self.query_one("#message-title", Pane).draw(said(self.words("decide.message"), TITLE))
        for name in ("reasons-box", "stale"):
            self.query_one(f"#{name}").display = False
        await super().on_mount()
        if self.page is None:
            return
        kept = await self.read(self.kept_text)
        if kept:
            self.query_one(TextArea).text = kept
            self.say(self.words("draft-back"))
        self.query_one(Outcomes).focus()

    # Fetch

    @property
    def claim_page(self) -> Page | None:
        """The claim that is decided."""
        return self.page.page if self.page is not None else None

    def fetch(self, wish: Any) -> View:
        """The claim."""
        return view(self.session, self._claim)

    def news(self, page: Any, before: Any) -> str:
        """What others did meanwhile."""
        return news(self.session, page, before)

    def show(self, page: Any, before: Any) -> None:
        """Draw the sheet; the version that counts is the one it was opened with."""
        if self._seen is None:
            self._seen = page.version
        self._draw_title()
        self._draw_outcomes()
        self._draw_foresight()

    @property
    def _stale(self) -> bool:
        mark = self.page.page.claim.material if self.page is not None else None
        return mark is not None and self._seen is not None and mark.seq > self._seen

    def _draw_title(self) -> None:
        page = self.page.page
        width = max(30, min(self.size.width, 100) - 6)
        self.query_one("#title", Pane).draw(
            [
                said(self.words("decide.title", claim=shown_id(self._claim)), TITLE),
                title(self.text, page, width),
            ]
        )
        stale = self.query_one("#stale", Pane)
        stale.display = self._stale
        if self._stale:
            mark = page.claim.material
            words = self.words(
                "decide.stale",
                by=mark.by,
                what=self.text.event(mark.what.value),
                at=self.text.when(mark.at, page.office_zone, short=True),
            )
            stale.draw(folded("! " + words, width, look=LATE))

    def _choices(self) -> list[str]:
        page = self.page.page
        found = [what.value for what in outcomes(page)]
        return [*found, DROP] if len(page.claim.products) > 1 else found

    def _draw_outcomes(self) -> None:
        page, found = self.page.page, []
        width = max(30, min(self.size.width, 100) - 8)
        for n, name in enumerate(self._choices(), 1):
            what = What.ASK if name == DROP else What(name)
            label = self.words(f"decide.{name}")
            why = "" if what in page.allowed or What.START in page.allowed else self.why_not(what)
            hint = why or (
                self.words("decide.drop-hint") if name == DROP else in_short(self.text, page, what)
            )
            look = BOLD if name == self._what else ""
            gutter = ">" if name == self._what else " "
            line = Content.assemble(said(f"{gutter} {n} {label}", look), "  ", said(hint, DIM))
            found.append(line.stylize(f"@click=screen.pick({n})").truncate(width, ellipsis=True))
        self.query_one(Outcomes).draw(found)

    def _draw_foresight(self) -> None:
        pane = self.query_one("#foresight", Pane)
        width = max(30, min(self.size.width, 100) - 8)
        order = self._order()
        if order is None:
            pane.draw(said(self.words("decide.pick-first"), DIM))
            return
        seen = foresee(self.page.page, order)
        if isinstance(seen, Refused):
            # The reasons stand above in words; by their names they are for the command line.
            told = {name: value for name, value in seen.details.items() if name != "known"}
            why = self.text.refusal(Refused(seen.code, seen.why, **told))
            pane.draw(folded(self.words("decide.not-yet", why=why), width, look=SOON))
            return
        words = " ".join(in_full(self.text, self.page.page, seen))
        pane.draw(folded(self.words("decide.happens", what=words), width))

    # Keys

    def action_pick(self, number: int) -> None:
        """Pick an outcome; its reasons come with it."""
        names = self._choices() if self.page is not None else []
        if not 0 < number <= len(names):
            return
        self._what = names[number - 1]
        self._offer_reasons()
        self._draw_outcomes()
        self._draw_foresight()

    def _offer_reasons(self) -> None:
        text = self.text
        asks = self._what in (What.ASK, DROP)
        rejects = self._what == What.REJECT
        self.query_one("#reasons-box").display = asks or rejects
        reasons, drop = self.query_one("#reasons", Choices), self.query_one("#drop", Choices)
        if asks:
            # What was not ticked proposes itself in words; no box is filled before the reviewer says so.
            self._offer_asks([AskReason.MISSING_PRODUCTS.value] if self._what == DROP else [])
        elif rejects:
            order = [reason for reason in RejectReason if reason in REVIEWER_REASONS]
            reasons.offer([(reason.value, text.label(reason)) for reason in order], single=True)
        proposes = asks and bool(self._unticked())
        heading = self.words(f"decide.reasons-{'one' if rejects else 'open' if proposes else 'some'}")
        self.query_one("#reasons-title", Pane).draw(said(heading, TITLE))
        shows = self._what == DROP
        self.query_one("#drop-title", Pane).display = drop.display = shows
        if shows:
            self.query_one("#drop-title", Pane).draw(said(self.words("decide.drop-title"), TITLE))
            drop.offer([(product, product) for product in self.page.page.claim.products])

    def _offer_asks(self, picked: Sequence[str]) -> None:
        unticked = self._unticked()
        rows = [
            (
                reason.value,
                self.words("decide.unticked", reason=self.text.label(reason))
                if reason.value in unticked
                else self.text.label(reason),
            )
            for reason in AskReason
        ]
        self.query_one("#reasons", Choices).offer(rows, picked)

    def _unticked(self) -> tuple[str, ...]:
        """The reasons whose points nobody ticked; none where no point was looked at yet."""
        ticks = self.page.page.claim.ticks
        return tuple(r.value for r in AskReason if not ticks.get(r.value)) if any(ticks.values()) else ()

    def action_propose(self) -> None:
        """Take the reasons whose points are not ticked, besides what is picked already."""
        unticked = self._unticked() if self.page is not None else ()
        if self._what not in (What.ASK, DROP) or not unticked:
            self.say(self.words("decide.nothing-unticked"))
            return
        self._offer_asks((*self.query_one("#reasons", Choices).picked, *unticked))
        self._draw_foresight()

    @on(Choices.Picked)
    @on(TextArea.Changed, "#message")
    def _changed(self) -> None:
        if self.page is not None:
            self._draw_foresight()

    def _order(self) -> c.Command | None:
        return ordered(
            self._what,
            self._claim,
            self._seen,
            self.query_one(TextArea).text.strip() or None,
            self.query_one("#reasons", Choices).picked,
            self.query_one("#drop", Choices).picked if self._what == DROP else (),
        )

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
            self._give, steps(self.page.page, order), then=lambda accepted: self._sent(accepted, go_on)
        )
        self._sending = False

    def _give(self, orders: tuple[c.Command, ...]) -> Accepted:
        desk, actor = self.session.desk, self.session.actor
        for order in orders[:-1]:
            desk.submit(order, actor)
        return desk.submit(orders[-1], actor)

    def _sent(self, accepted: Accepted, go_on: bool) -> None:
        self.forget_draft()
        self.dismiss((accepted, go_on))

    async def action_keep(self) -> None:
        """Leave; what was written stays a draft."""
        await self.keep_draft()
        self.dismiss(None)

    def packed(self, text: str) -> str:
        """The message, with the outcome that was picked."""
        return json.dumps({"outcome": self._what, "message": text}, ensure_ascii=False)

    def unpacked(self, kept: str) -> str:
        """The message; the outcome is picked anew, so that no old digit decides."""
        try:
            return str(json.loads(kept)["message"])
        except (ValueError, KeyError, TypeError):
            return kept


class Outcomes(Pane, can_focus=True):
    """Where the digits pick."""
