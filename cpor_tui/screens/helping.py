"""The help: every key of the place it was asked in, made from the bindings themselves, and what each status means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.keys import key_to_character

from cpor_tui.domain.names import Phase, Status
from cpor_tui.screens.keys import KEYS
from cpor_tui.screens.looks import fit
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.text import LANGUAGES, Text

_UNEXPLAINED = ("rejected", "approved")
"""Statuses whose phases say more than they do."""
_KEYS_WIDE = 18
_PRINTED = {
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "delete": "Del",
    "space": "Space",
    "slash": "/",
}


class HelpSheet(PickSheet):
    """Keys and statuses; narrowed by typing."""

    TITLE_KEY = "help"
    READ_ONLY = True
    FOOT: ClassVar[tuple[str, ...]] = ("close",)


def key_lines(room: Any) -> list[Line]:
    """Every key that does something where the room's focus is, with what it does in the reader's language."""
    found: dict[tuple[str, str], list[str]] = {}
    offs: dict[tuple[str, str], str] = {}
    for active in room.active_bindings.values():
        binding = active.binding
        name = binding.id or f"action.{binding.action.partition('(')[0]}"
        words = room.key_words(name)
        if not words:
            continue
        place = room.words("help.here") if binding.id in KEYS else room.words("help.more")
        shown = key_name(binding.key)
        keys = found.setdefault((place, words), [])
        if shown not in keys:
            keys.append(shown)
        known = KEYS.get(binding.id or "")
        if known is not None and known.orders and room.claim_page is not None:
            offs[(place, words)] = room.why_not(*known.orders)
    lines = [
        Line(
            f"key-{n}",
            f"{fit(', '.join(keys), _KEYS_WIDE)} {words}",
            why=offs.get((place, words), ""),
            group=place,
        )
        for n, ((place, words), keys) in enumerate(found.items())
    ]
    first = room.words("help.here")
    return sorted(lines, key=lambda line: line.group != first)


def key_name(key: str) -> str:
    """A key as it is printed on keyboards: `ctrl+p` is Ctrl+P, `question_mark` is ?."""
    *held, last = key.split("+")
    name = _PRINTED.get(last) or key_to_character(last) or last
    if len(name) == 1 and held and name.isalpha():
        name = name.upper()
    elif len(name) > 1:
        name = name.capitalize()
    return "+".join([*(part.capitalize() for part in held), name])


def status_lines(text: Text) -> list[Line]:
    """What each status means, with its name in the other language beside it."""
    others = [Text(lang) for lang in LANGUAGES if lang != text.lang]
    names: list[tuple[str, str]] = []
    for status in Status:
        if status.value not in _UNEXPLAINED:
            names.append((f"label.status.{status.value}", f"meaning.{status.value}"))
        if status in (Status.APPROVED, Status.REJECTED):
            pair = Phase.CONSENT_OPEN, Phase.CONSENT_PASSED, Phase.DISPUTABLE, Phase.CLOSED
            phases: Sequence[Phase] = pair[:2] if status is Status.APPROVED else pair[2:]
            names += [
                (f"label.status.{status.value} label.phase.{phase.value}", f"meaning.{phase.value}")
                for phase in phases
            ]
    return [
        Line(
            f"status-{n}",
            f"{_label(text, label)} ({', '.join(_label(other, label) for other in others)})",
            group=text("screens_forms.help.statuses"),
            below=text(meaning),
        )
        for n, (label, meaning) in enumerate(names)
    ]


def _label(text: Text, keys: str) -> str:
    return " - ".join(text(key) for key in keys.split())
