"""RULES §3: who may do what, in which order an order is refused, and who holds a claim."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.access import seen_event, seen_note, sees, sees_internal, shown_event
from cpor_tui.domain.names import PARTNER as PARTNER_ROLES
from cpor_tui.domain.names import SIDE_OF, Role, Side, Status, What
from cpor_tui.domain.refusals import Code
from tests.support.house import (
    ASK,
    BILLING_ADMIN,
    CAST,
    COLLEAGUE,
    CUSTOMER,
    DISPUTE,
    GLOBAL_ADMIN,
    INSIDER,
    LEAD,
    OPERATOR,
    PARTNER,
    REFUSE,
    REJECT,
    REVIEWER,
    RIVAL,
    USER,
    VIEWER,
    WITHDRAW,
    Life,
)


@pytest.mark.parametrize("admin", [GLOBAL_ADMIN, BILLING_ADMIN, PARTNER])
def test_each_of_the_three_admins_may_do_all_of_the_partners_actions(admin):
    life = Life().draft(admin)
    life.give(c.Submit(), admin)
    life.give(c.Start(), REVIEWER)
    life.give(REJECT, REVIEWER)
    life.give(DISPUTE, admin)
    life.give(WITHDRAW, admin)
    life.give(c.Renew(), admin)
    assert life.claim.renewed_as is not None


def test_an_incentives_user_may_write_and_answer_but_neither_dispute_nor_withdraw():
    life = Life().draft(USER)
    life.give(c.Submit(), USER)
    assert life.code(WITHDRAW, USER) == "not_allowed"
    life.give(c.Start(), REVIEWER)
    life.give(ASK, REVIEWER)
    life.give(c.Resubmit(note="Here"), USER)
    life.give(REJECT, REVIEWER)
    assert life.code(DISPUTE, USER) == "not_allowed"
    closed = Life().closed()
    assert closed.give(c.Renew(), USER) is not None
    draft = Life().draft(USER)
    draft.give(c.Discard(), USER)
    assert draft.claim.status is Status.DISCARDED


def test_a_viewer_reads_and_does_nothing():
    for life in (Life().draft(), Life().asked(), Life().rejected()):
        assert sees(VIEWER, life.claim)
        assert life.allowed(VIEWER) == ()


def test_another_organisations_claim_is_not_found_and_never_forbidden():
    life = Life().rejected()
    assert life.code(DISPUTE, RIVAL) == "not_found"
    assert life.code(c.Approve(), RIVAL) == "not_found"


def test_a_reviewer_finds_a_claim_from_its_first_submission_on():
    life = Life().draft()
    assert life.code(c.Start(), REVIEWER) == "not_found"
    assert not sees(LEAD, life.claim)
    life.give(c.Submit(), PARTNER)
    assert sees(REVIEWER, life.claim)
    life.give(WITHDRAW, PARTNER)
    assert sees(REVIEWER, life.claim)


def test_a_reviewer_does_nothing_on_a_claim_of_their_own_organisation():
    life = Life().in_review()
    insider = c.Actor("ilka", Role.LEAD, 1)
    for order in (c.Approve(), c.Comment(text="hm"), c.Note(text="hm"), c.Take()):
        assert life.code(order, INSIDER) == "own_organisation"
        assert life.code(order, insider) == "own_organisation"
    assert life.allowed(INSIDER) == ()
    assert life.give(c.Approve(), replace(REVIEWER, org=2)) is not None


def test_an_operator_decides_nothing_and_a_customer_only_declines():
    life = Life().told()
    assert life.allowed(OPERATOR) == ()
    assert life.code(c.Undo(), OPERATOR) == "not_allowed"
    assert life.code(WITHDRAW, CUSTOMER) == "not_allowed"
    assert life.give(c.Decline(via="reply"), CUSTOMER) is not None


def test_refusals_come_in_the_order_of_the_rules():
    life = Life().asked()
    stale = c.Reject(reason="", if_version=1)
    assert life.code(stale, RIVAL) == "not_found"
    assert life.code(stale, VIEWER) == "not_allowed"
    assert life.code(stale, INSIDER) == "own_organisation"
    assert life.code(stale, COLLEAGUE) == "wrong_status"
    life.give(c.Resubmit(note="Here"), PARTNER)
    assert life.code(stale, COLLEAGUE) == "already_decided"
    now = replace(stale, if_version=life.claim.version)
    assert life.code(now, COLLEAGUE) == "held"
    assert life.code(now, REVIEWER) == "missing"
    assert life.code(replace(now, reason="ugly"), REVIEWER) == "bad_reason"
    assert life.code(replace(now, reason="poe-unavailable"), REVIEWER) == "missing"
    assert life.give(replace(now, reason="poe-unavailable", note="Gone"), REVIEWER) is not None


def test_internal_notes_are_for_reviewers_and_leads_alone():
    life = Life().submitted()
    event = life.give(c.Note(text="Odd"), REVIEWER)
    assert event is not None
    readers = {
        actor for actor in (REVIEWER, LEAD, OPERATOR, PARTNER, VIEWER, CUSTOMER) if seen_event(actor, event)
    }
    assert readers == {REVIEWER, LEAD}
    assert not sees_internal(OPERATOR)
    assert life.code(c.Note(text="Hello?"), PARTNER) == "not_allowed"


def test_the_note_that_compares_two_partners_is_not_shown_to_either():
    life = Life().in_review()
    event = life.give(c.Approve(note="Both proved it"), REVIEWER, approved_elsewhere=(77,))
    assert event is not None
    assert seen_note(REVIEWER, event) == "Both proved it"
    assert seen_note(PARTNER, event) is None
    assert seen_event(PARTNER, event)
    assert shown_event(LEAD, event) is event
    shown = shown_event(PARTNER, event)
    assert shown == replace(event, note=None, facts={})
    plain = Life().in_review().give(c.Approve(note="Good"), REVIEWER)
    assert plain is not None
    assert shown_event(PARTNER, plain) is plain


def test_what_else_such_an_event_says_is_still_shown():
    life = Life().in_review()
    event = life.give(c.Approve(note="Both"), REVIEWER, approved_elsewhere=(77,))
    assert event is not None
    told = replace(event, facts={**event.facts, "late": True})
    assert shown_event(VIEWER, told).facts == {"late": True}


# --- who holds a claim ---


def test_starting_a_review_takes_the_claim_and_others_may_read_and_comment():
    life = Life().in_review()
    assert life.claim.taken is not None
    assert life.claim.taken.by == "dana"
    no = life.refused(c.Approve(), COLLEAGUE)
    assert (no.code.value, no.details["by"], no.exit) == ("held", "dana", 5)
    assert life.give(c.Comment(text="I wonder"), COLLEAGUE) is not None
    assert life.give(c.Note(text="I wonder"), COLLEAGUE) is not None


def test_a_claim_taken_in_the_queue_is_not_started_by_another():
    life = Life().submitted()
    life.give(c.Take(), COLLEAGUE)
    assert life.code(c.Start(), REVIEWER) == "held"
    assert life.code(c.Take(), REVIEWER) == "held"
    life.give(c.Release(), COLLEAGUE)
    assert life.give(c.Start(), REVIEWER) is not None


def test_half_an_hour_without_any_activity_of_the_holder_frees_the_claim():
    life = Life().in_review()
    assert life.wait(minutes=29, seconds=59).code(c.Approve(), COLLEAGUE) == "held"
    life.give(c.Comment(text="Still reading"), REVIEWER)
    assert life.wait(minutes=29, seconds=59).code(c.Approve(), COLLEAGUE) == "held"
    assert life.wait(seconds=1).give(c.Approve(), COLLEAGUE) is not None


def test_a_holder_who_has_the_claim_open_is_active():
    life = Life().in_review().wait(minutes=45)
    assert life.code(c.Approve(), COLLEAGUE, holder_seen_at=life.now - 60_000_000) == "held"


def test_somebody_elses_activity_does_not_keep_the_hold():
    life = Life().in_review().wait(minutes=20)
    life.give(c.Comment(text="Any news?"), PARTNER)
    assert life.wait(minutes=10).give(c.Approve(), COLLEAGUE) is not None


def test_a_person_who_is_disabled_holds_nothing():
    assert Life().in_review().give(c.Approve(), COLLEAGUE, holder_gone=True) is not None


def test_only_the_holder_releases():
    life = Life().in_review()
    assert life.code(c.Release(), COLLEAGUE) == "held"
    life.give(c.Release(), REVIEWER)
    assert life.code(c.Release(), REVIEWER) == "wrong_status"


def test_each_role_stands_on_its_side_and_a_lead_may_take_back_what_it_decided():
    sides = {
        role: {Role.OPERATOR: Side.OPERATOR, Role.CUSTOMER: Side.CUSTOMER, Role.CLOCK: Side.SYSTEM}.get(
            role, Side.PARTNER if role in PARTNER_ROLES else Side.REVIEWER
        )
        for role in Role
    }
    assert sides == SIDE_OF
    life = Life().submitted()
    life.give(c.Start(), LEAD)
    life.give(c.Approve(), LEAD)
    for actor in set(CAST) - {RIVAL, REVIEWER, COLLEAGUE, INSIDER, LEAD}:
        no = life.refused(c.Undo(), actor)
        assert (no.code, no.details) == (Code.NOT_ALLOWED, {"role": actor.role.value, "what": "undo"})
    assert life.give(c.Undo(), LEAD) is not None
    assert life.claim.status is Status.UNDER_REVIEW


def test_a_lead_takes_over_with_a_reason_and_hands_to_a_reviewer():
    life = Life().in_review()
    assert life.code(c.TakeOver(), LEAD) == "missing"
    assert life.code(c.TakeOver(note="mine"), COLLEAGUE) == "not_allowed"
    life.give(c.TakeOver(note="Dana is ill"), LEAD)
    assert life.code(c.Approve(), REVIEWER) == "held"
    life.give(c.Assign(to="erin"), LEAD)
    assert life.claim.taken is not None
    assert life.claim.taken.by == "erin"
    assert life.code(c.Assign(to="minjun"), LEAD, assignee=PARTNER) == "bad_input"
    assert life.code(c.Assign(to="nobody"), LEAD, assignee=None) == "bad_input"
    assert life.code(c.Assign(to="ines"), LEAD, assignee=INSIDER) == "own_organisation"
    assert life.give(c.Assign(to="ines"), LEAD, assignee=replace(INSIDER, org=2)) is not None


def test_the_holder_is_kept_while_the_partner_answers_and_a_dispute_starts_free():
    life = Life().asked()
    life.wait(days=2).give(c.Resubmit(note="Here"), PARTNER)
    assert life.claim.taken is not None
    assert life.claim.taken.by == "dana"
    assert Life().disputed().claim.taken is None


def test_undo_belongs_to_the_reviewer_who_decided():
    life = Life().approved()
    assert life.code(c.Undo(), COLLEAGUE) == "not_allowed"
    assert life.code(c.Undo(), LEAD) == "not_allowed"
    assert life.give(c.Undo(), REVIEWER) is not None
    assert life.claim.status is Status.UNDER_REVIEW


def test_everybody_of_the_partner_sees_its_claims_and_nobody_else_of_partners():
    life = Life().draft()
    for role in Role:
        for org in (1, 2, None):
            if role in PARTNER_ROLES:
                assert sees(c.Actor("x", role, org), life.claim) == (org == 1)


def test_a_draft_is_nobodys_to_see_but_its_partners_and_the_operators():
    life = Life().draft()
    assert life.code(c.Comment(text="hello"), REVIEWER) == "not_found"
    assert What.RECALCULATE not in life.allowed(OPERATOR)
    assert life.code(c.Comment(text="hello"), OPERATOR) == "not_allowed"


def test_a_dispute_that_is_taken_is_decided_by_its_holder_alone():
    life = Life().disputed()
    life.give(c.Take(), REVIEWER)
    for order in (REFUSE, c.Approve(), ASK):
        assert life.code(order, COLLEAGUE) == "held"
    life.give(REFUSE, REVIEWER)
    assert life.claim.status is Status.REJECTED
