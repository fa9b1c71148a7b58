"""Fixes deadlines when clocks start, stop and go on, and explains each clock day by day (RULES.md §8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cpor_tui.domain.calendar import Calendar, Holiday, House, at_hour, day_end, day_of
from cpor_tui.domain.claim import Claim, Clock
from cpor_tui.domain.events import Act, Turn
from cpor_tui.domain.names import PROMISES, ClockKind, ClockState, Status, Unit
from cpor_tui.domain.rules import RuleSet

REMINDERS: dict[ClockKind, tuple[tuple[int, Unit], ...]] = {
    ClockKind.ANSWER: ((2, Unit.BUSINESS_DAYS), (1, Unit.BUSINESS_DAYS)),
    ClockKind.WINDOW: ((7, Unit.DAYS), (1, Unit.DAYS)),
}
"""How long before a deadline the partner is reminded (RULES.md §8, Reminders)."""

REMINDER_HOUR = 9
"""On the wall of the partner's zone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one kind of event does to the claim's clocks; a clock that is not there is left alone."""

    act: Act
    kinds: tuple[ClockKind, ...]


def start(*kinds: ClockKind) -> Plan:
    """Start the clocks, where the rule set has them."""
    return Plan(Act.START, kinds)


def pause(*kinds: ClockKind) -> Plan:
    """Stop counting: the claim goes to the other side, the days fully used are kept."""
    return Plan(Act.PAUSE, kinds)


def resume(*kinds: ClockKind) -> Plan:
    """Count on from the day after: the claim has come back."""
    return Plan(Act.RESUME, kinds)


def meet(*kinds: ClockKind) -> Plan:
    """End the clocks; those already missed stay missed."""
    return Plan(Act.MEET, kinds)


def void(*kinds: ClockKind) -> Plan:
    """End the clocks with nothing kept or missed."""
    return Plan(Act.VOID, kinds)


def turns(
    claim: Claim, plans: Iterable[Plan], rules: RuleSet, house: House, at: int, lapsed: Clock | None = None
) -> tuple[Turn, ...]:
    """Every turn that the plans mean for this claim at this instant, deadlines fixed.

    `lapsed` is the clock whose deadline causes this: what follows belongs to its `due_on`.
    Raises Refused(calendar_unknown) for a deadline beyond the known years.
    """
    found: list[Turn] = []
    for plan in plans:
        for kind in plan.kinds:
            turn = (
                _start(kind, rules, house, at, lapsed)
                if plan.act is Act.START
                else _change(claim.open_clock(kind), plan.act, house, at)
            )
            if turn is not None:
                found.append(turn)
    return tuple(found)


def _start(kind: ClockKind, rules: RuleSet, house: House, at: int, lapsed: Clock | None) -> Turn | None:
    limit = rules.limits.get(kind)
    if limit is None:
        return None
    place = house.place(limit.side)
    calendar, zone = place.calendar, place.zone
    on = lapsed.due_on if lapsed is not None and lapsed.side is limit.side else day_of(at, zone)
    due_on = calendar.later(on, limit.count, limit.unit)
    return Turn(
        kind,
        Act.START,
        on,
        due_on=due_on,
        due_at=day_end(due_on, zone),
        revision=calendar.revision,
        remind_at=_reminders(kind, due_on, calendar, zone, at),
        side=limit.side,
        key=calendar.key,
        zone=zone,
        limit=limit.count,
        unit=limit.unit,
    )


def _change(clock: Clock | None, act: Act, house: House, at: int) -> Turn | None:
    if clock is None or (clock.state is ClockState.MISSED and act in (Act.PAUSE, Act.RESUME)):
        return None
    on = day_of(at, clock.zone)
    match act:
        case Act.PAUSE if clock.running:
            return Turn(clock.kind, act, on, used=used_until(clock, on, house))
        case Act.RESUME if clock.state is ClockState.PAUSED:
            calendar = house.calendar(clock.key, None)
            due_on = calendar.later(on, clock.limit - clock.used, clock.unit)
            return Turn(
                clock.kind,
                act,
                on,
                due_on=due_on,
                due_at=day_end(due_on, clock.zone),
                revision=calendar.revision,
            )
        case Act.PAUSE | Act.RESUME:
            return None
        case _:
            return Turn(clock.kind, act, on)


def moved(clock: Clock, house: House, at: int) -> Turn | None:
    """The turn that a changed calendar means for a running clock, None when its deadline stands (Recalculate)."""
    if not clock.running:
        return None
    calendar = house.calendar(clock.key, None)
    from_on = clock.stretches[-1].from_on
    counted = calendar.later(from_on, clock.limit - clock.used, clock.unit)
    # A holiday that is no more makes nobody late who was in time: no deadline moves into the past.
    due_on = max(counted, min(clock.due_on, day_of(at, clock.zone)))
    if due_on == clock.due_on:
        return None
    reminders = _reminders(clock.kind, due_on, calendar, clock.zone, at)
    return Turn(
        clock.kind,
        Act.MOVE,
        day_of(at, clock.zone),
        due_on=due_on,
        due_at=day_end(due_on, clock.zone),
        revision=calendar.revision,
        remind_at=reminders,
    )


def used_until(clock: Clock, day: date, house: House) -> int:
    """Days fully used before `day`, the kept ones of earlier stretches included."""
    last = clock.stretches[-1]
    if last.to_on is not None:
        return clock.used
    calendar = house.calendar(clock.key, last.revision)
    return clock.used + calendar.between(last.from_on, day, clock.unit)


def _reminders(kind: ClockKind, due_on: date, calendar: Calendar, zone: str, after: int) -> tuple[int, ...]:
    rings = (
        at_hour(calendar.earlier(due_on, count, unit), REMINDER_HOUR, zone)
        for count, unit in REMINDERS.get(kind, ())
    )
    return tuple(sorted(at for at in rings if at > after))


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a clock, and why it counted or did not."""

    date: date
    counts: bool
    why: str
    holiday: Holiday | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """A clock that explains itself: `used` days of `limit` so far, and each day from its start to its end."""

    clock: Clock
    state: ClockState
    used: int
    days: tuple[Day, ...]


def faces(claim: Claim, now: int, house: House) -> tuple[Face, ...]:
    """Every clock of the claim as it stands at `now`, oldest first (CLI.md, `clock`)."""
    return tuple(face(clock, now, house) for clock in claim.clocks)


def face(clock: Clock, now: int, house: House) -> Face:
    """One clock explained. It needs only the calendar revisions that the clock itself names."""
    today = day_of(now, clock.zone)
    end = clock.ended_on
    last = clock.due_on if clock.state is not ClockState.PAUSED else max(today, clock.started_on)
    if end is not None:
        last = min(last, end)
    days = tuple(_days(clock, last, house))
    used = sum(day.counts and day.date < min(today, end or today) for day in days)
    # While a claim is disputed its window may run out without closing anything.
    ran_out = clock.kind is ClockKind.WINDOW and clock.running and now >= clock.due_at
    return Face(clock, ClockState.PASSED if ran_out else clock.state, used, days)


def _days(clock: Clock, last: date, house: House) -> Iterable[Day]:
    day = clock.started_on
    while day <= last:
        yield _day(clock, day, house)
        day += timedelta(days=1)


def _day(clock: Clock, day: date, house: House) -> Day:
    within = [s for s in clock.stretches if s.from_on <= day and (s.to_on is None or day <= s.to_on)]
    if clock.unit is Unit.BUSINESS_DAYS:
        begun = [s for s in clock.stretches if s.from_on <= day]
        calendar = house.calendar(clock.key, begun[-1].revision)
        if day.weekday() >= 5:
            return Day(day, False, "weekend")
        if holiday := calendar.holidays.get(day):
            return Day(day, False, "holiday", holiday)
    if not within:
        return Day(day, False, "paused")
    whole = all(s.from_on < day and (s.to_on is None or day < s.to_on) for s in within)
    return Day(day, whole, "counts" if whole else "part-day")


def what_if(clock: Clock, day: date, house: House) -> tuple[int, date]:
    """If a running clock paused and came back on `day`: days used by then, and the deadline that would follow."""
    used = used_until(clock, day, house)
    calendar = house.calendar(clock.key, None)
    return used, calendar.later(day, max(0, clock.limit - used), clock.unit)


def next_ring(claim: Claim) -> tuple[int, Clock, bool] | None:
    """The next thing time will do to the claim: its instant, its clock, and whether it is only a reminder.

    Where several fall together a reminder comes first, then the clocks in the order they started.
    """
    rings = [ring for clock in claim.clocks if clock.open for ring in _rings(claim, clock)]
    return min(rings, key=lambda ring: (ring[0], not ring[2]), default=None)


def _rings(claim: Claim, clock: Clock) -> Iterable[tuple[int, Clock, bool]]:
    if not clock.running or not _bites(claim, clock.kind):
        return
    yield clock.due_at, clock, False
    if clock.remind_at:
        yield clock.remind_at[0], clock, True


def _bites(claim: Claim, kind: ClockKind) -> bool:
    match kind:
        case ClockKind.CONSENT:
            # The customer must have been told before silence can mean consent (RULES.md §4).
            return claim.told_at is not None
        case ClockKind.WINDOW:
            return claim.status is Status.REJECTED
        case _:
            return True


def next_due(claim: Claim) -> int | None:
    """The instant of the next thing time will do, in microseconds: the one column the worker asks for."""
    ring = next_ring(claim)
    return ring[0] if ring is not None else None


def promise(claim: Claim) -> Clock | None:
    """The review office's clock that ends first among those it still owes; None when it owes nothing."""
    owed = [clock for clock in claim.clocks if clock.kind in PROMISES and clock.open]
    counting = [c for c in owed if c.state is not ClockState.PAUSED]
    return min(counting or owed, key=lambda clock: clock.due_at, default=None)
