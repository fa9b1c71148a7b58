"""`cpor view`, `text` and `draft`: saved filters, canned texts, and what somebody has begun to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cpor_tui.cli import files, shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import table
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.fields import LONGEST_TEXT
from cpor_tui.domain.fields import message as read_message
from cpor_tui.domain.filter import parse
from cpor_tui.domain.names import Role
from cpor_tui.domain.refusals import Code, Refused

if TYPE_CHECKING:
    from cpor_tui.store.furniture import Saved

NAME = Arg("NAME")
_EVERYBODY = Opt("--everybody")


def _owner(visit: Visit, given: Given) -> str:
    """Whose it is: the caller's own, or everybody's, which leads and operators alone may lay down."""
    if not given.on("everybody"):
        return visit.actor.name
    if visit.actor.role not in (Role.LEAD, Role.OPERATOR):
        raise Refused(Code.NOT_ALLOWED, "operators-only")
    return ""


def _name(given: Given) -> str:
    name = clean(given.one("NAME"), limit=100).strip()
    if not name:
        raise Refused(Code.BAD_INPUT, "empty", field="name")
    return name


def _shape(saved: Saved, zone: str) -> dict[str, Any]:
    return {
        "name": saved.name,
        "text": saved.text,
        "user": saved.person or None,
        "at": shapes.when(saved.at, zone),
    }


def _list(visit: Visit, found: list[Saved]) -> None:
    heads = ("name", "text", "user")
    visit.give_all(
        found,
        lambda saved: _shape(saved, visit.zone),
        lambda rows: table(
            [visit.text(f"cli.head.{head}") for head in heads],
            ([saved.name, saved.text, saved.person or visit.text("cli.everybody")] for saved in rows),
        ),
    )


def _save(
    visit: Visit, given: Given, kind: str, text: str, keep: Callable[[str, str, str, int], None]
) -> None:
    from cpor_tui.office import once

    owner, name, now = _owner(visit, given), _name(given), visit.desk.now()

    def do() -> dict[str, Any]:
        keep(owner, name, text, now)
        return {"name": name, "text": text, "user": owner or None, "at": shapes.when(now, visit.zone)}

    order = (kind, "save", owner, name, text)
    told = once(visit.desk, visit.actor, request_of(given), order, do)
    visit.give(lambda: told, lambda: [visit.text(f"cli.{kind}.saved", name=name)])


def _remove(visit: Visit, given: Given, kind: str, forget: Callable[[str, str], None]) -> None:
    from cpor_tui.office import once

    owner, name = _owner(visit, given), _name(given)

    def do() -> dict[str, str]:
        forget(owner, name)
        return {"removed": name}

    told = once(visit.desk, visit.actor, request_of(given), (kind, "remove", owner, name), do)
    visit.give(lambda: told, lambda: [visit.text(f"cli.{kind}.removed", name=name)])


def view_list(visit: Visit, given: Given) -> None:
    """List the saved filters."""
    _list(visit, visit.store.view_list(visit.actor.name))


def view_save(visit: Visit, given: Given) -> None:
    """Save a filter by name."""
    words = clean(" ".join(given.all("FILTER")), limit=500)
    parse(words)
    _save(visit, given, "view", words, visit.store.view_save)


def view_remove(visit: Visit, given: Given) -> None:
    """Forget a saved filter."""
    _remove(visit, given, "view", visit.store.view_remove)


def text_list(visit: Visit, given: Given) -> None:
    """List the canned texts."""
    _list(visit, visit.store.text_list(visit.actor.name))


def text_save(visit: Visit, given: Given) -> None:
    """Save a canned text by name."""
    typed = given.one("TEXT")
    if typed == "-":
        typed = files.text(visit, "-", most=4 * LONGEST_TEXT)
    text = read_message(typed)
    if text is None:
        raise Refused(Code.MISSING, "message")
    _save(visit, given, "text", text, visit.store.text_save)


def text_remove(visit: Visit, given: Given) -> None:
    """Forget a canned text."""
    _remove(visit, given, "text", visit.store.text_remove)


def draft_list(visit: Visit, given: Given) -> None:
    """List what the caller has begun to write."""
    heads = ("claim", "kind", "at", "text")
    zone = visit.zone
    visit.give_all(
        visit.store.draft_list(visit.actor.name),
        lambda draft: {
            "claim": shown_id(draft.claim) if draft.claim else None,
            "kind": draft.kind,
            "text": draft.text,
            "at": shapes.when(draft.at, zone),
        },
        lambda rows: table(
            [visit.text(f"cli.head.{head}") for head in heads],
            (
                [
                    shown_id(draft.claim) if draft.claim else "",
                    draft.kind,
                    visit.text.when(draft.at, zone),
                    draft.text,
                ]
                for draft in rows
            ),
        ),
    )


COMMANDS = (
    Command("view", "list", view_list),
    Command(
        "view", "save", view_save, (NAME, Arg("FILTER", many=True, dashes=True)), (_EVERYBODY,), changes=True
    ),
    Command("view", "remove", view_remove, (NAME,), (_EVERYBODY,), changes=True),
    Command("text", "list", text_list),
    Command("text", "save", text_save, (NAME, Arg("TEXT", dashes=True)), (_EVERYBODY,), changes=True),
    Command("text", "remove", text_remove, (NAME,), (_EVERYBODY,), changes=True),
    Command("draft", "list", draft_list),
)
