"""The pieces that rooms are put together from; each draws what it is handed, and equal content only once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cpor_tui.domain.machine import RULES
from cpor_tui.screens.keys import KEYS
from cpor_tui.screens.looks import BOLD, KEY, LATE, OFF, lines, said

if TYPE_CHECKING:
    from cpor_tui.screens.base import Room


def stands(node: Widget) -> bool:
    """Whether a room or a widget is still there to be drawn on: asked after every wait.

    One that is being left still runs for a while, when its parts are gone already.
    """
    return bool(node.is_running and not node._pruning and not node._closing)


class Pane(Static):
    """Lines of text; what equals the lines before is not drawn again."""

    ALLOW_SELECT = True
    auto_links = False
    """What can be clicked looks like what it is: a key, a tab; never underlined."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._drawn: Content | None = None

    def draw(self, content: Content | list[Content]) -> None:
        """Show lines."""
        content = lines(content) if isinstance(content, list) else content
        if self._drawn is None or not content.is_same(self._drawn):
            self._drawn = content
            self.update(content)

    @property
    def room(self) -> int:
        """Cells across."""
        return max(10, self.content_size.width or self.container_size.width)


class Scroll(VerticalScroll):
    """Text that is longer than the screen, walked through by the keys of a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "scroll-down", id="scroll-down", show=False),
        Binding("k", "scroll_up", "scroll-up", id="scroll-up", show=False),
        Binding("ctrl+d", "page_down", "scroll-page-down", id="scroll-page-down", show=False),
        Binding("ctrl+u", "page_up", "scroll-page-up", id="scroll-page-up", show=False),
        Binding("g", "scroll_home", "scroll-first", id="scroll-first", show=False),
        Binding("G", "scroll_end", "scroll-last", id="scroll-last", show=False),
    ]


class SaidLine(Pane):
    """The one line in which the program speaks."""

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Say something; it stays until the next is said."""
        self.set_class(wrong, "-wrong")
        self.draw(said(("! " if wrong else "") + words, LATE if wrong else ""))


class Strip(Pane):
    """The tabs of a room: `[1 Next up 14] 2 Mine 3`; digits and clicks choose."""

    def draw_tabs(self, tabs: Sequence[tuple[str, int | None]], chosen: int) -> None:
        """Show the tabs with their counts; `chosen` from 0 stays in sight however narrow the screen is."""
        room = max(10, self.app.size.width - 2)
        found = self._joined(tabs, chosen, " ")
        if found.rstrip().cell_length <= room:
            self.draw(found)
            return
        first = 0
        while (
            first < chosen and self._joined(tabs[: chosen + 1], chosen, "", first).rstrip().cell_length > room
        ):
            first += 1
        self.draw(self._joined(tabs, chosen, "", first).rstrip().truncate(room, ellipsis=True))

    @staticmethod
    def _joined(tabs: Sequence[tuple[str, int | None]], chosen: int, pad: str, first: int = 0) -> Content:
        found: list[Content] = [Content("…")] if first else []
        for n, (label, count) in enumerate(tabs):
            if n < first:
                continue
            words = f"{n + 1} {label}" + (f" {count}" if count is not None else "")
            words = f"[{words}]{'' if pad else ' '}" if n == chosen else f"{pad}{words} "
            tab = Content.styled(words, BOLD if n == chosen else "")
            found.append(tab.stylize(f"@click=screen.tab({n + 1})") if n != chosen else tab)
        return Content("").join(found)


class KeyLine(Pane):
    """The keys of a room and what they do; a key that is not allowed now stays, dim."""

    def draw(self, room: Any) -> None:
        """Show the keys of a room, in as many lines as they need, but no more than the screen has for them."""
        width = self.content_size.width or self.app.size.width - 2
        super().draw(_key_lines(room, max(10, width), _most_lines(*self.app.size)))


_ALWAYS = ("send", "choose", "help", "back", "quit", "close", "keep")
"""The keys that stay where not all have room: the help names the others."""


def _most_lines(width: int, height: int) -> int:
    if width < 80:
        return 2
    return 1 if height < 23 else 3


def _key_lines(room: Room[Any], width: int, most: int) -> list[Content]:
    keys = _keys(room)
    while True:
        found = _packed([part for _, part in keys], width)
        spare = [n for n, (name, _) in enumerate(keys) if name not in _ALWAYS]
        if len(found) <= most or not spare:
            return found[:most]
        del keys[spare[-1]]


def _packed(parts: Sequence[Content], width: int) -> list[Content]:
    found: list[Content] = []
    line: list[Content] = []
    used = 0
    for part in parts:
        if used and used + 2 + part.cell_length > width:
            found.append(Content("  ").join(line))
            line, used = [], 0
        line.append(part)
        used += part.cell_length + (2 if used else 0)
    if line:
        found.append(Content("  ").join(line))
    return found


def _keys(room: Room[Any]) -> list[tuple[str, Content]]:
    found: list[tuple[str, Content]] = []
    for name in room.FOOT:
        key = KEYS[name]
        if key.orders and not any(room.session.actor.role in RULES[order].by for order in key.orders):
            continue
        label = room.words(f"key.{name}")
        shown = _shown(room, name)
        off = bool(key.orders and room.page is not None and room.why_not(*key.orders))
        part = Content.assemble((shown, OFF if off else KEY), " ", (label, OFF if off else ""))
        found.append((name, part.stylize(f"@click=screen.{key.action}")))
    return found


def _shown(room: Room[Any], name: str) -> str:
    remapped = getattr(room.app, "_keymap", {}).get(name)
    if remapped:
        first = remapped.partition(",")[0]
        return str(room.app.get_key_display(_binding(first)))
    return KEYS[name].shown


def _binding(key: str) -> Any:
    from textual.binding import Binding

    return Binding(key, "none")
