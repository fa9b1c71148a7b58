"""Macros: decisions prepared by name, with their reasons and a message; the list is written and kept here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, TextArea

from cpor_tui.domain.fields import message
from cpor_tui.domain.names import REVIEWER_REASONS, AskReason, RejectReason, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.letters import partner_lang
from cpor_tui.pages import Page
from cpor_tui.screens.canned import gaps
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.forms import Boxes
from cpor_tui.screens.looks import DIM, TITLE, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.saved import SavedForm, SavedSheet
from cpor_tui.session import Session
from cpor_tui.store.furniture import EVERYBODY, Macro
from cpor_tui.text import LANGUAGES, Text

OUTCOMES = (What.APPROVE, What.ASK, What.REJECT, What.REFUSE_DISPUTE)
"""What can be prepared by name."""


class MacroSheet(SavedSheet):
    """Picks a macro; answers with it. Keys write, change and remove them."""

    TITLE_KEY = "macro"

    def kept(self) -> list[Macro]:
        """The macros."""
        return self.session.desk.store.macro_list(self.session.actor.name)

    def told(self, saved: Macro) -> str:
        """The outcome, its reasons, and the beginning of the message."""
        return summary(self.text, saved)

    def answer(self, saved: Macro) -> Macro:
        """The macro."""
        return saved

    def form(self, name: str, saved: Macro | None = None) -> SavedForm:
        """The form of one macro."""
        return MacroForm(name, saved)

    def forget(self, person: str, name: str) -> None:
        """Forget a macro."""
        self.session.desk.store.macro_remove(person, name)


class MacroForm(SavedForm):
    """Writes one macro; answers with its name."""

    def __init__(self, name: str = "", macro: Macro | None = None) -> None:
        super().__init__(classes="form")
        self._called = name
        self._begun = macro

    def compose(self) -> ComposeResult:
        """Name, outcome, reasons, a message in each language, whose."""
        yield Pane(id="title")
        with VerticalScroll(id="paper", can_focus=False):
            yield Input(id="text-name", compact=True, placeholder=self.words("macro.name"))
            yield Pane(id="outcome-title", classes="section")
            yield Boxes(id="outcome")
            yield Pane(id="reasons-title", classes="section")
            yield Boxes(id="reasons")
            for lang in self._langs:
                yield Pane(id=f"title-{lang}", classes="section")
                yield TextArea(id=f"text-{lang}", tab_behavior="focus", show_line_numbers=False)
            yield Boxes(id="shared")
            yield Pane(id="gaps")
        yield from self.foot()

    @property
    def _langs(self) -> Sequence[str]:
        # One's own language first.
        return sorted(LANGUAGES, key=lambda lang: lang != self.text.lang)

    def show(self, page: Any, before: Any) -> None:
        """Begin with what there is."""
        if before is not None:
            return
        macro = self._begun
        self.query_one("#title", Pane).draw(said(self.words("macro.form"), TITLE))
        self.query_one("#text-name", Input).value = self._called
        self.query_one("#outcome-title", Pane).draw(said(self.words("macro.outcome"), TITLE))
        picked = [macro.outcome.value] if macro is not None else []
        labels = [(what.value, self.words(f"decide.{what.value}")) for what in OUTCOMES]
        self.query_one("#outcome", Boxes).offer(labels, picked, single=True)
        self._offer_reasons(macro.reasons if macro is not None else ())
        for lang in self._langs:
            self.query_one(f"#title-{lang}", Pane).draw(said(self.words(f"macro.text.{lang}"), TITLE))
            self.query_one(f"#text-{lang}", TextArea).text = macro.texts.get(lang, "") if macro else ""
        self.offer_sharing(shared=macro is not None and macro.person == EVERYBODY)
        words = self.words("macro.gaps", gaps=gaps())
        self.query_one("#gaps", Pane).draw(folded(words, self.across, look=DIM))
        self.query_one("#outcome" if self._called else "#text-name").focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """`::` has no meaning in a saved text itself."""

    @on(Choices.Picked, "#outcome")
    def _outcome_picked(self) -> None:
        self._offer_reasons(())

    @property
    def _outcome(self) -> str:
        return next(iter(self.query_one("#outcome", Boxes).picked), "")

    def _offer_reasons(self, picked: Sequence[str]) -> None:
        reasons, heading = self.query_one("#reasons", Boxes), self.query_one("#reasons-title", Pane)
        found: list[tuple[str, str]] = []
        if self._outcome == What.ASK:
            found = [(reason.value, self.text.label(reason)) for reason in AskReason]
        elif self._outcome == What.REJECT:
            found = [(one.value, self.text.label(one)) for one in RejectReason if one in REVIEWER_REASONS]
        reasons.offer(found, picked, single=self._outcome == What.REJECT)
        reasons.display = heading.display = bool(found)
        key = "one" if self._outcome == What.REJECT else "some"
        heading.draw(said(self.words(f"decide.reasons-{key}"), TITLE))

    def keep(self) -> Callable[[], None]:
        """Keeps the macro."""
        desk, name = self.session.desk, self.named
        if not self._outcome:
            raise Refused(Code.MISSING, "outcome")
        written = {lang: message(self.query_one(f"#text-{lang}", TextArea).text) for lang in LANGUAGES}
        macro = Macro(
            self.owner,
            name,
            What(self._outcome),
            self.query_one("#reasons", Boxes).picked,
            {lang: text for lang, text in written.items() if text},
            desk.now(),
        )
        return partial(desk.store.macro_save, macro)


def summary(text: Text, macro: Macro) -> str:
    """A macro in one line: the outcome, its reasons, and the beginning of the message in the reader's language."""
    label = text(f"screens.decide.{macro.outcome.value}")
    reasons = ", ".join(reason_label(text, macro.outcome, reason) for reason in macro.reasons)
    words = " ".join(macro.text(text.lang).split())
    return f"{label}{f' ({reasons})' if reasons else ''}{f': {words}' if words else ''}"


def reason_label(text: Text, what: What, reason: str) -> str:
    """What a reason is called; one of its names is worded differently in asking and in rejecting."""
    return text.label(RejectReason(reason)) if what is What.REJECT else text.reason(reason)


def worded(session: Session, macro: Macro, pages: Sequence[Page]) -> str:
    """The macro's message in the language of the claims' partners; in each of them, where they read different ones."""
    store = session.desk.store
    langs = {partner_lang(store, page.claim, page.org) for page in pages}
    return "\n\n".join(dict.fromkeys(macro.text(lang) for lang in LANGUAGES if lang in langs))
