"""What is written together is there together, or not at all."""

import threading
import time
from dataclasses import fields, replace
from hashlib import blake2b

import pytest

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import fold
from cpor_tui.domain.names import Phase, Side, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import NewComment, NewMail, Office, Scope, Stale, Store
from cpor_tui.store.codec import claim_of, claim_text, event_of, event_text
from tests.store.hand import DAY, NOW, TENANT, Hand
from tests.support.town import build


def test_claims_are_numbered_from_1000001_by_one(hand):
    assert [hand.draft().id for _ in range(3)] == [1_000_001, 1_000_002, 1_000_003]


def test_a_claim_is_read_back_as_it_was_written(hand, again):
    claim = hand.prove(hand.say(hand.submitted(), "hello\nthere"), b"signed")
    assert hand.store.load(claim.id) == claim
    assert again.load(claim.id) == claim, "not only by whoever wrote it"


def test_a_claim_that_is_not_there_is_none(store):
    assert store.load(1_000_001) is None


def test_every_claim_and_event_of_a_whole_town_survives_its_text(tmp_path):
    """Every clock, question, dispute, undo and rejection that thirty lives bring."""
    town = build(f"sqlite:///{tmp_path / 'town.db'}")
    store = town.desk.store
    seen: set[str] = set()
    for line in store.page(Scope(), count=1000):
        claim = store.load(line.id)
        assert claim is not None
        assert claim_of(claim_text(claim)) == claim
        events = [event for event, _ in store.events(line.id)]
        assert [event_of(event_text(event)) for event in events] == events
        assert fold(events) == claim
        seen |= {one.name for one in fields(Claim) if getattr(claim, one.name)}
    store.close()
    assert seen >= {"clocks", "asked", "rejection", "disputed", "taken", "poe", "material", "decided"}


def test_history_comes_in_order_and_from_where_it_is_asked(hand):
    claim = hand.say(hand.submitted(), "one")
    assert [event.what for event, _ in hand.store.events(claim.id)] == [
        What.CREATE,
        What.SUBMIT,
        What.COMMENT,
    ]
    assert [event.seq for event, _ in hand.store.events(claim.id, after=1, limit=1)] == [2]


def test_each_event_carries_the_keyed_hash_of_the_one_before(hand):
    claim = hand.say(hand.submitted(), "one")
    head = ""
    key = blake2b(b"history", key=hand.store.secret, digest_size=32).digest()
    for event, digest in hand.store.events(claim.id):
        head = blake2b((head + event_text(event)).encode(), key=key, digest_size=32).hexdigest()
        assert digest == head


def test_who_decided_on_an_old_version_is_told_so_and_nothing_of_it_stays(hand):
    old = hand.submitted()
    new = hand.do(old, What.TAKE, side=Side.REVIEWER, by="mina")
    with pytest.raises(Stale), hand.store.write():
        hand.put(old, What.COMMENT, comment=NewComment("late"), mails=[NewMail("reply", "a@b.example", "en")])
    assert hand.store.load(old.id) == new
    assert hand.store.comments(old.id, internal=True) == []
    assert hand.store.mails() == []


def test_a_stale_write_is_told_so_even_after_an_honest_look(hand):
    """The head known from `load` must not let a wrong version through."""
    old = hand.submitted()
    hand.do(old, What.TAKE, side=Side.REVIEWER, by="mina")
    with pytest.raises(Stale), hand.store.write():
        hand.store.load(old.id)
        hand.put(old, What.TAKE, side=Side.REVIEWER, by="joon")


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_stale(hand, again):
    claim = hand.submitted()
    other = Hand(again)
    ready = threading.Barrier(2)
    ends: list[str] = []

    def decide(who, name):
        seen = who.store.load(claim.id)
        ready.wait(10)
        try:
            with who.store.write():
                who.put(seen, What.TAKE, side=Side.REVIEWER, by=name)
            ends.append("won")
        except Stale:
            ends.append("stale")

    threads = [threading.Thread(target=decide, args=pair) for pair in ((hand, "mina"), (other, "joon"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ends) == ["stale", "won"]
    assert len(hand.store.events(claim.id)) == 3


def test_whatever_is_raised_undoes_everything(hand):
    claim = hand.submitted()
    with pytest.raises(ZeroDivisionError), hand.store.write():
        hand.put(claim, What.COMMENT, note="x", comment=NewComment("x"))
        hand.store.keep_answer("r1", "sora", "d", "{}", NOW)
        raise ZeroDivisionError
    assert hand.store.load(claim.id) == claim
    assert hand.store.answer("r1") is None
    assert hand.store.verify().faults == []


def test_several_events_may_be_appended_in_one_transaction(hand):
    claim = hand.submitted()
    with hand.store.write():
        claim = hand.put(claim, What.TAKE, side=Side.REVIEWER, by="mina")
        claim = hand.put(claim, What.RELEASE, side=Side.REVIEWER, by="mina")
    assert hand.store.load(claim.id) == claim
    assert hand.store.verify().faults == []


def test_a_transaction_is_not_to_be_nested_but_a_look_may_be(store):
    with store.write(), store.read(), pytest.raises(RuntimeError):
        store.write().__enter__()
    with store.write():
        store.set_meta("still", "works")
    assert store.meta("still") == "works"


def test_nothing_is_written_outside_a_transaction(hand):
    with pytest.raises(RuntimeError):
        hand.put(hand.draft(), What.DISCARD, frm=Status.EDITING, to=Status.DISCARDED)


def test_a_look_sees_one_state_however_long_it_takes(hand, again):
    claim = hand.submitted()
    with again.read():
        assert again.load(claim.id) == claim
        hand.say(claim, "meanwhile")
        assert again.load(claim.id) == claim
        assert again.comments(claim.id, internal=True) == []
    assert again.comments(claim.id, internal=True) != []


def test_the_first_answer_is_kept_for_a_retry(store):
    with store.write():
        store.keep_answer("r1", "sora", "digest", '{"claim":1}', NOW)
    assert store.answer("r1") == ("sora", "digest", '{"claim":1}')
    with pytest.raises(Stale), store.write():
        store.keep_answer("r1", "sora", "digest", "{}", NOW)


def test_what_is_due_comes_earliest_first_and_no_earlier(hand):
    late = hand.submitted(due=NOW + 3 * DAY, tenant="a")
    soon = hand.submitted(due=NOW + 2 * DAY, tenant="b")
    hand.draft()
    store = hand.store
    assert store.next_due() == NOW + 2 * DAY
    assert store.due(NOW + 2 * DAY - 1) == []
    assert store.due(NOW + 2 * DAY) == [soon.id]
    assert store.due(NOW + 9 * DAY) == [soon.id, late.id]
    assert store.due(NOW + 9 * DAY, limit=1) == [soon.id]


def test_internal_notes_are_read_only_where_they_may_be(hand):
    claim = hand.say(hand.say(hand.submitted(), "open"), "inner", internal=True)
    assert [row.text for row in hand.store.comments(claim.id, internal=False)] == ["open"]
    assert [row.text for row in hand.store.comments(claim.id, internal=True, after=3)] == ["inner"]


def test_two_organisations_for_one_workload_contest_each_other_until_one_gives_up(hand):
    store = hand.store
    ours = hand.submitted(products=("Intune", "Yammer"))
    theirs = hand.draft(hand.litware.id, products=("Yammer",), tenant=TENANT.upper())
    assert store.competing(ours) == [], "a draft holds nothing"
    theirs = hand.submit(theirs)
    assert store.competing(ours) == [(theirs.id, hand.litware.id, Status.SUBMITTED, None)]
    assert store.competing(theirs) == [(ours.id, hand.fabrikam.id, Status.SUBMITTED, None)]
    assert store.contested(ours.id)
    assert store.contested(theirs.id)
    hand.do(
        theirs,
        What.WITHDRAW,
        frm=Status.SUBMITTED,
        to=Status.REJECTED,
        reason="partner-request",
        facts={"window": False},
    )
    assert store.competing(ours) == []
    assert not store.contested(ours.id)
    assert not store.contested(theirs.id)
    assert store.verify().faults == []


def test_another_product_or_customer_contests_nothing(hand):
    ours = hand.submitted(products=("Intune",))
    hand.submitted(hand.litware.id, products=("Yammer",))
    hand.submitted(hand.litware.id, products=("Intune",), tenant="another")
    assert hand.store.competing(ours) == []
    assert not hand.store.contested(ours.id)


def test_a_twin_of_the_same_organisation_is_named_but_contests_nothing(hand):
    ours, twin = hand.submitted(), hand.submitted()
    assert hand.store.same_org_workload(ours) == [twin.id]
    assert hand.store.competing(ours) == []
    assert not hand.store.contested(ours.id)


def test_counters_follow_every_step(hand):
    store = hand.store
    claim = hand.submitted()
    hand.draft(hand.litware.id)
    assert store.counts(Scope()) == {
        "overdue": 0,
        (Status.SUBMITTED, None): 1,
        (Status.EDITING, None): 1,
    }
    assert store.counts(Scope(org=hand.litware.id)) == {"overdue": 0, (Status.EDITING, None): 1}
    assert store.counts(Scope(submitted_only=True)) == {"overdue": 0, (Status.SUBMITTED, None): 1}
    hand.do(
        claim,
        What.WITHDRAW,
        frm=Status.SUBMITTED,
        to=Status.REJECTED,
        reason="partner-request",
        facts={"window": False},
    )
    assert store.counts(Scope(org=hand.fabrikam.id)) == {"overdue": 0, (Status.REJECTED, Phase.CLOSED): 1}


def test_a_change_is_noticed_by_whoever_made_it_and_by_others(hand, again):
    store = hand.store
    ours, theirs = store.changed(), again.changed()
    assert (store.changed(), again.changed()) == (ours, theirs), "nothing has happened"
    hand.draft()
    assert store.changed() != ours
    deadline = time.monotonic() + 20
    while again.changed() == theirs:
        assert time.monotonic() < deadline, "the other never noticed"
        time.sleep(0.01)
    time.sleep(0.2)
    ours = store.changed()
    with pytest.raises(ZeroDivisionError), store.write():
        store.set_meta("never", "said")
        store.stirred()
        raise ZeroDivisionError
    assert store.changed() == ours


def test_two_stores_in_one_process_do_not_mix(hand, tmp_path):
    other = Store.create(
        f"sqlite:///{tmp_path / 'other.db'}", office=Office("US", None, "UTC"), rules="2023", simulated=5
    )
    claim = hand.draft()
    assert other.load(claim.id) is None
    assert other.org("Fabrikam") is None
    assert (other.default_rules, hand.store.default_rules) == ("2023", "2020")
    assert other.secret != hand.store.secret
    other.close()


def test_the_simulated_clock_is_one_for_all_who_look(store, again):
    assert store.clock.now() == again.clock.now() == NOW
    store.set_clock(NOW + DAY)
    assert again.clock.now() == NOW + DAY


def test_text_that_no_database_can_hold_is_refused_not_crashed_on(hand):
    claim = hand.draft()
    for text in ("lone \ud800 surrogate",):
        with pytest.raises(Refused) as no:
            hand.say(claim, text)
        assert no.value.code is Code.BAD_INPUT
    assert hand.store.load(claim.id) == claim
    hand.say(claim, "and on it goes")


def test_a_nul_that_slipped_through_breaks_nothing(hand):
    claim = hand.draft()
    try:
        hand.say(claim, "a\0b")
    except Refused as no:
        assert no.code is Code.BAD_INPUT
        assert hand.store.load(claim.id) == claim
    assert hand.store.verify().faults == []


def test_the_claim_in_memory_is_the_one_of_its_head(hand):
    """What is kept in memory after an undone transaction must never be given for what is stored."""
    claim = hand.submitted()
    with pytest.raises(ZeroDivisionError), hand.store.write():
        hand.put(claim, What.TAKE, side=Side.REVIEWER, by="mina")
        raise ZeroDivisionError
    taken = hand.do(claim, What.TAKE, side=Side.REVIEWER, by="joon")
    assert taken.taken is not None
    assert hand.store.load(claim.id) == taken


def test_an_earnings_line_is_known_once_it_was_written(hand):
    claim = hand.submitted()
    line = {"line": "L-1", "amount": "10.00"}
    assert hand.store.earning_line_known("L-1") is None
    hand.do(claim, What.EARN, side=Side.OPERATOR, facts={"lines": [line]})
    assert hand.store.earning_line_known("L-1") == (claim.id, line)


def test_an_event_that_is_not_the_next_one_cannot_be_written_twice(hand):
    claim = hand.submitted()
    event = Event(claim.id, 2, NOW, NOW, "sora", Side.PARTNER, What.COMMENT)
    with pytest.raises(Stale), hand.store.write():
        hand.store.append(claim, replace(claim, version=3), event)
