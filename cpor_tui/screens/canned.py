"""Saved texts: `::` in a message inserts one; the list is written and kept up to date here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, TextArea

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.fields import message
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.pages import Page
from cpor_tui.screens.forms import Boxes
from cpor_tui.screens.looks import TITLE, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.saved import SavedForm, SavedSheet
from cpor_tui.store.furniture import EVERYBODY, Saved
from cpor_tui.text import LANGUAGES

GAPS = ("claim", "customer", "partner", "products")
"""What is filled in by itself where it stands in braces."""


class CannedSheet(SavedSheet):
    """Picks a saved text; answers with it, its gaps filled from the claim in view. Keys write, change and remove them.

    A name may end in a language, such as `drop-product.ko`: those of the reader's own language come first.
    """

    TITLE_KEY = "canned"

    def __init__(self, page: Page | None = None) -> None:
        super().__init__()
        self._page = page

    def kept(self) -> list[Saved]:
        """The texts, those of the reader's own language first."""
        session = self.session
        found = session.desk.store.text_list(session.actor.name)
        return sorted(found, key=lambda saved: (_foreign(saved.name, session.text.lang), saved.name))

    def told(self, saved: Saved) -> str:
        """The beginning of the text."""
        return " ".join(saved.text.split())

    def answer(self, saved: Saved) -> str:
        """The text."""
        return filled_in(saved.text, self._page)

    def form(self, name: str, saved: Saved | None = None) -> SavedForm:
        """The form of one text."""
        if saved is None:
            return CannedForm(name)
        return CannedForm(saved.name, saved.text, shared=saved.person == EVERYBODY)

    def forget(self, person: str, name: str) -> None:
        """Forget a text."""
        self.session.desk.store.text_remove(person, name)


class CannedForm(SavedForm):
    """Writes one saved text; answers with its name."""

    def __init__(self, name: str = "", text: str = "", *, shared: bool = False) -> None:
        super().__init__(classes="form -short")
        self._begun = (name, text, shared)

    def compose(self) -> ComposeResult:
        """Name, text, whose."""
        with Vertical(id="paper"):
            yield Pane(id="title")
            yield Input(id="text-name", compact=True, placeholder=self.words("canned.name"))
            yield TextArea(id="text", tab_behavior="focus", show_line_numbers=False)
            yield Boxes(id="shared")
            yield Pane(id="gaps")
        yield from self.foot()

    def show(self, page: Any, before: Any) -> None:
        """Begin with what there is."""
        if before is not None:
            return
        name, text, shared = self._begun
        self.query_one("#title", Pane).draw(said(self.words("canned.form"), TITLE))
        self.query_one("#text-name", Input).value = name
        self.query_one(TextArea).text = text
        self.offer_sharing(shared=shared)
        self.query_one("#gaps", Pane).draw(said(self.words("canned.gaps", gaps=gaps())))
        self.query_one(TextArea if name else "#text-name").focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """`::` has no meaning in a saved text itself."""

    def keep(self) -> Callable[[], None]:
        """Keeps the text."""
        desk, name = self.session.desk, self.named
        text = message(self.query_one(TextArea).text)
        if text is None:
            raise Refused(Code.MISSING, "message")
        return partial(desk.store.text_save, self.owner, name, text, desk.now())


def gaps() -> str:
    """The gaps that are filled in by themselves, as they are written."""
    return " ".join(f"{{{gap}}}" for gap in GAPS)


def filled_in(text: str, page: Page | None) -> str:
    """A saved text with its gaps filled from a claim; a gap that nothing fills stays as it is written."""
    if page is None:
        return text
    claim = page.claim
    words = (
        shown_id(claim.id),
        claim.fields.get("customer", ""),
        page.org.name,
        ", ".join(claim.products),
    )
    for gap, filling in zip(GAPS, words, strict=True):
        text = text.replace(f"{{{gap}}}", filling or f"{{{gap}}}")
    return text


def _foreign(name: str, lang: str) -> bool:
    return any(name.endswith(f".{other}") for other in LANGUAGES if other != lang)
