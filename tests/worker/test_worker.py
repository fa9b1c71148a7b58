"""Time does its work once, on time by its own dates, whoever looks and whatever fails."""

import logging
import threading
import time
from typing import Any

import pytest

from cpor_tui.clock import SystemClock
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import moment
from cpor_tui.domain.names import ClockKind, Phase, Status, What
from cpor_tui.domain.notices import Letter
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.mail import MaildirPost, Undelivered
from cpor_tui.store import Stale, Store
from cpor_tui.worker import FRESH, TRIES, Ticked, advance, alive, run, tick
from tests.support.desk import DAY, HOUR, MINUTE, SECOND, DeskHouse, seoul


class Box:
    """A post that keeps what it is handed, or refuses for as long as it is told to."""

    sender = "cpor@example.com"

    def __init__(self, broken=None):
        self.broken = broken
        self.got = []
        self.lock = threading.Lock()

    def hand_over(self, parcel):
        if self.broken:
            raise self.broken
        with self.lock:
            self.got.append(parcel.mark)

    def rest(self):
        pass


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def desk(house) -> Desk:
    return house.desk


def mails(house, kind):
    return [mail for mail in house.store.mails() if mail.kind == kind]


def dated(events):
    return [(event.what.value, moment(event.at, "Asia/Seoul").strftime("%m-%d %H:%M")) for event in events]


def test_a_pass_with_nothing_to_do_does_nothing(desk, box):
    assert tick(desk, box) == Ticked()


def test_a_decisions_letter_waits_until_it_can_no_longer_be_undone(house, desk, box):
    house.rejected()
    house.pass_time(19 * SECOND)
    assert tick(desk, box).mailed == 0
    house.pass_time(1 * SECOND)
    assert tick(desk, box).mailed == 1
    assert tick(desk, box).mailed == 0


def test_a_decision_taken_back_is_never_mailed(house, desk, box):
    claim = house.rejected()
    house.obey(c.Undo(claim=claim), house.reviewer)
    house.pass_time(HOUR)
    assert tick(desk, box).mailed == 0
    assert [mail.state for mail in mails(house, Letter.REJECTED)] == ["void"]


def test_what_is_due_happens_and_is_dated_by_its_deadline(house, desk, box):
    house.asked()
    house.pass_time(60 * DAY)
    done = tick(desk, box)
    assert dated(done.fired) == [
        ("remind", "06-05 09:00"),
        ("remind", "06-08 09:00"),
        ("no-answer", "06-10 00:00"),
        ("remind", "07-02 09:00"),
        ("remind", "07-08 09:00"),
        ("window-closed", "07-10 00:00"),
    ]


def test_a_worker_that_slept_makes_the_history_a_punctual_one_makes(store_url, tmp_path, box):
    histories = []
    for nights in (1, 60):
        house = DeskHouse(f"sqlite:///{tmp_path}/{nights}.db")
        claim = house.asked()
        for _ in range(0, 60, nights):
            house.pass_time(nights * DAY)
            tick(house.desk, box)
        histories.append([(e.what, e.at, e.frm, e.to, e.reason) for e, _ in house.store.events(claim)])
        house.close()
    assert histories[0] == histories[1]


def test_a_clock_that_is_moved_stops_wherever_something_is_due(house, desk, box):
    house.approved()
    done = advance(desk, box, desk.now() + 30 * DAY)
    assert dated(done.fired) == [("customer-told", "06-01 10:00"), ("consent-passed", "06-09 00:00")]
    assert desk.now() == seoul("2026-07-01 10:00")
    assert done.mailed == 3
    sent = [moment(mail.sent_at, "Asia/Seoul").strftime("%m-%d %H:%M:%S") for mail in house.store.mails()]
    assert sent == ["06-01 10:00:20", "06-01 10:00:20", "06-09 00:00:00"]


def test_time_does_not_go_back(desk, box):
    with pytest.raises(Refused) as no:
        advance(desk, box, desk.now() - 1)
    assert no.value.code is Code.BAD_INPUT


def test_a_real_clock_cannot_be_moved(tmp_path, box):
    house = DeskHouse(f"sqlite:///{tmp_path}/a.db")
    real = Store.create(f"sqlite:///{tmp_path}/b.db", office=house.store.office, rules="2020")
    with pytest.raises(Refused) as no:
        advance(Desk(real), box, real.clock.now() + DAY)
    assert no.value.why == "not-simulated"
    house.close()
    real.close()


# --- the customer ---


def test_silence_is_no_consent_before_the_customer_was_told(house, desk):
    claim = house.approved()
    broken = Box(Undelivered("no server"))
    house.pass_time(20 * DAY)
    tick(desk, broken)
    assert house.store.load(claim).phase is Phase.CONSENT_OPEN
    late = tick_until_sent(house, Box())
    assert (What.CUSTOMER_TOLD, True) in [(event.what, event.facts.get("late")) for event in late.fired]
    clock = house.store.load(claim).clock(ClockKind.CONSENT)
    assert clock.started_at == house.store.load(claim).told_at
    # The operator hears of it in the same pass.
    assert [mail.state for mail in mails(house, Letter.NOTICE_LATE)] == ["sent"]


def tick_until_sent(house, post):
    """A pass once the back-off of what failed before is over."""
    house.pass_time(HOUR)
    return tick(house.desk, post)


def test_an_approval_that_was_withdrawn_meanwhile_is_not_told_to_the_customer(house, desk, box):
    claim = house.approved()
    house.pass_time(MINUTE)
    house.obey(c.Withdraw(claim=claim, reason="not-working"), house.partner)
    tick(desk, box)
    assert [mail.state for mail in mails(house, Letter.CUSTOMER_NOTICE)] == ["void"]
    assert What.CUSTOMER_TOLD.value not in house.whats(claim)


def test_a_worker_killed_after_the_hand_over_sends_again_and_tells_once(house, desk, tmp_path):
    claim = house.approved()
    house.pass_time(MINUTE)
    post = MaildirPost(tmp_path / "mail")

    class Killed(BaseException):
        pass

    class Dying:
        sender = post.sender

        def hand_over(self, parcel):
            post.hand_over(parcel)
            raise Killed

        def rest(self):
            pass

    for _ in range(2):
        with pytest.raises(Killed):
            tick(desk, Dying())
        # Its lease runs out.
        house.pass_time(3 * MINUTE)
    tick(desk, post)
    assert house.whats(claim).count("customer-told") == 1
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 2
    assert {mail.state for mail in house.store.mails(claim=claim)} == {"sent"}


# --- what fails ---


def test_a_letter_that_fails_is_tried_later_and_later_and_then_given_up(house, desk):
    house.asked()
    broken = Box(Undelivered("no server"))
    house.pass_time(20 * SECOND)
    waits = []
    while (mail := mails(house, Letter.ACTION_REQUIRED)[0]).state != "failed":
        done = tick(desk, broken)
        assert done.faults == (f"mail {mail.n}: no server",)
        # Not a moment before its time.
        assert tick(desk, broken) == Ticked()
        mail = mails(house, Letter.ACTION_REQUIRED)[0]
        if mail.retry_at is not None:
            waits.append((mail.retry_at - desk.now()) // MINUTE)
            house.store.set_clock(mail.retry_at)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert mail.attempts == TRIES
    assert mail.error == "no server"


def test_a_letter_given_up_can_be_sent_by_hand(house, desk, box):
    house.asked()
    house.pass_time(MINUTE)
    tick(desk, Box(Undelivered("550 nobody", lasting=True)))
    (mail,) = mails(house, Letter.ACTION_REQUIRED)
    assert (mail.state, mail.attempts) == ("failed", 1)
    house.store.retry(mail.n, desk.now())
    assert tick(desk, box).mailed == 1


def test_a_letter_that_cannot_be_worded_stops_no_other(house, desk, box):
    house.asked()
    house.rejected()
    broken = mails(house, Letter.ACTION_REQUIRED)[0]
    with house.store.write():
        house.store.run("UPDATE mail SET kind = 'unheard-of' WHERE n = ?", (broken.n,))
    house.pass_time(MINUTE)
    done = tick(desk, box)
    assert done.mailed == 1
    assert len(done.faults) == 1
    assert f"mail {broken.n}" in done.faults[0]


def test_a_claim_that_cannot_be_settled_stops_no_other_and_is_told_of_once(house, desk, box, caplog):
    lost, sound = unsettled(house)
    house.pass_time(20 * DAY)
    with caplog.at_level(logging.ERROR):
        done = tick(desk, box)
    assert house.store.load(sound).status is Status.REJECTED
    assert house.store.load(lost).status is Status.PARTNER_ACTION_REQUIRED
    assert [fault.partition(":")[0] for fault in done.faults] == [f"C-{lost}"]
    assert len([record for record in caplog.records if f"C-{lost}" in record.message]) == 1
    # And time goes on around it.
    third = house.asked()
    advance(desk, box, desk.now() + 20 * DAY)
    assert house.store.load(third).status is Status.REJECTED


def unsettled(house):
    """A claim whose rule set the store has lost, and one that is in order."""
    store = house.store
    sound = house.asked()
    store.ruleset_add(store.ruleset("2020").text.replace('name = "2020"', 'name = "lost"'), 0)
    default_rules(house, "lost")
    lost = house.asked()
    default_rules(house, "2020")
    with store.write():
        store.run("DELETE FROM rule_text WHERE name = 'lost'")
        store.rearranged()
    store._rules.pop("lost", None)
    assert store.load(lost).rules == "lost"
    return lost, sound


def default_rules(house, name):
    """The rule set of the claims to come."""
    with house.store.write():
        house.store.set_meta("rules", name)
        house.store.rearranged()


# --- several at once ---


def test_many_workers_let_each_thing_happen_once(house, box):
    claims = [house.asked() for _ in range(24)]
    house.pass_time(60 * DAY)
    stores = [Store.open(house.url) for _ in range(4)]
    fired: list[Any] = []
    faults: list[str] = []

    def work(store):
        done = tick(Desk(store), box)
        fired.extend(done.fired)
        faults.extend(done.faults)

    hands = [threading.Thread(target=work, args=(store,)) for store in stores]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    for store in stores:
        store.close()
    assert faults == []
    assert len(fired) == len({(event.claim, event.seq) for event in fired}) == 6 * len(claims)
    for claim in claims:
        assert house.whats(claim).count("no-answer") == 1
    assert len(box.got) == len(set(box.got)) == len(house.store.mails(state="sent")) == 2 * len(claims)
    assert house.store.verify().faults == []


# --- the loop ---


class Loop:
    """A worker in a thread of its own, with a connection of its own."""

    def __init__(self, house, post, **options):
        self.stop = threading.Event()
        self.heard: list[Ticked] = []
        self.store = Store.open(house.url)
        options = {"ticked": self.heard.append, **options}
        self.thread = threading.Thread(target=run, args=(Desk(self.store), post, self.stop), kwargs=options)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        began = time.monotonic()
        self.stop.set()
        self.thread.join(60)
        self.took = time.monotonic() - began
        self.store.close()


def wait_for(what, seconds=60.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_a_worker_notices_what_another_process_did_and_stops_when_told(house, box):
    claim = house.asked()
    with Loop(house, box) as loop:
        wait_for(lambda: alive(house.desk))
        house.pass_time(20 * DAY)
        began = time.monotonic()
        wait_for(lambda: house.store.load(claim).status is Status.REJECTED)
        assert time.monotonic() - began < 5
    assert not loop.thread.is_alive()
    assert loop.took < 3
    assert not alive(house.desk)
    assert What.NO_ANSWER in [event.what for done in loop.heard for event in done.fired]


def test_a_worker_that_met_another_at_the_same_rows_goes_on(house, box, monkeypatch):
    claim = house.asked()
    house.pass_time(20 * DAY)
    beat = Store.run
    crossed = [Stale("deadlock detected")]

    def run(store, text, params=()):
        if crossed and "heartbeat" in text:
            raise crossed.pop()
        return beat(store, text, params)

    monkeypatch.setattr(Store, "run", run)
    with Loop(house, box):
        wait_for(lambda: house.store.load(claim).status is Status.REJECTED)
    assert not crossed


def test_nothing_happens_early(tmp_path, box):
    house = DeskHouse(f"sqlite:///{tmp_path}/simulated.db")
    house.close()
    with pytest.MonkeyPatch.context() as patch:
        # The same cast around a store whose clock is the machine's.
        make = Store.create
        patch.setattr(Store, "create", lambda url, **given: make(url, **(given | {"simulated": None})))
        house = DeskHouse(f"sqlite:///{tmp_path}/real.db")
    claim = house.rejected()
    decided = SystemClock().now()
    with Loop(house, box):
        time.sleep(2)
    assert box.got == []
    assert house.whats(claim)[-1] == "reject"
    assert house.store.mails()[-1].send_after > decided
    house.close()


def test_one_that_stands_back_leaves_the_work_to_another_kind(house, box):
    house.rejected()
    house.pass_time(MINUTE)
    house.store.heartbeat("worker:elsewhere:1:1", SystemClock().now() + HOUR)
    with Loop(house, box, name="tui", stands_back=True):
        time.sleep(1.5)
        assert box.got == []
        # The other one has ended.
        house.store.forget_worker("worker:elsewhere:1:1")
        wait_for(lambda: box.got)


def test_a_sign_of_life_grows_stale(house):
    house.store.heartbeat("worker:elsewhere:1:1", SystemClock().now() - FRESH - SECOND)
    assert not alive(house.desk)
    house.store.heartbeat("worker:elsewhere:1:1", SystemClock().now())
    assert alive(house.desk)
    assert not alive(house.desk, but="worker")


def test_a_fault_is_logged_once_however_long_it_lasts(house, box, caplog):
    lost, _ = unsettled(house)
    house.pass_time(20 * DAY)
    with caplog.at_level(logging.ERROR, logger="cpor.worker"), Loop(house, box) as loop:
        wait_for(lambda: loop.heard)
        time.sleep(2.5)
    assert len([record for record in caplog.records if f"C-{lost}" in record.message]) == 1


def test_a_store_that_is_away_for_a_while_is_waited_for(house, box, caplog):
    class Flaky(Box):
        def hand_over(self, parcel):
            if not self.broken:
                self.broken = Refused(Code.STORE_UNREACHABLE, "lost", store="somewhere")
                raise self.broken
            self.got.append(parcel.mark)

    post = Flaky()
    house.rejected()
    house.pass_time(MINUTE)
    with caplog.at_level(logging.ERROR, logger="cpor.worker"), Loop(house, post) as loop:
        wait_for(lambda: caplog.records)
        # The lease of the message that was in hand runs out.
        house.pass_time(3 * MINUTE)
        wait_for(lambda: post.got)
        assert loop.thread.is_alive()
