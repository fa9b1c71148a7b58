"""The screens over a real ssh line: painted, resized, hung up, ended."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.ssh.host_of_ours import FIVE_SECONDS

pytestmark = [pytest.mark.ssh, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def claim(host):
    """One submitted claim of Fabrikam's."""
    made = host.house.submitted()
    host.hand_over()
    return f"C-{made}"


@pytest.fixture(scope="module")
def asked(host):
    """One of Fabrikam's that waits for its partner, so that a partner's first list shows it."""
    made = host.house.asked()
    host.hand_over()
    return f"C-{made}"


@pytest.fixture(autouse=True)
def _nobody_is_left(host):
    yield
    assert host.all_gone(20) is not None, "somebody's session did not end"


def test_a_terminal_shows_the_door_of_the_person_who_came(host, asked, terminal):
    partner = terminal("sora")
    assert "Contoso" in partner.wait_for(asked)
    stranger = terminal("rui")
    stranger.wait_for("CPOR")
    stranger.settle()
    assert asked not in stranger.shown()
    assert "Contoso" not in stranger.shown()


@pytest.mark.slow
def test_a_reviewer_comes_to_the_queue(host, claim, terminal):
    terminal("mina").wait_for(claim)


def test_a_claims_id_opens_the_claim_itself(host, claim, terminal):
    opened = terminal("sora", claim)
    opened.wait_for("proof.txt")


def test_anothers_claim_is_not_found_at_a_terminal_either(host, claim, terminal):
    opened = terminal("rui", claim)
    opened.settle()
    assert "Contoso" not in opened.shown()


@pytest.mark.slow
def test_a_command_works_at_a_terminal_too(host, claim, terminal):
    opened = terminal("sora", "status")
    opened.wait_for(claim)
    assert opened.ended(15) is not None
    assert opened.status() == 0


@pytest.mark.slow
def test_a_resized_window_is_filled_anew(host, asked, terminal):
    opened = terminal("sora", size=(100, 30))
    opened.wait_for(asked)
    opened.screen.resize(40, 140)
    before = len(opened.sent)
    opened.resize(140, 40)
    opened.settle()
    painted = opened.sent[before:]
    assert len(painted) > 500
    # Rows beyond the old window are painted: the size went all the way through.
    assert any(f"\x1b[{row};".encode() in painted for row in range(32, 41)), painted[:300]


@pytest.mark.slow
def test_truecolor_is_used_if_the_client_says_that_it_can(host, asked, terminal):
    plain = terminal("sora")
    plain.wait_for(asked)
    rich = terminal("sora", options=("-o", "SendEnv=COLORTERM"), env={"COLORTERM": "truecolor"})
    rich.wait_for(asked)
    assert b"48;2;" in rich.sent
    assert b"48;2;" not in plain.sent


def test_a_disabled_persons_screen_is_gone_within_five_seconds(host, claim, terminal):
    opened = terminal("joon")
    opened.wait_for(claim)
    host.house.store.disable("joon")
    begun = time.monotonic()
    try:
        assert opened.ended(20) is not None
        assert host.all_gone(20) is not None
        assert time.monotonic() - begun < FIVE_SECONDS
    finally:
        host.house.store.enable("joon")


@pytest.mark.slow
def test_a_person_whose_role_changes_has_to_come_in_again(host, claim, terminal):
    from dataclasses import replace

    from cpor_tui.domain.names import Role

    opened = terminal("joon")
    opened.wait_for(claim)
    store = host.house.store
    was = store.person("joon")
    store.person_edit(replace(was, role=Role.LEAD))
    try:
        within = opened.ended(20)
        assert within is not None
        assert within < FIVE_SECONDS
    finally:
        store.person_edit(was)


def test_a_dropped_line_ends_the_screen(host, asked, terminal):
    opened = terminal("sora")
    opened.wait_for(asked)
    opened.kill(signal.SIGKILL)
    assert host.all_gone(5) is not None


@pytest.mark.slow
def test_a_client_that_stands_still_is_hung_up_in_the_end(host, asked, terminal):
    opened = terminal("sora")
    opened.wait_for(asked)
    sshd = [pid for pid in host.sessions() if b"sshd" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert sshd, "sshd serves the account's sessions as that account"
    opened.kill(signal.SIGSTOP)
    try:
        for pid in sshd:
            os.kill(pid, signal.SIGKILL)
        assert host.all_gone(6) is not None
    finally:
        opened.kill(signal.SIGCONT)


@pytest.mark.slow
def test_what_a_stranger_types_does_not_kill_or_leak(host, asked, terminal):
    opened = terminal("sora")
    opened.wait_for(asked)
    for sent in (b"\xff\xfe\xe9x", b"\x1b[48;50000;50000;1;1t", b"\x1b[48;0;0;0;0t", b"\x1b]" + b"A" * 20000):
        opened.type(sent)
        opened.settle(0.3)
    opened.type(b"\x1b\x1b")
    opened.settle(0.3)
    assert opened.status() is None, opened.shown()
    assert b"Traceback" not in opened.sent


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_hundred_sessions_are_painted_live_and_gone_after_they_hung_up(host, claim, terminal):
    house = host.house
    opened = []
    begun = time.monotonic()
    for at in range(100):
        opened.append(terminal(("mina", "joon", "hana", "mina")[at % 4], size=(100, 30)))
        # A little apart, or sshd drops some at random: MaxStartups.
        if at % 10 == 9:
            opened[-1].wait_for(claim, 60)
    for one in opened:
        one.wait_for(claim, 90)
    painted = time.monotonic() - begun
    apps = [pid for pid in host.sessions() if b"serve-ssh" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(apps) >= 100
    before = sum(_cpu(pid) for pid in apps)
    time.sleep(5)
    idle = sum(_cpu(pid) for pid in apps) - before
    assert idle < 2.5, f"a hundred idle sessions used {idle} s of 5"
    # Live: a change that one person makes is seen by the others.
    house.submitted()
    host.hand_over()
    for one in opened[::4]:
        one.wait_for("1 claim arrived", 60)
    for one in opened:
        one.kill(signal.SIGKILL)
    gone = host.all_gone(20)
    assert gone is not None
    print(json.dumps({"painted": round(painted, 1), "gone": round(gone, 1), "idle": round(idle, 2)}))


def _cpu(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_no_session_learns_anything_of_the_host(host, claim):
    done = host.ssh("sora", "claim", "show", claim, "--json")
    shown = done.stdout.decode()
    for secret in (str(host.state), str(host.base), "Litware", host.account):
        assert secret not in shown
