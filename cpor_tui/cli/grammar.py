"""Reads a command line by a table of commands: what each takes, and what was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused

if TYPE_CHECKING:
    from cpor_tui.cli.visit import Visit


@dataclass(frozen=True, slots=True)
class Arg:
    """A word that stands by its place."""

    name: str
    optional: bool = False
    many: bool = False
    dashes: bool = False
    """It may begin with a dash, if it is no option of the command."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opt:
    """A word that stands by its name; without a `value` it is simply on."""

    name: str
    value: str = ""
    many: bool = False
    """It may be given again, and may have several values at once."""
    required: bool = False
    choices: tuple[str, ...] = ()
    short: str = ""
    like: Callable[[str], bool] | None = None
    """Which further words are surely values of it too."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a command line gave a command."""

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """What was given for a name that must be there."""
        return self.values[name][0]

    def maybe(self, name: str) -> str | None:
        """What was given, or None."""
        found = self.values.get(name, ())
        return found[-1] if found else None

    def all(self, name: str) -> tuple[str, ...]:
        """All that was given, in order."""
        return self.values.get(name, ())

    def on(self, name: str) -> bool:
        """Whether the option was there."""
        return name in self.values

    def number(self, name: str, *, low: int = 0, high: int = 10**15) -> int | None:
        """A whole number, or None when nothing was given. Raises Refused(usage)."""
        text = self.maybe(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 16 and low <= int(text) <= high):
            raise Refused(Code.USAGE, "number", option=name, given=clean(text), low=low, high=high)
        return int(text)


Run = Callable[["Visit", Given], int | None]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its noun, its verb ("" where the noun is the whole command), what it takes and what does it."""

    noun: str
    verb: str
    run: Run
    args: tuple[Arg, ...] = ()
    opts: tuple[Opt, ...] = ()
    changes: bool = False
    """It changes something, so it takes `--request`."""
    on_claim: bool = False
    """It orders something on a claim, so it takes `--if-version`."""

    @property
    def words(self) -> str:
        """The command as it is typed."""
        return f"{self.noun} {self.verb}".strip()

    @property
    def key(self) -> str:
        """What its help is kept under in the catalogue."""
        return f"{self.noun}.{self.verb or 'run'}"

    @property
    def options(self) -> tuple[Opt, ...]:
        """Every option it takes, but the global ones."""
        return (
            *self.opts,
            *((IF_VERSION,) if self.on_claim else ()),
            *((REQUEST,) if self.changes or self.on_claim else ()),
        )


GLOBALS = (
    Opt("--store", "URL"),
    Opt("--as", "NAME"),
    Opt("--lang", "LANG", choices=("en", "ko")),
    Opt("--json"),
    Opt("--plain"),
    Opt("--config", "FILE"),
    Opt("--help", short="-h"),
)
"""They stand before or after the command (CLI.md, Global)."""

IF_VERSION = Opt("--if-version", "N")
REQUEST = Opt("--request", "ID")


@dataclass(slots=True)
class Words:
    """The words of a command line that have not been read yet, and the global flags found among the others."""

    left: list[str]
    flags: dict[str, str | None] = field(default_factory=dict)
    zone: str = "UTC"
    """What instants in a refusal are told in: the office's, as soon as the store is open."""

    def next_name(self) -> str | None:
        """The next word that is no global flag, taken off; None at the end.

        Raises Refused(usage) for an option that is not global.
        """
        while self.left:
            word = self.left.pop(0)
            if not word.startswith("-") or word == "-":
                return word
            if word == "--version":
                self.flags["version"] = None
                continue
            opt, glued = _option(word, GLOBALS)
            if opt is None:
                raise _unknown(word, GLOBALS)
            self._global(opt, glued)
        return None

    def _global(self, opt: Opt, glued: str | None) -> None:
        self.flags[opt.name.removeprefix("--")] = self._value(opt, glued, GLOBALS)

    def _value(self, opt: Opt, glued: str | None, known: Sequence[Opt]) -> str | None:
        if not opt.value:
            if glued is not None:
                raise Refused(Code.USAGE, "takes-no-value", option=opt.name)
            return None
        value = glued
        if value is None:
            if not self.left or (self.left[0] != "-" and _option(self.left[0], known)[0] is not None):
                raise Refused(Code.USAGE, "needs-value", option=opt.name, value=opt.value)
            value = self.left.pop(0)
        if opt.choices and value not in opt.choices:
            raise _not_a_choice(opt.name, value, opt.choices)
        if "\0" in value:
            raise Refused(Code.BAD_INPUT, "text")
        return value

    def given(self, command: Command) -> Given:
        """All the rest, as the command takes it. Raises Refused(usage) naming the first thing wrong."""
        known = (*command.options, *GLOBALS)
        values: dict[str, list[str]] = {}
        args = list(command.args)
        placed: list[str] = []
        last: Opt | None = None
        while self.left:
            word = self.left.pop(0)
            if word == "--":
                placed += self.left
                self.left.clear()
                break
            opt, glued = _option(word, known)
            if opt is not None:
                last = self._take(opt, glued, known, command, values)
            elif last is not None and _more_of(last, word, len(placed) >= len(args)):
                values[last.name.removeprefix("--")].append(word)
            elif word.startswith("-") and word != "-" and not any(arg.dashes for arg in args):
                raise _unknown(word, known)
            else:
                placed.append(word)
        if "help" not in self.flags:
            _place(placed, command, values)
            _all_there(command, values)
        return Given({name: tuple(found) for name, found in values.items()})

    def _take(
        self,
        opt: Opt,
        glued: str | None,
        known: Sequence[Opt],
        command: Command,
        values: dict[str, list[str]],
    ) -> Opt | None:
        if opt in GLOBALS and opt not in command.options:
            self._global(opt, glued)
            return None
        name = opt.name.removeprefix("--")
        if name in values and not opt.many and opt.value:
            raise Refused(Code.USAGE, "twice", option=opt.name)
        value = self._value(opt, glued, known)
        values.setdefault(name, []).extend(() if value is None else (value,))
        return opt if opt.many else None


def _option(word: str, known: Sequence[Opt]) -> tuple[Opt | None, str | None]:
    if not word.startswith("-") or word in ("-", "--"):
        return None, None
    name, glued, value = word.partition("=")
    for opt in known:
        if name == opt.name or (opt.short and word == opt.short):
            return opt, value if glued and name == opt.name else None
    return None, None


def _more_of(opt: Opt, word: str, nothing_else_fits: bool) -> bool:
    return opt.like(word) if opt.like is not None else nothing_else_fits


def _place(placed: list[str], command: Command, values: dict[str, list[str]]) -> None:
    for arg in command.args:
        if arg.many:
            taken, placed = placed, []
        else:
            taken, placed = placed[:1], placed[1:]
        if not taken:
            if not arg.optional:
                raise Refused(Code.USAGE, "needs-argument", command=command.words, argument=arg.name)
            continue
        if any("\0" in word for word in taken):
            raise Refused(Code.BAD_INPUT, "text")
        if arg.choices and (wrong := [word for word in taken if word not in arg.choices]):
            raise _not_a_choice(arg.name, wrong[0], arg.choices)
        values[arg.name] = taken
    if placed:
        raise Refused(Code.USAGE, "too-many", command=command.words, given=clean(placed[0]))


def _all_there(command: Command, values: Mapping[str, list[str]]) -> None:
    for opt in command.opts:
        if opt.required and opt.name.removeprefix("--") not in values:
            raise Refused(Code.USAGE, "needs-option", command=command.words, option=opt.name)


def _not_a_choice(name: str, given: str, choices: Sequence[str]) -> Refused:
    return Refused(Code.USAGE, "choice", option=name, given=clean(given), known=list(choices))


def _unknown(word: str, known: Sequence[Opt]) -> Refused:
    name = word.partition("=")[0]
    return Refused(
        Code.USAGE, "unknown-option", option=clean(name), meant=closest(name, [opt.name for opt in known])
    )


def closest(word: str, known: Sequence[str]) -> str | None:
    """What was perhaps meant by a word that is unknown."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, 1, 0.6)), None)
