"""Knows every command by its noun, and loads only the module of the noun that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from cpor_tui.cli.grammar import Command, closest
from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused

NOUNS: dict[str, str] = {
    "status": "partners",
    "claim": "claims",
    "poe": "proof",
    "history": "reading",
    "clocks": "reading",
    "comments": "reading",
    "queue": "reviewers",
    "next": "reviewers",
    "view": "furniture",
    "text": "furniture",
    "draft": "furniture",
    "consent": "consent",
    "init": "stores",
    "org": "orgs",
    "user": "people",
    "key": "keys",
    "calendar": "calendars",
    "recalculate": "calendars",
    "product": "products",
    "rules": "rulesets",
    "time": "hours",
    "worker": "hours",
    "mail": "mails",
    "import": "exchanges",
    "export": "exchanges",
    "earnings": "exchanges",
    "stats": "reviewers",
    "verify": "stores",
    "backup": "stores",
    "restore": "stores",
    "info": "stores",
    "demo": "rooms",
    "bench": "rooms",
    "ssh": "rooms",
    "keys-for": "rooms",
    "serve-ssh": "rooms",
    "completion": "completion",
}
"""Every noun, in the order of the help, and its module."""

OPERATORS = frozenset(
    {"org", "user", "key", "calendar", "rules", "time", "mail", "backup", "restore", "worker", "bench"}
)
"""What a named person who is no operator is refused (CLI.md, Global)."""


def commands(noun: str) -> tuple[Command, ...]:
    """The commands of a noun. Raises Refused(usage) for an unknown one."""
    module = NOUNS.get(noun)
    if module is None:
        raise Refused(Code.USAGE, "unknown-command", command=clean(noun), meant=closest(noun, list(NOUNS)))
    found: tuple[Command, ...] = import_module(f"cpor_tui.cli.{module}").COMMANDS
    return tuple(command for command in found if command.noun == noun)


def every() -> Iterator[Command]:
    """All commands of all nouns."""
    for noun in NOUNS:
        yield from commands(noun)


def command_of(noun: str, verb: str | None) -> Command:
    """The command that a noun and a verb name. Raises Refused(usage)."""
    known = commands(noun)
    verbs = [command.verb for command in known]
    for command in known:
        if command.verb == (verb or ""):
            return command
    if verb is None:
        raise Refused(Code.USAGE, "needs-verb", command=noun, known=verbs)
    raise Refused(
        Code.USAGE, "unknown-verb", command=noun, given=clean(verb), known=verbs, meant=closest(verb, verbs)
    )
