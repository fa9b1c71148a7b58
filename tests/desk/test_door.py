"""What the one door promises, whoever knocks."""

import pytest

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Activity, Area, Phase, Status, What
from cpor_tui.domain.refusals import Code, Refused
from tests.support.desk import ASKED, DAY, EXCHANGE, MINUTE, SECOND, DeskHouse, seoul

TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def refusal(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_a_whole_life_from_draft_to_assessment(house):
    claim = house.draft()
    assert house.page(claim, house.partner).needs == ("poe",)
    house.desk.add_poe(claim, b"Signed: K. Weber", "proof.txt", house.partner)
    house.obey(c.Submit(claim=claim), house.partner)
    house.obey(c.Start(claim=claim), house.reviewer)
    house.obey(c.Ask(claim=claim, reasons=("missing-products",), note="Which?"), house.reviewer)
    house.obey(c.Resubmit(claim=claim, note="Teams, page 1."), house.partner)
    house.obey(c.Approve(claim=claim), house.reviewer)
    house.pass_time(MINUTE)
    house.desk.told(claim)
    house.pass_time(8 * DAY)
    page = house.page(claim)
    assert (page.claim.status, page.claim.phase) == (Status.APPROVED, Phase.CONSENT_PASSED)
    house.obey(c.Assess(claim=claim, outcome="eligible"), house.operator)
    assert house.page(claim).claim.assessment.outcome == "eligible"
    assert house.whats(claim) == [
        "create", "add-poe", "submit", "start", "ask", "resubmit", "approve", "customer-told",
        "consent-passed", "assess",
    ]  # fmt: skip
    assert [comment.text for comment in house.desk.comments(claim, house.partner)] == [
        "Which?",
        "Teams, page 1.",
    ]


def test_a_late_answer_is_refused_even_before_the_clock_rings(house):
    claim = house.asked()
    house.pass_time(30 * DAY)
    assert refusal(house.obey, c.Resubmit(claim=claim, note="here"), house.partner).code is Code.TOO_LATE
    page = house.page(claim)
    assert page.claim.status is Status.REJECTED
    assert page.claim.rejection.reason == "no-partner-response"


def test_what_time_did_is_kept_though_the_order_is_refused(house):
    claim = house.asked()
    house.pass_time(30 * DAY)
    refusal(house.obey, c.Resubmit(claim=claim, note="here"), house.partner)
    assert "no-answer" in house.whats(claim)


def test_what_time_does_is_dated_by_its_deadline(house):
    claim = house.asked()
    due = house.page(claim).claim.asked.due_at
    house.pass_time(9 * DAY)
    house.desk.settle(claim)
    event = next(event for event, _ in house.store.events(claim) if event.what is What.NO_ANSWER)
    assert event.at == due
    assert event.recorded_at == house.desk.now()


def test_the_same_request_does_nothing_twice_and_answers_the_same(house):
    claim = house.draft()
    first = house.desk.submit(c.Comment(claim=claim, text="hello"), house.partner, request="r1")
    house.obey(c.Comment(claim=claim, text="more"), house.partner)
    again = house.desk.submit(c.Comment(claim=claim, text="hello"), house.partner, request="r1")
    assert again.replayed
    assert again.claim == first.claim
    assert again.event == first.event
    assert len(house.desk.comments(claim, house.partner)) == 2


def test_a_request_id_of_another_order_or_person_is_refused(house):
    claim = house.submitted()
    house.desk.submit(c.Comment(claim=claim, text="hello"), house.partner, request="r1")
    other_order = refusal(house.desk.submit, c.Comment(claim=claim, text="bye"), house.partner, request="r1")
    other_person = refusal(
        house.desk.submit, c.Comment(claim=claim, text="hello"), house.reviewer, request="r1"
    )
    assert {other_order.code, other_person.code} == {Code.CONFLICT}


def test_a_refused_request_may_be_tried_again(house):
    claim = house.draft()
    refusal(house.desk.submit, c.Submit(claim=claim), house.partner, request="r1")
    house.desk.add_poe(claim, b"Signed", "proof.txt", house.partner)
    accepted = house.desk.submit(c.Submit(claim=claim), house.partner, request="r1")
    assert accepted.claim.status is Status.SUBMITTED


def test_an_upload_repeated_with_its_request_adds_nothing(house):
    claim = house.draft()
    for _ in range(2):
        house.desk.add_poe(claim, b"Signed", "proof.txt", house.partner, request="up")
    assert [poe.name for poe in house.page(claim, house.partner).claim.poe] == ["proof.txt"]


def test_another_file_of_the_same_name_gets_a_name_of_its_own(house):
    claim = house.draft()
    for content in (b"one", b"two", b"one"):
        house.desk.add_poe(claim, content, "proof.txt", house.partner)
    names = [poe.name for poe in house.page(claim, house.partner).claim.poe]
    assert names == ["proof.txt", "proof (2).txt"]
    assert house.desk.poe_bytes(claim, "proof (2).txt", house.partner)[1] == b"two"


def test_nothing_is_kept_of_a_file_that_may_not_be_added(house):
    claim = house.approved()
    assert refusal(house.desk.add_poe, claim, b"late", "x.txt", house.partner).code is Code.WRONG_STATUS
    assert not house.store.archive.check(__import__("hashlib").sha256(b"late").hexdigest())


def test_nothing_is_kept_of_a_file_that_comes_with_anothers_request(house):
    claim = house.draft()
    house.desk.add_poe(claim, b"Signed", "proof.txt", house.partner, request="up")
    kept = house.store.archive.names()
    for claim_of, actor in (
        (claim, house.partner),
        (claim, house.rival),
        (house.draft(house.rival), house.rival),
    ):
        no = refusal(house.desk.add_poe, claim_of, b"smuggled", "x.txt", actor, request="up")
        assert no.code in (Code.CONFLICT, Code.NOT_FOUND)
    assert house.store.archive.names() == kept


def test_a_strangers_claim_is_not_found_and_never_forbidden(house):
    claim = house.submitted()
    missing = refusal(house.page, 1_999_999, house.rival)
    foreign = refusal(house.page, claim, house.rival)
    assert foreign.code is missing.code is Code.NOT_FOUND
    assert refusal(house.obey, c.Withdraw(claim=claim), house.rival).code is Code.NOT_FOUND


def test_a_reviewer_sees_no_draft(house):
    assert refusal(house.page, house.draft(), house.reviewer).code is Code.NOT_FOUND


def test_undo_voids_the_letters_that_still_wait(house):
    claim = house.under_review()
    before = house.page(claim).claim
    house.obey(c.Approve(claim=claim), house.reviewer)
    house.pass_time(19 * SECOND)
    house.obey(c.Undo(claim=claim), house.reviewer)
    assert house.page(claim).claim.status is before.status
    assert {mail.state for mail in house.store.mails() if mail.kind in ("approved", "customer-notice")} == {
        "void"
    }


def test_undo_is_refused_once_a_letter_has_left_whatever_the_clock_says(house):
    claim = house.under_review()
    house.obey(c.Approve(claim=claim), house.reviewer)
    house.store.release_held(house.desk.now() + DAY)
    assert refusal(house.obey, c.Undo(claim=claim), house.reviewer).code is Code.UNDO_EXPIRED
    assert house.page(claim).claim.status is Status.APPROVED


def test_a_held_claim_is_decided_by_its_holder_alone(house):
    claim = house.under_review()
    held = refusal(house.obey, c.Approve(claim=claim), house.other)
    assert (held.code, held.details["by"]) == (Code.HELD, "mina")


def test_whoever_reads_a_claim_keeps_the_hold_alive(house):
    claim = house.under_review()
    house.pass_time(25 * MINUTE)
    house.store.present(claim, "mina", house.desk.now())
    house.pass_time(25 * MINUTE)
    assert refusal(house.obey, c.Approve(claim=claim), house.other).code is Code.HELD
    house.pass_time(6 * MINUTE)
    assert house.obey(c.Approve(claim=claim), house.other).claim.status is Status.APPROVED


def test_a_disabled_person_holds_nothing(house):
    claim = house.under_review()
    house.store.disable("mina")
    assert house.page(claim).taken is None
    assert house.obey(c.Approve(claim=claim), house.other).claim.status is Status.APPROVED


def test_a_second_approval_needs_a_note_and_stands_in_both_histories(house):
    first = house.approved(tenant=TENANT)
    second = house.under_review(house.rival, tenant=TENANT)
    assert house.page(second).contested
    assert [rival.claim for rival in house.page(second).competing] == [first]
    assert refusal(house.obey, c.Approve(claim=second), house.reviewer).why == "second-approval"
    house.obey(c.Approve(claim=second, note="Both did half of it."), house.reviewer)
    assert house.whats(first)[-1] == "note"
    assert house.page(first).claim.status is Status.APPROVED


def test_a_partner_learns_only_that_the_claim_is_contested(house):
    house.approved(tenant=TENANT)
    second = house.under_review(house.rival, tenant=TENANT)
    house.obey(c.Approve(claim=second, note="Fabrikam did the other half."), house.reviewer)
    page = house.page(second, house.rival)
    assert page.contested
    assert page.competing == ()
    (line,) = (line for line in house.desk.history(second, house.rival) if line.event.what is What.APPROVE)
    assert line.note is None
    assert line.event.note is None
    assert "competing" not in line.event.facts


def test_an_undone_second_approval_is_noted_on_the_first(house):
    first = house.approved(tenant=TENANT)
    second = house.under_review(house.rival, tenant=TENANT)
    house.obey(c.Approve(claim=second, note="Both."), house.reviewer)
    house.obey(c.Undo(claim=second), house.reviewer)
    assert [event.reason for event, _ in house.store.events(first) if event.what is What.NOTE] == [
        "also-approved",
        "approval-undone",
    ]


def test_a_second_approval_is_noted_after_what_time_has_done_to_the_first(house):
    first = house.approved(tenant=TENANT)
    house.desk.told(first)
    second = house.under_review(house.rival, tenant=TENANT)
    house.pass_time(20 * DAY)
    house.obey(c.Approve(claim=second, note="Both."), house.reviewer)
    assert house.whats(first)[-2:] == ["consent-passed", "note"]


def test_two_claims_of_one_house_for_one_workload_are_a_warning_at_submit(house):
    first = house.submitted(tenant=TENANT)
    second = house.draft(tenant=TENANT)
    house.desk.add_poe(second, b"Signed", "p.txt", house.partner)
    assert house.obey(c.Submit(claim=second), house.partner).twins == (first,)
    assert not house.page(second).contested


def test_starting_anew_copies_the_fields_and_no_proof(house):
    claim = house.submitted()
    house.obey(c.Withdraw(claim=claim, reason="wrong-mpn"), house.partner)
    old = house.obey(c.Renew(claim=claim), house.partner).claim
    new = house.page(old.renewed_as, house.partner).claim
    assert (new.renewed_from, new.status, new.poe) == (claim, Status.EDITING, ())
    assert new.fields == old.fields
    assert refusal(house.obey, c.Renew(claim=claim), house.partner).why == "renewed"
    house.obey(c.Discard(claim=new.id), house.partner)
    assert house.obey(c.Renew(claim=claim), house.partner).claim.renewed_as != new.id


def test_the_customers_code_works_once_and_only_while_the_window_is_open(house):
    claim = house.approved()
    code = house.desk.customer_code(house.page(claim).claim)
    other = "1" if code.endswith("0") else "0"
    assert refusal(house.desk.decline, code[:-1] + other, house.operator).code is Code.BAD_CODE
    declined = house.desk.decline(code.lower(), house.operator, note="Not our partner.").claim
    assert (declined.status, declined.rejection.reason) == (Status.REJECTED, "customer-decline")
    assert refusal(house.desk.decline, code, house.operator).code is Code.BAD_CODE


def test_a_code_comes_too_late_after_the_consent_period(house):
    claim = house.approved()
    code = house.desk.customer_code(house.page(claim).claim)
    house.desk.told(claim)
    house.pass_time(8 * DAY)
    assert refusal(house.desk.decline, code, house.operator).code is Code.TOO_LATE


def test_a_code_of_an_undone_approval_is_dead(house):
    claim = house.approved()
    code = house.desk.customer_code(house.page(claim).claim)
    house.obey(c.Undo(claim=claim), house.reviewer)
    house.obey(c.Approve(claim=claim), house.reviewer)
    assert refusal(house.desk.decline, code, house.operator).code is Code.BAD_CODE


def test_only_an_operator_carries_the_customers_answer(house):
    claim = house.approved()
    code = house.desk.customer_code(house.page(claim).claim)
    assert refusal(house.desk.decline, code, house.partner).code is Code.NOT_ALLOWED


def test_consent_does_not_pass_before_the_customer_was_told(house):
    claim = house.approved()
    house.pass_time(30 * DAY)
    assert house.page(claim).claim.phase is Phase.CONSENT_OPEN
    house.desk.told(claim)
    page = house.page(claim)
    assert page.claim.phase is Phase.CONSENT_OPEN
    assert page.consent_open_until == seoul("2026-07-09 00:00")


def test_next_gives_the_most_urgent_free_claim_and_takes_it(house):
    urgent = house.submitted()
    house.pass_time(DAY)
    house.submitted()
    assert house.desk.next(house.reviewer).claim.id == urgent
    taken = house.desk.next(house.reviewer, take=True, request="n1")
    assert (taken.claim.id, taken.taken.by) == (urgent, "mina")
    assert house.desk.next(house.reviewer, take=True, request="n1").claim.id == urgent
    assert house.desk.next(house.other, take=True).claim.id != urgent


def test_next_answers_a_repeated_request_to_whoever_asked_it_alone(house):
    house.submitted()
    house.desk.next(house.reviewer, take=True, request="n1")
    assert refusal(house.desk.next, house.other, take=True, request="n1").code is Code.CONFLICT
    with house.store.write():
        house.store.keep_answer("n2", "mina", "of another order", '"done"', house.desk.now())
    assert refusal(house.desk.next, house.reviewer, take=True, request="n2").code is Code.CONFLICT


def test_one_claim_that_cannot_be_settled_hides_no_other(house):
    stuck = house.submitted(house.rival)
    house.obey(c.Start(claim=stuck), house.reviewer)
    house.obey(c.Ask(claim=stuck, reasons=ASKED, note="Which?"), house.reviewer)
    other = house.submitted()
    with house.store.write():
        house.store.run("DELETE FROM calendar WHERE place = 'US'")
        house.store.rearranged()
    house.pass_time(30 * DAY)
    assert refusal(house.page, stuck).code is Code.CALENDAR_UNKNOWN
    assert {row.id for row in house.desk.list("", house.reviewer)} == {stuck, other}
    assert house.desk.stats(house.lead).statuses["submitted"] == 1
    assert house.desk.next(house.reviewer).claim.id == other


def test_a_dashboard_settles_what_is_due_once(house):
    class Counting(Desk):
        settled = 0

        def settle_due(self):
            self.settled += 1
            super().settle_due()

    claim = house.asked()
    house.pass_time(30 * DAY)
    desk = Counting(house.store)
    assert [(row.id, row.status) for row in desk.status(house.partner)] == [(claim, Status.REJECTED)]
    assert desk.settled == 1


@pytest.mark.parametrize(("rules", "first"), [("2020", "editing"), ("2023", "draft")])
def test_a_history_calls_the_first_status_as_the_rule_set_does(store_url, rules, first):
    house = DeskHouse(store_url, rules=rules)
    claim = house.submitted()
    lines = house.desk.history(claim, house.partner)
    assert lines[-1].moved == (first, "submitted")
    assert lines[-2].moved is None
    house.close()


def test_a_reviewer_never_acts_for_the_house_it_belongs_to(house):
    claim = house.submitted()
    insider = c.Actor("ines", house.reviewer.role, house.partner.org)
    assert refusal(house.obey, c.Take(claim=claim), insider).code is Code.OWN_ORGANISATION
    assert house.desk.next(insider) is None


def test_the_local_operator_acts_on_no_claim(house):
    claim = house.submitted()
    for order in (c.Comment(claim=claim, text="x"), c.Start(claim=claim), c.Withdraw(claim=claim)):
        assert refusal(house.obey, order, c.LOCAL).code is Code.NOT_ALLOWED


def test_internal_notes_are_for_reviewers_alone(house):
    claim = house.under_review()
    house.obey(c.Note(claim=claim, text="I know Weber."), house.reviewer)
    assert house.desk.comments(claim, house.partner) == ()
    assert len(house.desk.comments(claim, house.other)) == 1
    seen = {line.event.what for line in house.desk.history(claim, house.operator)}
    assert What.NOTE not in seen


def test_a_list_shows_nothing_that_time_has_ended(house):
    claim = house.asked()
    house.pass_time(30 * DAY)
    assert [row.id for row in house.desk.list("status:partner-action-required", house.partner)] == []
    assert [row.id for row in house.desk.list("status:rejected", house.partner)] == [claim]


def test_a_partner_lists_its_own_claims_alone(house):
    mine, theirs = house.submitted(), house.submitted(house.rival)
    assert [row.id for row in house.desk.list("", house.partner)] == [mine]
    assert {row.id for row in house.desk.list("", house.reviewer)} == {mine, theirs}
    assert [row.id for row in house.desk.list("partner:litware", house.partner)] == []


def test_a_product_that_left_the_list_stays_claimed_but_is_not_copied(house):
    claim = house.submitted()
    house.store.product_remove("microsoft-365", "Microsoft Teams")
    house.obey(c.Edit(claim=claim, add_products=(EXCHANGE,)), house.partner)
    assert house.page(claim).claim.products == ("Microsoft Teams", EXCHANGE)
    house.obey(c.Withdraw(claim=claim, reason="wrong-mpn"), house.partner)
    renewed = house.obey(c.Renew(claim=claim), house.partner).claim.renewed_as
    assert house.page(renewed, house.partner).claim.products == (EXCHANGE,)


def test_the_figures_count_decisions_and_promises_by_the_week(house):
    kept, late = house.under_review(), house.submitted()
    house.obey(c.Approve(claim=kept), house.reviewer)
    house.pass_time(10 * DAY)
    house.obey(c.Start(claim=late), house.other)
    stats = house.desk.stats(house.lead)
    assert (stats.sla_kept["start"], stats.sla_missed["start"]) == (1, 1)
    assert stats.statuses == {"under-review": 1, "approved": 1}
    assert stats.overdue == 1
    assert stats.ages["6-10"] == 1
    assert [(week.week, week.what, week.who, week.n) for week in stats.weeks if week.who] == [
        ("2026-06-01", "approve", "mina", 1)
    ]


def test_what_others_decided_is_for_leads_and_operators(house):
    house.obey(c.Approve(claim=house.under_review()), house.reviewer)
    who = {
        role: {week.who for week in house.desk.stats(role).weeks} - {""}
        for role in (house.reviewer, house.other, house.lead)
    }
    assert who == {house.reviewer: {"mina"}, house.other: set(), house.lead: {"mina"}}


def test_an_undone_decision_is_taken_off_the_figures(house):
    claim = house.under_review()
    before = house.desk.stats(house.lead)
    house.obey(c.Approve(claim=claim), house.reviewer)
    house.obey(c.Undo(claim=claim), house.reviewer)
    after = house.desk.stats(house.lead)
    assert (after.weeks, after.sla_kept, after.statuses) == (before.weeks, before.sla_kept, before.statuses)


def test_a_refused_draft_uses_up_no_id(house):
    first = house.draft()
    order = c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE, fields={"tenant": "none"})
    assert refusal(house.obey, order, house.partner).code is Code.BAD_INPUT
    if house.store.backend == "sqlite":  # a sequence of PostgreSQL's never goes back
        assert house.draft() == first + 1


def test_a_claim_is_found_by_what_its_proof_says(house):
    claim = house.draft()
    house.desk.add_poe(claim, "Abnahme durch Frau Käfer bestätigt".encode(), "sow.txt", house.partner)
    assert [row.id for row in house.desk.list("käfer", house.partner)] == [claim]
    assert house.desk.list("käfer", house.rival) == ()


def test_a_file_that_cannot_be_read_is_kept_all_the_same(house):
    claim = house.draft()
    house.desk.add_poe(claim, b"%PDF-1.7\nbroken beyond repair", "broken.pdf", house.partner)
    (poe,) = house.page(claim, house.partner).claim.poe
    assert (poe.type, poe.pages) == ("pdf", None)
    assert house.desk.poe_bytes(claim, poe.sha256, house.partner)[1].startswith(b"%PDF")
