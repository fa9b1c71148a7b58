"""Writes what is shown into a CSV file where this person's downloads go; never over SSH, where that is the host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cpor_tui.domain.calendar import moment
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.exchange import csv_lines
from cpor_tui.pages import Line
from cpor_tui.session import Session
from cpor_tui.store import ClaimRow

PIECE = 500
"""How many lines of a list are read at once."""
CLAIM_HEADS = (
    "id",
    "status",
    "phase",
    "partner",
    "customer",
    "products",
    "name",
    "overdue",
    "due_at",
    "reviewer",
)
EVENT_HEADS = ("seq", "at", "by", "side", "what", "from", "to", "reason", "note")


def export_list(session: Session, words: str, order: str) -> Path:
    """Every claim of a narrowed list, in its order; gives the file. Raises Refused where it cannot be written."""
    return _written(
        session, "claims", CLAIM_HEADS, (_cells(session, row) for row in _rows(session, words, order))
    )


def export_history(session: Session, claim: int, lines: Iterable[Line]) -> Path:
    """The history as this reader sees it; gives the file. Raises Refused where it cannot be written."""
    return _written(session, shown_id(claim), EVENT_HEADS, (_event(session, line) for line in lines))


def _rows(session: Session, words: str, order: str) -> Iterator[ClaimRow]:
    desk = session.desk
    scope, narrow = desk.scope(session.actor), desk.filter(words, session.actor)
    key = None
    while rows := desk.store.page(scope, narrow, order, key, PIECE):
        yield from rows
        key = rows[-1].key(order)


def _cells(session: Session, row: ClaimRow) -> list[Any]:
    return [
        shown_id(row.id),
        row.status.value,
        row.phase.value if row.phase is not None else None,
        row.org_name,
        row.customer,
        ";".join(row.products),
        row.name,
        row.overdue,
        _iso(session, row.due_at),
        row.holder,
    ]


def _event(session: Session, line: Line) -> list[Any]:
    event = line.event
    return [
        event.seq,
        _iso(session, event.at),
        event.by,
        event.side.value,
        event.what.value,
        event.frm.value if event.frm is not None else None,
        event.to.value if event.to is not None else None,
        event.reason,
        line.note,
    ]


def _iso(session: Session, at: int | None) -> str | None:
    return moment(at, session.desk.store.office.zone).isoformat() if at is not None else None


def _written(session: Session, what: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    from platformdirs import user_downloads_path

    folder = user_downloads_path()
    day = moment(session.desk.now(), session.desk.store.office.zone).date().isoformat()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = _free(folder, f"cpor-{what}-{day}")
        with place.open("x", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(heads, rows))
    except OSError as wrong:
        raise Refused(Code.BAD_INPUT, "file-unwritable", file=str(folder)) from wrong
    return place


def _free(folder: Path, stem: str) -> Path:
    place, n = folder / f"{stem}.csv", 2
    while place.exists():
        place, n = folder / f"{stem}-{n}.csv", n + 1
    return place
