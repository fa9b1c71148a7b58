"""Each fenced command of README and docs does what the page says: it is run, in a home of its own."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"operate.md", "security.md"}
"""Pages whose commands need root and an sshd; tests/ssh runs them."""
NAMED = {
    "make run",
    "make test",
    "make check",
    "make slow",
    "make pins",
    "CPOR_REQUIRE=postgres,ssh make test",
}
"""Named, not run: they set up an environment, or are what runs this very test."""
PAGES = [
    page
    for page in sorted(
        [ROOT / "README.md", ROOT / "README.ko.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    )
    if page.name not in ELSEWHERE
]
_FENCE = re.compile(r"(?P<mark><!-- [^\n]* -->\n)?```(?P<lang>[a-z]*)\n(?P<body>.*?)```", re.DOTALL)
_OPENS = re.compile(r"cpor( --as \w+| --lang \w+)*( demo( --scenario \S+| --seed \d+)*)?")


def commands(page: Path, *, slow: bool) -> list[str]:
    """The commands of a page, in order; after `<!-- slow -->` they are apart, after `<!-- not run: … -->` left out."""
    found = []
    for fence in _FENCE.finditer(page.read_text("utf-8")):
        mark = fence["mark"] or ""
        if (
            fence["lang"] in ("sh", "bash", "console", "")
            and "not run" not in mark
            and ("<!-- slow" in mark) == slow
        ):
            found += [
                line for line in fence["body"].splitlines() if line.strip() and line.strip() not in NAMED
            ]
    return [line for line in found if not line.startswith("#")]


@pytest.fixture
def shell(tmp_path):
    """A home of its own, in which `cpor` is ours."""
    programs = tmp_path / "bin"
    programs.mkdir()
    cpor = programs / "cpor"
    cpor.write_text(f'#!/bin/sh\nexec {sys.executable} -m cpor_tui "$@"\n', "utf-8")
    cpor.chmod(0o755)
    here = tmp_path / "here"
    here.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CPOR_", "XDG_"))}
    return here, {
        **clean,
        "HOME": str(tmp_path),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


def obey(line: str, shell) -> None:
    """Run a line; what opens the screens is looked at and left."""
    here, environment = shell
    if _OPENS.fullmatch(line):
        look(line, here, environment)
        return
    done = subprocess.run(
        ["bash", "-c", line], cwd=here, env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def look(line: str, here: Path, environment: dict[str, str]) -> None:
    """Open the screens in a terminal, see that something is drawn, and leave by q."""
    import fcntl
    import pty
    import struct
    import termios

    import pyte

    screen = pyte.Screen(100, 30)
    stream = pyte.ByteStream(screen)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(here)
        os.execvpe("bash", ["bash", "-c", f"exec {line}"], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    try:
        drawn, end = False, time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    told = os.read(terminal, 65536)
                except OSError:
                    break
                if not told:
                    break
                stream.feed(told)
            elif not drawn and any("C-1" in row for row in screen.display):
                drawn = True
                # In the director's mode the same key leaves.
                os.write(terminal, b"q")
        assert drawn, "\n".join(screen.display)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
    finally:
        os.close(terminal)


def id_of(page: Path) -> str:
    """A page's name."""
    return page.name


def _in_time(page: Path) -> object:
    # The first pages that anybody reads are tried every time, the manual with what is slow.
    return page if page.parent == ROOT else pytest.param(page, marks=pytest.mark.slow)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", [_in_time(page) for page in PAGES if commands(page, slow=False)], ids=id_of)
def test_each_command_of_a_page_is_obeyed(page, shell):
    for line in commands(page, slow=False):
        obey(line, shell)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page, slow=True)], ids=id_of)
def test_each_long_command_of_a_page_is_obeyed(page, shell):
    for line in commands(page, slow=True):
        obey(line, shell)


def test_the_two_commands_of_the_design_card_are_in_both_readmes():
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "```sh\nmake run\n```" in text
        assert "```sh\nmake test\n```" in text
