"""Reads a window of a list of claims, wherever it is scrolled to, along the list's index and in the reading thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cpor_tui.domain.filter import Filter
from cpor_tui.screens.rows import Wording
from cpor_tui.screens.table_window import Ask, Window
from cpor_tui.session import Session
from cpor_tui.store import ClaimRow, Scope, Store
from cpor_tui.store.lines import Key

_MOST = 100_000
"""Up to so many finds are counted for the bar at the side, where no counter knows."""
_ALL = 1 << 40
_WALK = 5_000
"""Up to so many rows are passed by to come to a place."""
_NEAR = 100
"""How far from a place in a long list is near enough: nobody who drags a bar can tell."""


@dataclass(frozen=True, slots=True)
class ListWish:
    """Which list: filter words, order, and the piece of it that the table asks for."""

    words: str
    order: str
    ask: Ask


def window(session: Session, wish: ListWish) -> tuple[Window, tuple[ClaimRow, ...]]:
    """The piece of a list that is asked for, and its lines. Raises Refused(bad_input) for words that mean nothing."""
    desk, actor, ask = session.desk, session.actor, wish.ask
    desk.settle_due()
    with desk.store.read():
        found = _List(desk.store, desk.scope(actor), desk.filter(wish.words, actor), wish.order)
        line = desk.store.line(int(ask.anchor)) if ask.anchor else None
        start, rows = found.around(line, ask) if line is not None else found.at(ask)
        worded = Wording(session, desk.now())
        shown = tuple(worded.row(row) for row in rows)
        total = max(found.total, start + len(rows))
    return Window(shown, start, total, ask), tuple(rows)


def first_keys(session: Session, wish: ListWish, most: int) -> tuple[str, ...]:
    """The first claims of a list in its order, at most so many; in the reading thread."""
    rows = session.desk.list(wish.words, session.actor, order=wish.order, count=most)
    return tuple(str(row.id) for row in rows)


class _List:
    """One narrowed and sorted list, read a piece at a time along its index."""

    def __init__(self, store: Store, scope: Scope, narrow: Filter, order: str) -> None:
        self._store, self._scope, self._narrow, self._order = store, scope, narrow, order
        self.total = store.count(scope, narrow, _MOST)

    def around(self, line: ClaimRow, ask: Ask) -> tuple[int, list[ClaimRow]]:
        """The rows before and after a claim's place, and the position of the first."""
        before = self._page(line.key(self._order), ask.before, backwards=True)
        start = self._place(before[0].key(self._order)) if before else 0
        last = before[-1].key(self._order) if before else None
        return start, before + self._page(last, ask.after + 1)

    def at(self, ask: Ask) -> tuple[int, list[ClaimRow]]:
        """The rows around a position, as near as it is found in a long list, and the position of the first."""
        start = max(0, min(ask.position, self.total - 1) - ask.before)
        count = ask.before + ask.after + 1
        if start + count >= self.total > count:
            return start, self._page(None, self.total - start, backwards=True)
        if start <= _WALK:
            return start, self._page(None, start + count)[start:]
        rows = self._page(self._near(start), count)
        return self._place(rows[0].key(self._order)), rows

    def _near(self, wanted: int) -> Key | None:
        """A key a little before a position: found by halving what lies between the ends."""
        first, last = self._page(None, 1), self._page(None, 1, backwards=True)
        low, high = first[0].key(self._order)[0], last[0].key(self._order)[0]
        if not isinstance(low, int) or not isinstance(high, int):
            return self._walk(wanted)
        low, high = (low, high + 1) if high >= low else (low + 1, high - 1)
        if self._order.endswith("id"):
            key, _, _, _ = self._halved(lambda n: (n,), low, high, wanted)
            return key
        key, place, low, high = self._halved(lambda n: (n, 0), low, high, wanted)
        if wanted - place > _NEAR:
            # Many claims share the value: those without a deadline, say. Among them the ids are halved.
            down = self._order.startswith("-")
            value, ends = (high, (_ALL, 0)) if down else (low, (0, _ALL))
            key, _, _, _ = self._halved(lambda n: (value, n), *ends, wanted)
        return key

    def _halved(
        self, made: Callable[[int], Key], low: int, high: int, wanted: int
    ) -> tuple[Key | None, int, int, int]:
        key: Key | None = None
        place = 0
        while abs(high - low) > 1 and (key is None or wanted - place > _NEAR):
            middle = (low + high) // 2
            at = self._place(made(middle))
            if at <= wanted:
                key, place, low = made(middle), at, middle
            else:
                high = middle
        return key, place, low, high

    def _walk(self, wanted: int) -> Key | None:
        key: Key | None = None
        place = 0
        while place < wanted:
            rows = self._page(key, min(_WALK, wanted - place))
            if not rows:
                break
            key, place = rows[-1].key(self._order), place + len(rows)
        return key

    def _page(self, after: Key | None, count: int, *, backwards: bool = False) -> list[ClaimRow]:
        return self._store.page(self._scope, self._narrow, self._order, after, count, backwards=backwards)

    def _place(self, key: Key) -> int:
        return self._store.place(self._scope, self._narrow, self._order, key, _ALL)
