"""Is it dated, within twelve months?"""

import re
from collections.abc import Sequence
from dataclasses import replace

from cpor_tui.domain.names import AskReason
from cpor_tui.poe import dates
from cpor_tui.poe.check.ranking import point_of
from cpor_tui.poe.check.rows import File, Row, Side
from cpor_tui.poe.points import Place, Point, State
from cpor_tui.poe.wording import dating, signing


def dated(file: File) -> Point:
    """Show the days within the year before the submission, a signature's first; older ones speak against."""
    last = file.facts.submitted_on
    first = dates.a_year_before(last)
    places: list[Place] = []
    against: list[Place] = []
    signed_outside = signed_inside = False
    for rows in file.sheets():
        for at, row in enumerate(rows):
            end = 0
            for found in dates.find(row.text):
                inside = dates.within(found, first, last)
                weight, signing = _date_weight(rows, at, found, end)
                end = found.end
                if inside is False:
                    against.append(row.place(weight))
                    signed_outside |= signing and found.spans[-1][1] < first
                    continue
                if inside is None:
                    weight = min(weight, 0.5)
                signed_inside |= signing and inside is True
                places.append(row.place(weight if found.is_day else weight * 0.85))
    point = point_of(AskReason.MISSING_OR_OLD_DATES, places, against)
    if point.state is State.OK and signed_outside and not signed_inside:
        # Signed long ago: a later day in the text may be anything.
        return replace(point, state=State.UNSURE)
    return point


def _date_weight(rows: Sequence[Row], at: int, found: dates.Found, since: int) -> tuple[float, bool]:
    """Return how much a date weighs, and whether it is the day of a signature; `since` ends the one before it."""
    row = rows[at]
    before = row.text[max(since, found.start - 60) : found.start]
    near = before + " " + row.text[found.end : found.end + 25]
    if row.field and re.match(r"\s*(?:date|sent|날짜|보낸\s?날짜)", row.text, re.IGNORECASE):
        return 0.9, True
    if dating.OTHER_DATE.search(near) and not dating.SIGN_DATE.search(before):
        return 0.4, False
    alone = len(row.text.strip()) - (found.end - found.start) <= 4
    above = rows[at - 1].text if at else ""
    signed = any(
        words.search(text)
        for words in (signing.SIGNED_MARK, signing.SIGN_LABEL, signing.SIGNED_BY, signing.SEAL)
        for text in (row.text, above)
    )
    if dating.SIGN_DATE.search(before) or signed or (alone and dating.SIGN_DATE.search(above[-40:])):
        return (1.0 if signed or row.side is Side.CUSTOMER else 0.95), True
    if alone:
        return 0.9, True
    if dating.PERIOD.search(near):
        return 0.8, False
    return 0.65, False
