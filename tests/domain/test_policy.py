"""The whole policy as a golden file, so that a change of it is a diff that a person can read."""

from __future__ import annotations

from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import Phase, Role, Status, What
from tests.domain import policy
from tests.support.house import CAST, ORDERS, Life


def test_the_policy_is_the_one_that_was_read_and_agreed():
    assert policy.table() == policy.GOLDEN.read_text("utf-8"), (
        "the policy has changed: if that is meant, run `python -m tests.domain.policy` and read the diff"
    )


def test_every_role_has_a_column_and_every_order_a_row():
    assert {actor.role for actor in policy.COLUMNS.values()} == set(Role)
    assert set(ORDERS) == set(RULES)
    assert set(CAST) == set(policy.COLUMNS.values())


def test_every_status_and_phase_has_a_place():
    stands = {story(Life(rules)).where for rules in policy.RULE_SETS for story in policy.PLACES.values()}
    assert {status for status, _ in stands} == set(Status)
    assert {phase for _, phase in stands} == {*Phase, None}


def test_no_order_is_left_that_nobody_may_ever_give():
    text = policy.GOLDEN.read_text("utf-8")
    obeyed = {line.split()[0] for line in text.splitlines() if " yes " in f"{line} "}
    assert {what.value for what in RULES} == obeyed - {"#"}
    assert What.NO_ANSWER.value not in obeyed
