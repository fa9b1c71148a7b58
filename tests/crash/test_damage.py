"""Damage on the disk is found by verify and never silently accepted; a restored backup is whole again."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Store
from tests.support.desk import DeskHouse

CUTS = 40


@pytest.fixture
def house(tmp_path):
    (tmp_path / "house").mkdir()
    found = DeskHouse(f"sqlite:///{tmp_path / 'house' / 'store.db'}")
    yield found
    found.close()


def copy(house, to: Path) -> Path:
    """The store as a machine that loses its power leaves it: nobody has closed anything."""
    shutil.copytree(Path(house.url.removeprefix("sqlite:///")).parent, to)
    return to / "store.db"


def comments(store, claim):
    return [row.text for row in store.comments(claim, internal=True)]


def test_a_damaged_log_leaves_the_first_orders_whole_and_never_a_half_one(house, tmp_path):
    claim = house.under_review()
    house.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    said = [f"comment {n}" for n in range(30)]
    for text in said:
        house.obey(c.Comment(claim=claim, text=text), house.reviewer)
    chance = random.Random(5)
    kept = set()
    for cut in range(CUTS):
        path = copy(house, tmp_path / str(cut))
        log = path.with_name("store.db-wal")
        content = bytearray(log.read_bytes())
        place = chance.randrange(32, len(content))
        match cut % 3:
            case 0:
                del content[place:]
            case 1:
                content[place] ^= 0xFF
            case 2:
                content[place : place + 4096] = bytes(len(content[place : place + 4096]))
        log.write_bytes(content)
        path.with_name("store.db-shm").unlink()
        store = Store.open(f"sqlite:///{path}")
        found = comments(store, claim)
        assert found == said[: len(found)], "a beginning of what was said, and nothing else"
        assert store.verify().faults == []
        kept.add(len(found))
        store.close()
        shutil.rmtree(path.parent)
    assert len(kept) > 5, "the damage did cut something off"


def test_a_damaged_page_is_named_or_refused_and_a_backup_brings_all_back(house, tmp_path):
    claims = [house.under_review() for _ in range(6)]
    house.store.backup(tmp_path / "backup.tar")
    house.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = [body for (body,) in house.store.rows("SELECT body FROM event ORDER BY claim, seq")]
    chance = random.Random(6)
    noticed = 0
    for n in range(30):
        path = copy(house, tmp_path / str(n))
        path.with_name("store.db-wal").unlink(missing_ok=True)
        path.with_name("store.db-shm").unlink(missing_ok=True)
        content = bytearray(path.read_bytes())
        place = chance.randrange(4096, len(content))
        content[place : place + 64] = chance.randbytes(len(content[place : place + 64]))
        path.write_bytes(content)
        try:
            store = Store.open(f"sqlite:///{path}")
            try:
                clean = not store.verify().faults
                same = whole == [body for (body,) in store.rows("SELECT body FROM event ORDER BY claim, seq")]
                assert same or not clean, "an altered history passes for a whole one"
                noticed += not clean
            finally:
                store.close()
        except Refused as no:
            assert no.code is Code.STORE_UNREACHABLE
            noticed += 1
        except sqlite3.DatabaseError:
            noticed += 1
        shutil.rmtree(path.parent)
    assert noticed > 5
    (tmp_path / "again").mkdir()
    restored = Store.open(
        Store.restore(tmp_path / "backup.tar", f"sqlite:///{tmp_path / 'again' / 'store.db'}")
    )
    assert restored.verify().faults == []
    assert whole == [body for (body,) in restored.rows("SELECT body FROM event ORDER BY claim, seq")]
    assert [restored.load(claim) for claim in claims] == [house.store.load(claim) for claim in claims]
    restored.close()


@pytest.mark.parametrize("damage", ["half", "flipped", "empty", "gone"])
def test_a_half_written_proof_is_found_and_a_backup_brings_it_back(house, tmp_path, damage):
    claim = house.under_review()
    house.store.backup(tmp_path / "backup.tar")
    poe = house.page(claim).claim.poe[0]
    file = house.store.archive.root / poe.sha256[:2] / poe.sha256
    content = file.read_bytes()
    file.chmod(0o600)
    match damage:
        case "half":
            file.write_bytes(content[: len(content) // 2])
        case "flipped":
            file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        case "empty":
            file.write_bytes(b"")
        case "gone":
            file.unlink()
    faults = house.store.verify().faults
    assert [(fault.claim, fault.where) for fault in faults] == [(claim, "poe")]
    assert poe.name in str(faults[0])
    (tmp_path / "again").mkdir()
    url = Store.restore(tmp_path / "backup.tar", f"sqlite:///{tmp_path / 'again' / 'store.db'}")
    restored = Store.open(url)
    assert restored.verify().faults == []
    assert restored.archive.get(poe.sha256) == content
    restored.close()


def test_a_proof_that_was_damaged_is_mended_by_adding_it_again(house):
    claim = house.draft()
    content = b"Teams was rolled out. Signed: K. Weber"
    house.desk.add_poe(claim, content, "proof.txt", house.partner)
    poe = house.page(claim, house.partner).claim.poe[0]
    file = house.store.archive.root / poe.sha256[:2] / poe.sha256
    file.chmod(0o600)
    file.write_bytes(content[:7])
    other = house.draft()
    house.desk.add_poe(other, content, "proof.txt", house.partner)
    assert house.store.verify().faults == []
