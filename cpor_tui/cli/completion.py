"""`cpor completion …`: the commands and options, as bash, zsh and fish want to know them."""

from __future__ import annotations

from collections.abc import Iterator

from cpor_tui.cli import index
from cpor_tui.cli.grammar import GLOBALS, Arg, Command, Given
from cpor_tui.cli.visit import Visit


def completion(visit: Visit, given: Given) -> None:
    """Print a completion script."""
    shell = given.one("bash|zsh|fish")
    found = {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]()
    text = "\n".join(found)
    visit.give(lambda: {"shell": shell, "script": text}, lambda: [text])


def _options(command: Command) -> list[str]:
    return [opt.name for opt in (*command.options, *GLOBALS)]


def _cases() -> Iterator[tuple[str, str]]:
    """What may follow each beginning of a command line: verbs, else options."""
    for noun in index.NOUNS:
        known = index.commands(noun)
        if known[0].verb:
            yield noun, " ".join(command.verb for command in known)
        for command in known:
            words = [*_choices(command), *_options(command)]
            yield command.words, " ".join(words)


def _choices(command: Command) -> list[str]:
    return [choice for arg in command.args for choice in arg.choices]


def _bash() -> Iterator[str]:
    yield "_cpor() {"
    yield "    local word words=() flags=() at=1 cur=${COMP_WORDS[COMP_CWORD]}"
    yield "    while [ $at -lt $COMP_CWORD ]; do"
    yield "        word=${COMP_WORDS[at]}"
    yield "        case $word in"
    yield '            --store|--as|--lang|--config) flags+=("$word" "${COMP_WORDS[at+1]}"); at=$((at + 1)) ;;'
    yield "            -*) ;;"
    yield '            *) words+=("$word") ;;'
    yield "        esac"
    yield "        at=$((at + 1))"
    yield "    done"
    yield "    local known"
    yield '    case "${words[*]:0:2}" in'
    for beginning, words in _cases():
        yield (
            f"        '{beginning}'*) known='{words}' ;;"
            if " " in beginning
            else f"        '{beginning}') known='{words}' ;;"
        )
    yield f"        '') known='{' '.join([*index.NOUNS, *(opt.name for opt in GLOBALS)])}' ;;"
    for noun in index.NOUNS:
        known = index.commands(noun)
        if not known[0].verb:
            yield f"        '{noun} '*) known='{' '.join(_options(known[0]))}' ;;"
    yield "        *) known='' ;;"
    yield "    esac"
    yield "    case $cur in"
    yield f'        C|C-*) known="$known $(cpor "${{flags[@]}}" {_IDS})" ;;'
    yield "    esac"
    yield '    COMPREPLY=($(compgen -W "$known" -- "$cur"))'
    yield '    [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$cur"))'
    yield "}"
    yield "complete -F _cpor cpor"


_IDS = '--json claim list --limit 500 2>/dev/null | grep -o "C-[0-9][0-9]*" | sort -u'
"""The ids of the claims that whoever presses Tab may see."""


def _zsh() -> Iterator[str]:
    yield "#compdef cpor"
    yield "autoload -U +X bashcompinit && bashcompinit"
    yield from _bash()


def _fish() -> Iterator[str]:
    nouns = " ".join(index.NOUNS)
    yield "complete -c cpor -f"
    for opt in GLOBALS:
        yield f"complete -c cpor -l {opt.name[2:]}{' -r' if opt.value else ''}"
    yield (f"complete -c cpor -n 'string match -q \"C*\" -- (commandline -ct)' -a '(cpor {_IDS})'")
    yield f"complete -c cpor -n 'not __fish_seen_subcommand_from {nouns}' -a '{nouns}'"
    for noun in index.NOUNS:
        known = index.commands(noun)
        seen = f"__fish_seen_subcommand_from {noun}"
        verbs = " ".join(command.verb for command in known if command.verb)
        if verbs:
            yield f"complete -c cpor -n '{seen}; and not __fish_seen_subcommand_from {verbs}' -a '{verbs}'"
        for command in known:
            here = f"{seen}; and __fish_seen_subcommand_from {command.verb}" if command.verb else seen
            for opt in command.options:
                yield f"complete -c cpor -n '{here}' -l {opt.name[2:]}{' -r' if opt.value else ''}"
            if any(arg.name == "FILE" for arg in command.args):
                yield f"complete -c cpor -n '{here}' -F"
            if choices := _choices(command):
                yield f"complete -c cpor -n '{here}' -a '{' '.join(choices)}'"


COMMANDS = (Command("completion", "", completion, (Arg("bash|zsh|fish", choices=("bash", "zsh", "fish")),)),)
