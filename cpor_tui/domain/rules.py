"""A rule set is data: the programme's numbers, one TOML text each, which a claim keeps from its submission on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cpor_tui.domain.names import ClockKind, Side, Status, Unit
from cpor_tui.domain.refusals import Code, Refused


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a clock runs, in which days, and which side holds it (its calendar counts)."""

    count: int
    unit: Unit
    side: Side


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The numbers of one edition of the programme (RULES.md §1)."""

    name: str
    first_status: str
    limits: Mapping[ClockKind, Limit]
    disputes: int | None
    """How many disputes a claim has; None: as often as the window allows."""
    editable: frozenset[Status]
    """Where, after submission, the partner may still edit (RULES.md §4, Edit)."""
    final: bool
    """Whether a lost dispute, a closed window and a withdrawal end in Rejected final."""
    text: str
    digest: str


_OFFICE = {ClockKind.START, ClockKind.REVIEW, ClockKind.TOTAL, ClockKind.DISPUTE}
_NEEDED = set(ClockKind) - {ClockKind.TOTAL}
_MOST = 400


def read(text: str) -> RuleSet:
    """The rule set that a TOML text states. Raises Refused(bad_input) naming the first thing wrong."""
    import tomllib

    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Refused(Code.BAD_INPUT, "rule-set", problem=str(wrong)) from wrong
    return stated(raw, text)


def stated(raw: Mapping[str, Any], text: str) -> RuleSet:
    """The rule set of these numbers, which `text` states. Raises Refused(bad_input) naming the first thing wrong."""
    import hashlib

    try:
        limits = {
            ClockKind(kind): Limit(
                _between(row["limit"], 1, _MOST, f"{kind}.limit"),
                Unit(row["unit"]),
                Side.REVIEWER if ClockKind(kind) in _OFFICE else Side.PARTNER,
            )
            for kind, row in raw["clocks"].items()
        }
        lacking = sorted(_NEEDED - set(limits))
        if lacking:
            raise ValueError(f"clocks: {', '.join(lacking)}")
        editable = frozenset(Status(status) for status in raw["editable"])
        if editable - {Status.SUBMITTED, Status.PARTNER_ACTION_REQUIRED}:
            raise ValueError("editable")
        first = raw["first_status"]
        if first not in ("editing", "draft"):
            raise ValueError("first_status")
        name = raw["name"]
        if not isinstance(name, str) or not 1 <= len(name) <= 32 or not name.replace("-", "").isalnum():
            raise ValueError("name")
        disputes = raw["disputes"]
        if not isinstance(raw["final"], bool):
            raise ValueError("final")
        return RuleSet(
            name,
            first,
            limits,
            _between(disputes, 0, _MOST, "disputes") or None,
            editable,
            raw["final"],
            text,
            hashlib.sha256(text.encode()).hexdigest(),
        )
    except KeyError as missing:
        raise Refused(Code.BAD_INPUT, "rule-set", problem=str(missing.args[0])) from missing
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Refused(Code.BAD_INPUT, "rule-set", problem=str(wrong)) from wrong


def numbers(rules: RuleSet) -> dict[str, Any]:
    """The numbers of a rule set as JSON values: what `stated` makes it from again."""
    return {
        "name": rules.name,
        "first_status": rules.first_status,
        "disputes": rules.disputes or 0,
        "editable": sorted(rules.editable),
        "final": rules.final,
        "clocks": {kind: {"limit": limit.count, "unit": limit.unit} for kind, limit in rules.limits.items()},
    }


def _between(number: object, low: int, high: int, what: str) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
        raise ValueError(f"{what}: {number!r}, not {low} to {high}")
    return number


@cache
def shipped() -> Mapping[str, RuleSet]:
    """The rule sets in the package, by name."""
    # Not by importlib.resources, which takes a tenth of a start: a package of ours is always a folder.
    found = (read(entry.read_text("utf-8")) for entry in Path(__file__).with_name("rulesets").glob("*.toml"))
    return {rules.name: rules for rules in found}
