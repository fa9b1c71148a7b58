"""RULES §8: clocks that start, stop and remind, and calendars that change under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import Calendar, Holiday, House, day_end, instant, moment
from cpor_tui.domain.deadlines import next_due, next_ring, promise, used_until
from cpor_tui.domain.names import ClockKind, ClockState, Side, Status, Unit, What
from cpor_tui.domain.refusals import Code, Refused
from tests.support.house import (
    ASK,
    DISPUTE,
    OPERATOR,
    PARTNER,
    QUIET,
    REFUSE,
    REVIEWER,
    WITHDRAW,
    Life,
    a_house,
    at,
    calendar,
)

SEOUL = "Asia/Seoul"
OLD = calendar("KR")
WIDER = calendar("KR", revision=2, also=(date(2026, 3, 4), date(2026, 3, 5)))
NARROWER = calendar("US")


def in_seoul(now: House | None = None) -> House:
    return now or a_house((SEOUL, OLD), (SEOUL, OLD))


def running(life: Life) -> set[ClockKind]:
    return {clock.kind for clock in life.claim.clocks if clock.running}


def paused(life: Life) -> set[ClockKind]:
    return {clock.kind for clock in life.claim.clocks if clock.state is ClockState.PAUSED and clock.open}


def test_each_status_has_its_clocks():
    assert running(Life().draft()) == set()
    assert running(Life().submitted()) == {ClockKind.START, ClockKind.TOTAL}
    assert running(Life().in_review()) == {ClockKind.REVIEW, ClockKind.TOTAL}
    asked = Life().asked()
    assert (running(asked), paused(asked)) == ({ClockKind.ANSWER}, {ClockKind.REVIEW, ClockKind.TOTAL})
    assert running(Life().approved()) == {ClockKind.CONSENT}
    assert running(Life().rejected()) == {ClockKind.WINDOW}
    assert running(Life().disputed()) == {ClockKind.WINDOW, ClockKind.DISPUTE}
    again = Life().asked_in_dispute()
    assert (running(again), paused(again)) == ({ClockKind.WINDOW, ClockKind.ANSWER}, {ClockKind.DISPUTE})
    assert running(Life().withdrawn()) == set()
    assert running(Life().closed()) == set()


def test_the_partners_days_are_added_to_the_whole_decision():
    life = Life(now="2026-03-02 10:00").asked()
    life.wait(days=4).give(c.Resubmit(note="Here"), PARTNER)
    # Nothing had been used: the ten days run from the day after Friday the 6th.
    assert life.clock(ClockKind.TOTAL).due_on == date(2026, 3, 20)
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 13)


def test_a_claim_that_comes_and_goes_within_a_day_uses_nothing():
    life = Life(now="2026-03-02 09:00").in_review()
    life.until("2026-03-03 09:00").give(ASK, REVIEWER)
    life.until("2026-03-03 10:00").give(c.Resubmit(note="Here"), PARTNER)
    life.until("2026-03-03 11:00").give(ASK, REVIEWER)
    life.until("2026-03-03 12:00").give(c.Resubmit(note="Here"), PARTNER)
    assert life.clock(ClockKind.REVIEW).used == 0
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 10)


def test_an_answer_is_reminded_two_and_one_business_days_before_at_nine_of_the_partners_day():
    life = Life(house=in_seoul(), now="2026-09-22 01:00").asked()
    life.wait(days=60).look()
    reminders = [event for event in life.events if event.what is What.REMIND and event.reason == "answer"]
    assert [event.at for event in reminders] == [at("2026-09-29 09:00", SEOUL), at("2026-09-30 09:00", SEOUL)]


def test_a_window_is_reminded_seven_days_and_one_day_before():
    life = Life(house=in_seoul(), now="2026-03-03 01:00").rejected()
    life.wait(days=60).look()
    reminders = [event.at for event in life.events if event.what is What.REMIND]
    assert reminders == [at("2026-03-26 09:00", SEOUL), at("2026-04-01 09:00", SEOUL)]
    assert life.clock(ClockKind.WINDOW).due_on == date(2026, 4, 2)


def test_no_reminder_of_a_window_rings_during_a_dispute_or_late_after_it():
    life = Life(now="2026-03-02 10:00").rejected()
    life.wait(days=20).give(DISPUTE, PARTNER)
    life.until("2026-03-27 10:00").give(REFUSE, REVIEWER)
    life.wait(days=30).look()
    assert [event.at for event in life.events if event.what is What.REMIND] == [at("2026-03-31 09:00")]


def test_a_reminder_of_the_very_moment_at_which_a_dispute_is_lost_is_one_that_fell_due_during_it():
    life = Life().disputed()
    first, second = life.clock(ClockKind.WINDOW).remind_at
    life.until(first).give(REFUSE, REVIEWER)
    assert life.clock(ClockKind.WINDOW).remind_at == (second,)


def test_no_reminder_rings_after_the_answer_came():
    life = Life(now="2026-03-02 10:00").asked()
    life.wait(days=1).give(c.Resubmit(note="Here"), PARTNER)
    life.wait(days=30).look()
    assert not [event for event in life.events if event.what is What.REMIND]


def test_everything_that_was_slept_over_happens_in_order_and_dated_by_itself():
    life = Life(now="2026-03-02 10:00").asked()
    slept = life.wait(days=365).look()
    assert [(event.what.value, event.at) for event in slept] == [
        ("remind", at("2026-03-05 09:00")),
        ("remind", at("2026-03-06 09:00")),
        ("no-answer", at("2026-03-10 00:00")),
        ("remind", at("2026-04-01 09:00")),
        ("remind", at("2026-04-07 09:00")),
        ("window-closed", at("2026-04-09 00:00")),
    ]
    assert {event.recorded_at for event in slept} == {life.now}
    assert next_due(life.claim) is None


def test_what_causes_two_things_at_once_rings_the_older_clock_first():
    life = Life("2020", now="2026-03-02 10:00").submitted()
    life.wait(days=7).give(c.Start(), REVIEWER)
    life.run_out(ClockKind.REVIEW)
    both = [event.reason for event in life.events if event.what is What.OVERDUE]
    assert both == ["total", "review"]
    assert life.clock(ClockKind.TOTAL).due_at == life.clock(ClockKind.REVIEW).due_at


def test_the_offices_promise_is_the_one_that_ends_first():
    life = Life("2020", now="2026-03-02 10:00").in_review()
    first = promise(life.claim)
    assert first is not None
    assert first.kind is ClockKind.REVIEW
    assert promise(Life().rejected().claim) is None
    waiting = promise(Life().asked().claim)
    assert waiting is not None
    assert waiting.state is ClockState.PAUSED
    # A clock that stands still promises nothing while another one counts, whichever was to end first.
    early, late = sorted(life.claim.clocks, key=lambda clock: clock.due_at)[-2:]
    early = replace(early, state=ClockState.PAUSED)
    assert promise(replace(life.claim, clocks=(early, late))) == late


def test_a_reminder_and_a_deadline_at_one_instant_ring_in_this_order():
    life = Life().asked()
    answer = life.clock(ClockKind.ANSWER)
    both = replace(answer, remind_at=(answer.due_at,))
    assert next_ring(replace(life.claim, clocks=(both,))) == (answer.due_at, both, True)


# --- a changed calendar ---


def test_a_changed_calendar_moves_a_running_clock_only_by_recalculate():
    life = Life(house=in_seoul(), now="2026-03-03 01:00").asked()
    assert life.clock(ClockKind.ANSWER).due_on == date(2026, 3, 10)
    life.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
    life.look()
    assert life.clock(ClockKind.ANSWER).due_on == date(2026, 3, 10)
    event = life.give(c.Recalculate(), OPERATOR)
    assert event is not None
    assert (event.side, {turn.kind for turn in event.turns}) == (Side.OPERATOR, {ClockKind.ANSWER})
    answer = life.clock(ClockKind.ANSWER)
    assert (answer.due_on, answer.stretches[-1].revision) == (date(2026, 3, 12), 2)
    assert answer.remind_at == (at("2026-03-10 09:00", SEOUL), at("2026-03-11 09:00", SEOUL))
    assert life.claim.asked is not None
    assert life.claim.asked.due_at == answer.due_at, "what the partner is shown moves with it"
    assert life.give(c.Recalculate(), OPERATOR) is None, "a second time changes nothing"


def test_a_recalculated_promise_changes_nothing_of_an_answered_question():
    life = Life(house=in_seoul(), now="2026-03-02 16:00").asked()
    life.give(c.Resubmit(note="Here"), PARTNER)
    answered = life.claim.asked
    life.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
    assert life.give(c.Recalculate(), OPERATOR) is not None
    assert life.claim.asked == answered


def test_a_recalculated_deadline_reminds_only_of_what_is_still_to_come():
    life = Life(house=in_seoul(), now="2026-03-03 01:00").asked()
    life.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
    # By the new count the first reminder would ring at this very moment.
    life.until("2026-03-10 09:00", SEOUL).give(c.Recalculate(), OPERATOR)
    assert life.clock(ClockKind.ANSWER).remind_at == (at("2026-03-11 09:00", SEOUL),)


def test_a_paused_clock_goes_on_by_the_calendar_as_it_then_is():
    life = Life(house=in_seoul(), now="2026-03-02 16:00").asked()
    life.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
    life.until("2026-03-03 10:00", SEOUL).give(c.Resubmit(note="Here"), PARTNER)
    # Wednesday 4 and Thursday 5 are off now: 6, 9, 10, 11 and 12 March.
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 12)
    assert life.face(ClockKind.REVIEW).days[-1].date == date(2026, 3, 12)


def test_what_was_counted_stays_counted_by_the_calendar_it_was_counted_by():
    life = Life(house=in_seoul(), now="2026-03-02 16:00").in_review()
    life.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
    review = life.clock(ClockKind.REVIEW)
    # Wednesday 4 and Thursday 5 were working days when this clock started.
    assert used_until(review, date(2026, 3, 6), life.house) == 2
    life.until("2026-03-06 10:00", SEOUL).give(ASK, REVIEWER)
    assert life.clock(ClockKind.REVIEW).used == 2
    # From here on they are the new calendar's holidays, and a pause is explained by the stretch before it.
    life.until("2026-03-09 10:00", SEOUL).give(c.Resubmit(note="Here"), PARTNER)
    widest = calendar("KR", revision=3, also=(date(2026, 3, 4), date(2026, 3, 11)))
    life.house = a_house((SEOUL, widest), (SEOUL, widest), OLD, WIDER)
    life.give(ASK, REVIEWER)
    life.until("2026-03-12 10:00", SEOUL).give(c.Resubmit(note="Here"), PARTNER)
    face = life.face(ClockKind.REVIEW)
    assert [(day.date.day, day.why) for day in face.days] == [
        (3, "part-day"),
        (4, "counts"),
        (5, "counts"),
        (6, "part-day"),
        (7, "weekend"),
        (8, "weekend"),
        (9, "part-day"),
        (10, "paused"),
        (11, "paused"),
        (12, "part-day"),
        (13, "counts"),
        (14, "weekend"),
        (15, "weekend"),
        (16, "counts"),
        (17, "counts"),
    ]
    assert [stretch.revision for stretch in face.clock.stretches] == [1, 2, 3]
    life.until("2026-03-13 10:00", SEOUL).give(c.Recalculate(), OPERATOR)
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 17), "what is used is not given back"


def test_a_holiday_that_is_no_more_moves_no_deadline_into_the_past():
    life = Life(house=a_house((SEOUL, WIDER), ("UTC", QUIET), OLD), now="2026-03-03 01:00").submitted()
    assert life.clock(ClockKind.START).due_on == date(2026, 3, 12)
    back = calendar("KR", revision=3)
    life.house = a_house((SEOUL, back), ("UTC", QUIET), OLD, WIDER)
    life.until("2026-03-11 10:00", SEOUL).give(c.Recalculate(), OPERATOR)
    # By the new count Tuesday the 10th would have been the last day.
    assert life.clock(ClockKind.START).due_on == date(2026, 3, 11)
    assert life.look() == ()
    early = Life(house=a_house((SEOUL, WIDER), ("UTC", QUIET), OLD), now="2026-03-03 01:00").submitted()
    early.house = life.house
    early.give(c.Recalculate(), OPERATOR)
    assert early.clock(ClockKind.START).due_on == date(2026, 3, 10)


def test_ended_and_missed_clocks_are_never_recalculated():
    for life in (Life(house=in_seoul()).withdrawn(), Life(house=in_seoul()).closed()):
        life.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
        assert life.give(c.Recalculate(), OPERATOR) is None
    missed = Life("2023", house=in_seoul(), now="2026-03-01 16:00").submitted()
    missed.run_out(ClockKind.START)
    missed.house = a_house((SEOUL, WIDER), (SEOUL, WIDER), OLD)
    assert missed.give(c.Recalculate(), OPERATOR) is None


def test_a_deadline_names_the_calendar_revision_it_was_counted_by():
    life = Life(house=a_house((SEOUL, WIDER), ("UTC", QUIET))).submitted()
    start = life.clock(ClockKind.START)
    assert (start.key, start.stretches[0].revision) == ("KR", 2)


def test_an_organisation_that_moves_keeps_the_zone_its_clocks_began_in():
    life = Life(house=in_seoul(), now="2026-03-03 01:00").asked()
    before = life.clock(ClockKind.ANSWER).due_at
    life.house = a_house((SEOUL, OLD), ("America/New_York", NARROWER), OLD)
    life.wait(days=1).give(c.Comment(text="We moved"), PARTNER)
    assert life.clock(ClockKind.ANSWER).due_at == before
    assert life.face(ClockKind.ANSWER).days[-1].date == date(2026, 3, 10)
    life.run_out(ClockKind.ANSWER)
    assert life.claim.status is Status.REJECTED
    assert life.clock(ClockKind.WINDOW).zone == "America/New_York"


@pytest.mark.parametrize("stage", [Life.submitted, Life.in_review, Life.asked, Life.told, Life.disputed])
def test_a_withdrawal_ends_every_clock(stage):
    life = stage(Life())
    before = {clock.kind for clock in life.claim.clocks if clock.open}
    life.give(WITHDRAW, PARTNER)
    assert {clock.kind for clock in life.claim.clocks if clock.state is ClockState.VOID} >= before
    assert next_due(life.claim) is None


# --- the calendar itself ---

WEEK = Calendar("XY", 3, date(2026, 3, 2), date(2026, 3, 12), {date(2026, 3, 4): Holiday("Day", "날")})
"""From a Monday to the Thursday of the next week, with a holiday on the first Wednesday."""


def test_a_calendar_counts_to_its_very_first_and_last_day():
    days = [WEEK.later(date(2026, 3, 2), n, Unit.BUSINESS_DAYS).day for n in range(1, 8)]
    assert days == [3, 5, 6, 9, 10, 11, 12]
    back = [WEEK.earlier(date(2026, 3, 12), n, Unit.BUSINESS_DAYS).day for n in range(1, 8)]
    assert back == [11, 10, 9, 6, 5, 3, 2]
    assert [WEEK.later(date(2026, 3, 2), n, Unit.DAYS).day for n in (1, 40)] == [3, 11]
    assert WEEK.earlier(date(2026, 3, 2), 2, Unit.DAYS) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: WEEK.later(date(2026, 3, 2), 8, Unit.BUSINESS_DAYS),
        lambda: WEEK.later(date(2026, 3, 1), 1, Unit.BUSINESS_DAYS),
        lambda: WEEK.earlier(date(2026, 3, 12), 8, Unit.BUSINESS_DAYS),
        lambda: WEEK.earlier(date(2026, 3, 13), 1, Unit.BUSINESS_DAYS),
    ],
)
def test_beyond_its_days_a_calendar_says_which_it_knows(ask):
    with pytest.raises(Refused) as no:
        ask()
    assert no.value.code is Code.CALENDAR_UNKNOWN
    assert no.value.details == {"key": "XY", "first": "2026-03-02", "last": "2026-03-12"}


def test_days_between_two_dates_leave_both_out():
    assert WEEK.between(date(2026, 3, 2), date(2026, 3, 6), Unit.BUSINESS_DAYS) == 2
    assert WEEK.between(date(2026, 3, 2), date(2026, 3, 6), Unit.DAYS) == 3
    for unit in Unit:
        assert WEEK.between(date(2026, 3, 3), date(2026, 3, 3), unit) == 0
        assert WEEK.between(date(2026, 3, 6), date(2026, 3, 2), unit) == 0


def test_only_weekdays_that_are_no_holiday_are_business_days():
    assert [day for day in range(2, 16) if WEEK.is_business_day(date(2026, 3, day))] == [
        2,
        3,
        5,
        6,
        9,
        10,
        11,
        12,
        13,
    ]


def test_an_instant_is_a_whole_number_and_shows_utc_where_no_zone_is_named():
    found = instant(datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC))
    assert (type(found), found) == (int, 1_772_442_000_000_001)
    assert moment(found) == datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)
    assert moment(found).tzname() == "UTC"
    assert type(day_end(date(2026, 3, 2), "Asia/Seoul")) is int
