"""What people read, and how a command line and its settings are understood."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cpor_tui import cli
from cpor_tui.cli import index
from cpor_tui.cli.grammar import GLOBALS
from cpor_tui.cli.plain import pad, table, width
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.settings import MaildirSettings, Settings, SmtpSettings
from cpor_tui.text import Text
from tests.cli.conftest import PDF


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_everything_a_command_takes_is_explained(lang):
    text = Text(lang)
    for noun in index.NOUNS:
        assert text(f"cli.noun.{noun}")
    for opt in GLOBALS:
        assert text(f"cli.global.{opt.name[2:]}")
    for command in index.every():
        assert text(f"cli.command.{command.key}")
        for arg in command.args:
            assert text(f"cli.argument.{arg.name}")
        for opt in command.options:
            assert text(f"cli.option.{opt.name[2:]}")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_sentence_the_code_names_is_there(lang):
    named = {
        key
        for path in Path(cli.__file__).parent.glob("*.py")
        for key in re.findall(r"[\"'](cli(?:\.[a-z0-9_-]+)+)[\"']", path.read_text("utf-8"))
    }
    assert len(named) > 30
    assert [key for key in sorted(named) if not Text(lang).has(key)] == []


def test_every_command_helps(cpor):
    assert "cpor claim" not in cpor("--help", json=False).out.splitlines()[0]
    for command in index.every():
        said = cpor(*command.words.split(), "--help", json=False)
        assert (said.status, said.err) == (0, "")
        assert said.out.startswith(f"Usage: cpor {command.words}")
    assert "cpor claim submit ID" in cpor("claim", "--help", json=False).out
    assert "사용법" in cpor("--lang", "ko", "claim", "ask", "-h", json=False).out


def test_every_changing_command_takes_a_request_and_every_order_a_version():
    for command in index.every():
        names = {opt.name for opt in command.options}
        assert not command.on_claim or {"--if-version", "--request"} <= names
    orders = [command for command in index.every() if command.noun == "claim"]
    told = {command.verb for command in orders if not command.on_claim}
    assert told == {"new", "show", "list"}


def test_global_flags_stand_before_or_after_the_command(cpor):
    store = f"sqlite:///{cpor.store}"
    for words in (
        ("--store", store, "--as", "kim", "--json", "status"),
        ("status", f"--store={store}", "--as=kim", "--json"),
        ("claim", "--json", "list", "--as", "kim", "--store", store),
    ):
        assert cpor(*words, store=False, json=False).out == "[]\n"


def test_a_flag_beats_the_environment_beats_the_config_file(cpor, tmp_path, monkeypatch):
    config = tmp_path / "config.toml"
    config.write_text(f'store = "sqlite:///{cpor.store}"\nas = "rey"\nlang = "ko"\n')
    monkeypatch.setenv("CPOR_CONFIG", str(config))
    cpor.submitted()
    assert cpor("queue", store=False).status == 0
    assert cpor("stats", store=False, json=False).out.startswith("기한 초과")
    monkeypatch.setenv("CPOR_AS", "kim")
    monkeypatch.setenv("CPOR_LANG", "en")
    assert cpor("queue", store=False).status == 4
    assert cpor("queue", by="rey", store=False).status == 0
    monkeypatch.setenv("CPOR_STORE", f"sqlite:///{tmp_path}/none.db")
    assert cpor("queue", store=False).status == 3


@pytest.mark.parametrize(
    "text", ["store = ", 'lang = "fr"', "store = 5", "[mail]\nport = 99999\nhost = 'x'", "mail = 3", "\x00"]
)
def test_a_broken_config_file_is_one_sentence(cpor, tmp_path, text):
    config = tmp_path / "config.toml"
    config.write_text(text)
    said = cpor("--config", str(config), "status", by="kim", json=False)
    assert said.status == 2
    assert said.err.count("\n") == 1
    assert cpor("--config", str(tmp_path / "none.toml"), "status", by="kim").error["code"] == "bad_input"


def test_settings_know_where_mail_goes(tmp_path):
    def load(text):
        (tmp_path / "c.toml").write_text(text)
        return Settings.load({"config": str(tmp_path / "c.toml")}, {"HOME": str(tmp_path)}).mail

    assert isinstance(load(""), MaildirSettings)
    post = load("[mail]\nhost = 'smtp.example'\nport = 25\ntls = 'none'\nfrom = 'cpor@example.org'\n")
    assert post == SmtpSettings("smtp.example", 25, "cpor@example.org", None, None, "none")
    with pytest.raises(Refused) as no:
        load("[mail]\nhost = 'x'\ntls = 'maybe'\n")
    assert no.value.code is Code.BAD_INPUT


def test_the_locale_chooses_the_language(tmp_path):
    def lang(**environment):
        return Settings.load({}, {"HOME": str(tmp_path), **environment}).lang

    assert (lang(LANG="ko_KR.UTF-8"), lang(LANG="de_DE.UTF-8"), lang()) == ("ko", "en", "en")
    assert lang(LANG="ko_KR.UTF-8", LC_ALL="C") == "en"
    assert lang(LANG="ko_KR.UTF-8", CPOR_LANG="en") == "en"


def test_korean_letters_are_two_columns_wide():
    assert [width(text) for text in ("abc", "클레임", "e\u0301", "Ａ")] == [3, 6, 1, 2]
    assert pad("한", 4) == "한  "
    lines = list(table(["A", "B"], [["클레임", "x"], ["y", "z"]]))
    assert [line.index(line.split()[-1]) + line.count("클레임") * 3 for line in lines] == [8, 8, 8]


def test_what_people_typed_stays_on_its_line_and_does_nothing(cpor):
    claim = cpor.draft(name="a\x1b[31mb\nc\u202ed [/x]")
    for words in (("claim", "show", claim), ("claim", "list"), ("status",), ("history", claim)):
        out = cpor(*words, by="kim", json=False).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[/x]" in out


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_reading_command_speaks_to_people(cpor, lang):
    claim = cpor.submitted(name="청구 one")
    cpor.ok("claim", "comment", claim, "안녕하세요", by="rey")
    cpor.ok("claim", "start", claim, by="rey")
    cpor.ok("claim", "ask", claim, "--reason", "missing-products", "--note", "which?", by="rey")
    cpor.ok("time", "advance", "1m")
    for by, lines in {
        "kim": ["status", f"status {claim}", f"claim show {claim}", "claim list", f"history {claim}",
                f"clocks {claim}", f"comments {claim}", f"poe list {claim}", "view list", "draft list", "stats"],
        "rey": ["queue", "next", "text list", f"poe check {claim}", f"poe text {claim} contract.pdf"],
        None: ["user list", "org list", "key list", "calendar list", "calendar show --year 2026", "product list",
               "rules list", "rules show 2020", "time show", "mail list", "mail show 1", "mail failed", "info", "verify",
               "worker --once", "recalculate --dry-run", "export claims", "export history", "earnings"],
    }.items():  # fmt: skip
        for line in lines:
            said = cpor("--lang", lang, *line.split(), by=by, json=False)
            assert said.status == 0, (line, said)
            assert "cli." not in said.out, line
            assert all(row == row.rstrip() for row in said.out.splitlines()), line
    assert "missing-products" not in cpor("--lang", lang, "status", by="kim", json=False).out


def test_a_partner_sees_what_is_needed_first(cpor):
    quiet = cpor.submitted(name="quiet")
    loud = cpor.submitted(name="loud")
    cpor.ok("claim", "start", loud, by="rey")
    cpor.ok("claim", "ask", loud, "--reason", "missing-products", "--note", "which?", by="rey")
    assert [claim["id"] for claim in cpor.ok("status", by="kim")] == [loud, quiet]
    said = cpor("status", by="kim", json=False).out
    assert "Missing products" in said
    assert "the end of Mon 9 Mar 2026" in said


def test_approved_is_never_told_without_saying_that_nothing_is_paid(cpor):
    assert "not an approved payment" in cpor("claim", "show", cpor.approved(), by="kim", json=False).out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command(cpor, shell):
    script = cpor("completion", shell, json=False).out
    for command in index.every():
        assert command.noun in script
        assert command.verb in script


def test_bash_completes_a_verb_and_an_option(cpor):
    script = cpor("completion", "bash", json=False).out

    def complete(*words):
        line = " ".join(words)
        ask = f"{script}\nCOMP_WORDS=({line} ''); COMP_CWORD={len(words)}; _cpor; echo ${{COMPREPLY[*]}}"
        return subprocess.run(["bash", "-c", ask], capture_output=True, text=True, timeout=20).stdout.split()

    assert "claim" in complete("cpor")
    assert {"new", "submit", "ask"} <= set(complete("cpor", "claim"))
    assert "--reason" in complete("cpor", "--as", "rey", "claim", "ask")
    assert "--check" in complete("cpor", "queue")


def test_bash_completes_the_ids_of_the_claims_one_may_see(cpor, tmp_path):
    claim = cpor.draft()
    script = cpor("completion", "bash", json=False).out
    program = tmp_path / "cpor"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cpor_tui --store sqlite:///{cpor.store} "$@"\n')
    program.chmod(0o755)
    root = Path(cli.__file__).parents[2]

    def complete(*words):
        ask = f"{script}\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _cpor; echo ${{COMPREPLY[*]}}"
        path = {
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "PYTHONPATH": str(root),
        }
        return subprocess.run(
            ["bash", "-c", ask], capture_output=True, text=True, timeout=30, env=path
        ).stdout.split()

    assert complete("cpor", "claim", "show", "C-") == [claim]
    assert complete("cpor", "--as", "kim", "poe", "list", "C-1") == [claim]


def test_poe_is_named_by_its_file_and_by_its_option(cpor, tmp_path):
    claim = cpor.draft()
    (tmp_path / "a b.pdf").write_bytes(PDF)
    assert cpor.ok("poe", "add", claim, str(tmp_path / "a b.pdf"), by="kim")["poe"][0]["name"] == "a b.pdf"
    cpor.ok("poe", "remove", claim, "a b.pdf", by="kim")
    added = cpor.ok("poe", "add", claim, "-", "--name", "../x\x1b.pdf", by="kim", stdin=PDF)["poe"]
    assert [poe["name"] for poe in added] == ["x.pdf"]
