"""Lets a store fail where the seed says: its host killed or cut off, its answer lost, another in between, an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, Protocol

from cpor_tui.store import Store
from cpor_tui.store.base import Engine, Link


class Broken(AssertionError):
    """An invariant does not hold."""


class Killed(BaseException):
    """The process is dead from this instant; nobody learns what became of what it was doing."""


Blow = Callable[[Engine], None]
"""What befalls a host, on the thread that its connection belongs to. It may raise, or let what follows fail."""
Where = Literal["statement", "commit", "committed", "rollback"]


@dataclass(slots=True)
class Fate:
    """What will happen to one host next, and where."""

    blow: Blow | None = None
    where: Where = "statement"
    statements: int = 0
    """How many statements go well before it falls."""
    writes: bool = False
    """Only statements that write are counted."""
    meanwhile: Callable[[], None] | None = None
    """What another host does just before this one's transaction begins."""
    guest: Future[None] | None = None
    """What another host does while this one's transaction runs, and for which that one has to wait."""
    met: Counter[str] = field(default_factory=Counter)
    """What has happened to it, for the sum at the end."""

    def clear(self) -> None:
        """Nothing more happens."""
        self.blow = self.meanwhile = None

    def struck(self, where: Where, engine: Engine, text: str = "") -> None:
        """Let the blow fall, if this is its place."""
        if self.blow is None or self.where != where:
            return
        if where == "statement":
            if self.writes and not text.startswith(("INSERT", "UPDATE", "DELETE")):
                return
            self.statements -= 1
            if self.statements >= 0:
                return
        blow, self.blow = self.blow, None
        self.met[f"blow at a {where}"] += 1
        blow(engine)

    def parted(self) -> None:
        """This one's transaction is over: whoever had to wait for it goes on, to the end."""
        guest, self.guest = self.guest, None
        if guest is not None:
            guest.result()


def killed(where: str) -> Blow:
    """The process dies."""

    def blow(engine: Engine) -> None:
        raise Killed(where)

    return blow


class Shaky:
    """An engine that does what it is told until its fate is due."""

    def __init__(self, engine: Engine, fate: Fate) -> None:
        self._engine = engine
        self._fate = fate
        self._writes = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def sql(self, text: str) -> str:
        self._fate.struck("statement", self._engine, text)
        return self._engine.sql(text)

    def begin_write(self, link: Link) -> None:
        meanwhile, self._fate.meanwhile = self._fate.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        self._engine.begin_write(link)
        self._writes = True

    def commit(self, link: Link) -> None:
        writes, self._writes = self._writes, False
        if writes:
            self._fate.struck("commit", self._engine)
        self._engine.commit(link)
        self._fate.parted()
        if writes:
            self._fate.struck("committed", self._engine)

    def rollback(self, link: Link) -> None:
        self._writes = False
        try:
            self._fate.struck("rollback", self._engine)
            self._engine.rollback(link)
        finally:
            self._fate.parted()

    def refusal(self, wrong: Exception) -> Exception:
        self._fate.met[type(wrong).__name__] += 1
        if "deadlock detected" in str(wrong):
            # The server's own words, and no simulated error: everybody takes locks in one order.
            raise Broken(f"two hosts waited for each other: {wrong}")
        return self._engine.refusal(wrong)


class Ground(Protocol):
    """What one seed's store stands on, and what can go wrong with it there."""

    def open(self) -> Store:
        """A host's own connection to the store; it waits for nobody longer than it has to."""
        ...

    def close(self, store: Store) -> None:
        """A host is no more: nothing of what it had not committed is left."""
        ...

    def at_rest(self, store: Store) -> bool:
        """Whether this thread's connection is in no transaction."""
        ...

    def cut_off(self, engine: Engine) -> None:
        """The connection breaks; raises what the driver then says."""
        ...

    def trouble(self, store: Store, fate: Fate, chance: Random, span: ExitStack) -> None:
        """One of the things that happen on this ground alone, for as long as `span` is open."""
        ...

    def between(self, fate: Fate, chance: Random, guest: Callable[[], Future[None]]) -> None:
        """Another host comes in between, at the worst moment; `guest` lets it begin."""
        ...

    def gone(self) -> AbstractContextManager[None]:
        """There is nothing to be opened meanwhile. Raises Broken if somebody has made a store there."""
        ...


class Start(Protocol):
    """The store that every seed begins with."""

    def ground(self) -> AbstractContextManager[Ground]:
        """A copy of it, for one seed."""
        ...
