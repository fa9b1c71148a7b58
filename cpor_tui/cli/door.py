"""Lets a command line in: reads it, runs its command, and turns whatever goes wrong into one sentence and a status."""

from __future__ import annotations

import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from cpor_tui.cli.grammar import Command, Given, Words
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.settings import LANGUAGES, Settings, locale_language

if TYPE_CHECKING:
    from cpor_tui.desk import Desk
    from cpor_tui.domain.commands import Actor

INTERRUPTED = 130


def enter(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Do what a command line says and give the exit status (CLI.md, Global). Never raises."""
    out, err = _stream(sys.stdout), _stream(sys.stderr)
    line = Words(list(words))
    try:
        status = _guarded(line, words, environment, out, err)
        out.flush()
    except BrokenPipeError:
        # Whoever read our answer has gone away; nothing more can be told.
        _forget(sys.stdout)
        return INTERRUPTED
    except OSError as wrong:
        _forget(sys.stdout)
        return _refuse(Refused(Code.BAD_INPUT, "output", problem=wrong.strerror), False, "en", err, err)
    return status


def _guarded(
    line: Words, words: Sequence[str], environment: Mapping[str, str], out: IO[str], err: IO[str]
) -> int:
    try:
        return _obey(line, environment, out, err)
    except Refused as no:
        return _refuse(no, _wants_json(words), _lang(line, words, environment), out, err)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as wrong:  # noqa: BLE001 - the last door: no traceback ever reaches a person
        from cpor_tui.cli.faults import keep

        kept = keep(wrong, line.flags, environment)
        no = Refused(Code.STORE_UNREACHABLE, "fault", log=str(kept) if kept else None)
        return _refuse(
            no, _wants_json(words), _lang(line, words, environment), out, err, status=1, code="fault"
        )


def _obey(line: Words, environment: Mapping[str, str], out: IO[str], err: IO[str]) -> int:
    noun = line.next_name()
    if noun is None:
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
    settings = Settings.load(line.flags, environment)
    stdin = getattr(sys.stdin, "buffer", None)
    visit = Visit(settings, out=out, err=err, stdin=stdin)
    try:
        return run(visit, command, given)
    finally:
        visit.close()


def remote(
    words: Sequence[str],
    desk: Desk,
    actor: Actor,
    settings: Settings,
    *,
    allowed: Container[str],
    out: IO[str],
    err: IO[str],
    stdin: IO[bytes] | None,
) -> int:
    """Do what somebody far away asks, as who they are; `allowed` names the commands (`claim show`) they may give.

    Who they are, the store and the config are not theirs to name: those flags are refused (CLI.md, Global).
    """
    line = Words(list(words))
    environment = {"LANG": settings.lang}
    try:
        return _answered(line, environment, desk, actor, settings, allowed, out, err, stdin)
    except Refused as no:
        return _refuse(no, _wants_json(words), _lang(line, words, environment), out, err)


def _answered(
    line: Words,
    environment: Mapping[str, str],
    desk: Desk,
    actor: Actor,
    settings: Settings,
    allowed: Container[str],
    out: IO[str],
    err: IO[str],
    stdin: IO[bytes] | None,
) -> int:
    from cpor_tui.cli import index

    noun = line.next_name()
    if noun is None:
        return _help(line, environment, out, None, None)
    known = index.commands(noun)
    verb = line.next_name() if all(command.verb for command in known) else None
    if "help" in line.flags:
        return _help(line, environment, out, noun, verb)
    command = index.command_of(noun, verb)
    if command.words not in allowed:
        raise Refused(Code.NOT_ALLOWED, "not-over-ssh", command=command.words)
    given = line.given(command)
    if "help" in line.flags:
        return _help(line, environment, out, noun, verb)
    if own := [name for name in ("store", "as", "config") if name in line.flags]:
        raise Refused(Code.NOT_ALLOWED, "not-over-ssh", command=f"--{own[0]}")
    settings = replace(settings, json="json" in line.flags, lang=line.flags.get("lang") or settings.lang)
    return run(
        Visit(settings, out=out, err=err, stdin=stdin, remote=True, desk=desk, actor=actor), command, given
    )


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
    from cpor_tui.cli.rooms import open_the_app

    visit = Visit(settings, out=out, err=err, stdin=None)
    try:
        return open_the_app(visit)
    finally:
        visit.close()


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


def _refuse(
    no: Refused,
    as_json: bool,
    lang: str,
    out: IO[str],
    err: IO[str],
    *,
    status: int | None = None,
    code: str | None = None,
) -> int:
    from cpor_tui.text import Text

    message = Text(lang).refusal(no)
    if as_json:
        from json import dumps

        told = {"error": {**_details(no), "code": code or no.code.value, "message": message}}
        out.write(dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
    else:
        err.write(f"cpor: {message}\n")
    return no.exit if status is None else status


def _details(no: Refused) -> dict[str, Any]:
    """What a script may act on: who was first, when and how; and what is missing."""
    from cpor_tui.domain.calendar import moment

    found = {
        name: value
        for name, value in no.details.items()
        if isinstance(value, (str, int, bool, list, type(None)))
    }
    if isinstance(found.get("at"), int):
        found["at"] = moment(found["at"]).isoformat()
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
