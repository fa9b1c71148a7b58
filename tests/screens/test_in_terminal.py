"""The reviewer's and the partner's loop through a real terminal, by keys alone."""

import re
from pathlib import Path

import pytest

from cpor_tui.domain.names import Status
from tests.terminal.screen import Terminal

START = Path(__file__).with_name("start_app.py")


@pytest.fixture
def terminal(street):
    opened = []

    def open_for(who: str, lang: str = "en", *, env: dict[str, str] | None = None, size=(80, 24)) -> Terminal:
        term = Terminal(str(START), street.url, who, lang, size=size, env=env)
        opened.append(term)
        return term

    yield open_for
    for term in opened:
        term.close()


def test_the_reviewers_loop_by_keys_alone(terminal, street):
    term = terminal("mina")
    term.wait_for("Next up 14")
    term.type("n")
    term.wait_for("Fourth Coffee")
    term.wait_for("Signed for the customer")
    term.type("d")
    term.wait_for("Decide C-1000022")
    term.type("1")
    term.wait_for("> 1 Approve")
    term.type(b"\x13")
    term.wait_for("u takes it back")
    assert street.claim("Fourth Coffee").status is Status.APPROVED
    term.type("u")
    term.wait_for("taken back")
    assert street.claim("Fourth Coffee").status is Status.UNDER_REVIEW


def test_the_loop_typed_in_one_burst_decides_the_claim_it_took(terminal, street):
    term = terminal("mina")
    term.wait_for("Next up 14")
    term.type(b"nd1\x13")
    term.wait_for("u takes it back")
    approved = [name for name in street.claims if street.claim(name).status is Status.APPROVED]
    assert approved.count("Fourth Coffee") == 1
    assert len(approved) == 6


def test_two_terminals_show_each_others_doing_within_two_seconds(terminal, street):
    here, there = terminal("mina"), terminal("joon")
    here.wait_for("Next up 14")
    there.wait_for("Next up 14")
    there.type("n")
    there.wait_for("Taken: C-1000022")
    here.wait_for("joon 0m", seconds=3)


def test_no_color_sends_no_colour_at_all(terminal):
    term = terminal("mina", env={"NO_COLOR": "1"})
    term.wait_for("Next up 14")
    term.type("\r")
    term.wait_for("CHECK")
    term.type("c")
    term.wait_for("Internal note")
    term.settle()
    styles = re.findall(rb"\x1b\[([\d;]*)m", term.sent)
    numbers = {int(number) for code in styles for number in code.split(b";") if number}
    assert styles
    assert not {n for n in numbers if 30 <= n <= 49 or 90 <= n <= 107}


def test_an_idle_screen_on_a_standing_clock_sends_not_one_byte(terminal):
    term = terminal("mina")
    term.wait_for("Next up 14")
    term.settle(quiet=1.0)
    assert term.read(5) == b""


def test_what_was_typed_before_the_terminal_was_killed_is_there_again(terminal, street):
    term = terminal("mina")
    term.wait_for("Next up 14")
    term.type("c")
    term.wait_for("Internal note on")
    term.type("a long thought")
    term.wait_for("a long thought")
    term.hang_up()
    assert term.ended(20) is not None
    again = terminal("mina")
    again.wait_for("Next up 14")
    again.type("c")
    again.wait_for("a long thought")


def test_korean_lines_are_as_wide_as_the_terminal(terminal):
    term = terminal("mina", "ko")
    term.wait_for("검토 대기열")
    term.settle()
    assert all(line.rstrip() for line in term.shown().splitlines()[:4])
