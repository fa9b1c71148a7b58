"""Breaks the tables of `domain`, row by row: what stands outside of any function mutmut never touches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

Broken = tuple[str, Callable[[], object]]
READERS = {
    "rules": ("machine",),
    "letters": ("notices",),
    "reminders": ("deadlines",),
    "rulesets": ("rules", "deadlines", "outcomes", "row", "tells", "settle"),
    "fields": ("fields", "tells"),
}
"""The modules whose functions look into a table: who calls none of them cannot notice what is wrong with it."""


def every() -> Iterator[Broken]:
    """Each way to break a table: its name, and what does it in this process."""
    yield from _rules()
    yield from _letters()
    yield from _reminders()
    yield from _rule_sets()
    yield from _fields()
    yield from _numbers()
    yield from _sides_and_exits()


def _rules() -> Iterator[Broken]:
    from cpor_tui.domain.table import RULES

    for what, rule in RULES.items():
        for name, change in (*_places(rule), *_doings(rule)):
            yield f"rules.{what.value}.{name}", partial(_put, RULES, what, replace(rule, **change))


def _places(rule: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The row with one status, role or phase more or less."""
    from cpor_tui.domain.names import Phase, Role, Status

    for status in Status:
        yield f"frm^{status.value}", {"frm": rule.frm ^ {status}}
    for role in Role:
        yield f"by^{role.value}", {"by": rule.by ^ {role}}
    if rule.phases is not None:
        yield "phases=all", {"phases": None}
        for phase in Phase:
            yield f"phases^{phase.value}", {"phases": rule.phases ^ {phase}}


def _doings(rule: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The row without one thing it needs or does."""
    for need in rule.needs:
        yield f"needs-{need.__name__}", {"needs": tuple(one for one in rule.needs if one is not need)}
    if len(rule.needs) > 1:
        yield "needs-turned-round", {"needs": rule.needs[::-1]}
    for place, plan in enumerate(rule.clocks):
        rest = rule.clocks[:place] + rule.clocks[place + 1 :]
        for kind in plan.kinds:
            fewer = replace(plan, kinds=tuple(one for one in plan.kinds if one is not kind))
            yield f"clocks-{plan.act.value}-{kind.value}", {"clocks": (*rest, fewer)}
    if rule.to is not None:
        yield "to=nowhere", {"to": None}
    yield f"editable={not rule.editable}", {"editable": not rule.editable}
    yield f"contended={not rule.contended}", {"contended": not rule.contended}
    if rule.tells is not None:
        yield "tells=nothing", {"tells": None}


def _letters() -> Iterator[Broken]:
    from cpor_tui.domain.notices import LETTERS

    for what, letters in LETTERS.items():
        for letter in letters:
            rest = tuple(one for one in letters if one is not letter)
            yield f"letters.{what.value}-{letter[0].value}", partial(_put, LETTERS, what, rest)


def _reminders() -> Iterator[Broken]:
    from cpor_tui.domain.deadlines import REMINDERS

    for kind, rings in REMINDERS.items():
        for place, (count, unit) in enumerate(rings):
            later = (*rings[:place], (count + 1, unit), *rings[place + 1 :])
            yield f"reminders.{kind.value}.{count}+1", partial(_put, REMINDERS, kind, later)


def _rule_sets() -> Iterator[Broken]:
    from cpor_tui.domain.rules import shipped

    for name, rules in shipped().items():
        lines = rules.text.splitlines()
        for place, line in enumerate(lines):
            for number, changed in enumerate(_changed(line)):
                text = "\n".join((*lines[:place], changed, *lines[place + 1 :]))
                label = f"{line.partition(' =')[0]}.{number}"
                yield f"rulesets.{name}.{label}", partial(_ship, name, text)


def _changed(line: str) -> Iterator[str]:
    """The line of a rule set with another number, unit, truth or list."""
    named, _, value = line.partition(" = ")
    if named == "final":
        yield line.replace("true", "no").replace("false", "true").replace("no", "false")
    elif named == "editable":
        yield f"{named} = []"
        yield f'{named} = ["submitted"]'
    elif named == "disputes":
        yield f"{named} = 3"
    elif named == "first_status":
        yield line.replace("draft", "no").replace("editing", "draft").replace("no", "editing")
    elif "limit = " in value:
        number = int(value.split("limit = ")[1].split(",")[0])
        yield line.replace(f"limit = {number}", f"limit = {number + 1}")
        yield line.replace(f"limit = {number}", f"limit = {number - 1}")
        yield line.replace('"bd"', '"no"').replace('"d"', '"bd"').replace('"no"', '"d"')


def _ship(name: str, text: str) -> None:
    """Let every module that has it find another rule set of that name."""
    from cpor_tui.domain import rules

    kept = rules.shipped
    changed = {**kept(), name: rules.read(text)}
    for module in list(sys.modules.values()):
        if getattr(module, "shipped", None) is kept:
            module.shipped = lambda: changed  # type: ignore[attr-defined]


def _fields() -> Iterator[Broken]:
    from cpor_tui.domain.fields import FIELDS

    for name, field in FIELDS.items():
        changes: dict[str, Any] = {"required": not field.required, "late": not field.late}
        changes["shape"] = "uuid" if field.shape == "text" else "text"
        for what, value in changes.items():
            yield f"fields.{name}.{what}", partial(_put, FIELDS, name, replace(field, **{what: value}))
        for step in (1, -1):
            longer = replace(field, limit=field.limit + step)
            yield f"fields.{name}.limit{step:+}", partial(_put, FIELDS, name, longer)


def _numbers() -> Iterator[Broken]:
    from cpor_tui.domain import claim, deadlines, fields, machine, notices
    from cpor_tui.domain import filter as filters

    for name, *modules in (
        ("HOLD", notices, machine),
        ("LEASE", claim, machine),
        ("REMINDER_HOUR", deadlines),
        ("LONGEST_TEXT", fields),
        ("LONGEST", filters),
        ("MOST_WORDS", filters),
    ):
        for step in (1, -1):
            value = getattr(modules[0], name) + step
            yield f"numbers.{name}{step:+}", partial(_set, modules, name, value)


def _sides_and_exits() -> Iterator[Broken]:
    from cpor_tui.domain.names import SIDE_OF, Side
    from cpor_tui.domain.refusals import EXIT

    for code, status in EXIT.items():
        yield f"exit.{code.value}", partial(_put, EXIT, code, status % 5 + 1)
    for role, side in SIDE_OF.items():
        other = Side.OPERATOR if side is Side.SYSTEM else Side.SYSTEM
        yield f"side-of.{role.value}", partial(_put, SIDE_OF, role, other)


def _put(table: Any, key: Any, value: Any) -> None:
    table[key] = value


def _set(modules: list[Any], name: str, value: Any) -> None:
    for module in modules:
        setattr(module, name, value)
