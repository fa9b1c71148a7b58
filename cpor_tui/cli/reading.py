"""`cpor history`, `clocks` and `comments`: what happened, how time is counted, and what was said."""

from __future__ import annotations

from cpor_tui.cli import shapes, views
from cpor_tui.cli.claims import ID
from cpor_tui.cli.grammar import Command, Given
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.claim import read_id


def history(visit: Visit, given: Given) -> None:
    """Print a claim's history."""
    found = visit.desk.history(read_id(given.one("ID")), visit.actor)
    zone = visit.zone
    visit.give_all(
        found, lambda line: shapes.event(line, zone), lambda lines: views.history(lines, zone, visit.text)
    )


def clocks(visit: Visit, given: Given) -> None:
    """Print a claim's clocks, each day explained."""
    page = visit.desk.page(read_id(given.one("ID")), visit.actor)
    visit.give(
        lambda: [shapes.clock(face, page.rules.name, visit.settings.lang) for face in page.faces],
        lambda: views.clocks(page, visit.text),
    )


def comments(visit: Visit, given: Given) -> None:
    """Print what was said on a claim."""
    found = visit.desk.comments(read_id(given.one("ID")), visit.actor)
    zone = visit.zone
    visit.give_all(
        found, lambda one: shapes.comment(one, zone), lambda rows: views.comments(rows, zone, visit.text)
    )


COMMANDS = (
    Command("history", "", history, (ID,)),
    Command("clocks", "", clocks, (ID,)),
    Command("comments", "", comments, (ID,)),
)
