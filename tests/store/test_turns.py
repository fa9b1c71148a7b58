"""Who writes waits in a queue: first come, first served, and never for ever."""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from cpor_tui.store import Store, sqlite


def until(true: Callable[[], bool]) -> None:
    """Wait for what will be so, on however busy a machine."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it never was"
        time.sleep(0.002)


@contextmanager
def held(store: Store) -> Iterator[Path]:
    """Somebody has the turn meanwhile."""
    path = Path(f"{store.url.removeprefix('sqlite:///')}.lock")
    with path.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield path


def write(store: Store, name: str) -> None:
    with store.write():
        store.set_meta(name, "written")


LOCKS = Path("/proc/locks")


def stand(path: Path, many: int) -> bool:
    """Whether so many stand in the kernel's queue for a file."""
    number = f":{path.stat().st_ino} "
    return sum("->" in line and number in line for line in LOCKS.read_text().splitlines()) == many


@pytest.mark.skipif(not LOCKS.exists(), reason="only Linux tells who waits for a lock")
def test_who_came_first_writes_first(sqlite_store):
    stores = [Store.open(sqlite_store.url) for _ in range(5)]
    wrote: list[int] = []

    def order(number: int) -> None:
        with stores[number].write():
            wrote.append(number)

    people = [threading.Thread(target=order, args=(number,)) for number in range(5)]
    with held(sqlite_store) as path:
        for number, person in enumerate(people):
            person.start()
            until(partial(stand, path, number + 1))
    for person in people:
        person.join(60)
    assert wrote == [0, 1, 2, 3, 4]
    for store in stores:
        store.close()


def test_a_turn_that_never_comes_is_waited_for_no_longer_than_is_promised(sqlite_store, monkeypatch):
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.05)
    files = len([*Path("/dev/fd").iterdir()])
    with held(sqlite_store) as path:
        write(sqlite_store, "first")
        write(sqlite_store, "second")
        assert sqlite_store.meta("second") == "written"
    # The places that were given up are passed on as they come, and nothing of them is left.
    until(lambda: not any(thread.name == "turn" for thread in threading.enumerate()))
    assert len([*Path("/dev/fd").iterdir()]) == files
    with path.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_wait_that_is_broken_off_as_the_turn_comes_passes_it_on(tmp_path):
    class Interrupted(sqlite._Waiting):
        def start(self) -> None:
            self.run()
            raise KeyboardInterrupt

    path = tmp_path / "turn"
    with pytest.raises(KeyboardInterrupt):
        Interrupted(os.open(path, os.O_RDWR | os.O_CREAT)).within(10)
    with path.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
