"""A store that cannot be used is refused in one clear word, whatever is wrong with it."""

import fcntl
import os
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Office, Store, sqlite
from cpor_tui.store.base import Stale
from tests.store.hand import Hand

OFFICE = Office("KR", None, "Asia/Seoul")


def refused(url: str, secret_file: Path | None = None) -> str:
    with pytest.raises(Refused) as no:
        Store.open(url, secret_file=secret_file)
    assert no.value.code is Code.STORE_UNREACHABLE
    assert no.value.exit == 3
    return no.value.why


def path_of(store: Store) -> Path:
    return Path(store.url.removeprefix("sqlite:///"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite:///",
        "mysql://localhost/x",
        "sqlite:///tmp/a\0b",
        "postgresql://h/db?nonsense=1",
        "https://u:p@h/x",
    ],
)
def test_a_url_of_no_database_is_refused_and_no_password_is_said(url):
    with pytest.raises(Refused) as no:
        Store.open(url)
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "bad-url")
    assert "u:p" not in str(no.value)


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path):
    assert refused(f"sqlite:///{tmp_path / 'none.db'}") == "no-store"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"hello, I am a letter" * 500, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, content):
    file = tmp_path / "letter.db"
    file.write_bytes(content)
    assert refused(f"sqlite:///{file}") == "not-ours"
    assert file.read_bytes() == content


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as theirs:
        theirs.execute("CREATE TABLE claim (id INTEGER)")
    before = file.read_bytes()
    assert refused(f"sqlite:///{file}") == "not-ours"
    assert file.read_bytes() == before


def test_a_folder_is_no_store(tmp_path):
    assert refused(f"sqlite:///{tmp_path}") in ("not-ours", "lost")


def test_a_newer_store_is_refused_and_left_alone(sqlite_store):
    path = path_of(sqlite_store)
    sqlite_store.close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 999")
    assert refused(f"sqlite:///{path}") == "newer"


def test_a_store_without_its_secret_is_refused(sqlite_store):
    path = path_of(sqlite_store)
    secret = Path(f"{path}.secret")
    sqlite_store.close()
    kept = secret.read_bytes()
    for content in (b"", b"not hex", os.urandom(32).hex().encode(), b"ab"):
        secret.write_bytes(content)
        assert refused(f"sqlite:///{path}") == "no-secret"
    secret.unlink()
    assert refused(f"sqlite:///{path}") == "no-secret"
    secret.write_bytes(kept)
    Store.open(f"sqlite:///{path}").close()


def test_store_and_secret_are_for_their_owner_alone(sqlite_store):
    path = path_of(sqlite_store)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Path(f"{path}.secret").stat().st_mode & 0o777 == 0o600


def test_the_secret_is_not_in_the_database(store):
    words = [store.secret.hex(), store.secret]
    for table in ("meta", "event", "claim", "mail"):
        assert not [row for row in store.rows(f"SELECT * FROM {table}") if set(row) & set(words)]


def test_who_may_only_look_needs_no_secret_and_writes_nothing(sqlite_store):
    path = path_of(sqlite_store)
    Path(f"{path}.secret").unlink()
    looking = Store.open(f"sqlite:///{path}", read_only=True)
    assert looking.org_list() == []
    with pytest.raises(Refused) as no:
        looking.set_meta("a", "b")
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "read-only")
    looking.close()


def test_a_store_that_is_there_is_never_made_anew(store, store_url, tmp_path):
    store.org_add("Fabrikam", country="KR", zone="Asia/Seoul")
    with pytest.raises(Refused) as no:
        Store.create(store_url, office=OFFICE, rules="2020", secret_file=tmp_path / "another.secret")
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "exists")
    assert [org.name for org in store.org_list()] == ["Fabrikam"]


def test_of_many_who_make_a_store_at_once_one_does(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    ends: list[str] = []
    ready = threading.Barrier(4)

    def make():
        ready.wait(10)
        try:
            Store.create(url, office=OFFICE, rules="2020").close()
            ends.append("made")
        except Refused as no:
            ends.append(no.why)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ends) == ["exists", "exists", "exists", "made"]
    Store.open(url).close()


def test_a_place_where_no_file_can_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused) as no:
        Store.create(f"sqlite:///{tmp_path}/file/store.db", office=OFFICE, rules="2020")
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "lost")


def test_a_store_that_could_not_be_made_leaves_no_half(tmp_path):
    with pytest.raises(Refused):
        Store.create(f"sqlite:///{tmp_path / 'new.db'}", office=Office("XX", None, "UTC"), rules="2020")
    assert not (tmp_path / "new.db").exists()
    Store.create(f"sqlite:///{tmp_path / 'new.db'}", office=OFFICE, rules="2020").close()


def test_a_full_disk_refuses_the_command_and_keeps_the_store(sqlite_store):
    hand = Hand(sqlite_store)
    claim = hand.submitted()
    (pages,) = sqlite_store.row("PRAGMA page_count") or (0,)
    sqlite_store.rows(f"PRAGMA max_page_count = {pages + 2}")
    written = claim
    with pytest.raises(Refused) as no:
        for number in range(1000):
            written = hand.say(written, f"{number} " + "long " * 2000)
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "full")
    assert sqlite_store.load(claim.id) == written, "nothing half-written"
    sqlite_store.rows("PRAGMA max_page_count = 1000000000")
    hand.say(written, "there is room again")
    assert sqlite_store.verify().faults == []


def test_a_database_that_somebody_holds_is_refused_as_locked(sqlite_store):
    hand = Hand(sqlite_store)
    sqlite_store.rows("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path_of(sqlite_store), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused) as no:
        hand.draft()
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "locked")
    other.execute("COMMIT")
    other.close()
    assert hand.draft().id == 1_000_001


def test_who_was_stopped_while_it_had_the_turn_stops_nobody_for_long(sqlite_store, monkeypatch):
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.05)
    with Path(f"{path_of(sqlite_store)}.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        assert Hand(sqlite_store).draft().id == 1_000_001


def test_a_damaged_database_is_refused_not_crashed_on(sqlite_store):
    path = path_of(sqlite_store)
    hand = Hand(sqlite_store)
    for number in range(20):
        hand.submitted(tenant=str(number))
    sqlite_store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(4096 * 3, size, 4096):
            file.seek(place)
            file.write(os.urandom(400))
    with pytest.raises(Refused) as no:
        store = Store.open(f"sqlite:///{path}")
        try:
            for number in range(20):
                store.load(1_000_001 + number)
                store.events(1_000_001 + number)
            store.org_list()
        finally:
            store.close()
    assert no.value.code is Code.STORE_UNREACHABLE
    assert no.value.why in ("damaged", "not-ours")


def test_a_store_that_was_closed_says_so(sqlite_store):
    sqlite_store.row("SELECT 1")
    path = path_of(sqlite_store)
    sqlite_store.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    with pytest.raises(Refused) as no:
        sqlite_store.org_list()
    assert no.value.code is Code.STORE_UNREACHABLE


@pytest.mark.postgres
def test_a_postgres_database_that_is_not_there_is_refused(postgres_cluster):
    assert refused(postgres_cluster.url("no_such_database")) == "no-store"
    assert refused("postgresql:///x?host=/nowhere") == "lost"


@pytest.mark.postgres
def test_an_empty_or_foreign_postgres_database_is_refused(postgres_cluster, postgres_url, tmp_path):
    import psycopg

    assert refused(postgres_url) == "no-store"
    with psycopg.connect(postgres_url, autocommit=True) as theirs:
        theirs.execute("CREATE TABLE meta (a int)")
    assert refused(postgres_url) == "not-ours"
    with pytest.raises(Refused) as no:
        Store.create(postgres_url, office=OFFICE, rules="2020", secret_file=tmp_path / "s")
    assert no.value.why == "not-ours"


@pytest.fixture
def postgres_store(postgres_url, tmp_path):
    store = Store.create(postgres_url, office=OFFICE, rules="2020", secret_file=tmp_path / "s")
    yield store
    store.close()


def _cut(url: str) -> None:
    """Ends every other connection to the database, as a restart would."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as operator:
        operator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.postgres
def test_a_connection_lost_while_idle_is_made_again(postgres_store, postgres_url):
    hand = Hand(postgres_store)
    _cut(postgres_url)
    claim = hand.submitted()
    _cut(postgres_url)
    assert postgres_store.load(claim.id) == claim
    _cut(postgres_url)
    with postgres_store.read():
        assert postgres_store.load(claim.id) == claim


@pytest.mark.postgres
def test_a_connection_lost_within_a_transaction_undoes_it_and_is_told(postgres_store, postgres_url):
    hand = Hand(postgres_store)
    claim = hand.submitted()
    with pytest.raises(Refused) as no, postgres_store.write():
        postgres_store.keep_answer("r1", "a", "d", "{}", 1)
        _cut(postgres_url)
        postgres_store.load(claim.id)
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "lost")
    assert postgres_store.answer("r1") is None
    hand.say(claim, "and on it goes")
    with pytest.raises(Refused) as no, postgres_store.write():
        postgres_store.keep_answer("r2", "a", "d", "{}", 1)
        _cut(postgres_url)
    assert no.value.why == "lost", "a lost commit is not a done one"
    assert postgres_store.answer("r2") is None


@pytest.mark.postgres
def test_a_lost_pulse_is_felt_as_a_change(postgres_store, postgres_url):
    first = postgres_store.changed()
    _cut(postgres_url)
    deadline = time.monotonic() + 20
    while postgres_store.changed() == first:
        assert time.monotonic() < deadline, "the loss was never felt"
        time.sleep(0.02)


@pytest.mark.postgres
def test_a_deadlock_is_a_reason_to_decide_again(postgres_store):
    from psycopg import errors

    assert isinstance(postgres_store._engine.refusal(errors.DeadlockDetected()), Stale)
    assert isinstance(postgres_store._engine.refusal(errors.SerializationFailure()), Stale)
    full = postgres_store._engine.refusal(errors.DiskFull())
    assert isinstance(full, Refused)
    assert full.why == "full"


@pytest.mark.postgres
def test_a_transaction_in_which_anything_has_failed_is_never_said_to_be_kept(postgres_store):
    with pytest.raises(Refused) as no, postgres_store.write():
        postgres_store.keep_answer("r1", "a", "d", "{}", 1)
        with suppress(Refused):
            postgres_store.run("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "lost")
    assert postgres_store.answer("r1") is None


@pytest.mark.postgres
def test_a_server_that_goes_while_an_order_is_taken_back_does_not_hide_why(
    postgres_store, postgres_url, postgres_cluster
):
    name = postgres_url.removeprefix("postgresql:///").partition("?")[0]
    with pytest.raises(Refused) as no, postgres_store.write():
        postgres_store.keep_answer("r1", "a", "d", "{}", 1)
        postgres_cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgres_cluster.run(
            f"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        raise Refused(Code.NOT_ALLOWED)
    assert no.value.code is Code.NOT_ALLOWED
    with pytest.raises(Refused) as away:
        postgres_store.answer("r1")
    assert (away.value.code, away.value.why) == (Code.STORE_UNREACHABLE, "lost")
    postgres_cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert postgres_store.answer("r1") is None


@pytest.mark.postgres
def test_a_password_is_never_shown(postgres_cluster):
    from cpor_tui.store.postgres import Postgres

    for url in ("postgresql://u:hush@h:5/db", "postgresql://u@h/db?password=hush"):
        assert "hush" not in Postgres(url).shown
    assert Postgres("postgresql://u:hush@h:5/db").shown == "postgresql://u@h:5/db"
