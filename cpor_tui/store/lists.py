"""Reads lists of claims a page at a time, each along an index, and never more than is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cpor_tui.domain.claim import LEASE
from cpor_tui.domain.filter import EVERYTHING, Clause, Filter, Span
from cpor_tui.domain.names import Phase, Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Base, Row
from cpor_tui.store.search import PARTS, words

NEVER = 1 << 62
"""Sorts after every deadline."""

_RARE = 2000
"""Up to so many finds are fetched first; what is more common is looked up along the list."""
_ORGS = 4
"""Up to so many organisations are read each along its own index."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks: access is part of every query."""

    org: int | None = None
    """Only this organisation's claims."""
    submitted_only: bool = False
    """Only claims that were submitted once."""
    internal: bool = False
    """Whether internal notes are searched."""
    person: str = ""
    """Who `mine` is."""


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
_ORG_ORDERS = ("urgent", "updated_at")
"""The orders that an organisation's claims have an index for; in any other they are sorted."""
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
_COLUMNS = ", ".join(f"c.{name}" for name in _SHOWN)


@dataclass(frozen=True, slots=True)
class _Query:
    """A filter as SQL: what is looked up first, then one WHERE for each index that is walked."""

    branches: tuple[tuple[str, tuple[Any, ...]], ...]
    found: tuple[tuple[str, list[str]], ...] = ()
    sorts: bool = False
    """Whether the lines are few, and sorted rather than read in order."""

    def first(self) -> tuple[str, list[Any]]:
        """The words that come before the statement, with their parameters."""
        if not self.found:
            return "", []
        texts = ", ".join(text for text, _ in self.found)
        return f"WITH {texts} ", [value for _, values in self.found for value in values]


class Lists(Base):
    """The part of the store that lists claims."""

    def page(
        self,
        scope: Scope,
        filter: Filter = EVERYTHING,
        order: str = "urgent",
        after: Key | None = None,
        count: int = 50,
        *,
        backwards: bool = False,
    ) -> list[ClaimRow]:
        """Up to `count` lines after a key, in order; `backwards`: the lines just before it, still in order.

        Raises Refused(bad_input, order) for an order that is none.
        """
        column, down = _ordered(order)
        query = self._query(scope, filter)
        if not query.branches:
            return []
        up = down is backwards
        hidden = query.sorts and column not in _ORG_ORDERS
        keyed = _after(column, after, up=up, hidden=hidden)
        direction = "ASC" if up else "DESC"
        by = ", ".join(f"{one} {direction}" for one in _keys(column, hidden=hidden))
        first, params = query.first()
        parts = []
        for where, values in query.branches:
            parts.append(f"SELECT {_COLUMNS} FROM claim c WHERE {where}{keyed[0]} ORDER BY {by} LIMIT ?")
            params += [*values, *keyed[1], count]
        if len(parts) == 1:
            text = parts[0]
        else:
            each = " UNION ALL ".join(f"SELECT * FROM ({part}) AS p{n}" for n, part in enumerate(parts))
            text = f"SELECT * FROM ({each}) AS lines ORDER BY {by.replace('c.', 'lines.')} LIMIT ?"
            params.append(count)
        rows = self.rows(first + text, params)
        if backwards:
            rows.reverse()
        names = self._org_names({row[2] for row in rows})
        return [_line(row, names) for row in rows]

    def line(self, claim: int) -> ClaimRow | None:
        """One claim's line."""
        found = self.row(f"SELECT {_COLUMNS} FROM claim c WHERE c.id = ?", (claim,))
        return _line(found, self._org_names({found[2]})) if found else None

    def count(self, scope: Scope, filter: Filter = EVERYTHING, most: int = 1000) -> int:
        """How many claims there are: exact where counters know it, else at most `most` + 1."""
        if all(clause.key in ("status", "phase", "overdue") for clause in filter.clauses):
            return sum(
                n
                for (status, phase, overdue), n in self.counted(scope).items()
                if _counts(filter, status, phase, overdue)
            )
        return self._bounded(self._query(scope, filter), "", (), most)

    def place(self, scope: Scope, filter: Filter, order: str, key: Key, most: int = 100_000) -> int:
        """How many lines stand before a key, at most `most` + 1."""
        column, down = _ordered(order)
        text, params = _after(column, key, up=down)
        return self._bounded(self._query(scope, filter), text, params, most)

    def _bounded(self, query: _Query, more: str, params: Sequence[Any], most: int) -> int:
        if not query.branches:
            return 0
        first, values = query.first()
        each = " UNION ALL ".join(f"SELECT 1 FROM claim c WHERE {where}{more}" for where, _ in query.branches)
        for _, branch in query.branches:
            values += [*branch, *params]
        found = self.only(f"{first}SELECT COUNT(*) FROM ({each} LIMIT ?) AS few", (*values, most + 1))
        return int(found[0])

    def counted(self, scope: Scope) -> dict[tuple[Status, Phase | None, bool], int]:
        """How many claims stand where, from counters that are written with the claims."""
        found = self.rows(
            "SELECT status, phase, overdue, SUM(n) FROM counter WHERE org = ? GROUP BY status, phase, overdue",
            (scope.org or 0,),
        )
        return {
            (Status(status), Phase(phase) if phase else None, bool(overdue)): int(n)
            for status, phase, overdue, n in found
            if n and not (scope.submitted_only and Status(status) in _UNSUBMITTED)
        }

    def counts(self, scope: Scope) -> dict[tuple[Status, Phase | None] | str, int]:
        """How many claims stand in each status and phase, and under "overdue" how many of all."""
        total: dict[tuple[Status, Phase | None] | str, int] = {"overdue": 0}
        for (status, phase, overdue), n in self.counted(scope).items():
            total[status, phase] = total.get((status, phase), 0) + n
            if overdue:
                total["overdue"] += n
        return total

    def sharing(self, sha256: str) -> list[int]:
        """The claims that have a file of this content."""
        return [
            claim
            for (claim,) in self.rows(
                "SELECT DISTINCT claim FROM proof WHERE sha256 = ? ORDER BY claim", (sha256,)
            )
        ]

    def weigh(self, org: int) -> None:
        """Until the caller's transaction ends, nobody else who weighs this organisation's files adds to them.

        SQLite has one writer at a time; elsewhere two could each find room for the last file.
        """
        if self.backend == "postgres":
            self.rows("SELECT 1 FROM org WHERE id = ? FOR UPDATE", (org,))

    def poe_bytes(self, org: int) -> int:
        """How much an organisation's proof files weigh, in bytes."""
        found = self.row("SELECT COALESCE(SUM(size), 0) FROM proof WHERE org = ?", (org,))
        return int(found[0]) if found else 0

    def _org_names(self, numbers: set[int]) -> dict[int, str]:
        if not numbers:
            return {}
        listed = ", ".join(map(str, sorted(numbers)))
        return dict(self.rows(f"SELECT id, name FROM org WHERE id IN ({listed})"))

    # From a filter to SQL

    def _query(self, scope: Scope, filter: Filter) -> _Query:
        among = frozenset(Status) - (_UNSUBMITTED if scope.submitted_only else frozenset())
        if any(clause.key == "overdue" and clause.values[0] for clause in filter.clauses):
            # A promise is missed only while it is owed, and most claims are long decided.
            among &= OWING
        statuses = sorted(filter.statuses(among))
        if not statuses:
            return _Query(())
        where: list[str] = []
        params: list[Any] = []
        orgs: list[int] | None = None if scope.org is None else [scope.org]
        driven = False
        for clause in filter.clauses:
            if clause.key == "partner" and not clause.negated:
                named = self._orgs_named(clause.values)
                orgs = named if orgs is None else [org for org in orgs if org in named]
                continue
            text, values, narrow = self._clause(scope, filter, clause)
            driven = driven or narrow
            if text:
                where.append(text)
                params += values
        searched = self._searched(scope, filter)
        where += searched.where
        params += searched.params
        if orgs is not None and not orgs:
            return _Query(())
        return _branches(statuses, orgs, where, params, searched.found, driven=driven or searched.few)

    def _clause(self, scope: Scope, filter: Filter, clause: Clause) -> tuple[str, list[Any], bool]:
        """The condition, its parameters, and whether it leaves so few claims that they may be read first."""
        key, values = clause.key, clause.values
        if key in ("status", "", "customer"):
            return "", [], False
        negate = "NOT " if clause.negated else ""
        marks = ", ".join("?" * len(values))
        match key:
            case "phase" | "rules" | "area" | "activity":
                return f"{negate}c.{key} IN ({marks})", [str(value) for value in values], False
            case "overdue":
                return "c.overdue = ?", [int(values[0])], False
            case "contested":
                # Few are, and they have an index.
                return "c.contested = ?", [int(values[0])], bool(values[0])
            case "mine":
                column = "c.created_by" if scope.org is not None else "c.holder"
                sign = "=" if values[0] else "<>"
                return f"{column} {sign} ?", [scope.person], bool(values[0] and scope.org is None)
            case "free":
                now = filter.now if filter.now is not None else NEVER
                not_ = "" if values[0] else "NOT "
                return f"{not_}(c.holder = '' OR c.held_active <= ?)", [now - LEASE], False
            case "reviewer":
                return (
                    f"{negate}c.holder IN ({marks})",
                    [value.lower() for value in values],
                    not clause.negated,
                )
            case "id":
                return f"{negate}c.id IN ({marks})", list(values), not clause.negated
            case "partner":
                listed = ", ".join(map(str, self._orgs_named(values))) or "0"
                return f"c.org NOT IN ({listed})", [], False
            case "product":
                names = self._products_named(values)
                marks = ", ".join("?" * len(names)) or "''"
                held = f"SELECT 1 FROM claim_product p WHERE p.claim = c.id AND p.product IN ({marks})"
                return f"{negate}EXISTS ({held})", list(names), False
            case "due":
                # One organisation's claims are few: the index of everybody's deadlines would lead astray.
                column = "c.due_at" if scope.org is None else "c.due_at + 0"
                return (
                    _due(values, negate, column),
                    [bound for span in values for bound in _bounds(span)],
                    False,
                )
        raise Refused(Code.BAD_INPUT, "filter", word=key)

    def _orgs_named(self, values: Iterable[str]) -> list[int]:
        wanted = [value.casefold() for value in values]
        known = self.rows("SELECT id, folded FROM org ORDER BY id")
        exact = [org for org, folded in known if folded in wanted]
        return exact or [org for org, folded in known if any(value in folded for value in wanted)]

    def _products_named(self, values: Iterable[str]) -> list[str]:
        wanted = [value.casefold() for value in values]
        known = sorted({name for (name,) in self.rows("SELECT name FROM product")})
        exact = [name for name in known if name.casefold() in wanted]
        return exact or [name for name in known if any(value in name.casefold() for value in wanted)]

    # Words

    def _searched(self, scope: Scope, filter: Filter) -> _Searched:
        look = _Fts(scope.internal) if self.backend == "sqlite" else _Tsvector(scope.internal)
        told = _Searched()
        common: list[str] = []
        few: set[int] | None = None
        for clause in filter.clauses:
            if clause.key not in ("", "customer"):
                continue
            groups = [[look.match(word, clause.key) for word in words(value)] for value in clause.values]
            groups = [matches for matches in groups if matches]
            if clause.negated or len(groups) > 1:
                told.add(look.holds(groups, len(told.found)), negated=clause.negated)
                continue
            for match in (match for matches in groups for match in matches):
                found = self.rows(look.some, (match, _RARE + 1))
                if len(found) > _RARE:
                    common.append(match)
                else:
                    here = {claim for (claim,) in found}
                    few = here if few is None else few & here
        if few is not None:
            told.few = True
            told.where.append(f"c.id IN ({', '.join(map(str, sorted(few))) or '0'})")
        if common:
            told.add(look.holds([common], len(told.found)))
        return told


_Holds = tuple[str, list[str], str]


@dataclass(slots=True)
class _Searched:
    """What a filter's words mean: conditions, and what is looked up before them."""

    where: list[str] = field(default_factory=list)
    params: list[str] = field(default_factory=list)
    found: list[tuple[str, list[str]]] = field(default_factory=list)
    few: bool = False

    def add(self, holds: _Holds, *, negated: bool = False) -> None:
        """One more condition."""
        condition, params, first = holds
        self.where.append(f"NOT {condition}" if negated else condition)
        if first:
            self.found.append((first, params))
        else:
            self.params += params


class _Fts:
    """How SQLite is asked for words."""

    some = f"SELECT rowid >> {PARTS} FROM words WHERE words MATCH ? LIMIT ?"
    _every = f"SELECT rowid >> {PARTS} AS claim FROM words WHERE words MATCH ?"

    def __init__(self, internal: bool) -> None:
        self._anywhere = "name customer body note" if internal else "name customer body"

    def match(self, word: str, key: str) -> str:
        """The expression for words that begin so."""
        return f'{{{"customer" if key else self._anywhere}}} : "{word}" *'

    def holds(self, groups: list[list[str]], number: int) -> _Holds:
        """Whether a claim has all words of a group: the condition, its parameters, what is looked up first."""
        # Asked claim by claim, each look would gather every word that begins so; once for all it is gathered once.
        each = (f"SELECT claim FROM ({' INTERSECT '.join([self._every] * len(group))})" for group in groups)
        first = f"found{number}(claim) AS MATERIALIZED ({' UNION '.join(each)})"
        return (
            f"c.id IN (SELECT claim FROM found{number})",
            [word for group in groups for word in group],
            first,
        )


class _Tsvector:
    """How PostgreSQL is asked for words."""

    some = "SELECT claim FROM words WHERE words @@ CAST(? AS tsquery) LIMIT ?"
    _exists = "EXISTS (SELECT 1 FROM words w WHERE w.claim = c.id AND w.words @@ CAST(? AS tsquery))"

    def __init__(self, internal: bool) -> None:
        self._anywhere = "ABCD" if internal else "ABC"

    def match(self, word: str, key: str) -> str:
        """The expression for words that begin so."""
        return f"'{word}':*{'B' if key else self._anywhere}"

    def holds(self, groups: list[list[str]], number: int) -> _Holds:
        """Whether a claim has all words of a group: the condition, its parameters, nothing looked up first."""
        each = (f"({' AND '.join([self._exists] * len(group))})" for group in groups)
        return f"({' OR '.join(each)})", [word for group in groups for word in group], ""


OWING = frozenset({Status.SUBMITTED, Status.UNDER_REVIEW, Status.PARTNER_ACTION_REQUIRED, Status.DISPUTE})
"""Where the review office owes a promise, and so can have missed it: every way out ends what was owed."""
_UNSUBMITTED = frozenset({Status.EDITING, Status.DISCARDED})


def _branches(
    statuses: Sequence[Status],
    orgs: list[int] | None,
    where: list[str],
    params: list[Any],
    found: list[tuple[str, list[str]]],
    *,
    driven: bool,
) -> _Query:
    first = tuple(found)
    more = "".join(f" AND {part}" for part in where)
    listed = ", ".join("?" * len(statuses))
    if driven:
        # Few claims are left, so they are found first and sorted; the empty string hides the lists' indexes.
        among = f"(c.status || '') IN ({listed})"
        some = f" AND c.org IN ({', '.join(map(str, orgs))})" if orgs is not None else ""
        return _Query(((f"{among}{some}{more}", (*statuses_text(statuses), *params)),), first)
    if orgs is not None and len(orgs) <= _ORGS:
        each = [(org, status.value) for org in orgs for status in statuses]
        return _Query(
            tuple((f"c.org = ? AND c.status = ?{more}", (*pair, *params)) for pair in each), first, sorts=True
        )
    some = f" AND c.org IN ({', '.join(map(str, orgs))})" if orgs is not None else ""
    return _Query(tuple((f"c.status = ?{some}{more}", (status.value, *params)) for status in statuses), first)


def statuses_text(statuses: Iterable[Status]) -> list[str]:
    """The statuses as the database has them."""
    return [status.value for status in statuses]


def _ordered(order: str) -> tuple[str, bool]:
    column = _ORDERS.get(order.removeprefix("-"))
    if column is None:
        raise Refused(Code.BAD_INPUT, "order", given=order)
    return column, order.startswith("-")


def _keys(column: str, *, hidden: bool) -> tuple[str, ...]:
    """What a list is sorted by; hidden from the planner where the index that it would take leads astray."""
    number = "c.id + 0" if hidden else "c.id"
    if column == "id":
        return (number,)
    if not hidden:
        return f"c.{column}", number
    return (f"(c.{column} || '')" if column == "customer_key" else f"c.{column} + 0"), number


def _after(column: str, key: Key | None, *, up: bool, hidden: bool = False) -> tuple[str, tuple[Any, ...]]:
    if key is None:
        return "", ()
    sign = ">" if up else "<"
    keys = _keys(column, hidden=hidden)
    if len(keys) == 1:
        return f" AND {keys[0]} {sign} ?", (key[-1],)
    return f" AND ({', '.join(keys)}) {sign} (?, ?)", tuple(key)


def _due(spans: Sequence[Span], negate: str, column: str) -> str:
    parts = []
    for span in spans:
        low = [] if span.above is None else [f"{column} > ?"]
        high = [] if span.upto is None else [f"{column} <= ?"]
        parts.append(f"({' AND '.join(low + high)})")
    # What has no deadline is due at no time, neither before nor after.
    return f"{column} < {NEVER} AND {negate}({' OR '.join(parts)})"


def _bounds(span: Span) -> list[int]:
    return [bound for bound in (span.above, span.upto) if bound is not None]


def _counts(filter: Filter, status: Status, phase: Phase | None, overdue: bool) -> bool:
    if status not in filter.statuses(frozenset(Status)):
        return False
    tests: dict[str, Callable[[Clause], bool]] = {
        "status": lambda _: True,
        "phase": lambda clause: (phase in clause.values) is not clause.negated,
        "overdue": lambda clause: overdue is clause.values[0],
    }
    return all(tests[clause.key](clause) for clause in filter.clauses)


def _line(row: Row, names: dict[int, str]) -> ClaimRow:
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
