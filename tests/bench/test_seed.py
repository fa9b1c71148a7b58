"""A made-up store is a real one: its lives keep the rules, its chain holds, and its seed brings it back."""

from collections import Counter

from cpor_tui.__main__ import main
from cpor_tui.bench.seed import sow
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Activity, Area, Role, Status
from cpor_tui.store import Scope

CLAIMS = 250


def histories(store):
    return [body for (body,) in store.rows("SELECT body FROM event ORDER BY claim, seq")]


def test_a_seeded_store_verifies_on_both_databases_and_goes_on(store_url, tmp_path):
    store = sow(store_url, claims=CLAIMS, seed=3, secret_file=tmp_path / "secret", hands=2)
    report = store.verify()
    assert report.faults == []
    assert report.claims == CLAIMS
    assert report.events > 8 * CLAIMS
    assert len(store.counts(Scope())) > 6, "claims of many kinds"
    # Nothing is left over from the past, and the next order is obeyed like any other.
    assert store.due(store.clock.now()) == []
    (waiting, *_) = store.rows("SELECT id FROM claim WHERE status = 'submitted' ORDER BY id")
    desk = Desk(store)
    assert (
        desk.submit(c.Start(claim=waiting[0]), c.Actor("r1", Role.REVIEWER)).claim.status
        is Status.UNDER_REVIEW
    )
    fresh = desk.submit(
        c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE, products=("Microsoft Teams",)),
        c.Actor("p1", Role.INCENTIVES_ADMIN, 1),
    )
    assert fresh.claim.id > max(claim for (claim,) in store.rows("SELECT claim FROM event WHERE seq = 2"))
    assert store.verify().faults == []
    store.close()


def test_the_same_seed_leads_the_same_lives_however_many_tell_them(tmp_path):
    one = sow(f"sqlite:///{tmp_path / 'one.db'}", claims=CLAIMS, seed=7, hands=1)
    two = sow(f"sqlite:///{tmp_path / 'two.db'}", claims=CLAIMS, seed=7, hands=2)
    other = sow(f"sqlite:///{tmp_path / 'other.db'}", claims=CLAIMS, seed=8, hands=1)
    assert histories(one) == histories(two)
    assert Counter(histories(one)) != Counter(histories(other))
    for store in (one, two, other):
        store.close()


def test_seeding_never_writes_into_a_store_that_is_there(tmp_path):
    words = ["--store", f"sqlite:///{tmp_path / 'store.db'}", "bench", "seed", "--claims", "20"]
    assert main(words) == 0
    assert main(words) == 3
