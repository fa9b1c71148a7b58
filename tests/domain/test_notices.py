"""RULES §9: who is told of what, and what waits while it can be undone."""

from __future__ import annotations

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.events import Event
from cpor_tui.domain.names import ClockKind, What
from cpor_tui.domain.notices import HOLD, Letter, Notice, Readers, readers
from tests.support.house import (
    ASK,
    CUSTOMER,
    DISPUTE,
    LEAD,
    OPERATOR,
    PARTNER,
    REFUSE,
    REJECT,
    REVIEWER,
    SECOND,
    WITHDRAW,
    Life,
)


def told(life: Life, event: Event | None = None) -> set[tuple[Letter, Readers]]:
    return {(notice.letter, notice.to) for notice in readers(life.claim, event or life.events[-1])}


@pytest.mark.parametrize(
    ("stage", "order", "actor", "letters"),
    [
        (Life.in_review, ASK, REVIEWER, {(Letter.ACTION_REQUIRED, Readers.PARTNER)}),
        (Life.in_review, REJECT, REVIEWER, {(Letter.REJECTED, Readers.PARTNER)}),
        (
            Life.in_review,
            c.Approve(),
            REVIEWER,
            {(Letter.APPROVED, Readers.PARTNER), (Letter.CUSTOMER_NOTICE, Readers.CUSTOMER)},
        ),
        (Life.told, c.Decline(via="reply"), CUSTOMER, {(Letter.CUSTOMER_DECLINED, Readers.PARTNER)}),
        (Life.submitted, WITHDRAW, PARTNER, {(Letter.WITHDRAWN, Readers.PARTNER)}),
        (Life.rejected, DISPUTE, PARTNER, {(Letter.DISPUTE_RECEIVED, Readers.PARTNER)}),
        (Life.disputed, REFUSE, REVIEWER, {(Letter.DISPUTE_REFUSED, Readers.PARTNER)}),
        (Life.asked, c.Resubmit(note="Here"), PARTNER, {(Letter.REPLY, Readers.HOLDER)}),
        (Life.asked, c.Comment(text="Here"), PARTNER, {(Letter.REPLY, Readers.HOLDER)}),
        (Life.asked, c.Comment(text="Where?"), REVIEWER, {(Letter.REPLY, Readers.PARTNER)}),
        (Life.asked, c.Note(text="Odd"), REVIEWER, set()),
        (Life.in_review, c.TakeOver(note="Mine"), LEAD, set()),
        (Life.passed, c.Assess(outcome="eligible"), OPERATOR, set()),
    ],
)
def test_each_order_tells_whom_it_concerns(stage, order, actor, letters):
    life = stage(Life())
    life.give(order, actor)
    assert told(life) == letters


def test_time_tells_too():
    rejected = Life().asked()
    rejected.run_out(ClockKind.ANSWER)
    assert told(rejected) == {(Letter.REJECTED, Readers.PARTNER)}
    passed = Life().passed()
    assert told(passed) == {(Letter.CONSENT_PASSED, Readers.PARTNER)}
    overdue = Life().submitted()
    overdue.run_out(ClockKind.START)
    assert told(overdue) == {(Letter.OVERDUE, Readers.LEADS)}


def test_every_rejection_is_told_by_whomever_it_came():
    rejecting = {What.REJECT, What.REFUSE_DISPUTE, What.NO_ANSWER, What.DECLINE, What.WITHDRAW}
    life = Life().submitted()
    for what in rejecting:
        event = Event(1, 2, 0, 0, "x", life.events[-1].side, what)
        assert Readers.PARTNER in {notice.to for notice in readers(life.claim, event)}


def test_a_decisions_mail_is_held_as_long_as_it_can_be_undone():
    assert HOLD == 20 * SECOND
    for stage, order in (
        (Life.in_review, ASK),
        (Life.in_review, c.Approve()),
        (Life.in_review, REJECT),
        (Life.disputed, REFUSE),
    ):
        life = stage(Life())
        life.give(order, REVIEWER)
        assert {notice.held for notice in readers(life.claim, life.events[-1])} == {True}
    life = Life().asked()
    life.give(c.Comment(text="Here"), PARTNER)
    assert readers(life.claim, life.events[-1]) == (Notice(Letter.REPLY, Readers.HOLDER),)


def test_a_reminder_noticed_after_its_deadline_is_recorded_and_not_mailed():
    punctual, late = Life().asked(), Life().asked()
    [reminder] = punctual.ring()
    assert told(punctual, reminder) == {(Letter.REMINDER, Readers.PARTNER)}
    slept = late.wait(days=30).look()
    reminders = [event for event in slept if event.what is What.REMIND and event.reason == "answer"]
    assert len(reminders) == 2
    assert all(told(late, event) == set() for event in reminders)
    just = Life().asked()
    seen = just.until(just.clock(ClockKind.ANSWER).due_at - 1).look()
    assert [told(just, event) for event in seen] == [{(Letter.REMINDER, Readers.PARTNER)}] * 2


def test_the_operator_is_told_when_the_customer_was_told_late():
    late, punctual = Life().approved(), Life().approved()
    late.wait(days=2).give(c.CustomerTold(), c.CLOCK)
    assert told(late) == {(Letter.NOTICE_LATE, Readers.OPERATORS)}
    punctual.give(c.CustomerTold(), c.CLOCK)
    assert told(punctual) == set()
