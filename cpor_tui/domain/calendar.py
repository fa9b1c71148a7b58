"""Counts business days by a calendar of one country, as far as that calendar is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from cpor_tui.domain.names import Side, Unit
from cpor_tui.domain.refusals import Code, Refused

MICRO = 1_000_000
"""Instants are whole microseconds since 1970 in UTC: they sort the same in every database."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MIDNIGHT = time()
_DAY = timedelta(days=1)


def instant(moment: datetime) -> int:
    """The instant of an aware datetime, in microseconds."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(at: int, zone: str = "UTC") -> datetime:
    """The aware datetime of an instant, on the wall of `zone`."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(_zone(zone))


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day_of(at: int, zone: str) -> date:
    """The local date on which an instant falls."""
    return moment(at, zone).date()


@lru_cache(maxsize=4096)
def day_end(day: date, zone: str) -> int:
    """The first instant after a local day (RULES.md §8, `due_at`): midnight, or what stands in for it on a DST night."""
    # fold=0: of two midnights the first; a midnight that a DST gap swallows becomes the gap's end.
    midnight = datetime.combine(day + _DAY, _MIDNIGHT, _zone(zone))
    # By hand: subtracting the epoch takes three times as long, and every deadline comes through here.
    offset = cast(timedelta, midnight.utcoffset())
    days = midnight.toordinal() - _EPOCH_DAY - offset.days
    return (days * 86_400 - offset.seconds) * MICRO


@lru_cache(maxsize=1024)
def at_hour(day: date, hour: int, zone: str) -> int:
    """The instant at which a clock on the wall shows `hour` on a day."""
    return instant(datetime(day.year, day.month, day.day, hour, tzinfo=_zone(zone)))


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday's name in both languages."""

    en: str
    ko: str


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """One revision of one country's (and subdivision's) holidays, for the years it is known."""

    key: str
    revision: int
    first: date
    last: date
    holidays: Mapping[date, Holiday]
    _days: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        closed = {day.toordinal() for day in self.holidays}
        span = range(self.first.toordinal(), self.last.toordinal() + 1)
        # Ordinal 1 was a Monday, so a weekday is (n - 1) % 7.
        object.__setattr__(self, "_days", [n for n in span if (n - 1) % 7 < 5 and n not in closed])

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday, less the public holidays (RULES.md §8)."""
        return day.weekday() < 5 and day not in self.holidays

    def later(self, day: date, count: int, unit: Unit) -> date:
        """The `count`-th day of `unit` after `day`; `day` itself never counts (RULES.md §8, Counting).

        Raises Refused(calendar_unknown) where a business day would have to be guessed.
        """
        start = day.toordinal()
        if unit is Unit.DAYS:
            return date.fromordinal(start + count)
        place = bisect_right(self._days, start) + count - 1
        if day < self.first or place >= len(self._days):
            raise self._unknown()
        return date.fromordinal(self._days[place])

    def earlier(self, day: date, count: int, unit: Unit) -> date:
        """The `count`-th day of `unit` before `day`. Raises as `later` does."""
        if unit is Unit.DAYS:
            return date.fromordinal(day.toordinal() - count)
        place = bisect_left(self._days, day.toordinal()) - count
        if day > self.last or place < 0:
            raise self._unknown()
        return date.fromordinal(self._days[place])

    def between(self, after: date, before: date, unit: Unit) -> int:
        """How many days of `unit` lie wholly between two dates, neither of them counted."""
        low, high = after.toordinal(), before.toordinal()
        if unit is Unit.DAYS:
            return max(0, high - low - 1)
        return max(0, bisect_left(self._days, high) - bisect_right(self._days, low))

    def _unknown(self) -> Refused:
        return Refused(
            Code.CALENDAR_UNKNOWN, key=self.key, first=self.first.isoformat(), last=self.last.isoformat()
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a side keeps its days: its time zone and its calendar as it now stands."""

    zone: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class House:
    """Both sides' places, and every calendar revision that a running clock was counted by."""

    office: Place
    partner: Place
    calendar: Callable[[str, int | None], Calendar]
    """The calendar of a key at a revision; None: as it now stands."""

    def place(self, side: Side) -> Place:
        """The place of the side that holds a clock (RULES.md §8, Business day)."""
        return self.office if side is Side.REVIEWER else self.partner
