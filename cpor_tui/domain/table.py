"""Who may order what, from which status, to which: the one table, `RULES` (RULES.md §4)."""

from __future__ import annotations

from collections.abc import Mapping

from cpor_tui.domain import commands as c
from cpor_tui.domain import needs, tells
from cpor_tui.domain.deadlines import meet, pause, resume, start, void
from cpor_tui.domain.names import PARTNER_FULL, PARTNER_WRITE, REVIEWERS, ClockKind, Phase, Role, Status, What
from cpor_tui.domain.row import Rule

EDITING, SUBMITTED, UNDER_REVIEW = Status.EDITING, Status.SUBMITTED, Status.UNDER_REVIEW
ASKED, APPROVED, REJECTED = Status.PARTNER_ACTION_REQUIRED, Status.APPROVED, Status.REJECTED
DISPUTE, FINAL, DISCARDED = Status.DISPUTE, Status.REJECTED_FINAL, Status.DISCARDED
NOWHERE, ANY = frozenset[Status](), frozenset(Status)
DRAFT_OR_ASKED = frozenset({EDITING, SUBMITTED, ASKED})
IN_REVIEW = frozenset({SUBMITTED, UNDER_REVIEW, DISPUTE})

START, REVIEW, TOTAL = ClockKind.START, ClockKind.REVIEW, ClockKind.TOTAL
ANSWER, CONSENT, WINDOW = ClockKind.ANSWER, ClockKind.CONSENT, ClockKind.WINDOW
DISPUTED = ClockKind.DISPUTE

LEAD, OPERATOR = frozenset({Role.LEAD}), frozenset({Role.OPERATOR})
CUSTOMER, CLOCK = frozenset({Role.CUSTOMER}), frozenset({Role.CLOCK})

_ROWS = (
    # The partner's draft
    Rule(c.Create, frm=NOWHERE, to=EDITING, by=PARTNER_WRITE | OPERATOR, tells=tells.creating),
    Rule(c.Edit, frm=DRAFT_OR_ASKED, to=None, by=PARTNER_WRITE, editable=True, tells=tells.editing),
    Rule(c.AddPoe, frm=DRAFT_OR_ASKED, to=None, by=PARTNER_WRITE, editable=True, tells=tells.adding_poe),
    Rule(
        c.RemovePoe,
        frm={EDITING},
        to=None,
        by=PARTNER_WRITE,
        needs=(needs.has_the_file,),
        tells=tells.removing_poe,
    ),
    Rule(
        c.Submit,
        frm={EDITING},
        to=SUBMITTED,
        by=PARTNER_WRITE,
        needs=(needs.has_all_fields,),
        clocks=(start(START, TOTAL),),
        tells=tells.submitting,
    ),
    Rule(c.Discard, frm={EDITING}, to=DISCARDED, by=PARTNER_WRITE),
    # The review, and its round with the partner
    Rule(
        c.Start,
        frm={SUBMITTED},
        to=UNDER_REVIEW,
        by=REVIEWERS,
        clocks=(meet(START), start(REVIEW)),
        contended=True,
    ),
    Rule(
        c.Ask,
        frm={UNDER_REVIEW, DISPUTE},
        to=ASKED,
        by=REVIEWERS,
        needs=(needs.asks_for_known_things, needs.says_something),
        clocks=(pause(REVIEW, TOTAL, DISPUTED), start(ANSWER)),
        contended=True,
        tells=tells.asking,
    ),
    Rule(
        c.Resubmit,
        frm={ASKED},
        to=UNDER_REVIEW,
        by=PARTNER_WRITE,
        needs=(needs.answers_somehow, needs.still_meets_submit),
        clocks=(meet(ANSWER), resume(REVIEW, TOTAL, DISPUTED)),
        tells=tells.resubmitting,
    ),
    # The decision
    Rule(
        c.Approve,
        frm={UNDER_REVIEW, DISPUTE},
        to=APPROVED,
        by=REVIEWERS,
        needs=(needs.explains_a_second_approval,),
        clocks=(meet(START, REVIEW, TOTAL, DISPUTED, WINDOW), start(CONSENT)),
        contended=True,
        tells=tells.approving,
    ),
    Rule(
        c.Reject,
        frm={UNDER_REVIEW},
        to=REJECTED,
        by=REVIEWERS,
        needs=(needs.rejects_for_a_reviewers_reason, needs.says_something),
        contended=True,
        tells=tells.refusing,
    ),
    Rule(
        c.RefuseDispute,
        frm={DISPUTE},
        to=REJECTED,
        by=REVIEWERS,
        needs=(needs.says_something,),
        contended=True,
        tells=tells.refusing_dispute,
    ),
    # What partner and customer may do about it
    Rule(
        c.Withdraw,
        frm={SUBMITTED, UNDER_REVIEW, ASKED, APPROVED, DISPUTE},
        to=REJECTED,
        by=PARTNER_FULL,
        needs=(needs.withdraws_for_a_reason,),
        clocks=(void(*ClockKind),),
        tells=tells.withdrawing,
    ),
    Rule(
        c.Decline,
        frm={APPROVED},
        phases={Phase.CONSENT_OPEN},
        to=REJECTED,
        by=CUSTOMER,
        tells=tells.declining,
    ),
    Rule(
        c.Dispute,
        frm={REJECTED},
        phases={Phase.DISPUTABLE},
        to=DISPUTE,
        by=PARTNER_FULL,
        needs=(needs.says_or_shows_why,),
        clocks=(start(DISPUTED),),
        tells=tells.disputing,
    ),
    Rule(
        c.Renew,
        frm={REJECTED, FINAL},
        phases={Phase.CLOSED, None},
        to=None,
        by=PARTNER_WRITE,
        needs=(needs.has_no_live_renewal,),
        tells=tells.renewing,
    ),
    # What people say, and what a reviewer notes down or takes back
    Rule(
        c.Comment,
        frm=ANY,
        to=None,
        by=PARTNER_WRITE | REVIEWERS,
        needs=(needs.has_text,),
        tells=tells.saying,
    ),
    Rule(c.Note, frm=ANY - {EDITING}, to=None, by=REVIEWERS, needs=(needs.has_text,), tells=tells.saying),
    Rule(c.Undo, frm={ASKED, APPROVED, REJECTED, FINAL}, to=None, by=REVIEWERS, tells=tells.undoing),
    Rule(
        c.Tick,
        frm={UNDER_REVIEW, DISPUTE},
        to=None,
        by=REVIEWERS,
        needs=(needs.is_one_of_the_points,),
        tells=tells.ticking,
    ),
    # Who holds the claim, and who hears of it
    Rule(c.Take, frm=IN_REVIEW, to=None, by=REVIEWERS, contended=True),
    Rule(c.Release, frm=IN_REVIEW, to=None, by=REVIEWERS, needs=(needs.is_taken_by_the_actor,)),
    Rule(
        c.TakeOver,
        frm=IN_REVIEW,
        to=None,
        by=LEAD,
        needs=(needs.says_something,),
        tells=tells.taking_over,
    ),
    Rule(
        c.Assign,
        frm=IN_REVIEW,
        to=None,
        by=LEAD,
        needs=(needs.goes_to_a_reviewer,),
        tells=tells.assigning,
    ),
    Rule(c.Watch, frm=ANY, to=None, by=PARTNER_WRITE | REVIEWERS, tells=tells.watching),
    # The operator's, and what the worker tells
    Rule(c.Recalculate, frm=ANY, to=None, by=OPERATOR, tells=tells.recalculating),
    Rule(
        c.Assess,
        frm={APPROVED},
        phases={Phase.CONSENT_PASSED},
        to=None,
        by=OPERATOR,
        needs=(needs.has_a_known_outcome,),
        tells=tells.assessing,
    ),
    Rule(
        c.Earn,
        frm={APPROVED},
        phases={Phase.CONSENT_PASSED},
        to=None,
        by=OPERATOR,
        needs=(needs.was_found_eligible,),
        tells=tells.earning,
    ),
    Rule(
        c.CustomerTold,
        frm={APPROVED},
        phases={Phase.CONSENT_OPEN},
        to=None,
        by=CLOCK,
        tells=tells.telling_the_customer,
    ),
)

RULES: Mapping[What, Rule] = {rule.what: rule for rule in _ROWS}
"""Each order's row; what time does by itself stands in `settle`."""
