"""Reads the rows of CSV and JSON tables, and writes tables as CSV."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpor_tui.domain.clean import clean
from cpor_tui.domain.fields import FIELDS
from cpor_tui.domain.refusals import Code, Refused

MOST_ROWS = 200_000
_GUARDED = re.compile(r"^[=+\-@\t\r]")
"""What a spreadsheet would take for a formula."""

ASSESSMENT = ("claim", "outcome", "reason", "at")
EARNING = ("line", "tenant", "subscription", "product", "period", "amount", "currency", "state", "paid_on")
CLAIM = ("area", "activity", "products", "product", "partner", *FIELDS)
NEEDED = {
    "claims": ("area", "activity"),
    "assessments": ("claim", "outcome"),
    "earnings": ("line", "period", "amount", "currency", "state"),
}
"""Columns that a table must have."""
_KNOWN = {"claims": CLAIM, "assessments": ASSESSMENT, "earnings": EARNING}
_SAME = {"paid-on": "paid_on", "solution-area": "area"}
"""Columns under another name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table that came in; `number` is its line in the file (in JSON its place), from 1 on."""

    number: int
    cells: Mapping[str, str]
    wrong: Refused | None = None
    """What is wrong with the row as a whole."""


def rows(text: str, kind: str) -> list[Row]:
    """The rows of a CSV or JSON text. Raises Refused(bad_input) for what is neither, or lacks a column."""
    found = _from_json(text) if text.lstrip()[:1] in ("[", "{") else _from_csv(text)
    if len(found) > MOST_ROWS:
        raise Refused(Code.BAD_INPUT, "too-many-rows", most=MOST_ROWS)
    named = {name for row in found for name in row.cells}
    for name in sorted(named - set(_KNOWN[kind])):
        raise Refused(Code.BAD_INPUT, "column-unknown", field=name, known=list(_KNOWN[kind]))
    if named:
        for name in NEEDED[kind]:
            if name not in named:
                raise Refused(Code.BAD_INPUT, "column-missing", field=name)
    return found


def _column(name: str) -> str:
    plain = clean(name, limit=100).strip().lower().replace(" ", "-").replace("_", "-")
    return _SAME.get(plain, plain)


def _from_csv(text: str) -> list[Row]:
    import csv
    from io import StringIO

    if "\0" in text:
        raise Refused(Code.BAD_INPUT, "text")
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    read = csv.reader(StringIO(text, newline=""), delimiter=between, strict=True)
    found: list[Row] = []
    names: list[str] = []
    before = 0
    try:
        for cells in read:
            number, before = before + 1, read.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [_column(cell) for cell in cells]
                _once_each(names)
                continue
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                wrong = Refused(Code.BAD_INPUT, "row-long", row=number, columns=len(names))
                found.append(Row(number, {}, wrong))
                continue
            found.append(
                Row(number, {name: _cell(cell) for name, cell in zip(names, cells, strict=False) if name})
            )
    except csv.Error as wrong:
        raise Refused(Code.BAD_INPUT, "csv", row=before + 1, problem=str(wrong)) from None
    return found


def _once_each(names: Sequence[str]) -> None:
    for name, count in Counter(names).items():
        if name and count > 1:
            raise Refused(Code.BAD_INPUT, "column-twice", field=name)


def _cell(text: str) -> str:
    text = text.strip()
    # What an export guarded against spreadsheets comes back as it was.
    return text[1:] if text.startswith("'") and _GUARDED.match(text[1:]) else text


def _from_json(text: str) -> list[Row]:
    try:
        read = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise Refused(Code.BAD_INPUT, "json", problem=clean(str(wrong), limit=200)) from None
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise Refused(Code.BAD_INPUT, "json", problem="not a list of objects")
    return [
        Row(number, {_column(name): _plain(cell) for name, cell in one.items()})
        for number, one in enumerate(read, 1)
    ]


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return ";".join(str(one) for one in cell)
    if isinstance(cell, (dict, bool)):
        raise Refused(Code.BAD_INPUT, "json", problem="a value that is no text")
    return str(cell).strip()


def guarded(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if _GUARDED.match(text) else text


def csv_lines(heads: Sequence[str], found: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A CSV table, a line at a time."""
    import csv
    from io import StringIO

    kept = StringIO(newline="")
    write = csv.writer(kept, lineterminator="\r\n")
    for cells in _headed(heads, found):
        write.writerow([guarded(cell) for cell in cells])
        yield kept.getvalue()
        kept.seek(0)
        kept.truncate()


def _headed(heads: Sequence[str], found: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield heads
    yield from found
