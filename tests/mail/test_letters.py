"""Every letter says what its reader needs, in the reader's language, and nothing that is not theirs to know."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import MICRO, moment
from cpor_tui.domain.commands import LOCAL
from cpor_tui.domain.names import AskReason, RejectReason, WithdrawReason
from cpor_tui.domain.notices import Letter
from cpor_tui.mail import MaildirPost, message, worded
from cpor_tui.mail.wording import LETTERS
from cpor_tui.text import Text
from cpor_tui.worker import advance, tick
from tests.support.desk import DAY, SECOND, DeskHouse


@pytest.fixture
def post(tmp_path) -> MaildirPost:
    return MaildirPost(tmp_path / "mail", "CPOR <cpor@example.com>")


def letter(house, kind, lang="en", *, masked=False):
    """The newest letter of a kind, in a language."""
    mail = [mail for mail in house.store.mails() if mail.kind == kind][-1]
    return worded(house.desk, replace(mail, lang=lang), masked=masked)


def speak_korean(house):
    """Everybody is written to in Korean from now on."""
    for person in house.store.person_list():
        house.store.person_edit(replace(person, lang="ko"))


def test_there_is_a_letter_of_every_kind():
    assert set(LETTERS) == set(Letter)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_what_is_asked_is_told_with_reasons_message_deadline_and_what_happens_otherwise(house, lang):
    claim = house.under_review()
    reasons = ("missing-products", "missing-or-old-dates")
    house.obey(
        c.Ask(claim=claim, reasons=reasons, note="Name it.\nDate it.", drop_products=("Microsoft Teams",)),
        house.reviewer,
    )
    told, text = letter(house, Letter.ACTION_REQUIRED, lang), Text(lang)
    assert told.subject.startswith(f"[C-{claim}] ")
    for reason in reasons:
        assert text.label(AskReason(reason)) in told.body
    assert "    Name it.\n    Date it." in told.body
    # Monday 1 June; 3 June is a local election and 6 June a Saturday: five business days end on the 9th.
    assert ("Tue 9 Jun 2026" if lang == "en" else "2026년 6월 9일 (화)") in told.body
    assert text.label(RejectReason.NO_PARTNER_RESPONSE).lower() in told.body.lower()
    assert "Microsoft Teams" in told.body
    assert f"cpor claim resubmit C-{claim}" in told.body


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_rejection_says_where_its_reason_is_and_how_and_until_when_to_dispute(house, lang):
    claim = house.rejected()
    told, text = letter(house, Letter.REJECTED, lang), Text(lang)
    assert text.label(RejectReason.INSUFFICIENT_POE) in told.body
    assert "    Nothing is signed." in told.body
    assert f"cpor claim show C-{claim}" in told.body
    assert f"cpor claim dispute C-{claim}" in told.body
    assert ("Wed 1 Jul 2026" if lang == "en" else "2026년 7월 1일 (수)") in told.body
    assert "renew" not in told.body


def test_a_rejection_for_want_of_an_answer_says_so(house, post):
    claim = house.asked()
    advance(house.desk, post, house.desk.now() + 20 * DAY)
    told = letter(house, Letter.REJECTED)
    assert "No answer" in told.body
    assert "No partner response" in told.body
    assert f"cpor claim dispute C-{claim}" in told.body


def test_a_lost_dispute_within_the_window_may_be_disputed_again_and_says_until_when(house):
    claim = house.rejected()
    house.obey(c.Dispute(claim=claim, note="Look again."), house.partner)
    house.obey(c.RefuseDispute(claim=claim, note="We did."), house.reviewer)
    told = letter(house, Letter.DISPUTE_REFUSED)
    assert "Wed 1 Jul 2026" in told.body
    assert "    We did." in told.body


def test_a_final_rejection_says_that_a_new_association_is_the_way(sqlite_url):
    house = DeskHouse(sqlite_url, rules="2023")
    claim = house.rejected()
    house.obey(c.Dispute(claim=claim, note="Look again."), house.partner)
    house.obey(c.RefuseDispute(claim=claim, note="We did."), house.reviewer)
    told = letter(house, Letter.DISPUTE_REFUSED)
    assert f"cpor claim renew C-{claim}" in told.body
    assert "cpor claim dispute" not in told.body
    house.close()


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_partner_request_is_confirmed_and_no_more(house, lang):
    claim = house.under_review()
    house.obey(c.Withdraw(claim=claim, reason="wrong-mpn"), house.partner)
    told = letter(house, Letter.WITHDRAWN, lang)
    assert Text(lang).label(WithdrawReason.WRONG_MPN) in told.body
    assert "cpor claim" not in told.body


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_an_approval_says_until_when_the_customer_may_opt_out_and_that_nothing_is_paid(house, lang):
    house.approved()
    told = letter(house, Letter.APPROVED, lang)
    assert ("Mon 8 Jun 2026" if lang == "en" else "2026년 6월 8일 (월)") in told.body
    assert ("not an approved payment" if lang == "en" else "지급 승인이 아니며") in told.body


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_customer_gets_a_code_and_a_day(house, lang):
    claim = house.approved()
    told = letter(house, Letter.CUSTOMER_NOTICE, lang)
    code = house.desk.customer_code(house.store.load(claim))
    assert f"    {code}" in told.body.splitlines()
    assert ("Mon 8 Jun 2026" if lang == "en" else "2026년 6월 8일 (월)") in told.body
    assert "K. Weber" in told.body.splitlines()[0]
    assert "compared" not in told.body


def test_a_masked_letter_hides_the_code_and_nothing_else(house):
    claim = house.approved()
    code = house.desk.customer_code(house.store.load(claim))
    plain, masked = letter(house, Letter.CUSTOMER_NOTICE), letter(house, Letter.CUSTOMER_NOTICE, masked=True)
    assert code not in masked.body
    assert masked.body == plain.body.replace(code, f"{claim}-••••-••••-••••")


def test_a_customer_told_late_is_given_the_days_it_then_has(house):
    house.approved()
    assert "Mon 8 Jun 2026" in letter(house, Letter.CUSTOMER_NOTICE).body
    house.pass_time(3 * DAY)
    # The clock starts again on the day of the hand-over.
    assert "Thu 11 Jun 2026" in letter(house, Letter.CUSTOMER_NOTICE).body


def test_a_letter_of_the_past_keeps_the_day_it_named(house, post):
    house.approved()
    house.pass_time(3 * DAY)
    tick(house.desk, post)
    house.pass_time(2 * DAY)
    assert "Thu 11 Jun 2026" in letter(house, Letter.CUSTOMER_NOTICE).body
    assert "Thu 11 Jun 2026" in letter(house, Letter.NOTICE_LATE).body


def test_a_letter_speaks_of_the_claim_as_the_event_left_it(house):
    claim = house.rejected()
    house.obey(c.Dispute(claim=claim, note="Look again."), house.partner)
    house.obey(c.Approve(claim=claim), house.reviewer)
    assert "Insufficient proof of execution" in letter(house, Letter.REJECTED).body


def test_reminders_name_the_day_they_warn_of(house, post):
    claim = house.asked()
    advance(house.desk, post, house.desk.now() + 60 * DAY)
    kinds = [mail for mail in house.store.mails() if mail.kind == Letter.REMINDER]
    bodies = [worded(house.desk, mail).body for mail in kinds]
    assert [body.count("Tue 9 Jun 2026") > 0 for body in bodies] == [True, True, False, False]
    assert all(f"C-{claim}" in body for body in bodies)
    assert [moment(mail.sent_at, "Asia/Seoul").strftime("%m-%d %H:%M") for mail in kinds] == [
        "06-05 09:00",
        "06-08 09:00",
        "07-02 09:00",
        "07-08 09:00",
    ]


def test_the_lead_is_told_what_is_overdue_since_when_and_who_holds_it(house, post):
    house.under_review()
    advance(house.desk, post, house.desk.now() + 10 * DAY)
    told = letter(house, Letter.OVERDUE)
    assert "Review, due by the end of Tue 9 Jun 2026" in told.body
    assert "mina holds the claim." in told.body


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_replies_disputes_and_the_end_of_consent_are_told(house, post, lang):
    claim = house.rejected()
    house.obey(c.Comment(claim=claim, text="Ask away."), house.reviewer)
    assert "    Ask away." in letter(house, Letter.REPLY, lang).body
    house.desk.dispute(claim, house.partner, "It is signed.", [("signed.txt", b"Signed: K. Weber")])
    disputed = letter(house, Letter.DISPUTE_RECEIVED, lang).body
    assert "    It is signed." in disputed
    assert "    signed.txt" in disputed
    house.obey(c.Take(claim=claim), house.reviewer)
    house.obey(c.Comment(claim=claim, text="Well?"), house.partner)
    assert "    Well?" in letter(house, Letter.REPLY, lang).body
    house.obey(c.Approve(claim=claim), house.reviewer)
    advance(house.desk, post, house.desk.now() + 9 * DAY)
    assert "aka.ms/partnerincentives" in letter(house, Letter.CONSENT_PASSED, lang).body


def test_a_customer_who_declines_is_told_of_to_the_partner(house):
    claim = house.approved()
    code = house.desk.customer_code(house.store.load(claim))
    house.desk.decline(code, LOCAL, note="We never met.", via="weber@contoso.com")
    told = letter(house, Letter.CUSTOMER_DECLINED)
    assert "    We never met." in told.body
    assert "dispute this by" in told.body


def test_an_internal_note_reaches_nobody_by_mail(house, post):
    claim = house.under_review()
    house.obey(c.Note(claim=claim, text="SECRET-ONE"), house.reviewer)
    house.obey(c.Ask(claim=claim, reasons=("missing-products",), note="Name it."), house.reviewer)
    house.obey(c.Resubmit(claim=claim, note="Named."), house.partner)
    house.obey(c.Approve(claim=claim, note="fine"), house.reviewer)
    advance(house.desk, post, house.desk.now() + 30 * DAY)
    bodies = [worded(house.desk, mail).body for mail in house.store.mails()]
    assert bodies
    assert not any("SECRET" in body for body in bodies)


def test_the_note_of_a_second_approval_stays_in_the_office(house):
    tenant = "11111111-2222-3333-4444-555555555555"
    house.approved(house.rival, tenant=tenant)
    second = house.under_review(tenant=tenant)
    house.obey(c.Approve(claim=second, note="SECRET-TWO"), house.reviewer)
    bodies = [worded(house.desk, mail).body for mail in house.store.mails()]
    assert not any("SECRET" in body for body in bodies)


def test_a_message_has_honest_headers_and_plain_text(house):
    house.asked()
    mail = house.store.mails()[-1]
    house.pass_time(30 * SECOND)
    made = message_from_bytes(message(house.desk, mail, "CPOR <cpor@example.com>").as_bytes(), policy=default)
    assert made["From"] == "CPOR <cpor@example.com>"
    assert made["To"] == "sora@example.com"
    assert made["Message-ID"] == mail.message_id
    assert made["Date"].datetime == moment(house.desk.now() // MICRO * MICRO)
    assert made["Auto-Submitted"] == "auto-generated"
    assert made.get_content_type() == "text/plain"
    assert made.get_content().replace("\r\n", "\n") == worded(house.desk, mail).body


def test_a_korean_letter_survives_the_way(house):
    speak_korean(house)
    house.asked()
    mail = house.store.mails()[-1]
    raw = message(house.desk, mail, "cpor@example.com").as_bytes()
    assert raw.isascii()
    made = message_from_bytes(raw, policy=default)
    assert made["Subject"] == f"[C-{mail.claim}] 파트너 조치 필요: Contoso"
    assert "실행 증명(PoE)" in made.get_content()


def test_the_same_message_keeps_its_id_however_often_it_is_made(house):
    house.asked()
    mail = house.store.mails()[-1]
    first = message(house.desk, mail, "cpor@example.com")["Message-ID"]
    house.pass_time(DAY)
    assert message(house.desk, mail, "cpor@example.com")["Message-ID"] == first
