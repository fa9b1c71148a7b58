"""Takes claims, assessments and earnings in: every row is judged before one is done."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import instant
from cpor_tui.domain.claim import Claim, read_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.fields import FIELDS, area_and_activity, value
from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import Outcome, Role, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.exchange.earnings import Earnings
from cpor_tui.exchange.faults import Fault, Several, within
from cpor_tui.exchange.tables import Row
from cpor_tui.store import Org

_LONGEST_CELL = 20_000


@dataclass(slots=True)
class Taken:
    """What became of an import: rows done, rows skipped (done before, or bad), and what was wrong."""

    done: int = 0
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)


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
        judge: Callable[[Row], tuple[c.Command, ...]] = {
            "claims": self._claim,
            "assessments": self._assessment,
            "earnings": Earnings(self.desk, found).orders,
        }[kind]
        taken = Taken()
        orders: list[tuple[Row, tuple[c.Command, ...]]] = []
        for row in found:
            faults: list[Fault] = []
            meant = _judged(judge, row, faults)
            taken.faults += faults
            if meant and not faults:
                orders.append((row, meant))
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

    def _obey(self, kind: str, orders: Sequence[tuple[Row, tuple[c.Command, ...]]], taken: Taken) -> None:
        seen: Counter[str] = Counter()
        for row, (*first, last) in orders:
            mark = hashlib.sha256(json.dumps(sorted(row.cells.items())).encode()).hexdigest()[:32]
            seen[mark] += 1
            # Everybody's own: the same row may be in two partners' files.
            request: str | None = f"{self.request or 'import'}:{self.actor.name}:{kind}:{mark}:{seen[mark]}"
            if kind == "earnings" and self.request is None:
                # Its line makes it repeatable; the same row may be right again after a correction.
                request = None
            try:
                for order in first:
                    self.desk.submit(order, self.actor)
                done = self.desk.submit(last, self.actor, request=request)
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

    def _claim(self, row: Row) -> tuple[c.Command, ...]:
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
            raise Several(wrong)
        return (c.Create(area=area, activity=activity, fields=cells, products=products, org=org.id),)

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
                raise Several([("partner", Refused(Code.NOT_FOUND, "org", name=clean(name, limit=200)))])
            return org
        mpn = cells.get("mpn", "")
        for org in store.org_list():
            if mpn in org.mpn:
                return org
        raise Several(
            [("mpn", Refused(Code.BAD_INPUT, "mpn-nobodys", field="mpn", given=clean(mpn, limit=60)))]
        )

    # --- assessments ---

    def _assessment(self, row: Row) -> tuple[c.Command, ...]:
        cells = row.cells
        claim = within("claim", lambda: self.desk.page(read_id(cells.get("claim", "")), self.actor).claim)
        outcome = cells.get("outcome", "").lower()
        reason = cells.get("reason") or None
        if outcome not in set(Outcome):
            raise Several([("outcome", Refused(Code.BAD_INPUT, "outcome", given=clean(outcome, limit=60)))])
        if outcome == Outcome.NOT_ELIGIBLE and reason is None:
            raise Several([("reason", Refused(Code.MISSING, "reason"))])
        at = None
        if text := cells.get("at"):
            at = within("at", lambda: _instant(text, self.desk.store.office.zone))
        _may(claim, What.ASSESS, self.desk)
        return (c.Assess(claim=claim.id, outcome=outcome, reason=reason, at=at),)


def _judged(
    judge: Callable[[Row], tuple[c.Command, ...]], row: Row, faults: list[Fault]
) -> tuple[c.Command, ...]:
    try:
        if row.wrong is not None:
            raise row.wrong
        for name, text in row.cells.items():
            if len(text) > _LONGEST_CELL:
                no = Refused(Code.BAD_INPUT, "too-long", field=name, limit=_LONGEST_CELL)
                raise Several([(name, no)])
        return judge(row)
    except Several as several:
        faults += [Fault(row.number, name, no) for name, no in several.wrong]
    except Refused as no:
        faults.append(Fault(row.number, no.details.get("field"), no))
    return ()


def _may(claim: Claim, what: What, desk: Desk) -> None:
    if not RULES[what].holds_in(claim.status, claim.phase, desk.store.ruleset(claim.rules)):
        raise Several([("claim", Refused(Code.WRONG_STATUS, status=claim.status.value, order=what.value))])


def _instant(text: str, zone: str) -> int:
    try:
        read = datetime.fromisoformat(text)
        return instant(read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OverflowError):
        raise Refused(Code.BAD_INPUT, "instant", given=clean(text, limit=60)) from None
