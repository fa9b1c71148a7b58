"""A store can be proven whole, carried away in one file, set up again on either database, and brought up to date."""

import io
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from cpor_tui.domain.filter import parse
from cpor_tui.domain.names import Role, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import shipped
from cpor_tui.store import Office, Person, Scope, SshKey, Store
from cpor_tui.store import verify as verifying
from cpor_tui.store.crew import crew
from cpor_tui.store.furniture import Macro
from cpor_tui.store.making import MIGRATIONS, bring_up_to_date
from cpor_tui.store.verify import Fault
from cpor_tui.store.version import VERSION
from tests.store.hand import NOW
from tests.support.town import build


@pytest.fixture
def filled(hand) -> Store:
    """A store with a little of everything."""
    hand.store.ruleset_add(shipped()["2023"].text, NOW)
    ours = hand.prove(hand.submitted(products=("Intune", "Yammer")), b"signed")
    hand.submitted(hand.litware.id, products=("Yammer",))
    hand.say(hand.say(ours, "hello"), "inner", internal=True)
    return hand.store


def faults(store: Store, heads=None) -> list[str]:
    return [str(fault) for fault in store.verify(heads).faults]


def test_an_honest_store_has_no_faults(filled):
    report = filled.verify()
    assert (report.claims, report.events, report.faults) == (2, 7, [])


def test_a_whole_town_has_no_faults(store_url, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    town = build(store_url)
    assert faults(town.desk.store) == []
    town.desk.store.close()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("UPDATE claim SET status = 'approved' WHERE id = 1000001", "C-1000001 row: status"),
        ("UPDATE claim SET snapshot = replace(snapshot, 'Big', 'Bad') WHERE id = 1000001", "row: snapshot"),
        ("UPDATE claim SET next_due = 1 WHERE id = 1000001", "row: next_due"),
        ("UPDATE claim SET contested = 0 WHERE id = 1000001", "row: contested"),
        ("UPDATE event SET body = replace(body, 'Big', 'Bad') WHERE seq = 1 AND claim = 1000001", "chain"),
        ("UPDATE event SET hash = 'ab' WHERE seq = 2 AND claim = 1000001", "chain"),
        ("UPDATE event SET at = 1 WHERE seq = 2 AND claim = 1000001", "event 2 is listed"),
        ("DELETE FROM event WHERE seq = 3 AND claim = 1000001", "event 3 is missing"),
        ("DELETE FROM event WHERE claim = 1000001", "C-1000001 history: missing"),
        ("DELETE FROM event WHERE seq = 5 AND claim = 1000001", "C-1000001 row: "),
        ("DELETE FROM claim WHERE id = 1000002", "C-1000002 row: missing"),
        ("UPDATE comment SET body = 'bye'", "comment 4 is not what was said"),
        ("UPDATE comment SET internal = 0", "comment 5 is not what was said"),
        ("DELETE FROM comment", "comment 4 is missing"),
        (
            "INSERT INTO comment SELECT claim, 3, at, who, side, internal, body FROM comment WHERE seq = 4",
            "3 is not",
        ),
        ("DELETE FROM workload WHERE claim = 1000001", "C-1000001 workloads"),
        ("DELETE FROM claim_product WHERE claim = 1000001", "C-1000001 products"),
        ("UPDATE proof SET size = 7", "C-1000001 poe"),
        (
            "UPDATE rule_text SET numbers = replace(numbers, '14', '15') WHERE name = '2023'",
            "rules: 2023 is not",
        ),
        ("UPDATE rule_text SET numbers = 'x' WHERE name = '2023'", "rules: 2023 is not"),
        ("UPDATE rule_text SET body = replace(body, '14', '15') WHERE name = '2023'", "rules: 2023 is not"),
        ("UPDATE counter SET n = n + 1 WHERE org = 0", "counters"),
        ("UPDATE tally SET n = n + 1 WHERE org = 0 AND name = 'submit'", "figures"),
    ],
)
def test_whatever_was_changed_behind_the_desk_is_named(filled, wrong, said):
    with filled.write():
        assert filled.run(wrong)
    assert any(said in fault for fault in faults(filled)), faults(filled)


def count_events(store: Store, task: int) -> tuple[int, int]:
    return os.getpid(), store.only("SELECT COUNT(*) FROM event")[0]


def test_several_processes_judge_one_state_whatever_is_written_meanwhile(filled, hand):
    before = filled.only("SELECT COUNT(*) FROM event")[0]
    with crew(filled, 2) as several:
        hand.draft()
        after = filled.only("SELECT COUNT(*) FROM event")[0]
        found = list(several.each(count_events, range(40)))
        assert several.reader.only("SELECT COUNT(*) FROM event")[0] == before < after
    assert {events for _, events in found} == {before}
    assert os.getpid() not in {process for process, _ in found}


def test_a_large_store_is_judged_by_several_and_told_alike(filled, monkeypatch):
    monkeypatch.setattr(verifying, "_FEW", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with filled.write():
        filled.run("UPDATE event SET hash = 'ab' WHERE seq = 2 AND claim = 1000001")
        filled.run("DELETE FROM claim WHERE id = 1000002")
    report = filled.verify()
    assert (report.claims, report.events) == (1, 5)
    assert {fault.claim for fault in report.faults} >= {1000001, 1000002}
    assert set(report.faults) == set(by_one_alone(filled, monkeypatch))


def by_one_alone(store: Store, monkeypatch) -> list[Fault]:
    monkeypatch.setattr(verifying, "_FEW", 4000)
    return store.verify().faults


def test_an_altered_or_missing_proof_is_named(filled):
    (sha,) = filled.archive.names()
    if filled.backend == "sqlite":
        file = Path(f"{filled.url.removeprefix('sqlite:///')}.poe") / sha[:2] / sha
        file.chmod(0o600)
        file.write_bytes(b"forged")
    else:
        with filled.write():
            filled.run("UPDATE blob SET body = ?", (b"forged",))
    assert any("C-1000001 poe: proof.txt is missing or altered" in fault for fault in faults(filled))


def heads_in(path: Path) -> dict[str, list[object]]:
    with tarfile.open(path) as tar:
        file = tar.extractfile("heads.json")
        assert file is not None
        heads: dict[str, list[object]] = json.load(file)
        return heads


def test_a_claim_or_a_tail_that_is_missing_is_found_by_the_heads_of_a_backup(filled, tmp_path):
    filled.backup(tmp_path / "backup.tar")
    heads = heads_in(tmp_path / "backup.tar")
    assert {name: version for name, (version, _) in heads.items()} == {"1000001": 5, "1000002": 2}
    assert faults(filled, heads) == []
    with filled.write():
        filled.run("DELETE FROM event WHERE claim = 1000001 AND seq > 3")
    assert any("C-1000001 heads: its history ends before event 5" in fault for fault in faults(filled, heads))
    with filled.write():
        for table in ("event", "comment", "workload", "claim_product", "proof"):
            filled.run(f"DELETE FROM {table} WHERE claim = 1000002")
        filled.run("DELETE FROM claim WHERE id = 1000002")
    assert any("C-1000002 heads: the claim is missing" in fault for fault in faults(filled, heads))
    assert any("another one" in fault for fault in faults(filled, {"1000001": [2, "ab"]}))
    assert any("cannot be read" in fault for fault in faults(filled, {"x": 5}))


def test_heads_stay_true_while_the_store_goes_on(filled, hand, tmp_path):
    filled.backup(tmp_path / "backup.tar")
    claim = filled.load(1_000_001)
    assert claim is not None
    hand.say(claim, "later")
    assert faults(filled, heads_in(tmp_path / "backup.tar")) == []


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def other_url(request, tmp_path):
    """Where a backup is set up again: on either database, whichever it came from."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored' / 'store.db'}"
    else:
        with request.getfixturevalue("postgres_cluster").database() as url:
            yield url


def test_a_backup_set_up_again_is_the_same_store(filled, hand, other_url, tmp_path):
    filled.person_add(Person("mina", Role.REVIEWER))
    filled.key_add(SshKey("f", "mina", "k", "b", "c", 1))
    filled.keep_poe_text(filled.archive.names()[0], "Signature: Miller", NOW)
    backup = tmp_path / "backup.tar"
    filled.backup(backup)
    assert backup.stat().st_mode & 0o777 == 0o600
    Store.restore(backup, other_url, secret_file=tmp_path / "other.secret")
    other = Store.open(other_url, secret_file=tmp_path / "other.secret")
    try:
        assert faults(other, heads_in(backup)) == []
        assert other.secret == filled.secret
        assert other.clock.now() == filled.clock.now()
        assert other.office == filled.office
        assert other.org_list() == filled.org_list()
        assert other.person_list() == filled.person_list()
        assert other.key_list() == filled.key_list()
        assert other.calendar_list()[0].holidays == filled.calendar_list()[0].holidays
        assert other.counts(Scope()) == filled.counts(Scope())
        for number in (1_000_001, 1_000_002):
            assert other.load(number) == filled.load(number)
            assert other.events(number) == filled.events(number)
            assert other.comments(number, internal=True) == filled.comments(number, internal=True)
        assert other.archive.get(other.archive.names()[0]) == b"signed"
        found = {"hello": [1_000_001], "miller": [1_000_001], "adatum": [1_000_001, 1_000_002]}
        for words, numbers in found.items():
            assert [line.id for line in other.page(Scope(), parse(words))] == numbers
        with other.write():
            assert other.new_claim_id() == 1_000_003, "it goes on counting"
        assert other.org_add("Proseware", country="KR", zone="Asia/Seoul").id > 2
    finally:
        other.close()


def test_a_backup_is_never_written_over_anything(filled, store_url, tmp_path):
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(Refused) as no:
        filled.backup(tmp_path / "letter")
    assert (no.value.code, no.value.why) == (Code.BAD_INPUT, "exists")
    assert (tmp_path / "letter").read_text() == "dear"
    filled.backup(tmp_path / "backup.tar")
    with pytest.raises(Refused) as no:
        Store.restore(tmp_path / "backup.tar", store_url, secret_file=tmp_path / "new.secret")
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "exists")
    assert faults(filled) == []


def test_a_backup_into_nowhere_is_refused(filled, tmp_path):
    with pytest.raises(Refused) as no:
        filled.backup(tmp_path / "no" / "such" / "folder.tar")
    assert no.value.code is Code.STORE_UNREACHABLE


def _tar(path: Path, **members: bytes) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name.replace("__", "/").replace("_dot_", "."))
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"about_dot_json": b"{}"},
        {"about_dot_json": b"not json"},
        {"about_dot_json": b'{"kind":"cpor-backup","format":9,"schema":1}'},
        {
            "about_dot_json": b'{"kind":"cpor-backup","format":1,"schema":1,"backend":"sqlite"}',
            "secret": b"zz",
        },
        {
            "about_dot_json": b'{"kind":"cpor-backup","format":1,"schema":%d,"backend":"postgres","last_claim":null}'
            % VERSION,
            "secret": b"ab" * 32,
        },
    ],
)
def test_a_file_that_is_no_backup_makes_no_store(members, tmp_path):
    with pytest.raises(Refused) as no:
        Store.restore(_tar(tmp_path / "x.tar", **members), f"sqlite:///{tmp_path / 'new' / 'store.db'}")
    assert (no.value.code, no.value.why) == (Code.BAD_INPUT, "backup")
    left = [path.name for path in (tmp_path / "new").iterdir()] if (tmp_path / "new").exists() else []
    assert left == []


def test_a_servers_backup_of_another_release_is_for_that_release(tmp_path):
    about = b'{"kind":"cpor-backup","format":1,"schema":1,"backend":"postgres","last_claim":null}'
    path = _tar(tmp_path / "x.tar", about_dot_json=about, secret=b"ab" * 32)
    with pytest.raises(Refused) as no:
        Store.restore(path, f"sqlite:///{tmp_path / 'store.db'}")
    assert (no.value.code, no.value.why, no.value.details["theirs"]) == (Code.STORE_UNREACHABLE, "older", 1)


def test_a_backup_cut_short_or_forged_makes_no_store(filled, tmp_path):
    filled.backup(tmp_path / "backup.tar")
    whole = (tmp_path / "backup.tar").read_bytes()
    for name, content in {
        "cut.tar": whole[: len(whole) // 2],
        "forged.tar": whole.replace(b"signed", b"forged"),
        "letter.tar": b"dear sir",
        "empty.tar": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused):
            Store.restore(tmp_path / name, f"sqlite:///{tmp_path / 'new.db'}")
        assert not (tmp_path / "new.db").exists()
        assert not (tmp_path / "new.db.secret").exists()


def test_restoring_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused) as no:
        Store.restore(tmp_path / "none.tar", f"sqlite:///{tmp_path / 'new.db'}")
    assert no.value.code is Code.BAD_INPUT


def test_a_store_tells_what_it_is_and_no_secret(filled):
    told = filled.info()
    assert told["claims"] == 2
    assert told["schema"] == VERSION
    assert told["backend"] == filled.backend
    assert filled.secret.hex() not in json.dumps(told)


# Migrations

NEXT = VERSION + 1
GOOD = """
from peewee import TextField

def up(migrator, db):
    migrator.migrate(migrator.add_column("canned", "colour", TextField(default="blue")))
"""
BAD = """
def up(migrator, db):
    db.execute_sql("UPDATE canned SET colour = 'red'")
    db.execute_sql("SELECT nonsense FROM nowhere")
"""


def test_an_older_store_is_brought_up_to_date_and_a_copy_kept(filled, tmp_path):
    filled.text_save("sora", "thanks", "Thank you.", NOW)
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / f"{NEXT:04}_colour.py").write_text(GOOD)
    bring_up_to_date(filled, folder, NEXT)
    assert filled.row("SELECT colour FROM canned") == ("blue",)
    assert filled._engine.version() == NEXT
    bring_up_to_date(filled, folder, NEXT)
    if filled.backend == "sqlite":
        copy = filled.url.removeprefix("sqlite:///") + f".v{VERSION}.bak"
        assert sqlite3.connect(copy).execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert Path(copy).stat().st_mode & 0o777 == 0o600
    assert faults(filled) == []


def test_a_new_store_takes_no_step_that_it_was_made_with(filled, tmp_path):
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / f"{NEXT:04}_colour.py").write_text(GOOD)
    filled.text_save("sora", "thanks", "Thank you.", NOW)
    bring_up_to_date(filled, folder, NEXT)
    assert filled.row("SELECT colour FROM canned") == ("blue",)


def test_a_migration_that_fails_changes_nothing(filled, tmp_path):
    filled.text_save("sora", "thanks", "Thank you.", NOW)
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / f"{NEXT:04}_colour.py").write_text(GOOD)
    (folder / f"{NEXT + 1:04}_broken.py").write_text(BAD)
    with pytest.raises(Refused) as no:
        bring_up_to_date(filled, folder, NEXT + 1)
    assert (no.value.code, no.value.why) == (Code.STORE_UNREACHABLE, "migration")
    assert filled._engine.version() == VERSION
    assert filled.row("SELECT colour FROM canned") == ("blue",)
    (folder / f"{NEXT + 1:04}_broken.py").write_text("def up(migrator, db):\n    pass\n")
    bring_up_to_date(filled, folder, NEXT + 1)
    assert filled._engine.version() == NEXT + 1


def test_a_store_of_the_first_layout_gets_room_for_macros_and_numbers_and_an_index_of_the_contested(filled):
    layout = (
        "SELECT sql FROM sqlite_master WHERE name LIKE 'claim_contested%'"
        if filled.backend == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'claim_contested%' AND schemaname = current_schema()"
    )
    of_a_new_store = filled.rows(layout)
    for before in (
        "DROP TABLE macro",
        "ALTER TABLE rule_text DROP COLUMN numbers",
        "DROP INDEX claim_contested",
        "CREATE INDEX claim_contested_id ON claim (contested, id)",
    ):
        filled._engine.db.execute_sql(before)
    with filled.write():
        filled._engine.set_version(1)
    # Whoever opens it next brings it up to date.
    with closing(Store.open(filled.url, secret_file=filled.secret_file)) as brought:
        assert brought.ruleset("2023") == shipped()["2023"]
    macro = Macro("mina", "old dates", What.ASK, ("missing-or-old-dates",), {"en": "Too old."}, NOW)
    filled.macro_save(macro)
    assert filled.macro_list("mina") == [macro]
    assert filled.rows(layout) == of_a_new_store
    assert len(of_a_new_store) == 1
    assert filled._engine.version() == VERSION
    assert faults(filled) == []


def test_a_rule_set_whose_numbers_are_damaged_is_read_from_its_text(filled):
    with filled.write():
        filled.run("UPDATE rule_text SET numbers = 'x'")
    filled._rules.clear()
    assert filled.ruleset("2023") == shipped()["2023"]


def test_every_migration_has_its_number(tmp_path):
    numbers = sorted(int(file.name[:4]) for file in MIGRATIONS.glob("[0-9]*.py"))
    assert numbers == list(range(2, VERSION + 1))


# The archive


def test_a_file_is_kept_once_and_given_back_whole(store):
    sha, size = store.archive.put(b"content")
    assert (size, store.archive.get(sha)) == (7, b"content")
    assert store.archive.put(io.BytesIO(b"content")) == (sha, 7)
    assert store.archive.names() == [sha]
    assert store.archive.check(sha)
    assert not store.archive.check("ab" * 32)


def test_a_file_that_is_not_there_is_said_so(store):
    with pytest.raises(Refused) as no:
        store.archive.get("ab" * 32)
    assert no.value.code is Code.NOT_FOUND


def test_a_file_that_is_too_large_is_refused_and_not_kept(store):
    with pytest.raises(Refused) as no:
        store.archive.put(io.BytesIO(b"x" * 100), limit=99)
    assert (no.value.code, no.value.why) == (Code.BAD_INPUT, "too-large")
    assert store.archive.names() == []


def test_an_altered_file_is_kept_anew_when_it_is_given_again(sqlite_store):
    sha, _ = sqlite_store.archive.put(b"content")
    file = Path(f"{sqlite_store.url.removeprefix('sqlite:///')}.poe") / sha[:2] / sha
    assert file.stat().st_mode & 0o777 == 0o400
    file.chmod(0o600)
    file.write_bytes(b"forged")
    assert not sqlite_store.archive.check(sha)
    sqlite_store.archive.put(b"content")
    assert sqlite_store.archive.check(sha)


def test_both_rule_sets_make_a_store(tmp_path):
    for rules in ("2020", "2023"):
        store = Store.create(
            f"sqlite:///{tmp_path / rules}.db", office=Office("US", "CA", "America/Los_Angeles"), rules=rules
        )
        assert store.default_rules == rules
        assert not store.simulated
        assert store.clock.now() > NOW // 2
        store.close()
