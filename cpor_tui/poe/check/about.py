"""Is it there, and about this claim?"""

import re

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.check.ranking import best_places
from cpor_tui.poe.check.rows import File, Row
from cpor_tui.poe.points import Place, Point, State
from cpor_tui.poe.wording import roles


def about(file: File, work: Point, named: Point) -> Point:
    """Show where the proof names the customer and the partner; the names alone do not make it a proof."""
    places: list[Place] = []
    for row in file.rows:
        both = row.customer >= 0.7 and row.partner >= 0.7
        score = 0.5 * row.customer + 0.3 * row.partner
        if row.customer or row.partner:
            score += 0.1 * bool(row.field or roles.CUSTOMER_ROLE.search(row.text) or both)
            score += 0.1 * any(product.sure.search(row.plain) for product in file.products)
        if score > 0:
            places.append(row.place(score))
    customer = max((row.customer for row in file.rows), default=0.0)
    partner = max((row.partner for row in file.rows), default=0.0)
    product = named.state is not State.MISSING
    described = work.state is State.OK
    evidence = best_places(places)
    if customer >= 0.7 and (partner >= 0.7 or product):
        other = partner < 0.7 and any(_names_another(file, row) for row in file.rows)
        state = State.UNSURE if other else State.OK
    elif (customer >= 0.7 and (file.platform or described)) or (partner >= 0.7 and product):
        # A name alone may stand on any invoice.
        state = State.UNSURE
    else:
        return Point(AskReason.MISSING_ALL_POE, State.MISSING, against=evidence[:3])
    return Point(AskReason.MISSING_ALL_POE, state, evidence)


_PARTNER_IS = re.compile(r"^[^:：]{0,30}[:：]\s*\S")


def _names_another(file: File, row: Row) -> bool:
    """Say whether a row states who the partner is, and it is somebody else."""
    stated = _PARTNER_IS.match(row.text)
    return bool(stated) and bool(roles.PARTNER_ROLE.match(row.text.lstrip(" \t-•·*"))) and row.partner < 0.7
