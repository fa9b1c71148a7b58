"""A list to pick from by typing: what is typed narrows it, Enter takes the line under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from cpor_tui.screens.forms import Form
from cpor_tui.screens.keys import bindings
from cpor_tui.screens.looks import DIM, KEY, OFF, TITLE, fit, folded, lines, said
from cpor_tui.screens.panes import Pane

_PAGE = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is called, what stands at its right, and why it cannot be taken ("": it can)."""

    name: str
    words: str
    right: str = ""
    why: str = ""
    group: str = ""
    find: str = ""
    """More words by which it is found."""
    below: str = ""
    """What is explained under it."""

    def fits(self, typed: Sequence[str]) -> bool:
        """Whether every word that was typed is somewhere in the line."""
        whole = f"{self.words} {self.right} {self.group} {self.find} {self.below}".casefold()
        return all(word in whole for word in typed)


class Found(OptionList, can_focus=False):
    """The lines; the keys stay with what is typed, from where the sheet moves the cursor.

    With the keys in it, Textual's own page down fails in a list that has no row of room.
    """

    def _on_click(self, event: events.Click) -> None:  # type: ignore[override]
        """Let no click through that was meant for a line which is gone by now."""
        place = event.style.meta.get("option")
        if place is not None and place >= self.option_count:
            event.prevent_default()


class PickSheet(Form):
    """Picks one line; answers with its name, None when nothing was picked."""

    FOOT: ClassVar[tuple[str, ...]] = ("choose", "close")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("choose", "close"),
        Binding("down", "step(1)", "pick-down", id="pick-down", show=False),
        Binding("up", "step(-1)", "pick-up", id="pick-up", show=False),
        Binding("pagedown", f"step({_PAGE})", "pick-page-down", id="pick-page-down", show=False),
        Binding("pageup", f"step({-_PAGE})", "pick-page-up", id="pick-page-up", show=False),
    ]
    TITLE_KEY: ClassVar[str] = "pick"
    READ_ONLY: ClassVar[bool] = False
    """Whether the list is only for reading: Enter takes nothing."""

    def __init__(self, lines: Sequence[Line] = (), about: str = "") -> None:
        """`about`: what it is picked for, beside the title."""
        super().__init__(classes="form -pick")
        self._lines = tuple(lines)
        self._about = about
        self._shown: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, what is typed, the list, what there is to say, foot."""
        with Vertical(id="paper"):
            yield Pane(id="title")
            yield Input(id="narrow", compact=True, placeholder=self.words(f"{self.TITLE_KEY}.hint"))
            yield Found(id="found", markup=False, compact=True)
            yield Pane(id="none")
            yield from self.foot()

    def lines(self, typed: str) -> Sequence[Line]:
        """The lines to choose among; `typed` is what was typed so far."""
        return self._lines

    def fetch(self, wish: Any) -> Any:
        """A list needs no page unless it says so."""
        return ()

    def show(self, page: Any, before: Any) -> None:
        """Draw the list."""
        heading = "  ".join(filter(None, (self.words(f"{self.TITLE_KEY}.title"), self._about)))
        self.query_one("#title", Pane).draw(said(fit(heading, max(20, min(self.size.width, 100) - 6)), TITLE))
        if before is None:
            self.query_one("#narrow").focus()
        self.draw_list()

    def draw_list(self, *, first: bool = False) -> None:
        """Draw what fits; the cursor stays on its line if that still fits, `first`: it goes to the best one."""
        typed = self.query_one("#narrow", Input).value
        words = typed.casefold().split()
        found = self.query_one(Found)
        under = None if first else self.under
        self._shown = tuple(line for line in self.lines(typed) if line.fits(words))
        found.set_options(self._options())
        names = [line.name for line in self._shown]
        if names:
            self._go_to(names.index(under.name) if under is not None and under.name in names else 0)
        self.query_one("#none", Pane).draw(said("" if self._shown else self.words("pick.none"), DIM))
        self.query_one("#none").display = not self._shown

    def _options(self) -> list[Option]:
        found: list[Option] = []
        group, width = "", max(20, min(self.size.width, 100) - 8)
        for n, line in enumerate(self._shown):
            if line.group and line.group != group:
                group = line.group
                found.append(Option(said(line.group, TITLE), disabled=True))
            found.append(Option(self._drawn(line, width), id=f"line-{n}"))
        return found

    def _drawn(self, line: Line, width: int) -> Content:
        right = line.why or line.right
        room = max(10, width - 2 - Content(right).cell_length) if right else width
        found = said(fit(line.words, room) if right else line.words, OFF if line.why else "")
        if right:
            found = Content.assemble(found, "  ", said(right, OFF if line.why else KEY))
        return lines([found, *folded(line.below, width, 2, DIM)]) if line.below else found

    @property
    def under(self) -> Line | None:
        """The line under the cursor."""
        option = self.query_one(Found).highlighted_option
        number = int(option.id.removeprefix("line-")) if option is not None and option.id else -1
        return self._shown[number] if 0 <= number < len(self._shown) else None

    def _go_to(self, number: int) -> None:
        found = self.query_one(Found)
        found.highlighted = found.get_option_index(f"line-{number}")

    @on(Input.Changed, "#narrow")
    def _narrowed(self) -> None:
        if self.page is not None:
            self.draw_list(first=True)

    @on(Input.Submitted, "#narrow")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_choose()

    @on(OptionList.OptionSelected, "#found")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose()

    def action_step(self, step: int) -> None:
        """Move to another line."""
        if self._shown:
            now = self._shown.index(self.under) if self.under in self._shown else 0
            self._go_to(max(0, min(len(self._shown) - 1, now + step)))

    def action_choose(self) -> None:
        """Take the line under the cursor; one that cannot be taken says why."""
        line = self.under
        if line is None or self.READ_ONLY:
            return
        if line.why:
            self.say(line.why, wrong=True)
            return
        self.chosen(line)

    def chosen(self, line: Line) -> None:
        """Answer with a line."""
        self.dismiss(line.name)

    def action_keep(self) -> None:
        """Leave without picking; a first Esc clears what was typed."""
        narrow = self.query_one("#narrow", Input)
        if narrow.value:
            narrow.value = ""
        else:
            self.dismiss(None)
