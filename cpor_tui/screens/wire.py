"""Runs orders and readings in a thread each, so that the screen never waits and orders keep their order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from cpor_tui.domain.names import What
from cpor_tui.session import Session
from cpor_tui.terminal.pictures import Lack, Pictures

Answer = TypeVar("Answer")

DECISIONS_KEPT = 200
"""How many decisions of the session can be looked up and taken back one by one: as many as can be marked at once."""
DECISIONS_SHOWN = 5
"""How many of them stand beside the queue."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of this session, for the list of the last ones; it can be undone before `until`."""

    claim: int
    what: What
    at: int
    until: int
    undone: bool = False


class Wire:
    """The session's threads: for orders, for readings, and for what is slow to read; each has its own connection."""

    def __init__(self) -> None:
        self._orders = ThreadPoolExecutor(1, "orders")
        self._readings = ThreadPoolExecutor(1, "readings")
        self._studies = ThreadPoolExecutor(1, "studies")

    def order(self, do: Callable[..., Answer], *values: Any, **named: Any) -> asyncio.Future[Answer]:
        """Do something that changes the store, after the orders before it."""
        return asyncio.get_running_loop().run_in_executor(self._orders, partial(do, *values, **named))

    def read(self, do: Callable[..., Answer], *values: Any, **named: Any) -> asyncio.Future[Answer]:
        """Read something, after the readings before it."""
        return asyncio.get_running_loop().run_in_executor(self._readings, partial(do, *values, **named))

    def study(self, do: Callable[..., Answer], *values: Any, **named: Any) -> asyncio.Future[Answer]:
        """Read what may take seconds, a scan that has to be recognised: nobody waits behind it."""
        return asyncio.get_running_loop().run_in_executor(self._studies, partial(do, *values, **named))

    def close(self) -> None:
        """Begin nothing more, and wait for what is under way: a store must not be closed beneath it.

        What is slow to read is not waited for.
        """
        self._studies.shutdown(wait=False, cancel_futures=True)
        self._readings.shutdown(wait=True, cancel_futures=True)
        self._orders.shutdown(wait=True)


class Host(Protocol):
    """What the app has for its rooms."""

    session: Session
    wire: Wire
    decisions: deque[Decision]
    pictures: Pictures | Lack

    def hold_keys(self, holder: object, seconds: float = 1.0) -> None:
        """Let no key through until they are released, or for so long."""

    def release_keys(self, holder: object) -> None:
        """Let the keys through that were held."""

    def drop_keys(self, seconds: float = 0.3) -> None:
        """Forget the keys typed ahead."""

    def copy_id(self, text: str) -> bool:
        """Put an id or a link on the person's clipboard."""
