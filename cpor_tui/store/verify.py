"""Folds every claim again from its history and names whatever does not agree with it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cpor_tui.domain.claim import Claim, shown_id
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Refused
from cpor_tui.domain.rules import read, stated
from cpor_tui.store.base import Row
from cpor_tui.store.claims import chained
from cpor_tui.store.codec import event_of, parsed
from cpor_tui.store.crew import crew
from cpor_tui.store.marks import Marks
from cpor_tui.store.projection import COLUMNS, row_of, standing, workloads_of
from cpor_tui.store.tallies import counts, tallied

if TYPE_CHECKING:
    from cpor_tui.store import Store

_CHUNK = 500
_MOST = 1000
_FEW = 4000
"""Up to so many claims are judged sooner than another process has started."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: with which claim (0: with the store), where, and what."""

    claim: int
    where: str
    what: str

    def __str__(self) -> str:
        return f"{shown_id(self.claim) if self.claim else 'store'} {self.where}: {self.what}"


@dataclass(slots=True)
class Report:
    """What was looked at, and what is wrong."""

    claims: int = 0
    events: int = 0
    faults: list[Fault] = field(default_factory=list)
    cut: bool = False
    """Whether there are more faults than are named."""

    def add(self, other: Report) -> None:
        """Take over what another hand has found."""
        self.claims += other.claims
        self.events += other.events
        for fault in other.faults:
            self.found(fault.claim, fault.where, fault.what)
        self.cut = self.cut or other.cut

    def found(self, claim: int, where: str, what: str) -> None:
        """Note a fault."""
        if len(self.faults) < _MOST:
            self.faults.append(Fault(claim, where, what))
        else:
            self.cut = True


def verify(store: Store, heads: Mapping[str, Any] | None = None) -> Report:
    """Look at everything, in one consistent view; `heads` are those of a backup: id -> [version, hash].

    A large store is read and judged by as many processes as there are cores.
    """
    hands = os.cpu_count() or 1
    many = store.row("SELECT 1 FROM claim ORDER BY id LIMIT 1 OFFSET ?", (_FEW,)) is not None
    if many and hands > 1 and not store.read_only:
        with crew(store, hands) as several:
            report = _looked(several.reader, several.each, heads)
        # They come as they are found, by whoever is first.
        report.faults.sort(key=lambda fault: fault.claim)
        return report
    with store.read():
        return _looked(store, lambda do, tasks: (do(store, task) for task in tasks), heads)


_Each = Callable[[Callable[["Store", Any], Any], Iterable[Any]], Iterator[Any]]
"""Does each of some tasks and gives what they lead to, in whatever order."""


def _looked(store: Store, each: _Each, heads: Mapping[str, Any] | None) -> Report:
    report = Report()
    counted: Counter[tuple[Any, ...]] = Counter()
    figures = Marks(store.chain_key)
    checked: dict[str, bool] = {}
    for judged in each(_judged, ((span, None) for span in _spans(store))):
        report.add(judged.report)
        counted.update(judged.counted)
        figures.join(judged.marks)
        for number, name, sha256 in judged.proofs:
            if sha256 not in checked:
                checked[sha256] = store.archive.check(sha256)
            if not checked[sha256]:
                report.found(number, "poe", f"{name} is missing or altered ({sha256})")
    kept: Counter[tuple[Any, ...]] = Counter()
    for *place, n in store.stream(_COUNTERS):
        kept[tuple(place)] += int(n)
    _sums(report, "counters", kept, counted)
    _figures(store, each, report, figures)
    _contested(store, report)
    _rule_sets(store, report)
    if heads is not None:
        _heads(store, report, heads)
    return report


_Beside = dict[str, dict[int, list[Row]]]
_Span = tuple[int, int]
"""Claims by their numbers: those after the first, up to the second."""
_DATABASE: _Span = (0, -1)
"""No claims: the database's own view of itself, which takes as long as many of them."""


@dataclass(slots=True)
class _Judged:
    """What is to be said of some claims, by whoever judged them; the files are still to be looked at."""

    report: Report = field(default_factory=Report)
    counted: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    figures: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    marks: list[int] = field(default_factory=list)
    """What the figures come to (Marks); the figures themselves are left out unless they are asked for."""
    proofs: list[tuple[int, str, str]] = field(default_factory=list)


def _judged(store: Store, task: tuple[_Span, frozenset[int] | None]) -> _Judged:
    """Read what is kept of some claims, and judge it; the figures are told by name for the heaps that are asked for."""
    span, heaps = task
    judged, key = _Judged(), store.chain_key
    if span == _DATABASE:
        _database(store, judged.report)
        return judged
    rows = store.rows(
        f"SELECT id, {', '.join(COLUMNS)} FROM claim WHERE id > ? AND id <= ? ORDER BY id", span
    )
    histories = _by_claim(
        store.rows(
            "SELECT claim, seq, at, recorded_at, who, what, body, hash FROM event "
            "WHERE claim > ? AND claim <= ? ORDER BY claim, seq",
            span,
        )
    )
    beside = {
        name: _by_claim(
            store.rows(
                f"SELECT claim, {columns} FROM {name} WHERE claim > ? AND claim <= ? ORDER BY claim", span
            )
        )
        for name, columns in (
            ("comment", "seq, at, who, side, internal, body"),
            ("workload", "holding, product"),
            ("claim_product", "product"),
            ("proof", "name, sha256, size"),
        )
    }
    for row in rows:
        _claim(judged, key, row, histories.pop(row[0], []), beside)
        judged.report.claims += 1
    for number in sorted(histories):
        judged.report.found(number, "row", "missing, but it has a history")
    marks = Marks(key)
    if heaps is not None:
        judged.figures = Counter({one: n for one, n in judged.figures.items() if marks.heap(one) in heaps})
        return judged
    for one, n in judged.figures.items():
        marks.add(one, n)
    judged.figures, judged.marks = Counter(), marks.sums
    return judged


def heads_of(store: Store) -> Iterator[tuple[str, list[Any]]]:
    """Every claim's number with its version and the hash of its last event."""
    after = 0
    while rows := store.rows(
        "SELECT id, version, head FROM claim WHERE id > ? ORDER BY id LIMIT ?", (after, 10_000)
    ):
        for number, version, head in rows:
            yield str(number), [version, head]
        after = rows[-1][0]


def _spans(store: Store) -> Iterator[_Span]:
    """The database, then all numbers that a claim can have, cut where so many claims are done."""
    yield _DATABASE
    after = -1
    while found := store.row(
        "SELECT id FROM claim WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?", (after, _CHUNK - 1)
    ):
        yield after, found[0]
        after = found[0]
    # The last takes what lies beyond: histories whose claim is missing.
    yield after, 1 << 62


def _by_claim(rows: list[Row]) -> dict[int, list[Row]]:
    return {number: list(group) for number, group in groupby(rows, key=lambda row: int(row[0]))}


def _claim(judged: _Judged, key: bytes, row: Row, history: list[Row], beside: _Beside) -> None:
    number, report = row[0], judged.report
    report.events += len(history)
    folded, head, events = _folded(judged, key, number, history)
    if folded is None:
        return
    for name, kept, made in zip(COLUMNS, row[1:], row_of(folded, head), strict=True):
        if kept != made and not (name == "snapshot" and _same_text(kept, str(made))):
            report.found(number, "row", f"{name} is not what the history makes it")
    _comments(report, number, events, beside["comment"].get(number, []))
    pairs = {(holding, product) for _, holding, product in beside["workload"].get(number, [])}
    if pairs != workloads_of(folded):
        report.found(number, "workloads", "not those of the claim")
    if {product for _, product in beside["claim_product"].get(number, [])} != set(folded.products):
        report.found(number, "products", "not those of the claim")
    proofs = {(name, sha, size) for _, name, sha, size in beside["proof"].get(number, [])}
    if proofs != {(poe.name, poe.sha256, poe.size) for poe in folded.poe}:
        report.found(number, "poe", "the list of files is not the claim's")
    judged.proofs += [(number, poe.name, poe.sha256) for poe in folded.poe]
    for org in (0, folded.org):
        judged.counted[(org, *standing(folded))] += 1


def _same_text(kept: Any, made: str) -> bool:
    try:
        return bool(parsed(kept) == parsed(made))
    except (ValueError, TypeError):
        # A row that somebody wrote by hand may be no JSON at all.
        return False


def _folded(
    judged: _Judged, key: bytes, number: int, history: list[Row]
) -> tuple[Claim | None, str, list[Event]]:
    report, figures = judged.report, judged.figures
    claim: Claim | None = None
    head = ""
    events: list[Event] = []
    if not history:
        report.found(number, "history", "missing")
    for place, (_, seq, at, recorded_at, who, what, body, digest) in enumerate(history, 1):
        if seq != place:
            report.found(number, "history", f"event {place} is missing")
            return None, head, events
        if chained(key, head, body) != digest:
            report.found(number, "chain", f"event {seq} is not what was written")
            return None, head, events
        try:
            event = event_of(body)
            before, claim = claim, evolve(claim, event)
            if counts(before, event):
                for week, name, by, n in tallied(before, claim, event):
                    for one in ((0, week, name, by), (claim.org, week, name, by)):
                        figures[one] = figures.get(one, 0) + n
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as wrong:
            report.found(number, "history", f"event {seq} does not follow: {wrong}")
            return None, head, events
        if event.at != at or event.recorded_at != recorded_at or event.by != who or event.what != what:
            report.found(number, "history", f"event {seq} is listed as something else")
        head = digest
        events.append(event)
    return claim, head, events


def _comments(report: Report, number: int, events: list[Event], kept: list[Row]) -> None:
    by_seq = {event.seq: event for event in events}
    said = set()
    for _, seq, at, who, side, internal, body in kept:
        said.add(seq)
        event = by_seq.get(seq)
        written = event and (event.at, event.by, event.side.value, int(event.what is What.NOTE), event.note)
        if written != (at, who, side, internal, body):
            report.found(number, "comments", f"comment {seq} is not what was said")
    for event in events:
        if event.what in (What.COMMENT, What.NOTE) and event.note and event.seq not in said:
            report.found(number, "comments", f"comment {event.seq} is missing")


def _database(store: Store, report: Report) -> None:
    if store.backend == "sqlite":
        for (said,) in store.rows("PRAGMA quick_check(10)"):
            if said != "ok":
                report.found(0, "database", said)


_COUNTERS = "SELECT org, status, phase, overdue, n FROM counter"
_FIGURES = "SELECT org, week, name, who, n FROM tally"


def _figures(store: Store, each: _Each, report: Report, figures: Marks) -> None:
    """Compare the team's figures, of which there are millions, by their marks, and by name where those differ."""
    kept = Marks(store.chain_key)
    for *place, n in store.stream(_FIGURES):
        kept.add(tuple(place), int(n))
    wrong = kept.differ(figures)
    if not wrong:
        return
    listed: Counter[tuple[Any, ...]] = Counter()
    for *place, n in store.stream(_FIGURES):
        if kept.heap(tuple(place)) in wrong:
            listed[tuple(place)] += int(n)
    counted: Counter[tuple[Any, ...]] = Counter()
    for judged in each(_judged, ((span, wrong) for span in _spans(store) if span != _DATABASE)):
        counted.update(judged.figures)
    _sums(report, "figures", listed, counted)


def _sums(
    report: Report, where: str, kept: Mapping[tuple[Any, ...], int], counted: Mapping[tuple[Any, ...], int]
) -> None:
    for one in sorted(kept.keys() | counted.keys()):
        if kept.get(one, 0) != counted.get(one, 0):
            shown = " ".join(str(word) for word in one if word != "")
            report.found(0, where, f"{shown}: {kept.get(one, 0)} instead of {counted.get(one, 0)}")


def _contested(store: Store, report: Report) -> None:
    rivals = (
        "SELECT DISTINCT m.claim FROM workload m JOIN workload o ON o.holding = m.holding AND o.product = m.product "
        "AND o.org <> m.org"
    )
    for text in (
        f"SELECT id FROM claim WHERE contested = 1 AND id NOT IN ({rivals})",
        f"SELECT id FROM claim WHERE contested = 0 AND id IN ({rivals})",
    ):
        for (number,) in store.rows(text):
            report.found(number, "row", "contested is not what the workloads say")


def _rule_sets(store: Store, report: Report) -> None:
    for name, text, digest, told in store.rows(
        "SELECT name, body, digest, numbers FROM rule_text ORDER BY name"
    ):
        try:
            rules = read(text)
            same = (rules.name, rules.digest) == (name, digest)
            same = same and (not told or stated(parsed(told), text) == rules)
        except (Refused, ValueError):
            same = False
        if not same:
            report.found(0, "rules", f"{name} is not what was added")


def _heads(store: Store, report: Report, heads: Mapping[str, Any]) -> None:
    for name, known in heads.items():
        try:
            number, (version, head) = int(name), known
        except (ValueError, TypeError):
            report.found(0, "heads", f"{name!r} cannot be read")
            continue
        found = store.row("SELECT hash FROM event WHERE claim = ? AND seq = ?", (number, version))
        if found is not None and found[0] == head:
            continue
        exists = store.row("SELECT version FROM claim WHERE id = ?", (number,))
        if exists is None:
            report.found(number, "heads", "the claim is missing")
        elif found is None:
            report.found(number, "heads", f"its history ends before event {version}")
        else:
            report.found(number, "heads", f"event {version} is another one")
