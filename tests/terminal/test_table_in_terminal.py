"""The list in a real terminal: few bytes, no colour where none is wanted, and a burst opens what it should."""

import re

import pytest

from tests.terminal.screen import Terminal

SGR_COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:[34][0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m")


@pytest.fixture
def start():
    running: list[Terminal] = []

    def go(**options):
        terminal = Terminal("tests/terminal/list_app.py", **options)
        running.append(terminal)
        terminal.wait_for("C-5 ")
        terminal.settle()
        return terminal

    yield go
    for terminal in running:
        terminal.close()


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_the_cursor_is_seen_without_any_colour(start, size):
    terminal = start(size=size, env={"NO_COLOR": "1"})
    terminal.type("jj V G")
    terminal.settle()
    assert SGR_COLOUR.findall(terminal.sent) == []
    (line,) = [number for number, text in enumerate(terminal.screen.display) if text.startswith(">")]
    assert terminal.screen.buffer[line][12].reverse


def test_moving_the_cursor_sends_two_lines_and_no_more(start):
    terminal = start()
    terminal.type("j")
    assert len(terminal.read(0.5)) < 1000
    assert terminal.shown().splitlines()[2].startswith(">")


def test_a_burst_opens_the_claim_that_the_same_keys_open_slowly(start):
    terminal = start()
    terminal.type("jjj\rkG\rgj\r")
    terminal.wait_for("C-3 C-999999 C-1.")


def test_a_burst_over_a_slow_source_opens_the_same(start):
    terminal = start(env={"SLOW": "0.2"})
    terminal.type("jjj\r")
    terminal.wait_for("C-3.")
    terminal.type("G\r")
    terminal.wait_for("C-3 C-999999.")
    assert "C-999999 " in terminal.shown()


def test_idle_the_list_sends_nothing(start):
    terminal = start()
    assert terminal.read(3) == b""
