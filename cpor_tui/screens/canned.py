"""Saved texts: `::` in a message inserts one; the list is written and kept up to date here."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, TextArea

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.fields import message
from cpor_tui.domain.names import Role
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.pages import Page
from cpor_tui.screens.forms import Boxes, Form
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import TITLE, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.store.furniture import EVERYBODY, Saved
from cpor_tui.text import LANGUAGES

MAY_SHARE = (Role.LEAD, Role.OPERATOR)
"""Who may lay down what is everybody's, as on the command line."""
LONGEST_NAME = 100


class CannedSheet(PickSheet):
    """Picks a saved text; answers with it, its gaps filled from the claim in view. Keys write, change and remove them.

    A name may end in a language, such as `drop-product.ko`: those of the reader's own language come first.
    """

    TITLE_KEY = "canned"
    FOOT: ClassVar[tuple[str, ...]] = ("choose", "text-new", "text-edit", "text-remove", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text-new", "text-edit", "text-remove")]

    def __init__(self, page: Page | None = None) -> None:
        super().__init__()
        self._page = page

    def fetch(self, wish: Any) -> tuple[Saved, ...]:
        """This person's texts and everybody's; one's own stands before another's of the same name."""
        session = self.session
        found = session.desk.store.text_list(session.actor.name)
        own = {saved.name for saved in found if saved.person}
        kept = [saved for saved in found if saved.person or saved.name not in own]
        return tuple(sorted(kept, key=lambda saved: (_foreign(saved.name, session.text.lang), saved.name)))

    def lines(self, typed: str) -> list[Line]:
        """A name and the beginning of its text each."""
        whose = {True: self.words("canned.everybody"), False: ""}
        return [
            Line(
                saved.name, f"{saved.name}  {' '.join(saved.text.split())}", whose[saved.person == EVERYBODY]
            )
            for saved in self.page
        ]

    def _saved(self) -> Saved | None:
        under = self.under
        return next((saved for saved in self.page if under is not None and saved.name == under.name), None)

    def chosen(self, line: Line) -> None:
        """Answer with the text."""
        saved = self._saved()
        self.dismiss(filled_in(saved.text, self._page) if saved is not None else None)

    def action_text_new(self) -> None:
        """Write a new one, called what was typed."""
        name = self.query_one("#narrow", Input).value
        self.app.push_screen(CannedForm(name=clean(name, limit=LONGEST_NAME)), self._written)

    def action_text_edit(self) -> None:
        """Change the one under the cursor."""
        saved = self._saved()
        if saved is not None and not self._not_mine(saved):
            self.app.push_screen(
                CannedForm(saved.name, saved.text, shared=saved.person == EVERYBODY), self._written
            )

    async def action_text_remove(self) -> None:
        """Forget the one under the cursor."""
        saved = self._saved()
        if saved is None or self._not_mine(saved):
            return
        try:
            await self.host.wire.order(self.session.desk.store.text_remove, saved.person, saved.name)
        except Refused as no:
            self.refuse(no)
            return
        await self.reload(own=True)
        self.say(self.words("canned.removed", name=saved.name))

    def _not_mine(self, saved: Saved) -> bool:
        if saved.person == EVERYBODY and self.session.actor.role not in MAY_SHARE:
            self.say(self.words("canned.not-yours", name=saved.name), wrong=True)
            return True
        return False

    async def _written(self, name: str | None) -> None:
        await self.reload(own=True)
        if name:
            self.query_one("#narrow", Input).value = ""
            self.draw_list()
            self.say(self.words("canned.saved", name=name))


class CannedForm(Form):
    """Writes one saved text; answers with its name."""

    FOOT: ClassVar[tuple[str, ...]] = ("send", "editor", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send", "close", "editor")]

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

    def fetch(self, wish: Any) -> tuple[str, ...]:
        """A text needs no page."""
        return ("",)

    def show(self, page: Any, before: Any) -> None:
        """Begin with what there is."""
        if before is not None:
            return
        name, text, shared = self._begun
        self.query_one("#title", Pane).draw(said(self.words("canned.form"), TITLE))
        self.query_one("#text-name", Input).value = name
        self.query_one(TextArea).text = text
        boxes = self.query_one("#shared", Boxes)
        boxes.display = self.session.actor.role in MAY_SHARE
        boxes.offer([("everybody", self.words("canned.share"))], ["everybody"] if shared else [])
        self.query_one("#gaps", Pane).draw(
            said(self.words("canned.gaps", gaps="{claim} {customer} {partner} {products}"))
        )
        self.query_one(TextArea if name else "#text-name").focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """`::` has no meaning in a saved text itself."""

    async def action_send(self) -> None:
        """Keep it."""
        desk = self.session.desk
        name = clean(self.query_one("#text-name", Input).value, limit=LONGEST_NAME).strip()
        person = EVERYBODY if self.query_one("#shared", Boxes).picked else self.session.actor.name
        try:
            if not name:
                raise Refused(Code.BAD_INPUT, "empty", field="name")
            text = message(self.query_one(TextArea).text)
            if text is None:
                raise Refused(Code.MISSING, "message")
            await self.host.wire.order(desk.store.text_save, person, name, text, desk.now())
        except Refused as no:
            self.refuse(no)
            return
        self.dismiss(name)

    def action_keep(self) -> None:
        """Leave; nothing is changed."""
        self.dismiss(None)


def filled_in(text: str, page: Page | None) -> str:
    """A saved text with its gaps filled from a claim; a gap that nothing fills stays as it is written."""
    if page is None:
        return text
    claim = page.claim
    gaps = {
        "claim": shown_id(claim.id),
        "customer": claim.fields.get("customer", ""),
        "partner": page.org.name,
        "products": ", ".join(claim.products),
    }
    for gap, words in gaps.items():
        text = text.replace(f"{{{gap}}}", words or f"{{{gap}}}")
    return text


def _foreign(name: str, lang: str) -> bool:
    return any(name.endswith(f".{other}") for other in LANGUAGES if other != lang)
