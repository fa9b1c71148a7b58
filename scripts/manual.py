"""Writes docs/keys.md, docs/cli.md and docs/man/* from what the program itself obeys: python -m scripts.manual"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cpor_tui.cli import index
from cpor_tui.cli.grammar import GLOBALS, Command, Opt
from cpor_tui.cli.help import usage
from cpor_tui.screens.director import KEYS as DIRECTOR_KEYS
from cpor_tui.screens.helping import key_name
from cpor_tui.screens.keys import KEYS
from cpor_tui.text import Text
from scripts import rulebook

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Written by `python -m scripts.manual`; a test fails when it is stale. -->"


def pages() -> dict[Path, str]:
    """Every page that is written from the program, by its path."""
    cli = cli_page()
    config = (DOCS / "configuration.md").read_text("utf-8")
    return {
        DOCS / "keys.md": keys_page(),
        DOCS / "cli.md": cli,
        DOCS / "man" / "cpor.1": man("cpor", 1, "claims of a Claiming Partner of Record, in a terminal", cli),
        DOCS / "man" / "cpor-config.5": man("cpor-config", 5, "the configuration file of cpor", config),
        DOCS / "man" / "cpor-rules.7": man(
            "cpor-rules", 7, "what happens to a claim, and when", rulebook.page()
        ),
    }


# --- keys ---


def keys_page() -> str:
    """The keys of the screens and of the demo's director, in both languages."""
    return "\n".join(_keys()) + "\n"


def _keys() -> Iterator[str]:
    yield from (MADE, "", "# Keys", "")
    yield "Every key has a name. In the configuration a name can be given another key, or several:"
    yield from ("", "```toml", "[keys]", 'decide = "d,ctrl+o"', "```", "")
    yield "A key that is off now stays in the line at the foot, dim; pressed, it says why. `?` lists the keys of"
    yield "the place you are in. With Hangul input on, the keys work as in the Latin layout; those with a capital"
    yield "letter have a second key without letters, because Shift cannot be seen in most Hangul letters. In text"
    yield "fields letters are text."
    yield ""
    yield from _table(("name", "keys", "does", "하는 일"), _key_rows())
    yield from (
        "",
        "Digits choose tabs, and in the decide sheet outcomes and reasons. Space marks in a list and ticks in a claim.",
    )
    yield from (
        "",
        "## The demo's director",
        "",
        "`F12` enters and leaves; the keys count while the director is shown.",
        "",
    )
    rows = [(f"`director-{name}`", shown, _DIRECTOR[name]) for name, _, shown in DIRECTOR_KEYS]
    yield from _table(("name", "key", "does"), rows)


_DIRECTOR = {
    "play": "plays the next scene",
    "back": "goes back one scene, exactly",
    "day": "lets one business day of the review office pass",
    "event": "goes to the next thing that happens by itself",
    "reviewer": "be the reviewer",
    "partner": "be the partner",
    "lead": "be the lead",
    "both": "both side by side, from 160 columns",
    "captions": "shows or hides the words to say",
    "scenes": "goes to a scene",
    "scenarios": "chooses another scenario",
    "reset": "starts again",
    "leave": "leaves the demo",
}


def _key_rows() -> Iterator[tuple[str, ...]]:
    en, ko = Text("en"), Text("ko")
    for name, key in KEYS.items():
        keys = ", ".join(key_name(one) for one in key.keys.split(","))
        yield f"`{name}`", _cell(keys), _cell(_does(en, name)), _cell(_does(ko, name))


def _does(text: Text, name: str) -> str:
    for room in ("screens", "screens_forms"):
        if text.has(f"{room}.key.{name}"):
            return text(f"{room}.key.{name}")
    return ""


# --- the command line ---


def cli_page() -> str:
    """Every command of `cpor`, with all that it takes."""
    return "\n".join(_cli()) + "\n"


def _cli() -> Iterator[str]:
    text = Text("en")
    yield from (MADE, "", "# The command line", "")
    yield text("cli.help.about").strip()
    yield from ("", "`cpor [--store URL] [--as NAME] [--lang en|ko] [--json] [--config FILE] COMMAND …`", "")
    yield "`cpor` alone opens the screens at the door that fits who you are."
    yield "Data goes to standard output, everything else to standard error. With `--json` the answer is one JSON"
    yield 'document, and a refusal is `{"error": {"code": …, "message": …}}` with its exit status.'
    yield ""
    yield from _table(
        ("before or after the command", "meaning"),
        ((_opt(o), _cell(text(f"cli.global.{o.name[2:]}"))) for o in GLOBALS),
    )
    yield from ("", "## Exit status", "")
    yield from _table(("status", "meaning"), _EXITS)
    yield from ("", "## FILTER", "")
    yield "`status:submitted due:<=2bd overdue:yes mine free partner:NAME customer:NAME product:P id:…`; bare words"
    yield "search names, comments and the text of the proof. The same words work in the filter of the screens."
    for noun in index.NOUNS:
        yield from ("", f"## {noun}", "", _sentence(text(f"cli.noun.{noun}")))
        for command in index.commands(noun):
            yield from _command(command, text)


_EXITS = (
    ("0", "done"),
    ("1", "refused by a rule, a quota or a rate limit"),
    ("2", "wrong usage, or bad input"),
    ("3", "the store cannot be reached"),
    ("4", "not allowed, or not found for you"),
    ("5", "somebody else was first, or holds the claim"),
    ("130", "interrupted"),
)


def _command(command: Command, text: Text) -> Iterator[str]:
    yield from ("", f"`cpor {usage(command)}`", "", _sentence(text(f"cli.command.{command.key}")))
    rows = [(f"`{arg.name}`", _cell(text(f"cli.argument.{arg.name}"))) for arg in command.args]
    rows += [(_opt(opt), _cell(text(f"cli.option.{opt.name[2:]}"))) for opt in command.opts]
    if rows:
        yield ""
        yield from _table(("takes", "meaning"), rows)


def _opt(opt: Opt) -> str:
    value = "\\|".join(opt.choices) if opt.choices else opt.value
    return f"`{opt.name}{' ' + value if opt.value or opt.choices else ''}`{' …' if opt.many else ''}"


def _sentence(words: str) -> str:
    words = words.strip().replace("|", "\\|")
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", ":")) else ".")


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _table(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    head = tuple(head)
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"


# --- man pages ---


def man(name: str, section: int, about: str, page: str) -> str:
    """A page for people as a page for man(1)."""
    body = "\n".join(_roff(page.splitlines()))
    title = _escaped(name.upper())
    head = f'\'\\" t\n.TH {title} {section} "" cpor-tui\n.SH NAME\n{_escaped(name)} \\- {_escaped(about)}\n'
    return f"{head}{body}\n"


def _roff(lines: list[str]) -> Iterator[str]:
    n = 0
    while n < len(lines):
        line = lines[n]
        if line.startswith("```"):
            end = next(m for m in range(n + 1, len(lines)) if lines[m].startswith("```"))
            yield ".EX"
            yield from (_escaped(one) or "\\&" for one in lines[n + 1 : end])
            yield ".EE"
            n = end
        elif line.startswith("|"):
            end = next((m for m in range(n, len(lines)) if not lines[m].startswith("|")), len(lines))
            yield from _roff_table(lines[n:end])
            n = end - 1
        elif match := re.match(r"(#+) (.*)", line):
            if len(match[1]) > 1 or n > 4:
                yield (".SH " if len(match[1]) <= 2 else ".SS ") + _inline(match[2]).upper()
            else:
                yield ".SH DESCRIPTION"
        elif line.startswith(("- ", "* ")):
            yield ".IP \\(bu 2"
            yield _inline(line[2:])
        elif line.startswith("<!--"):
            pass
        elif not line.strip():
            if (
                n
                and n + 1 < len(lines)
                and not lines[n + 1].startswith(("#", "|", "-", "*", "```"))
                and lines[n + 1].strip()
            ):
                yield ".PP"
        else:
            yield _inline(line.strip())
        n += 1


def _roff_table(rows: list[str]) -> Iterator[str]:
    cells = [_cells(row) for row in rows if not re.fullmatch(r"[|\s:-]+", row)]
    wide = max(len(row) for row in cells)
    if wide == 2:
        for name, meaning in cells[1:]:
            yield ".TP"
            yield _inline(name)
            yield _inline(meaning) or "\\&"
        return
    yield ".TS"
    yield "allbox;"
    yield " ".join(["lb"] * wide)
    # Text blocks let a cell run over several lines.
    yield " ".join(["l"] * (wide - 1) + [f"lw({max(20, 72 - 18 * (wide - 1))}n)"]) + "."
    for row in cells:
        padded = [*row, *[""] * (wide - len(row))]
        yield "\t".join(f"T{{\n{_inline(cell)}\nT}}" for cell in padded)
    yield ".TE"


def _cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip())[1:-1]]


def _inline(words: str) -> str:
    words = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", words)
    found = []
    for n, part in enumerate(re.split(r"`([^`]*)`", words)):
        if n % 2:
            found.append(f"\\fB{_escaped(part)}\\fR")
        else:
            part = re.sub(r"\*\*([^*]+)\*\*", "\1\\1\2", part)
            found.append(_escaped(part).replace("\1", "\\fB").replace("\2", "\\fR"))
    line = "".join(found)
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _escaped(words: str) -> str:
    words = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{words}" if words.startswith((".", "'")) else words


def main() -> None:
    """Write every page."""
    for path, page in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
