"""Whatever bytes a terminal sends, the program lives, stays small and does only what keys can do."""

import signal
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events

from cpor_tui.terminal.driver import Reader


def test_bytes_that_are_no_utf8_do_not_end_it(start):
    run = start()
    run.terminal.type(b"\xff\xfe\xe9w\xc3(jj")
    run.terminal.wait_for("count=2")


def test_a_forged_size_report_changes_nothing(start):
    run = start()
    for report in (b"\x1b[48;50000;50000;1;1t", b"\x1b[48;0;0;0;0t", b"\x1b[?2048;2$y"):
        run.terminal.type(report + b"\x1b[<0;5;5M\x1b[<0;5;5m")
    run.terminal.type("j")
    run.terminal.wait_for("count=1")
    assert {line.split()[1] for line in run.seen() if line.startswith(("size", "resized"))} == {"80x24"}


def test_an_enormous_terminal_is_drawn_no_larger_than_we_can(start):
    run = start()
    run.terminal.resize(5000, 5000)
    run.wait_until_seen("resized 400x150")


def test_a_real_resize_is_followed(start):
    run = start()
    run.terminal.resize(132, 40)
    run.wait_until_seen("resized 132x40")


def test_key_codes_that_do_not_exist_are_passed_over(start):
    run = start()
    run.terminal.type(
        b"\x1b[99999999999u\x1b[1114112;5u\x1b[<99999999999;99999999999;1M\x1b[<0;99999;99999M" * 20
    )
    run.terminal.type("j")
    run.terminal.wait_for("count=1")


def test_a_flood_of_keys_takes_no_memory_and_is_stopped_at_the_door(start):
    run = start()
    before = run.terminal.peak_memory_mb()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        run.terminal.type(b"w" * 4096)
    assert run.terminal.status() is None
    assert run.terminal.peak_memory_mb() - before < 15


def test_a_flood_of_mouse_movements_takes_no_memory(start):
    run = start()
    before = run.terminal.peak_memory_mb()
    end = time.monotonic() + 3
    while time.monotonic() < end:
        run.terminal.type(b"".join(b"\x1b[<35;%d;%dM" % (x, x % 20 + 1) for x in range(1, 79)) * 4)
    assert run.terminal.status() is None
    assert run.terminal.peak_memory_mb() - before < 15


def test_a_paste_arrives_whole_with_its_controls_made_visible(start):
    run = start()
    run.terminal.type("\x1b[200~a\x1b[2Jb\x9b\u202ec\r\nd\x1b[201~")
    run.wait_until_seen("paste")
    assert [line for line in run.seen() if line.startswith("paste")] == [
        r"paste 11 'a\u241b[2Jb\ufffd\ufffdc\nd'"
    ]


def test_an_endless_paste_is_cut_off_and_its_end_is_not_taken_for_commands(start):
    run = start()
    before = run.terminal.peak_memory_mb()
    run.terminal.type(b"\x1b[200~" + b"qq" * 2_600_000 + b"\x1b[201~j")
    run.terminal.wait_for("count=1", 30)
    assert not any(line.startswith("key 'q'") for line in run.seen())
    assert run.terminal.peak_memory_mb() - before < 120


def test_the_end_of_the_line_ends_it_even_when_no_hang_up_is_heard(start):
    run = start(deaf_to_hangups=True)
    run.terminal.hang_up()
    ended = run.terminal.ended(30)
    assert ended is not None
    assert ended < 10
    assert "saved" in run.seen()


def test_stop_and_continue_from_outside_does_no_harm(start):
    run = start()
    run.terminal.kill(signal.SIGSTOP)
    run.terminal.kill(signal.SIGCONT)
    run.terminal.settle()
    run.terminal.type("jjj")
    run.terminal.wait_for("count=3")
    run.terminal.type("q")
    assert run.terminal.ended(30) is not None
    assert run.terminal.status() == 0


def test_idle_it_sends_nothing_even_with_a_text_field_in_focus(start):
    run = start("input")
    run.terminal.settle(1.0)
    spent = run.terminal.cpu_seconds()
    assert run.terminal.read(3) == b""
    assert run.terminal.cpu_seconds() - spent < 0.3


def test_the_terminal_is_left_as_it_was_found(start):
    run = start()
    run.terminal.type("q")
    assert run.terminal.ended(30) is not None
    assert run.terminal.status() == 0
    for switched_on, switched_off in ((b"?1049h", b"?1049l"), (b"?1003h", b"?1003l"), (b"?2004h", b"?2004l")):
        assert run.terminal.sent.rindex(switched_off) > run.terminal.sent.rindex(switched_on)


STREAM = "a\x1b[A\x1b[200~q\x1bq\x1b\x1bd1\x1b[2Jx\x1b[201~b\x1b[<0;5;5M\x1b[200~\x1b[201~c"


def read(*pieces):
    reader = Reader()
    return [
        (type(message).__name__, getattr(message, "text", None) or getattr(message, "key", None))
        for piece in pieces
        for message in reader.feed(piece)
    ]


@pytest.mark.parametrize("at", range(len(STREAM)))
def test_a_paste_split_anywhere_is_one_paste_and_never_a_key(at):
    assert read(STREAM[:at], STREAM[at:]) == [
        ("Key", "a"),
        ("Key", "up"),
        ("Paste", "q␛q␛␛d1␛[2Jx"),
        ("Key", "b"),
        ("MouseDown", None),
        ("Paste", None),
        ("Key", "c"),
    ]


@given(
    st.lists(
        st.one_of(
            st.text(max_size=9),
            st.sampled_from(["\x1b", "\x1b[", "\x1b[200~", "\x1b[201~", "\x1b[<0;1", ";5u"]),
        )
    )
)
@settings(max_examples=300)
def test_no_characters_break_the_reader(pieces):
    reader = Reader()
    for piece in pieces:
        list(reader.feed(piece))
        list(reader.tick())
    list(reader.feed("\x1b[201~" + " " * 40))
    assert [event.key for event in reader.feed("j") if isinstance(event, events.Key)] == ["j"]
