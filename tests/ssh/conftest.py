"""One host for all tests of a run that need a real one; each test leaves its people as they were."""

from collections.abc import Iterator

import pytest

from tests.ssh.host_of_ours import HostOfOurs, NoHost
from tests.support.requirements import missing
from tests.terminal.screen import Terminal


@pytest.fixture(scope="session")
def host() -> Iterator[HostOfOurs]:
    """A real sshd, its store and its people."""
    try:
        ours = HostOfOurs()
    except NoHost as none:
        missing("ssh", str(none))
    yield ours
    ours.close()


@pytest.fixture
def terminal(host) -> Iterator:
    """Opens `ssh -t` in a terminal of its own."""
    running: list[Terminal] = []

    def open_it(person, *asked, size=(100, 30), options=(), env=None):
        key = host.people[person]
        words = [*host.words(key, "-t", *options), *asked]
        # The terminal of the tests runs Python programs, and this one becomes the client.
        becoming = f"import os; os.execvp('ssh', {words!r})"
        opened = Terminal("-c", becoming, size=size, env=env)
        running.append(opened)
        return opened

    yield open_it
    for one in running:
        one.close()
