"""Kills the real programs at random instants and looks for what that has broken: `--times 1000 [--seed N]`.

The seed decides what is done and at which part of its life the program dies; the machine decides the rest.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.crash.victims import VICTIMS, Scene
from tests.support import postgres
from tests.support.desk import DeskHouse

BACKENDS = ("sqlite", "postgres")


def kill(url: str, folder: Path, victim: str, times: int, seed: int) -> Counter[str]:
    """Kill one kind of program `times` times on one store; says where it was hit. Raises Broken."""
    folder.mkdir(parents=True, exist_ok=True)
    house = DeskHouse(url)
    try:
        dying = VICTIMS[victim](Scene(house, folder), random.Random(f"{victim} {seed}"))
        hit: Counter[str] = Counter()
        while hit.total() - hit["survived"] < times:
            hit[dying.die()] += 1
        dying.end()
        return hit
    finally:
        house.close()


@contextmanager
def place(backend: str, folder: Path) -> Iterator[str]:
    """The URL of a fresh database. Raises postgres.NoServer."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'store.db'}"
        return
    with postgres.shared_cluster(folder.parent, os.getpid()).database() as url:
        yield url


def _away_from_home(folder: Path) -> None:
    """No killed program meets the store, the settings or the log of the person at this desk."""
    for name in [name for name in os.environ if name.startswith(("CPOR_", "LC_", "PG", "SSH_"))]:
        del os.environ[name]
    os.environ["LANG"] = "C.UTF-8"
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())


def main(words: Sequence[str]) -> int:
    """Exit 1 if any kill broke something."""
    known = argparse.ArgumentParser(prog="kills", description=__doc__)
    known.add_argument("--times", type=int, default=1000, help="kills in all")
    known.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    known.add_argument("--victim", choices=sorted(VICTIMS), action="append")
    known.add_argument("--backend", choices=BACKENDS, action="append")
    given = known.parse_args(words)
    pairs = [(b, v) for b in given.backend or BACKENDS for v in given.victim or VICTIMS]
    top = Path(tempfile.mkdtemp(prefix="cpor-kills-"))
    _away_from_home(top)
    print(f"seed {given.seed}", flush=True)
    broken = 0
    try:
        for number, (backend, victim) in enumerate(pairs):
            share = given.times // len(pairs) + (number < given.times % len(pairs))
            folder = top / f"{backend}-{victim}"
            folder.mkdir()
            began = time.monotonic()
            try:
                with place(backend, folder) as url:
                    hit = kill(url, folder, victim, share, given.seed)
            except postgres.NoServer as none:
                print(f"{backend} {victim}: {none}", flush=True)
                continue
            except Exception:  # noqa: BLE001 - whatever breaks is what we look for
                broken += 1
                print(f"{backend} {victim} broke:\n{traceback.format_exc()}", flush=True)
                again = f"kills --seed {given.seed} --backend {backend} --victim {victim} --times {share}"
                print(f'again: make soak ARGS="{again}"', flush=True)
                continue
            where = ", ".join(f"{count} {what}" for what, count in hit.most_common())
            print(
                f"{backend} {victim}: {share} kills in {time.monotonic() - began:.0f} s: {where}", flush=True
            )
    finally:
        shutil.rmtree(top, ignore_errors=True)
    print(f"broken: {broken or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
