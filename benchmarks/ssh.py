"""A session over a real ssh line: how soon it is painted, and what it weighs."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure, alternately
from tests.ssh.host_of_ours import HostOfOurs, NoHost, free_port
from tests.terminal.screen import Terminal

_BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("CPOR")
Bare().run()
"""


def run() -> list[Figure]:
    """Login to first paint, and a session's memory; nothing where there is no OpenSSH to be had."""
    try:
        host = HostOfOurs()
    except NoHost as none:
        print(f"ssh: not measured: {none}", file=sys.stderr)
        return []
    plain = None
    try:
        host.house.submitted()
        host.hand_over()
        port, plain = _plain_sshd(host)
        login = [*host.words(host.people["mina"], "-t")]
        bare_login = [
            str(port) if word == str(host.port) else word for word in host.words(host.people["mina"])
        ]
        local = [str(host.program), "--config", str(host.config), "--as", "mina"]

        def apart() -> None:
            _painted(local)
            subprocess.run(bare_login, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

        ours, baseline = alternately(lambda: _painted(login), apart, times=5)
        first = Figure(
            "ssh login to first paint", ours, baseline, 1.5, "the same app here + an ssh of /bin/true"
        )
        weight = _weight(login, b"serve-ssh")
        # The same Python with the same libraries: another one shares less, and would make us look worse or better.
        python = host.program.read_text().splitlines()[0].removeprefix("#!").split()
        paths = next(line for line in host.program.read_text().splitlines() if line.startswith("sys.path"))
        bare = _weight([*python, "-c", f"import sys\n{paths}\n{_BARE}"], b"Bare().run()")
        return [
            first,
            Figure("a session's memory (PSS)", weight, bare, 1.3, "a bare Textual app", unit="bytes"),
        ]
    finally:
        if plain is not None:
            plain.terminate()
            plain.wait(10)
        host.close()


def _plain_sshd(host: HostOfOurs) -> tuple[int, subprocess.Popen[bytes]]:
    """An sshd that does nothing but the handshake and /bin/true."""
    port = free_port()
    keys, config = host.base / "etc" / "plain_keys", host.base / "etc" / "plain_config"
    keys.write_text(host.people["mina"].with_suffix(".pub").read_text())
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host.host.host_key}\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {keys}\nForceCommand /bin/true\nAllowUsers {host.account}\n"
    )
    known = host.base / "known_hosts"
    known.write_text(known.read_text() + known.read_text().replace(str(host.port), str(port)))
    server = subprocess.Popen([str(host.sshd), "-D", "-f", str(config), "-E", str(host.base / "plain.log")])
    time.sleep(0.5)
    return port, server


def _opened(words: list[str]) -> Terminal:
    terminal = Terminal("-c", f"import os; os.execvp({words[0]!r}, {words!r})", size=(100, 30))
    terminal.wait_for("CPOR", 30)
    return terminal


def _painted(words: list[str]) -> None:
    _opened(words).close()


def _weight(words: list[str], mark: bytes) -> float:
    """The proportional memory of the one process whose command line has `mark`, painted and at rest."""
    terminal = _opened(words)
    try:
        terminal.settle()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _runs(entry, mark):
                for line in (entry / "smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        return int(line.split()[1]) * 1024.0
    finally:
        terminal.close()
    raise AssertionError("the program was not found")


def _runs(entry: Path, mark: bytes) -> bool:
    try:
        line = (entry / "cmdline").read_bytes()
    except OSError:
        return False
    return mark in line and b"sshd" not in line.split(b"\0")[0] and not line.startswith((b"ssh\0", b"sh\0"))
