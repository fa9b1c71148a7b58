"""Lays out lines and columns for people, with Korean letters two columns wide and nobody's control characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from itertools import chain, islice

from cpor_tui.domain.clean import visible

GAP = "  "
_SAMPLE = 200
"""Rows that decide how wide the columns are: a list is printed while it is still being read."""


linear: ContextVar[bool] = ContextVar("linear", default=False)
"""Whether to lay out nothing, for those who listen: one thing a line, each with its name (`--plain`)."""


def width(text: str) -> int:
    """How many columns of a terminal a line takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def line(text: str | None) -> str:
    """Anybody's text on one line."""
    return visible(text).replace("\n", " ⏎ ") if text else ""


def pad(text: str, columns: int) -> str:
    """A text filled up with spaces to so many columns."""
    return text + " " * max(0, columns - width(text))


def table(heads: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Iterator[str]:
    """Aligned columns under their heads; nothing at all where there are no rows.

    In linear text each row is a paragraph, and each cell that says something a line of it.
    """
    cells = ([line(cell) for cell in row] for row in rows)
    if linear.get():
        for n, row in enumerate(cells):
            if n:
                yield ""
            yield from (f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell.strip(" -"))
        return
    first = list(islice(cells, _SAMPLE))
    if not first:
        return
    widths = [max(map(width, column)) for column in zip(heads, *first, strict=True)]
    for row in chain([list(heads)], first, cells):
        yield GAP.join(map(pad, row, widths)).rstrip()


def pairs(rows: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Names and values, the values under each other; what is empty is left out, more lines are indented."""
    kept = [(name, visible(value)) for name, value in rows if value]
    column = max((width(name) for name, _ in kept), default=0)
    for name, value in kept:
        head, *more = value.split("\n")
        if linear.get():
            yield f"{name}: {head}".rstrip()
            yield from more
            continue
        yield f"{pad(name, column)}{GAP}{head}".rstrip()
        for further in more:
            yield f"{' ' * column}{GAP}{further}".rstrip()


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines under a title, after an empty line; nothing where there are no lines."""
    found = iter(lines)
    first = next(found, None)
    if first is None:
        return
    yield ""
    yield title
    for one in chain([first], found):
        yield f"{'' if linear.get() else GAP}{one}" if one else ""
