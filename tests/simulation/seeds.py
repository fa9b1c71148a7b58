"""Lives through one seed on a ground of its own, and tells what broke."""

from __future__ import annotations

import logging
import traceback
from collections import Counter

from tests.simulation.faults import Start
from tests.simulation.world import live

STEPS = 120


def one(seed: int, steps: int, start: Start) -> tuple[int, str | None, Counter[str]]:
    """A seed, what broke (or None), and what was met on the way."""
    # That a line is down is part of it.
    logging.getLogger("cpor").setLevel(logging.CRITICAL)
    try:
        world = live(seed, steps, start)
    except Exception:  # noqa: BLE001 - whatever breaks is what we look for
        return seed, traceback.format_exc(), Counter()
    return seed, None, world.found
