"""Ranks the places of a point, and says how much they are worth together."""

from collections.abc import Iterable

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.points import Place, Point, State

MOST_EVIDENCE = 5
"""Places that are shown for a point; a claim with more products shows one more for each."""
SURE = 0.6
WEAK = 0.25


def best_places(places: Iterable[Place], most: int = MOST_EVIDENCE) -> tuple[Place, ...]:
    """Return the best places, the earlier one first where they are equal, each line once."""
    best: dict[tuple[str, int, int], Place] = {}
    for place in places:
        key = (place.poe, place.page, place.line)
        if place.score >= WEAK and (key not in best or best[key].score < place.score):
            best[key] = place
    ranked = sorted(best.values(), key=lambda place: -place.score)
    return tuple(ranked[:most])


def point_of(reason: AskReason, places: Iterable[Place], against: Iterable[Place] = ()) -> Point:
    """Return a point with its best places, sure as the best of them is."""
    evidence = best_places(places)
    state = State.MISSING
    if evidence:
        state = State.OK if evidence[0].score >= SURE else State.UNSURE
    return Point(reason, state, evidence, against=best_places(against, 3))
