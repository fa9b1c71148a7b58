"""Is what a command is given: who asks, in which language, of which store, and where the answer goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

from cpor_tui.cli.plain import linear
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.names import Role
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.settings import Settings

if TYPE_CHECKING:
    from cpor_tui.desk import Desk
    from cpor_tui.office import Office
    from cpor_tui.store import Store
    from cpor_tui.text import Text


class Visit:
    """One call of `cpor`. The store is opened when it is first asked for."""

    def __init__(
        self,
        settings: Settings,
        *,
        out: IO[str],
        err: IO[str],
        stdin: IO[bytes] | None,
        remote: bool = False,
        desk: Desk | None = None,
        actor: Actor | None = None,
    ) -> None:
        """`remote`: the caller has no business with this machine's files; `desk` and `actor` are then given."""
        self.settings = settings
        linear.set(settings.plain)
        self.out = out
        self.err = err
        self.stdin = stdin
        self.remote = remote
        if desk is not None:
            self.__dict__["desk"] = desk
            self.__dict__["store"] = desk.store
        if actor is not None:
            self.__dict__["actor"] = actor
        self._borrowed = desk is not None

    # --- who, of what ---

    @cached_property
    def text(self) -> Text:
        """The words of the reader's language."""
        from cpor_tui.text import Text

        return Text(self.settings.lang)

    @cached_property
    def store(self) -> Store:
        """The store; the default one is made on first use. Raises Refused(store_unreachable)."""
        from cpor_tui.store import Store

        settings = self.settings
        try:
            return Store.open(settings.store, secret_file=settings.secret_file)
        except Refused as no:
            if settings.store_named or no.why != "no-store":
                raise
        from cpor_tui.office import found

        return found(settings.store, secret_file=settings.secret_file)

    @cached_property
    def desk(self) -> Desk:
        """The one door to claims. Limits hold on this machine where its config names them; over SSH they always do."""
        from cpor_tui.desk import Desk

        if "limits" not in self.settings.tables:
            return Desk(self.store)
        from cpor_tui.limits import Limits

        return Desk(self.store, Limits.read(self.settings.tables["limits"]))

    @cached_property
    def actor(self) -> Actor:
        """Who asks. Raises Refused(not_allowed | not_found) for somebody nobody knows."""
        from cpor_tui.identity import actor_for

        return actor_for(self.store, self.settings.person)

    @cached_property
    def office(self) -> Office:
        """What operators alone may do. Raises Refused(not_allowed) for anybody else."""
        from cpor_tui.office import Office

        return Office(self.desk, self.actor)

    def known(self) -> None:
        """Raises Refused(not_allowed | not_found) for somebody nobody knows."""
        _ = self.actor

    def operator(self) -> None:
        """Raises Refused(not_allowed) unless an operator asks."""
        if self.actor.role is not Role.OPERATOR:
            raise Refused(Code.NOT_ALLOWED, "operators-only")

    @property
    def zone(self) -> str:
        """The review office's time zone: what a claim's instants are shown in."""
        return self.store.office.zone

    def forget(self) -> None:
        """Close the store; it is opened anew when it is next asked for."""
        for name in ("desk", "actor", "office"):
            self.__dict__.pop(name, None)
        if "store" in self.__dict__:
            self.__dict__.pop("store").close()

    @property
    def known_zone(self) -> str:
        """The office's time zone if the store is open, else UTC; never raises."""
        try:
            return self.zone if "store" in self.__dict__ else "UTC"
        except Refused:
            return "UTC"

    def close(self) -> None:
        """Close what this visit opened."""
        if not self._borrowed and "store" in self.__dict__:
            self.store.close()

    # --- the answer ---

    def give(self, value: Callable[[], Any], lines: Callable[[], Iterable[str]]) -> None:
        """Print one answer: JSON if that was asked for, else lines for people."""
        if self.settings.json:
            from json import dumps

            self.print(dumps(value(), ensure_ascii=False, separators=(",", ":")) + "\n")
        else:
            self._print_lines(lines())

    def give_all(
        self,
        found: Iterable[Any],
        shape: Callable[[Any], Any],
        lines: Callable[[Iterator[Any]], Iterable[str]],
    ) -> None:
        """Print a list as it comes, never all of it at once."""
        if not self.settings.json:
            self._print_lines(lines(iter(found)))
            return
        from json import dumps

        between = "["
        for one in found:
            self.print(between + dumps(shape(one), ensure_ascii=False, separators=(",", ":")))
            between = ",\n"
        self.print("[]\n" if between == "[" else "]\n")

    def _print_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            # What is indented says to the eye alone what belongs together.
            self.print((line.strip() if self.settings.plain else line) + "\n")

    def print(self, told: str) -> None:
        """Write to where the answer goes. Raises Refused(bad_input, output) where it takes no more."""
        try:
            self.out.write(told)
        except BrokenPipeError:
            raise
        except OSError as wrong:
            raise Refused(Code.BAD_INPUT, "output", problem=wrong.strerror) from wrong

    def print_bytes(self, found: bytes) -> None:
        """Write bytes as they are. Raises Refused as `print` does."""
        try:
            self.out.flush()
            out: Any = self.out
            out.buffer.write(found)
            out.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as wrong:
            raise Refused(Code.BAD_INPUT, "output", problem=wrong.strerror) from wrong

    def as_json(self) -> Visit:
        """The same visit, answered in JSON."""
        if not self.settings.json:
            self.settings = replace(self.settings, json=True)
        return self

    def hint(self, line: str) -> None:
        """Say something that is no data."""
        self.err.write(line + "\n")
