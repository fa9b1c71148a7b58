"""A command starts with what it needs and no more, on either database."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MONDAY, PDF, Cpor

ROOT = Path(__file__).parents[2]
HEAVY = {
    "textual",
    "rich",
    "holidays",
    "dateutil",
    "psycopg",
    "argparse",
    "asyncio",
    "email",
    "PIL",
    "lxml",
    "pypdf",
}

LOOK = """
import sys
from cpor_tui.__main__ import main
status = main(sys.argv[1:])
print(status, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    ["status --json", "claim list", "claim show C-1000001 --json", "history C-1000001 --json", "--help"],
)
def test_looking_loads_nothing_heavy(cpor, words):
    cpor.submitted()
    given = ["--store", f"sqlite:///{cpor.store}", "--as", "kim", *words.split()]
    said = subprocess.run(
        [sys.executable, "-c", LOOK, *given], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    status, *loaded = said.stderr.split()
    assert status == "0"
    assert HEAVY & set(loaded) == set()


def test_a_session_loads_no_check_before_a_proof_is_looked_at():
    look = "import sys, cpor_tui.app, cpor_tui.ssh.serve; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, timeout=60)
    loaded = set(said.stdout.split())
    assert "cpor_tui.screens.proof_pane" in loaded
    assert {"rapidfuzz", "cpor_tui.poe.check", "lxml", "PIL", "holidays", "email"} & loaded == set()


PAINT = """
import asyncio, sys
from cpor_tui.app import CporApp
from cpor_tui.desk import Desk
from cpor_tui.identity import actor_for
from cpor_tui.session import Session
from cpor_tui.store import Store
from cpor_tui.text import Text

async def paint(url, who):
    store = Store.open(url)
    app = CporApp(Session(Desk(store), actor_for(store, who), Text("en", store.office.zone)))
    async with app.run_test() as pilot:
        while app.screen.page is None:
            await pilot.pause(0.01)
        print(0, *sorted(sys.modules), file=sys.stderr)

asyncio.run(paint(*sys.argv[1:]))
"""
"""The terminal application, until its first page stands there."""

FIRST_PAINT = {"email", "smtplib", "peewee", "multiprocessing", "pygments", "markdown_it", "http", "xml"}
BUDGETS = {
    "status": (200, 75, HEAVY | {"logging", "socket", "random", "peewee"}),
    "worker": (235, 90, HEAVY | {"peewee", "smtplib", "cpor_tui.text.ko", "cpor_tui.mail.reply"}),
    "keys-for": (
        100,
        6,
        HEAVY | {"dataclasses", "inspect", "json", "logging", "cpor_tui.desk", "cpor_tui.store"},
    ),
    "tui": (
        560,
        137,
        HEAVY - {"textual", "rich", "asyncio"}
        | FIRST_PAINT
        | {"cpor_tui.cli", "cpor_tui.worker", "cpor_tui.text.ko"},
    ),
}
"""How many modules each way in may load, how many of ours, and which never: whoever adds one sees it here."""


@pytest.mark.parametrize("way", BUDGETS)
def test_each_way_in_keeps_to_its_budget_of_modules(cpor, tmp_path, way):
    cpor.submitted()
    url = f"sqlite:///{cpor.store}"
    config = tmp_path / "config.toml"
    config.write_text(f'store = "{url}"\n[mail]\nmaildir = "{tmp_path / "mail"}"\n')
    # Everything due is done first, so that the worker that is looked at is one that idles.
    assert cpor("worker", "--once").status == 0
    key = "AAAAC3NzaC1lZDI1NTE5AAAAINAMOXNA+7evkVBgHAInQi/ZXqesj8Uvxf01rRhYg7If"
    words = {
        "status": ["status", "--json", "--store", url, "--as", "kim"],
        "worker": ["worker", "--once", "--config", str(config)],
        "keys-for": ["keys-for", "nobody", "ssh-ed25519", key, "--config", str(config)],
        "tui": [url, "kim"],
    }[way]
    said = subprocess.run(
        [sys.executable, "-c", PAINT if way == "tui" else LOOK.replace('.partition(".")[0]', ""), *words],
        capture_output=True, text=True, cwd=ROOT, timeout=100,
    )  # fmt: skip
    *noise, told = said.stderr.splitlines()
    status, *loaded = told.split()
    assert status.isdigit(), noise
    ours = [name for name in loaded if name.partition(".")[0] == "cpor_tui"]
    most, most_ours, never = BUDGETS[way]
    assert never.intersection(loaded) == set()
    assert (len(loaded) <= most, len(ours) <= most_ours) == (True, True), (len(loaded), len(ours))


def test_one_noun_loads_no_other(cpor):
    said = subprocess.run(
        [sys.executable, "-c", LOOK.replace('.partition(".")[0]', ""), "time", "show", "--json", "--store",
         f"sqlite:///{cpor.store}"],
        capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    loaded = said.stderr.split()
    assert "cpor_tui.cli.hours" in loaded
    assert not {"cpor_tui.cli.exchanges", "cpor_tui.cli.mails", "cpor_tui.text.ko", "cpor_tui.worker"} & set(
        loaded
    )


@pytest.mark.postgres
def test_the_same_commands_do_the_same_on_postgresql(postgres_url, tmp_path, capfdbinary, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    cpor = Cpor(Path("unused"), capfdbinary, monkeypatch)
    monkeypatch.setenv("CPOR_STORE", postgres_url)

    def ok(*words, by=None, stdin=b""):
        answer = cpor(*words, *(("--as", by) if by else ()), store=False, stdin=stdin)
        assert answer.status == 0, answer
        return answer.json

    assert ok("init", "--simulated", MONDAY)["now"] == MONDAY
    ok("org", "add", "Contoso", "--mpn", "1234567")
    ok("user", "add", "kim", "--role", "global-admin", "--org", "Contoso")
    ok("user", "add", "rey", "--role", "reviewer")
    claim = ok("claim", "new", "--area", "microsoft-365", "--activity", "usage", by="kim")["id"]
    ok("poe", "add", claim, "-", "--name", "a.pdf", by="kim", stdin=PDF)
    assert cpor("claim", "submit", claim, "--as", "kim", store=False).error["code"] == "missing"
    assert [one["id"] for one in ok("status", by="kim")] == [claim]
    assert cpor("claim", "show", claim, "--as", "rey", store=False).status == 4
    assert ok("time", "advance", "1bd")["fired"] == []
    assert ok("verify")["faults"] == []
    told = ok("info")
    assert told["backend"] == "postgres"
    ok("backup", str(tmp_path / "all"))
    url = f"sqlite:///{tmp_path / 'moved.db'}"
    assert cpor("--store", url, "restore", str(tmp_path / "all"), store=False).status == 0
    assert cpor("--store", url, "claim", "show", claim, store=False).json["poe"][0]["name"] == "a.pdf"
