"""Shows the places in a proof that speak for each of the five points, and decides nothing."""

from collections.abc import Mapping

from cpor_tui.poe.check.about import about
from cpor_tui.poe.check.dated import dated
from cpor_tui.poe.check.products import named
from cpor_tui.poe.check.ranking import MOST_EVIDENCE
from cpor_tui.poe.check.rows import File
from cpor_tui.poe.check.signed import acknowledged
from cpor_tui.poe.check.work import service
from cpor_tui.poe.points import Facts, Point
from cpor_tui.poe.reading import Reading

__all__ = ["MOST_EVIDENCE", "check"]


def check(facts: Facts, readings: Mapping[str, Reading]) -> tuple[Point, ...]:
    """Return the five points in order, with what `readings` (by name) show for each.

    It shows and never decides: a point without evidence may be proved by what no machine read, and the other way
    round. Equal arguments give equal answers.
    """
    file = File(facts, readings)
    work = service(file)
    products = named(file)
    return (
        about(file, work, products),
        acknowledged(file),
        dated(file),
        work,
        products,
    )
