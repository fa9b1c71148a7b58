"""Appends whole lives of claims at once: the chain, rows and figures that one order after another would have made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpor_tui.domain.claim import Claim
from cpor_tui.store.base import Row
from cpor_tui.store.claims import COMMENT, COUNT, EVENT, INSERT, Step, chained, message_id
from cpor_tui.store.codec import event_text
from cpor_tui.store.projection import holding, names_of, row_of, standing, workloads_of
from cpor_tui.store.search import NAMES, PARTS, fts_text, tsvector
from cpor_tui.store.tallies import SHARDS, TALLY, counts, tallied

if TYPE_CHECKING:
    from cpor_tui.store import Store


@dataclass(slots=True)
class Rows:
    """What many lives are in the tables, ready to be written; made in any process, written by one."""

    claims: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    words: list[tuple[int, int, str, str, str, str]] = field(default_factory=list)
    mails: list[Row] = field(default_factory=list)
    workloads: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)
    proofs: list[Row] = field(default_factory=list)
    counts: Counter[tuple[int, str, str, int, int]] = field(default_factory=Counter)
    tallies: Counter[tuple[int, int, str, str, int]] = field(default_factory=Counter)
    last: int = 0
    """The highest claim number among them."""


def rows_of(lives: Iterable[Sequence[Step]], key: bytes) -> Rows:
    """The rows of whole lives, each from its first event on; `key` is the store's chain key."""
    found = Rows()
    for life in lives:
        _life(found, life, key)
    return found


def _life(found: Rows, life: Sequence[Step], key: bytes) -> None:
    head = ""
    before: Claim | None = None
    for event, after, comment, mails in life:
        text = event_text(event)
        head = chained(key, head, text)
        what = event.what.value
        found.events.append((event.claim, event.seq, event.at, event.recorded_at, event.by, what, text, head))
        if comment is not None:
            said, internal = comment.text, comment.internal
            found.comments.append(
                (event.claim, event.seq, event.at, event.by, event.side.value, int(internal), said)
            )
            body, note = ("", said) if internal else (said, "")
            found.words.append((event.claim, event.seq, "", "", body, note))
        for number, mail in enumerate(mails):
            found.mails.append(
                (
                    event.claim,
                    event.seq,
                    mail.kind,
                    mail.to,
                    mail.lang,
                    mail.person,
                    event.recorded_at,
                    mail.send_after,
                    mail.send_after,
                    max(mail.send_after, event.recorded_at),
                    message_id(event, number, mail.to),
                )
            )
        if counts(before, event):
            for week, name, who, n in tallied(before, after, event):
                for org in (0, after.org):
                    found.tallies[org, week, name, who, after.id % SHARDS] += n
        before = after
    if before is not None:
        _end(found, before, head)


def _end(found: Rows, claim: Claim, head: str) -> None:
    found.last = max(found.last, claim.id)
    found.claims.append((*row_of(claim, head), claim.id))
    found.words.append((claim.id, NAMES, *names_of(claim), "", ""))
    for org in (0, claim.org):
        found.counts[(org, *standing(claim), claim.id % SHARDS)] += 1
    found.products += [(product, claim.id) for product in sorted(set(claim.products))]
    found.proofs += [(claim.id, poe.name, poe.sha256, poe.size, claim.org) for poe in claim.poe]
    held = workloads_of(claim)
    found.workloads += [(key, product, claim.id, claim.org) for key, product in sorted(held)]
    if held and (key := holding(claim)) is not None:
        found.holdings.append((key, claim.id))


_ORDERED = {
    "products": "INSERT INTO claim_product (product, claim) VALUES (?, ?)",
    "proofs": "INSERT INTO proof (claim, name, sha256, size, org) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    "workloads": "INSERT INTO workload (holding, product, claim, org) VALUES (?, ?, ?, ?)",
    "holdings": "INSERT INTO holding (holding, touched) VALUES (?, ?) ON CONFLICT (holding) DO NOTHING",
    "mails": (
        "INSERT INTO mail (claim, seq, kind, recipient, lang, person, state, written_at, due_at, send_after, sent_at, "
        "attempts, message_id) VALUES (?, ?, ?, ?, ?, ?, 'sent', ?, ?, ?, ?, 1, ?)"
    ),
}


def write(store: Store, rows: Rows) -> None:
    """Write them all, in one transaction of their own: none of them is there, or all are, and counted."""
    with store.write():
        store.run_many(INSERT, rows.claims)
        store.run_many(EVENT, rows.events)
        store.run_many(COMMENT, rows.comments)
        for name, text in _ORDERED.items():
            # In their key's order, so that they go in side by side.
            found = getattr(rows, name)
            store.run_many(text, found if name == "mails" else sorted(found))
        _words(store, rows)
        store.run_many(COUNT, [(*place, n) for place, n in sorted(rows.counts.items())])
        store.run_many(TALLY, [(*place, n) for place, n in sorted(rows.tallies.items()) if n])
        store.reserve_claims(rows.last)
        store.stirred()


def _words(store: Store, rows: Rows) -> None:
    if store.backend == "sqlite":
        store.run_many(
            "INSERT INTO words (rowid, name, customer, body, note) VALUES (?, ?, ?, ?, ?)",
            sorted(
                ((claim << PARTS) + part, *(fts_text(text) for text in texts))
                for claim, part, *texts in rows.words
            ),
        )
        return
    store.run_many(
        "INSERT INTO words (id, claim, words) VALUES (?, ?, CAST(? AS tsvector))",
        [
            ((claim << PARTS) + part, claim, tsvector(zip("ABCD", texts, strict=True)))
            for claim, part, *texts in rows.words
        ],
    )


def contest(store: Store) -> None:
    """Mark every claim whose workload another organisation's claim holds too."""
    rivals = (
        "SELECT DISTINCT m.claim FROM workload m JOIN workload o ON o.holding = m.holding AND o.product = m.product "
        "AND o.org <> m.org"
    )
    with store.write():
        store.run(f"UPDATE claim SET contested = 1 WHERE contested = 0 AND id IN ({rivals})")


@contextmanager
def poured(store: Store) -> Iterator[None]:
    """While many rows go in: what makes it quick and is safe only for a store that nobody relies on yet."""
    if store.backend != "sqlite":
        yield
        return
    # A power cut now may spoil the file; it is new, and would be made again.
    for pragma in ("synchronous = OFF", "cache_size = -400000", "wal_autocheckpoint = 40000"):
        store.rows(f"PRAGMA {pragma}")
    try:
        yield
    finally:
        for pragma in ("synchronous = FULL", "wal_autocheckpoint = 1000", "wal_checkpoint(TRUNCATE)"):
            store.rows(f"PRAGMA {pragma}")
        store.rows("PRAGMA optimize")
