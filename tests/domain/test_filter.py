"""The words that narrow a list mean one thing each, and a word that means nothing is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpor_tui.domain.calendar import Calendar, Holiday, Place, day_end, instant, moment
from cpor_tui.domain.filter import EVERYTHING, Clause, Due, Filter, Span, parse
from cpor_tui.domain.names import Activity, Area, Phase, Status, Unit
from cpor_tui.domain.refusals import Code, Refused

ALL = frozenset(Status)
SEOUL = "Asia/Seoul"
PLACE = Place(
    SEOUL,
    Calendar("KR", 1, date(2026, 1, 1), date(2026, 12, 31), {date(2026, 9, 25): Holiday("Chuseok", "추석")}),
)
WEDNESDAY = instant(moment(day_end(date(2026, 9, 22), SEOUL), SEOUL)) + 9 * 3_600_000_000


def only(text: str) -> Clause:
    (clause,) = parse(text).clauses
    return clause


def test_the_contracts_own_line_is_understood():
    filter_ = parse(
        "status:submitted due:<=2bd overdue:yes mine free partner:NAME customer:NAME product:P id:C-1000027"
    )
    assert filter_.clauses == (
        Clause("status", (Status.SUBMITTED,)),
        Clause("due", (Due("<=", 2, Unit.BUSINESS_DAYS),)),
        Clause("overdue", (True,)),
        Clause("mine", (True,)),
        Clause("free", (True,)),
        Clause("partner", ("NAME",)),
        Clause("customer", ("NAME",)),
        Clause("product", ("P",)),
        Clause("id", (1_000_027,)),
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("under-review", Status.UNDER_REVIEW),
        ("Under_Review", Status.UNDER_REVIEW),
        ('"Partner action required"', Status.PARTNER_ACTION_REQUIRED),
        ("draft", Status.EDITING),
        ("초안", Status.EDITING),
        ('"편집 중"', Status.EDITING),
        ("편집", Status.EDITING),
        ('"파트너 조치 필요"', Status.PARTNER_ACTION_REQUIRED),
        ('"파트너 작업 필요"', Status.PARTNER_ACTION_REQUIRED),
        ("분쟁", Status.DISPUTE),
        ('"이의 제기 중"', Status.DISPUTE),
        ("최종거부됨", Status.REJECTED_FINAL),
    ],
)
def test_a_status_is_known_by_its_name_its_label_and_the_seeds_word(word, status):
    assert only(f"status:{word}") == only(f"상태:{word}") == Clause("status", (status,))


def test_other_enums_are_known_too():
    assert only("phase:consent-open").values == (Phase.CONSENT_OPEN,)
    assert only("phase:종결").values == (Phase.CLOSED,)
    assert only("area:m365").values == (Area.MICROSOFT_365,)
    assert only("activity:pre-sales").values == (Activity.PRE_SALES,)


def test_several_values_of_one_key_are_either_and_words_are_all():
    assert parse("status:submitted status:dispute") == parse("status:submitted,dispute")
    assert parse("alpha beta").clauses == (Clause("", ("alpha",)), Clause("", ("beta",)))


def test_quotes_keep_spaces_commas_and_colons_together():
    assert only('customer:"Adatum, Inc."').values == ("Adatum, Inc.",)
    assert only('"two words"') == Clause("", ("two words",))
    assert only('"12:30"') == Clause("", ("12:30",))
    assert only('customer:"no end').values == ("no end",)
    assert only('rules:v,w,"a,b",c,d,"e,f",g').values == ("v", "w", "a,b", "c", "d", "e,f", "g")
    assert only("customer:a:b").values == ("a:b",)


def test_a_minus_turns_a_word_round():
    assert only("-status:rejected,dispute") == Clause("status", (Status.REJECTED, Status.DISPUTE), True)
    assert only("-overdue:yes") == only("overdue:no") == Clause("overdue", (False,))
    assert only("-mine") == Clause("mine", (False,))
    assert only("-alpha") == Clause("", ("alpha",), True)
    assert only("-a") == Clause("", ("a",), True)
    assert only("-C-7") == Clause("id", (7,), True)


def test_a_bare_number_of_a_claim_is_that_claim():
    assert only("C-1000001") == only("c-1000001") == only("id:1000001") == Clause("id", (1_000_001,))


@pytest.mark.parametrize(
    "word",
    [
        "foo:bar",
        "status:zzz",
        "status:",
        "due:soon",
        "due:2026-13-01",
        "due:1970-12-31",
        "due:9999-01-01",
        "C-9999999999999999",
        "due:<=2w",
        "overdue:maybe",
        "id:x",
        "id:99999999999999999999",
        "-",
        "!!",
        "customer:***",
        "http://x",
    ],
)
def test_a_word_that_means_nothing_is_named(word):
    with pytest.raises(Refused) as no:
        parse(f"alpha {word} beta")
    assert (no.value.code, no.value.why, no.value.details) == (Code.BAD_INPUT, "filter", {"word": word})


def test_a_flood_of_words_is_refused():
    assert len(parse("a " * 50).clauses) == 50
    with pytest.raises(Refused) as no:
        parse("a " * 50 + "b c")
    assert (no.value.code, no.value.why, no.value.details) == (Code.BAD_INPUT, "filter", {"word": "b"})
    assert only("a" * 1001).values == ("a" * 999 + "…",)


@pytest.mark.parametrize(
    ("word", "due"),
    [
        ("2d", Due("=", 2, Unit.DAYS)),
        ("=2bd", Due("=", 2, Unit.BUSINESS_DAYS)),
        ("≤today", Due("<=", 0, Unit.DAYS)),
        ("≥3d", Due(">=", 3, Unit.DAYS)),
        (">1971-01-01", Due(">", on=date(1971, 1, 1))),
        ("9998-12-31", Due("=", on=date(9998, 12, 31))),
    ],
)
def test_a_deadline_is_read_with_its_sign_or_means_that_very_day(word, due):
    assert only(f"due:{word}").values == (due,)


@pytest.mark.parametrize(
    ("word", "span"),
    [
        ("<=2bd", Span(upto=day_end(date(2026, 9, 28), SEOUL))),
        ("≤2bd", Span(upto=day_end(date(2026, 9, 28), SEOUL))),
        ("<2bd", Span(upto=day_end(date(2026, 9, 28), SEOUL) - 1)),
        (">2d", Span(above=day_end(date(2026, 9, 25), SEOUL))),
        (">=2d", Span(above=day_end(date(2026, 9, 25), SEOUL) - 1)),
        (
            "2026-10-01",
            Span(above=day_end(date(2026, 9, 30), SEOUL), upto=day_end(date(2026, 10, 1), SEOUL)),
        ),
        ("today", Span(above=day_end(date(2026, 9, 22), SEOUL), upto=day_end(date(2026, 9, 23), SEOUL))),
        ("오늘", Span(above=day_end(date(2026, 9, 22), SEOUL), upto=day_end(date(2026, 9, 23), SEOUL))),
    ],
)
def test_a_deadline_is_counted_by_the_calendar_of_who_asks(word, span):
    """From a Wednesday, over the Friday of Chuseok and a weekend."""
    filter_ = parse(f"due:{word}")
    assert filter_.needs_place
    resolved = filter_.resolved(WEDNESDAY, PLACE)
    assert resolved.clauses == (Clause("due", (span,)),)
    assert resolved.now == WEDNESDAY
    assert not resolved.needs_place
    assert parse("customer:Contoso").resolved(WEDNESDAY, PLACE).clauses == parse("customer:Contoso").clauses


def test_a_deadline_beyond_the_known_years_is_refused_not_guessed():
    with pytest.raises(Refused) as no:
        parse("due:<=999bd").resolved(WEDNESDAY, PLACE)
    assert no.value.code is Code.CALENDAR_UNKNOWN


def test_discarded_drafts_are_shown_only_on_request():
    assert Status.DISCARDED not in EVERYTHING.statuses(ALL)
    assert Status.DISCARDED not in parse("-status:rejected").statuses(ALL)
    assert parse("status:discarded").statuses(ALL) == {Status.DISCARDED}
    assert Status.DISCARDED in parse("id:1000001").statuses(ALL)
    assert Status.DISCARDED not in parse("-id:1000001 customer:Contoso").statuses(ALL)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-status:rejected", ALL - {Status.REJECTED, Status.DISCARDED}),
        ("phase:closed", {Status.REJECTED}),
        ("status:approved phase:closed", set()),
        ("-phase:closed", ALL - {Status.DISCARDED}),
        ("free", {Status.SUBMITTED, Status.UNDER_REVIEW, Status.DISPUTE}),
        ("status:rejected,dispute free", {Status.DISPUTE}),
        ("-free", ALL - {Status.DISCARDED}),
    ],
)
def test_what_is_asked_for_leaves_only_the_statuses_it_can_have(text, shown):
    assert parse(text).statuses(ALL) == shown


def test_a_status_one_may_not_see_is_not_shown_by_asking_for_it():
    assert parse("status:editing").statuses(ALL - {Status.EDITING}) == frozenset()


def test_two_filters_at_once_must_both_hold():
    both = parse("status:submitted,dispute") & parse("status:dispute,rejected")
    assert both.statuses(ALL) == {Status.DISPUTE}
    assert not EVERYTHING
    assert EVERYTHING & EVERYTHING == EVERYTHING
    assert both
    now = parse("due:today").resolved(WEDNESDAY, PLACE)
    assert (now & both).now == (both & now).now == WEDNESDAY
    later = EVERYTHING.resolved(WEDNESDAY + 1, PLACE)
    assert (now & later).now == WEDNESDAY


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_never_crashed_on(text):
    try:
        found = parse(text)
    except Refused as no:
        assert no.code is Code.BAD_INPUT
    else:
        assert isinstance(found, Filter)


@given(
    st.lists(
        st.sampled_from(["status:", "-", '"', ",", "due:", "<=", "2bd", "id:", "x", "한", " ", ":"]),
        max_size=12,
    )
)
def test_any_heap_of_its_own_pieces_is_read_or_refused(pieces):
    try:
        parse("".join(pieces))
    except Refused as no:
        assert no.code is Code.BAD_INPUT


def test_both_sides_of_an_and_must_hold_even_of_the_same_key():
    narrowed = parse("status:submitted,dispute & status:submitted & status:approved")
    assert narrowed.statuses(frozenset(Status)) == frozenset()
    assert parse("status:submitted & status:submitted &").statuses(frozenset(Status)) == {Status.SUBMITTED}
    assert parse("status:submitted status:approved").statuses(frozenset(Status)) == {
        Status.SUBMITTED,
        Status.APPROVED,
    }
