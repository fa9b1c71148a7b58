"""Dates, numbers and particles read as somebody who grew up with the language writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.text import Text
from tests.support.desk import DAY, HOUR, MINUTE, seoul

EN, KO = Text("en", "Asia/Seoul"), Text("ko", "Asia/Seoul")


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("파트너", "이/가", "파트너가"),
        ("고객", "이/가", "고객이"),
        ("클레임", "을/를", "클레임을"),
        ("기한", "은/는", "기한은"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("도쿄", "으로/로", "도쿄로"),
        ("포스코(주)", "은/는", "포스코(주)는"),
        ("㈜", "은/는", "㈜는"),
        ("삼성㈜", "이/가", "삼성㈜가"),
        ("“제품”", "을/를", "“제품”을"),
        ("C-1000027", "을/를", "C-1000027을"),
        ("C-1000024", "을/를", "C-1000024를"),
        ("C-1000020", "으로/로", "C-1000020으로"),
        ("C-1000021", "으로/로", "C-1000021로"),
        ("100", "이/가", "100이"),
        ("10000", "으로/로", "10000으로"),
        ("Contoso", "을/를", "Contoso를"),
        ("PoE", "이/가", "PoE가"),
        ("SQL", "으로/로", "SQL로"),
        ("MPN", "은/는", "MPN은"),
        ("Microsoft Teams", "을/를", "Microsoft Teams를"),
        ("mina", "과/와", "mina와"),
        ("Power Automation", "이/가", "Power Automation이"),
        ("name", "이/가", "name이"),
        ("NAME", "이/가", "NAME이"),
        ("TYPE", "은/는", "TYPE은"),
        ("FILE", "으로/로", "FILE로"),
        ("Acme", "을/를", "Acme를"),
        ("Apple", "이/가", "Apple이"),
        ("NAVER", "이/가", "NAVER가"),
        ("HTML", "은/는", "HTML은"),
        ("…", "을/를", "…을(를)"),
        ("", "이/가", "이(가)"),
        ("東京", "으로/로", "東京(으)로"),
    ],
)
def test_the_particle_fits_the_last_sound(word, pair, said):
    assert KO.particle(word, pair) == said


def test_a_particle_follows_the_mark_that_closes_the_word():
    said = KO.refusal(Refused(Code.BAD_INPUT, "zone", given="Seoul"))
    assert said.startswith("“Seoul”은 시간대가 아닙니다.")


@given(st.text(max_size=40))
def test_no_word_is_too_strange_for_a_particle(word):
    assert KO.particle(word, "으로/로").startswith(word)


def test_dates_are_written_as_each_language_writes_them():
    day = date(2026, 7, 14)
    assert (EN.date(day), KO.date(day)) == ("Tue 14 Jul 2026", "2026년 7월 14일 (화)")
    assert (EN.date(day, short=True), KO.date(day, short=True)) == ("14 Jul", "7월 14일")


def test_times_are_told_on_the_wall_of_their_zone():
    at = seoul("2026-07-14 00:30")
    assert EN.when(at) == "Tue 14 Jul 2026, 00:30 KST"
    assert KO.when(at) == "2026년 7월 14일 (화) 00:30 KST"
    assert EN.when(at, "Europe/Berlin") == "Mon 13 Jul 2026, 17:30 CEST"
    assert EN.when(at, "America/Sao_Paulo", short=True) == "13 Jul 12:30"


def test_a_deadline_is_told_by_its_last_day_and_not_by_the_midnight_after():
    due_at = seoul("2026-07-15 00:00")
    assert EN.end_of(due_at) == "the end of Tue 14 Jul 2026 (KST)"
    assert KO.end_of(due_at) == "2026년 7월 14일 (화) 밤 12시(KST)"


def test_lengths_say_what_kind_of_day_they_count():
    assert (EN.days(2, "bd"), KO.days(2, "bd")) == ("2 bd", "2영업일")
    assert (EN.days(1, "d"), EN.days(7, "d"), KO.days(7, "d")) == ("1 day", "7 days", "7일")
    assert (EN.days(1, "bd", full=True), EN.days(5, "bd", full=True)) == ("1 business day", "5 business days")


def test_a_span_is_told_by_its_two_largest_parts():
    span = 7 * HOUR + 18 * MINUTE + 30_000_000
    assert (EN.span(span), KO.span(span)) == ("7 h 18 min", "7시간 18분")
    assert (EN.span(2 * DAY), KO.span(0)) == ("2 d", "0초")


def test_sizes_are_short():
    assert [EN.size(size) for size in (17, 1024, 421_888, 1_500_000, 26_214_400)] == [
        "17 B",
        "1 KB",
        "412 KB",
        "1.4 MB",
        "25 MB",
    ]


def test_numbers_in_a_refusal_are_weighed_or_counted_as_what_they_are():
    assert "26 MB" in EN.refusal(Refused(Code.BAD_INPUT, "poe-too-big", size=27_000_000, most=26_214_400))
    assert "at most 50000." in EN.refusal(Refused(Code.BAD_INPUT, "too-many-rows", most=50_000))
    assert "at most 1 character." in EN.refusal(Refused(Code.BAD_INPUT, "too-long", field="name", limit=1))


def test_a_refusal_says_who_was_first_and_when():
    no = Refused(Code.ALREADY_DECIDED, by="mina", at=seoul("2026-07-14 10:42"), what="approve")
    assert (
        EN.refusal(no)
        == "The claim was already decided. mina was first (Approved, Tue 14 Jul 2026, 10:42 KST)."
    )
    assert "mina(승인함, 2026년 7월 14일 (화) 10:42 KST)" in KO.refusal(no)


def test_a_refusal_calls_things_as_people_call_them():
    no = Refused(Code.WRONG_STATUS, status=Status.UNDER_REVIEW.value, phase=None, order="submit")
    assert EN.refusal(no) == 'The claim is Under review: "Submit" is not possible there.'
    assert KO.refusal(no) == "클레임이 ‘검토 중’ 상태이므로 ‘제출’을 할 수 없습니다."


def test_what_is_not_yours_is_not_found_by_its_id():
    no = Refused(Code.NOT_FOUND, claim=shown_id(1000027))
    assert (EN.refusal(no), KO.refusal(no)) == ("C-1000027 was not found.", "C-1000027을 찾을 수 없습니다.")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("code", Code)
def test_a_refusal_that_nobody_worded_is_still_a_sentence(lang, code):
    assert Text(lang).refusal(Refused(code, "nobody-knows-this", strange=object()))


@given(st.text(max_size=400))
def test_a_strangers_word_in_a_refusal_cannot_reach_the_terminal_raw(given_):
    said = EN.refusal(Refused(Code.BAD_INPUT, "claim-id", given=given_))
    assert "\n" not in said
    assert all(char.isprintable() or char == "\ufffd" for char in said if ord(char) < 0xA0)


@given(st.text(alphabet="{}!:/.[]0a가을를", max_size=40))
def test_braces_in_a_strangers_word_are_only_braces(word):
    assert word.strip() in EN.refusal(Refused(Code.BAD_INPUT, "filter", word=word.strip()))


def test_a_word_without_a_value_is_an_error_of_ours():
    with pytest.raises(KeyError):
        EN("mail.foot")
    with pytest.raises(KeyError):
        EN("mail.never-said")


def test_only_the_rooms_that_speak_are_loaded():
    import subprocess
    import sys

    code = (
        "import sys; from cpor_tui.text import Text; Text('ko').status('approved');"
        "print(sorted(name for name in sys.modules if name.startswith('cpor_tui.text.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "cpor_tui.text.ko.domain" in done.stdout
    assert "cpor_tui.text.en" not in done.stdout
    assert "mail" not in done.stdout
