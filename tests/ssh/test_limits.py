"""So much and no more: orders, uploads, guesses and bytes, each refused in a sentence, each given back in time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Poe
from cpor_tui.domain.commands import LOCAL
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.limits import Allowance, Limits
from tests.ssh.at_the_door import Door
from tests.support.desk import DAY, MINUTE, SECOND, DeskHouse


class HandClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1_000_000_000

    def now(self) -> int:
        return self.at


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def house(store_url):
    found = DeskHouse(store_url)
    yield found
    found.close()


def bounded(house, tmp_path, clock, **limits):
    usual = {"commands": Allowance(5, MINUTE), "uploads": Allowance(2, MINUTE), "codes": Allowance(3, MINUTE)}
    return Door(house, tmp_path, Limits(**{**usual, **limits}, clock=clock))


def refused(do):
    with pytest.raises(Refused) as no:
        do()
    return no.value


def test_orders_run_out_and_come_back_with_time(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock).desk
    claim = house.draft()

    def comment(by):
        return desk.submit(c.Comment(claim=claim, text="again"), by)

    for _ in range(5):
        comment(house.partner)
    assert refused(lambda: comment(house.partner)).code is Code.RATE_LIMITED
    clock.at += 11 * SECOND
    assert refused(lambda: comment(house.partner)).why == "commands"
    clock.at += 2 * SECOND
    comment(house.partner)
    assert refused(lambda: comment(house.partner)).exit == 1


def test_what_one_person_uses_up_is_not_anothers(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock, commands=Allowance(1, DAY)).desk
    claim = house.submitted()
    desk.submit(c.Comment(claim=claim, text="a"), house.partner)
    desk.submit(c.Comment(claim=claim, text="b"), house.reviewer)
    assert (
        refused(lambda: desk.submit(c.Comment(claim=claim, text="c"), house.partner)).code
        is Code.RATE_LIMITED
    )


def test_a_refused_order_counts_too(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock, commands=Allowance(2, DAY)).desk
    claim = house.draft()
    for _ in range(2):
        assert (
            refused(lambda: desk.submit(c.Withdraw(claim=claim, reason="other"), house.partner)).code
            is Code.WRONG_STATUS
        )
    assert (
        refused(lambda: desk.submit(c.Withdraw(claim=claim, reason="other"), house.partner)).code
        is Code.RATE_LIMITED
    )


def test_an_order_that_came_too_late_counts_once(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock, commands=Allowance(2, DAY)).desk
    claim = house.asked()
    house.pass_time(30 * DAY)
    late = refused(lambda: desk.submit(c.Resubmit(claim=claim, note="Sorry"), house.partner))
    assert (late.code, house.whats(claim)[-1]) == (Code.TOO_LATE, "no-answer")
    desk.submit(c.Comment(claim=claim, text="a"), house.partner)
    again = refused(lambda: desk.submit(c.Comment(claim=claim, text="b"), house.partner))
    assert again.code is Code.RATE_LIMITED


def test_a_repeated_request_gets_its_answer_though_nothing_is_left(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock, commands=Allowance(1, DAY)).desk
    claim = house.draft()
    order = c.Comment(claim=claim, text="once")
    first = desk.submit(order, house.partner, request="r-1")
    again = desk.submit(order, house.partner, request="r-1")
    assert again.replayed
    assert again.claim.version == first.claim.version


def test_the_local_operator_and_time_have_no_limit(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock, commands=Allowance(1, DAY)).desk
    claim = house.submitted()
    for _ in range(3):
        desk.settle(claim)
        assert refused(lambda: desk.submit(c.Comment(claim=claim, text="x"), LOCAL)).code is Code.NOT_ALLOWED


def test_uploads_run_out_sooner(house, tmp_path, clock):
    door = bounded(house, tmp_path, clock, commands=Allowance(0, 1))
    claim = house.draft()
    for number in range(2):
        door.desk.add_poe(claim, b"proof %d" % number, f"{number}.txt", house.partner)
    status, out, err = door.say(house.partner, f"poe add {claim} --name c.txt", b"proof")
    assert (status, out) == (1, b"")
    assert b"uploads" in err
    assert len(house.store.archive.names()) == 2, "nothing is kept of what is refused"


def test_an_organisations_room_is_bounded_and_its_rivals_is_another(house, tmp_path, clock):
    door = bounded(house, tmp_path, clock, uploads=Allowance(0, 1), poe_bytes=100)
    first, second = house.draft(), house.draft()
    door.desk.add_poe(first, b"x" * 60, "a.txt", house.partner)
    no = refused(lambda: door.desk.add_poe(second, b"y" * 60, "b.txt", house.partner))
    assert (no.code, no.details["used"], no.details["most"], no.exit) == (Code.QUOTA, 60, 100, 1)
    door.desk.add_poe(second, b"y" * 40, "c.txt", house.partner)
    theirs = house.draft(house.rival)
    door.desk.add_poe(theirs, b"z" * 90, "d.txt", house.rival)


def at_once(house, clock, orders, **limits):
    """Give each order from a thread of its own, all at the same instant; gives what became of each."""
    bounds = Limits(commands=Allowance(0, 1), uploads=Allowance(0, 1), clock=clock)
    desk, together = Desk(house.store, replace(bounds, **limits)), Barrier(len(orders))

    def give(order):
        house.store.row("SELECT 1")
        together.wait(30)
        try:
            return desk.submit(order, house.partner)
        except Refused as no:
            return no.code

    with ThreadPoolExecutor(len(orders)) as hands:
        return list(hands.map(give, orders))


def test_two_files_at_once_never_share_the_last_room(house, clock):
    orders = []
    for number in range(4):
        poe = Poe(f"{number}.txt", f"{number}" * 64, 60, "text")
        orders.append(c.AddPoe(claim=house.draft(), poe=poe))
    found = at_once(house, clock, orders, poe_bytes=100)
    assert found.count(Code.QUOTA) == 3
    assert house.store.poe_bytes(house.partner.org) == 60


def test_two_orders_at_once_never_share_the_last_allowance(house, clock):
    orders = [c.Comment(claim=house.draft(), text="Now.") for _ in range(6)]
    found = at_once(house, clock, orders, commands=Allowance(2, MINUTE))
    assert found.count(Code.RATE_LIMITED) == 4


def test_a_disputes_files_count_as_well(house, tmp_path, clock):
    door = bounded(house, tmp_path, clock, uploads=Allowance(0, 1), poe_bytes=100)
    claim = house.rejected()
    no = refused(lambda: door.desk.dispute(claim, house.partner, "Look", [("new.txt", b"x" * 90)]))
    assert no.code is Code.QUOTA


def test_guessing_codes_ends_and_the_right_one_is_refused_meanwhile(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock).desk
    claim = house.store.load(house.approved())
    code = desk.customer_code(claim)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(3):
        assert refused(lambda: desk.decline(wrong, house.operator)).code is Code.BAD_CODE
    assert refused(lambda: desk.decline(code, house.operator)).code is Code.RATE_LIMITED
    clock.at += MINUTE
    assert desk.decline(code, house.operator).claim.status.value == "rejected"


def test_guessing_is_bounded_at_a_desk_without_limits_too(house):
    claim = house.store.load(house.approved())
    code = house.desk.customer_code(claim)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    found = [refused(lambda: house.desk.decline(wrong, LOCAL)).code for _ in range(25)]
    assert found[:20] == [Code.BAD_CODE] * 20
    assert found[-1] is Code.RATE_LIMITED


def test_a_host_names_its_own_limits():
    read = Limits.read({"commands_per_minute": 3, "poe_bytes_per_organisation": 0})
    assert read.commands.most == 3
    assert read.commands.span == Limits().commands.span
    assert read.poe_bytes == 0


@pytest.mark.parametrize(
    "table", ["many", {"commands": 3}, {"commands_per_minute": -1}, {"commands_per_minute": "3"}, []]
)
def test_what_is_no_limit_is_said(table):
    no = refused(lambda: Limits.read(table))
    assert (no.code, no.why) == (Code.BAD_INPUT, "config")


def test_a_clock_that_was_set_back_gives_nothing_away_and_takes_nothing(house, tmp_path, clock):
    desk = bounded(house, tmp_path, clock, commands=Allowance(2, MINUTE)).desk
    claim = house.draft()
    desk.submit(c.Comment(claim=claim, text="a"), house.partner)
    clock.at -= DAY
    desk.submit(c.Comment(claim=claim, text="b"), house.partner)
    assert (
        refused(lambda: desk.submit(c.Comment(claim=claim, text="c"), house.partner)).code
        is Code.RATE_LIMITED
    )
    clock.at += MINUTE
    desk.submit(c.Comment(claim=claim, text="d"), house.partner)
