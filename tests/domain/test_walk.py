"""A walk over every state that a claim can reach, to the depth where nothing new appears."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import House, day_of
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import DECISIONS, evolve
from cpor_tui.domain.machine import Scene, decide
from cpor_tui.domain.names import ClockKind, Phase, Role, Side, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet, shipped
from cpor_tui.domain.settle import settle
from tests.support.house import (
    CATALOGUE,
    COLLEAGUE,
    CUSTOMER,
    DAY,
    LEAD,
    MPNS,
    OPERATOR,
    ORDERS,
    PARTNER,
    QUIET,
    QUIET_HOUSE,
    REVIEWER,
    SECOND,
    Life,
    a_house,
    good,
)

CLOCK_ENDS = {ClockKind.ANSWER, ClockKind.CONSENT, ClockKind.WINDOW}
QUIETLY = {What.COMMENT, What.NOTE, What.WATCH, What.TICK, What.RECALCULATE, What.EARN}
"""Orders that move nothing another order depends on; a comment answers, so it is walked where the partner was asked."""
ACTORS = (PARTNER, REVIEWER, COLLEAGUE, LEAD, OPERATOR, CUSTOMER, c.CLOCK)


@dataclass(frozen=True, slots=True)
class Spot:
    """A claim at an instant, settled."""

    claim: Claim
    now: int


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a spot to another: an order that was obeyed, or time."""

    frm: Spot
    to: Spot
    events: tuple[Event, ...]
    order: What | None = None


@dataclass(frozen=True, slots=True)
class World:
    """Under which numbers, and by which walls' clocks, the walk is taken."""

    edition: str
    place: str

    @property
    def rules(self) -> RuleSet:
        return shipped()[self.edition]

    @property
    def house(self) -> House:
        return HOUSES[self.place]


@dataclass(frozen=True, slots=True)
class Walk:
    world: World
    spots: dict[Any, Spot]
    ways: dict[Any, list[tuple[Any, Step]]]

    def steps(self) -> Iterator[Step]:
        for ways in self.ways.values():
            for _, step in ways:
                yield step


HOUSES = {
    "one midnight": QUIET_HOUSE,
    "two midnights": a_house(("America/New_York", QUIET), ("Asia/Seoul", QUIET)),
}


def settled(claim: Claim, now: int, world: World) -> tuple[Claim, tuple[Event, ...]]:
    found = tuple(settle(claim, now, world.rules, world.house))
    return (found[-1][1] if found else claim), tuple(event for event, _ in found)


def scene(now: int, actor: c.Actor, world: World) -> Scene:
    return Scene(
        now=now,
        actor=actor,
        rules=world.rules,
        house=world.house,
        mpns=MPNS,
        catalogue=CATALOGUE,
        assignee=COLLEAGUE,
        new_claim=2,
    )


def abstract(spot: Spot) -> Any:
    """All of a spot that decides what can happen next, but for the dates themselves."""
    claim, now = spot.claim, spot.now
    newest = {clock.kind: clock for clock in claim.clocks}
    clocks = tuple(
        (kind, clock.state, clock.open, now >= clock.due_at if clock.running else None, len(clock.remind_at))
        for kind, clock in sorted(newest.items())
        if clock.open or kind is ClockKind.WINDOW
    )
    order = tuple(clock.kind for clock in sorted(claim.clocks, key=lambda one: one.due_at) if clock.running)
    return (
        claim.status,
        claim.phase,
        clocks,
        order,
        claim.from_dispute,
        min(claim.disputes, 2),
        claim.disputable,
        claim.told_at is not None if claim.phase is Phase.CONSENT_OPEN else None,
        claim.overdue,
        claim.asked.answered if claim.asked and claim.status is Status.PARTNER_ACTION_REQUIRED else None,
        claim.taken.by if claim.taken else None,
        claim.before is not None,
        claim.decided.by if claim.decided else None,
        tuple((lapse.frm, lapse.phase) for lapse in claim.lapses),
        claim.renewed_as is not None,
        claim.assessment.outcome if claim.assessment else None,
        bool(claim.poe),
        claim.submitted_at is not None,
    )


def ways_on(spot: Spot, world: World) -> Iterator[Step]:
    """Every order with nothing wrong in it by everybody, the next thing time does, and the instant before it."""
    claim = spot.claim
    for what in ORDERS:
        if what is What.CREATE or (what in QUIETLY and not _answers(what, claim)):
            continue
        for actor in ACTORS:
            try:
                event = decide(claim, good(what, claim), scene(spot.now, actor, world))
            except Refused:
                continue
            if event is not None:
                # An undo may bring back a clock whose deadline has passed meanwhile.
                after, events = settled(evolve(claim, event), spot.now, world)
                yield Step(spot, Spot(after, spot.now), (event, *events), what)
    due = next_due(claim)
    # The clocks that do not bite now may yet decide where an order leads: walk over their ends too.
    edges = {clock.due_at for clock in claim.clocks if clock.running} | ({due} if due is not None else set())
    # Ten seconds later a decision can be undone, half a minute later it cannot; a day later no notice is in time.
    for later in {
        spot.now + 10 * SECOND,
        spot.now + 30 * SECOND,
        spot.now + DAY,
        *edges,
        *(edge - 1 for edge in edges),
    }:
        if later > spot.now:
            after, events = settled(claim, later, world)
            yield Step(spot, Spot(after, later), events)


def _answers(what: What, claim: Claim) -> bool:
    return what is What.COMMENT and claim.status is Status.PARTNER_ACTION_REQUIRED


@cache
def walk(edition: str, place: str) -> Walk:
    """Every reachable spot, one for each abstract state."""
    world = World(edition, place)
    life = Life(edition, world.house).draft()
    first = Spot(life.claim, life.now)
    found = Walk(world, {abstract(first): first}, defaultdict(list))
    front = [abstract(first)]
    while front:
        nxt = []
        for key in front:
            for step in ways_on(found.spots[key], world):
                reached = abstract(step.to)
                found.ways[key].append((reached, step))
                if reached not in found.spots:
                    found.spots[reached] = step.to
                    nxt.append(reached)
        front = nxt
    return found


@pytest.fixture(
    scope="module",
    params=[(edition, place) for edition in ("2020", "2023") for place in HOUSES],
    ids=" ".join,
)
def walked(request) -> Walk:
    return walk(*request.param)


def test_the_walk_meets_every_status_and_phase(walked):
    stands = {(spot.claim.status, spot.claim.phase) for spot in walked.spots.values()}
    expected: set[tuple[Status, Phase | None]] = {(status, None) for status in Status}
    expected -= {(Status.APPROVED, None), (Status.REJECTED, None)}
    expected |= {
        (Status.APPROVED, Phase.CONSENT_OPEN),
        (Status.APPROVED, Phase.CONSENT_PASSED),
        (Status.REJECTED, Phase.DISPUTABLE),
    }
    if walked.world.edition == "2020":
        expected = (expected | {(Status.REJECTED, Phase.CLOSED)}) - {(Status.REJECTED_FINAL, None)}
    assert stands == expected
    assert len(walked.spots) > 300


def is_final(claim: Claim) -> bool:
    return (
        claim.status in (Status.REJECTED_FINAL, Status.DISCARDED)
        or claim.phase is Phase.CLOSED
        or claim.phase is Phase.CONSENT_PASSED
    )


def test_there_is_no_trap_but_the_final_ones(walked):
    back = defaultdict(set)
    for key, ways in walked.ways.items():
        for reached, _ in ways:
            back[reached].add(key)
    saved = {key for key, spot in walked.spots.items() if is_final(spot.claim)}
    front = list(saved)
    while front:
        front = [key for one in front for key in back[one] if key not in saved and not saved.add(key)]  # type: ignore[func-returns-value]
    assert set(walked.spots) == saved


def test_no_final_state_is_ever_left_but_for_a_withdrawal(walked):
    for step in walked.steps():
        before, after = step.frm.claim, step.to.claim
        if not is_final(before) or step.order is What.UNDO:
            continue
        if before.phase is Phase.CONSENT_PASSED and step.order is What.WITHDRAW:
            continue
        assert (before.status, before.phase) == (after.status, after.phase), step.order


def test_time_leaves_nobody_waiting_but_for_a_person(walked):
    """Where nothing is due, somebody may do something that moves the claim on, or it is over."""
    for key, spot in walked.spots.items():
        moving = {
            step.order
            for _, step in walked.ways[key]
            if (step.to.claim.status, step.to.claim.phase) != (spot.claim.status, spot.claim.phase)
        }
        told = spot.claim.phase is Phase.CONSENT_OPEN and spot.claim.told_at is None
        assert is_final(spot.claim) or next_due(spot.claim) is not None or told or moving


def test_it_does_not_matter_when_anybody_looked(walked):
    dice = random.Random(walked.world.edition)
    for spot in walked.spots.values():
        end = spot.now + 90 * DAY
        once, all_at_once = settled(spot.claim, end, walked.world)
        claim = spot.claim
        seen: list[Event] = []
        for look in sorted(dice.randrange(spot.now, end) for _ in range(6)):
            claim, events = settled(claim, look, walked.world)
            seen.extend(events)
        claim, events = settled(claim, end, walked.world)
        seen.extend(events)
        assert [replace(event, recorded_at=0) for event in seen] == [
            replace(event, recorded_at=0) for event in all_at_once
        ]
        assert claim == once
        assert settled(once, end, walked.world) == (once, ())


def test_what_time_does_is_dated_by_its_deadline_and_in_order(walked):
    for spot in walked.spots.values():
        _, events = settled(spot.claim, spot.now + 90 * DAY, walked.world)
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert all(event.recorded_at == spot.now + 90 * DAY for event in events)
        assert all(event.side is Side.SYSTEM for event in events)


def test_no_claim_with_a_lapsed_deadline_obeys_a_partner_or_a_customer(walked):
    guarded = {
        Status.PARTNER_ACTION_REQUIRED: (ClockKind.ANSWER, (What.RESUBMIT, What.EDIT, What.ADD_POE)),
        Status.REJECTED: (ClockKind.WINDOW, (What.DISPUTE,)),
        Status.APPROVED: (ClockKind.CONSENT, (What.DECLINE,)),
    }
    seen = set()
    for spot in walked.spots.values():
        kind, orders = guarded.get(spot.claim.status, (None, ()))
        clock = spot.claim.open_clock(kind) if kind else None
        if clock is None or (kind is ClockKind.CONSENT and spot.claim.told_at is None):
            continue
        for late in (clock.due_at, clock.due_at + 1, clock.due_at + DAY, clock.due_at + 60 * DAY):
            claim, _ = settled(spot.claim, late, walked.world)
            for what in orders:
                actor = CUSTOMER if what is What.DECLINE else PARTNER
                with pytest.raises(Refused) as refused:
                    decide(claim, good(what, claim), scene(late, actor, walked.world))
                assert refused.value.code is Code.TOO_LATE, (what, spot.claim.status)
                seen.add(what)
        assert settled(spot.claim, clock.due_at - 1, walked.world)[0].status is spot.claim.status
    assert seen == {order for _, orders in guarded.values() for order in orders}


def test_every_order_of_the_partner_was_obeyed_before_every_deadline_that_bites(walked):
    for step in walked.steps():
        claim = step.frm.claim
        for event in step.events:
            if event.side not in (Side.PARTNER, Side.CUSTOMER):
                continue
            answer = claim.open_clock(ClockKind.ANSWER)
            assert answer is None or event.at < answer.due_at
            if event.what is What.DISPUTE:
                window = claim.open_clock(ClockKind.WINDOW)
                assert window is not None
                assert event.at < window.due_at


def test_nothing_reaches_assessment_before_consent_has_passed_and_the_customer_was_told(walked):
    passed = 0
    limit = walked.world.rules.limits[ClockKind.CONSENT]
    for step in walked.steps():
        claim = step.frm.claim
        for event in step.events:
            if event.what is What.CONSENT_PASSED:
                passed += 1
                clock = claim.open_clock(ClockKind.CONSENT)
                assert claim.told_at is not None
                assert clock is not None
                assert event.at == clock.due_at
                told_on = day_of(claim.told_at, walked.world.house.partner.zone)
                # The customer had every day of the period after the day on which the notice left.
                assert clock.due_on == QUIET.later(told_on, limit.count, limit.unit)
            claim = evolve(claim, event)
            if claim.phase is Phase.CONSENT_PASSED:
                assert claim.told_at is not None
            assert event.what is not What.ASSESS or claim.phase is Phase.CONSENT_PASSED
    assert passed


def test_undo_gives_back_the_very_state(walked):
    undone = set()
    for step in walked.steps():
        if step.order not in DECISIONS:
            continue
        [decision] = step.events
        decider = next(actor for actor in ACTORS if actor.name == decision.by)
        for later in (0, 19_999_999):
            event = decide(step.to.claim, c.Undo(), scene(decision.at + later, decider, walked.world))
            assert event is not None
            back = evolve(step.to.claim, event)
            was = step.frm.claim
            same = replace(back, version=was.version, touched_at=was.touched_at, material=was.material)
            assert same == replace(was, before=None)
            assert event.undoes == decision.seq
        with pytest.raises(Refused) as late:
            decide(step.to.claim, c.Undo(), scene(decision.at + 20_000_000, decider, walked.world))
        assert late.value.code is Code.UNDO_EXPIRED
        undone.add(step.order)
    assert undone == DECISIONS


def test_every_step_leaves_a_claim_that_makes_sense(walked):
    for spot in walked.spots.values():
        claim, now = spot.claim, spot.now
        open_kinds = [clock.kind for clock in claim.clocks if clock.open]
        assert len(open_kinds) == len(set(open_kinds)), "two open clocks of one kind"
        assert set(open_kinds) <= _CLOCKS[claim.status], (claim.status, open_kinds)
        assert (claim.phase is not None) == (claim.status in (Status.APPROVED, Status.REJECTED))
        due = next_due(claim)
        assert due is None or due > now
        if claim.status not in _HELD:
            assert claim.taken is None
        if claim.status is Status.REJECTED and claim.phase is Phase.DISPUTABLE:
            assert ClockKind.WINDOW in open_kinds
            assert claim.disputable
        if claim.status in (Status.REJECTED, Status.REJECTED_FINAL):
            assert claim.rejection is not None


_PROMISED = {ClockKind.REVIEW, ClockKind.TOTAL}
_CLOCKS: dict[Status, set[ClockKind]] = {
    Status.EDITING: set(),
    Status.DISCARDED: set(),
    Status.SUBMITTED: {ClockKind.START, ClockKind.TOTAL},
    Status.UNDER_REVIEW: _PROMISED,
    Status.PARTNER_ACTION_REQUIRED: _PROMISED | {ClockKind.ANSWER, ClockKind.DISPUTE, ClockKind.WINDOW},
    Status.APPROVED: {ClockKind.CONSENT},
    Status.REJECTED: {ClockKind.WINDOW},
    Status.DISPUTE: {ClockKind.DISPUTE, ClockKind.WINDOW},
    Status.REJECTED_FINAL: set(),
}
_HELD = {Status.SUBMITTED, Status.UNDER_REVIEW, Status.PARTNER_ACTION_REQUIRED, Status.DISPUTE}


def test_nobody_but_the_clock_does_what_only_time_may(walked):
    timely = {What.NO_ANSWER, What.CONSENT_PASSED, What.WINDOW_CLOSED, What.OVERDUE, What.REMIND}
    done = set()
    for step in walked.steps():
        for event in step.events:
            assert (event.what in timely or event.what is What.CUSTOMER_TOLD) == (event.side is Side.SYSTEM)
            done.add(event.what)
    assert timely <= done
    assert Role.CLOCK in {actor.role for actor in ACTORS}
