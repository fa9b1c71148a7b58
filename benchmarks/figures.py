"""One figure: what was measured, against what, and what was promised."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `baseline` in seconds (or bytes, as `unit` says); the ratio is ours / baseline."""

    name: str
    ours: float
    baseline: float
    most: float
    """The ratio that was promised at the most."""
    against: str
    unit: str = "s"
    of: str = ""
    """How many it was measured with, where the size of the store does not tell."""

    @property
    def ratio(self) -> float:
        """How much more than the baseline it takes."""
        return self.ours / self.baseline

    @property
    def kept(self) -> bool:
        """Whether the promise holds in this run."""
        return self.ratio <= self.most


def alternately(
    ours: Callable[[], object], baseline: Callable[[], object], times: int = 5
) -> tuple[float, float]:
    """The median seconds of both, run in turn so that a machine that slows down slows both; one warm-up each.

    What is measured only once takes so long that it has no need of one.
    """
    if times > 1:
        ours()
        baseline()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for one, kept in zip((ours, baseline), taken, strict=True):
            start = time.perf_counter()
            one()
            kept.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])
