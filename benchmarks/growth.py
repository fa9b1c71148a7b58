"""What a long history and a large store cost: opening, ordering and copying."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import copied, copied_file
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store
from cpor_tui.store.making import MIGRATIONS, bring_up_to_date
from cpor_tui.store.version import VERSION

EVENTS = 5000
STEP = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE claim ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")
    db.execute_sql("CREATE INDEX claim_colour ON claim (colour, customer_key, id)")
"""
MINA = c.Actor("r1", Role.REVIEWER)


def run() -> list[Figure]:
    """A claim of five thousand events beside one of ten; a backup and a migration of the large store beside the small."""
    with copied(stores.SMALL) as path:
        store = Store.open(f"sqlite:///{path}")
        # What is compared is our own work, not the disk's.
        store.rows("PRAGMA synchronous = OFF")
        desk = Desk(store)
        long, short = (
            number
            for (number,) in store.rows(
                "SELECT id FROM claim WHERE status = 'under-review' ORDER BY id LIMIT 2"
            )
        )
        for number in range(EVENTS):
            desk.submit(c.Note(claim=long, text=f"Between us, {number}."), MINA)
        numbers = count()

        def orders(claim: int) -> Callable[[], None]:
            return lambda: _orders(desk, claim, numbers)

        figures = []
        for name, one, other in (
            ("open", lambda: desk.page(long, MINA), lambda: desk.page(short, MINA)),
            ("order on", orders(long), orders(short)),
        ):
            ours, baseline = alternately(one, other, times=25)
            figures.append(
                Figure(f"{name} a claim of {EVENTS:,} events", ours, baseline, 1.5, "a claim of ten or so")
            )
        store.close()
    return [*figures, _each("backup", _backup), _each("migrate", _migrated)]


def _orders(desk: Desk, claim: int, numbers: Iterator[int]) -> None:
    for _ in range(10):
        desk.submit(c.Note(claim=claim, text=f"Also {next(numbers)}."), MINA)


def _each(name: str, does: Callable[[Path, Path], float]) -> Figure:
    """What something that touches every claim costs for each, in the large store and in the small one."""
    taken = {}
    for claims in (stores.scale, stores.SMALL):
        times = 1 if claims > stores.MANY else 3
        with tempfile.TemporaryDirectory(prefix="cpor-bench-") as folder:
            taken[claims] = min(does(stores.seeded(claims), Path(folder)) for _ in range(times)) / claims
    more = stores.scale / stores.SMALL
    against = f"a claim of {stores.SMALL:,} ({more:.0f} times fewer)"
    return Figure(
        f"{name}, a claim of {stores.scale:,}", taken[stores.scale], taken[stores.SMALL], 1.5, against
    )


def _backup(path: Path, folder: Path) -> float:
    store, file = Store.open(f"sqlite:///{path}"), folder / "backup"
    began = time.perf_counter()
    store.backup(file)
    taken = time.perf_counter() - began
    store.close()
    file.unlink()
    return taken


def _migrated(path: Path, folder: Path) -> float:
    """A step to a layout that is still to come, with a new column and a new index over all claims."""
    steps = folder / "migrations"
    shutil.rmtree(steps, ignore_errors=True)
    shutil.copytree(MIGRATIONS, steps)
    (steps / f"{VERSION + 1:04}_next.py").write_text(STEP)
    with copied_file(path) as copy:
        store = Store.open(f"sqlite:///{copy}")
        began = time.perf_counter()
        bring_up_to_date(store, steps, VERSION + 1)
        taken = time.perf_counter() - began
        store.close()
    return taken
