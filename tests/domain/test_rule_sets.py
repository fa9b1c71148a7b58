"""RULES §1: the numbers of both editions, and what differs because of them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.deadlines import what_if
from cpor_tui.domain.names import ClockKind, Phase, Side, Status, Unit, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import numbers, read, shipped, stated
from tests.support.house import (
    ASK,
    CUSTOMER,
    DISPUTE,
    OPERATOR,
    PARTNER,
    REFUSE,
    REJECT,
    REVIEWER,
    WITHDRAW,
    Life,
)

BD, D = Unit.BUSINESS_DAYS, Unit.DAYS


def test_the_numbers_are_the_two_editions_own():
    numbers = {
        name: {kind: (limit.count, limit.unit) for kind, limit in rules.limits.items()}
        for name, rules in shipped().items()
    }
    assert numbers == {
        "2020": {
            ClockKind.START: (5, BD),
            ClockKind.REVIEW: (5, BD),
            ClockKind.TOTAL: (10, BD),
            ClockKind.ANSWER: (5, BD),
            ClockKind.CONSENT: (7, D),
            ClockKind.WINDOW: (30, D),
            ClockKind.DISPUTE: (5, BD),
        },
        "2023": {
            ClockKind.START: (5, BD),
            ClockKind.REVIEW: (14, BD),
            ClockKind.ANSWER: (14, BD),
            ClockKind.CONSENT: (5, BD),
            ClockKind.WINDOW: (30, D),
            ClockKind.DISPUTE: (5, BD),
        },
    }
    assert [shipped()[name].first_status for name in ("2020", "2023")] == ["editing", "draft"]
    assert [shipped()[name].disputes for name in ("2020", "2023")] == [None, 1]


def test_the_office_holds_its_promises_and_the_partner_the_rest():
    office = {ClockKind.START, ClockKind.REVIEW, ClockKind.TOTAL, ClockKind.DISPUTE}
    for rules in shipped().values():
        assert {kind for kind, limit in rules.limits.items() if limit.side is Side.REVIEWER} == office & set(
            rules.limits
        )


def test_2020_has_a_clock_for_the_whole_decision_and_2023_has_none():
    assert Life("2020").submitted().claim.clock(ClockKind.TOTAL) is not None
    assert Life("2023").submitted().claim.clock(ClockKind.TOTAL) is None


def test_2020_may_be_edited_while_submitted_and_2023_only_when_asked():
    edit = c.Edit(set={"partner-contact": "Someone else"})
    assert Life("2020").submitted().give(edit, PARTNER) is not None
    assert Life("2023").submitted().code(edit, PARTNER) == "wrong_status"
    assert Life("2023").asked().give(edit, PARTNER) is not None


@pytest.mark.parametrize(("rules", "end"), [("2020", Status.REJECTED), ("2023", Status.REJECTED_FINAL)])
def test_a_lost_dispute_a_closed_window_and_a_withdrawal_end_where_the_rule_set_says(rules, end):
    lost = Life(rules).disputed()
    lost.until(lost.clock(ClockKind.WINDOW).due_at).give(REFUSE, REVIEWER)
    withdrawn = Life(rules).withdrawn()
    for life in (lost, Life(rules).closed(), withdrawn):
        assert life.where == (end, Phase.CLOSED if end is Status.REJECTED else None)
        assert life.give(c.Renew(), PARTNER) is not None


def test_in_2020_a_claim_is_disputed_as_often_as_the_thirty_days_allow():
    life = Life("2020").disputed()
    for _ in range(5):
        life.wait(hours=1).give(REFUSE, REVIEWER)
        assert life.where == (Status.REJECTED, Phase.DISPUTABLE)
        life.wait(hours=1).give(DISPUTE, PARTNER)
    assert life.claim.disputes == 6
    assert len([clock for clock in life.claim.clocks if clock.kind is ClockKind.WINDOW]) == 1


def test_in_2023_a_rejection_after_the_one_dispute_is_final_at_once():
    refused = Life("2023").disputed()
    refused.give(REFUSE, REVIEWER)
    assert refused.claim.status is Status.REJECTED_FINAL
    declined = Life("2023").disputed()
    declined.give(c.Approve(), REVIEWER)
    declined.give(c.Decline(via="opal"), CUSTOMER)
    assert declined.claim.status is Status.REJECTED_FINAL
    for life in (refused, declined):
        assert life.code(DISPUTE, PARTNER) == "not_disputable"
        # A month later the reason is still the same one.
        assert life.wait(days=40).code(DISPUTE, PARTNER) == "not_disputable"


def test_a_claim_keeps_the_rule_set_it_was_submitted_under():
    life = Life("2020").draft()
    life.rules = shipped()["2023"]
    event = life.give(c.Submit(), PARTNER)
    assert event is not None
    assert (life.claim.rules, event.facts["digest"]) == ("2023", shipped()["2023"].digest)
    assert life.clock(ClockKind.START).limit == 5


def test_a_rule_set_is_a_text_that_an_operator_may_write():
    text = (
        shipped()["2020"].text.replace('name = "2020"', 'name = "pilot-7"').replace("limit = 5", "limit = 6")
    )
    rules = read(text)
    assert (rules.name, rules.limits[ClockKind.ANSWER].count) == ("pilot-7", 6)
    assert rules.digest != shipped()["2020"].digest
    for most in ("x", "7" * 32):
        changed = (
            text.replace("pilot-7", most)
            .replace("limit = 6", "limit = 400")
            .replace("limit = 7", "limit = 1")
        )
        rules = read(changed.replace("disputes = 0", "disputes = 400"))
        assert (rules.name, rules.disputes) == (most, 400)
        assert {rules.limits[kind].count for kind in (ClockKind.ANSWER, ClockKind.CONSENT)} == {400, 1}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('name = "2020"', "", "name"),
        ('name = "2020"', 'name = ""', "name"),
        ('name = "2020"', 'name = "two words"', "name"),
        ('name = "2020"', 'name = "-"', "name"),
        ('first_status = "editing"', 'first_status = "new"', "first_status"),
        ("final = false", "final = 0", "final"),
        ("disputes = 0", "disputes = -1", "disputes: -1, not 0 to 400"),
        ("disputes = 0", "disputes = true", "disputes: True, not 0 to 400"),
        ("limit = 5", "limit = 0", "start.limit: 0, not 1 to 400"),
        ("limit = 5", 'limit = "5"', "start.limit: '5', not 1 to 400"),
        ("limit = 5", "limit = 5.0", "start.limit: 5.0, not 1 to 400"),
        ('unit = "bd"', 'unit = "weeks"', "'weeks' is not a valid Unit"),
        ("answer = ", "anwser = ", "'anwser' is not a valid ClockKind"),
        ('editable = ["submitted"', 'editable = ["approved"', "editable"),
        ("[clocks]", "[clocks", "Expected ']' at the end of a table declaration (at line 8, column 8)"),
        ("[clocks]", "", "clocks"),
        ('window = { limit = 30, unit = "d" }', "", "clocks: window"),
        ('window = { limit = 30, unit = "d" }', "window = 30", "'int' object is not subscriptable"),
        ('name = "2020"', "name = 7", "name"),
        ('name = "2020"', 'name = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"', "name"),
        ("window = {", "total2 = {", "'total2' is not a valid ClockKind"),
        (
            'answer = { limit = 5, unit = "bd" }\nconsent = { limit = 7, unit = "d" }\n',
            "",
            "clocks: answer, consent",
        ),
        ("window = { limit = 30", "window = { limit = 401", "window.limit: 401, not 1 to 400"),
        ("disputes = 0", "disputes = 401", "disputes: 401, not 0 to 400"),
    ],
)
def test_a_broken_rule_set_is_refused_with_its_problem(old, new, problem):
    with pytest.raises(Refused) as refused:
        read(shipped()["2020"].text.replace(old, new))
    no = refused.value
    assert (no.code, no.why, no.details) == (Code.BAD_INPUT, "rule-set", {"problem": problem})


def test_a_number_out_of_range_is_named_with_its_place():
    text = shipped()["2020"].text
    with pytest.raises(Refused) as no:
        read(text.replace("window = { limit = 30", "window = { limit = 3000"))
    assert no.value.details["problem"] == "window.limit: 3000, not 1 to 400"


def test_a_rule_set_in_calendar_days_counts_them_wherever_days_are_counted():
    """Over a weekend, and through a pause."""
    rules = read(shipped()["2020"].text.replace('"bd"', '"d"'))
    life = Life(now="2026-03-06 10:00").draft()
    life.rules = rules
    life.give(c.Submit(), PARTNER)
    life.give(c.Start(), REVIEWER)
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 11)
    # On a Saturday nothing is used yet, and five days on is a Thursday.
    assert what_if(life.clock(ClockKind.REVIEW), date(2026, 3, 7), life.house) == (0, date(2026, 3, 12))
    life.wait(days=3)
    assert life.give(c.Recalculate(), OPERATOR) is None, "a calendar is nothing to them"
    life.give(ASK, REVIEWER)
    assert life.clock(ClockKind.REVIEW).used == 2
    life.give(c.Resubmit(note="Here"), PARTNER)
    assert life.clock(ClockKind.REVIEW).due_on == date(2026, 3, 12)
    assert {day.why for day in life.face(ClockKind.REVIEW).days} == {"counts", "part-day"}
    assert life.give(c.Recalculate(), OPERATOR) is None


def test_the_first_status_is_editing_in_both_whatever_it_is_called():
    for rules in ("2020", "2023"):
        life = Life(rules).draft()
        assert life.claim.status is Status.EDITING
        assert life.events[0].frm is life.events[0].to is None


def test_each_edition_gives_the_partner_its_own_days_to_answer():
    for rules, days in (("2020", "2026-03-09"), ("2023", "2026-03-20")):
        life = Life(rules, now="2026-03-02 10:00").in_review()
        life.give(ASK, REVIEWER)
        assert life.clock(ClockKind.ANSWER).due_on.isoformat() == days


def test_the_window_of_2023_closes_into_rejected_final_by_an_event_of_the_clock():
    life = Life("2023").rejected()
    *_, closing = life.run_out(ClockKind.WINDOW)
    assert (closing.what, closing.frm, closing.to) == (
        What.WINDOW_CLOSED,
        Status.REJECTED,
        Status.REJECTED_FINAL,
    )
    again = Life("2020").rejected()
    *_, closing = again.run_out(ClockKind.WINDOW)
    assert (closing.what, closing.frm, closing.to) == (What.WINDOW_CLOSED, None, None)


def test_an_approval_undoes_nothing_of_the_count_of_disputes():
    life = Life("2023").disputed()
    life.give(ASK, REVIEWER)
    life.give(c.Resubmit(note="Here"), PARTNER)
    assert (life.claim.status, life.claim.disputes) == (Status.DISPUTE, 1)
    assert life.code(REJECT, REVIEWER) == "wrong_status"
    life.give(WITHDRAW, PARTNER)
    assert life.claim.status is Status.REJECTED_FINAL


@pytest.mark.parametrize("name", ["2020", "2023"])
def test_a_rule_set_is_made_from_its_numbers_again(name):
    rules = shipped()[name]
    told = json.loads(json.dumps(numbers(rules)))
    assert stated(told, rules.text) == rules
    del told["clocks"]["window"]
    with pytest.raises(Refused, match="window"):
        stated(told, rules.text)
