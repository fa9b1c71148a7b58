"""The pages for people say what the program does."""

from __future__ import annotations

from pathlib import Path

from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import ClockKind, Status
from scripts import rulebook

DOCS = Path(__file__).parents[2] / "docs"


def test_the_rulebook_is_fresh():
    assert rulebook.PAGE.read_text("utf-8") == rulebook.page(), (
        "docs/rules.md is stale: run `python -m scripts.rulebook`"
    )


def test_every_order_status_and_clock_has_its_line():
    text = rulebook.page()
    for what in RULES:
        assert f"\n| `{what.value}` |" in text
    for status in Status:
        assert f"\n| {status.value.replace('-', ' ').capitalize()} |" in text
    for kind in ClockKind:
        assert f"\n| {kind.value} |" in text


def test_the_rulebook_says_what_every_approval_says():
    assert "An approved claim is not an approved payment" in rulebook.page()


def test_every_decision_names_its_source():
    known = ("page", "2023", "near", "ours")
    tables = [
        line for line in (DOCS / "decisions.md").read_text("utf-8").splitlines() if line.startswith("| ")
    ]
    rules = [line for line in tables if not line.startswith(("| rule", "| mark", "| **"))]
    assert len(rules) > 40
    for line in rules:
        source = line.strip("| ").split(" | ")[1]
        assert source.startswith(known), line
