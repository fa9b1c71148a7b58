"""Fills a new store with as many claims as are asked for, the same ones for the same seed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cpor_tui.bench.town import Teller, Town
from cpor_tui.domain.calendar import instant, moment
from cpor_tui.domain.claim import Poe
from cpor_tui.store import Office, Store
from cpor_tui.store.bulk import Rows, contest, poured, rows_of, write

if TYPE_CHECKING:
    from cpor_tui.cli.visit import Visit

NOW = instant(datetime(2026, 6, 16, 1, 0, tzinfo=UTC))
"""Where the simulated clock stands: a Tuesday, ten in the morning in Seoul."""
_CHUNK = 1000
_FILES = 40


def run(visit: Visit, *, claims: int, seed: int, live: bool) -> int:
    """Make the store that the visit names, and say what is in it. Raises Refused(store_unreachable, exists)."""
    settings = visit.settings
    store = sow(settings.store, claims=claims, seed=seed, live=live, secret_file=settings.secret_file)
    try:
        events = store.only("SELECT COUNT(*) FROM event")[0]
        told: dict[str, object] = {"store": store.url, "claims": claims, "events": events}
        told["now"] = moment(store.clock.now(), store.office.zone).isoformat()
        visit.give(
            lambda: told,
            lambda: [visit.text("cli.bench.seeded", store=store.url, claims=claims, events=events)],
        )
    finally:
        store.close()
    return 0


def sow(
    url: str,
    *,
    claims: int,
    seed: int = 0,
    live: bool = False,
    secret_file: Path | None = None,
    hands: int | None = None,
) -> Store:
    """A new store with so many claims, its clock standing unless `live`; `hands` processes tell the lives."""
    store = Store.create(
        url,
        office=Office("KR", None, "Asia/Seoul"),
        rules="2020",
        simulated=None if live else NOW,
        secret_file=secret_file,
    )
    try:
        town = Town.settled(store, seed, claims, _files(store, seed))
        teller, key = Teller.of(town, claims), store.chain_key
        with store.write():
            first = store.new_claim_id()
        spans = [
            range(first + start, first + min(start + _CHUNK, claims)) for start in range(0, claims, _CHUNK)
        ]
    finally:
        # A connection does not go through a fork.
        store.close()
    with _Hands(teller, key, hands if hands is not None else os.cpu_count() or 1) as all_hands:
        batches = all_hands.rows(spans)
        store = Store.open(url, secret_file=secret_file)
        try:
            with poured(store):
                for rows in batches:
                    write(store, rows)
                contest(store)
        except BaseException:
            store.close()
            raise
    return store


def _files(store: Store, seed: int) -> list[Poe]:
    """A few proof files, kept in the archive; the claims share them."""
    found = []
    for n in range(_FILES):
        content = f"Proof of execution {seed}-{n}\nThe partner rolled the product out. Signed.\n".encode()
        store.archive.put(content)
        sha = hashlib.sha256(content).hexdigest()
        found.append(Poe(name=f"proof-{n + 1}.txt", sha256=sha, size=len(content), type="text"))
    return found


class _Hands:
    """Processes that tell lives while this one writes them down."""

    def __init__(self, teller: Teller, key: bytes, hands: int) -> None:
        self._teller = teller
        self._key = key
        self._many = hands
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        global _TOLD  # noqa: PLW0603 - what a fork hands to its children
        _TOLD = (self._teller, self._key)
        if self._many > 1:
            self._pool = ProcessPoolExecutor(self._many, multiprocessing.get_context("fork"))
            # All are started at the first task, before any connection is open.
            self._pool.submit(os.getpid).result()
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def rows(self, spans: list[range]) -> Iterator[Rows]:
        """The rows of every span, in order; only so many are told ahead as there are hands."""
        if self._pool is None:
            yield from map(_tell, spans)
            return
        ahead: deque[Future[Rows]] = deque()
        for span in spans:
            ahead.append(self._pool.submit(_tell, span))
            if len(ahead) > self._many + 1:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


_TOLD: tuple[Teller, bytes] | None = None


def _tell(span: range) -> Rows:
    if _TOLD is None:
        raise RuntimeError("nobody has handed over what to tell")
    teller, key = _TOLD
    return rows_of(teller.tell(span), key)
