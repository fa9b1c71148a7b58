"""Finds style sheets, and puts people's text into lines of a given width, with markup off."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from cpor_tui.domain.clean import visible

_STYLES = Path(__file__).resolve().parent.parent / "styles"

BOLD = "bold"
DIM = "$text-muted"
OFF = "$text-disabled"
LATE = "bold $text-error"
SOON = "$text-warning"
GOOD = "$text-success"
KEY = "bold $footer-key-foreground"
TITLE = "bold $text-primary"


def style(name: str) -> Path:
    """The absolute path of a style sheet by its name."""
    return _STYLES / f"{name}.tcss"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` on one line in exactly `width` cells, with an ellipsis where it is cut."""
    text = visible(text).replace("\n", " ")
    cells = cell_len(text)
    if cells > width:
        text = set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""
        cells = cell_len(text)
    return " " * (width - cells) + text if right else text + " " * (width - cells)


def said(text: str, look: str = "") -> Content:
    """A person's words or ours as they are: never markup, controls made visible."""
    return Content.styled(visible(text), look) if look else Content(visible(text))


def row(*parts: tuple[str, int] | tuple[str, int, str]) -> Content:
    """One line of cells: text, width and look; a width of 0 takes what the text needs."""
    cells: list[Content] = []
    for part in parts:
        text, width = part[0], part[1]
        cells.append(said(fit(text, width) if width else text, part[2] if len(part) > 2 else ""))
    return Content(" ").join(cells)


def ends(left: Content, right: Content, width: int) -> Content:
    """Two texts at the ends of one line; where both have no room, the left one is cut."""
    room = width - right.cell_length - 1
    if room < 4:
        return left.truncate(width, ellipsis=True)
    return Content.assemble(left.truncate(room, ellipsis=True, pad=True), " ", right)


def folded(text: str, width: int, indent: int = 0, look: str = "") -> list[Content]:
    """A person's text in lines of at most `width` cells, each indented."""
    found: list[Content] = []
    for line in visible(text).split("\n"):
        if cell_len(line) <= width - indent:
            found.append(said(" " * indent + line, look))
            continue
        content = Content.styled(line, look) if look else Content(line)
        found += [Content.assemble(" " * indent, part) for part in content.wrap(max(8, width - indent))] or [
            Content("")
        ]
    return found


def lines(found: list[Content]) -> Content:
    """Lines as one text."""
    return Content("\n").join(found)
