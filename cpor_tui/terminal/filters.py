"""Takes from every line that leaves for the terminal what a stranger could have put there."""

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from cpor_tui.domain.clean import stripped


class CleanLines(LineFilter):
    """Strips control, direction and invisible characters, links, and colours where none are wanted."""

    def __init__(self, *, colors: bool = True) -> None:
        super().__init__()
        self._style = _without_link if colors else _plain

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` fit for a stranger's terminal, each as wide as it was."""
        restyled = self._style
        return [
            Segment(
                text if text.isascii() and text.isprintable() else _clean(text),
                None if style is None else restyled(style),
            )
            for text, style, control in segments
            # Widgets draw with text alone; a control segment here is somebody's escape code.
            if not control
        ]


@lru_cache(4096)
def _clean(text: str) -> str:
    left = stripped(text)
    # What had a width keeps it, or the rest of the line would move.
    return left if left is text else left + " " * (cell_len(text) - cell_len(left))


@lru_cache(4096)
def _without_link(style: Style) -> Style:
    return style.update_link(None) if style.link else style


@lru_cache(4096)
def _plain(style: Style) -> Style:
    return _without_link(style).without_color
