"""Random orders by random people under a clock that jumps: whatever happens, the history tells the whole claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import faces, next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import DECISIONS, evolve, fold
from cpor_tui.domain.machine import RULES, Scene, allowed, decide
from cpor_tui.domain.names import PARTNER, REVIEWERS, What
from cpor_tui.domain.notices import readers
from cpor_tui.domain.refusals import Refused
from cpor_tui.domain.settle import settle
from tests.support.house import (
    CAST,
    DAY,
    HOUR,
    MINUTE,
    ORDERS,
    SECOND,
    SEOUL_AND_NEW_YORK,
    Life,
    good,
)

JUMPS = (1, SECOND, 19 * SECOND, 21 * SECOND, 31 * MINUTE, 5 * HOUR, DAY, 3 * DAY, 8 * DAY, 31 * DAY)
STAGES = (
    Life.draft,
    Life.in_review,
    Life.asked,
    Life.told,
    Life.rejected,
    Life.disputed,
    Life.asked_in_dispute,
)
STORY = (
    What.SUBMIT,
    What.START,
    What.ASK,
    What.RESUBMIT,
    What.APPROVE,
    What.REJECT,
    What.REFUSE_DISPUTE,
    What.DISPUTE,
    What.CUSTOMER_TOLD,
    What.DECLINE,
    What.UNDO,
    What.EDIT,
    What.TAKEOVER,
)
"""The orders that bring a claim on: chosen more often, so that the lives go deep."""
BY_PEOPLE = {what for what, row in RULES.items() if row.by & (PARTNER | REVIEWERS)} - {What.CREATE}


def is_obeyed(claim: Claim, order: c.Command, scene: Scene) -> bool:
    """Whether nobody refuses."""
    try:
        decide(claim, order, scene)
    except Refused:
        return False
    return True


class RandomLife(RuleBasedStateMachine):
    """A claim that many hands pull at."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life()
        self.tried: tuple[Claim, int] | None = None

    @initialize(
        rules=st.sampled_from(("2020", "2023")),
        second=st.integers(0, 400 * 24 * 3600),
        stage=st.sampled_from(STAGES),
    )
    def begin(self, rules: str, second: int, stage: Callable[[Life], Life]) -> None:
        self.life = stage(Life(rules, SEOUL_AND_NEW_YORK, now="2026-01-05 00:00").wait(seconds=second))

    def scene(self, actor: c.Actor) -> Scene:
        return self.life.scene(actor)

    def order(
        self, what: What, actor: c.Actor, seen: int | None = None, *, must: bool = False
    ) -> Event | None:
        """The desk's own loop; a refusal is one more thing that may happen, but for an order that must be obeyed."""
        life = self.life
        life.look()
        was = life.claim
        order = replace(good(what, was), if_version=seen)
        try:
            event = decide(was, order, self.scene(actor))
        except Refused:
            if must:
                raise
            return None
        if event is not None:
            life.give(order, actor)
            if what is What.UNDO:
                assert event.undoes is not None
                kept = fold(life.events[: event.undoes - 1])
                back = replace(
                    life.claim, version=kept.version, touched_at=kept.touched_at, material=kept.material
                )
                assert back == replace(kept, before=None)
        return event

    @rule(what=st.sampled_from(ORDERS), actor=st.sampled_from(CAST))
    def anybody_orders_anything(self, what: What, actor: c.Actor) -> None:
        if what is not What.CREATE:
            self.order(what, actor)

    @rule(number=st.integers(0, 10_000), actor=st.sampled_from(CAST))
    def somebody_does_what_is_allowed(self, number: int, actor: c.Actor) -> None:
        may = self.life.allowed(actor)
        if may:
            self.order(may[number % len(may)], actor, must=True)

    @rule(first=st.integers(0, len(STORY) - 1), actor=st.integers(0, len(CAST) - 1))
    def the_story_goes_on(self, first: int, actor: int) -> None:
        """The first order of a shuffled list that anybody may give."""
        for what in (*STORY[first:], *STORY[:first]):
            for one in (*CAST[actor:], *CAST[:actor]):
                if self.order(what, one) is not None:
                    return

    @rule(back=st.integers(0, 6), what=st.sampled_from(sorted(DECISIONS)), actor=st.sampled_from(CAST))
    def somebody_decides_on_an_older_page(self, back: int, what: What, actor: c.Actor) -> None:
        self.life.look()
        claim = self.life.claim
        seen = max(1, claim.version - back)
        event = self.order(what, actor, seen)
        if event is not None and claim.material is not None:
            assert claim.material.seq <= seen, "a stale decision was obeyed"

    @rule(jump=st.sampled_from(JUMPS))
    def time_goes_by_unseen(self, jump: int) -> None:
        self.life.now += jump

    @rule()
    def the_clock_is_set_back_an_hour(self) -> None:
        self.life.now -= HOUR

    @precondition(lambda self: self.life.events and next_due(self.life.claim) is not None)
    @rule(early=st.booleans())
    def time_goes_to_the_next_deadline(self, early: bool) -> None:
        due = next_due(self.life.claim)
        assert due is not None
        self.life.now = max(self.life.now, due - early)

    @rule()
    def somebody_looks(self) -> None:
        self.life.look()

    @invariant()
    def the_history_makes_the_claim(self) -> None:
        if self.life.events:
            assert fold(self.life.events) == self.life.claim
            assert [event.seq for event in self.life.events] == list(range(1, len(self.life.events) + 1))

    @invariant()
    def what_is_allowed_is_what_is_obeyed(self) -> None:
        if not self.life.events:
            return
        life = self.life
        claim = [life.claim, *(after for _, after in settle(life.claim, life.now, life.rules, life.house))][
            -1
        ]
        if self.tried == (claim, life.now):
            return
        self.tried = claim, life.now
        orders = {what: good(what, claim) for what in BY_PEOPLE}
        for actor in CAST:
            scene = self.scene(actor)
            obeyed = {what for what, order in orders.items() if is_obeyed(claim, order, scene)}
            assert obeyed == BY_PEOPLE.intersection(allowed(claim, scene)), (actor, claim.status)

    @invariant()
    def a_person_never_acts_in_the_past(self) -> None:
        latest = 0
        for event in self.life.events:
            if event.by != c.CLOCK.name:
                assert event.at >= latest
            latest = max(latest, event.at)

    @invariant()
    def every_clock_can_explain_itself(self) -> None:
        if self.life.events:
            for face in faces(self.life.claim, self.life.now, self.life.house):
                assert face.used <= face.clock.limit
                assert face.days

    @invariant()
    def what_is_internal_is_mailed_to_nobody(self) -> None:
        claim = None
        for event in self.life.events[-1:]:
            claim = self.life.claim
            assert event.what is not What.NOTE or readers(claim, event) == ()


# A life that breaks is shortened before it is shown. "Explain" would trace every line meanwhile: minutes, not seconds.
RandomLife.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    phases=[phase for phase in Phase if phase is not Phase.explain],
)
TestRandomLives = RandomLife.TestCase


def test_an_event_that_does_not_follow_is_no_part_of_a_history():
    life = Life().submitted()
    for wrong in (replace(life.events[-1], seq=9), replace(life.events[0], seq=1, claim=5)):
        try:
            evolve(life.claim, wrong)
        except ValueError:
            continue
        raise AssertionError("a broken history was folded")
