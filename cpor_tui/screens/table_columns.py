"""The columns of a table, and the cells each gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from cpor_tui.domain.clean import visible


@dataclass(frozen=True, slots=True)
class Column:
    """A column that adapts to the screen: it may grow, and it may leave where there is no room."""

    key: str
    label: str
    width: int
    """Cells at least."""
    grow: int = 0
    """Its share of the cells that are left over."""
    most: int | None = None
    right: bool = False
    drop: int = 0
    """0 stays always; of the others the highest leaves first."""


def fitted(columns: Sequence[Column], cells: int) -> tuple[int, ...]:
    """Return each column's width in `cells` in all, with a space after each; 0 for one that has to leave."""
    shown = list(columns)

    def needed() -> int:
        return sum(column.width + 1 for column in shown) - 1

    while (
        needed() > cells
        and (leaving := max(shown, key=lambda column: column.drop, default=None))
        and leaving.drop
    ):
        shown.remove(leaving)
    widths = {column.key: column.width for column in shown}
    while (over := sum(widths.values()) + len(widths) - 1 - cells) > 0 and max(widths.values()) > 1:
        widest = max(widths, key=lambda key: widths[key])
        widths[widest] -= min(over, max(1, widths[widest] // 4))
    _share_out(shown, widths, cells - needed())
    return tuple(widths.get(column.key, 0) for column in columns)


def _share_out(shown: Sequence[Column], widths: dict[str, int], left: int) -> None:
    growing = [column for column in shown if column.grow]
    while left > 0 and growing:
        shares = sum(column.grow for column in growing)
        given = 0
        for column in growing:
            more = max(1, left * column.grow // shares)
            room = left - given if column.most is None else column.most - widths[column.key]
            more = max(0, min(more, room, left - given))
            widths[column.key] += more
            given += more
        left -= given
        growing = [column for column in growing if column.most is None or widths[column.key] < column.most]


@lru_cache(8192)
def fitted_text(text: str, room: int, right: bool) -> str:
    """Return `text` in exactly `room` cells, its controls visible, with an ellipsis where it is cut."""
    text = visible(text).replace("\n", " ")
    width = cell_len(text)
    if width > room:
        # Half of a wide character does not fit; its other half becomes a space before the ellipsis.
        text = set_cell_size(text, room - 1).rstrip() + "…" if room else ""
        width = cell_len(text)
    return " " * (room - width) + text if right else text + " " * (room - width)
