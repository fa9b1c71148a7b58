"""`cpor user …`: the people who may use the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cpor_tui.cli import shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import pairs, table
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.names import Role
from cpor_tui.store import Person

NAME = Arg("NAME")
_LANG = Opt("--lang", "LANG", choices=("en", "ko"))


def _change(visit: Visit, given: Given, verb: str, wish: dict[str, Any], do: Callable[[], Person]) -> None:
    office = visit.office
    orgs = {org.id: org.name for org in office.orgs()}
    order = (f"user {verb}", given.one("NAME"), wish)
    made = office.once(request_of(given), order, lambda: shapes.user(do(), orgs))
    text = visit.text

    def lines() -> Any:
        shown = {**made, "role": text.label(Role(made["role"])), "disabled": None}
        if made["disabled"]:
            shown["disabled"] = text("yes")
        return pairs((text(f"cli.head.{head}"), value) for head, value in shown.items())

    visit.give(lambda: made, lines)


def add(visit: Visit, given: Given) -> None:
    """Add a person."""
    wish = {name: given.maybe(name) for name in ("org", "email", "lang")}
    name, role = given.one("NAME"), given.one("role")
    _change(visit, given, "add", {"role": role, **wish}, lambda: visit.office.add_person(name, role, **wish))


def edit(visit: Visit, given: Given) -> None:
    """Change a person."""
    wish = {name: given.maybe(name) for name in ("role", "org", "email", "lang")}
    _change(visit, given, "edit", wish, lambda: visit.office.edit_person(given.one("NAME"), **wish))


def disable(visit: Visit, given: Given) -> None:
    """Shut a person out."""
    _change(visit, given, "disable", {}, lambda: visit.office.able(given.one("NAME"), disabled=True))


def enable(visit: Visit, given: Given) -> None:
    """Let a person in again."""
    _change(visit, given, "enable", {}, lambda: visit.office.able(given.one("NAME"), disabled=False))


def show_list(visit: Visit, given: Given) -> None:
    """List the people."""
    text = visit.text
    orgs = {org.id: org.name for org in visit.office.orgs()}
    heads = ("name", "role", "org", "email", "lang", "disabled")
    visit.give_all(
        visit.office.people(),
        lambda person: shapes.user(person, orgs),
        lambda found: table(
            [text(f"cli.head.{head}") for head in heads],
            (
                [
                    person.name,
                    text.label(person.role),
                    orgs.get(person.org),
                    person.email,
                    person.lang,
                    text("yes") if person.disabled else "",
                ]
                for person in found
            ),
        ),
    )


_ORG, _EMAIL = Opt("--org", "NAME"), Opt("--email", "EMAIL")

COMMANDS = (
    Command(
        "user", "add", add, (NAME,), (Opt("--role", "ROLE", required=True), _ORG, _EMAIL, _LANG), changes=True
    ),
    Command("user", "list", show_list),
    Command("user", "edit", edit, (NAME,), (Opt("--role", "ROLE"), _ORG, _EMAIL, _LANG), changes=True),
    Command("user", "disable", disable, (NAME,), changes=True),
    Command("user", "enable", enable, (NAME,), changes=True),
)
