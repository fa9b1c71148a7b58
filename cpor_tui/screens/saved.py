"""What is kept by name, one's own and everybody's: picked from a list, and written, changed and removed there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from textual.binding import BindingType
from textual.widgets import Input

from cpor_tui.domain.clean import clean
from cpor_tui.domain.names import Role
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.screens.forms import Boxes, Form
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, folded
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.store.furniture import EVERYBODY

MAY_SHARE = (Role.LEAD, Role.OPERATOR)
"""Who may lay down what is everybody's, as on the command line."""
LONGEST_NAME = 100


class Named(Protocol):
    """What is kept by name: whose it is ("": everybody's), and what it is called."""

    @property
    def person(self) -> str:
        """Whose it is."""

    @property
    def name(self) -> str:
        """What it is called."""


class SavedSheet(PickSheet):
    """Picks one thing that is kept by name. Keys write a new one, change and remove the one under the cursor.

    A sheet of this kind says what there is (`kept`), how a line of it reads (`told`), what picking answers
    (`answer`), its form (`form`), and how one is forgotten (`forget`).
    """

    FOOT: ClassVar[tuple[str, ...]] = ("choose", "text-new", "text-edit", "text-remove", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text-new", "text-edit", "text-remove")]

    # What such a sheet says

    def kept(self) -> Sequence[Any]:
        """This person's and everybody's; in the reading thread."""
        raise NotImplementedError

    def told(self, saved: Any) -> str:
        """What stands behind a name."""
        raise NotImplementedError

    def answer(self, saved: Any) -> Any:
        """What picking it answers."""
        raise NotImplementedError

    def form(self, name: str, saved: Any = None) -> Form:
        """The form that writes a new one, or changes one; it answers with the name."""
        raise NotImplementedError

    def forget(self, person: str, name: str) -> None:
        """Forget one; in the thread of orders."""
        raise NotImplementedError

    # The list

    def fetch(self, wish: Any) -> tuple[Any, ...]:
        """One's own stands before another's of the same name."""
        found = self.kept()
        own = {saved.name for saved in found if saved.person}
        return tuple(saved for saved in found if saved.person or saved.name not in own)

    def lines(self, typed: str) -> list[Line]:
        """A name and what stands behind it each."""
        whose = self.words("canned.everybody")
        return [
            Line(
                saved.name,
                f"{saved.name}  {self.told(saved)}".rstrip(),
                whose if saved.person == EVERYBODY else "",
            )
            for saved in self.page
        ]

    def draw_list(self, *, first: bool = False) -> None:
        """Draw what fits; where nothing was ever kept, say how to begin."""
        super().draw_list(first=first)
        if not self.page:
            words = self.words(f"{self.TITLE_KEY}.none")
            self.query_one("#none", Pane).draw(folded(words, self.across - 3, look=DIM))

    def _saved(self) -> Any:
        under = self.under
        return next((saved for saved in self.page if under is not None and saved.name == under.name), None)

    def chosen(self, line: Line) -> None:
        """Answer with it."""
        saved = self._saved()
        self.dismiss(self.answer(saved) if saved is not None else None)

    def action_text_new(self) -> None:
        """Write a new one, called what was typed."""
        name = self.query_one("#narrow", Input).value
        self.app.push_screen(self.form(clean(name, limit=LONGEST_NAME)), self._written)

    def action_text_edit(self) -> None:
        """Change the one under the cursor."""
        saved = self._saved()
        if saved is not None and not self._not_mine(saved):
            self.app.push_screen(self.form(saved.name, saved), self._written)

    async def action_text_remove(self) -> None:
        """Forget the one under the cursor."""
        saved = self._saved()
        if saved is None or self._not_mine(saved):
            return
        try:
            await self.host.wire.order(self.forget, saved.person, saved.name)
        except Refused as no:
            self.refuse(no)
            return
        await self.reload(own=True)
        self.say(self.words("canned.removed", name=saved.name))

    def _not_mine(self, saved: Named) -> bool:
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


class SavedForm(Form):
    """Writes one such thing; has a field for its name and, for those who may, a box that makes it everybody's."""

    FOOT: ClassVar[tuple[str, ...]] = ("send", "editor", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send", "close", "editor")]

    def fetch(self, wish: Any) -> tuple[str, ...]:
        """What is written needs no page."""
        return ("",)

    def offer_sharing(self, *, shared: bool) -> None:
        """Show the box to those who may share."""
        boxes = self.query_one("#shared", Boxes)
        boxes.display = self.session.actor.role in MAY_SHARE
        boxes.offer([("everybody", self.words("canned.share"))], ["everybody"] if shared else [])

    @property
    def named(self) -> str:
        """The name that was typed. Raises Refused(bad_input) for none."""
        name = clean(self.query_one("#text-name", Input).value, limit=LONGEST_NAME).strip()
        if not name:
            raise Refused(Code.BAD_INPUT, "empty", field="name")
        return name

    @property
    def owner(self) -> str:
        """Whose it will be."""
        return EVERYBODY if self.query_one("#shared", Boxes).picked else self.session.actor.name

    def keep(self) -> Any:
        """What keeps it, as a function for the thread of orders. Raises Refused for what cannot be kept."""
        raise NotImplementedError

    async def action_send(self) -> None:
        """Keep it."""
        try:
            keeps = self.keep()
            await self.host.wire.order(keeps)
        except Refused as no:
            self.refuse(no)
            return
        self.dismiss(self.named)

    def action_keep(self) -> None:
        """Leave; nothing is changed."""
        self.dismiss(None)
