"""Says how a deadline stands in a few words: a sign, `LATE 1 bd`, `TODAY 7 h`, `2 bd`, and its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cpor_tui.domain.calendar import Calendar, day_of, moment
from cpor_tui.domain.names import Unit
from cpor_tui.text import Text

HOUR = 3_600_000_000
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in words. `sign` says in ASCII what colour says too; `kind` names the look."""

    sign: str
    words: str
    day: str
    kind: str


NO_DUE = Due("  ", "-", "", "")


def due(
    text: Text,
    due_at: int | None,
    unit: Unit,
    calendar: Calendar,
    zone: str,
    now: int,
    *,
    paused: bool = False,
) -> Due:
    """How a deadline stands for whoever holds it; `paused`: it is the other side's turn."""
    if due_at is None:
        return NO_DUE
    on, today = day_of(due_at - 1, zone), day_of(now, zone)
    day = short_day(text, on)
    if paused:
        return Due("= ", text("screens.due.paused"), day, "paused")
    if now >= due_at:
        late = max(1, _between(calendar, on, today, unit))
        return Due("!!", text("screens.due.late", days=text.days(late, unit)), day, "overdue")
    if on == today:
        return Due("! ", text("screens.due.today", left=_left(text, due_at - now)), day, "soon")
    days = _between(calendar, today, on, unit)
    near = days <= 1
    return Due("~ " if near else "  ", text.days(days, unit), day, "soon" if near else "")


def short_day(text: Text, day: date) -> str:
    """`Tue 14 Jul` · `7월 14일 (화)`: wide enough to be told apart, short enough for a column."""
    words = text.date(day)
    if text.lang == "ko":
        return f"{day.month}/{day.day} {words[-3:]}"
    return words.rsplit(" ", 1)[0]


def hour(at: int, zone: str, *, seconds: bool = False) -> str:
    """`10:42`, or `10:42:31`."""
    return f"{moment(at, zone):%H:%M:%S}" if seconds else f"{moment(at, zone):%H:%M}"


def _left(text: Text, micros: int) -> str:
    whole = HOUR if micros >= HOUR else _MINUTE
    return text.span(micros // whole * whole or _MINUTE)


def _between(calendar: Calendar, after: date, upto: date, unit: Unit) -> int:
    """How many days of a unit lie after one date, up to and with another."""
    return calendar.between(after, date.fromordinal(upto.toordinal() + 1), unit)
