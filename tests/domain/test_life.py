"""RULES §4: what can happen to a claim, and what time has done first."""

from __future__ import annotations

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.evolve import DECISIONS
from cpor_tui.domain.names import (
    Activity,
    Area,
    AskReason,
    ClockKind,
    ClockState,
    Outcome,
    Phase,
    RejectReason,
    Side,
    Status,
    What,
)
from tests.support.house import (
    ASK,
    COLLEAGUE,
    CUSTOMER,
    DISPUTE,
    LEAD,
    OPERATOR,
    PARTNER,
    REFUSE,
    REJECT,
    REVIEWER,
    WITHDRAW,
    Life,
    a_file,
    good,
)

# --- asking and answering ---


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (c.Ask(reasons=(), note="Why?"), "missing"),
        (c.Ask(reasons=("missing-products",)), "missing"),
        (c.Ask(reasons=("missing-products",), note="  \n "), "missing"),
        (c.Ask(reasons=("ugly",), note="Why?"), "bad_reason"),
        (c.Ask(reasons=("insufficient-poe",), note="Why?"), "bad_reason"),
        (
            c.Ask(reasons=("missing-products",), note="Drop it", drop_products=("Microsoft Teams",)),
            "bad_input",
        ),
    ],
)
def test_asking_needs_one_of_the_five_reasons_and_a_message(order, why):
    assert Life().in_review().code(order, REVIEWER) == why


def test_the_reasons_stand_in_the_order_of_the_rules_and_the_products_as_the_claim_names_them():
    life = Life().in_review()
    reasons = tuple(reversed([reason.value for reason in AskReason])) * 2
    life.give(c.Ask(reasons=reasons, note="All of it", drop_products=("power bi", "Power BI")), REVIEWER)
    asked = life.claim.asked
    assert asked is not None
    assert asked.reasons == tuple(reason.value for reason in AskReason)
    assert asked.drop_products == ("Power BI",)
    assert asked.due_at == life.clock(ClockKind.ANSWER).due_at


def test_resubmitting_needs_a_comment_a_changed_field_or_a_new_file():
    assert Life().asked().code(c.Resubmit(), PARTNER) == "missing"
    for answer in (
        c.Comment(text="Page 4"),
        c.Edit(set={"customer-title": "CTO"}),
        c.Edit(remove_products=("Power BI",)),
        c.AddPoe(poe=a_file("more.pdf")),
    ):
        life = Life().asked()
        life.give(answer, PARTNER)
        assert life.give(c.Resubmit(), PARTNER) is not None
    assert Life().asked().give(c.Resubmit(note="Page 4"), PARTNER) is not None


def test_what_was_there_before_is_no_answer():
    life = Life().in_review()
    life.give(c.Comment(text="Page 4"), PARTNER)
    life.give(ASK, REVIEWER)
    assert life.give(c.AddPoe(poe=a_file()), PARTNER) is None, "the same file again"
    assert life.give(c.Edit(set={"customer-title": "CIO"}), PARTNER) is None, "the same value again"
    life.give(c.Comment(text="Hurry"), REVIEWER)
    assert life.code(c.Resubmit(), PARTNER) == "missing"


def test_each_question_needs_its_own_answer_and_gives_the_whole_time_again():
    life = Life(now="2026-03-02 10:00").asked()
    life.wait(days=3).give(c.Comment(text="Here"), PARTNER)
    life.give(c.Resubmit(), PARTNER)
    life.give(ASK, REVIEWER)
    assert life.clock(ClockKind.ANSWER).due_on.isoformat() == "2026-03-12"
    assert life.code(c.Resubmit(), PARTNER) == "missing"


def test_asking_may_be_repeated_without_limit():
    life = Life().in_review()
    for _ in range(20):
        life.give(ASK, REVIEWER)
        life.give(c.Resubmit(note="Here"), PARTNER)
    assert life.claim.status is Status.UNDER_REVIEW


def test_the_answer_goes_back_to_where_it_was_asked_from():
    review, dispute = Life().asked(), Life().asked_in_dispute()
    for life in (review, dispute):
        life.give(c.Resubmit(note="Here"), PARTNER)
    assert (review.claim.status, dispute.claim.status) == (Status.UNDER_REVIEW, Status.DISPUTE)


def test_no_answer_rejects_the_claim_on_the_deadline_and_opens_a_window_from_the_day_after():
    life = Life(now="2026-03-02 10:00").asked()
    life.wait(days=100).look()
    rejecting = next(event for event in life.events if event.what is What.NO_ANSWER)
    assert (rejecting.reason, rejecting.side, rejecting.by) == ("no-partner-response", Side.SYSTEM, "system")
    # Asked on Monday the 2nd, due on Monday the 9th: the window's first day is the 10th, its thirtieth 8 April.
    assert life.clock(ClockKind.WINDOW).due_on.isoformat() == "2026-04-08"
    assert life.where == (Status.REJECTED, Phase.CLOSED)


def test_no_answer_from_a_dispute_is_a_lost_dispute():
    open_still, over, once = Life("2020").asked_in_dispute(), Life("2020"), Life("2023").asked_in_dispute()
    open_still.run_out(ClockKind.ANSWER)
    assert open_still.where == (Status.REJECTED, Phase.DISPUTABLE)
    over.rejected().wait(days=29).give(DISPUTE, PARTNER)
    over.give(ASK, REVIEWER)
    [event] = [event for event in over.run_out(ClockKind.ANSWER) if event.what is What.NO_ANSWER]
    assert event.to is Status.REJECTED
    assert over.where == (Status.REJECTED, Phase.CLOSED)
    once.run_out(ClockKind.ANSWER)
    assert once.claim.status is Status.REJECTED_FINAL


# --- too late, and not from here ---


def test_a_late_answer_is_refused_even_before_the_clock_rings():
    life = Life().asked()
    life.until(life.clock(ClockKind.ANSWER).due_at)
    no = life.refused(c.Resubmit(note="Sorry"), PARTNER)
    assert (no.code.value, no.exit) == ("too_late", 1)
    assert no.details["at"] == life.now
    assert life.claim.status is Status.REJECTED


def test_an_order_that_time_has_overtaken_twice_is_still_too_late():
    life = Life().asked().wait(days=100)
    for order in (c.Resubmit(note="Sorry"), c.Edit(set={"mpn": "4711002"}), WITHDRAW, DISPUTE):
        assert life.code(order, PARTNER) == "too_late", order.what
    assert life.code(c.Submit(), PARTNER) == "wrong_status"
    assert life.claim.version == len(life.events)


def test_an_order_that_a_person_has_overtaken_is_from_the_wrong_status_and_says_who_was_first():
    life = Life().in_review()
    life.give(REJECT, REVIEWER)
    no = life.refused(c.Approve(), COLLEAGUE)
    assert no.code.value == "wrong_status"
    assert (no.details["by"], no.details["what"]) == ("dana", "reject")


def test_a_late_decline_is_too_late_and_a_late_dispute_too():
    life = Life().told()
    life.until(life.clock(ClockKind.CONSENT).due_at)
    assert life.code(c.Decline(via="reply"), CUSTOMER) == "too_late"
    late = Life().rejected()
    late.until(late.clock(ClockKind.WINDOW).due_at)
    assert late.code(DISPUTE, PARTNER) == "too_late"


def test_a_partner_request_can_never_be_disputed():
    for stage in (Life.submitted, Life.in_review, Life.asked, Life.told, Life.passed, Life.disputed):
        life = stage(Life())
        event = life.give(WITHDRAW, PARTNER)
        assert event is not None
        assert event.reason == "partner-request"
        assert life.code(DISPUTE, PARTNER) == "not_disputable"
        assert life.wait(days=60).code(DISPUTE, PARTNER) == "not_disputable"
        assert not [clock for clock in life.claim.clocks if clock.open]


@pytest.mark.parametrize(
    ("reason", "note", "why"),
    [
        ("", None, "missing"),
        ("bored", None, "bad_reason"),
        ("other", None, "missing"),
        ("other", " ", "missing"),
    ],
)
def test_withdrawing_needs_a_known_reason_and_other_needs_words(reason, note, why):
    assert Life().submitted().code(c.Withdraw(reason=reason, note=note), PARTNER) == why


@pytest.mark.parametrize("reason", ["wrong-mpn", "wrong-activity", "not-working", "other"])
def test_withdrawing_keeps_its_reason(reason):
    life = Life().submitted()
    life.give(c.Withdraw(reason=reason, note="Our mistake"), PARTNER)
    assert life.claim.rejection is not None
    assert (life.claim.rejection.reason, life.claim.rejection.detail) == ("partner-request", reason)


# --- deciding ---


@pytest.mark.parametrize(
    "reason", ["insufficient-poe", "missing-customer-consent", "missing-products", "poe-unavailable"]
)
def test_a_reviewer_rejects_for_one_of_four_reasons(reason):
    life = Life().in_review()
    life.give(c.Reject(reason=reason, note="See page 2"), REVIEWER)
    assert life.claim.rejection is not None
    assert (life.claim.rejection.reason, life.claim.rejection.note) == (reason, "See page 2")


@pytest.mark.parametrize(
    "reason",
    [RejectReason.PARTNER_REQUEST, RejectReason.CUSTOMER_DECLINE, RejectReason.NO_PARTNER_RESPONSE, "x"],
)
def test_the_other_reasons_come_from_who_acted(reason):
    assert Life().in_review().code(c.Reject(reason=reason, note="x"), REVIEWER) == "bad_reason"


def test_rejecting_and_refusing_a_dispute_need_a_message():
    assert Life().in_review().code(c.Reject(reason="poe-unavailable"), REVIEWER) == "missing"
    assert Life().disputed().code(c.RefuseDispute(), REVIEWER) == "missing"


def test_a_dispute_is_refused_and_not_rejected():
    assert Life().disputed().code(REJECT, REVIEWER) == "wrong_status"
    assert Life().in_review().code(REFUSE, REVIEWER) == "wrong_status"


def test_a_refused_dispute_keeps_the_reason_it_was_disputed_for():
    life = Life().rejected()
    life.give(DISPUTE, PARTNER)
    life.give(REFUSE, REVIEWER)
    assert life.claim.rejection is not None
    assert (life.claim.rejection.reason, life.claim.rejection.note) == ("insufficient-poe", REFUSE.note)


def test_a_second_approval_needs_a_note_and_names_the_first():
    life = Life().in_review()
    no = life.refused(c.Approve(), REVIEWER, approved_elsewhere=(77,))
    assert (no.code.value, no.details["claims"]) == ("missing", ["C-77"])
    event = life.give(c.Approve(note="Both proved it"), REVIEWER, approved_elsewhere=(77,))
    assert event is not None
    assert event.facts["competing"] == ["C-77"]


def test_an_approval_may_come_from_a_dispute_and_ends_its_window():
    life = Life().disputed()
    life.give(c.Approve(), REVIEWER)
    assert life.where == (Status.APPROVED, Phase.CONSENT_OPEN)
    assert not life.clock(ClockKind.WINDOW).open
    assert life.claim.rejection is None


def test_a_decision_on_an_older_page_is_stale_and_says_who_did_what():
    life = Life().in_review()
    seen = life.claim.version
    life.give(c.Release(), REVIEWER)
    for order in (c.Edit(set={"partner-contact": "New"}),):
        assert life.code(order, PARTNER) == "wrong_status"
    life.give(ASK, REVIEWER)
    life.give(c.Edit(set={"partner-contact": "New"}), PARTNER)
    life.give(c.Resubmit(note="Here"), PARTNER)
    no = life.refused(c.Approve(if_version=seen), COLLEAGUE, holder_gone=True)
    assert (no.code.value, no.exit) == ("already_decided", 5)
    assert (no.details["by"], no.details["what"]) == ("dana", "ask")
    # Whoever has seen the decision is told of what came after it.
    for seen in (life.claim.version - 2, life.claim.version - 1):
        no = life.refused(c.Approve(if_version=seen), COLLEAGUE, holder_gone=True)
        assert (no.code.value, no.details["by"], no.details["what"]) == ("conflict", "minjun", "resubmit")


@pytest.mark.parametrize(
    "change",
    [
        c.Edit(set={"partner-contact": "New"}),
        c.Edit(remove_products=("Power BI",)),
        c.AddPoe(poe=a_file("more.pdf")),
    ],
)
def test_a_changed_claim_makes_a_page_stale(change):
    life = Life().submitted()
    seen = life.claim.version
    life.give(change, PARTNER)
    no = life.refused(c.Start(if_version=seen), REVIEWER)
    assert (no.code.value, no.details["by"], no.details["what"]) == ("conflict", "minjun", change.what.value)
    assert life.give(c.Start(if_version=life.claim.version), REVIEWER) is not None


def test_comments_notes_takes_and_watching_never_make_a_page_stale():
    life = Life().submitted()
    seen = life.claim.version
    life.give(c.Comment(text="Hello"), PARTNER)
    life.give(c.Edit(note="Only a word"), PARTNER)
    life.give(c.Comment(text="Hello"), COLLEAGUE)
    life.give(c.Note(text="Hm"), COLLEAGUE)
    life.give(c.Watch(), PARTNER)
    life.give(c.Take(), COLLEAGUE)
    life.give(c.Release(), COLLEAGUE)
    life.give(c.TakeOver(note="Mine"), LEAD)
    life.give(c.Assign(to="erin"), LEAD)
    life.wait(hours=1)
    assert life.give(c.Start(if_version=seen), REVIEWER) is not None
    life.give(c.Tick(point="missing-products"), REVIEWER)
    assert life.give(c.Approve(if_version=life.claim.version - 1), REVIEWER) is not None


def test_a_version_that_never_was_is_bad_input():
    life = Life().in_review()
    for version in (0, -3, life.claim.version + 1):
        assert life.code(c.Approve(if_version=version), REVIEWER) == "bad_input"


def test_an_undo_heeds_the_version_it_saw_too():
    life = Life().in_review()
    seen = life.claim.version
    life.give(c.Approve(), REVIEWER)
    assert life.code(c.Undo(if_version=seen), REVIEWER) == "already_decided"
    assert life.give(c.Undo(if_version=seen + 1), REVIEWER) is not None


# --- undo ---


def test_a_decision_is_undone_within_twenty_seconds_and_not_a_moment_later():
    life = Life().rejected()
    assert life.wait(seconds=19, microseconds=999_999).give(c.Undo(), REVIEWER) is not None
    late = Life().rejected().wait(seconds=20)
    assert late.code(c.Undo(), REVIEWER) == "undo_expired"


def test_any_event_since_ends_the_undo():
    for order, actor in (
        (c.Comment(text="Why?"), PARTNER),
        (c.Note(text="Hm"), REVIEWER),
        (DISPUTE, PARTNER),
    ):
        life = Life().rejected()
        life.give(order, actor)
        assert life.code(c.Undo(), REVIEWER) == "undo_expired"


def test_only_decisions_are_undone():
    assert {What.ASK, What.APPROVE, What.REJECT, What.REFUSE_DISPUTE} == DECISIONS
    assert Life().in_review().code(c.Undo(), REVIEWER) == "wrong_status"


def test_an_undone_decision_may_be_taken_again():
    life = Life().approved()
    life.give(c.Undo(), REVIEWER)
    assert life.code(c.Undo(), REVIEWER) == "wrong_status"
    life.give(REJECT, REVIEWER)
    life.give(c.Undo(), REVIEWER)
    life.give(c.Approve(), REVIEWER)
    assert life.where == (Status.APPROVED, Phase.CONSENT_OPEN)
    assert life.refold() == life.claim


def test_an_undo_over_a_missed_deadline_meets_it_at_once():
    life = Life().in_review()
    life.until(life.clock(ClockKind.REVIEW).due_at - 1).give(c.Approve(), REVIEWER)
    life.wait(seconds=5).give(c.Undo(), REVIEWER)
    [overdue] = life.look()
    assert (overdue.what, overdue.at) == (What.OVERDUE, life.clock(ClockKind.REVIEW).due_at)
    assert life.claim.overdue


# --- the customer's consent ---


def test_consent_passes_by_itself_once_the_customer_was_told():
    life = Life().told()
    [event] = life.run_out(ClockKind.CONSENT)
    assert (event.what, event.at) == (What.CONSENT_PASSED, life.clock(ClockKind.CONSENT).due_at)
    assert event.frm is event.to is None
    assert life.where == (Status.APPROVED, Phase.CONSENT_PASSED)


def test_consent_never_passes_while_the_customer_was_not_told():
    life = Life().approved().wait(days=400)
    assert life.look() == ()
    assert life.claim.phase is Phase.CONSENT_OPEN
    assert life.give(c.Decline(via="opal"), CUSTOMER) is not None


def test_a_customer_who_is_told_on_a_later_day_has_the_whole_time_from_that_day():
    life = Life(now="2026-03-02 10:00").approved()
    event = life.until("2026-03-03 00:00").give(c.CustomerTold(), c.CLOCK)
    assert event is not None
    assert event.facts["late"] is True
    assert life.clock(ClockKind.CONSENT).due_on.isoformat() == "2026-03-10"
    assert [clock.state for clock in life.claim.clocks if clock.kind is ClockKind.CONSENT] == [
        ClockState.VOID,
        ClockState.RUNNING,
    ]
    punctual = Life(now="2026-03-02 10:00").approved()
    event = punctual.until("2026-03-02 23:59").give(c.CustomerTold(), c.CLOCK)
    assert event is not None
    assert event.facts["late"] is False
    assert punctual.clock(ClockKind.CONSENT).due_on.isoformat() == "2026-03-09"


def test_a_customer_is_told_once_for_an_approval():
    life = Life().told()
    assert life.give(c.CustomerTold(), c.CLOCK) is None
    life.give(c.Decline(via="reply"), CUSTOMER)
    life.give(DISPUTE, PARTNER)
    life.give(c.Approve(), REVIEWER)
    assert life.claim.told_at is None
    assert life.give(c.CustomerTold(), c.CLOCK) is not None


def test_a_decline_opens_a_window_and_says_who_carried_it():
    life = Life().told()
    event = life.give(c.Decline(via="opal", note="Never heard of them"), CUSTOMER)
    assert event is not None
    assert (event.reason, event.side, event.facts["via"]) == ("customer-decline", Side.CUSTOMER, "opal")
    assert life.where == (Status.REJECTED, Phase.DISPUTABLE)
    assert life.give(DISPUTE, PARTNER) is not None


def test_a_rejection_after_an_approval_opens_a_window_of_its_own():
    life = Life(now="2026-03-02 10:00").disputed()
    life.wait(days=10).give(c.Approve(), REVIEWER)
    life.give(c.CustomerTold(), c.CLOCK)
    life.wait(days=1).give(c.Decline(via="reply"), CUSTOMER)
    assert life.clock(ClockKind.WINDOW).due_on.isoformat() == "2026-04-12"


# --- disputes ---


def test_a_dispute_needs_a_justification_or_a_file_that_is_new():
    life = Life().rejected()
    assert life.code(c.Dispute(), PARTNER) == "missing"
    assert life.code(c.Dispute(note=" "), PARTNER) == "missing"
    assert life.code(c.Dispute(poe=(a_file(),)), PARTNER) == "missing", "that file is there already"
    life.give(c.Dispute(poe=(a_file(), a_file("signed.pdf"))), PARTNER)
    assert [poe.name for poe in life.claim.poe] == ["proof.pdf", "signed.pdf"]
    assert life.claim.disputed is not None
    assert life.claim.disputed.poe == ("signed.pdf",)


def test_a_dispute_filed_in_time_is_answered_after_day_thirty_and_stays_valid():
    life = Life().rejected()
    window = life.clock(ClockKind.WINDOW)
    life.until(window.due_at - 1).give(DISPUTE, PARTNER)
    life.wait(days=3).look()
    assert life.claim.status is Status.DISPUTE
    life.give(ASK, REVIEWER)
    life.wait(days=2).give(c.Resubmit(note="Here"), PARTNER)
    assert life.claim.status is Status.DISPUTE
    assert life.give(c.Approve(), REVIEWER) is not None


def test_a_clock_that_was_set_back_keeps_no_window_open_that_the_refusal_lies_beyond():
    life = Life("2020").disputed()
    life.wait(days=45).give(c.Comment(text="Here."), PARTNER)
    life.wait(days=-44).give(REFUSE, REVIEWER)
    assert life.where == (Status.REJECTED, Phase.CLOSED)
    assert life.clock(ClockKind.WINDOW).state is ClockState.PASSED


def test_a_dispute_refused_after_the_windows_end_closes_the_claim_in_that_one_event():
    life = Life("2020").rejected()
    life.until(life.clock(ClockKind.WINDOW).due_at - 1).give(DISPUTE, PARTNER)
    life.wait(days=2).give(REFUSE, REVIEWER)
    assert life.where == (Status.REJECTED, Phase.CLOSED)
    assert life.events[-1].what is What.REFUSE_DISPUTE
    assert life.clock(ClockKind.WINDOW).state is ClockState.PASSED
    assert life.code(DISPUTE, PARTNER) == "too_late"
    assert life.wait(days=90).look() == ()


def test_a_dispute_refused_before_the_windows_end_leaves_the_same_window_open():
    life = Life("2020").rejected()
    window = life.clock(ClockKind.WINDOW)
    life.wait(days=10).give(DISPUTE, PARTNER)
    life.wait(days=4).give(REFUSE, REVIEWER)
    assert (life.clock(ClockKind.WINDOW).due_at, life.clock(ClockKind.WINDOW).open) == (window.due_at, True)
    assert life.run_out(ClockKind.WINDOW)[-1].what is What.WINDOW_CLOSED


@pytest.mark.parametrize(("early", "state"), [(1, ClockState.RUNNING), (0, ClockState.PASSED)])
def test_a_dispute_refused_at_the_very_end_of_the_window_finds_it_passed(early, state):
    life = Life("2020").disputed()
    life.until(life.clock(ClockKind.WINDOW).due_at - early).give(REFUSE, REVIEWER)
    assert life.clock(ClockKind.WINDOW).state is state


def test_a_lost_dispute_rests_on_the_reason_it_was_fought_for():
    life = Life().in_review()
    life.give(c.Reject(reason="poe-unavailable", note="The file does not open."), REVIEWER)
    life.give(DISPUTE, PARTNER)
    life.give(REFUSE, REVIEWER)
    assert life.claim.rejection is not None
    assert (life.claim.rejection.reason, life.claim.rejection.detail) == (
        "poe-unavailable",
        "dispute-refused",
    )


def test_a_renewal_names_the_claim_that_it_goes_on_from():
    for earlier in (None, 1000000):
        life = Life()
        event = life.give(
            c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE, renewed_from=earlier), PARTNER
        )
        assert event is not None
        assert event.facts == {"org": 1, "rules": "2020"} | ({"renewed_from": earlier} if earlier else {})
        assert life.claim.renewed_from == earlier


def test_a_missed_promise_stays_missed_after_a_round_with_the_partner():
    life = Life().in_review()
    life.run_out(ClockKind.REVIEW)
    assert life.claim.overdue
    life.give(ASK, REVIEWER)
    life.wait(days=1).give(c.Resubmit(note="Here"), PARTNER)
    assert life.claim.overdue
    assert life.clock(ClockKind.REVIEW).state is ClockState.MISSED
    life.give(c.Approve(), REVIEWER)
    assert life.clock(ClockKind.REVIEW).state is ClockState.MISSED
    assert not life.claim.overdue


def test_a_missed_promise_changes_no_status():
    for stage, kind in (
        (Life.submitted, ClockKind.START),
        (Life.in_review, ClockKind.REVIEW),
        (Life.disputed, ClockKind.DISPUTE),
    ):
        life = stage(Life())
        status = life.claim.status
        event = life.run_out(kind)[-1]
        assert (event.what, event.reason, event.to) == (What.OVERDUE, kind.value, None)
        assert life.claim.status is status


# --- starting anew ---


def test_a_closed_claim_is_started_anew_once_while_the_new_one_lives():
    life = Life().closed()
    event = life.give(c.Renew(), PARTNER, new_claim=99)
    assert event is not None
    assert life.claim.renewed_as == 99
    assert life.code(c.Renew(), PARTNER, renewal_alive=True) == "wrong_status"
    assert What.RENEW not in life.allowed(PARTNER, renewal_alive=True)
    assert life.give(c.Renew(), PARTNER, renewal_alive=False, new_claim=100) is not None


def test_a_claim_with_an_open_window_is_not_started_anew():
    assert Life().rejected().code(c.Renew(), PARTNER) == "wrong_status"


# --- after consent ---


def test_assessment_is_recorded_only_after_consent_and_with_a_reason_when_it_fails():
    assert Life().told().code(c.Assess(outcome="eligible"), OPERATOR) == "wrong_status"
    life = Life().passed()
    assert life.code(c.Assess(outcome="perhaps"), OPERATOR) == "bad_input"
    assert life.code(c.Assess(outcome="not-eligible"), OPERATOR) == "missing"
    life.give(c.Assess(outcome="not-eligible", reason="Below the threshold", at=5), OPERATOR)
    assert life.claim.assessment is not None
    assert (life.claim.assessment.outcome, life.claim.assessment.at) == (Outcome.NOT_ELIGIBLE, 5)
    assert life.claim.assessment.reason == "Below the threshold"
    assert life.code(c.Earn(lines=({"line": "1"},)), OPERATOR) == "wrong_status"


def test_a_line_of_earnings_counts_once_however_often_it_is_imported():
    life = Life().passed()
    life.give(c.Assess(outcome="eligible"), OPERATOR)
    line = {"line": "2026-03/1", "amount": "10.00"}
    assert life.give(c.Earn(lines=(line,)), OPERATOR) is not None
    assert life.give(c.Earn(lines=(line,)), OPERATOR) is None
    life.give(c.Earn(lines=({**line, "amount": "12.00"}, {"line": "2"})), OPERATOR)
    assert [one.get("amount") for one in life.claim.earnings] == ["12.00", None]


# --- small things ---


def test_ticks_stand_for_the_five_points_and_start_afresh_with_a_dispute():
    life = Life().in_review()
    assert life.code(c.Tick(point="pretty"), REVIEWER) == "bad_reason"
    life.give(c.Tick(point="missing-products", on=True), REVIEWER)
    assert life.give(c.Tick(point="missing-products", on=True), REVIEWER) is None
    assert life.claim.ticks == {"missing-products": True}
    life.give(REJECT, REVIEWER)
    life.give(DISPUTE, PARTNER)
    assert life.claim.ticks == {}


def test_a_comment_and_a_note_need_words():
    life = Life().submitted()
    assert life.code(c.Comment(text=" \n"), PARTNER) == "missing"
    assert life.code(c.Note(text=""), REVIEWER) == "missing"
    assert life.code(c.Comment(text="x" * 10_001), PARTNER) == "bad_input"


def test_everything_a_person_said_is_clean_in_the_history():
    life = Life().submitted()
    life.give(c.Comment(text="\x1b]52;c;aGk=\x07 hello \u202e"), PARTNER)
    note = life.events[-1].note
    assert note is not None
    assert "\x1b" not in note
    assert "\u202e" not in note


def test_every_story_folds_to_its_claim():
    for rules in ("2020", "2023"):
        for stage in (Life.passed, Life.closed, Life.withdrawn, Life.asked_in_dispute):
            life = stage(Life(rules))
            assert life.refold() == life.claim


def test_a_clock_set_back_dates_nothing_before_what_has_happened():
    life = Life().in_review()
    latest = life.claim.touched_at
    life.wait(hours=-5).give(good(What.COMMENT, life.claim), PARTNER)
    assert life.events[-1].at == latest
    assert life.code(c.Approve(), COLLEAGUE) == "held"
