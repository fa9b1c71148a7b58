"""`cpor product …`: what may be claimed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import table
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.names import Area
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Product


def _shape(product: Product) -> dict[str, Any]:
    return {"area": product.area, "name": product.name, "active": product.active}


def _list(visit: Visit, found: Sequence[dict[str, Any]]) -> None:
    text = visit.text
    visit.give_all(
        found,
        lambda one: one,
        lambda rows: table(
            [text("cli.head.area"), text("cli.head.name"), text("cli.head.active")],
            (
                [text.label(Area(row["area"])), row["name"], text("yes" if row["active"] else "no")]
                for row in rows
            ),
        ),
    )


def show_list(visit: Visit, given: Given) -> None:
    """List the products."""
    visit.known()
    found = visit.store.product_list(given.maybe("area"), active=not given.on("all"))
    _list(visit, [_shape(product) for product in found])


def _named(given: Given) -> tuple[str | None, str]:
    """The area, as an option or as the first word, and the name."""
    words = list(given.all("NAME"))
    area = given.maybe("area")
    if area is None and len(words) > 1 and words[0] in set(Area):
        area = words.pop(0)
    return area, " ".join(words)


def add(visit: Visit, given: Given) -> None:
    """Let a product be claimed."""
    office = visit.office
    area, name = _named(given)
    if area is None:
        raise Refused(Code.USAGE, "needs-option", command="product add", option="--area")
    chosen = area
    made = office.once(
        request_of(given), ("product add", area, name), lambda: _shape(office.add_product(chosen, name))
    )
    _list(visit, [made])


def remove(visit: Visit, given: Given) -> None:
    """Let a product be claimed no more."""
    office = visit.office
    area, name = _named(given)
    gone = office.once(
        request_of(given),
        ("product remove", area, name),
        lambda: [_shape(product) for product in office.remove_product(area, name)],
    )
    _list(visit, gone)


_AREA = Opt("--area", "AREA", choices=tuple(area.value for area in Area))
_NAME = Arg("NAME", many=True)

COMMANDS = (
    Command("product", "list", show_list, opts=(_AREA, Opt("--all"))),
    Command("product", "add", add, (_NAME,), (_AREA,), changes=True),
    Command("product", "remove", remove, (_NAME,), (_AREA,), changes=True),
)
