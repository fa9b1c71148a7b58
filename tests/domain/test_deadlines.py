"""Deadlines against a second computation: numpy's business days, the holidays package's dates, and counting by hand."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import Calendar, day_end, day_of, instant
from cpor_tui.domain.names import ClockKind, ClockState, Status, Unit
from cpor_tui.domain.refusals import Code, Refused
from tests.support.house import (
    ASK,
    DAY,
    HOUR,
    MINUTE,
    PARTNER,
    QUIET,
    REJECT,
    REVIEWER,
    SECOND,
    Life,
    a_house,
    at,
    calendar,
    public_holidays,
)

PLACES = {
    "US": ("America/New_York", "America/Los_Angeles", "Pacific/Honolulu"),
    "KR": ("Asia/Seoul",),
    "JP": ("Asia/Tokyo",),
    "DE": ("Europe/Berlin",),
    "BR": ("America/Sao_Paulo", "America/Manaus"),
    "LB": ("Asia/Beirut",),
    "PT": ("Atlantic/Azores", "Europe/Lisbon"),
}


@cache
def busdays(country: str) -> np.busdaycalendar:
    return np.busdaycalendar(holidays=[np.datetime64(day) for day in public_holidays(country)])


def nth_business_day(day: date, count: int, country: str) -> date:
    """numpy's answer: rolled back to the business day before, then `count` on."""
    found = np.busday_offset(np.datetime64(day), count, roll="backward", busdaycal=busdays(country))
    return date.fromisoformat(str(found))


def on_the_wall(instant: int, zone: str) -> date:
    return (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone)).date()
    )


@cache
def first_instant_after(day: date, zone: str) -> int:
    """Found by walking: the first minute whose wall calendar shows a later day."""
    at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * SECOND - 16 * HOUR
    for step in (HOUR, MINUTE):
        while on_the_wall(at + step, zone) <= day:
            at += step
    return at + MINUTE


@pytest.mark.parametrize(
    ("country", "zone"), [(land, zone) for land, zones in PLACES.items() for zone in zones]
)
def test_a_thousand_deadlines_equal_numpys(country, zone):
    dice = random.Random(f"{country} {zone}")
    known = calendar(country)
    for _ in range(1000):
        arrived = dice.randrange(at("2009-02-01 00:00"), at("2035-06-01 00:00"))
        count = dice.choice((1, 2, 5, 10, 14))
        on = day_of(arrived, zone)
        assert on == on_the_wall(arrived, zone)
        due_on = known.later(on, count, Unit.BUSINESS_DAYS)
        assert due_on == nth_business_day(on, count, country), (arrived, count)
        assert day_end(due_on, zone) == first_instant_after(due_on, zone), due_on


@pytest.mark.parametrize("country", PLACES)
def test_counting_back_and_between_equals_numpys(country):
    dice = random.Random(country)
    known = calendar(country)
    for _ in range(1000):
        day = date(2010, 1, 1) + timedelta(days=dice.randrange(24 * 365))
        count = dice.randrange(1, 15)
        back = np.busday_offset(np.datetime64(day), -count, roll="forward", busdaycal=busdays(country))
        assert known.earlier(day, count, Unit.BUSINESS_DAYS) == date.fromisoformat(str(back))
        other = day + timedelta(days=dice.randrange(0, 40))
        between = (
            np.busday_count(day + timedelta(days=1), other, busdaycal=busdays(country)) if other > day else 0
        )
        assert known.between(day, other, Unit.BUSINESS_DAYS) == between
        assert known.is_business_day(day) == np.is_busday(np.datetime64(day), busdaycal=busdays(country))


@pytest.mark.parametrize(
    ("arrived", "due_on"),
    [
        ("2026-09-21", "2026-09-30"),  # Chuseok: Thursday 24 and Friday 25 September.
        ("2026-02-13", "2026-02-25"),  # The Lunar New Year: Monday 16 to Wednesday 18 February.
        ("2026-10-02", "2026-10-13"),  # Monday 5 October stands in for a Saturday; Friday 9 is Hangul Day.
        ("2026-12-23", "2026-12-31"),  # Christmas, and the year's last day is the fifth.
        ("2026-12-24", "2027-01-04"),  # Over the year's end: Friday 1 January 2027 is a holiday.
        ("2026-12-31", "2027-01-08"),
    ],
)
def test_five_business_days_in_korea_written_out(arrived, due_on):
    found = calendar("KR").later(date.fromisoformat(arrived), 5, Unit.BUSINESS_DAYS)
    assert found.isoformat() == due_on


@pytest.mark.parametrize(
    ("zone", "day", "ends", "hours"),
    [
        ("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00", 24),  # Midnight of the 4th did not exist.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-05T02:00", 23),
        ("America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00", 25),  # 23:00 to midnight came twice.
        ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00", 23),
        ("Europe/Berlin", "2026-10-25", "2026-10-25T23:00", 25),
        ("America/New_York", "2026-03-08", "2026-03-09T04:00", 23),
        ("America/New_York", "2026-11-01", "2026-11-02T05:00", 25),
        ("Asia/Beirut", "2022-03-26", "2022-03-26T22:00", 24),  # The gap begins at midnight.
        ("Asia/Beirut", "2022-03-27", "2022-03-27T21:00", 23),
        ("Asia/Beirut", "2022-10-29", "2022-10-29T22:00", 25),
        ("Atlantic/Azores", "2026-03-28", "2026-03-29T01:00", 24),  # Again a gap at midnight.
        (
            "Atlantic/Azores",
            "2026-10-24",
            "2026-10-25T00:00",
            24,
        ),  # Midnight comes twice: the first one ends it.
        ("Atlantic/Azores", "2026-10-25", "2026-10-26T01:00", 25),
    ],
)
def test_a_day_ends_at_its_last_instant_when_the_clocks_change(zone, day, ends, hours):
    on = date.fromisoformat(day)
    assert day_end(on, zone) == instant(datetime.fromisoformat(ends).replace(tzinfo=UTC))
    assert day_end(on, zone) - day_end(on - timedelta(days=1), zone) == hours * HOUR
    assert day_of(day_end(on, zone) - 1, zone) == on
    assert day_of(day_end(on, zone), zone) == on + timedelta(days=1)


def test_an_order_in_the_last_microsecond_of_a_day_belongs_to_that_day():
    house = a_house(("Europe/Berlin", calendar("DE")), ("Asia/Seoul", calendar("KR")))
    midnight = day_end(date(2026, 3, 27), "Europe/Berlin")
    ends = []
    for moment in (midnight - 1, midnight):
        life = Life(house=house).draft().until(moment)
        life.give(c.Submit(), PARTNER)
        ends.append(life.clock(ClockKind.START).due_on)
    # Friday's last instant and Saturday's first: the second week is the same, for neither day counts.
    assert ends == [date(2026, 4, 7), date(2026, 4, 7)]
    life = Life(house=house).draft().until(day_end(date(2026, 3, 30), "Europe/Berlin"))
    life.give(c.Submit(), PARTNER)
    # Arrived on Tuesday at 00:00: the day of arrival never counts; Good Friday and Easter Monday neither.
    assert life.clock(ClockKind.START).due_on == date(2026, 4, 9)


def test_in_time_is_before_due_at_and_not_at_it():
    life = Life().asked()
    due = life.clock(ClockKind.ANSWER).due_at
    assert life.until(due - 1).give(c.Resubmit(note="Here"), PARTNER) is not None
    late = Life().asked().until(due)
    assert late.code(c.Resubmit(note="Here"), PARTNER) == "too_late"


def test_a_deadline_beyond_the_known_years_is_refused_and_never_guessed():
    short = Calendar("XX", 1, date(2026, 1, 1), date(2026, 3, 6), {})
    house = a_house(("UTC", short), ("UTC", QUIET))
    life = Life(house=house, now="2026-03-02 10:00").draft()
    no = life.refused(c.Submit(), PARTNER)
    assert no.code is Code.CALENDAR_UNKNOWN
    assert no.details["last"] == "2026-03-06"
    with pytest.raises(Refused):
        short.later(date(2025, 12, 31), 1, Unit.BUSINESS_DAYS)
    with pytest.raises(Refused):
        short.earlier(date(2026, 1, 2), 3, Unit.BUSINESS_DAYS)


def test_each_side_counts_by_its_own_days_and_its_own_midnight():
    house = a_house(("America/New_York", calendar("US")), ("Asia/Seoul", calendar("KR")))
    life = Life(house=house).draft().until("2026-07-01 23:00", "America/New_York")
    life.give(c.Submit(), PARTNER)
    # In New York it is still Wednesday, and Friday the 3rd stands in for Independence Day.
    assert life.clock(ClockKind.START).due_on == date(2026, 7, 9)
    life.give(c.Start(), REVIEWER)
    life.give(ASK, REVIEWER)
    # In Seoul it is Thursday the 2nd.
    answer = life.clock(ClockKind.ANSWER)
    assert (answer.due_on, answer.due_at) == (date(2026, 7, 9), at("2026-07-10 00:00", "Asia/Seoul"))


def test_calendar_days_count_every_day_between_and_are_never_less_than_none():
    monday = date(2026, 2, 16)
    spans = [QUIET.between(monday, monday + timedelta(days=n), Unit.DAYS) for n in (-3, 0, 1, 2, 8, 365)]
    assert spans == [0, 0, 0, 1, 7, 364]
    korea = calendar("KR")
    assert korea.between(monday, monday - timedelta(days=9), Unit.BUSINESS_DAYS) == 0
    assert korea.earlier(monday, 7, Unit.DAYS) == date(2026, 2, 9)


# --- pauses and resumes, counted by hand ---


def full_days(spans: list[tuple[int, int | None]], zone: str, country: str, until: date) -> int:
    """How many business days up to and with `until` lie wholly in a span; the day of arrival never does."""
    count, day = 0, on_the_wall(spans[0][0], zone)
    while day <= until:
        begins, ends = first_instant_after(day - timedelta(days=1), zone), first_instant_after(day, zone)
        whole = any(came < begins and (left is None or left >= ends) for came, left in spans)
        count += whole and day.weekday() < 5 and day not in public_holidays(country)
        day += timedelta(days=1)
    return count


def check(life: Life, kind: ClockKind, spans: list[tuple[int, int | None]], zone: str, country: str) -> None:
    clock = life.clock(kind)
    if clock.state is ClockState.RUNNING:
        assert full_days(spans, zone, country, clock.due_on) == clock.limit
        assert full_days(spans, zone, country, clock.due_on - timedelta(days=1)) == clock.limit - 1
        assert clock.due_at == first_instant_after(clock.due_on, zone)
    elif clock.state is ClockState.PAUSED:
        assert full_days(spans, zone, country, on_the_wall(life.now, zone)) == clock.used


OFFICES = (
    ("US", "America/New_York"),
    ("KR", "Asia/Seoul"),
    ("JP", "Asia/Tokyo"),
    ("DE", "Europe/Berlin"),
    ("BR", "America/Sao_Paulo"),
    ("PT", "Atlantic/Azores"),
)


@pytest.mark.parametrize(("country", "zone"), OFFICES)
@pytest.mark.parametrize("dispute", [False, True])
def test_pauses_and_resumes_in_any_pattern_equal_a_count_by_hand(country, zone, dispute):
    dice = random.Random(f"{country} {dispute}")
    house = a_house((zone, calendar(country)), ("Asia/Seoul", calendar("KR")))
    kinds = (ClockKind.DISPUTE,) if dispute else (ClockKind.REVIEW, ClockKind.TOTAL)
    rounds = 0
    for _ in range(50):
        life = Life(dice.choice(("2020", "2023")), house, now="2009-12-01 00:00").draft()
        life.until(dice.randrange(at("2010-01-01 00:00"), at("2034-01-01 00:00")))
        life.give(c.Submit(), PARTNER)
        total = life.now
        life.now += dice.randrange(DAY)
        life.give(c.Start(), REVIEWER)
        if dispute:
            life.give(REJECT, REVIEWER)
            life.now += dice.randrange(DAY)
            life.give(c.Dispute(note="No"), PARTNER)
        spans: dict[ClockKind, list[tuple[int, int | None]]] = {kind: [(life.now, None)] for kind in kinds}
        if ClockKind.TOTAL in spans:
            spans[ClockKind.TOTAL] = [(total, None)]
        for _ in range(7):
            for kind in kinds:
                if life.claim.clock(kind) is not None:
                    check(life, kind, spans[kind], zone, country)
            life.now = wander(life, dice)
            life.look()
            if life.claim.overdue:
                break
            life.give(ASK, REVIEWER)
            for kind in kinds:
                spans[kind][-1] = (spans[kind][-1][0], life.now)
                if life.claim.clock(kind) is not None:
                    check(life, kind, spans[kind], zone, country)
            life.now = wander(life, dice)
            life.look()
            if life.claim.status is not Status.PARTNER_ACTION_REQUIRED:
                break
            life.give(c.Resubmit(note="Here"), PARTNER)
            for kind in kinds:
                spans[kind].append((life.now, None))
            rounds += 1
    assert rounds > 60


def wander(life: Life, dice: random.Random) -> int:
    """A later instant: the same moment, hours, days, or the edge of a midnight of either side."""
    span = dice.choice((0, 1, MINUTE, 5 * HOUR, DAY, 2 * DAY, 3 * DAY))
    later = life.now + (dice.randrange(span) if span > 1 else span)
    if dice.random() < 0.4:
        zone = dice.choice((life.house.office.zone, life.house.partner.zone))
        edge = day_end(day_of(later, zone), zone) + dice.choice((-SECOND, -1, 0))
        later = max(life.now, edge)
    return later
