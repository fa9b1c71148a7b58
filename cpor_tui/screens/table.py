"""Shows a list of any length, a window of it at a time, with a cursor that belongs to a claim and not to a row."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cpor_tui.domain.clean import visible
from cpor_tui.screens.table_columns import Column, fitted, fitted_text
from cpor_tui.screens.table_window import Ask, Row, Window
from cpor_tui.terminal.safe_app import SafeApp

GUTTER = 2
"""Cells before the first column: ">" at the cursor, "*" at what is marked, so that no colour has to say it."""
REACH = 100
"""Rows asked for on each side of what is shown, at least; a page down seldom waits."""


class ClaimTable(ScrollView, can_focus=True):
    """A table for ten rows or a million. It asks with `Wanted`; its owner fetches in a thread and calls `show`.

    The cursor stays on its claim however the list is sorted anew. When that claim leaves the list, the cursor has no
    claim until a key moves it: no decision can fall on the one that slid into its place.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "claim-table--header",
        "claim-table--cursor",
        "claim-table--marked",
        "claim-table--waiting",
        "claim-table--overdue",
        "claim-table--soon",
        "claim-table--mine",
        "claim-table--paused",
        "claim-table--closed",
    }
    # What a binding is called is found in text/ by its id.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "table.down", id="table.down", show=False),
        Binding("up,k", "move(-1)", "table.up", id="table.up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "table.page-down", id="table.page-down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "table.page-up", id="table.page-up", show=False),
        Binding("home,g", "first", "table.first", id="table.first", show=False),
        Binding("end,G", "last", "table.last", id="table.last", show=False),
        Binding("space", "mark", "table.mark", id="table.mark", show=False),
        Binding("V,asterisk", "mark_shown", "table.mark-shown", id="table.mark-shown", show=False),
        Binding("enter", "choose", "table.choose", id="table.choose", show=False),
    ]

    class Told(Message):
        """What every word of the table has: which table it was."""

        def __init__(self, table: "ClaimTable") -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> "ClaimTable":
            """The table, so that `@on(…, "#queue")` works."""
            return self.table

    class Wanted(Told):
        """Rows are needed: answer `ask` with `table.show(Window(…, ask=ask))`, from whatever thread they come."""

        def __init__(self, table: "ClaimTable", ask: Ask) -> None:
            super().__init__(table)
            self.ask = ask

    class Highlighted(Told):
        """The cursor came to another claim; `key` None when its claim left the list, or the list is empty."""

        def __init__(self, table: "ClaimTable", key: str | None) -> None:
            super().__init__(table)
            self.key = key

    class Chosen(Told):
        """Enter or a double click on a claim."""

        def __init__(self, table: "ClaimTable", key: str) -> None:
            super().__init__(table)
            self.key = key

    class MarksChanged(Told):
        """Other claims are marked now."""

        def __init__(self, table: "ClaimTable", keys: frozenset[str]) -> None:
            super().__init__(table)
            self.keys = keys

    class AllWanted(Told):
        """All in sight is marked, and the whole list is to be: answer with `table.mark(…)`."""

    class SortWanted(Told):
        """The head of a column was clicked."""

        def __init__(self, table: "ClaimTable", column: str) -> None:
            super().__init__(table)
            self.column = column

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str | Text = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`empty` is said in the table's place when there is no row."""
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._empty = empty
        self._sorted_by: tuple[str, bool] | None = None
        self._window: Window | None = None
        self._asked: Ask | None = None
        self._key: str | None = None
        self._at = 0
        # Where the cursor is going while the rows there are still to come: a place, or so many rows from a claim.
        self._place: int | None = None
        self._sought: tuple[str, int] | None = None
        self._lost = False
        self._choose_there = False
        self._from_top = False
        self._marked: frozenset[str] = frozenset()
        self._widths: tuple[int, ...] = ()
        self._laid_out_for = 0
        self._strips: dict[tuple[int, bool, bool], Strip] = {}

    # What the owner asks

    @property
    def cursor_key(self) -> str | None:
        """The claim that keys act on; None while its row is still to come, after it left the list, or without rows."""
        return None if self._is_under_way else self._key

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor as it is shown; None as for `cursor_key`, or while it is scrolled far away."""
        return self._window.at(self._at) if self._window and self.cursor_key is not None else None

    @property
    def cursor_position(self) -> int:
        """Where the cursor is in the list, from 0, as far as known."""
        return self._at if self._place is None else self._place

    @property
    def lost(self) -> bool:
        """Whether the cursor's claim left the list, and the cursor was not moved since."""
        return self._lost

    @property
    def total(self) -> int:
        """How many rows the list has."""
        return self._window.total if self._window else 0

    @property
    def marked(self) -> frozenset[str]:
        """The keys of the marked claims, whether shown or not."""
        return self._marked

    @property
    def asked(self) -> Ask | None:
        """The question that waits for its answer."""
        return self._asked

    @property
    def all_keys(self) -> tuple[str, ...] | None:
        """Every claim of the list in its order, where all of it is here; else None."""
        window = self._window
        if window is None or window.start > 0 or window.end < window.total:
            return None
        return tuple(row.key for row in window.rows)

    @property
    def hidden_columns(self) -> tuple[str, ...]:
        """The keys of the columns for which there is no room."""
        return tuple(
            column.key for column, width in zip(self._columns, self._widths, strict=False) if not width
        )

    # What the owner says

    def show(self, window: Window) -> None:
        """Show `window` in place of the one before; an equal one is not drawn again.

        The cursor's claim (or, if that is out of sight, the first claim in sight) stays where it is on the screen.
        """
        if window.ask is not None and self._asked is not None and window.ask is not self._asked:
            return  # A newer question is on its way.
        answered, self._asked = window.ask, None
        old, self._window = self._window, window
        if old != window:
            top, pinned = self.scroll_offset.y, self._pinned(old)
            self._strips.clear()
            self.virtual_size = Size(0, window.total + 1)
            if pinned is not None and (now_at := window.position(pinned[0])) is not None:
                top += now_at - pinned[1]
            top = 0 if self._from_top else max(0, min(top, window.total - self._height))
            self._from_top = False
            if top != self.scroll_offset.y:
                self._scroll_top(top)
            else:
                self._redraw_changed(old, window)
        self._find_cursor(window, answered)
        self._release_keys()
        self._ask_if_needed()

    def reload(self) -> None:
        """Ask for what is shown once more, after a change; the answer is drawn only if it differs."""
        pinned = self._pinned(self._window)
        if self._sought is not None:
            pinned = (self._sought[0], self._at)
        top = self.scroll_offset.y
        self._ask_around(*(pinned or (None, self._place if self._place is not None else top)))

    def start_over(self, *, keep_cursor: bool = True) -> None:
        """Forget the window, as another filter or sort needs it, and ask anew; the cursor follows its claim if asked."""
        key = self._key if keep_cursor else None
        self._place, self._lost, self._key, self._at = None, False, None, 0
        self._sought = (key, 0) if key is not None else None
        self._from_top = True
        self._ask_around(key, 0)

    def go_to(self, key: str) -> None:
        """Bring the cursor to the claim `key`, wherever it is in the list."""
        self._choose_there = False
        position = self._window.position(key) if self._window else None
        if position is not None:
            self._bind(position)
        else:
            self._place, self._lost, self._sought = None, False, (key, 0)
            self._hold_keys()
            self._ask_around(key, self._at)

    def set_columns(
        self, columns: Sequence[Column], *, sorted_by: str | None = None, descending: bool = False
    ) -> None:
        """Show other columns, or the same ones in another language, with a sign at the one that sorts."""
        self._columns = tuple(columns)
        self._sorted_by = None if sorted_by is None else (sorted_by, descending)
        self._lay_out()

    def say_when_empty(self, words: str | Text) -> None:
        """Say `words` where there is no row."""
        self._empty = words
        if not self.total:
            self.refresh()

    def mark(self, keys: Iterable[str]) -> None:
        """Mark exactly the claims `keys`."""
        marked = frozenset(keys)
        if marked != self._marked:
            self._marked = marked
            self._strips.clear()
            self.refresh()
            self.post_message(self.MarksChanged(self, marked))

    # Keys and the mouse

    def action_move(self, by: int) -> None:
        """Move the cursor `by` rows."""
        self._choose_there = False
        if self._sought is not None:
            self._sought = (self._sought[0], self._sought[1] + by)
        elif self._place is not None:
            self._move_to(self._place + by)
        elif self._lost:
            # The row that took the lost one's place is the next one down.
            self._move_to(self._at + by - 1 if by > 0 else self._at + by)
        elif self._key is not None and self._window is not None and self._window.at(self._at) is None:
            # Scrolled far away: its neighbours are known only to the list.
            self._sought = (self._key, by)
            self._hold_keys()
            self._ask_around(self._key, self._at)
        else:
            self._move_to(self._at + by)

    def action_page(self, by: int) -> None:
        """Move cursor and view by what is shown at once."""
        if not self._is_under_way and not self._lost:
            limit = max(0, self.total - self._height)
            self._scroll_top(max(0, min(self.scroll_offset.y + by * self._height, limit)))
        self.action_move(by * self._height)

    def action_first(self) -> None:
        """Go to the first row."""
        self._choose_there = False
        self._move_to(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._choose_there = False
        self._move_to(self.total - 1)

    def action_mark(self) -> None:
        """Mark the cursor's claim, or take its mark away, and go down."""
        if (key := self.cursor_key) is not None:
            self.mark(self._marked ^ {key})
            self.action_move(1)

    def action_mark_shown(self) -> None:
        """Mark every claim in sight; where all are, ask for the whole list, or take all marks away."""
        keys = {row.key for row in self._in_sight()}
        if not keys <= self._marked:
            self.mark(self._marked | keys)
        elif self.total > len(keys):
            self.post_message(self.AllWanted(self))
        else:
            self.mark(())

    def action_choose(self) -> None:
        """Open the cursor's claim; if the cursor is still under way, the one it comes to."""
        if self._is_under_way:
            self._choose_there = True
        elif self._key is not None:
            self.post_message(self.Chosen(self, self._key))
        elif self._lost:
            # Whoever shows the claim that has left may have a use for the key.
            raise SkipAction

    def on_click(self, event: events.Click) -> None:
        """Select with one click and open with two; in the gutter, mark; at a head, ask to sort."""
        event.stop()
        if (offset := event.get_content_offset(self)) is None:
            return
        if offset.y == 0:
            if (column := self._column_at(offset.x)) is not None:
                self.post_message(self.SortWanted(self, column))
            return
        position = self.scroll_offset.y + offset.y - 1
        row = self._window.at(position) if self._window else None
        if row is None:
            return
        if offset.x < GUTTER:
            self.mark(self._marked ^ {row.key})
        elif event.chain == 1 or row.key != self._key:
            self._choose_there = False
            # Rows may have moved between two clicks: the second then only selects.
            self._bind(position)
        else:
            self.action_choose()

    # Fetching

    def on_mount(self) -> None:
        """Ask for the first rows."""
        if self._window is None and self._asked is None:
            self._ask_around(None, 0)

    def _ask_around(self, anchor: str | None, position: int) -> None:
        reach = max(REACH, 3 * self._height)
        self._asked = Ask(anchor, max(0, position), reach, reach + self._height)
        self.post_message(self.Wanted(self, self._asked))

    def _ask_if_needed(self) -> None:
        window = self._window
        if window is None or self._asked is not None:
            return
        top, height = self.scroll_offset.y, self._height
        first, last = max(0, top - height), min(window.total, top + 2 * height)
        if first >= window.start and last <= window.end:
            return
        # From a row we have, if one is near: then nothing is missed or doubled when the list has shifted.
        near = min(max(top, window.start), window.end - 1)
        row = window.at(near) if abs(near - top) <= 2 * height else None
        self._ask_around(row.key, near) if row is not None else self._ask_around(None, top)

    def _pinned(self, window: Window | None) -> tuple[str, int] | None:
        """Return the claim that stays where it is on the screen, and its position."""
        if window is None or not window.rows:
            return None
        top = self.scroll_offset.y
        if self._key is not None and not self._is_under_way and top <= self._at < top + self._height:
            return self._key, self._at
        row = window.at(top)
        return None if row is None else (row.key, top)

    # The cursor

    @property
    def _is_under_way(self) -> bool:
        return self._place is not None or self._sought is not None

    def _find_cursor(self, window: Window, answered: Ask | None) -> None:
        """Find the cursor's claim, or the place it goes to, in a new window."""
        whole = window.start == 0 and window.end >= window.total
        if self._sought is not None:
            key, by = self._sought
            if (position := window.position(key)) is not None:
                self._sought = None
                self._at = position
                self._move_to(position + by)
            elif whole or (answered is not None and answered.anchor == key):
                self._sought = None
                self._lose()
        elif self._place is not None:
            self._move_to(self._place)
        elif self._key is None:
            if not self._lost and window.at(self._at) is not None:
                self._bind(self._at, into_view=False)
        elif (position := window.position(self._key)) is not None:
            self._at = position
        elif whole or (answered is not None and answered.anchor == self._key):
            self._lose()
        elif window.start <= self._at < window.end:
            # It moved out of the window or out of the list; only asking for it by name can tell.
            self._ask_around(self._key, self._at)

    def _hold_keys(self) -> None:
        # The next key is meant for the claim that the cursor comes to, and that is not known yet.
        if isinstance(self.app, SafeApp):
            self.app.hold_keys(self)

    def _release_keys(self) -> None:
        if not self._is_under_way and isinstance(self.app, SafeApp):
            self.app.release_keys(self)

    def _lose(self) -> None:
        self._key, self._lost = None, True
        self._choose_there = False
        self._at = max(0, min(self._at, self.total - 1))
        self._refresh_row(self._at)
        if not self.total:
            self._lost = False
        self.post_message(self.Highlighted(self, None))

    def _move_to(self, position: int) -> None:
        if self._window is None or not self.total:
            self._place = None
            return
        position = max(0, min(position, self.total - 1))
        if self._window.at(position) is not None:
            self._bind(position)
            return
        self._refresh_row(self._at)
        self._place, self._sought, self._lost = position, None, False
        self._hold_keys()
        self._scroll_into_view(position)
        if self._asked is None or self._asked.position != position:
            self._ask_around(None, position)

    def _bind(self, position: int, *, into_view: bool = True) -> None:
        row = self._window.at(position) if self._window else None
        if row is None:
            return
        before = self._key
        self._refresh_row(self._at)
        self._key, self._at = row.key, position
        self._place, self._sought, self._lost = None, None, False
        self._refresh_row(position)
        if into_view:
            self._scroll_into_view(position)
        if before != row.key:
            self.post_message(self.Highlighted(self, row.key))
        self._release_keys()
        if self._choose_there:
            self._choose_there = False
            self.post_message(self.Chosen(self, row.key))

    # The view

    @property
    def _height(self) -> int:
        """How many rows are in sight."""
        return max(1, self.scrollable_content_region.height - 1)

    def _in_sight(self) -> list[Row]:
        if self._window is None:
            return []
        top = self.scroll_offset.y
        rows = (self._window.at(position) for position in range(top, top + self._height))
        return [row for row in rows if row is not None]

    def _scroll_top(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _scroll_into_view(self, position: int) -> None:
        top = self.scroll_offset.y
        if position < top:
            self._scroll_top(position)
        elif position >= top + self._height:
            self._scroll_top(position - self._height + 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch what comes into sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._strips.clear()
            self._ask_if_needed()

    def on_resize(self) -> None:
        """Lay the columns out anew and keep the cursor in sight if it was."""
        seen = self.scroll_offset.y <= self._at
        if self.scrollable_content_region.width != self._laid_out_for:
            self._lay_out()
        if (
            seen
            and self._key is not None
            and not self._is_under_way
            and self._at - self.scroll_offset.y < 400
        ):
            self._scroll_into_view(self._at)
        self._ask_if_needed()

    def notify_style_update(self) -> None:
        """Draw in the new theme's colours."""
        super().notify_style_update()
        self._strips.clear()

    def on_focus(self) -> None:
        """Draw the cursor as what keys act on."""
        self._strips.clear()
        self._refresh_row(self._at)

    def on_blur(self) -> None:
        """Draw the cursor as what keys do not act on."""
        self._strips.clear()
        self._refresh_row(self._at)

    def _lay_out(self) -> None:
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        self._laid_out_for = self.scrollable_content_region.width
        self._widths = fitted(self._columns, self._laid_out_for - GUTTER)
        self._strips.clear()

    def _refresh_row(self, position: int) -> None:
        self.refresh_line(position + 1)

    def _redraw_changed(self, old: Window | None, new: Window) -> None:
        if old is None or not old.total or not new.total:
            self.refresh()
            return
        top = self.scroll_offset.y
        for position in range(top, top + self._height):
            if old.at(position) != new.at(position):
                self._refresh_row(position)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of what is in sight; the first is the head."""
        width = self.scrollable_content_region.width
        if width != self._laid_out_for:
            # The first picture comes before the first word of a size.
            self._fit()
        if y == 0:
            return self._head().adjust_cell_length(width, self._style("header"))
        if not self.total:
            words = self._empty if self._window is not None and y == 1 else ""
            return Strip([*self._cell(words, width, right=False, style=self.rich_style)], width)
        position = self.scroll_offset.y + y - 1
        if position >= self.total:
            return Strip.blank(width, self.rich_style)
        row = self._window.at(position) if self._window else None
        here = position == self.cursor_position and not self._lost and self._sought is None
        marked = row is not None and row.key in self._marked
        strip = self._strips.get((position, here, marked))
        if strip is None:
            strip = self._line(row, here=here, marked=marked, width=width)
            self._strips[position, here, marked] = strip
        return strip

    def _line(self, row: Row | None, *, here: bool, marked: bool, width: int) -> Strip:
        style = self.rich_style
        for kind in row.kinds if row is not None else ("waiting",):
            style += self._style(kind)
        if marked:
            style += self._style("marked")
        if here:
            style += self._style("cursor")
        segments = [Segment((">" if here else " ") + ("*" if marked else " "), style)]
        if row is None:
            segments.append(Segment("…", style))
        else:
            for index, (column, room) in enumerate(zip(self._columns, self._widths, strict=True)):
                if room:
                    cell = row.cells[index] if index < len(row.cells) else ""
                    segments.extend(self._cell(cell, room, right=column.right, style=style))
                    segments.append(Segment(" ", style))
        return Strip(segments).adjust_cell_length(width, style)

    def _head(self) -> Strip:
        style = self._style("header")
        segments = [Segment(" " * GUTTER, style)]
        for column, room in zip(self._columns, self._widths, strict=False):
            if room:
                label = column.label
                if self._sorted_by is not None and self._sorted_by[0] == column.key:
                    label = f"{label} {'v' if self._sorted_by[1] else '^'}"
                segments += [Segment(fitted_text(label, room, column.right), style), Segment(" ", style)]
        return Strip(segments)

    def _cell(self, cell: str | Text, room: int, *, right: bool, style: Style) -> Iterable[Segment]:
        if isinstance(cell, str):
            return [Segment(fitted_text(cell, room, right), style)]
        text = cell.copy()
        # One character for one, so that the spans still fit.
        text.plain = visible(text.plain).replace("\n", " ")
        text.no_wrap, text.end = True, ""
        text.truncate(room, overflow="ellipsis")
        text.align("right" if right else "left", room)
        return Segment.apply_style(text.render(self.app.console), style)

    def _style(self, kind: str) -> Style:
        name = f"claim-table--{kind}"
        return (
            self.get_component_rich_style(name, partial=True)
            if name in self.COMPONENT_CLASSES
            else Style.null()
        )

    def _column_at(self, x: int) -> str | None:
        left = GUTTER
        for column, room in zip(self._columns, self._widths, strict=False):
            if room and left <= x <= left + room:
                return column.key
            left += room + 1 if room else 0
        return None
