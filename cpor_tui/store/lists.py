"""Reads lists of claims a page at a time, each along an index, and never more than is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cpor_tui.domain.filter import EVERYTHING, Clause, Filter
from cpor_tui.domain.names import Phase, Status
from cpor_tui.store.lines import COLUMNS, ClaimRow, Key, after_key, keys, line_of, ordered
from cpor_tui.store.narrowing import UNSUBMITTED, Narrowing, Query, Scope


class Lists(Narrowing):
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
        column, down = ordered(order)
        query = self._query(scope, filter)
        if not query.branches:
            return []
        up = down is backwards
        by = keys(column, hidden=column not in query.along)
        keyed, last = after_key(by, after, up=up)
        called = ("place", "number")[-len(by) :]
        shown = ", ".join(f"{one} AS {name}" for one, name in zip(by, called, strict=True))
        direction = "ASC" if up else "DESC"
        order = ", ".join(f"{name} {direction}" for name in called)
        first, params = query.first()
        # SQLite merges what is in order; PostgreSQL would sort all of it where it is not told how little is read.
        alone = self.backend == "sqlite" or len(query.branches) == 1
        end = "" if alone else f" ORDER BY {order} LIMIT {int(count)}"
        each = []
        for where, values in query.branches:
            one = f"SELECT {shown} FROM claim c WHERE {where}{keyed}{end}"
            each.append(f"({one})" if end else one)
            params += [*values, *last]
        # Keys alone: so the database walks all indexes at once, and no further than the page is long.
        text = (
            f"SELECT {COLUMNS} FROM ({' UNION ALL '.join(each)} ORDER BY {order} LIMIT ?) AS page "
            f"CROSS JOIN claim c WHERE c.id = page.number ORDER BY {order}"
        )
        params.append(count)
        rows = self.rows(first + text, params)
        if backwards:
            rows.reverse()
        names = self._org_names({row[2] for row in rows})
        return [line_of(row, names) for row in rows]

    def line(self, claim: int) -> ClaimRow | None:
        """One claim's line."""
        found = self.row(f"SELECT {COLUMNS} FROM claim c WHERE c.id = ?", (claim,))
        return line_of(found, self._org_names({found[2]})) if found else None

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
        column, down = ordered(order)
        text, params = after_key(keys(column), key, up=down)
        return self._bounded(self._query(scope, filter), text, params, most)

    def _bounded(self, query: Query, more: str, params: Sequence[Any], most: int) -> int:
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
            if n and not (scope.submitted_only and Status(status) in UNSUBMITTED)
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


def _counts(filter: Filter, status: Status, phase: Phase | None, overdue: bool) -> bool:
    if status not in filter.statuses(frozenset(Status)):
        return False
    tests: dict[str, Callable[[Clause], bool]] = {
        "status": lambda _: True,
        "phase": lambda clause: (phase in clause.values) is not clause.negated,
        "overdue": lambda clause: overdue is clause.values[0],
    }
    return all(tests[clause.key](clause) for clause in filter.clauses)
