"""Lets several processes read the very same state of a store, each by a connection of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.synchronize import Barrier

    from cpor_tui.store import Store

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_PATIENCE = 60.0
"""Seconds that the processes have to start, and to look."""


class Crew:
    """Processes that see the same state as `reader`, this process's own view of it."""

    def __init__(self, reader: Store, pool: ProcessPoolExecutor, hands: int) -> None:
        self.reader = reader
        self._pool = pool
        self._hands = hands

    def each(self, do: Callable[[Store, Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        """What each task leads to, as they are done; only so many are given out as keep every hand busy."""
        from concurrent.futures import FIRST_COMPLETED, wait

        busy: set[Future[Answer]] = set()
        for task in tasks:
            busy.add(self._pool.submit(_do, do, task))
            if len(busy) > self._hands + 1:
                done, busy = wait(busy, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        yield from (one.result() for one in busy)


@contextmanager
def crew(store: Store, hands: int) -> Iterator[Crew]:
    """So many processes for as long as the block lasts. Raises Refused(store_unreachable)."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not forked: a child must not hold this process's connections.
    context = get_context("spawn")
    together = context.Barrier(hands + 1)
    with ExitStack() as stack:
        reader = stack.enter_context(closing(store.twin()))
        view = ""
        if store.backend == "postgres":
            stack.enter_context(reader.read())
            view = reader.only("SELECT pg_export_snapshot()")[0]
        pool = stack.enter_context(
            ProcessPoolExecutor(hands, context, initializer=_join, initargs=(reader.twin(view), together))
        )
        stack.callback(together.abort)
        # None of them is idle before all have looked, so each of these starts another.
        for _ in range(hands):
            pool.submit(os.getpid)
        together.wait(_PATIENCE)
        if store.backend == "sqlite":
            # Nobody commits between the first look and the last.
            with store.write():
                stack.enter_context(reader.read())
                reader.row("SELECT 1 FROM meta")
                together.wait(_PATIENCE)
                together.wait(_PATIENCE)
        else:
            together.wait(_PATIENCE)
            together.wait(_PATIENCE)
        yield Crew(reader, pool, hands)


_SEEN: Store | None = None


def _join(store: Store, together: Barrier) -> None:
    """In a process of the crew: be there, wait until nobody commits, look, and say so."""
    global _SEEN  # noqa: PLW0603 - what a process of the pool has for all its tasks
    gc.disable()
    together.wait(_PATIENCE)
    together.wait(_PATIENCE)
    store.read().__enter__()
    store.row("SELECT 1 FROM meta")
    together.wait(_PATIENCE)
    _SEEN = store


def _do(do: Callable[[Store, Any], Answer], task: Any) -> Answer:
    if _SEEN is None:
        raise RuntimeError("this process has no store before it")
    return do(_SEEN, task)
