"""Makes a new store whole or not at all, and brings an older one up to date."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cpor_tui.domain.rules import shipped
from cpor_tui.store import secrets
from cpor_tui.store.archive import folder_beside
from cpor_tui.store.base import peewee_without_drivers, unreachable
from cpor_tui.store.codec import plain
from cpor_tui.store.rows import Office
from cpor_tui.store.version import VERSION

if TYPE_CHECKING:
    from cpor_tui.store import Store

PeeweeException: type[Exception] = peewee_without_drivers().PeeweeException

Fill: TypeAlias = "Callable[[Store], None]"
"""Puts more into a new store, in the transaction that makes it."""

FIRST_CLAIM = 1_000_001


def make(
    url: str,
    office: Office,
    rules: str,
    simulated: int | None,
    secret_file: Path | None,
    secret: bytes | None,
    fill: Fill | None = None,
) -> None:
    """Make the store that `url` names. Raises Refused(store_unreachable, exists) for one that is there.

    `fill` may put more into it: all of that is there as soon as the store is, or there is no store.
    """
    from cpor_tui.store import engine_of

    engine, secret_file = engine_of(url, secret_file)
    if engine.backend == "sqlite":
        _make_file(engine.path, office, rules, simulated, secret_file, secret, fill)  # type: ignore[attr-defined]
        return
    from cpor_tui.store import Store

    store = Store(engine, secret_file)
    try:
        engine.refuse_taken()  # type: ignore[attr-defined]
        kept = secrets.made(secret_file, secret)
        with store.write():
            _begin(store, office, rules, simulated, kept)
            if fill is not None:
                fill(store)
    finally:
        store.close()


def _make_file(
    path: Path,
    office: Office,
    rules: str,
    simulated: int | None,
    secret_file: Path,
    secret: bytes | None,
    fill: Fill | None,
) -> None:
    from cpor_tui.store import Store
    from cpor_tui.store.sqlite import APPLICATION, SQLite

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        turn = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as wrong:
        raise unreachable("lost", store=f"sqlite:///{path}", problem=wrong.strerror) from wrong
    # Built under another name and then put in place: nobody ever opens half a store.
    draft = path.with_name(f"{path.name}.new")
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if path.exists():
            raise unreachable("exists", store=f"sqlite:///{path}")
        _remove(draft)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        kept = secrets.made(secret_file, secret)
        engine = SQLite(draft)
        store = Store(engine, secret_file)
        # Proof files need no draft: nothing names them before the store is in its place.
        store.archive = folder_beside(path)
        try:
            conn = engine.connect()
            conn.execute("PRAGMA journal_mode=WAL")
            conn.execute(f"PRAGMA application_id={APPLICATION}")
            with store.write():
                _begin(store, office, rules, simulated, kept)
                if fill is not None:
                    fill(store)
        except engine.errors as wrong:
            raise engine.refusal(wrong) from wrong
        finally:
            store.close()
        draft.rename(path)
        _sync_folder(path.parent)
    except OSError as wrong:
        raise unreachable("lost", store=f"sqlite:///{path}", problem=wrong.strerror) from wrong
    finally:
        _remove(draft)
        os.close(turn)


def _begin(store: Store, office: Office, rules: str, simulated: int | None, secret: bytes) -> None:
    from cpor_tui.store import secret_mark, tables

    # Not peewee's own transaction: the one we are in covers the tables too.
    engine = store._engine
    tables.make(engine.db, engine.backend)
    store.set_meta("last_claim", str(FIRST_CLAIM - 1))
    store.set_meta("rules", rules)
    store.set_meta("secret_mark", secret_mark(secret))
    store.set_meta(
        "office", plain({"country": office.country, "subdivision": office.subdivision, "zone": office.zone})
    )
    if simulated is not None:
        store.set_meta("clock", str(simulated))
    at = simulated if simulated is not None else store.clock.now()
    store.set_meta("made_at", str(at))
    store.know_place(office.country, office.subdivision, at)
    store.ruleset_add(shipped()[rules].text, at)
    for area, names in SHIPPED.items():
        for name in names:
            store.product_add(area, name)
    engine.set_version(VERSION)


MIGRATIONS = Path(__file__).with_name("migrations")


def bring_up_to_date(store: Store, folder: Path = MIGRATIONS, version: int = VERSION) -> None:
    """Apply the migrations that an older store lacks, one process at a time; an SQLite file is copied first.

    Raises Refused(store_unreachable, migration) if one fails; it and those after it have then changed nothing.
    """
    from playhouse.migrations import MigrationError, Runner

    engine = store._engine
    with engine.alone():
        found = engine.version()
        if found >= version:
            return
        if engine.backend == "sqlite":
            copy = Path(f"{engine.path}.v{found}.bak")  # type: ignore[attr-defined]
            copy.unlink(missing_ok=True)
            store.copy_file(copy)
            copy.chmod(0o600)
        try:
            runner = Runner(engine.db, str(folder))
            # A store that was made whole knows nothing of the steps that led to its layout; they are not taken again.
            if behind := [step.name for step in runner.migrations() if step.idx <= found]:
                runner.up(behind[-1], fake=True)
            runner.up()
            with store.write():
                engine.set_version(version)
        except (PeeweeException, MigrationError, *engine.errors) as wrong:
            raise unreachable("migration", store=engine.shown, problem=str(wrong)) from wrong


def _remove(draft: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal", ".lock"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_DYNAMICS = (
    "Sales",
    "Customer Service",
    "Field Service",
    "Marketing",
    "Customer Insights",
    "Finance",
    "Supply Chain Management",
    "Commerce",
    "Human Resources",
    "Project Operations",
    "Business Central",
)
SHIPPED = {
    "business-applications": (
        *(f"Dynamics 365 {name}" for name in _DYNAMICS),
        "Power Apps",
        "Power Automate",
        "Power BI",
        "Power Virtual Agents",
    ),
    "microsoft-365": (
        "Microsoft 365",
        "Microsoft Teams",
        "Exchange Online",
        "SharePoint Online",
        "OneDrive for Business",
        "Microsoft 365 Apps",
        "Intune",
        "Yammer",
        "Azure Active Directory Premium",
        "Azure Information Protection",
        "Microsoft Defender for Office 365",
    ),
}
"""The products a new store knows (RULES.md §6)."""
