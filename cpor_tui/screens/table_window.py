"""A piece of a long list, the rows in it, and how a table asks for one."""

from dataclasses import dataclass, field

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: its key, a cell for each column, and what it is (`overdue`, `mine`, `paused` …)."""

    key: str
    cells: tuple[str | Text, ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What the table needs: the anchor's row, up to `before` rows before it and up to `after` rows after it.

    `position` says where the table believes the anchor to be, counted from 0. Without an anchor, or where it has left
    the list, the rows around `position` are wanted.
    """

    anchor: str | None
    position: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of the list, frozen: `start` rows are before it, `total` in all. `ask` is the Ask it answers, if any."""

    rows: tuple[Row, ...]
    start: int
    total: int
    ask: Ask | None = field(default=None, compare=False)

    @property
    def end(self) -> int:
        """The position after the last row."""
        return self.start + len(self.rows)

    def at(self, position: int) -> Row | None:
        """Return the row at `position` of the list, None where it is not in this window."""
        return self.rows[position - self.start] if self.start <= position < self.end else None

    def position(self, key: str | None) -> int | None:
        """Return where in the list the row `key` stands, None where it is not in this window."""
        return next((self.start + index for index, row in enumerate(self.rows) if row.key == key), None)
