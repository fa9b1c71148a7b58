"""A line of a list of claims, its place in each order, and the columns it is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cpor_tui.domain.names import Phase, Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Row

NEVER = 1 << 62
"""Sorts after every deadline."""

OVERDUE = 10**16
"""What an overdue claim's place in the queue is moved forward by: 317 years."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A line of a list: what can be shown of a claim without reading its history."""

    id: int
    version: int
    org: int
    org_name: str
    status: Status
    phase: Phase | None
    overdue: bool
    contested: bool
    area: str
    activity: str
    rules: str
    name: str
    customer: str
    mpn: str
    products: tuple[str, ...]
    asked: tuple[str, ...]
    """The reasons of the question that is open."""
    created_at: int
    created_by: str
    submitted_at: int | None
    updated_at: int
    due_at: int | None
    """The next deadline that people are shown."""
    due_kind: str | None
    next_due: int | None
    """The next instant that the worker has to do with it."""
    holder: str | None
    held_since: int | None
    held_active: int | None
    poe: int
    ticks: int
    keys: tuple[int, int, int, int, str]
    """Its place in each order (`key`)."""

    def key(self, order: str) -> Key:
        """Its place in an order: what `page(after=…)` takes."""
        column = order.removeprefix("-")
        return (self.id,) if column == "id" else (self.keys[_PLACES[column]], self.id)


Key = tuple[int | str, ...]

_ORDERS = {
    "urgent": "urgent",
    "due": "due_at",
    "updated": "updated_at",
    "submitted": "submitted_at",
    "customer": "customer_key",
    "id": "id",
}
ALONG = frozenset(_ORDERS.values())
"""Every order has an index for all claims of a status."""
ALONG_ORG = frozenset({"urgent", "updated_at"})
"""The orders that an organisation's claims have an index for; in any other they are sorted."""
ALONG_CONTESTED = frozenset({"urgent"})
"""The order that the contested claims have an index for."""
_PLACES = {"urgent": 0, "due": 1, "updated": 2, "submitted": 3, "customer": 4}
ORDERS = tuple(_ORDERS)
"""The orders a list can have; "-" before one turns it round. `urgent` has the overdue first."""

# fmt: off
_SHOWN = (
    "id", "version", "org", "status", "phase", "overdue", "contested", "area", "activity", "rules",
    "name", "customer", "mpn", "products", "asked", "created_at", "created_by", "submitted_at",
    "updated_at", "due_at", "due_kind", "next_due", "holder", "held_since", "held_active", "poe",
    "ticks", "urgent", "customer_key",
)
# fmt: on
COLUMNS = ", ".join(f"c.{name}" for name in _SHOWN)


def line_of(row: Row, names: dict[int, str]) -> ClaimRow:
    """The line that a row of COLUMNS is; `names` are the organisations'."""
    (
        number, version, org, status, phase, overdue, contested, area, activity, rules, name, customer, mpn, products,
        asked, created_at, created_by, submitted_at, updated_at, due_at, due_kind, next_due, holder, held_since,
        held_active, poe, ticks, urgent, customer_key,
    ) = row  # fmt: skip
    return ClaimRow(
        number,
        version,
        org,
        names.get(org, ""),
        Status(status),
        Phase(phase) if phase else None,
        bool(overdue),
        bool(contested),
        area,
        activity,
        rules,
        name,
        customer,
        mpn,
        tuple(products.split("\n")) if products else (),
        tuple(asked.split(",")) if asked else (),
        created_at,
        created_by,
        submitted_at or None,
        updated_at,
        None if due_at >= NEVER else due_at,
        due_kind or None,
        next_due,
        holder or None,
        held_since,
        held_active,
        poe,
        ticks,
        (urgent, due_at, updated_at, submitted_at, customer_key),
    )


# Orders


def ordered(order: str) -> tuple[str, bool]:
    """The column of an order, and whether it goes down. Raises Refused(bad_input, order)."""
    column = _ORDERS.get(order.removeprefix("-"))
    if column is None:
        raise Refused(Code.BAD_INPUT, "order", given=order)
    return column, order.startswith("-")


def keys(column: str, *, hidden: bool = False) -> tuple[str, ...]:
    """What a list is sorted by; hidden from the planner where the index that it would take leads astray."""
    number = "c.id + 0" if hidden else "c.id"
    if column == "id":
        return (number,)
    if not hidden:
        return f"c.{column}", number
    return (f"(c.{column} || '')" if column == "customer_key" else f"c.{column} + 0"), number


def after_key(by: tuple[str, ...], key: Key | None, *, up: bool) -> tuple[str, tuple[Any, ...]]:
    """The condition for what comes after a key, and its parameters; `by` is what the list is sorted by."""
    if key is None:
        return "", ()
    sign = ">" if up else "<"
    if len(by) == 1:
        return f" AND {by[0]} {sign} ?", (key[-1],)
    return f" AND ({', '.join(by)}) {sign} (?, ?)", tuple(key)
