"""`cpor rules …`: the editions of the programme that this store knows."""

from __future__ import annotations

from typing import Any

from cpor_tui.cli import files
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given
from cpor_tui.cli.plain import table
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet, shipped


def _shape(visit: Visit, rules: RuleSet) -> dict[str, Any]:
    return {
        "name": rules.name,
        "digest": rules.digest,
        "default": rules.name == visit.store.default_rules,
        "first_status": rules.first_status,
        "clocks": {
            kind.value: {"limit": limit.count, "unit": limit.unit.value, "side": limit.side.value}
            for kind, limit in rules.limits.items()
        },
        "disputes": rules.disputes,
        "editable": sorted(status.value for status in rules.editable),
        "final": rules.final,
    }


def _known(visit: Visit) -> dict[str, RuleSet]:
    # What ships in the package is known before a store has used it.
    return {**shipped(), **{rules.name: rules for rules in visit.store.ruleset_list()}}


def _list(visit: Visit, found: list[dict[str, Any]]) -> None:
    text = visit.text
    visit.give_all(
        found,
        lambda one: one,
        lambda rows: table(
            [text("cli.head.name"), text("cli.head.default"), text("cli.head.digest")],
            ([row["name"], text("yes") if row["default"] else "", row["digest"][:16]] for row in rows),
        ),
    )


def show_list(visit: Visit, given: Given) -> None:
    """List the rule sets."""
    _list(visit, [_shape(visit, rules) for _, rules in sorted(_known(visit).items())])


def show(visit: Visit, given: Given) -> None:
    """Print a rule set."""
    name = given.maybe("NAME") or visit.store.default_rules
    rules = _known(visit).get(name)
    if rules is None:
        raise Refused(Code.NOT_FOUND, "rules", name=clean(name, limit=60))
    visit.give(
        lambda: {**_shape(visit, rules), "text": rules.text},
        lambda: clean(rules.text, limit=100_000, multiline=True).rstrip("\n").split("\n"),
    )


def add(visit: Visit, given: Given) -> None:
    """Keep another rule set."""
    office = visit.office
    text = files.text(visit, given.one("FILE"), most=256 * 1024)
    made = office.once(request_of(given), ("rules add", text), lambda: _shape(visit, office.add_rules(text)))
    _list(visit, [made])


def use(visit: Visit, given: Given) -> None:
    """Draft new claims under this rule set from now on."""
    office, name = visit.office, given.one("NAME")

    def do() -> dict[str, Any]:
        if (known := shipped().get(name)) is not None:
            office.add_rules(known.text)
        return _shape(visit, office.use_rules(name))

    made = office.once(request_of(given), ("rules use", name), do)
    _list(visit, [made])


COMMANDS = (
    Command("rules", "list", show_list),
    Command("rules", "show", show, (Arg("NAME", optional=True),)),
    Command("rules", "add", add, (Arg("FILE"),), changes=True),
    Command("rules", "use", use, (Arg("NAME"),), changes=True),
)
