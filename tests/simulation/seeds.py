"""Lives through one seed in a folder of its own, and tells what broke."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from tests.simulation.world import live

STEPS = 120
_SHM = Path("/dev/shm")


def place() -> Path:
    """A folder in memory, where there is one: what is simulated is not the disk."""
    return Path(tempfile.mkdtemp(prefix="cpor-sim-", dir=_SHM if os.access(_SHM, os.W_OK) else None))


def one(seed: int, steps: int, start: Path) -> tuple[int, str | None, Counter[str]]:
    """A seed, what broke (or None), and what was met on the way."""
    folder = place()
    # That a line is down is part of it.
    logging.getLogger("cpor").setLevel(logging.CRITICAL)
    try:
        world = live(seed, steps, start, folder)
    except Exception:  # noqa: BLE001 - whatever breaks is what we look for
        return seed, traceback.format_exc(), Counter()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return seed, None, world.found
