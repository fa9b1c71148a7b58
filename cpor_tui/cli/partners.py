"""`cpor status`: a partner's own claims, what each needs, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cpor_tui.cli import shapes, views
from cpor_tui.cli.grammar import Arg, Command, Given
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.claim import read_id

if TYPE_CHECKING:
    from cpor_tui.pages import Page

_MOST = 1_000_000


def status(visit: Visit, given: Given) -> None:
    """Print what each claim needs; those that need the partner come first."""
    lang = visit.settings.lang
    if (named := given.maybe("ID")) is not None:
        page = visit.desk.page(read_id(named), visit.actor)
        visit.give(lambda: shapes.claim(page, lang), lambda: views.standings([page], visit.text))
        return

    def pages() -> Iterator[Page]:
        for row in visit.desk.status(visit.actor, count=_MOST):
            yield visit.desk.page(row.id, visit.actor)

    visit.give_all(
        pages(), lambda page: shapes.claim(page, lang), lambda found: views.standings(found, visit.text)
    )


COMMANDS = (Command("status", "", status, (Arg("ID", optional=True),)),)
