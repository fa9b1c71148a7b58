"""A history that breaks the rules of a history is refused, whoever wrote it; a clock asked twice answers once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Mark, Taken
from cpor_tui.domain.deadlines import meet, moved, pause, resume, turns, used_until, what_if
from cpor_tui.domain.events import Act, Turn
from cpor_tui.domain.evolve import evolve, fold
from cpor_tui.domain.filter import Due
from cpor_tui.domain.names import ClockKind, Unit, What
from tests.support.house import ASK, OPERATOR, PARTNER, QUIET_HOUSE, REJECT, REVIEWER, Life, at


def test_a_history_without_events_is_none():
    with pytest.raises(ValueError, match=r"^a history without events$"):
        fold(())


def test_a_history_begins_with_the_creation_as_its_first_event():
    create, added = Life().draft().events
    for first in (added, replace(create, seq=2)):
        with pytest.raises(ValueError, match=r"^a history begins with create$"):
            evolve(None, first)


def test_an_event_follows_the_version_before_it_on_the_same_claim():
    life = Life().draft()
    create, added = life.events
    claim = evolve(None, create)
    for wrong in (replace(added, seq=3), replace(added, seq=1), replace(added, claim=7)):
        with pytest.raises(ValueError, match=r"^event \d does not follow version 1$"):
            evolve(claim, wrong)
    assert evolve(claim, added) == life.claim


@pytest.mark.parametrize("lost", ["due_on", "due_at", "side", "key", "zone", "limit", "unit"])
def test_a_clock_does_not_start_without_its_whole_deadline(lost):
    *earlier, submit = Life().submitted().events
    turn, *others = submit.turns
    nothing: dict[str, Any] = {lost: None}
    broken = replace(submit, turns=(replace(turn, **nothing), *others))
    with pytest.raises(ValueError, match=r"^a clock that starts without its deadline$"):
        evolve(fold(earlier), broken)


def test_a_clock_that_never_started_has_no_turns():
    *earlier, start = Life().in_review().events
    met = replace(start, turns=(replace(start.turns[0], kind=ClockKind.WINDOW),))
    with pytest.raises(ValueError, match=r"^a turn of the clock window, which never started$"):
        evolve(fold(earlier), met)


def test_nothing_is_undone_but_the_decision_before():
    life = Life().asked()
    undo = replace(life.events[-1], seq=life.claim.version + 1, what=What.UNDO, turns=(), to=None, frm=None)
    assert evolve(life.claim, undo).status is not life.claim.status
    with pytest.raises(ValueError, match=r"^an undo without a decision$"):
        evolve(replace(life.claim, before=None), undo)


def test_what_an_undo_brings_back_was_never_to_be_undone_itself():
    life = Life().asked()
    approved = replace(Life().approved().events[-1], seq=life.claim.version + 1, turns=())
    assert evolve(life.claim, approved).before == replace(life.claim, before=None)


def test_an_undo_is_itself_what_makes_an_older_page_stale():
    life = Life().asked().wait(seconds=5)
    event = life.give(c.Undo(), REVIEWER)
    assert event is not None
    assert (event.at, life.claim.touched_at) == (life.now, life.now)
    assert life.claim.material == Mark(event.seq, event.at, "dana", What.UNDO)


def test_a_question_without_words_or_products_to_drop_has_none():
    *earlier, asked = Life().asked().events
    claim = fold((*earlier, replace(asked, note=None, facts={"reasons": ["missing-products"]})))
    assert claim.asked is not None
    assert (claim.asked.reasons, claim.asked.note, claim.asked.drop_products) == (
        ("missing-products",),
        "",
        (),
    )


def test_a_rejection_without_a_reason_has_none():
    *earlier, rejected = Life().rejected().events
    claim = fold((*earlier, replace(rejected, reason=None)))
    assert claim.rejection is not None
    assert claim.rejection.reason == ""


@pytest.mark.parametrize("decision", [c.Approve(), REJECT])
def test_what_is_decided_is_overdue_no_more(decision):
    life = Life().in_review()
    life.run_out(ClockKind.REVIEW)
    assert life.claim.overdue is True
    life.give(decision, REVIEWER)
    assert life.claim.overdue is False


def test_whoever_asks_for_more_goes_on_holding_the_claim_and_was_active():
    life = Life().in_review()
    began = life.now
    life.wait(days=1).give(ASK, REVIEWER)
    assert life.claim.taken == Taken("dana", began, life.now)


def test_a_clock_that_has_ended_reminds_nobody():
    life = Life().asked()
    assert life.clock(ClockKind.ANSWER).remind_at
    life.give(c.Resubmit(note="Here"), PARTNER)
    assert life.clock(ClockKind.ANSWER).remind_at == ()


def test_a_claim_knows_when_and_by_whom_it_was_made_and_a_clock_when_it_began():
    life = Life().draft().wait(days=1)
    life.give(c.Submit(), PARTNER)
    assert (life.claim.created_at, life.claim.created_by) == (life.events[0].at, "minjun")
    assert {clock.started_at for clock in life.claim.clocks} == {life.now}


def test_a_turn_that_says_less_changes_less():
    """As a history might be written that is not ours."""
    life = Life().in_review().wait(days=2)
    life.give(ASK, REVIEWER)
    life.give(c.Resubmit(note="Here"), PARTNER)
    sparse = [
        replace(
            event,
            turns=tuple(
                replace(turn, revision=None, used=None)
                if turn.act in (Act.START, Act.PAUSE)
                else Turn(turn.kind, turn.act, turn.on)
                for turn in event.turns
            ),
        )
        for event in life.events
    ]
    claim, full = fold(sparse), life.clock(ClockKind.REVIEW)
    review = claim.clock(ClockKind.REVIEW)
    assert review is not None
    assert (full.used, [stretch.revision for stretch in full.stretches]) == (1, [1, 1])
    assert (review.used, [stretch.revision for stretch in review.stretches]) == (0, [0, 0])
    assert (review.due_on, review.state) == (date(2026, 3, 9), full.state)
    moved_on = replace(
        life.events[-1],
        seq=claim.version + 1,
        what=What.RECALCULATE,
        frm=None,
        to=None,
        turns=(Turn(ClockKind.REVIEW, Act.MOVE, date(2026, 3, 4)),),
    )
    again = evolve(life.claim, moved_on).clock(ClockKind.REVIEW)
    assert again is not None
    assert again == replace(full, stretches=(full.stretches[0], replace(full.stretches[1], revision=0)))


def test_a_clock_stops_once_and_goes_on_once():
    life = Life().asked()
    plans = (
        pause(ClockKind.REVIEW),
        resume(ClockKind.ANSWER),
        pause(ClockKind.START),
        meet(ClockKind.WINDOW),
    )
    assert turns(life.claim, plans, life.rules, life.house, life.now) == ()
    assert [
        turn.act for turn in turns(life.claim, (resume(ClockKind.REVIEW),), life.rules, life.house, life.now)
    ] == [Act.RESUME]


def test_a_paused_clock_keeps_what_it_used_however_late_it_is_asked():
    life = Life().in_review().wait(days=2)
    life.give(ASK, REVIEWER)
    review = life.clock(ClockKind.REVIEW)
    assert review.used == used_until(review, date(2026, 12, 24), QUIET_HOUSE) == 1
    assert what_if(review, date(2026, 3, 9), QUIET_HOUSE) == (1, date(2026, 3, 13))
    assert moved(review, QUIET_HOUSE, life.now) is None


def test_what_if_never_counts_backwards():
    life = Life().in_review().wait(days=20)
    used, due_on = what_if(life.clock(ClockKind.REVIEW), date(2026, 3, 23), QUIET_HOUSE)
    assert (used, due_on) == (14, date(2026, 3, 23))


def test_a_deadline_asked_for_beyond_the_last_year_is_the_last_day_there_is():
    span = Due("<=", 9999, Unit.DAYS).span(at("9999-12-30 10:00"), QUIET_HOUSE.office)
    assert span.upto == at("9999-12-30 00:00")
    assert span.above is None


def test_an_operator_recalculates_nothing_where_nothing_runs():
    life = Life().draft()
    assert life.give(c.Recalculate(), OPERATOR) is None
    assert life.give(c.Watch(on=False), PARTNER) is None
