"""What a store answers at its edges: a statement out of place, a driver's every error, a backup of a later release."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from cpor_tui.clock import SystemClock
from cpor_tui.domain.filter import Clause, Filter
from cpor_tui.domain.names import Side, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Office, Scope, Stale, Store, bulk, claims, crew, secrets, verify
from cpor_tui.store.version import VERSION
from tests.store.hand import DAY, NOW


def refusal(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_nothing_is_written_outside_of_a_transaction(store):
    for wrong in (
        lambda: store.run("DELETE FROM meta"),
        lambda: store.run_many("DELETE FROM meta WHERE name = ?", [("x",)]),
    ):
        with pytest.raises(RuntimeError, match="needs write"):
            wrong()
    with store.write():
        store.run_many("a statement that is never asked", [])
    assert store.meta("clock") is not None


def test_a_write_of_its_own_that_crossed_another_is_refused_and_an_orders_is_decided_again(store):
    def crossed():
        for _ in range(2):
            store.keep_answer("r1", "a", "d", "{}", 1)

    with pytest.raises(Stale), store.write(), store.own():
        crossed()
    with pytest.raises(Refused) as refused, store.own():
        crossed()
    assert (refused.value.code, refused.value.why) == (Code.CONFLICT, "busy")
    assert store.answer("r1") is None


def test_a_note_is_kept_and_taken_away(store):
    store.set_meta("remember", "this")
    assert store.meta("remember") == "this"
    store.set_meta("remember", None)
    assert store.meta("remember") is None


def test_a_real_clock_cannot_be_set(store_url, tmp_path):
    store = Store.create(
        store_url, office=Office("KR", None, "Asia/Seoul"), rules="2020", secret_file=tmp_path / "s"
    )
    assert isinstance(store.clock, SystemClock)
    with pytest.raises(RuntimeError, match="not simulated"):
        store.set_clock(NOW)
    store.close()


def test_a_filter_that_no_column_answers_is_refused(store):
    no = refusal(store.page, Scope(), Filter((Clause("colour", ("red",)),), NOW), "id", count=5)
    assert (no.code, no.details) == (Code.BAD_INPUT, {"word": "colour"})


def test_a_draft_that_claims_nothing_competes_with_nobody(hand):
    hand.submitted()
    empty = hand.draft(products=())
    assert hand.store.competing(empty) == []
    assert hand.store.same_org_workload(empty) == []
    assert hand.store.same_org_workload(replace(empty, fields={})) == []


def test_a_store_forgets_claims_it_has_read_before_they_are_too_many(hand, monkeypatch):
    monkeypatch.setattr(claims, "_KEPT", 2)
    made = [hand.draft() for _ in range(5)]
    assert [hand.store.load(claim.id) for claim in (*made, *made)] == [*made, *made]
    assert len(hand.store._read) <= 2


def test_a_line_of_earnings_goes_from_the_claim_that_gives_it_away(hand):
    claim, other = hand.submitted(), hand.submitted()
    line = {"line": "L-1", "amount": "10.00"}
    kept = {"line": "L-2", "amount": "1.00"}
    claim = hand.do(claim, What.EARN, side=Side.OPERATOR, facts={"lines": [line, kept]})
    hand.do(other, What.EARN, side=Side.OPERATOR, facts={"lines": [], "gone": ["L-1"]})
    assert hand.store.earning_line_known("L-1") == (claim.id, line)
    claim = hand.do(claim, What.EARN, side=Side.OPERATOR, facts={"lines": [], "gone": ["L-1"]})
    assert hand.store.earning_line_known("L-1") is None
    assert hand.store.load(claim.id).earnings == (kept,)


def test_the_ages_of_one_organisations_claims_are_its_own(hand):
    hand.submitted()
    assert sum(hand.store.ages(None, NOW + DAY).values()) == 1
    assert sum(hand.store.ages(hand.fabrikam.id, NOW + DAY).values()) == 1
    assert sum(hand.store.ages(hand.litware.id, NOW + DAY).values()) == 0


def test_a_secret_is_not_put_over_another(tmp_path):
    path = tmp_path / "secret"
    first = secrets.made(path)
    assert secrets.made(path) == first
    assert secrets.made(path, first) == first
    assert refusal(secrets.made, path, b"x" * 32).why == "exists"
    assert secrets.kept(path) == first
    assert refusal(secrets.made, tmp_path / "secret" / "below").why == "no-secret"


def test_faults_without_end_are_cut_and_said_to_be(monkeypatch):
    monkeypatch.setattr(verify, "_MOST", 3)
    report, other = verify.Report(), verify.Report(claims=2, events=7)
    for number in range(4):
        other.found(number, "claim", "gone")
    report.add(other)
    assert (len(report.faults), report.cut, report.claims, report.events) == (3, True, 2, 7)


def test_all_numbers_are_looked_at_in_stretches(hand, monkeypatch):
    monkeypatch.setattr(verify, "_CHUNK", 2)
    made = [hand.draft().id for _ in range(5)]
    _, *spans = verify._spans(hand.store)
    assert spans == [(-1, made[1]), (made[1], made[3]), (made[3], 1 << 62)]
    assert hand.store.verify().faults == []


def test_a_process_of_the_crew_without_a_store_says_so():
    with pytest.raises(RuntimeError, match="no store"):
        crew._do(lambda store, task: task, 1)


MEANT = {
    "sqlite": (
        (sqlite3.OperationalError(), None),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), "lost"),
        (sqlite3.ProgrammingError("near FORM"), None),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "?"), "damaged"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "?"), "text"),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), Stale),
        (sqlite3.IntegrityError("FOREIGN KEY constraint failed"), None),
    ),
    "postgres": (
        (psycopg.errors.DiskFull(), "full"),
        (psycopg.errors.OutOfMemory(), "full"),
        (psycopg.errors.LockNotAvailable(), "locked"),
        (psycopg.errors.QueryCanceled(), "locked"),
        (psycopg.errors.ReadOnlySqlTransaction(), "read-only"),
        (psycopg.errors.InsufficientPrivilege(), "read-only"),
        (psycopg.OperationalError(), "lost"),
        (psycopg.InterfaceError(), "lost"),
        (psycopg.DataError(), "text"),
        (psycopg.errors.UniqueViolation(), Stale),
        (psycopg.errors.SerializationFailure(), Stale),
        (psycopg.errors.DeadlockDetected(), Stale),
        (psycopg.errors.SyntaxError(), None),
    ),
}


def test_each_error_of_a_driver_means_one_thing(store):
    for wrong, why in MEANT[store.backend]:
        _means(store._engine.refusal(wrong), wrong, why)


def _means(said, wrong, why):
    if why is None:
        assert said is wrong
    elif why is Stale:
        assert isinstance(said, Stale)
    else:
        assert (type(said), said.why) == (Refused, why)


def test_a_file_that_is_none_of_ours_is_not_opened(tmp_path):
    text = tmp_path / "letter.db"
    text.write_text("Dear Sir, " * 500)
    assert refusal(Store.open, f"sqlite:///{text}").why == "not-ours"
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as file:
        file.execute("CREATE TABLE recipe (name TEXT)")
    assert refusal(Store.open, f"sqlite:///{other}").why == "not-ours"


def test_a_store_of_a_later_release_is_not_opened(store, store_url, tmp_path):
    with store.write():
        store._engine.set_version(VERSION + 1)
    no = refusal(Store.open, store_url, secret_file=tmp_path / "the.secret")
    assert (no.why, no.details["theirs"], no.details["ours"]) == ("newer", VERSION + 1, VERSION)


@pytest.mark.parametrize(
    ("change", "code", "why"),
    [
        ({"schema": VERSION + 1}, Code.STORE_UNREACHABLE, "newer"),
        ({"kind": "recipes"}, Code.BAD_INPUT, "backup"),
        ({"format": 99}, Code.BAD_INPUT, "backup"),
    ],
)
def test_a_backup_of_a_later_release_or_of_something_else_is_not_restored(
    sqlite_store, tmp_path, change, code, why
):
    kept, changed = tmp_path / "a.backup", tmp_path / "b.backup"
    sqlite_store.backup(kept)
    with tarfile.open(kept) as tar, tarfile.open(changed, "w") as copy:
        for member in tar:
            found = tar.extractfile(member)
            assert found is not None
            content = found.read()
            if member.name == "about.json":
                content = json.dumps({**json.loads(content), **change}).encode()
                member.size = len(content)
            copy.addfile(member, io.BytesIO(content))
    no = refusal(Store.restore, changed, f"sqlite:///{tmp_path / 'new.db'}")
    assert (no.code, no.why) == (code, why)
    assert not (tmp_path / "new.db").exists()


def test_a_connection_that_another_thread_may_be_using_is_left_to_it(store):
    began, enough = threading.Event(), threading.Event()

    def look():
        store.row("SELECT 1 FROM meta")
        began.set()
        enough.wait(60)

    other = threading.Thread(target=look)
    other.start()
    assert began.wait(60)
    store.close()
    enough.set()
    other.join()
    assert store.row("SELECT COUNT(*) FROM org") == (0,)


def test_a_connection_is_made_anew_and_sees_the_same(sqlite_store):
    engine = sqlite_store._engine
    for _ in range(2):
        assert engine.reconnect().execute("SELECT COUNT(*) FROM org").fetchone()[0] == 0
    assert not engine.lost(sqlite3.OperationalError())
    found = []
    other = threading.Thread(target=lambda: found.append(engine.reconnect() is engine.connect()))
    other.start()
    other.join()
    assert found == [True]


def test_a_store_whose_release_is_no_number_is_none_of_ours(store, store_url, tmp_path):
    if store.backend == "postgres":
        store.set_meta("schema", "soon")
        assert refusal(Store.open, store_url, secret_file=tmp_path / "the.secret").why == "not-ours"
    else:
        with store.write():
            store.run("PRAGMA application_id = 1")
        assert refusal(Store.open, store_url, secret_file=tmp_path / "the.secret").why == "not-ours"


def test_an_empty_store_is_restored_empty(store, store_url, tmp_path):
    kept = tmp_path / "a.backup"
    store.backup(kept)
    url = f"sqlite:///{tmp_path / 'again.db'}"
    Store.restore(kept, url)
    with closing(Store.open(url)) as found:
        assert found.row("SELECT COUNT(*) FROM claim") == (0,)
        assert found.verify().faults == []


def test_a_folder_and_a_torn_head_are_no_stores(tmp_path):
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert refusal(Store.open, f"sqlite:///{torn}").why == "not-ours"
    assert refusal(Store.open, f"sqlite:///{tmp_path}").why == "lost"


def test_a_life_without_events_leaves_nothing_to_write():
    assert bulk.rows_of([()], b"key") == bulk.Rows()
