"""A short list of boxes to tick, by keys or by mouse, with words that no markup can come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from cpor_tui.screens.looks import BOLD, DIM, said
from cpor_tui.screens.panes import Pane


class Choices(Pane, can_focus=True):
    """Boxes; `single`: picking one lets go of the others. Keys: arrows or j k, Space."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "choice-down", id="choice-down", show=False),
        Binding("up,k", "move(-1)", "choice-up", id="choice-up", show=False),
        Binding("space", "pick", "choice-pick", id="choice-pick", show=False),
    ]

    class Picked(Message):
        """Other boxes are ticked now."""

        def __init__(self, choices: Choices) -> None:
            super().__init__()
            self.choices = choices

        @property
        def control(self) -> Choices:
            """The list, so that `@on(…, "#reasons")` works."""
            return self.choices

    def __init__(self, *, id: str, single: bool = False) -> None:
        super().__init__(id=id)
        self._options: tuple[tuple[str, str], ...] = ()
        self._picked: frozenset[str] = frozenset()
        self._cursor = 0
        self._single = single

    @property
    def picked(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        return tuple(name for name, _ in self._options if name in self._picked)

    def offer(
        self, options: Sequence[tuple[str, str]], picked: Sequence[str] = (), *, single: bool = False
    ) -> None:
        """Show other boxes: a name and words each."""
        self._options, self._picked, self._single = tuple(options), frozenset(picked), single
        self._cursor = 0
        self._draw()

    def action_move(self, step: int) -> None:
        """Move to another box."""
        if self._options:
            self._cursor = (self._cursor + step) % len(self._options)
            self._draw()

    def action_pick(self) -> None:
        """Tick the box, or untick it."""
        if not self._options:
            return
        name = self._options[self._cursor][0]
        if self._single:
            self._picked = frozenset() if name in self._picked else frozenset({name})
        else:
            self._picked ^= {name}
        self._draw()
        self.post_message(self.Picked(self))

    def on_click(self, event: events.Click) -> None:
        """Tick the box that was clicked."""
        each = max(1, self.room // self._columns)
        place = event.y * self._columns + min(event.x // each, self._columns - 1)
        if 0 <= place < len(self._options):
            self._cursor = place
            self.action_pick()

    def on_focus(self) -> None:
        """Show where the keys are."""
        self._draw()

    def on_blur(self) -> None:
        """Show that they are elsewhere."""
        self._draw()

    def _draw(self) -> None:
        found: list[Content] = []
        for n, (name, words) in enumerate(self._options):
            here = n == self._cursor and self.has_focus
            ticked = name in self._picked
            shape = ("(o)" if ticked else "( )") if self._single else ("[x]" if ticked else "[ ]")
            found.append(
                said(f"{'>' if here else ' '} {shape} {words}", BOLD if here else "" if ticked else DIM)
            )
        each = max(1, self.room // self._columns)
        rows = [found[at : at + self._columns] for at in range(0, len(found), self._columns)]
        self.draw(
            [Content("").join(one.truncate(each, ellipsis=True, pad=True) for one in row) for row in rows]
        )

    @property
    def _columns(self) -> int:
        longest = max((cell_len(words) for _, words in self._options), default=0) + 7
        return 2 if len(self._options) > 2 and longest * 2 <= self.room else 1

    def on_resize(self) -> None:
        """Lay the boxes out anew."""
        self._draw()
