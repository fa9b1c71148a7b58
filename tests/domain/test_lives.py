"""Whole lives as a golden file: what an event fixes and what a refusal says is a diff that a person can read."""

from __future__ import annotations

from cpor_tui.domain.names import ClockKind, What
from tests.domain import lives


def test_the_lives_are_told_as_they_were_read_and_agreed():
    assert lives.text() == lives.GOLDEN.read_text("utf-8"), (
        "an event or a refusal says something else: if meant, run `python -m tests.domain.lives` and read the diff"
    )


def test_every_event_and_every_clock_is_told():
    told = lives.GOLDEN.read_text("utf-8")
    for what in set(What):
        assert f") {what.value}" in told
    for kind in ClockKind:
        assert f"start {kind.value}:" in told
