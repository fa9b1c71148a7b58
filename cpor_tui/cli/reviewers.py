"""`cpor queue`, `next` and `stats`: the reviewers' work in order, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from cpor_tui.cli import shapes, views
from cpor_tui.cli.claims import FILTER, LIMIT, request_of
from cpor_tui.cli.grammar import Command, Given, Opt
from cpor_tui.cli.plain import GAP, pairs, section, table
from cpor_tui.cli.visit import Visit

if TYPE_CHECKING:
    from cpor_tui.pages import Page
    from cpor_tui.text import Text


def _pages(visit: Visit, given: Given) -> Iterator[Page]:
    wanted = " ".join(given.all("FILTER"))
    after = None
    while True:
        rows = visit.desk.queue(wanted, visit.actor, after=after)
        for row in rows:
            yield visit.desk.page(row.id, visit.actor)
        if not rows:
            return
        after = rows[-1].key("urgent")


def queue(visit: Visit, given: Given) -> int:
    """Print what waits for a reviewer, the most urgent first."""
    empty = True

    def counted() -> Iterator[Page]:
        nonlocal empty
        for page in islice(_pages(visit, given), given.number("limit", low=1)):
            empty = False
            yield page

    visit.give_all(
        counted(),
        lambda page: shapes.claim(page, visit.settings.lang),
        lambda found: views.claims(found, visit.text),
    )
    return 1 if given.on("check") and empty else 0


def take_next(visit: Visit, given: Given) -> None:
    """Print the most urgent free claim, and take it if asked to."""
    page = visit.desk.next(visit.actor, take=given.on("take"), request=request_of(given))
    visit.give(
        lambda: shapes.claim(page, visit.settings.lang) if page is not None else None,
        lambda: views.headline(page, visit.text) if page is not None else [visit.text("cli.queue.empty")],
    )


def stats(visit: Visit, given: Given) -> None:
    """Print how many claims stand where, which promises were kept, and how old they are."""
    found: dict[str, Any] = asdict(visit.desk.stats(visit.actor))

    text = visit.text

    def lines() -> Iterator[str]:
        yield f"{text('overdue')}{GAP}{found['overdue']}"
        for name in ("statuses", "phases", "sla_kept", "sla_missed", "ages"):
            rows = pairs((_name(text, name, key), str(count)) for key, count in found[name].items())
            yield from section(text(f"cli.stats.{name}"), rows)
        heads = [text(f"cli.head.{head}") for head in ("week", "decision", "user", "count")]
        weeks = (
            [week["week"], _name(text, "weeks", week["what"]), week["who"], str(week["n"])]
            for week in found["weeks"]
        )
        yield from section(text("cli.stats.weeks"), table(heads, weeks))

    visit.give(lambda: found, lines)


_FAMILIES = {
    "statuses": "status",
    "phases": "phase",
    "sla_kept": "clock-kind",
    "sla_missed": "clock-kind",
    "weeks": "what",
}


def _name(text: Text, figure: str, key: str) -> str:
    label = f"label.{_FAMILIES.get(figure, figure)}.{key}"
    return text(label) if text.has(label) else key


COMMANDS = (
    Command("queue", "", queue, (FILTER,), (Opt("--check"), LIMIT)),
    Command("next", "", take_next, opts=(Opt("--take"),), changes=True),
    Command("stats", "", stats),
)
