"""What the door answers at its edges: who may not, what is not there, what was asked twice, and who was first."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Activity, Area, Role, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.limits import Allowance, Limits
from cpor_tui.office import once
from cpor_tui.poe.kinds import MOST_BYTES
from cpor_tui.store import Stale
from tests.support.desk import ASKED, DAY, MINUTE

TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def refusal(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_the_queue_is_the_reviewers(house):
    assert refusal(house.desk.next, house.partner).code is Code.NOT_ALLOWED
    assert refusal(house.desk.queue, "", house.partner).details["what"] == "queue"
    assert house.desk.next(house.reviewer) is None
    claim = house.submitted()
    assert [row.id for row in house.desk.queue("", c.LOCAL)] == [claim]


def test_the_tabs_count_what_each_side_has_to_do(house):
    claim = house.asked()
    house.draft()
    assert house.desk.tab_counts(house.partner)["needs-you"] == 2
    assert house.desk.tab_counts(house.partner)["drafts"] == 1
    assert house.desk.tab_counts(house.reviewer)["with-partner"] == 1
    assert [row.id for row in house.desk.status(house.partner, count=1)] == [claim]


def test_nobody_creates_a_claim_for_no_organisation_or_one_that_is_not_there(house):
    order = c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE)
    homeless = c.Actor("nora", Role.INCENTIVES_ADMIN)
    assert refusal(house.obey, order, homeless).code is Code.NOT_ALLOWED
    assert refusal(house.obey, order, house.operator).code is Code.NOT_ALLOWED
    assert refusal(house.obey, replace(order, org=999), house.operator).details == {"name": 999}
    made = house.obey(replace(order, org=house.rival.org), house.operator).claim
    assert made.org == house.rival.org


def test_a_file_is_found_by_its_name_or_its_sum_and_by_nothing_else(house):
    claim = house.draft()
    house.desk.add_poe(claim, b"first", "a.txt", house.partner)
    house.desk.add_poe(claim, b"second", "b.txt", house.partner)
    for name in ("b.txt", hashlib.sha256(b"second").hexdigest()):
        poe, content = house.desk.poe_bytes(claim, name, house.partner)
        assert (poe.name, content) == ("b.txt", b"second")
    assert refusal(house.desk.poe_bytes, claim, "c.txt", house.partner).why == "poe"
    house.obey(c.RemovePoe(claim=claim, name="b.txt"), house.partner)
    assert refusal(house.desk.poe_bytes, claim, "b.txt", house.partner).why == "poe"


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "poe-empty"), (b"\x00\x01\x02\x03" * 40, "poe-type"), (b"x" * (MOST_BYTES + 1), "poe-too-big")],
)
def test_a_file_that_is_no_proof_is_refused(house, content, why):
    no = refusal(house.desk.add_poe, house.draft(), content, "x.bin", house.partner)
    assert (no.code, no.why) == (Code.BAD_INPUT, why)


def test_what_is_recognised_later_is_found_from_then_on(house):
    claim = house.submitted()
    poe = house.page(claim).claim.poe[0]
    assert house.desk.list("Rollout-Zebra", house.reviewer) == ()
    house.desk.found_text(claim, poe.sha256, "Rollout-Zebra, page 7")
    assert [row.id for row in house.desk.list("Rollout-Zebra", house.reviewer)] == [claim]


def test_a_dispute_repeated_with_its_request_is_filed_once(house):
    claim = house.rejected()
    files = [("new.txt", b"Signed at last")]
    first, again = (house.desk.dispute(claim, house.partner, "Look", files, request="d1") for _ in range(2))
    assert (first.replayed, again.replayed) == (False, True)
    assert house.whats(claim).count("dispute") == 1
    assert house.page(claim).claim.disputed.poe == ("new.txt",)


def test_a_dispute_without_a_file_keeps_the_room_that_is_left(house):
    claim = house.rejected()
    bounded = Desk(house.store, Limits(poe_bytes=1))
    assert refusal(bounded.dispute, claim, house.partner, None, [("n.txt", b"22")]).code is Code.QUOTA
    assert bounded.dispute(claim, house.partner, "Look").claim.status is Status.DISPUTE


def test_a_customers_answer_repeated_with_its_request_is_carried_once(house):
    claim = house.approved()
    house.pass_time(MINUTE)
    house.desk.told(claim)
    code = house.desk.customer_code(house.page(claim).claim)
    first = house.desk.decline(code, house.operator, request="c1")
    again = house.desk.decline(code, house.operator, request="c1")
    assert (first.claim.status, again.replayed) == (Status.REJECTED, True)
    for wrong in ("", "x", f"{claim}-", "1" * 20 + "-AAAA", f"{claim}-0000-0000-0000"):
        assert refusal(house.desk.decline, wrong, house.operator).code is Code.BAD_CODE


def test_an_undone_question_tells_no_other_claim(house):
    house.approved(tenant=TENANT)
    second = house.under_review(house.rival, tenant=TENANT)
    house.obey(c.Ask(claim=second, reasons=ASKED, note="Which?"), house.reviewer)
    house.obey(c.Undo(claim=second), house.reviewer)
    assert What.NOTE.value not in house.whats(second)


def test_only_the_approved_of_several_rivals_are_told_of_a_second_approval(house):
    waiting = house.submitted(house.partner, tenant=TENANT)
    first = house.approved(house.partner, tenant=TENANT)
    second = house.under_review(house.rival, tenant=TENANT)
    house.obey(c.Approve(claim=second, note="Both"), house.reviewer)
    assert ["note" in house.whats(claim) for claim in (waiting, first, second)] == [False, True, False]


def test_a_claim_goes_to_nobody_who_is_not_there_or_not_allowed_in(house):
    claim = house.submitted()
    for name in ("nobody", "sora"):
        assert refusal(house.obey, c.Assign(claim=claim, to=name), house.lead).why == "assignee"
    house.store.person_edit(replace(house.store.person("joon"), disabled=True))
    assert refusal(house.obey, c.Assign(claim=claim, to="joon"), house.lead).why == "assignee"
    assert house.obey(c.Assign(claim=claim, to="mina"), house.lead).claim.taken.by == "mina"


def test_an_mpn_that_left_the_house_is_not_copied_into_a_new_start(house):
    claim = house.rejected()
    house.pass_time(40 * DAY)
    org = house.store.org(house.partner.org)
    house.store.org_edit(replace(org, mpn={"300": "Busan", "301": None}))
    new = house.obey(c.Renew(claim=claim), house.partner).claim.renewed_as
    fields = house.page(new, house.partner).claim.fields
    assert "mpn" not in fields
    assert fields["customer"] == "Contoso"


def test_a_new_start_that_was_thrown_away_or_closed_may_be_made_again(house):
    claim = house.rejected()
    house.pass_time(40 * DAY)
    new = house.obey(c.Renew(claim=claim), house.partner).claim.renewed_as
    assert refusal(house.obey, c.Renew(claim=claim), house.partner).why == "renewed"
    house.obey(c.Discard(claim=new), house.partner)
    assert house.obey(c.Renew(claim=claim), house.partner).claim.renewed_as != new


class _Crowded(Desk):
    """A desk at which somebody else is first, so many times."""

    others = 0

    def _step(self, event, after, org):
        if self.others > 0:
            self.others -= 1
            raise Stale
        return super()._step(event, after, org)


def test_an_order_and_a_deadline_are_tried_again_when_somebody_was_first(house):
    claim = house.asked()
    desk = _Crowded(house.store)
    desk.others = 3
    assert desk.submit(c.Comment(claim=claim, text="At last"), house.partner).event is not None
    house.pass_time(30 * DAY)
    desk.others = 3
    assert desk.settle(claim)[-1].what is What.NO_ANSWER
    assert desk.settle(claim) == ()
    assert desk.settle(999_999) == ()


def test_who_is_never_first_is_told_that_the_house_is_busy(house):
    claim = house.asked()
    desk = _Crowded(house.store)
    desk.others = 10_000
    assert refusal(desk.submit, c.Comment(claim=claim, text="?"), house.partner).why == "busy"
    house.pass_time(30 * DAY)
    assert refusal(desk.settle, claim).why == "busy"
    # A list passes nothing by but holidays that are unknown.
    assert refusal(desk.list, "", house.reviewer).why == "busy"


def test_next_passes_by_a_claim_that_cannot_be_settled(house):
    stuck = house.submitted(house.rival)
    with house.store.write():
        house.store.run("DELETE FROM calendar WHERE place = 'US'")
        house.store.rearranged()
    house.pass_time(DAY)
    waiting = house.submitted()
    assert refusal(house.page, stuck).code is Code.CALENDAR_UNKNOWN
    assert house.desk.next(house.reviewer, take=True).claim.id == waiting
    assert house.desk.next(house.other, take=True) is None


def test_next_says_when_a_reviewer_has_ordered_too_much(house):
    house.submitted()
    bounded = Desk(house.store, Limits(commands=Allowance(1, DAY)))
    bounded.next(house.reviewer, take=True)
    house.submitted()
    assert refusal(bounded.next, house.reviewer, take=True).code is Code.RATE_LIMITED


def test_an_operators_order_that_crossed_another_is_done_again(house):
    tried = []

    def crossed_once():
        tried.append(house.store.set_meta("remember", "this"))
        if len(tried) == 1:
            raise Stale(0)
        return "done"

    assert once(house.desk, c.LOCAL, None, (), crossed_once) == "done"
    assert len(tried) == 2

    def always_crossed():
        raise Stale(0)

    with pytest.raises(Refused) as refused:
        once(house.desk, c.LOCAL, None, (), always_crossed)
    assert (refused.value.code, refused.value.why) == (Code.CONFLICT, "busy")
