"""Opens the rooms beside the command line: the TUI, the demo, the way in over SSH, and the large store of `bench`."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.names import PARTNER
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.session import Session


def _room(name: str) -> ModuleType:
    """A module that is loaded only when it is wanted. Raises Refused(usage) if this build has none."""
    try:
        return import_module(f"cpor_tui.{name}")
    except ModuleNotFoundError as wrong:
        if wrong.name is None or not f"cpor_tui.{name}".startswith(wrong.name):
            raise
        raise Refused(Code.USAGE, "room-missing", room=name) from None


def open_the_app(visit: Visit) -> int:
    """The TUI, at the door that fits who the caller is. Raises Refused(usage) where there is no terminal."""
    if not (sys.stdin is not None and sys.stdin.isatty() and visit.out.isatty()):
        raise Refused(Code.USAGE, "no-terminal")
    from cpor_tui.cli.first_run import is_first, offer

    if is_first(visit):
        match offer(visit):
            case "demo":
                return int(_room("demo").run(visit.settings) or 0)
            case "leave":
                return 0
    app = _room("app")
    # Who asks, and of what store, is refused before the terminal is taken over.
    from cpor_tui.text import Text

    # The hours on the screens are the reader's own: the office's, or those of a partner's organisation.
    org = visit.store.org(visit.actor.org) if visit.actor.role in PARTNER and visit.actor.org else None
    text = Text(visit.text.lang, org.zone if org is not None else visit.zone)
    status: Any = app.run(Session(visit.desk, visit.actor, text), None, visit.settings)
    return int(status or 0)


def demo(visit: Visit, given: Given) -> int:
    """Open a throw-away store with made-up claims."""
    status: Any = _room("demo").run(
        visit.settings,
        scenario=given.maybe("scenario"),
        seed=given.number("seed"),
        auto=given.on("auto"),
    )
    return int(status or 0)


def bench_seed(visit: Visit, given: Given) -> int:
    """Make a large, reproducible store."""
    if visit.remote or visit.settings.person is not None:
        # The unnamed operator is not asked for: the store to be made is not there yet.
        visit.operator()
    status: Any = _room("bench.seed").run(
        visit,
        claims=given.number("claims", low=1) or 0,
        seed=given.number("seed") or 0,
        live=given.on("live"),
    )
    return int(status or 0)


def keys_for(visit: Visit, given: Given) -> int:
    """Tell sshd who a key belongs to."""
    status: Any = _room("ssh").keys_for(visit, given.one("USER"), given.one("TYPE"), given.one("KEY"))
    return int(status or 0)


def serve_ssh(visit: Visit, given: Given) -> int:
    """Serve a person who came in over SSH."""
    status: Any = _room("ssh").serve(visit, given.one("USER"))
    return int(status or 0)


def ssh_config(visit: Visit, given: Given) -> int:
    """Print what sshd needs."""
    status: Any = _room("ssh").config(visit)
    return int(status or 0)


def ssh_doctor(visit: Visit, given: Given) -> int:
    """Look whether sshd has what it needs."""
    status: Any = _room("ssh").doctor(visit)
    return int(status or 0)


COMMANDS = (
    Command("demo", "", demo, opts=(Opt("--scenario", "NAME"), Opt("--seed", "N"), Opt("--auto"))),
    Command(
        "bench",
        "seed",
        bench_seed,
        opts=(Opt("--claims", "N", required=True), Opt("--seed", "N"), Opt("--live")),
    ),
    Command("keys-for", "", keys_for, (Arg("USER"), Arg("TYPE"), Arg("KEY"))),
    Command("serve-ssh", "", serve_ssh, (Arg("USER"),)),
    Command("ssh", "config", ssh_config),
    Command("ssh", "doctor", ssh_doctor),
)
