"""What a large store costs beside a small one: a decision, and what touches every claim."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import stores
from benchmarks.figures import Figure, alternately
from benchmarks.stores import copied, seeded, unhurried
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.store import Store
from cpor_tui.store.making import MIGRATIONS, bring_up_to_date
from cpor_tui.store.version import VERSION

STEP = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE claim ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")
    db.execute_sql("CREATE INDEX claim_colour ON claim (colour, customer_key, id)")
"""
MINA = c.Actor("r1", Role.REVIEWER)
CLAIMS = 10
"""So many are asked about and answered in turn, spread over the store."""


def run() -> list[Figure]:
    """Nothing in the smallest store, which the others are compared with."""
    if stores.scale <= stores.SMALL:
        return []
    return [_decision(), _each("backup", _backup), _each("migrate", _migrated)]


def _decision() -> Figure:
    with _decided(stores.scale) as large, _decided(stores.SMALL) as small:
        ours, other = alternately(large, small, times=15)
    decisions = 2 * CLAIMS
    return Figure("a decision", ours / decisions, other / decisions, 1.5, stores.few())


@contextmanager
def _decided(claims: int) -> Iterator[Callable[[], None]]:
    """Asks for more on some claims, and has their partners answer."""
    with copied(claims) as url:
        store = Store.open(url)
        unhurried(store)
        desk = Desk(store)
        found = store.rows("SELECT id, org FROM claim WHERE status = 'under-review' ORDER BY id")
        some = found[:: max(1, len(found) // CLAIMS)][:CLAIMS]
        people = {claim: store.person_list(org=org)[0] for claim, org in some}
        partners = {claim: c.Actor(one.name, one.role, one.org) for claim, one in people.items()}

        def decide() -> None:
            for claim, partner in partners.items():
                desk.submit(c.Ask(claim=claim, reasons=("missing-products",), note="Which?"), MINA)
                desk.submit(c.Resubmit(claim=claim, note="Teams, page 1."), partner)

        yield decide
        store.close()


def _each(name: str, does: Callable[[str, Path], float]) -> Figure:
    """What something that touches every claim costs for each, in the large store and in the small one."""
    taken = {}
    for claims in (stores.scale, stores.SMALL):
        times = 1 if claims > stores.MANY else 3
        with tempfile.TemporaryDirectory(prefix="cpor-bench-") as folder:
            taken[claims] = min(does(seeded(claims), Path(folder)) for _ in range(times)) / claims
    return Figure(f"{name}, each claim", taken[stores.scale], taken[stores.SMALL], 1.5, stores.few())


def _backup(url: str, folder: Path) -> float:
    store, file = Store.open(url), folder / "backup"
    began = time.perf_counter()
    store.backup(file)
    taken = time.perf_counter() - began
    store.close()
    file.unlink()
    return taken


def _migrated(url: str, folder: Path) -> float:
    """A step to a layout that is still to come, with a new column and a new index over all claims."""
    steps = folder / "migrations"
    shutil.rmtree(steps, ignore_errors=True)
    shutil.copytree(MIGRATIONS, steps)
    (steps / f"{VERSION + 1:04}_next.py").write_text(STEP)
    with stores.ground.copied(url) as copy:
        store = Store.open(copy)
        began = time.perf_counter()
        bring_up_to_date(store, steps, VERSION + 1)
        taken = time.perf_counter() - began
        store.close()
    return taken
