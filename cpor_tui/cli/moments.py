"""Reads the dates, instants and spans of time that people type."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cpor_tui.domain.calendar import MICRO, Calendar, instant, moment
from cpor_tui.domain.clean import clean
from cpor_tui.domain.names import Unit
from cpor_tui.domain.refusals import Code, Refused

_FIRST_YEAR, _LAST_YEAR = 1970, 9900
"""A clock set beyond these could not go on: nothing can be counted there."""

_SPAN = re.compile(r"(\d{1,6})(bd|d|h|m)")


def read_instant(text: str, zone: str) -> int:
    """An instant in ISO 8601; without an offset it is on the wall of `zone`. Raises Refused(bad_input)."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(Code.BAD_INPUT, "instant", given=clean(text, limit=60)) from None
    if not _FIRST_YEAR < read.year < _LAST_YEAR:
        raise Refused(Code.BAD_INPUT, "instant", given=clean(text, limit=60))
    if read.tzinfo is None:
        read = read.replace(tzinfo=ZoneInfo(zone))
    try:
        # A year that only exists in one of the two zones cannot be counted with.
        return instant(read.astimezone(UTC))
    except OverflowError:
        raise Refused(Code.BAD_INPUT, "instant", given=clean(text, limit=60)) from None


def read_date(text: str, field: str = "date") -> date:
    """A date, `YYYY-MM-DD`. Raises Refused(bad_input)."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(Code.BAD_INPUT, "date", field=field, given=clean(text, limit=60)) from None


def later(now: int, span: str, calendar: Calendar, zone: str) -> int:
    """The instant `span` after `now`: `5bd`, `2d`, `3h` or `90m`.

    Days end at the same time on the wall of `zone`. Raises Refused(bad_input | calendar_unknown).
    """
    found = _SPAN.fullmatch(span.strip().lower())
    if found is None:
        raise Refused(Code.BAD_INPUT, "span", given=clean(span, limit=60))
    count, unit = int(found[1]), found[2]
    try:
        if unit in ("h", "m"):
            return _within(now + count * (3600 if unit == "h" else 60) * MICRO)
        local = moment(now, zone)
        if unit == "d":
            day = local.date() + timedelta(days=count)
        else:
            day = calendar.later(local.date(), count, Unit.BUSINESS_DAYS) if count else local.date()
        return _within(instant(datetime.combine(day, local.timetz())))
    except (OverflowError, ValueError):
        raise Refused(Code.BAD_INPUT, "span", given=clean(span, limit=60)) from None


def _within(at: int) -> int:
    if moment(at).year >= _LAST_YEAR:
        raise ValueError("beyond all calendars")
    return at
