"""A clock that stands still in the store until it is told, so that every process of a demo agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpor_tui.store import Store


class StoredClock:
    """Reads the simulated instant from the store each time it is asked."""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def now(self) -> int:
        """The simulated instant, in microseconds since 1970 in UTC."""
        return int(self._store.meta("clock") or 0)
