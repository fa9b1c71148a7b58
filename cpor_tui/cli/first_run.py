"""Asks a newcomer what to open: the demo, a new store, or one that is there already."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cpor_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from cpor_tui.cli.visit import Visit

Ask = Callable[[str], str]
TRIES = 5
"""How often a wrong answer is put up with."""


def is_first(visit: Visit) -> bool:
    """Whether no store was named and there is none in the usual place."""
    settings = visit.settings
    path = settings.store.removeprefix("sqlite:///")
    return not settings.store_named and path != settings.store and not Path(path).exists()


def offer(visit: Visit, ask: Ask | None = None) -> str:
    """Let the newcomer choose: gives `demo`, `open` (the visit then has a store) or `leave`."""
    text, put = visit.text, visit.out.write
    ask = ask or (lambda words: _asked(visit, words))
    place = visit.settings.store.removeprefix("sqlite:///")
    put(
        "\n".join(
            (text("demo.first.hello"), "", *(text(f"demo.first.{n}", place=place) for n in (1, 2, 3)), "", "")
        )
    )
    for _ in range(TRIES):
        match ask(text("demo.first.which")).strip().lower():
            case "" | "1":
                return "demo"
            case "2" if _made(visit, ask):
                return "open"
            case "3" if _connected(visit, ask):
                return "open"
            case "q" | "quit" | "\x1b":
                return "leave"
            case _:
                continue
    return "leave"


def _made(visit: Visit, ask: Ask) -> bool:
    from cpor_tui.office import found

    country = ask(visit.text("demo.first.country")).strip() or "KR"
    try:
        found(visit.settings.store, calendar=country, secret_file=visit.settings.secret_file).close()
    except Refused as no:
        visit.out.write(visit.text.refusal(no) + "\n")
        return False
    visit.out.write(visit.text("demo.first.made") + "\n")
    ask(visit.text("demo.first.go-on"))
    return True


def _connected(visit: Visit, ask: Ask) -> bool:
    from cpor_tui.settings import Settings

    url = ask(visit.text("demo.first.url")).strip()
    if not url:
        return False
    try:
        flags = {
            "store": url,
            "config": str(visit.settings.config) if visit.settings.config.exists() else None,
        }
        named = Settings.load({name: value for name, value in flags.items() if value}, {})
        visit.settings = replace(visit.settings, store=named.store, store_named=True, mail=named.mail)
        visit.store.default_rules  # noqa: B018 - to be asked is to be connected to
    except Refused as no:
        visit.__dict__.pop("store", None)
        visit.out.write(visit.text.refusal(no) + "\n")
        return False
    visit.out.write(visit.text("demo.first.next-time", url=visit.store.shown) + "\n")
    return True


def _asked(visit: Visit, words: str) -> str:
    visit.out.write(words)
    visit.out.flush()
    # An end of the input is an answer: to leave.
    return sys.stdin.readline() or "q"
