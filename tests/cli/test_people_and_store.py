"""What operators do: people, keys, calendars, rules, the store as a whole."""

import base64
import json
import sqlite3
import stat
import struct

import pytest

from cpor_tui.domain.refusals import Refused
from cpor_tui.office.keys import public_key
from tests.cli.conftest import MONDAY, PDF


def key(kind: str, *parts: bytes) -> str:
    blob = b"".join(struct.pack(">I", len(part)) + part for part in (kind.encode(), *parts))
    return f"{kind} {base64.b64encode(blob).decode()}"


ED = key("ssh-ed25519", bytes(range(32)))
EC = key("ecdsa-sha2-nistp256", b"nistp256", b"\x04" + bytes(64))
RSA = key("ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xff" * 256)


def test_a_person_is_added_edited_disabled_and_enabled(cpor):
    made = cpor.ok("user", "add", "zoe", "--role", "viewer", "--org", "contoso", "--lang", "ko")
    assert made == {
        "name": "zoe",
        "role": "viewer",
        "org": "Contoso",
        "email": None,
        "lang": "ko",
        "disabled": False,
    }
    assert cpor.ok("user", "edit", "zoe", "--email", "zoe@contoso.example")["email"] == "zoe@contoso.example"
    assert cpor.ok("user", "edit", "zoe", "--role", "reviewer", "--org", "")["org"] is None
    assert cpor.ok("user", "disable", "zoe")["disabled"] is True
    assert cpor.ok("user", "enable", "zoe")["disabled"] is False


def test_a_flag_of_a_command_wins_over_a_global_one(cpor):
    assert cpor.ok("--lang", "en", "user", "add", "zoe", "--role", "reviewer", "--lang", "ko")["lang"] == "ko"


def test_an_organisation_keeps_its_numbers_and_its_place(cpor):
    made = cpor.ok("org", "add", "Proseware", "--mpn", "42:Berlin", "43", "--country", "DE-BY")
    assert (made["mpn"], made["mpn_locations"]) == (["42", "43"], {"42": "Berlin", "43": None})
    assert (made["country"], made["subdivision"], made["zone"]) == ("DE", "BY", "Europe/Berlin")
    changed = cpor.ok(
        "org", "edit", "Proseware", "--remove-mpn", "43", "--mpn", "44", "--name", "Proseware AG"
    )
    assert (changed["name"], changed["mpn"]) == ("Proseware AG", ["42", "44"])
    assert "DE-BY" in [one["calendar"] for one in cpor.ok("calendar", "list")]


def test_public_keys_are_known_by_what_ssh_keygen_shows(cpor):
    added = cpor.ok("key", "add", "rey", "-", stdin=f"# mine\n{ED} rey@home\n{EC}\n".encode())
    assert [one["type"] for one in added] == ["ssh-ed25519", "ecdsa-sha2-nistp256"]
    assert (added[0]["comment"], added[0]["user"]) == ("rey@home", "rey")
    assert cpor("key", "add", "sam", "-", stdin=ED.encode()).error["code"] == "bad_input"
    cpor.ok("key", "remove", added[0]["fingerprint"])
    assert [one["fingerprint"] for one in cpor.ok("key", "list", "rey")] == [added[1]["fingerprint"]]


def test_the_fingerprint_is_openssh_s():
    line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    assert public_key(line) == public_key(ED)
    assert public_key(ED).fingerprint.startswith("SHA256:")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private"),
        ("ssh-dss AAAA", "kind"),
        ('command="x" ' + ED, "kind"),
        ("ssh-ed25519 AAAA", "broken"),
        ("ssh-ed25519 !!!!", "broken"),
        (key("ssh-ed25519", bytes(31)), "broken"),
        (RSA.replace("ssh-rsa", "ssh-ed25519"), "broken"),
        (key("ssh-rsa", b"\x01\x00\x01", b"\x7f" + b"\xff" * 255), "weak"),
        (key("ecdsa-sha2-nistp256", b"nistp384", b"\x04" + bytes(64)), "broken"),
    ],
)
def test_a_key_that_is_none_is_refused_with_its_reason(line, problem):
    with pytest.raises(Refused) as refused:
        public_key(line)
    assert refused.value.details["problem"] == problem


def test_rsa_of_two_thousand_bits_will_do():
    assert public_key(RSA).kind == "ssh-rsa"


def test_an_extra_holiday_moves_running_deadlines_only_when_recalculated(cpor):
    claim = cpor.submitted()
    before = cpor.ok("clocks", claim, by="kim")[0]["due_on"]
    assert before == "2026-03-09"
    cpor.ok("calendar", "add", "2026-03-05", "Bridge", "day")
    assert cpor.ok("clocks", claim, by="kim")[0]["due_on"] == before
    planned = cpor.ok("recalculate", "--dry-run")
    assert planned["moved"][0] == {
        "id": claim,
        "clocks": [
            {"kind": "start", "from": "2026-03-09", "to": "2026-03-10"},
            {"kind": "total", "from": "2026-03-16", "to": "2026-03-17"},
        ],
    }
    assert cpor.ok("clocks", claim, by="kim")[0]["due_on"] == before
    assert cpor.ok("recalculate")["moved"] == planned["moved"]
    after = cpor.ok("clocks", claim, by="kim")[0]
    assert after["due_on"] == "2026-03-10"
    assert {"date": "2026-03-05", "counts": False, "why": "holiday:Bridge day"} in after["days"]
    assert cpor.ok("recalculate")["moved"] == []


def test_a_calendar_is_shown_and_refreshed_without_a_change(cpor):
    shown = cpor.ok("calendar", "show", "--year", "2026")
    assert {"date": "2026-03-02", "en": "Alternative holiday for Independence Movement Day"}.items() <= {
        **shown["days"][5],
    }.items() or any(day["date"] == "2026-09-25" for day in shown["days"])
    assert [one["changed"] for one in cpor.ok("calendar", "refresh")] == [False] * 2


def test_a_calendar_that_was_never_copied_is_not_found(cpor):
    for words in (
        ("calendar", "show", "ZZ"),
        ("calendar", "add", "2026-05-04", "Bridge", "--calendar", "ZZ"),
    ):
        no = cpor(*words)
        assert (no.status, no.error["code"]) == (4, "not_found")
        assert (
            no.error["message"] == 'This store has no calendar "ZZ"; cpor calendar list shows those it has.'
        )


def test_products_are_added_and_removed(cpor):
    cpor.ok("product", "add", "microsoft-365", "Microsoft", "Loop")
    assert "Microsoft Loop" in [
        one["name"] for one in cpor.ok("product", "list", "--area", "microsoft-365", by="kim")
    ]
    cpor.ok("product", "remove", "microsoft loop")
    assert "Microsoft Loop" not in [one["name"] for one in cpor.ok("product", "list", by="kim")]
    assert cpor("product", "add", "microsoft-365", "X", by="kim").status == 4


def test_a_rule_set_is_added_and_used_and_a_changed_text_needs_a_new_name(cpor, tmp_path):
    assert [one["name"] for one in cpor.ok("rules", "list")] == ["2020", "2023"]
    text = cpor.ok("rules", "show", "2023")["text"].replace('"2023"', '"2026"')
    (tmp_path / "2026.toml").write_text(text)
    assert cpor.ok("rules", "add", str(tmp_path / "2026.toml"))[0]["name"] == "2026"
    (tmp_path / "2026.toml").write_text(text.replace("final = true", "final = false"))
    assert cpor("rules", "add", str(tmp_path / "2026.toml")).error["code"] == "bad_input"
    cpor.ok("rules", "use", "2026")
    assert cpor.ok("claim", "show", cpor.draft(), by="kim")["rules"] == "2026"


def test_init_takes_rules_calendar_zone_and_a_clock(cpor, tmp_path):
    url = f"sqlite:///{tmp_path / 'deep' / 'er' / 'new.db'}"
    words = "init --rules 2023 --calendar US-CA --zone America/Los_Angeles --simulated 2026-07-01T09:00"
    made = cpor("--store", url, *words.split(), store=False).json
    assert (made["rules"], made["calendar"], made["now"]) == ("2023", "US-CA", "2026-07-01T09:00:00-07:00")
    told = cpor("--store", url, "info", store=False).json
    assert (told["simulated"], told["claims"], told["backend"]) == (True, 0, "sqlite")
    for wrong in (
        "--rules 1999",
        "--calendar Atlantis",
        "--calendar XX",
        "--zone Nowhere",
        "--simulated soon",
    ):
        other = f"sqlite:///{tmp_path / 'other.db'}"
        assert cpor("--store", other, "init", *wrong.split(), store=False).status == 2
        assert not (tmp_path / "other.db").exists()


def test_the_default_store_is_made_on_first_use(cpor, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    told = cpor("info", store=False)
    assert told.status == 0, told
    assert told.json["calendar"] == "KR"
    assert (tmp_path / "data" / "cpor" / "store.db").exists()


def test_a_backup_is_whole_and_restores_elsewhere(cpor, tmp_path):
    claim = cpor.submitted()
    kept = tmp_path / "kept.backup"
    cpor.ok("backup", str(kept))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert cpor("backup", str(kept)).status == 2
    url = f"sqlite:///{tmp_path / 'again.db'}"
    assert cpor("--store", url, "restore", str(kept), store=False).status == 0
    assert cpor("--store", url, "verify", store=False).json["faults"] == []
    shown = cpor("--store", url, "claim", "show", claim, store=False).json
    assert shown["id"] == claim
    cpor("--store", url, "poe", "get", claim, "contract.pdf", store=False)
    assert cpor.bytes == PDF
    assert cpor("restore", str(kept)).status in (2, 3)


def test_verify_names_a_claim_that_was_tampered_with_and_one_that_is_missing(cpor, tmp_path):
    first, second = cpor.submitted(), cpor.submitted(name="b")
    cpor.ok("backup", str(tmp_path / "b"))
    with sqlite3.connect(cpor.store) as conn:
        conn.execute("UPDATE claim SET status = 'approved' WHERE id = ?", (int(first[2:]),))
    no = cpor("verify")
    assert no.status == 1
    assert any(first in fault for fault in no.json["faults"])
    with sqlite3.connect(cpor.store) as conn:
        for table in ("claim", "event", "comment", "proof", "workload"):
            column = "id" if table == "claim" else "claim"
            conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (int(second[2:]),))
    missing = cpor("verify", "--heads", str(tmp_path / "b")).json["faults"]
    assert any(second in fault for fault in missing)


def test_the_clock_never_goes_back_and_a_real_one_is_not_moved(cpor, tmp_path):
    assert cpor("time", "set", "2026-03-02T09:59").status == 2
    assert cpor.ok("time", "set", MONDAY)["now"] == MONDAY
    url = f"sqlite:///{tmp_path / 'real.db'}"
    cpor("--store", url, "init", store=False)
    no = cpor("--store", url, "time", "advance", "1d", store=False)
    assert (no.status, no.error["code"]) == (1, "wrong_status")
    assert cpor("--store", url, "time", "show", store=False).json["simulated"] is False


@pytest.mark.parametrize(
    ("span", "now"),
    [
        ("1bd", "2026-03-03T10:00:00+09:00"),
        ("5bd", "2026-03-09T10:00:00+09:00"),
        ("0bd", MONDAY),
        ("2d", "2026-03-04T10:00:00+09:00"),
        ("3h", "2026-03-02T13:00:00+09:00"),
        ("90m", "2026-03-02T11:30:00+09:00"),
    ],
)
def test_time_advances_by_days_hours_and_minutes(cpor, span, now):
    assert cpor.ok("time", "advance", span)["now"] == now


def test_failed_mail_is_listed_and_sent_again(cpor, tmp_path, monkeypatch):
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    config = tmp_path / "config.toml"
    config.write_text(f'[mail]\nmaildir = "{blocked}/mail"\n')
    cpor.approved()
    for _ in range(12):
        cpor("--config", str(config), "time", "advance", "3d")
    failed = cpor.ok("mail", "failed")
    assert failed
    assert cpor.ok("mail", "retry", str(failed[0]["n"]))["state"] == "queued"
    cpor.ok("worker", "--once")
    assert cpor.ok("mail", "show", str(failed[0]["n"]))["state"] in ("sent", "void")


def test_views_texts_and_drafts_are_each_person_s_own(cpor):
    cpor.ok("view", "save", "mine", "status:submitted", "due:<=2bd", by="rey")
    cpor.ok("view", "save", "team", "overdue:yes", "--everybody", by="lee")
    assert [(one["name"], one["text"]) for one in cpor.ok("view", "list", by="rey")] == [
        ("mine", "status:submitted due:<=2bd"),
        ("team", "overdue:yes"),
    ]
    assert [one["name"] for one in cpor.ok("view", "list", by="sam")] == ["team"]
    assert cpor("view", "save", "x", "--everybody", "mine", by="rey").status == 4
    assert cpor("view", "save", "x", "status:frozen", by="rey").status == 2
    cpor.ok("text", "save", "thanks", "Thank you.\nWe look at it.", by="rey")
    assert cpor.ok("text", "list", by="rey")[0]["text"] == "Thank you.\nWe look at it."
    cpor.ok("text", "remove", "thanks", by="rey")
    assert cpor.ok("text", "list", by="rey") == []
    assert cpor.ok("draft", "list", by="rey") == []


def test_the_queue_says_whether_there_is_anything(cpor):
    assert cpor("queue", "--check", by="rey").status == 1
    claim = cpor.submitted()
    assert cpor("queue", "--check", by="rey").status == 0
    assert cpor.ok("next", "--take", by="rey")["id"] == claim
    assert cpor.ok("next", by="sam") is None
    assert cpor("queue", by="kim").status == 4


def test_a_filter_narrows_the_queue_and_never_widens_it(cpor):
    approved, waiting = cpor.approved(), cpor.submitted(name="Waiting")
    assert [claim["id"] for claim in cpor.ok("queue", by="rey")] == [waiting]
    assert [claim["id"] for claim in cpor.ok("queue", "status:submitted", by="rey")] == [waiting]
    assert cpor.ok("queue", "status:under-review", by="rey") == []
    assert cpor("queue", "--check", "status:approved", by="rey").status == 1
    assert [claim["id"] for claim in cpor.ok("claim", "list", "status:approved", by="rey")] == [approved]


def test_a_row_that_is_no_json_any_more_is_named_not_stumbled_over(cpor):
    claim = cpor.submitted()
    with sqlite3.connect(cpor.store) as rows:
        rows.execute("UPDATE claim SET snapshot = '{'")
    answer = cpor("verify")
    assert answer.status == 1
    assert answer.json["faults"] == [f"{claim} row: snapshot is not what the history makes it"]


@pytest.mark.parametrize("when", ["9999-12-31T00:00:00Z", "9950-01-01", "1969-01-01"])
def test_a_clock_is_not_set_where_nothing_can_be_counted(cpor, tmp_path, when):
    assert cpor("time", "set", when).error["code"] == "bad_input"
    there = f"sqlite:///{tmp_path / 'far.db'}"
    assert cpor("--store", there, "init", "--simulated", when, store=False).status == 2
    assert not (tmp_path / "far.db").exists()


def test_a_clock_does_not_run_where_nothing_can_be_counted(cpor):
    answer = [cpor("time", "advance", "999999d") for _ in range(3)][-1]
    assert answer.error["code"] == "bad_input"


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("US-CA", "America/Los_Angeles"),
        ("US-TX", "America/Chicago"),
        ("US", "America/New_York"),
        ("BR", "America/Sao_Paulo"),
        ("AU-WA", "Australia/Perth"),
        ("CA", "America/Toronto"),
        ("KR", "Asia/Seoul"),
        ("DE-BY", "Europe/Berlin"),
    ],
)
def test_a_place_is_where_its_people_live(cpor, place, zone):
    made = cpor.ok("org", "add", "Northwind", "--kind", "partner", "--mpn", "42", "--country", place)
    assert made["zone"] == zone


def test_a_backup_that_is_not_there_is_said_so(cpor, tmp_path):
    there = f"sqlite:///{tmp_path / 'new.db'}"
    answer = cpor("--store", there, "restore", str(tmp_path / "no"), store=False)
    assert (answer.status, answer.error["message"]) == (2, f"There is no file {tmp_path / 'no'}.")


def test_a_second_approval_is_told_in_words_to_reviewers_alone(cpor):
    first = cpor.approved()
    second = cpor.submitted("fay", mpn="7654321")
    cpor.ok("claim", "start", second, by="sam")
    cpor.ok("claim", "approve", second, "--note", "Both proofs compared.", by="sam")
    told = f"(another organisation's claim was approved too): {second}"
    assert told in cpor("history", first, by="rey", json=False).out
    assert "another organisation" not in cpor("history", first, by="kim", json=False).out


def test_a_seeded_store_says_its_time_as_everything_does(cpor, tmp_path):
    url = f"sqlite:///{tmp_path / 'many.db'}"
    made = cpor("--store", url, "bench", "seed", "--claims", "3", store=False).json
    assert made["now"] == cpor("--store", url, "time", "show", store=False).json["now"]


def test_figures_are_for_reviewers_and_people(cpor):
    cpor.approved()
    figures = cpor.ok("stats", by="lee")
    assert figures["statuses"]["approved"] == 1
    assert "Approved" in cpor("stats", by="lee", json=False).out


def test_json_is_one_document_whatever_was_asked(cpor):
    cpor.approved()
    for words in (
        "user list",
        "mail list",
        "calendar show",
        "rules show",
        "stats",
        "info",
        "completion bash",
    ):
        json.loads(cpor(*words.split()).out)
