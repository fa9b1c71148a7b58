"""Says what time it is: the one place that reads the wall clock."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Whoever needs the time is given one of these."""

    def now(self) -> int:
        """The present instant, in microseconds since 1970 in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    __slots__ = ()

    def now(self) -> int:
        """The present instant, in microseconds since 1970 in UTC."""
        return time.time_ns() // 1000
