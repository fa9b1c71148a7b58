"""A store made by commands alone, and a way to give it more."""

import json
import os
import shutil
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from cpor_tui.__main__ import main

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
TENANT = "6f1c2a34-9d5e-4b7a-8c21-0e4f5a6b7c8d"
MONDAY = "2026-03-02T10:00:00+09:00"

FIELDS = {
    "name": "Teams rollout",
    "customer": "Fabrikam",
    "tenant": TENANT,
    "domain": "fabrikam.example",
    "customer-contact": "Ana Miller",
    "customer-title": "CIO",
    "customer-email": "ana@fabrikam.example",
    "partner-contact": "Kim Minji",
    "partner-email": "kim@contoso.example",
}


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return self.json["error"]


class Cpor:
    """Gives commands to one store, in this process."""

    def __init__(self, store: Path, capfdbinary, monkeypatch) -> None:
        self.store = store
        self._capture = capfdbinary
        self._patch = monkeypatch

    def __call__(
        self, *words: str, by: str | None = None, stdin: bytes = b"", json: bool = True, store: bool = True
    ) -> Answer:
        """The answer to a command; in JSON unless it is asked for people."""
        given = [*(("--store", f"sqlite:///{self.store}") if store else ()), *(("--as", by) if by else ())]
        self._patch.setattr("sys.stdin", TextIOWrapper(BytesIO(stdin)))
        self._capture.readouterr()
        out, err = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
        self._patch.setattr("sys.stdout", out)
        self._patch.setattr("sys.stderr", err)
        status = main([*given, *(("--json",) if json else ()), *words])
        for stream in (out, err):
            stream.flush()
        said = [stream.buffer.getvalue() for stream in (out, err)]
        self.bytes = said[0]
        return Answer(status, said[0].decode(errors="replace"), said[1].decode())

    def ok(self, *words: str, by: str | None = None, stdin: bytes = b"") -> Any:
        """The JSON of a command that has to succeed."""
        answer = self(*words, by=by, stdin=stdin)
        assert answer.status == 0, answer
        return answer.json

    def draft(self, by: str = "kim", **more: str) -> str:
        """A draft with every field; gives its id."""
        fields = {**FIELDS, **{name.replace("_", "-"): text for name, text in more.items()}}
        words = [f"--set={name}={text}" for name, text in fields.items()]
        found: str = self.ok(
            "claim", "new", "--area", "microsoft-365", "--activity", "usage", *words,
            "--product", "Microsoft Teams", by=by,
        )["id"]  # fmt: skip
        return found

    def submitted(self, by: str = "kim", **more: str) -> str:
        """A submitted claim; gives its id."""
        claim = self.draft(by, **more)
        self.ok("poe", "add", claim, "-", "--name", "contract.pdf", by=by, stdin=PDF)
        self.ok("claim", "submit", claim, by=by)
        return claim

    def approved(self) -> str:
        """An approved claim; gives its id."""
        claim = self.submitted()
        self.ok("claim", "start", claim, by="rey")
        self.ok("claim", "approve", claim, by="rey")
        return claim

    def rejected(self) -> str:
        """A rejected claim; gives its id."""
        claim = self.submitted()
        self.ok("claim", "start", claim, by="rey")
        self.ok("claim", "reject", claim, "--reason", "insufficient-poe", "--note", "no", by="rey")
        return claim


@pytest.fixture(scope="session")
def _town(tmp_path_factory) -> Path:
    """A store with people in it, made once and copied for each test."""
    home = tmp_path_factory.mktemp("town")
    patch = pytest.MonkeyPatch()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        patch.setattr("sys.stdout", nowhere)
        for words in (
            f"init --simulated {MONDAY}",
            "org add Contoso --kind partner --mpn 1234567:Seoul --country KR",
            "org add Fourth-Coffee --kind partner --mpn 7654321 --country US-WA --zone America/Los_Angeles",
            "user add kim --role incentives-admin --org Contoso --email kim@contoso.example --lang ko",
            "user add una --role incentives-user --org Contoso",
            "user add vic --role viewer --org Contoso",
            "user add fay --role global-admin --org Fourth-Coffee",
            "user add rey --role reviewer --email rey@office.example",
            "user add sam --role reviewer",
            "user add lee --role lead --email lee@office.example",
            "user add oda --role operator",
        ):
            assert main(["--store", f"sqlite:///{home / 'store.db'}", *words.split()]) == 0, words
    patch.undo()
    return home


@pytest.fixture
def cpor(_town, tmp_path, capfdbinary, monkeypatch) -> Cpor:
    """A store with two partners and the review office, its clock standing on a Monday morning in Seoul."""
    home = tmp_path / "kept"
    shutil.copytree(_town, home)
    return Cpor(home / "store.db", capfdbinary, monkeypatch)
