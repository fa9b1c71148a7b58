"""A clock explains itself: every day it saw, whether it counted, and why."""

from __future__ import annotations

import random
from datetime import date

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.deadlines import Face, faces, what_if
from cpor_tui.domain.names import ClockKind, ClockState, Phase, Status, Unit, What
from tests.support.house import (
    ASK,
    CAST,
    DAY,
    DISPUTE,
    MINUTE,
    ORDERS,
    PARTNER,
    QUIET,
    REFUSE,
    REVIEWER,
    SEOUL_AND_NEW_YORK,
    Life,
    a_house,
    at,
    calendar,
    good,
)

IN_SEOUL = a_house(("Asia/Seoul", calendar("KR")), ("Asia/Seoul", calendar("KR")))


def written(face: Face) -> list[str]:
    """A face as a person would write it down."""
    return [
        f"{day.date:%a %d %b} {'+' if day.counts else ' '} {day.why}"
        + (f": {day.holiday.en}" if day.holiday is not None else "")
        for day in face.days
    ]


def test_an_answer_over_chuseok_2026_written_out():
    life = Life(house=IN_SEOUL).draft().until("2026-09-21 09:00", "Asia/Seoul")
    life.give(c.Submit(), PARTNER)
    life.give(c.Start(), REVIEWER)
    life.until("2026-09-22 17:30", "Asia/Seoul").give(ASK, REVIEWER)
    face = life.face(ClockKind.ANSWER)
    names = {day: holiday.en for day, holiday in calendar("KR").holidays.items()}
    assert written(face) == [
        "Tue 22 Sep   part-day",
        "Wed 23 Sep + counts",
        f"Thu 24 Sep   holiday: {names[date(2026, 9, 24)]}",
        f"Fri 25 Sep   holiday: {names[date(2026, 9, 25)]}",
        "Sat 26 Sep   weekend",
        "Sun 27 Sep   weekend",
        "Mon 28 Sep + counts",
        "Tue 29 Sep + counts",
        "Wed 30 Sep + counts",
        "Thu 01 Oct + counts",
    ]
    answer = face.clock
    assert (answer.due_on, answer.due_at) == (date(2026, 10, 1), at("2026-10-02 00:00", "Asia/Seoul"))
    assert answer.due_at == at("2026-10-01 15:00")
    assert answer.remind_at == (at("2026-09-29 09:00", "Asia/Seoul"), at("2026-09-30 09:00", "Asia/Seoul"))
    assert (face.used, face.state) == (0, ClockState.RUNNING)
    assert life.until("2026-09-30 12:00", "Asia/Seoul").face(ClockKind.ANSWER).used == 3


def test_a_review_that_was_paused_over_chuseok_2026_written_out():
    life = Life(house=IN_SEOUL).draft().until("2026-09-21 09:00", "Asia/Seoul")
    life.give(c.Submit(), PARTNER)
    life.give(c.Start(), REVIEWER)
    life.until("2026-09-23 10:00", "Asia/Seoul").give(ASK, REVIEWER)
    paused = life.until("2026-09-28 10:00", "Asia/Seoul").face(ClockKind.REVIEW)
    assert (paused.state, paused.used) == (ClockState.PAUSED, 1)
    life.until("2026-09-29 15:00", "Asia/Seoul").give(c.Resubmit(note="Here"), PARTNER)
    face = life.face(ClockKind.REVIEW)
    names = {day: holiday.en for day, holiday in calendar("KR").holidays.items()}
    assert written(face) == [
        "Mon 21 Sep   part-day",
        "Tue 22 Sep + counts",
        "Wed 23 Sep   part-day",
        f"Thu 24 Sep   holiday: {names[date(2026, 9, 24)]}",
        f"Fri 25 Sep   holiday: {names[date(2026, 9, 25)]}",
        "Sat 26 Sep   weekend",
        "Sun 27 Sep   weekend",
        "Mon 28 Sep   paused",
        "Tue 29 Sep   part-day",
        "Wed 30 Sep + counts",
        "Thu 01 Oct + counts",
        "Fri 02 Oct + counts",
        "Sat 03 Oct   weekend",
        "Sun 04 Oct   weekend",
        f"Mon 05 Oct   holiday: {names[date(2026, 10, 5)]}",
        "Tue 06 Oct + counts",
    ]
    assert (face.used, face.clock.due_on) == (1, date(2026, 10, 6))


def test_a_consent_of_seven_days_counts_sundays_and_holidays_too():
    life = Life(house=IN_SEOUL, now="2026-09-22 01:00").told()
    face = life.face(ClockKind.CONSENT)
    assert [day.counts for day in face.days] == [False] + [True] * 7
    assert {day.why for day in face.days} == {"part-day", "counts"}
    assert face.clock.due_on == date(2026, 9, 29)


def test_a_clock_that_ended_early_is_explained_to_its_end():
    life = Life(now="2026-03-02 10:00").submitted().wait(days=2)
    life.give(c.Start(), REVIEWER)
    face = life.face(ClockKind.START)
    assert written(face) == ["Mon 02 Mar   part-day", "Tue 03 Mar + counts", "Wed 04 Mar   part-day"]
    assert (face.used, face.state) == (1, ClockState.MET)


def test_a_window_that_ran_out_during_a_dispute_shows_passed_though_it_closed_nothing():
    life = Life().disputed()
    window = life.clock(ClockKind.WINDOW)
    life.until(window.due_at)
    life.look()
    assert life.claim.status is Status.DISPUTE
    assert life.face(ClockKind.WINDOW).state is ClockState.PASSED


def test_the_face_says_what_would_follow_if_the_claim_came_back_the_same_day():
    life = Life(now="2026-03-02 10:00").in_review()
    clock = life.clock(ClockKind.REVIEW)
    assert what_if(clock, date(2026, 3, 5), life.house) == (2, date(2026, 3, 10))
    life.until("2026-03-05 09:00").give(ASK, REVIEWER)
    life.give(c.Resubmit(note="Here"), PARTNER)
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 10)


def test_an_operators_ad_hoc_holiday_is_named_in_both_languages_after_recalculating():
    extra = (date(2026, 3, 4),)
    old, new = calendar("KR"), calendar("KR", revision=2, also=extra)
    before = a_house(("Asia/Seoul", old), ("UTC", QUIET))
    after = a_house(("Asia/Seoul", new), ("UTC", QUIET), old)
    life = Life(house=before, now="2026-03-03 01:00").submitted()
    assert life.clock(ClockKind.START).due_on == date(2026, 3, 10)
    life.house = after
    assert life.clock(ClockKind.START).due_on == date(2026, 3, 10), (
        "a changed calendar moves nothing by itself"
    )
    life.give(c.Recalculate(), next(actor for actor in CAST if actor.name == "opal"))
    face = life.face(ClockKind.START)
    assert face.clock.due_on == date(2026, 3, 11)
    [holiday] = [day.holiday for day in face.days if day.date == extra[0]]
    assert holiday is not None
    assert (holiday.en, holiday.ko) == ("Day off", "임시 공휴일")


@pytest.mark.parametrize("rules", ["2020", "2023"])
@pytest.mark.parametrize("seed", range(12))
def test_the_days_that_count_add_up_to_the_days_used_in_any_life(rules, seed):
    dice = random.Random(f"{rules} {seed}")
    life = Life(rules, SEOUL_AND_NEW_YORK).in_review()
    seen = 0
    for _ in range(120):
        life.now += dice.choice((0, MINUTE, DAY // 3, DAY, 2 * DAY, 4 * DAY))
        what = dice.choice([one for one in ORDERS if one not in (What.WITHDRAW, What.CREATE)])
        actor = dice.choice(CAST)
        if what in life.allowed(actor):
            life.give(good(what, life.claim), actor)
        elif life.claim.phase is Phase.CONSENT_OPEN and dice.random() < 0.2:
            life.give(c.CustomerTold(), c.CLOCK)
        for face in faces(life.claim, life.now, life.house):
            check(face)
            seen += len(face.days)
    assert seen > 200


def check(face: Face) -> None:
    clock = face.clock
    counted = sum(day.counts for day in face.days)
    assert face.days[0].date == clock.started_on
    assert [day.date for day in face.days] == [
        date.fromordinal(clock.started_on.toordinal() + n) for n in range(len(face.days))
    ]
    assert all(day.counts == (day.why == "counts") for day in face.days)
    assert face.used <= counted <= clock.limit
    if face.state is ClockState.PAUSED:
        assert face.used == counted == clock.used
    elif clock.open or clock.state is ClockState.PASSED:
        assert counted == clock.limit, "the days shown up to the deadline are the limit"
    if clock.ended_on is not None:
        assert face.used == counted


def test_a_lost_dispute_keeps_the_first_days_of_its_window():
    life = Life(now="2026-03-02 10:00").disputed()
    life.wait(days=3).give(REFUSE, REVIEWER)
    window = life.face(ClockKind.WINDOW)
    assert (window.used, window.clock.unit) == (2, Unit.DAYS)
    assert window.clock.due_on == date(2026, 4, 1)
    assert life.give(DISPUTE, PARTNER) is not None
