"""Is every claimed product named?"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.check.ranking import MOST_EVIDENCE, SURE, WEAK, best_places
from cpor_tui.poe.check.rows import File, Row, width
from cpor_tui.poe.parties import TEAMS, Product
from cpor_tui.poe.points import Place, Point, State
from cpor_tui.poe.wording import ticking


def named(file: File) -> Point:
    """Show where each claimed product is named, and say which ones no line names."""
    places: list[Place] = []
    against: list[Place] = []
    lacking: list[str] = []
    weakest = State.OK
    for product in file.products:
        found = list(_namings(file, product, against))
        best = max((place.score for place in found), default=0.0)
        if best < SURE:
            lacking.append(product.name)
            weakest = State.MISSING if best < WEAK or weakest is State.MISSING else State.UNSURE
        places += best_places(found, max(2, MOST_EVIDENCE // max(1, len(file.products))))
    evidence = _spread(places, len(file.products))
    if not file.products or not evidence:
        return Point(AskReason.MISSING_PRODUCTS, State.MISSING, (), tuple(lacking), best_places(against, 3))
    if weakest is State.MISSING:
        # Some are named and some are not: what was found is shown, what was not is named in `lacking`.
        weakest = State.UNSURE if len(lacking) < len(file.products) else State.MISSING
        evidence = evidence if weakest is State.UNSURE else ()
    return Point(AskReason.MISSING_PRODUCTS, weakest, evidence, tuple(lacking), best_places(against, 3))


def _spread(places: Sequence[Place], wanted: int) -> tuple[Place, ...]:
    """Return the places with the best of each product first."""
    seen: set[str] = set()
    first: list[Place] = []
    rest: list[Place] = []
    for place in sorted(places, key=lambda place: -place.score):
        (rest if place.about in seen else first).append(place)
        seen.add(place.about)
    return tuple((first + rest)[: max(MOST_EVIDENCE, wanted)])


def _namings(file: File, product: Product, against: list[Place]) -> Iterator[Place]:
    for rows in file.sheets():
        listed = _untouched_list(rows)
        for at, row in enumerate(rows):
            following = rows[at + 1].plain if at + 1 < len(rows) and rows[at + 1].line <= row.line + 1 else ""
            score, where = _naming(file, product, row, following)
            if not score:
                continue
            if _unticked(row.text, where):
                against.append(row.place(0.9, product.name))
                continue
            before, after = row.text[max(0, where - 120) : where], row.text[where : where + 120]
            if ticking.EXCLUDED_BEFORE.search(before) or ticking.EXCLUDED_AFTER.search(after):
                against.append(row.place(0.7, product.name))
                continue
            if row.line in listed:
                # Boxes to tick, and nobody ticked one, or the ticks are drawn and no letters.
                against.append(row.place(0.6, product.name))
                continue
            score += 0.1 * (bool(row.work) or row.partner >= 0.7)
            score += 0.05 * bool(
                re.search(r"제품|product|workload|licen[sc]e|사업\s?명|scope|솔루션", row.plain)
            )
            yield row.place(score, product.name)


def _naming(file: File, product: Product, row: Row, following: str) -> tuple[float, int]:
    """Return how surely a row names the product, and where."""
    if found := product.sure.search(row.plain):
        return (0.8 if not row.field else 0.7), found.start()
    if product.name.casefold().endswith("teams") and (short := TEAMS.search(row.text)):
        # Where nothing else is of the platform, these may be anybody's teams.
        inside = bool(row.text[: short.start()].strip(" \t>-•*"))
        return (0.65 if file.platform else 0.6 if inside else 0.4), short.start()
    if (
        following
        and (split := product.sure.search(f"{row.plain} {following}"))
        and split.start() < len(row.plain)
    ):
        return 0.75, split.start()
    if product.perhaps is not None and (family := product.perhaps.search(row.plain)):
        return 0.35, family.start()
    return 0.0, 0


def _unticked(text: str, where: int) -> bool:
    """Say whether the box nearest to what stands at `where` is empty."""
    before = text[max(0, where - 12) : where]
    empty = [found.end() for found in ticking.UNTICKED.finditer(before)]
    full = [found.end() for found in ticking.TICKED.finditer(before)]
    if empty or full:
        return max(empty, default=-1) > max(full, default=-1)
    after = text[where:].strip()
    return bool(ticking.UNTICKED.search(after[-4:])) and not ticking.TICKED.search(text)


def _untouched_list(rows: Sequence[Row]) -> frozenset[int]:
    """Return the lines under a "tick all that apply" in which nothing is ticked, if there are several to choose from."""
    lines: set[int] = set()
    for at, row in enumerate(rows):
        if ticking.TICK_HEADING.search(row.text):
            listed = list(takewhile(_is_choice, rows[at + 1 : at + 16]))
            if len(listed) > 1 and not any(ticking.TICKED.search(each.text) for each in listed):
                lines |= {each.line for each in listed}
    return frozenset(lines)


def _is_choice(row: Row) -> bool:
    return width(row.text) <= 60 and not re.search(r"[:：]|[.!?다]\s*$", row.text)
