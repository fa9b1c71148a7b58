"""Serves one person who came in over SSH: the TUI at a terminal, one command without."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Self

from cpor_tui.cli.door import enter
from cpor_tui.cli.grammar import Command, Given
from cpor_tui.cli.visit import Visit
from cpor_tui.desk import Desk
from cpor_tui.domain.claim import read_id
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.identity import actor_for
from cpor_tui.limits import Limits
from cpor_tui.settings import LANGUAGES, Settings, locale_language
from cpor_tui.ssh import line
from cpor_tui.ssh.admission import admit, admit_words
from cpor_tui.ssh.keys import named
from cpor_tui.ssh.watch import Watch
from cpor_tui.store import Store

_TOLD = {
    "TERM": re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}"),
    "COLORTERM": re.compile(r"[A-Za-z0-9._-]{0,32}"),
    "NO_COLOR": re.compile(r"[A-Za-z0-9._-]{0,32}"),
}
"""All that is taken over from the client's side, and what it may look like."""

_CLAIM = re.compile(r"(?:[Cc]-)?[0-9]{1,15}")
MOST_MEMORY = 4 << 30
_MOST_FILES = 256


def serve(flags: Mapping[str, str], name: str, environment: Mapping[str, str]) -> int:
    """The forced command: serve `name`, whatever the client sent along; gives the exit status, never raises.

    The host's config is named on the command line, which is the host's own.
    """
    asked = (
        os.environb.get(b"SSH_ORIGINAL_COMMAND", b"")
        if environment is os.environ
        else environment.get("SSH_ORIGINAL_COMMAND", "").encode("utf-8", "surrogateescape")
    )
    place = named(flags, environment)
    hint = locale_language({"LANG": environment.get("LANG", "")})
    kept = scrubbed(environment)
    if environment is os.environ:
        os.environ.clear()
        os.environ.update(kept)
        _bound_ourselves()
    try:
        with Guest.welcome(place, name, flags.get("key"), kept, hint) as guest:
            return guest.obey(asked, terminal=os.isatty(0) and os.isatty(1))
    except Refused as no:
        return _said(no, hint)
    except Exception as wrong:  # noqa: BLE001 - the last door: no traceback ever reaches a person
        return _noted(wrong, place, kept, hint)


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """What of the environment may stay: what a terminal needs to be told, and the host's own."""
    import pwd

    told = {
        name: environment[name]
        for name, good in _TOLD.items()
        if name in environment and good.fullmatch(environment[name])
    }
    return {
        **told,
        "HOME": pwd.getpwuid(os.getuid()).pw_dir,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


@dataclass(slots=True)
class Guest:
    """Who came in, at the desk of the host's store."""

    settings: Settings
    environment: Mapping[str, str]
    desk: Desk
    actor: Actor
    key: str | None = None
    _watch: Watch | None = None

    @classmethod
    def welcome(
        cls, place: Mapping[str, str], name: str, key: str | None, environment: Mapping[str, str], hint: str
    ) -> Guest:
        """Raises Refused where the store cannot be used, or `name` is nobody who may come in."""
        host: dict[str, str | None] = {**place}
        settings = replace(Settings.load(host, environment), person=name)
        store = Store.open(settings.store, secret_file=settings.secret_file)
        try:
            limits = Limits.read(settings.tables.get("limits", {}))
            actor = actor_for(store, name)
            person = store.person(name)
            lang = "ko" if "ko" in (hint, person.lang if person else "") else "en"
            limits.spend(store, "sessions", name)
        except BaseException:
            store.close()
            raise
        return cls(replace(settings, lang=lang), environment, Desk(store, limits), actor, key)

    def __enter__(self) -> Self:
        self._watch = Watch(self.desk.store, self.actor, self.key, self.settings.lang)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.stop()
        self.desk.store.close()

    def obey(self, asked: bytes, *, terminal: bool) -> int:
        """Do what was asked, and give the exit status; never raises."""
        try:
            words = line.words(asked)
        except Refused as no:
            return _said(no, self.settings.lang, as_json=b"--json" in asked)
        if words[:1] == ["cpor"]:
            del words[0]
        claim = words[0] if len(words) == 1 and _CLAIM.fullmatch(words[0]) else None
        if words and claim is None:
            return self._command(words)
        if not terminal:
            return _said(
                Refused(Code.USAGE, "ssh-no-terminal" if claim else "ssh-no-command"), self.settings.lang
            )
        return self._screen(claim)

    def _command(self, words: Sequence[str]) -> int:
        if self._watch is not None:
            self._watch.bound()
        told = {"HOME": self.environment.get("HOME", "/"), "CPOR_LANG": self.settings.lang}
        return enter(words, {**told, "CPOR_CONFIG": str(self.settings.config)}, self)

    def _screen(self, claim: str | None) -> int:
        from cpor_tui.session import Session
        from cpor_tui.text import Text

        app: Any = import_module("cpor_tui.app")
        if self._watch is not None:
            self._watch.at_a_screen()
        session = Session(self.desk, self.actor, Text(self.settings.lang, self._zone()), remote=True)
        status: object = app.run(session, read_id(claim) if claim else None, self.settings)
        return status if isinstance(status, int) else 0

    def _zone(self) -> str:
        """Where this person's clock hangs: at their organisation, or at the review office."""
        org = self.desk.store.org(self.actor.org) if self.actor.org is not None else None
        return org.zone if org is not None else self.desk.store.office.zone

    # --- as a guest of the command line ---

    def admit(self, words: Sequence[str], command: Command | None = None, given: Given | None = None) -> None:
        """Raises Refused for what may not be asked over SSH."""
        admit_words(words)
        if command is not None and given is not None:
            admit(self.actor.role, command, given)

    def visit(
        self, flags: Mapping[str, str | None], out: IO[str], err: IO[str], stdin: IO[bytes] | None
    ) -> Visit:
        """This guest's call of one command."""
        lang = flags.get("lang")
        settings = replace(
            self.settings,
            json="json" in flags,
            plain="plain" in flags,
            lang=lang if lang in LANGUAGES else self.settings.lang,
        )
        return Visit(settings, out=out, err=err, stdin=stdin, remote=True, desk=self.desk, actor=self.actor)


def _said(no: Refused, lang: str, *, as_json: bool = False) -> int:
    from cpor_tui.cli.door import refuse

    return refuse(no, as_json, lang, sys.stdout, sys.stderr)


def _noted(wrong: Exception, place: Mapping[str, str], environment: Mapping[str, str], lang: str) -> int:
    from cpor_tui.cli.faults import keep

    log = keep(wrong, {**place}, environment)
    _said(Refused(Code.STORE_UNREACHABLE, "fault", log=str(log) if log else None), lang)
    return 1


def _bound_ourselves() -> None:
    """What a bug or a stranger's trick could at most make this process use."""
    import resource

    os.umask(0o077)
    home = Path(os.environ["HOME"])
    os.chdir(home if home.is_dir() else "/")
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_AS, MOST_MEMORY),
    ):
        hard = resource.getrlimit(which)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (bound, bound))
