"""Lets a command line in: reads it, runs its command, and turns whatever goes wrong into one sentence and a status."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol

from cpor_tui.cli.grammar import Command, Given, Words
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.names import PARTNER
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.settings import LANGUAGES, Settings, locale_language

INTERRUPTED = 130


class Guest(Protocol):
    """Somebody who came in from outside: who they are is settled, and this machine is not theirs to name things on."""

    def admit(self, words: Sequence[str], command: Command | None = None, given: Given | None = None) -> None:
        """Raises Refused for what no guest may ask."""
        ...

    def visit(
        self, flags: Mapping[str, str | None], out: IO[str], err: IO[str], stdin: IO[bytes] | None
    ) -> Visit:
        """The visit of this guest."""
        ...


def enter(words: Sequence[str], environment: Mapping[str, str], guest: Guest | None = None) -> int:
    """Do what a command line says and give the exit status (CLI.md, Global). Never raises."""
    out, err = _stream(sys.stdout), _stream(sys.stderr)
    line = Words(list(words))
    try:
        status = _guarded(line, words, environment, out, err, guest)
        out.flush()
    except BrokenPipeError:
        # Whoever read our answer has gone away; nothing more can be told.
        _forget(sys.stdout)
        return INTERRUPTED
    except OSError as wrong:
        _forget(sys.stdout)
        return refuse(Refused(Code.BAD_INPUT, "output", problem=wrong.strerror), False, "en", err, err)
    return status


def _guarded(
    line: Words,
    words: Sequence[str],
    environment: Mapping[str, str],
    out: IO[str],
    err: IO[str],
    guest: Guest | None,
) -> int:
    try:
        if guest is not None:
            guest.admit(words)
        return _obey(line, environment, out, err, guest)
    except Refused as no:
        lang = _lang(line, words, environment)
        return refuse(no, _wants_json(words), lang, out, err, zone=line.zone)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as wrong:  # noqa: BLE001 - the last door: no traceback ever reaches a person
        from cpor_tui.cli.faults import keep

        kept = keep(wrong, {} if guest is not None else line.flags, environment)
        fault = Refused(Code.STORE_UNREACHABLE, "fault", log=str(kept) if kept else None)
        return refuse(
            fault, _wants_json(words), _lang(line, words, environment), out, err, status=1, code="fault"
        )


def _obey(
    line: Words, environment: Mapping[str, str], out: IO[str], err: IO[str], guest: Guest | None
) -> int:
    noun = line.next_name()
    if noun is None:
        if guest is not None and not {"help", "version"} & line.flags.keys():
            raise Refused(Code.USAGE, "ssh-no-command")
        return _without_command(line, environment, out, err)
    from cpor_tui.cli import index

    known = index.commands(noun)
    verb = None
    if all(command.verb for command in known):
        verb = line.next_name()
    if "help" in line.flags:
        return _help(line, environment, out, noun, verb)
    command = index.command_of(noun, verb)
    given = line.given(command)
    if "help" in line.flags:
        return _help(line, environment, out, noun, verb)
    stdin = getattr(sys.stdin, "buffer", None)
    if guest is not None:
        guest.admit((), command, given)
        visit = guest.visit(line.flags, out, err, stdin)
    else:
        visit = Visit(Settings.load(line.flags, environment), out=out, err=err, stdin=stdin)
    try:
        return run(visit, command, given)
    except Refused:
        line.zone = visit.known_zone
        raise
    finally:
        visit.close()


def run(visit: Visit, command: Command, given: Given) -> int:
    """Run one command for a visit. Raises Refused."""
    from cpor_tui.cli import index

    if command.noun in index.OPERATORS and (visit.remote or visit.settings.person is not None):
        visit.operator()
    return command.run(visit, given) or 0


def _without_command(line: Words, environment: Mapping[str, str], out: IO[str], err: IO[str]) -> int:
    if "version" in line.flags:
        from cpor_tui import __version__

        out.write(f"cpor {__version__}\n")
        return 0
    if "help" in line.flags:
        return _help(line, environment, out, None, None)
    settings = Settings.load(line.flags, environment)
    visit = Visit(settings, out=out, err=err, stdin=None)
    try:
        if settings.plain:
            return _in_lines(visit, line)
        from cpor_tui.cli.rooms import open_the_app

        return open_the_app(visit)
    finally:
        visit.close()


def _in_lines(visit: Visit, line: Words) -> int:
    """What the first room shows, for those whom a screen full of columns tells nothing."""
    from cpor_tui.cli import index

    command = index.command_of("status" if visit.actor.role in PARTNER else "queue", None)
    return run(visit, command, line.given(command))


def _help(
    line: Words, environment: Mapping[str, str], out: IO[str], noun: str | None, verb: str | None
) -> int:
    from cpor_tui.cli import help as helping
    from cpor_tui.text import Text

    text = Text(line.flags.get("lang") or environment.get("CPOR_LANG") or locale_language(environment))
    for told in helping.page(noun, verb, text):
        out.write(told + "\n")
    return 0


def _wants_json(words: Sequence[str]) -> bool:
    # Even a line that cannot be read is answered in the form it asked for.
    return "--json" in words[: words.index("--") if "--" in words else len(words)]


def _lang(line: Words, words: Sequence[str], environment: Mapping[str, str]) -> str:
    given = line.flags.get("lang") or environment.get("CPOR_LANG")
    if given is None and "--lang" in words[:-1]:
        given = words[words.index("--lang") + 1]
    return given if given in LANGUAGES else locale_language(environment)


def refuse(
    no: Refused,
    as_json: bool,
    lang: str,
    out: IO[str],
    err: IO[str],
    *,
    zone: str = "UTC",
    status: int | None = None,
    code: str | None = None,
) -> int:
    from cpor_tui.text import Text

    message = Text(lang, zone).refusal(no)
    if as_json:
        from json import dumps

        told = {"error": {**_details(no, zone), "code": code or no.code.value, "message": message}}
        out.write(dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
    else:
        err.write(f"cpor: {message}\n")
    return no.exit if status is None else status


def _details(no: Refused, zone: str) -> dict[str, Any]:
    """What a script may act on: who was first, when and how; and what is missing."""
    from cpor_tui.domain.calendar import moment
    from cpor_tui.domain.clean import clean

    found: dict[str, Any] = {}
    for name, value in no.details.items():
        if isinstance(value, str):
            found[name] = clean(value, limit=300)
        elif isinstance(value, (int, type(None))):
            found[name] = value
        elif isinstance(value, (list, tuple)):
            found[name] = [clean(str(one), limit=300) for one in value]
    if isinstance(at := found.get("at"), int):
        found["at"] = moment(at, zone).isoformat()
    if no.exit == 5:
        found = {"by": None, "at": None, "what": None, **found}
    return found


def _stream(stream: IO[str] | None) -> IO[str]:
    """A stream that no text of anybody's can break."""
    if stream is None:
        from io import StringIO

        return StringIO()
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


def _forget(stream: IO[str] | None) -> None:
    """Let nothing more be written there: Python would try once again at the end, and complain."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno() if stream is not None else 1)
    except (OSError, ValueError, AttributeError):
        return
