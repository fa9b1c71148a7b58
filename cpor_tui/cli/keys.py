"""`cpor key …`: the SSH public keys by which people are known."""

from __future__ import annotations

from typing import Any

from cpor_tui.cli import files, shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given
from cpor_tui.cli.plain import table
from cpor_tui.cli.visit import Visit
from cpor_tui.store import SshKey


def _shape(key: SshKey, zone: str) -> dict[str, Any]:
    return {
        "fingerprint": key.fingerprint,
        "user": key.person,
        "type": key.kind,
        "comment": key.comment,
        "added_at": shapes.when(key.added_at, zone),
    }


def _show(visit: Visit, found: list[dict[str, Any]]) -> None:
    heads = ("user", "fingerprint", "type", "comment")
    visit.give_all(
        found,
        lambda key: key,
        lambda keys: table(
            [visit.text(f"cli.head.{head}") for head in heads],
            ([key[head] for head in heads] for key in keys),
        ),
    )


def add(visit: Visit, given: Given) -> None:
    """Give a person the keys of a file."""
    name, office = given.one("NAME"), visit.office
    text = files.text(visit, given.maybe("FILE") or "-", most=1024 * 1024)
    added = office.once(
        request_of(given),
        ("key add", name, text),
        lambda: [_shape(key, visit.zone) for key in office.add_keys(name, text)],
    )
    _show(visit, added)


def show_list(visit: Visit, given: Given) -> None:
    """List the keys."""
    _show(visit, [_shape(key, visit.zone) for key in visit.office.keys(given.maybe("NAME"))])


def remove(visit: Visit, given: Given) -> None:
    """Forget a key."""
    office = visit.office
    named = given.all("KEY")
    name, fingerprint = (named[0], named[1]) if len(named) > 1 else (None, named[0])

    def do() -> str:
        office.remove_key(name, fingerprint)
        return fingerprint

    office.once(request_of(given), ("key remove", *named), do)
    visit.give(lambda: {"removed": fingerprint}, lambda: [fingerprint])


COMMANDS = (
    Command("key", "add", add, (Arg("NAME"), Arg("FILE", optional=True)), changes=True),
    Command("key", "list", show_list, (Arg("NAME", optional=True),)),
    Command("key", "remove", remove, (Arg("KEY", many=True),), changes=True),
)
