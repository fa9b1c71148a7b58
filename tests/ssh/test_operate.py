"""Does what docs/operate.md says, line by line, and comes in over the host that it made."""

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.ssh.host_of_ours import BASE, ROOT, free_port, install, make_key, shadow
from tests.support.requirements import missing

pytestmark = [pytest.mark.ssh, pytest.mark.timeout(180)]

_BLOCK = re.compile(r"^```sh ?(?P<kind>\w*)\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    """The page's commands, in order, each with what kind it is."""
    page = (ROOT / "docs" / "operate.md").read_text("utf-8")
    return [(found["kind"], found["lines"]) for found in _BLOCK.finditer(page)]


@pytest.fixture
def elsewhere():
    """A folder of root's that stands for the host's root, and what is called otherwise there."""
    server = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if server is None or os.geteuid() != 0:
        missing("ssh", "root and OpenSSH's server are needed to set a host up")
    mark = secrets.token_hex(4)
    base = BASE / f"cpor-test-{mark}"
    for name in ("opt/cpor/venv/bin", "opt/cpor/lib", "etc", "var/lib", "var/backups", "sbin", "cwd"):
        (base / name).mkdir(parents=True)
    port = str(free_port())
    names = {"cpor-keys": f"cpork{mark}", "cpor": f"cport{mark}"}

    def moved(text):
        for place in ("/opt/cpor", "/etc/cpor", "/var/lib/cpor", "/var/backups/cpor"):
            text = re.sub(rf"(?<!\w){place}", f"{base}{place}", text)
        text = text.replace("/usr/local/sbin", f"{base}/sbin").replace("2222", port)
        for name, ours in names.items():
            # The accounts, not the program or a folder of that name.
            text = re.sub(rf"(?<![\w./@-]){name}(?![\w./@-])", ours, text)
        return text

    yield base, moved, names, int(port), server
    for name in names.values():
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        shadow(["userdel", name])
    shutil.rmtree(base, ignore_errors=True)


def test_the_page_makes_a_host_that_people_can_come_in_by(elsewhere):
    base, moved, names, port, server = elsewhere
    program = base / "opt/cpor/venv/bin/cpor"
    folder = base / "cwd"
    for person in ("sora", "mina"):
        make_key(folder / person)
    run = {"cwd": folder, "env": {**os.environ, "PATH": f"{base}/sbin:{os.environ['PATH']}:/usr/sbin"}}
    started = None
    ran = 0
    try:
        for kind, lines in blocks():
            if kind == "install":
                if not program.exists():
                    install(base / "opt/cpor/lib", program)
                continue
            if kind == "systemd":
                if started is None:
                    Path("/run/sshd").mkdir(exist_ok=True)
                    started = subprocess.Popen([server, "-D", "-f", f"{base}/etc/cpor/sshd_config"])
                continue
            done = subprocess.run(
                ["sh", "-euc", moved(lines)], capture_output=True, text=True, timeout=60, **run
            )
            assert done.returncode == 0, f"{moved(lines)}\n{done.stdout}{done.stderr}"
            ran += 1
        assert ran >= 9, "the page has lost its commands"
        assert started is not None
        _wait_for(port)
        answer = subprocess.run(
            ["ssh", "-F", "none", "-i", str(folder / "sora"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
             "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
             "-p", str(port), f"{names['cpor']}@127.0.0.1", "claim new --area microsoft-365 --activity usage"],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert answer.stdout.startswith("C-"), answer.stderr
        assert (base / "var/backups/cpor/by-hand.tar").stat().st_size > 10_000
    finally:
        if started is not None:
            started.terminate()
            started.wait(10)


def _wait_for(port):
    end = time.monotonic() + 15
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("sshd never answered")


@pytest.mark.parametrize("unit", sorted(path.name for path in (ROOT / "docs" / "systemd").iterdir()))
def test_a_unit_says_what_the_page_has_set_up(unit):
    text = (ROOT / "docs" / "systemd" / unit).read_text()
    page = (ROOT / "docs" / "operate.md").read_text()
    for word in re.findall(r"(?:/opt|/etc|/var)/[\w./-]*cpor[\w./-]*", text):
        known = word.rstrip("/").removesuffix("/cpor") if word.endswith("bin/cpor") else word
        assert known.rstrip("/") in page, word
    if unit.endswith(".service") and "sshd" not in unit:
        assert "User=cpor\n" in text
    assert unit in page or "cpor-*.service" in page
