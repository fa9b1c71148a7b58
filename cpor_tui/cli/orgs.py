"""`cpor org …`: the organisations whose claims these are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpor_tui.cli import shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import pairs, table
from cpor_tui.cli.visit import Visit

_MPN = Opt("--mpn", "ID[:LOCATION]", many=True)


def add(visit: Visit, given: Given) -> None:
    """Add an organisation."""
    order = (
        given.one("NAME"),
        given.maybe("kind"),
        given.all("mpn"),
        given.maybe("country"),
        given.maybe("zone"),
    )
    office = visit.office
    made = office.once(
        request_of(given),
        ("org add", *order),
        lambda: shapes.org(office.add_org(order[0], order[1] or "partner", *order[2:])),
    )
    _tell(visit, made)


def edit(visit: Visit, given: Given) -> None:
    """Change an organisation."""
    wish: dict[str, Any] = {
        "new_name": given.maybe("name"),
        "mpns": given.all("mpn"),
        "without": given.all("remove-mpn"),
        "country": given.maybe("country"),
        "zone_name": given.maybe("zone"),
    }
    office = visit.office
    name = given.one("NAME")
    changed = office.once(
        request_of(given), ("org edit", name, wish), lambda: shapes.org(office.edit_org(name, **wish))
    )
    _tell(visit, changed)


def show_list(visit: Visit, given: Given) -> None:
    """List the organisations."""
    text = visit.text
    visit.give_all(
        visit.office.orgs(),
        shapes.org,
        lambda found: table(
            [text(f"cli.head.{head}") for head in ("name", "kind", "mpn", "country", "zone")],
            ([org.name, org.kind, _mpns(org.mpn), org.place, org.zone] for org in found),
        ),
    )


def _mpns(mpn: Mapping[str, str | None]) -> str:
    return ", ".join(f"{number} ({location})" if location else number for number, location in mpn.items())


def _tell(visit: Visit, org: dict[str, Any]) -> None:
    text = visit.text
    place = f"{org['country']}-{org['subdivision']}" if org["subdivision"] else org["country"]
    rows = (
        ("name", org["name"]),
        ("kind", org["kind"]),
        ("mpn", _mpns(org["mpn_locations"])),
        ("country", place),
        ("zone", org["zone"]),
    )
    visit.give(lambda: org, lambda: pairs((text(f"cli.head.{head}"), value) for head, value in rows))


COMMANDS = (
    Command(
        "org",
        "add",
        add,
        (Arg("NAME"),),
        (Opt("--kind", "KIND"), _MPN, Opt("--country", "COUNTRY[-PART]"), Opt("--zone", "ZONE")),
        changes=True,
    ),
    Command("org", "list", show_list),
    Command(
        "org",
        "edit",
        edit,
        (Arg("NAME"),),
        (
            Opt("--name", "NAME"),
            _MPN,
            Opt("--remove-mpn", "ID", many=True),
            Opt("--country", "COUNTRY[-PART]"),
            Opt("--zone", "ZONE"),
        ),
        changes=True,
    ),
)
