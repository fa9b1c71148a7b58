"""Draws figures as lines of text: bars and rows of weeks, in ASCII, so that every font and width gets them right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from cpor_tui.screens.looks import DIM, GOOD, LATE, fit, said

_RAMP = "_.:-=+*#"
"""From nothing to the most; block elements would be two cells wide in many Korean terminals."""


def bar(n: int, most: int, width: int, mark: str = "#") -> str:
    """`n` of `most` as a bar of at most `width` cells; what is there at all has at least one."""
    if n <= 0 or most <= 0 or width <= 0:
        return ""
    return mark * max(1, min(width, round(n * width / most)))


def ramp(values: Sequence[int]) -> str:
    """A row of figures, a sign each: `__.:=#`."""
    most = max(values, default=0)
    if most <= 0:
        return _RAMP[0] * len(values)
    top = len(_RAMP) - 1
    return "".join(_RAMP[0 if value <= 0 else max(1, round(value * top / most))] for value in values)


def bars(rows: Sequence[tuple[str, int]], width: int, look: str = "") -> list[Content]:
    """A name, a figure and a bar each."""
    most = max((n for _, n in rows), default=0)
    label, number = _widths(rows, width)
    return [
        Content.assemble(
            f" {fit(name, label)} {n:>{number}} ", said(bar(n, most, width - label - number - 4), look or DIM)
        )
        for name, n in rows
    ]


def kept_bars(rows: Sequence[tuple[str, int, int]], width: int) -> list[Content]:
    """A name each, what was kept and what was missed: `92 % #########!`, the missed in signs of their own."""
    label, _ = _widths([(name, 0) for name, _, _ in rows], width)
    found: list[Content] = []
    for name, kept, missed in rows:
        whole = kept + missed
        share = f"{round(100 * kept / whole):>3} %" if whole else "  -  "
        room = max(4, min(24, width - label - 22))
        late = max(1, round(missed * room / whole)) if missed else 0
        found.append(
            Content.assemble(
                f" {fit(name, label)} {share} ",
                said(bar(kept, whole, room - late), GOOD),
                said("!" * late, LATE),
                said(f"  {kept}/{whole}", DIM),
            )
        )
    return found


def by_week(weeks: Sequence[str], counts: Mapping[tuple[str, str], int], name: str) -> tuple[int, ...]:
    """How often something is counted in each of the weeks."""
    return tuple(counts.get((week, name), 0) for week in weeks)


def _widths(rows: Sequence[tuple[str, int]], width: int) -> tuple[int, int]:
    from rich.cells import cell_len

    label = min(max((cell_len(name) for name, _ in rows), default=8), max(8, width // 2 - 6))
    return label, max((len(str(n)) for _, n in rows), default=1)
