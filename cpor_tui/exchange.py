"""Takes claims, assessments and earnings in from tables, and gives claims and histories out as tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import instant
from cpor_tui.domain.claim import Claim, read_id, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.fields import FIELDS, area_and_activity, value
from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import Outcome, Role, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Org

MOST_ROWS = 200_000
_LONGEST_CELL = 20_000
_GUARDED = re.compile(r"^[=+\-@\t\r]")
"""What a spreadsheet would take for a formula."""

ASSESSMENT = ("claim", "outcome", "reason", "at")
EARNING = ("line", "tenant", "subscription", "product", "period", "amount", "currency", "state", "paid_on")
CLAIM = ("area", "activity", "products", "product", "partner", *FIELDS)
_NEEDED = {
    "claims": ("area", "activity"),
    "assessments": ("claim", "outcome"),
    "earnings": ("line", "period", "amount", "currency", "state"),
}
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


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row, and in which field if it is one."""

    row: int
    field: str | None
    refused: Refused


@dataclass(slots=True)
class Taken:
    """What became of an import: rows done, rows skipped (done before, or bad), and what was wrong."""

    done: int = 0
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)


# --- tables that come in ---


def rows(text: str, kind: str) -> list[Row]:
    """The rows of a CSV or JSON text. Raises Refused(bad_input) for what is neither, or lacks a column."""
    found = _from_json(text) if text.lstrip()[:1] in ("[", "{") else _from_csv(text)
    if len(found) > MOST_ROWS:
        raise Refused(Code.BAD_INPUT, "too-many-rows", most=MOST_ROWS)
    named = {name for row in found for name in row.cells}
    for name in sorted(named - set(_KNOWN[kind])):
        raise Refused(Code.BAD_INPUT, "column-unknown", field=name, known=list(_KNOWN[kind]))
    if named:
        for name in _NEEDED[kind]:
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


# --- imports ---


class Importer:
    """Takes the rows of one file: first every row is judged, then, if all are good, each is done once.

    A row done before (the same row of the same or another file, under the same `request`) is skipped, so an import that
    was cut off is simply repeated.
    """

    def __init__(self, desk: Desk, actor: Actor, request: str | None = None) -> None:
        self.desk = desk
        self.actor = actor
        self.request = request

    def take(self, kind: str, found: Sequence[Row], *, dry: bool = False, skip_bad: bool = False) -> Taken:
        """Take a table of claims, assessments or earnings. Raises Refused(not_allowed) for whoever may not."""
        if self.actor.role is not Role.OPERATOR and not (
            kind == "claims" and self.actor.role in RULES[What.CREATE].by
        ):
            raise Refused(Code.NOT_ALLOWED, "operators-only")
        judge: Callable[[Row], c.Command | None] = {
            "claims": self._claim,
            "assessments": self._assessment,
            "earnings": _Earnings(self.desk, found).order,
        }[kind]
        taken = Taken()
        orders: list[tuple[Row, c.Command]] = []
        for row in found:
            faults: list[Fault] = []
            order = _judged(judge, row, faults)
            taken.faults += faults
            if order is not None and not faults:
                orders.append((row, order))
            else:
                taken.skipped += 1
        if taken.faults and not skip_bad:
            taken.skipped = len(found)
            return taken
        if dry:
            taken.done = len(orders)
            return taken
        self._obey(kind, orders, taken)
        return taken

    def _obey(self, kind: str, orders: Sequence[tuple[Row, c.Command]], taken: Taken) -> None:
        seen: Counter[str] = Counter()
        for row, order in orders:
            mark = hashlib.sha256(json.dumps(sorted(row.cells.items())).encode()).hexdigest()[:32]
            seen[mark] += 1
            # Everybody's own: the same row may be in two partners' files.
            request = f"{self.request or 'import'}:{self.actor.name}:{kind}:{mark}:{seen[mark]}"
            try:
                done = self.desk.submit(order, self.actor, request=request)
            except Refused as no:
                # Somebody was at the claim between the judging and the doing.
                taken.faults.append(Fault(row.number, None, no))
                taken.skipped += 1
                continue
            if done.replayed or done.event is None:
                taken.skipped += 1
            else:
                taken.done += 1

    # --- claims ---

    def _claim(self, row: Row) -> c.Command:
        cells = {name: text for name, text in row.cells.items() if text}
        area, activity = area_and_activity(cells.pop("area", ""), cells.pop("activity", ""))
        org = self._org(cells)
        cells.pop("partner", None)
        told = f"{cells.pop('products', '')};{cells.pop('product', '')}"
        products = tuple(one.strip() for one in told.split(";") if one.strip())
        wrong: list[tuple[str, Refused]] = []
        for name, text in cells.items():
            try:
                if not FIELDS[name].applies(area, activity):
                    raise Refused(
                        Code.BAD_INPUT, "field-not-here", field=name, area=area.value, activity=activity.value
                    )
                value(name, text, org.mpn)
            except Refused as no:
                wrong.append((name, no))
        known = {name.casefold() for name in self.desk.store.catalogue().get(area, ())}
        for product in products:
            if clean(product).casefold() not in known:
                unknown = Refused(Code.BAD_INPUT, "product-unknown", product=clean(product), area=area.value)
                wrong.append(("products", unknown))
        if wrong:
            raise _Several(wrong)
        return c.Create(area=area, activity=activity, fields=cells, products=products, org=org.id)

    def _org(self, cells: Mapping[str, str]) -> Org:
        """Whose claim it is: the importer's own organisation, the one that is named, or the MPN ID's."""
        store = self.desk.store
        if self.actor.org is not None:
            own = store.org(self.actor.org)
            if own is not None:
                return own
        if name := cells.get("partner"):
            org = store.org(clean(name, limit=200))
            if org is None:
                raise _Several([("partner", Refused(Code.NOT_FOUND, "org", name=clean(name, limit=200)))])
            return org
        mpn = cells.get("mpn", "")
        for org in store.org_list():
            if mpn in org.mpn:
                return org
        raise _Several(
            [("mpn", Refused(Code.BAD_INPUT, "mpn-nobodys", field="mpn", given=clean(mpn, limit=60)))]
        )

    # --- assessments ---

    def _assessment(self, row: Row) -> c.Command:
        cells = row.cells
        claim = _in("claim", lambda: self.desk.page(read_id(cells.get("claim", "")), self.actor).claim)
        outcome = cells.get("outcome", "").lower()
        reason = cells.get("reason") or None
        if outcome not in set(Outcome):
            raise _Several([("outcome", Refused(Code.BAD_INPUT, "outcome", given=clean(outcome, limit=60)))])
        if outcome == Outcome.NOT_ELIGIBLE and reason is None:
            raise _Several([("reason", Refused(Code.MISSING, "reason"))])
        at = None
        if text := cells.get("at"):
            at = _in("at", lambda: _instant(text, self.desk.store.office.zone))
        _may(claim, What.ASSESS, self.desk)
        return c.Assess(claim=claim.id, outcome=outcome, reason=reason, at=at)


class _Several(Exception):
    """More than one thing is wrong with a row."""

    def __init__(self, wrong: Sequence[tuple[str, Refused]]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def _judged(judge: Callable[[Row], c.Command | None], row: Row, faults: list[Fault]) -> c.Command | None:
    try:
        if row.wrong is not None:
            raise row.wrong
        for name, text in row.cells.items():
            if len(text) > _LONGEST_CELL:
                no = Refused(Code.BAD_INPUT, "too-long", field=name, limit=_LONGEST_CELL)
                raise _Several([(name, no)])
        return judge(row)
    except _Several as several:
        faults += [Fault(row.number, name, no) for name, no in several.wrong]
    except Refused as no:
        faults.append(Fault(row.number, no.details.get("field"), no))
    return None


_T = TypeVar("_T")


def _in(name: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except Refused as no:
        raise _Several([(name, no)]) from no


def _may(claim: Claim, what: What, desk: Desk) -> None:
    if not RULES[what].holds_in(claim.status, claim.phase, desk.store.ruleset(claim.rules)):
        raise _Several([("claim", Refused(Code.WRONG_STATUS, status=claim.status.value, order=what.value))])


def _instant(text: str, zone: str) -> int:
    try:
        read = datetime.fromisoformat(text)
        return instant(read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OverflowError):
        raise Refused(Code.BAD_INPUT, "instant", given=clean(text, limit=60)) from None


class _Earnings:
    """Finds the one eligible claim each line of earnings belongs to; guesses never."""

    def __init__(self, desk: Desk, found: Sequence[Row]) -> None:
        self.desk = desk
        self.subscriptions: dict[str, list[Claim]] = defaultdict(list)
        self.tenants: dict[str, list[Claim]] = defaultdict(list)
        self._look(
            {row.cells.get("subscription", "").casefold() for row in found},
            {row.cells.get("tenant", "").casefold() for row in found},
        )
        self.seen: dict[str, int] = {}

    def _look(self, subscriptions: set[str], tenants: set[str]) -> None:
        for claim in approved(self.desk, c.LOCAL):
            if claim.assessment is None or claim.assessment.outcome != Outcome.ELIGIBLE:
                continue
            subscription = claim.fields.get("subscription", "").casefold()
            tenant = claim.fields.get("tenant", "").casefold()
            if subscription and subscription in subscriptions:
                self.subscriptions[subscription].append(claim)
            if tenant and tenant in tenants:
                self.tenants[tenant].append(claim)

    def order(self, row: Row) -> c.Command | None:
        """The order that the line means; None for a line that was taken before."""
        line = _line(row)
        number = line["line"] or ""
        if number in self.seen:
            raise _Several(
                [("line", Refused(Code.BAD_INPUT, "line-twice", given=number, row=self.seen[number]))]
            )
        self.seen[number] = row.number
        known = self.desk.store.earning_line_known(number)
        if known is not None and dict(known) == line:
            return None
        claim = self._owner(line)
        return c.Earn(claim=claim.id, lines=(line,))

    def _owner(self, line: Mapping[str, str | None]) -> Claim:
        product = (line["product"] or "").casefold()
        found = self.subscriptions.get((line["subscription"] or "").casefold(), [])
        if len(found) > 1 and product:
            found = _with(found, product)
        if not found and product:
            found = _with(self.tenants.get((line["tenant"] or "").casefold(), []), product)
        if len(found) == 1:
            return found[0]
        if found:
            claims = [shown_id(claim.id) for claim in found]
            raise Refused(Code.BAD_INPUT, "earning-ambiguous", claims=claims)
        raise Refused(Code.BAD_INPUT, "earning-unmatched")


def _with(found: Iterable[Claim], product: str) -> list[Claim]:
    return [claim for claim in found if product in {name.casefold() for name in claim.products}]


def approved(desk: Desk, actor: Actor) -> Iterator[Claim]:
    """The claims with their consent period behind them, in the order of their numbers."""
    after = None
    while True:
        found = desk.list("phase:consent-passed", actor, order="id", after=after)
        for row in found:
            claim = desk.store.load(row.id)
            if claim is not None:
                yield claim
        if not found:
            return
        after = found[-1].key("id")


def _line(row: Row) -> dict[str, str | None]:
    """One line of earnings, checked. Raises several faults at once."""
    cells = row.cells
    wrong = [
        (name, Refused(Code.BAD_INPUT, "empty", field=name))
        for name in _NEEDED["earnings"]
        if not cells.get(name)
    ]
    if not wrong:
        for name, check in _CHECKS.items():
            if (text := cells.get(name)) and not check(text):
                wrong.append((name, Refused(Code.BAD_INPUT, "cell", field=name, given=clean(text, limit=60))))
    if wrong:
        raise _Several(wrong)
    line: dict[str, str | None] = {
        name: clean(cells.get(name, ""), limit=200).strip() or None for name in EARNING
    }
    line["state"] = (line["state"] or "").lower()
    line["currency"] = (line["currency"] or "").upper()
    return line


def _amount(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and len(text) <= 30
    except InvalidOperation:
        return False


def _date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


_CHECKS: dict[str, Callable[[str], bool]] = {
    "amount": _amount,
    "currency": lambda text: len(text) == 3 and text.isascii() and text.isalpha(),
    "state": lambda text: text.lower() in ("earned", "paid"),
    "paid_on": _date,
}


# --- tables that go out ---


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
