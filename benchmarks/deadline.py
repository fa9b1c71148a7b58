"""A business-day deadline, to the microsecond, against one scalar call of numpy's that only gives the date."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np

from benchmarks.figures import Figure, alternately
from cpor_tui.domain.calendar import day_end
from cpor_tui.domain.names import Unit
from tests.support.house import calendar, public_holidays

_ZONE = "Asia/Seoul"
_DAYS = 4000


def run() -> list[Figure]:
    """Two figures: days as they come, most seen before; and days that nobody has asked for yet."""
    known = calendar("KR")
    theirs = np.busdaycalendar(holidays=[np.datetime64(day) for day in public_holidays("KR")])
    days = [date(2015, 1, 1) + timedelta(days=n) for n in range(_DAYS)]
    random.Random(2020).shuffle(days)
    # numpy is spared turning a date into its own type.
    scalars = [np.datetime64(day) for day in days]

    def ours() -> None:
        for day in days:
            day_end(known.later(day, 5, Unit.BUSINESS_DAYS), _ZONE)

    def ours_afresh() -> None:
        day_end.cache_clear()
        ours()

    def baseline() -> None:
        for scalar in scalars:
            np.busday_offset(scalar, 5, roll="backward", busdaycal=theirs)

    against = "numpy.busday_offset"
    figures = []
    # The second is no promise: it also makes the instant, which numpy's call does not, and remembers nothing.
    measures = (("business-day deadline", ours, 1.0), ("the same, of a day never seen", ours_afresh, 1.25))
    for name, measured, most in measures:
        one, other = alternately(measured, baseline, times=9)
        figures.append(Figure(name, one / _DAYS, other / _DAYS, most, against))
    return figures
