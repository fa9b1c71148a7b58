"""Finds the claim that a line of earnings belongs to; guesses never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.names import Outcome
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.exchange.faults import Several
from cpor_tui.exchange.tables import EARNING, NEEDED, Row


class Earnings:
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

    def orders(self, row: Row) -> tuple[c.Command, ...]:
        """The orders that the line means; none for a line that was taken before."""
        line = _line(row)
        number = line["line"] or ""
        if number in self.seen:
            raise Several(
                [("line", Refused(Code.BAD_INPUT, "line-twice", given=number, row=self.seen[number]))]
            )
        self.seen[number] = row.number
        holder, known = self.desk.store.earning_line_known(number) or (None, {})
        if dict(known) == line:
            return ()
        owner = self._owner(line)
        earned = c.Earn(claim=owner.id, lines=(line,))
        if holder is None or holder == owner.id:
            return (earned,)
        # Corrected to be another claim's: it leaves the one first, so that it is never counted twice.
        return (c.Earn(claim=holder, gone=(number,)), earned)

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
        for name in NEEDED["earnings"]
        if not cells.get(name)
    ]
    if not wrong:
        for name, check in _CHECKS.items():
            if (text := cells.get(name)) and not check(text):
                wrong.append((name, Refused(Code.BAD_INPUT, "cell", field=name, given=clean(text, limit=60))))
    if wrong:
        raise Several(wrong)
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
