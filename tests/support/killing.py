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


def _opening(url: str, folder: Path, claim: int) -> float:
    """How many seconds a writer needs on this machine, now, until its first comment is answered."""
    acks = folder / "acks-first"
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        write_for_ever(url, claim, acks, "first")
    while not (acks.exists() and "done" in acks.read_text()):
        time.sleep(0.002)
    taken = time.monotonic() - began
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return min(0.4, AT_ONCE * taken)


def main(url: str, claim: int, kills: int, folder: Path, seed: int) -> None:
    """Start writers and kill them until `kills` have died."""
    chance = random.Random(seed)
    running: dict[int, float] = {}
    started = 0
    open_for = _opening(url, folder, claim)
    while started < kills or running:
        while started < kills and len(running) < AT_ONCE:
            child = os.fork()
            if child == 0:
                write_for_ever(url, claim, folder / f"acks-{started}", f"w{started}")
            # Some die while they open the store, most while they write; a busy machine needs longer for both.
            running[child] = time.monotonic() + chance.uniform(0.1, 2.5) * open_for
            started += 1
        child = min(running, key=lambda process: running[process])
        time.sleep(max(0.0, running.pop(child) - time.monotonic()))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    address, which, count, where, luck = sys.argv[1:]
    main(address, int(which), int(count), Path(where), int(luck))
