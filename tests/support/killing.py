"""Kills writers at random instants; they note what they were told was done. A script: URL CLAIM KILLS FOLDER SEED."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store

AT_ONCE = 4
PATIENCE = 5.0
"""Seconds a writer is given, at the most, to finish its first order."""


def write_for_ever(url: str, claim: int, acks: Path, name: str) -> None:
    """Comment after comment, each under a request id that is noted before it is sent and when it is done."""
    with acks.open("a", buffering=1) as told:
        store = Store.open(url)
        desk = Desk(store)
        person = c.Actor("mina", Role.REVIEWER)
        number = 0
        while True:
            request = f"{name}-{number}"
            told.write(f"try {request}\n")
            desk.submit(c.Comment(claim=claim, text=request), person, request=request)
            told.write(f"done {request}\n")
            number += 1


def _warm(url: str, claim: int) -> None:
    """Load all that a writer needs, so that each forked one has it: else most of its life would be imports."""
    store = Store.open(url)
    person = c.Actor("mina", Role.REVIEWER)
    Desk(store).submit(c.Watch(claim=claim), person)
    store.close()


def main(url: str, claim: int, kills: int, folder: Path, seed: int) -> None:
    """Start writers and kill them until `kills` have died."""
    _warm(url, claim)
    chance = random.Random(seed)
    due: dict[int, float] = {}
    begun: dict[int, tuple[Path, float]] = {}
    started = 0
    while started < kills or due:
        while started < kills and len(due) < AT_ONCE:
            acks = folder / f"acks-{started}"
            child = os.fork()
            if child == 0:
                write_for_ever(url, claim, acks, f"w{started}")
            due[child] = time.monotonic() + chance.uniform(0.01, 0.3)
            # One in five may die while it opens the store; on a busy machine the others get the time to begin.
            begun[child] = acks, time.monotonic() + (0 if chance.random() < 0.2 else PATIENCE)
            started += 1
        child = min(due, key=lambda process: due[process])
        time.sleep(max(0.0, due[child] - time.monotonic()))
        acks, until = begun[child]
        if time.monotonic() < until and not (acks.exists() and "done" in acks.read_text()):
            due[child] = time.monotonic() + chance.uniform(0.01, 0.1)
            continue
        del due[child], begun[child]
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    address, which, count, where, luck = sys.argv[1:]
    main(address, int(which), int(count), Path(where), int(luck))
