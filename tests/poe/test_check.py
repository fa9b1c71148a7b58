"""The check shows the places that prove a point, and says nothing where there are none."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpor_tui.domain.names import AskReason
from cpor_tui.poe import dates
from cpor_tui.poe.check import MOST_EVIDENCE, check
from cpor_tui.poe.parties import Party, plain, product
from cpor_tui.poe.points import Facts, Point, State
from cpor_tui.poe.reader import Line, Page, Reading, can_ocr, read
from tests.poe import unseen_a, unseen_b, unseen_c, unseen_d
from tests.poe.document import outcomes

SAMPLES = Path(__file__).parent / "samples"
TRUTH = json.loads((SAMPLES / "truth.json").read_text())
RULES = dict(zip(("R1", "R2", "R3", "R4", "R5"), AskReason, strict=True))
EN = Facts("Contoso Consulting", "Fabrikam Inc", ("Dynamics 365 Sales",), date(2026, 6, 15), "fabrikam.com")
KO = Facts("한빛솔루션", "대한전자", ("Microsoft 365",), date(2026, 6, 15), "daehan-elec.co.kr")

# Where each point is proved in the samples, in words of the line: (English, Korean).
PLACES = {
    AskReason.MISSING_ALL_POE: ("Contoso|Fabrikam|fabrikam", "대한전자|daehan"),
    AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT: (
        "Jane Miller|I approve|signature|Signature|signed|(signed)",
        "김민수|승인|확인|(인)",
    ),
    AskReason.MISSING_OR_OLD_DATES: ("2026", "2026|'26|’26"),
    AskReason.MISSING_PARTNER_SERVICE: (
        "configur|migrat|train|workshop|design|support",
        "이전|교육|설정|설계|안정화",
    ),
    AskReason.MISSING_PRODUCTS: ("Dynamics 365 Sales|D365 Sales", "Microsoft 365"),
}


def on(facts: Facts, text: str, kind: str = "") -> dict[AskReason, Point]:
    """Return what the check shows of one text."""
    return {point.reason: point for point in check(facts, {"proof": read((kind + text).encode())})}


def mail(sender: str, text: str) -> str:
    return f"From: {sender}\nTo: x@y.z\nSubject: project\nDate: Tue, 12 May 2026 09:12:00 +0000\n\n{text}\n"


@cache
def samples() -> tuple[tuple[dict, dict[AskReason, Point]], ...]:
    """Return every sample's truth with its points."""
    seen = []
    for truth in TRUTH:
        said = truth["claim"]
        facts = Facts(
            said["partner"],
            said["customer"],
            tuple(said["products"]),
            date.fromisoformat(said["submitted"]),
            said["domain"],
        )
        reading = read((SAMPLES / truth["file"]).read_bytes(), ocr=True)
        if reading.pictures:
            continue
        seen.append((truth, {point.reason: point for point in check(facts, {truth["file"]: reading})}))
    return tuple(seen)


# The samples


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("reason", AskReason, ids=lambda reason: reason.value)
def test_where_a_sample_proves_a_point_the_place_is_among_the_first_three(reason, lang):
    words = PLACES[reason][lang == "ko"].split("|")
    rule = next(rule for rule, each in RULES.items() if each is reason)
    for truth, points in samples():
        # A file about something else proves nothing of this claim, whatever it says.
        if truth["lang"] == lang and rule not in truth["truth"] and "R1" not in truth["truth"]:
            texts = [place.text for place in points[reason].evidence[:3]]
            assert any(word in text for text in texts for word in words), (
                truth["file"],
                truth["note"],
                texts,
            )


def test_where_a_sample_proves_nothing_nothing_is_found():
    wrong = [
        (truth["file"], rule)
        for truth, points in samples()
        for rule in truth["truth"]
        if points[RULES[rule]].evidence
    ]
    # An unsigned scan: its seal's place is shown, for ink is nothing that OCR can read.
    assert wrong in ([], [("27.pdf", "R2")])


def test_points_come_in_the_reviewers_order_with_at_most_five_places():
    for _, points in samples():
        assert list(points) == list(AskReason)
        assert all(len(point.evidence) <= MOST_EVIDENCE for point in points.values())
        assert all(bool(point.evidence) == (point.state is not State.MISSING) for point in points.values())


def test_a_place_is_the_whole_line_and_can_be_gone_to():
    for truth, points in samples():
        reading = read((SAMPLES / truth["file"]).read_bytes(), ocr=True)
        for point in points.values():
            for place in point.evidence:
                page = reading.pages[place.page - 1]
                if not reading.signatures:
                    assert page.lines[place.line - 1].text == place.text


# Wordings that it was not made from: docs/check.md tells how these came out at first sight.


@pytest.mark.parametrize("module", [unseen_a, unseen_b, unseen_c, unseen_d], ids=["a", "b", "c", "d"])
def test_of_unseen_wordings_nearly_all_are_shown(module):
    found = [outcome for document in module.DOCUMENTS for outcome in outcomes(document)]
    proved = [outcome for outcome in found if outcome.proved]
    unproved = [outcome for outcome in found if not outcome.proved]
    assert [outcome for outcome in proved if not outcome.shown] == []
    assert [outcome for outcome in unproved if outcome.state is State.OK] == []
    assert sum(outcome.state is State.MISSING for outcome in unproved) >= len(unproved) - 1


# One thing at a time: the customer's signature


@pytest.mark.parametrize(
    "text",
    [
        "Customer signature: Jane Miller",
        "For Fabrikam Inc:\nBy: /s/ Jane Miller",
        "Accepted for the customer\nSigned by: Jane Miller, VP",
        "FABRIKAM INC.\n/s/ J. Miller",
        "Client sign-off\nDocuSigned by:\nJane Miller",
        "Fabrikam Inc, electronically signed by Jane Miller on 4 May 2026",
        "For Contoso Consulting\t\tFor Fabrikam Inc\n____________\t\t/s/ Jane Miller",
    ],
)
def test_a_customers_signature_is_found(text):
    assert on(EN, text)[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.OK


@pytest.mark.parametrize(
    "text",
    [
        "고객사: 대한전자\n담당자 김민수 (인)",
        "발주자(갑): 대한전자 대표이사 박 정 호 (인)",
        "검수자: 김민수 (서명)",
        "고객사 확인자 김민수 ㊞",
        "대한전자 정보전략팀\n전자서명 완료 2026-05-04",
        "고객 서명: 김민수",
    ],
)
def test_a_korean_customers_signature_is_found(text):
    assert on(KO, text)[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.OK


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (EN, "Customer signature: ______________"),
        (EN, "For Fabrikam Inc:\nName:\nSignature:\nDate:"),
        (EN, "Fabrikam Inc: not signed"),
        (EN, "Customer signature (sign here): "),
        (EN, "For Contoso Consulting (Partner):\nSignature: /s/ Tom Reed"),
        (EN, "Contoso Consulting\tFabrikam Inc\n/s/ Tom Reed\t____________"),
        (EN, "Customer approval: pending"),
        (EN, "This agreement must be signed by an authorized officer of the customer."),
        (EN, "Status: awaiting signature by Fabrikam Inc"),
        (KO, "고객사 담당자: (서명 또는 인)"),
        (KO, "고객사: 대한전자 (인)"),
        (KO, "고객사 서명: 미서명"),
        (KO, "수행사: 한빛솔루션 대표 최유진 (인)"),
        (KO, "대한전자 확인자 성명:          (서명)"),
        (KO, "고객사 날인 예정"),
    ],
)
def test_an_empty_line_or_the_partners_own_signature_is_none(facts, text):
    point = on(facts, text)[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT]
    assert (point.state, point.evidence) == (State.MISSING, ())


JANE = "Jane Miller <jane.miller@fabrikam.com>"
TOM = "Tom Reed <tom@contoso-consulting.com>"


@pytest.mark.parametrize(
    "text",
    [
        "I approve the completion of the work.",
        "Looks good to us, happy to sign this off.",
        "Approved. Thanks for the great work!",
        "All good from our side, please go ahead and close the project.",
        "You have our sign-off for phase 2.",
        "We accept the delivery without any reservations, no open points.",
        "이대로 진행하시면 됩니다.",
        "검수 완료하였습니다. 승인합니다.",
        "작업 결과 이상 없음을 확인했습니다.",
    ],
)
def test_a_customers_mail_that_agrees_is_found(text):
    assert on(EN, mail(JANE, text))[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.OK


@pytest.mark.parametrize(
    "text",
    [
        "We cannot approve this yet.",
        "I will approve once the two defects are fixed.",
        "Approval is pending on our side.",
        "We do not accept the delivery.",
        "아직 승인할 수 없습니다.",
        "승인은 보류하겠습니다.",
        "완료로 보기 어렵습니다.",
    ],
)
def test_a_customers_mail_that_does_not_agree_is_not(text):
    assert on(EN, mail(JANE, text))[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.MISSING


@pytest.mark.parametrize(
    "text", ["Please approve the work.", "We approve our own work.", "승인 부탁드립니다."]
)
def test_the_partners_own_mail_approves_nothing(text):
    assert on(EN, mail(TOM, text))[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.MISSING


def test_quoted_words_are_their_writers():
    asked = mail(
        TOM,
        "Thanks!\n\nOn Mon, 11 May 2026 Jane Miller <jane.miller@fabrikam.com> wrote:\n> I approve the work.",
    )
    (place, *_) = on(EN, asked)[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].evidence
    assert place.text == "> I approve the work."
    quoted = mail(
        JANE, "Not yet.\n\nOn Mon, 11 May 2026 Tom Reed <tom@contoso-consulting.com> wrote:\n> We approve it."
    )
    assert on(EN, quoted)[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].evidence == ()


def test_an_empty_line_is_shown_as_what_speaks_against():
    point = on(EN, "Customer signature: ______________")[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT]
    assert [place.text for place in point.against] == ["Customer signature: ______________"]


# Dates


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("2026-06-15", [(2026, 6, 15)]),
        ("2026. 6. 15.", [(2026, 6, 15)]),
        ("2026.06.15", [(2026, 6, 15)]),
        ("15 June 2026", [(2026, 6, 15)]),
        ("the 15th day of June, 2026", [(2026, 6, 15)]),
        ("June 15, 2026", [(2026, 6, 15)]),
        ("Jun. 15th 2026", [(2026, 6, 15)]),
        ("15-Jun-2026", [(2026, 6, 15)]),
        ("2026년 6월 15일", [(2026, 6, 15)]),
        ("'26. 6. 15.", [(2026, 6, 15)]),
        ("26년 6월 15일", [(2026, 6, 15)]),
        ("15.06.2026", [(2026, 6, 15)]),
        ("03/04/25", [(2025, 3, 4), (2025, 4, 3)]),
        ("30 February 2026", []),
        ("2026-13-01", []),
        ("version 10.2.4", []),
        ("+82-2-2026-1234", []),
        ("last March", []),
    ],
)
def test_dates_are_read_in_both_languages(text, spans):
    days = [first for found in dates.find(text) for first, _ in found.spans]
    assert days == [date(*span) for span in spans]


@given(st.dates(date(2001, 1, 1), date(2079, 12, 31)))
def test_every_day_is_read_in_every_spelling(day):
    spellings = (
        day.isoformat(),
        f"{day.year}년 {day.month}월 {day.day}일",
        f"{day.year}. {day.month}. {day.day}.",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    )
    for spelling in spellings:
        (found,) = dates.find(f"signed on {spelling} in Seoul")
        assert found.spans == ((day, day),), spelling


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Signed on 15 June 2025", State.OK),
        ("Signed on 14 June 2025", State.MISSING),
        ("Signed on 15 June 2026", State.OK),
        ("Signed on 16 June 2026", State.MISSING),
        ("Signed on 03/07/25", State.UNSURE),
        ("Signed 1 March 2024. This offer is valid until 1 May 2026", State.UNSURE),
        ("Signed last spring", State.MISSING),
        ("서명일: 2025년 6월 15일", State.OK),
        ("서명일: 2025년 6월 14일", State.MISSING),
    ],
)
def test_a_date_counts_within_twelve_months_of_the_submission(text, state):
    assert on(EN, text)[AskReason.MISSING_OR_OLD_DATES].state is state


def test_a_date_too_old_is_shown_as_what_speaks_against():
    point = on(EN, "Signed on 14 June 2024")[AskReason.MISSING_OR_OLD_DATES]
    assert (point.evidence, point.against[0].text) == ((), "Signed on 14 June 2024")


def test_a_leap_days_year_is_a_year():
    assert dates.a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


# Companies


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Fabrikam Inc", "between FABRIKAM, INC. and others"),
        ("Fabrikam Inc", "the Fabrikam GmbH team"),
        ("Contoso Consulting", "mail from tom@contoso-consulting.com"),
        ("대한전자", "대한전자(주)는 확인합니다"),
        ("대한전자", "㈜대한전자"),
        ("주식회사 한빛솔루션", "한빛 솔루션에서"),
        ("한빛솔루션", "Hanbit Solution Co., Ltd."),
        ("Contoso Ltd", "콘토소에서 수행"),
        ("대한전자", "Daehan Electronics"),
        ("Blue Yonder Airlines", "Blue Yonder Airlnes"),
    ],
)
def test_a_company_is_known_by_any_of_its_spellings(name, text):
    party = Party(name)
    assert party.mention(plain(text)) >= 0.7 or party.sounds_in(plain(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Fabrikam Inc", "Northwind Traders Inc"),
        ("대한전자", "신대한전자"),
        ("대한전자", "Dongbang Trading"),
        ("Contoso Ltd", "코스모스"),
        ("Data Inc", "we moved the database"),
    ],
)
def test_another_company_is_not_it(name, text):
    party = Party(name)
    assert party.mention(plain(text)) < 0.7
    assert not party.sounds_in(plain(text))


def test_a_name_on_any_invoice_does_not_make_it_about_the_claim():
    assert (
        on(EN, "Invoice 7\nBill to: Fabrikam Inc\n12 office chairs")[AskReason.MISSING_ALL_POE].state
        is State.MISSING
    )


def test_the_contacts_of_a_claim_are_the_companys_people():
    facts = replace(EN, customer_people=("Jane Miller", "jm@mail.example"), partner_people=("Tom Reed",))
    assert (
        on(facts, "Signature: /s/ Jane Miller")[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.OK
    )
    assert (
        on(facts, "Signature: /s/ Tom Reed")[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state is State.MISSING
    )
    assert (
        on(facts, mail("jm@mail.example", "Approved."))[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].state
        is State.OK
    )


def test_the_right_customer_with_another_partner_is_not_sure():
    text = "Customer: Fabrikam Inc\nSupplier: Fourth Coffee\nDynamics 365 Sales rollout, training of 40 users"
    assert on(EN, text)[AskReason.MISSING_ALL_POE].state is State.UNSURE


# Products


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dynamics 365 Sales", "D365 Sales"),
        ("Dynamics 365 Sales", "Dynamics 365 for Sales"),
        ("Dynamics 365 Sales", "Dynamics 365 Customer Service and Sales"),
        ("Dynamics 365 Sales", "다이내믹스 365 영업"),
        ("Dynamics 365 Business Central", "Business Central"),
        ("Microsoft Teams", "팀즈"),
        ("Microsoft Teams", "MS Teams"),
        ("OneDrive for Business", "원드라이브"),
        ("OneDrive for Business", "OneDrive"),
        ("SharePoint Online", "쉐어포인트"),
        ("Microsoft 365", "M365"),
        ("Microsoft 365", "Office 365"),
        ("Exchange Online", "익스체인지 온라인"),
        ("Power BI", "파워BI"),
        ("Azure Active Directory Premium", "Entra ID"),
        ("Contoso Widgets", "contoso-widgets"),
    ],
)
def test_a_product_is_known_by_its_short_and_korean_names(name, text):
    assert product(name).sure.search(plain(f"we use {text} daily"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dynamics 365 Sales", "Salesforce"),
        ("Dynamics 365 Sales", "Dynamics 365 Marketing"),
        ("Microsoft Teams", "our teams"),
        ("Exchange Online", "the Stock Exchange"),
        ("Power BI", "power bill"),
        ("Intune", "in tune with"),
    ],
)
def test_another_word_is_no_product(name, text):
    assert not product(name).sure.search(plain(text))


def test_each_product_needs_its_own_place():
    facts = replace(EN, products=("Microsoft Teams", "Intune"))
    point = on(facts, "We rolled out Microsoft Teams to 300 users.")[AskReason.MISSING_PRODUCTS]
    assert (point.state, point.lacking) == (State.UNSURE, ("Intune",))
    assert [place.about for place in point.evidence] == ["Microsoft Teams"]


@pytest.mark.parametrize(
    "text",
    [
        "[ ] Microsoft Teams\n[x] Intune",
        "☐ Microsoft Teams  ☒ Intune",
        "Out of scope: Microsoft Teams",
        "Microsoft Teams is not included",
        "제외: Microsoft Teams",
        "Tick all that apply\nMicrosoft Teams\nIntune",
    ],
)
def test_a_box_without_a_tick_and_what_is_left_out_prove_nothing(text):
    facts = replace(EN, products=("Microsoft Teams",))
    point = on(facts, text)[AskReason.MISSING_PRODUCTS]
    assert (point.state, point.evidence) == (State.MISSING, ())
    assert point.against


def test_a_name_broken_over_two_lines_is_found():
    assert (
        on(EN, "The rollout of Dynamics 365\nSales took three weeks.")[AskReason.MISSING_PRODUCTS].state
        is State.OK
    )


# Work


def test_a_companys_name_describes_no_work():
    assert (
        on(EN, "Fabrikam confirms that Contoso Consulting is our partner.")[
            AskReason.MISSING_PARTNER_SERVICE
        ].evidence
        == ()
    )


def test_a_projects_name_describes_work_at_most_weakly():
    assert (
        on(KO, "사업명: Microsoft 365 도입 및 전환 사업")[AskReason.MISSING_PARTNER_SERVICE].state
        is not State.OK
    )


# All of it


def test_nothing_at_all_shows_nothing():
    for point in check(EN, {}):
        assert (point.state, point.evidence, point.against) == (State.MISSING, (), ())


def test_several_files_are_one_proof():
    readings = {
        "contract.txt": read(
            b"Contoso Consulting will migrate Dynamics 365 Sales data of Fabrikam Inc and train users."
        ),
        "mail.eml": read(mail(JANE, "I approve the completed work.").encode()),
    }
    points = {point.reason: point for point in check(EN, readings)}
    assert all(point.state is State.OK for point in points.values())
    assert points[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT].evidence[0].poe == "mail.eml"
    assert points[AskReason.MISSING_PARTNER_SERVICE].evidence[0].poe == "contract.txt"


LINES = st.lists(
    st.text(max_size=60)
    | st.sampled_from(["Signature:", "(인)", "/s/", "From: a@fabrikam.com", "> approved", "2026. 5. 4."]),
    max_size=12,
)


@settings(max_examples=200)
@given(st.lists(LINES, max_size=3))
def test_whatever_the_lines_are_the_check_answers_with_places_that_exist(pages):
    reading = Reading(
        None,
        1,
        "0" * 64,
        tuple(Page(number, tuple(Line(text) for text in lines)) for number, lines in enumerate(pages, 1)),
    )
    points = check(EN, {"x": reading})
    assert [point.reason for point in points] == list(AskReason)
    for point in points:
        for place in (*point.evidence, *point.against):
            assert reading.pages[place.page - 1].lines[place.line - 1].text == place.text
    assert points == check(EN, {"x": reading})


@pytest.mark.skipif(not can_ocr(), reason="tesseract is not installed")
def test_a_signature_in_ink_is_a_place_to_look_at():
    (points,) = [points for truth, points in samples() if truth["file"] == "11.png"]
    point = points[AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT]
    assert point.state is not State.MISSING
    assert point.evidence[0].ocr
