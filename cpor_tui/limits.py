"""Bounds how much one person may do in a short time, and how much proof one organisation may keep."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cpor_tui.clock import Clock, SystemClock
from cpor_tui.domain.claim import Poe
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.names import PARTNER
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Store

_MINUTE = 60_000_000
_HOUR = 60 * _MINUTE
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and as many again in `span` microseconds, little by little. None at once: no bound."""

    most: int
    span: int

    def after(self, left: float, passed: int) -> float:
        """What is left of it after `passed` microseconds more."""
        return min(float(self.most), left + max(0, passed) * self.most / self.span)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a named person may use up (RULES.md says nothing of it: a host's own choice, `[limits]` in its config).

    They are counted by the machine's clock: a simulated one stands still, and would never give anything back.
    """

    commands: Allowance = Allowance(600, _MINUTE)
    uploads: Allowance = Allowance(120, 10 * _MINUTE)
    codes: Allowance = Allowance(20, _HOUR)
    """Wrong customer codes, whoever types them."""
    sessions: Allowance = Allowance(240, 10 * _MINUTE)
    """Logins."""
    poe_bytes: int = 50 * GIB
    """What all files of an organisation's claims may weigh together; 0: no bound."""
    clock: Clock = field(default_factory=SystemClock)

    @classmethod
    def read(cls, table: object) -> Limits:
        """The limits of a config's `[limits]` table. Raises Refused(bad_input, config) for what is no limit."""
        usual = cls()
        if not isinstance(table, Mapping):
            raise _broken("limits")
        found: dict[str, Any] = {}
        for name, value in table.items():
            if name not in _NAMES or not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise _broken(f"limits.{name}")
            found[_NAMES[name]] = value
        for name in ("commands", "uploads", "codes", "sessions"):
            if name in found:
                found[name] = Allowance(found[name], getattr(usual, name).span)
        return cls(**found)

    def spend(self, store: Store, kind: str, who: str) -> None:
        """Take one from what `who` may use of a kind, within the caller's transaction or one of its own.

        Raises Refused(rate_limited) when nothing is left.
        """
        allowance: Allowance = getattr(self, kind)
        if allowance.most == 0:
            return
        if not store.spend(who, kind, most=allowance.most, span=allowance.span, at=self.clock.now()):
            raise Refused(Code.RATE_LIMITED, kind)

    def still(self, store: Store, kind: str, who: str) -> None:
        """Raises Refused(rate_limited) when nothing is left; takes nothing."""
        allowance: Allowance = getattr(self, kind)
        if allowance.most and self._left(store, kind, who, allowance) < 1:
            raise Refused(Code.RATE_LIMITED, kind)

    def _left(self, store: Store, kind: str, who: str, allowance: Allowance) -> float:
        known = store.allowance(who, kind)
        if known is None:
            return float(allowance.most)
        thousandths, at = known
        return allowance.after(thousandths / 1000, self.clock.now() - at)

    def order(self, store: Store, actor: Actor) -> None:
        """One order more of a named person's. Raises Refused(rate_limited)."""
        if bounded(actor):
            self.spend(store, "commands", actor.name)

    def refused(self, store: Store, actor: Actor, no: Refused) -> None:
        """An order that was refused counts as well, though nothing of it was written. Raises nothing new."""
        if bounded(actor) and no.code not in (Code.RATE_LIMITED, Code.STORE_UNREACHABLE):
            with suppress(Refused):
                self.spend(store, "commands", actor.name)

    def upload(self, store: Store, actor: Actor, org: int, files: tuple[Poe, ...]) -> None:
        """These files more. Raises Refused(rate_limited | quota)."""
        if not (files and bounded(actor)):
            return
        with store.own():
            for _ in files:
                self.spend(store, "uploads", actor.name)
            self.room(store, actor, org, files)

    def room(self, store: Store, actor: Actor, org: int, files: tuple[Poe, ...]) -> None:
        """Whether the organisation may keep these files too, as it stands until the caller's transaction ends.

        Raises Refused(quota).
        """
        if not (files and self.poe_bytes and bounded(actor) and actor.role in PARTNER):
            return
        with store.own():
            store.weigh(org)
            used = store.poe_bytes(org)
            if used + sum(poe.size for poe in files) > self.poe_bytes:
                raise Refused(Code.QUOTA, used=used, most=self.poe_bytes)


def bounded(actor: Actor) -> bool:
    """Whether limits are for this actor: the machine's own operator and the clock have none."""
    return not actor.local and actor.role.value not in ("clock", "customer")


_NAMES = {
    "commands_per_minute": "commands",
    "uploads_per_10_minutes": "uploads",
    "wrong_codes_per_hour": "codes",
    "sessions_per_10_minutes": "sessions",
    "poe_bytes_per_organisation": "poe_bytes",
}


def _broken(name: str) -> Refused:
    return Refused(Code.BAD_INPUT, "config", file="[limits]", problem=name)
