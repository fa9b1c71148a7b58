"""Turns a filter, and who asks, into SQL: which indexes are walked, and what is looked up before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cpor_tui.domain.claim import LEASE
from cpor_tui.domain.filter import Clause, Filter, Span
from cpor_tui.domain.names import Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Base
from cpor_tui.store.lines import ALONG, ALONG_CONTESTED, ALONG_ORG, NEVER, OVERDUE
from cpor_tui.store.search import PARTS, words

_RARE = 2000
"""Up to so many finds are fetched first; what is more common is looked up along the list."""
_WALKED = 200
"""Up to so many indexes are walked at once, one for each organisation and status."""
_MOST_PARAMETERS = 12_000
"""With so many in all, or half of what SQLite takes: what is asked of the overdue is asked twice."""
CONTESTED = "c.contested = 1"
"""What the index of the contested claims is for, as it is written in that index."""
OWING = frozenset({Status.SUBMITTED, Status.UNDER_REVIEW, Status.PARTNER_ACTION_REQUIRED, Status.DISPUTE})
"""Where the review office owes a promise, and so can have missed it: every way out ends what was owed."""
UNSUBMITTED = frozenset({Status.EDITING, Status.DISCARDED})


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
class Query:
    """A filter as SQL: what is looked up first, then one WHERE for each index that is walked."""

    branches: tuple[tuple[str, tuple[Any, ...]], ...]
    found: tuple[tuple[str, list[str]], ...] = ()
    along: frozenset[str] = ALONG
    """The columns that its lines can be read in the order of; by any other the lines, which are few, are sorted."""

    def first(self) -> tuple[str, list[Any]]:
        """The words that come before the statement, with their parameters."""
        if not self.found:
            return "", []
        texts = ", ".join(text for text, _ in self.found)
        return f"WITH {texts} ", [value for _, values in self.found for value in values]


class Narrowing(Base):
    """The part of the store that knows what a filter asks for."""

    def _query(self, scope: Scope, filter: Filter) -> Query:
        among = frozenset(Status) - (UNSUBMITTED if scope.submitted_only else frozenset())
        overdue = any(clause.key == "overdue" and clause.values[0] for clause in filter.clauses)
        if overdue:
            # A promise is missed only while it is owed, and most claims are long decided.
            among &= OWING
        statuses = sorted(filter.statuses(among))
        if not statuses:
            return Query(())
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
            return Query(())
        query = _branches(statuses, orgs, where, params, searched.found, driven=driven or searched.few)
        return replace(query, branches=tuple(_foremost(query.branches))) if overdue else query

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
                # Not a parameter: few are, and only where it says so their index is taken.
                return CONTESTED if values[0] else "c.contested = 0", [], False
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
                return (*_due(values, negate, own=scope.org is not None), False)
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
            # The plus hides the number from the planner, which would look up every find and sort them: along the
            # list, fifty of something common are soon met.
            f"+c.id IN (SELECT claim FROM found{number})",
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


def _branches(
    statuses: Sequence[Status],
    orgs: list[int] | None,
    where: list[str],
    params: list[Any],
    found: list[tuple[str, list[str]]],
    *,
    driven: bool,
) -> Query:
    first = tuple(found)
    more = "".join(f" AND {part}" for part in where)
    listed = ", ".join("?" * len(statuses))
    if driven:
        # Few claims are left, so they are found first and sorted; the empty string hides the lists' indexes.
        among = f"(c.status || '') IN ({listed})"
        some = f" AND c.org IN ({', '.join(map(str, orgs))})" if orgs is not None else ""
        return Query(((f"{among}{some}{more}", (*statuses_text(statuses), *params)),), first)
    walked = len(orgs) * len(statuses) if orgs is not None else 0
    if orgs is not None and walked <= _WALKED and walked * (len(params) + 4) <= _MOST_PARAMETERS:
        each = [(org, status.value) for org in orgs for status in statuses]
        return Query(
            tuple((f"c.org = ? AND c.status = ?{more}", (*pair, *params)) for pair in each), first, ALONG_ORG
        )
    some = f" AND c.org IN ({', '.join(map(str, orgs))})" if orgs is not None else ""
    branches = tuple((f"c.status = ?{some}{more}", (status.value, *params)) for status in statuses)
    return Query(branches, first, ALONG_CONTESTED if CONTESTED in where else ALONG)


def _foremost(branches: Iterable[tuple[str, tuple[Any, ...]]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The same, but only where an overdue claim can stand: before all others, or last of all without a deadline."""
    for where, params in branches:
        yield f"{where} AND c.urgent < 0", params
        yield f"{where} AND c.urgent = {NEVER - OVERDUE}", params


def statuses_text(statuses: Iterable[Status]) -> list[str]:
    """The statuses as the database has them."""
    return [status.value for status in statuses]


def _due(spans: Sequence[Span], negate: str, *, own: bool) -> tuple[str, list[Any]]:
    # One organisation's claims are few: the index of everybody's deadlines would lead astray.
    column = "c.due_at + 0" if own else "c.due_at"
    parts = []
    for span in spans:
        low = [] if span.above is None else [f"{column} > ?"]
        high = [] if span.upto is None else [f"{column} <= ?"]
        parts.append(f"({' AND '.join(low + high)})")
    # What has no deadline is due at no time, neither before nor after.
    where = f"{column} < {NEVER} AND {negate}({' OR '.join(parts)})"
    bounds = [bound for span in spans for bound in _bounds(span)]
    last = [span.upto for span in spans if span.upto is not None]
    if own or negate or len(last) < len(spans):
        return where, bounds
    # No claim stands later in the queue than it is due: so that index is walked, and nothing is sorted.
    return f"{where} AND c.urgent <= ?", [*bounds, max(last)]


def _bounds(span: Span) -> list[int]:
    return [bound for bound in (span.above, span.upto) if bound is not None]
