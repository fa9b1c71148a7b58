"""Counts decisions and kept and missed promises by the week, in the transaction that makes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cpor_tui.domain.calendar import MICRO
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import DECISIONS
from cpor_tui.domain.names import PROMISES, ClockState, What
from cpor_tui.store.base import Base

_DAY = 86_400 * MICRO
_FIRST_MONDAY = 4
"""1970-01-05, in days."""
_JUDGED = {
    (kind, state): f"{name}:{kind.value}"
    for kind in PROMISES
    for state, name in ((ClockState.MET, "kept"), (ClockState.MISSED, "missed"))
}
_COUNTED = DECISIONS | {What.SUBMIT, What.WITHDRAW, What.NO_ANSWER, What.DECLINE, What.DISPUTE}
SHARDS = 8
"""How many rows a count is spread over, so that writers seldom wait for each other."""
AGES = (0, 3, 6, 11, 21)
"""Where each group of ages begins, in days since the submission."""

TALLY = (
    "INSERT INTO tally (org, week, name, who, shard, n) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (org, week, name, who, shard) DO UPDATE SET n = tally.n + excluded.n"
)


class Tally(NamedTuple):
    """How often something happened in a week: `name` is what, or `kept:review`; `who` the reviewer who decided."""

    week: date
    name: str
    who: str
    n: int


def week_of(at: int) -> int:
    """The number of an instant's week (UTC), Monday first."""
    return (at // _DAY - _FIRST_MONDAY) // 7


def counts(before: Claim | None, event: Event) -> bool:
    """Whether an event can add to the figures at all: it moves the claim, or one of its clocks."""
    return before is None or bool(event.turns) or event.to is not None


def tallied(before: Claim | None, after: Claim, event: Event) -> Iterator[tuple[int, str, str, int]]:
    """What one event adds to the figures; an undone decision is taken off again where it was counted."""
    if event.what in _COUNTED:
        who = event.by if event.what in DECISIONS else ""
        yield week_of(event.at), event.what.value, who, 1
    at = event.at
    if event.what is What.UNDO and before is not None and before.decided is not None:
        at = before.decided.at
        yield week_of(at), before.decided.what.value, before.decided.by, -1
    if before is None or before.clocks is after.clocks:
        return
    change: dict[str, int] = {}
    for claim, once in ((after, 1), (before, -1)):
        for clock in claim.clocks:
            name = _JUDGED.get((clock.kind, clock.state))
            if name is not None:
                change[name] = change.get(name, 0) + once
    for name, n in sorted(change.items()):
        if n:
            yield week_of(at), name, "", n


class Tallies(Base):
    """The part of the store that keeps the figures."""

    def _tally(self, before: Claim | None, after: Claim, event: Event) -> None:
        # Always in one order, or two writers could wait for each other.
        for week, name, who, n in sorted(tallied(before, after, event)):
            for org in (0, after.org):
                self.run(TALLY, (org, week, name, who, after.id % SHARDS, n))

    def tallies(self, org: int | None, since: int = 0) -> list[Tally]:
        """The figures of one organisation, or of all, for the weeks from an instant on."""
        found = self.rows(
            "SELECT week, name, who, SUM(n) FROM tally WHERE org = ? AND week >= ? GROUP BY week, name, who "
            "ORDER BY week, name, who",
            (org or 0, week_of(since)),
        )
        return [
            Tally(date.fromordinal(719_163 + _FIRST_MONDAY + week * 7), name, who, int(n))
            for week, name, who, n in found
            if n
        ]

    def ages(self, org: int | None, now: int) -> dict[str, int]:
        """How many claims wait for the review office, by days since they were submitted."""
        found = {}
        for low, high in zip(AGES, (*AGES[1:], None), strict=True):
            where, params = "submitted_at <= ?", [now - low * _DAY]
            if high is not None:
                where, params = f"{where} AND submitted_at > ?", [*params, now - high * _DAY]
            if org is not None:
                where, params = f"{where} AND org = ?", [*params, org]
            name = f"{low}-{high - 1}" if high is not None else f"{low}+"
            found[name] = sum(
                self.rows(f"SELECT COUNT(*) FROM claim WHERE status = ? AND {where}", (status, *params))[0][0]
                for status in ("submitted", "under-review", "dispute")
            )
        return found
