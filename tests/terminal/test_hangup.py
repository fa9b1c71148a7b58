"""A lost line ends the process within three seconds, with the draft saved, whatever it is busy with."""

import os
import signal

import pytest


@pytest.mark.parametrize(("number", "status"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_politely_and_drafts_are_saved_first(start, number, status):
    run = start()
    run.terminal.kill(number)
    ended = run.terminal.ended(30)
    assert ended is not None
    assert ended < 2
    assert run.terminal.status() == status
    assert run.seen().index("saved") < run.seen().index("unmounted")
    assert b"?1049l" in run.terminal.sent


def test_a_hang_up_ends_a_blocked_program_within_three_seconds_and_saves(start):
    run = start()
    run.terminal.type("z")
    run.wait_until_seen("blocked")
    run.terminal.kill(signal.SIGHUP)
    ended = run.terminal.ended(30)
    assert ended is not None
    assert ended < 3.5
    assert "saved" in run.seen()


def test_a_client_that_reads_nothing_cannot_keep_it_alive(start):
    run = start()
    for _ in range(400):
        try:
            os.write(run.terminal.fd, b"jk" * 20)
        except BlockingIOError:
            break
        os.set_blocking(run.terminal.fd, False)
    run.terminal.kill(signal.SIGHUP)
    fd, run.terminal.fd = run.terminal.fd, -1  # Not a byte is read from now on.
    try:
        ended = run.terminal.ended(30)
    finally:
        os.close(fd)
    assert ended is not None
    assert ended < 3.7
    assert "saved" in run.seen()


def test_two_hang_ups_are_one(start):
    run = start()
    for _ in range(20):
        run.terminal.kill(signal.SIGHUP)
    assert run.terminal.ended(30) is not None
    assert run.seen().count("saved") == 1
