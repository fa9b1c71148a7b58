"""The help: every key of the place it was asked in, made from the bindings themselves, and what each status means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from cpor_tui.domain.names import Phase, Status
from cpor_tui.screens.keys import KEYS
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.text import LANGUAGES, Text

_UNEXPLAINED = ("rejected", "approved")
"""Statuses whose phases say more than they do."""


class HelpSheet(PickSheet):
    """Keys and statuses; narrowed by typing."""

    TITLE_KEY = "help"
    READ_ONLY = True
    FOOT: ClassVar[tuple[str, ...]] = ("keep",)


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
        shown = room.app.get_key_display(binding)
        keys = found.setdefault((place, words), [])
        if shown not in keys:
            keys.append(shown)
        known = KEYS.get(binding.id or "")
        if known is not None and known.orders and room.claim_page is not None:
            offs[(place, words)] = room.why_not(*known.orders)
    lines = [
        Line(f"key-{n}", f"{', '.join(keys)}", words, group=place, find=offs.get((place, words), ""))
        for n, ((place, words), keys) in enumerate(found.items())
    ]
    first = room.words("help.here")
    return sorted(lines, key=lambda line: line.group != first)


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
            find=text(meaning),
            right=text(meaning),
        )
        for n, (label, meaning) in enumerate(names)
    ]


def _label(text: Text, keys: str) -> str:
    return " - ".join(text(key) for key in keys.split())
