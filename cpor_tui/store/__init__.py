"""Keeps everything that lasts, in SQLite or PostgreSQL, one durable transaction a command."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from cpor_tui.clock import Clock, SystemClock
from cpor_tui.domain.refusals import Refused
from cpor_tui.store import secrets
from cpor_tui.store.archive import Archive, archive_of
from cpor_tui.store.base import Engine, Stale, unreachable
from cpor_tui.store.calendars import Calendars
from cpor_tui.store.claims import Claims, Step
from cpor_tui.store.clock import StoredClock
from cpor_tui.store.codec import parsed, plain
from cpor_tui.store.furniture import Furniture
from cpor_tui.store.lines import ClaimRow
from cpor_tui.store.lists import Lists
from cpor_tui.store.narrowing import Scope
from cpor_tui.store.outbox import Outbox
from cpor_tui.store.people import People
from cpor_tui.store.rows import (
    CommentRow,
    Mail,
    NewComment,
    NewMail,
    Office,
    Org,
    Person,
    Product,
    Rival,
    SshKey,
)
from cpor_tui.store.version import VERSION

if TYPE_CHECKING:
    from cpor_tui.store.verify import Report

__all__ = [
    "ClaimRow",
    "CommentRow",
    "Mail",
    "NewComment",
    "NewMail",
    "Office",
    "Org",
    "Person",
    "Product",
    "Rival",
    "Scope",
    "SshKey",
    "Stale",
    "Step",
    "Store",
]


class Store(Claims, Lists, People, Calendars, Outbox, Furniture):
    """One store. Threads may share it: each has a connection of its own."""

    def __init__(self, engine: Engine, secret_file: Path) -> None:
        super().__init__(engine)
        self.secret_file = secret_file
        self.archive: Archive = archive_of(self)

    @classmethod
    def create(
        cls,
        url: str,
        *,
        office: Office,
        rules: str,
        simulated: int | None = None,
        secret_file: Path | None = None,
        secret: bytes | None = None,
    ) -> Self:
        """Make a new store, with its secret beside it. Refuses to touch one that is there."""
        from cpor_tui.store.making import make

        make(url, office, rules, simulated, secret_file, secret)
        return cls.open(url, secret_file=secret_file)

    @classmethod
    def open(cls, url: str, *, secret_file: Path | None = None, read_only: bool = False) -> Self:
        """Open a store, bringing an older one up to date first.

        Raises Refused(store_unreachable) for one that is not there, not ours, newer, or lacks its secret.
        `read_only`: for whoever may only look (SQLite: no lock file is made); it needs no secret.
        """
        engine, secret_file = engine_of(url, secret_file, read_only=read_only)
        store = cls(engine, secret_file)
        try:
            version = engine.version()
            if version > VERSION:
                raise unreachable("newer", store=engine.shown, theirs=version, ours=VERSION)
            if version < VERSION:
                from cpor_tui.store.making import bring_up_to_date

                bring_up_to_date(store)
            if not read_only and store.meta("secret_mark") != secret_mark(store.secret):
                raise unreachable("no-secret", file=str(secret_file))
        except Refused:
            store.close()
            raise
        return store

    def twin(self, view: str = "") -> Self:
        """The same store by connections of its own, to read; `view`: as the connection sees it that exported this."""
        return type(self)(self._engine.twin(view), self.secret_file)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes connections of its own."""
        return type(self), (self._engine, self.secret_file)

    @property
    def url(self) -> str:
        """The store's URL without its password."""
        return self.shown

    @cached_property
    def secret(self) -> bytes:
        """The secret that lies outside the database. Raises Refused(store_unreachable, no-secret)."""
        return secrets.kept(self.secret_file)

    @cached_property
    def chain_key(self) -> bytes:
        """The key that the history's hashes are made with."""
        return secrets.derived(self.secret, "history")

    @cached_property
    def simulated(self) -> bool:
        """Whether the store's clock stands still until it is told."""
        return self.meta("clock") is not None

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, or the simulated one that is kept in the store."""
        return StoredClock(self) if self.simulated else SystemClock()

    def set_clock(self, at: int) -> None:
        """Move the simulated clock; it never goes back."""
        if not self.simulated:
            raise RuntimeError("the clock of this store is not simulated")
        with self.own():
            self.set_meta("clock", str(at))
            self.stirred()

    @property
    def office(self) -> Office:
        """The review office."""
        known: Office = self.remembered("office", self._read_office)
        return known

    def _read_office(self) -> Office:
        found = parsed(self.meta("office") or "{}")
        return Office(found["country"], found["subdivision"], found["zone"])

    def set_office(self, office: Office) -> None:
        """Move the review office; clocks that run keep their deadlines."""
        with self.own():
            self.know_place(office.country, office.subdivision, self.clock.now())
            self.set_meta(
                "office",
                plain({"country": office.country, "subdivision": office.subdivision, "zone": office.zone}),
            )
            self.rearranged()

    @property
    def default_rules(self) -> str:
        """The rule set of new claims."""
        known: str = self.remembered("rules", lambda: self.meta("rules") or "")
        return known

    # The store as a whole

    def verify(self, heads: Mapping[str, Any] | None = None) -> Report:
        """Fold every claim again and name what does not agree; `heads` are those of a backup."""
        from cpor_tui.store.verify import verify

        return verify(self, heads)

    def backup(self, path: Path) -> None:
        """Write everything into one new file: database, proof files, heads and secret."""
        from cpor_tui.store.backup import backup

        backup(self, path)

    @classmethod
    def restore(cls, path: Path, url: str, *, secret_file: Path | None = None) -> str:
        """Make a store of a backup, on either database; gives its URL. Never writes over a store that is there."""
        from cpor_tui.store.backup import restore

        return restore(cls, path, url, secret_file)

    def copy_file(self, target: Path) -> None:
        """SQLite: copy the database file as it stands, while others go on writing."""
        self._engine.copy(target)  # type: ignore[attr-defined]

    def info(self) -> dict[str, Any]:
        """What an operator wants to know of the store: nothing secret."""
        size = (
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            if self.backend == "sqlite"
            else "SELECT pg_database_size(current_database())"
        )
        found = self.row(size)
        return {
            "backend": self.backend,
            "schema": self._engine.version(),
            "claims": sum(self.counted(Scope()).values()),
            "bytes": int(found[0]) if found else 0,
            "made_at": int(self.meta("made_at") or 0),
            "secret_file": str(self.secret_file),
        }


def secret_mark(secret: bytes) -> str:
    """What a store remembers of its secret, to know another's."""
    return blake2b(b"mark", key=secret, digest_size=16).hexdigest()


def engine_of(url: str, secret_file: Path | None, *, read_only: bool = False) -> tuple[Engine, Path]:
    """The engine that a URL names, and where its secret lies. Raises Refused(store_unreachable, bad-url)."""
    if "\0" in url:
        raise unreachable("bad-url", store=url.replace("\0", "␀"))
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        from cpor_tui.store.sqlite import SQLite

        path = Path(url.removeprefix("sqlite:///")).absolute()
        return SQLite(path, read_only=read_only), secret_file or path.with_name(f"{path.name}.secret")
    if url.startswith(("postgresql://", "postgres://")):
        from cpor_tui.store.postgres import Postgres

        engine = Postgres(url)
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "cpor"
        return engine, secret_file or home / f"{engine.digest}.secret"
    raise unreachable("bad-url", store=url.partition("@")[2] if "@" in url else url)
