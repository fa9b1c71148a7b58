"""Whatever goes wrong: one clear sentence, the right exit status, and nothing half-written."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cpor_tui.domain.refusals import Code
from cpor_tui.text import Text
from tests.cli.conftest import PDF

ROOT = Path(__file__).parents[2]


def call(*words: str, **more):
    return subprocess.run(
        [sys.executable, "-m", "cpor_tui", *words], capture_output=True, cwd=ROOT, timeout=60, **more
    )


@pytest.mark.parametrize(
    ("words", "by", "status", "code"),
    [
        # 1: refused by a rule
        ("claim submit BARE", "kim", 1, "missing"),
        ("claim approve SENT", "rey", 1, "wrong_status"),
        ("claim dispute SENT --note x", "kim", 1, "wrong_status"),
        ("claim ask SENT --reason nonsense --note x", "rey", 1, "wrong_status"),
        ("claim reject OPEN --reason partner-request --note x", "rey", 1, "bad_reason"),
        ("claim ask OPEN --reason nonsense --note x", "rey", 1, "bad_reason"),
        ("claim ask OPEN --reason missing-products", "rey", 1, "missing"),
        ("poe remove SENT contract.pdf", "kim", 1, "wrong_status"),
        ("claim edit SENT --set name=x", "kim", 1, "wrong_status"),
        # 2: wrong usage or bad input
        ("frobnicate", None, 2, "usage"),
        ("claim", None, 2, "usage"),
        ("claim frob", None, 2, "usage"),
        ("claim show", None, 2, "usage"),
        ("claim show A B", None, 2, "usage"),
        ("claim show --frob X", None, 2, "usage"),
        ("claim list --limit many", None, 2, "usage"),
        ("claim edit BARE", "kim", 2, "usage"),
        ("claim edit BARE --set name", "kim", 2, "usage"),
        ("claim new --area microsoft-365", "kim", 2, "usage"),
        ("user add x --role king", None, 2, "bad_input"),
        ("user add Xavier --role reviewer", None, 2, "bad_input"),
        ("user add system --role reviewer", None, 2, "bad_input"),
        ("user add x --role viewer", None, 2, "bad_input"),
        ("user add kim --role reviewer", None, 2, "bad_input"),
        ("user add x --role reviewer --email none", None, 2, "bad_input"),
        ("org add Contoso --mpn 5", None, 2, "bad_input"),
        ("org add Other --mpn 1234567", None, 2, "bad_input"),
        ("org add Other --mpn 5 --country Atlantis", None, 2, "bad_input"),
        ("org add Other --mpn 5 --country XX", None, 2, "bad_input"),
        ("org add Other --mpn 5 --zone Moon/Base", None, 2, "bad_input"),
        ("claim new --area moon --activity usage", "kim", 2, "bad_input"),
        ("claim new --area microsoft-365 --activity pre-sales", "kim", 2, "bad_input"),
        ("claim new --area microsoft-365 --activity usage --set colour=red", "kim", 2, "bad_input"),
        ("claim new --area microsoft-365 --activity usage --set tenant=abc", "kim", 2, "bad_input"),
        ("claim new --area microsoft-365 --activity usage --set customer-email=a@b", "kim", 2, "bad_input"),
        ("claim new --area microsoft-365 --activity usage --set seller=x", "kim", 2, "bad_input"),
        ("claim new --area microsoft-365 --activity usage --product Paint", "kim", 2, "bad_input"),
        ("claim show one", None, 2, "bad_input"),
        ("claim list status:frozen", None, 2, "bad_input"),
        ("poe add BARE missing.pdf", "kim", 2, "bad_input"),
        ("poe add BARE /", "kim", 2, "bad_input"),
        ("time advance 5x", None, 2, "bad_input"),
        ("time advance 9999bd", None, 1, "calendar_unknown"),
        ("time set 2026-03-01", None, 2, "bad_input"),
        ("time set yesterday", None, 2, "bad_input"),
        ("calendar add 2026-13-01 Never", None, 2, "bad_input"),
        ("calendar add 2199-01-01 Never", None, 1, "calendar_unknown"),
        ("rules add missing.toml", None, 2, "bad_input"),
        ("import claims missing.csv", None, 2, "bad_input"),
        ("key add rey missing.pub", None, 2, "bad_input"),
        ("restore missing.backup", None, 2, "bad_input"),
        # 4: not allowed, or not found for you
        ("claim show SENT", "fay", 4, "not_found"),
        ("claim show C-99", "kim", 4, "not_found"),
        ("claim show BARE", "rey", 4, "not_found"),
        ("claim start SENT", "kim", 4, "not_allowed"),
        ("claim submit BARE", "vic", 4, "not_allowed"),
        ("claim approve OPEN", None, 4, "not_allowed"),
        ("claim list", "nobody", 4, "not_found"),
        ("consent decline 1000001-AAAA-BBBB-CCCC", None, 4, "bad_code"),
        ("claim takeover OPEN --note x", "sam", 4, "not_allowed"),
        ("mail show 999", None, 4, "not_found"),
        # 5: somebody else was first
        ("claim approve OPEN", "sam", 5, "held"),
    ],
)
def test_every_refusal_has_its_status_and_its_code(cpor, words, by, status, code):
    open_, sent = cpor.submitted(name="open"), cpor.submitted(name="sent")
    cpor.ok("claim", "start", open_, by="rey")
    bare = cpor.ok("claim", "new", "--area", "microsoft-365", "--activity", "usage", by="kim")["id"]
    given = [{"OPEN": open_, "SENT": sent, "BARE": bare}.get(word, word) for word in words.split()]
    before = cpor.ok("verify")
    no = cpor(*given, by=by)
    assert (no.status, no.error["code"]) == (status, code), no.out
    said = cpor(*given, by=by, json=False)
    assert said.status == status
    assert said.out == ""
    assert said.err.startswith("cpor: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert cpor.ok("verify") == before


def test_who_was_first_is_told_with_when_and_how(cpor):
    claim = cpor.submitted()
    cpor.ok("claim", "take", claim, by="rey")
    no = cpor("claim", "start", claim, by="sam").error
    assert (no["by"], no["what"], no["at"]) == ("rey", "take", "2026-03-02T10:00:00+09:00")


@pytest.mark.parametrize(
    "noun",
    ["org", "user", "key", "calendar", "rules", "time", "mail", "backup", "restore", "worker", "bench"],
)
@pytest.mark.parametrize("by", ["kim", "lee"])
def test_a_named_person_who_is_no_operator_administers_nothing(cpor, noun, by):
    verb = {"time": "show", "worker": "--once", "backup": "f", "restore": "f", "bench": "seed"}.get(
        noun, "list"
    )
    more = ["--claims", "5"] if noun == "bench" else []
    no = cpor(noun, verb, *more, by=by)
    assert (no.status, no.error["code"]) == (4, "not_allowed")
    if noun not in ("backup", "restore", "bench"):
        assert cpor(noun, verb, *more, by="oda").status == 0


def test_the_local_operator_acts_on_no_claim(cpor):
    claim = cpor.draft()
    for words in ("submit", "discard", "start", "approve", "take"):
        assert cpor("claim", words, claim).status == 4


def test_a_person_who_is_disabled_does_nothing_more(cpor):
    cpor.ok("user", "disable", "kim")
    assert cpor("status", by="kim").status == 4
    cpor.ok("user", "enable", "kim")
    assert cpor("status", by="kim").status == 0


# --- stores ---


def test_a_store_that_is_not_there_is_unreachable_and_not_made(cpor, tmp_path):
    no = cpor("--store", f"sqlite:///{tmp_path / 'none.db'}", "status", store=False)
    assert (no.status, no.error["code"]) == (3, "store_unreachable")
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_not_ours_is_left_as_it_is(cpor, tmp_path):
    strange = tmp_path / "strange.db"
    with sqlite3.connect(strange) as conn:
        conn.execute("CREATE TABLE secrets (a)")
    before = strange.read_bytes()
    assert cpor("--store", f"sqlite:///{strange}", "status", store=False).status == 3
    text = tmp_path / "text.db"
    text.write_text("hello " * 1000)
    assert cpor("--store", f"sqlite:///{text}", "status", store=False).status == 3
    assert (strange.read_bytes(), text.read_text()) == (before, "hello " * 1000)


def test_a_newer_store_is_refused(cpor):
    with sqlite3.connect(cpor.store) as conn:
        conn.execute("PRAGMA user_version=9999")
    no = cpor("status", by="kim")
    assert (no.status, no.error["code"]) == (3, "store_unreachable")


def test_a_store_is_not_made_over_another(cpor):
    before = cpor.store.read_bytes()
    no = cpor("init")
    assert no.status in (2, 3)
    assert cpor.store.read_bytes() == before


def test_a_store_without_its_secret_says_so(cpor):
    cpor.store.with_name("store.db.secret").unlink()
    assert cpor("status", by="kim").status == 3


@pytest.mark.parametrize("url", ["mysql://x/y", "store.db", "sqlite://", "postgresql://127.0.0.1:1/none"])
def test_a_url_that_leads_nowhere_is_unreachable(cpor, url):
    no = cpor("--store", url, "status", store=False)
    assert (no.status, no.error["code"]) == (3, "store_unreachable")


def test_a_password_does_not_belong_on_the_command_line(cpor):
    for url in ("postgresql://kim:hunter2@db/x", "postgresql://db/x?user=kim&password=hunter2"):
        no = cpor("--store", url, "status", store=False)
        assert (no.status, no.error["code"]) == (2, "usage")
        assert "hunter2" not in no.out + no.err


def test_a_password_in_the_environment_is_used_and_never_shown(cpor, monkeypatch):
    monkeypatch.setenv("CPOR_STORE", "postgresql://kim:hunter2@localhost:1/x")
    no = cpor("status", store=False)
    assert (no.status, no.error["code"]) == (3, "store_unreachable")
    assert "hunter2" not in no.out + no.err


# --- what nobody expected ---


def test_a_mistake_of_ours_goes_to_the_log_without_values_and_passwords(cpor, monkeypatch, tmp_path):
    def broken(*_, **__):
        secret_of_the_caller = "do not log me"
        raise RuntimeError(f"postgresql://kim:hunter2@db/x {len(secret_of_the_caller)}")

    monkeypatch.setattr("cpor_tui.desk.Desk.status", broken)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    said = cpor("status", by="kim", json=False)
    log = tmp_path / "state" / "cpor" / "cpor.log"
    assert said.status == 1
    assert str(log) in said.err
    assert "Traceback" not in said.err + said.out
    kept = log.read_text()
    assert "RuntimeError" in kept
    assert "hunter2" not in kept
    assert "do not log me" not in kept
    assert log.stat().st_mode & 0o077 == 0
    assert cpor("status", by="kim").error["code"] == "fault"


def test_an_interruption_is_130(cpor, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("cpor_tui.desk.Desk.status", interrupted)
    said = cpor("status", by="kim", json=False)
    assert (said.status, said.out, said.err) == (130, "", "")


def test_a_reader_that_goes_away_is_no_fault(cpor):
    claim = cpor.draft()
    # More than a pipe holds, so that the writer cannot be done before the reader has gone.
    for _ in range(12):
        cpor.ok("claim", "comment", claim, "x" * 9000, by="kim")
    store = f"sqlite:///{cpor.store}"
    line = f"{sys.executable} -m cpor_tui --store {store} --json export history | head -c 10; echo ${{PIPESTATUS[0]}}"
    said = subprocess.run(["bash", "-c", line], capture_output=True, cwd=ROOT, timeout=60)
    assert said.stderr == b""
    assert said.stdout.endswith(b"130\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_an_answer_that_cannot_be_written_is_told(cpor):
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [sys.executable, "-m", "cpor_tui", "--store", f"sqlite:///{cpor.store}", "user", "list"],
            stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=60,
        )  # fmt: skip
    assert said.returncode == 2
    assert b"Traceback" not in said.stderr
    assert said.stderr.count(b"\n") == 1


def test_the_real_command_ends_as_the_function_does(cpor):
    store = f"sqlite:///{cpor.store}"
    good = call("--store", store, "--json", "--as", "kim", "status")
    assert (good.returncode, json.loads(good.stdout)) == (0, [])
    bad = call("--store", store, "--as", "kim", "claim", "show", "C-5")
    assert (bad.returncode, bad.stdout) == (4, b"")
    assert call("claim", "frob", "--json").returncode == 2


def test_without_a_terminal_the_application_does_not_open(cpor):
    said = cpor(by="kim", json=False)
    assert said.status == 2
    assert said.err.count("\n") == 1


def test_every_code_has_a_sentence_in_both_languages():
    for lang in ("en", "ko"):
        for code in Code:
            assert Text(lang).has(f"refusals.{code.value}"), code


def test_refusals_speak_korean(cpor):
    said = cpor("--lang", "ko", "claim", "show", "C-5", by="kim", json=False)
    assert "없습니다" in said.err


def test_strange_words_never_break_the_command(cpor):
    claim = cpor.draft()
    for hostile in ("\x1b]52;c;AAAA\x07", "\u202eevil", "[/x]", "\udcff", "a" * 200_000, "=1+1", "\r\nX: y"):
        for words in (
            ("claim", "comment", claim, hostile),
            ("claim", "edit", claim, "--set", f"name={hostile}"),
            ("claim", "list", hostile),
            ("claim", "show", hostile),
            (hostile,),
            ("claim", hostile),
            ("--as", hostile, "status"),
            ("poe", "add", claim, hostile),
        ):
            for answer in (cpor(*words, by="kim"), cpor(*words, by="kim", json=False)):
                assert answer.status in (0, 1, 2, 4)
                assert "\x1b" not in answer.out + answer.err
                assert "\u202e" not in answer.out + answer.err
                assert "Traceback" not in answer.err
    assert cpor("claim", "show", claim, by="kim", json=False).status == 0
    assert cpor("history", claim, by="kim", json=False).status == 0


def test_poe_of_the_wrong_kind_or_size_is_refused_before_it_is_kept(cpor):
    claim = cpor.draft()
    for content, why in (
        (b"", "empty"),
        (b"PK\x03\x04 no document", "type"),
        (b"x" * (25 * 1024 * 1024 + 1), "big"),
    ):
        no = cpor("poe", "add", claim, "-", "--name", "a.pdf", by="kim", stdin=content)
        assert (no.status, no.error["code"]) == (2, "bad_input"), why
    assert (
        cpor.ok("poe", "add", claim, "-", "--name", "a.txt", by="kim", stdin=PDF)["poe"][0]["type"] == "pdf"
    )


def test_no_help_and_no_answer_has_colours(cpor):
    claim = cpor.submitted()
    for words in (("--help",), ("claim", "show", claim), ("queue",)):
        assert "\x1b" not in cpor(*words, by="rey", json=False).out


def test_the_version_is_told():
    said = call("--version")
    assert (said.returncode, said.stderr) == (0, b"")
    assert said.stdout.startswith(b"cpor ")
