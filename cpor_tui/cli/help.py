"""Explains the commands: all of them, those of one noun, or one with everything it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cpor_tui.cli import index
from cpor_tui.cli.grammar import GLOBALS, Arg, Command, Opt
from cpor_tui.cli.plain import GAP, pad, width

if TYPE_CHECKING:
    from cpor_tui.text import Text


def page(noun: str | None, verb: str | None, text: Text) -> Iterator[str]:
    """The help that was asked for. Raises Refused(usage) for an unknown command."""
    if noun is None:
        yield from _all(text)
    elif verb is None and index.commands(noun)[0].verb:
        yield from _noun(noun, text)
    else:
        yield from _one(index.command_of(noun, verb), text)


def _all(text: Text) -> Iterator[str]:
    yield text(
        "cli.help.usage",
        usage="cpor [--store URL] [--as NAME] [--lang en|ko] [--json] [--config FILE] COMMAND …",
    )
    yield ""
    yield text("cli.help.about")
    yield ""
    yield text("cli.help.commands")
    yield from _columns([(noun, text(f"cli.noun.{noun}")) for noun in index.NOUNS])
    yield from _globals(text)
    yield ""
    yield text("cli.help.more")


def _noun(noun: str, text: Text) -> Iterator[str]:
    yield f"cpor {noun}: {text(f'cli.noun.{noun}')}"
    yield ""
    for command in index.commands(noun):
        yield f"{GAP}cpor {usage(command)}"
        yield f"{GAP}{GAP}{text(f'cli.command.{command.key}')}"
    yield from _globals(text)


def _one(command: Command, text: Text) -> Iterator[str]:
    yield text("cli.help.usage", usage=f"cpor {usage(command)}")
    yield ""
    yield text(f"cli.command.{command.key}")
    rows = [(arg.name, text(f"cli.argument.{arg.name}")) for arg in command.args]
    rows += [(_shown(opt), text(f"cli.option.{opt.name[2:]}")) for opt in command.options]
    if rows:
        yield ""
        yield from _columns(rows)
    yield from _globals(text)


def _globals(text: Text) -> Iterator[str]:
    yield ""
    yield text("cli.help.globals")
    yield from _columns([(_shown(opt), text(f"cli.global.{opt.name[2:]}")) for opt in GLOBALS])


def _columns(rows: list[tuple[str, str]]) -> Iterator[str]:
    column = min(max(width(name) for name, _ in rows), 32)
    for name, told in rows:
        yield f"{GAP}{pad(name, column)}{GAP}{told}"


def _shown(opt: Opt) -> str:
    value = "|".join(opt.choices) if opt.choices else opt.value
    return f"{opt.name}{' ' + value if opt.value else ''}{'…' if opt.many else ''}"


def usage(command: Command) -> str:
    """The command as it is typed, with what it takes."""
    words = [command.words, *(_arg(arg) for arg in command.args)]
    words += [_shown(opt) if opt.required else f"[{_shown(opt)}]" for opt in command.options]
    return " ".join(words)


def _arg(arg: Arg) -> str:
    shown = "|".join(arg.choices) if arg.choices else arg.name
    shown += "…" if arg.many else ""
    return f"[{shown}]" if arg.optional else shown
