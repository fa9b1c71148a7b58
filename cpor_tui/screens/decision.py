"""What every decide sheet has: outcomes by their digits, reasons, a message, macros, and what will happen."""

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

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import REVIEWER_REASONS, AskReason, RejectReason, What
from cpor_tui.pages import Page
from cpor_tui.screens.base import Sheet
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.drafts import Drafted
from cpor_tui.screens.foresight import DROP, ordered
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import BOLD, DIM, TITLE, folded, said
from cpor_tui.screens.macros import MacroSheet, worded
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.store.furniture import Macro


class DecisionSheet(Sheet[Any], Drafted):
    """Puts a decision together; a macro may fill it in. Nothing is sent before the person says so.

    A sheet of this kind says which claims it is about (`pages`), what stands above the outcomes (`draw_head`), what
    can be decided (`choices`), in a few words where that leads (`hint`), what will happen (`draw_foresight`); it sends.
    """

    BINDINGS = [
        *bindings("send", "keep", "editor", "macro", "read-on", "read-back"),
        *(Binding(str(n), f"pick({n})", "pick", id=f"pick-{n}", show=False) for n in range(1, 6)),
    ]

    def __init__(self, macro: Macro | None = None) -> None:
        """`macro` fills the sheet in as soon as it stands."""
        super().__init__(classes="sheet")
        self._what = ""
        self._macro = macro
        self._by_macro = ""
        self._sending = False

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
        for name in ("reasons-box", "stale"):
            self.query_one(f"#{name}").display = False
        await super().on_mount()
        if self.page is None:
            return
        kept = await self.begun_text()
        if not stands(self):
            return
        if kept:
            self.query_one(TextArea).text = kept
            self.say(self.words("draft-back"))
        self.query_one(Outcomes).focus()
        if self._macro is not None:
            await self.use(self._macro)

    # What such a sheet says

    @property
    def pages(self) -> tuple[Page, ...]:
        """The claims that are decided."""
        raise NotImplementedError

    def draw_head(self) -> None:
        """Draw what stands above the outcomes."""
        raise NotImplementedError

    def choices(self) -> list[str]:
        """What can be decided, in the order of the digits."""
        raise NotImplementedError

    def hint(self, name: str) -> str:
        """Where an outcome leads, or why it cannot be had."""
        raise NotImplementedError

    def draw_foresight(self) -> None:
        """Draw what will happen when it is sent."""
        raise NotImplementedError

    def unticked(self) -> tuple[str, ...]:
        """The reasons whose points nobody ticked, where somebody ticked any."""
        return ()

    def message_title(self) -> str:
        """The words above the message."""
        return self.words("decide.message")

    def filled_in(self, text: str) -> str:
        """A macro's text as it is put into the message."""
        return text

    # Drawing

    @property
    def across(self) -> int:
        """Cells across a line of the sheet."""
        return max(30, min(self.size.width, 100) - 8)

    def show(self, page: Any, before: Any) -> None:
        """Draw the sheet."""
        self.draw_head()
        self.draw_message_title()
        self.draw_outcomes()
        self.draw_foresight()

    def draw_message_title(self) -> None:
        """Draw what stands above the message."""
        words = folded(self.message_title(), self.across + 2, look=TITLE)
        self.query_one("#message-title", Pane).draw(words)

    def draw_outcomes(self) -> None:
        """Draw what can be picked, and what is."""
        found = []
        for n, name in enumerate(self.choices(), 1):
            look, gutter = (BOLD, ">") if name == self._what else ("", " ")
            label = said(f"{gutter} {n} {self.words(f'decide.{name}')}", look)
            line = Content.assemble(label, "  ", said(self.hint(name), DIM))
            found.append(line.stylize(f"@click=screen.pick({n})").truncate(self.across, ellipsis=True))
        self.query_one(Outcomes).draw(found)

    # Picking

    def action_pick(self, number: int) -> None:
        """Pick an outcome; its reasons come with it."""
        names = self.choices() if self.page is not None else []
        if 0 < number <= len(names):
            self._picks(names[number - 1])

    def _picks(self, name: str, reasons: Sequence[str] = ()) -> None:
        self._what = name
        self._offer_reasons(reasons)
        self.draw_outcomes()
        self.draw_foresight()

    def _offer_reasons(self, picked: Sequence[str]) -> None:
        text = self.text
        asks = self._what in (What.ASK, DROP)
        rejects = self._what == What.REJECT
        self.query_one("#reasons-box").display = asks or rejects
        reasons, drop = self.query_one("#reasons", Choices), self.query_one("#drop", Choices)
        if asks:
            # What was not ticked, or goes with a product to remove, proposes itself in words; no box is filled
            # before the reviewer says so.
            self._offer_asks(picked)
        elif rejects:
            order = [reason for reason in RejectReason if reason in REVIEWER_REASONS]
            reasons.offer([(reason.value, text.label(reason)) for reason in order], picked[:1], single=True)
        shows = self._what == DROP
        kind = "one" if rejects else "drop" if shows else "open" if self.unticked() else "some"
        self.query_one("#reasons-title", Pane).draw(said(self.words(f"decide.reasons-{kind}"), TITLE))
        self.query_one("#drop-title", Pane).display = drop.display = shows
        if shows:
            self.query_one("#drop-title", Pane).draw(said(self.words("decide.drop-title"), TITLE))
            drop.offer([(product, product) for page in self.pages for product in page.claim.products])

    def _offer_asks(self, picked: Sequence[str]) -> None:
        rows = [(reason.value, self._reason_words(reason)) for reason in AskReason]
        self.query_one("#reasons", Choices).offer(rows, picked)

    def _reason_words(self, reason: AskReason) -> str:
        label = self.text.label(reason)
        if reason.value in self.unticked():
            return self.words("decide.unticked", reason=label)
        return self.words("decide.with-drop", reason=label) if reason.value in self.proposed() else label

    def proposed(self) -> tuple[str, ...]:
        """The reasons that propose themselves: those of unticked points, and the one for removing a product."""
        goes_with = (AskReason.MISSING_PRODUCTS.value,) if self._what == DROP else ()
        return tuple(dict.fromkeys((*self.unticked(), *goes_with)))

    def action_read_on(self, way: int) -> None:
        """Scroll to what does not fit on the screen."""
        order = self.query_one("#order", VerticalScroll)
        order.scroll_relative(y=way * max(1, order.size.height - 2), animate=False)

    @on(Choices.Picked)
    @on(TextArea.Changed, "#message")
    def _changed(self) -> None:
        if self.page is not None:
            self.draw_foresight()

    def order_on(self, claim: int, version: int | None, note: str) -> c.Command | None:
        """The order on a claim that was put together; None before an outcome was picked."""
        return ordered(
            self._what,
            claim,
            version,
            note.strip() or None,
            self.query_one("#reasons", Choices).picked,
            self.query_one("#drop", Choices).picked if self._what == DROP else (),
        )

    @property
    def note(self) -> str:
        """The message as it stands."""
        return self.query_one(TextArea).text

    # Macros

    def action_macro(self) -> None:
        """Pick a macro; it fills the sheet in."""
        self.app.push_screen(MacroSheet(), self._macro_picked)

    async def _macro_picked(self, macro: Macro | None) -> None:
        if macro is not None:
            await self.use(macro)

    async def use(self, macro: Macro) -> None:
        """Fill the sheet in by a macro; what was written by hand stays, and nothing is sent."""
        if self.page is None:
            return
        if macro.outcome not in self.choices():
            what = self.words(f"decide.{macro.outcome.value}")
            self.say(self.words("macro.not-here", name=macro.name, what=what), wrong=True)
            return
        self._picks(macro.outcome, macro.reasons)
        text = self.filled_in(await self.read(worded, self.session, macro, self.pages))
        field = self.query_one(TextArea)
        if text:
            # The text of another macro makes room; a word of the person's own never does.
            own = "" if field.text.strip() == self._by_macro else field.text.strip()
            field.text = "\n\n".join(filter(None, (own, text)))
            field.move_cursor(field.document.end)
            self._by_macro = text if not own else ""
        self.draw_foresight()
        self.query_one(Outcomes).focus()
        self.say(self.words("macro.used", name=macro.name))

    # The draft

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
