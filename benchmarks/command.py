"""One durable command against raw sqlite3 doing the same statements with the same pragmas (FULL, one process)."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.stores import Listening, raw
from cpor_tui.domain import commands as c
from tests.support.desk import DeskHouse

COMMANDS = 300
ROUNDS = 5


def run() -> list[Figure]:
    """The figure of a life's commands: decide, answer, decide again, comment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        house = DeskHouse(f"sqlite:///{path}")
        claims = [house.under_review() for _ in range(COMMANDS // 3)]
        house.close()
        start = Path(folder) / "start"
        start.mkdir()
        _copy(path, start)
        log: list[tuple[str, Any]] = []
        _again(start, path)
        _ours(path, claims, log.append)
        ours, bare = [], []
        for _ in range(ROUNDS):
            _again(start, path)
            ours.append(_ours(path, claims, None))
            _again(start, path)
            bare.append(_raw(path, log))
        return [
            Figure(
                "one durable command",
                statistics.median(ours) / COMMANDS,
                statistics.median(bare) / COMMANDS,
                1 / 0.6,
                "raw sqlite3, the same statements",
            )
        ]


def _copy(path: Path, to: Path) -> None:
    for file in path.parent.glob(path.name + "*"):
        if file.is_file():
            shutil.copy(file, to / file.name)


def _again(start: Path, path: Path) -> None:
    for file in path.parent.glob(path.name + "-*"):
        file.unlink()
    for file in start.iterdir():
        shutil.copy(file, path.parent / file.name)


def _ours(path: Path, claims: list[int], note: Callable[[tuple[str, Any]], None] | None) -> float:
    from cpor_tui.desk import Desk
    from cpor_tui.store import Store

    store = Store.open(f"sqlite:///{path}")
    desk = Desk(store)
    mina, sora = DeskHouse.cast(store)
    store.load(claims[0])
    link = store._link()  # the bench listens at the connection itself
    if note is not None:
        link.conn = Listening(link.conn, note)
    began = time.perf_counter()
    for claim in claims:
        desk.submit(c.Ask(claim=claim, reasons=("missing-products",), note="Which?"), mina)
        desk.submit(c.Resubmit(claim=claim, note="Teams, page 1."), sora)
        desk.submit(c.Comment(claim=claim, text="Thank you."), mina)
    taken = time.perf_counter() - began
    store.close()
    return taken


def _raw(path: Path, log: list[tuple[str, Any]]) -> float:
    conn = raw(path)
    began = time.perf_counter()
    for text, params in log:
        conn.execute(text, params).fetchall()
    taken = time.perf_counter() - began
    conn.close()
    return taken
