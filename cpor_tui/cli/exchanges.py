"""`cpor import …`, `export …` and `earnings`: tables in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cpor_tui import exchange
from cpor_tui.cli import files, shapes
from cpor_tui.cli.claims import FILTER, going_on, numbers, pages, request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.plain import line, table
from cpor_tui.cli.visit import Visit
from cpor_tui.desk import Desk
from cpor_tui.domain.claim import read_id, shown_id
from cpor_tui.domain.fields import FIELDS
from cpor_tui.domain.names import Role
from cpor_tui.office import answered, once

if TYPE_CHECKING:
    from cpor_tui.domain.claim import Claim

_MOST = 256 * 1024 * 1024
_BAD = 2


def _import(kind: str) -> Command:
    def run(visit: Visit, given: Given) -> int:
        text = files.text(visit, given.one("FILE"), most=_MOST)
        request, dry, skip = request_of(given), given.on("dry-run"), given.on("skip-bad")
        order = ("import", kind, text, dry, skip)
        told = answered(visit.desk, visit.actor, request, order) if request is not None else None
        if told is None:
            told = _take(visit, kind, text, request, dry=dry, skip=skip)
            if request is not None and not dry and (skip or not told["faults"]):
                once(visit.desk, visit.actor, request, order, lambda: told)
        _tell(visit, told, dry=dry)
        return _BAD if told["faults"] and not skip else 0

    return Command("import", kind, run, (Arg("FILE"),), (Opt("--dry-run"), Opt("--skip-bad")), changes=True)


def _take(
    visit: Visit, kind: str, text: str, request: str | None, *, dry: bool, skip: bool
) -> dict[str, Any]:
    # An operator's table is as long as it is: limits are for what people type.
    desk = Desk(visit.store) if visit.actor.role is Role.OPERATOR else visit.desk
    importer = exchange.Importer(desk, visit.actor, request)
    taken = importer.take(kind, exchange.rows(text, kind), dry=dry, skip_bad=skip)
    words = visit.text
    faults = [
        {"row": fault.row, "field": fault.field, "message": words.refusal(fault.refused)}
        for fault in taken.faults
    ]
    return {"done": taken.done, "skipped": taken.skipped, "faults": faults}


def _tell(visit: Visit, told: dict[str, Any], *, dry: bool) -> None:
    text = visit.text

    def lines() -> Iterator[str]:
        for fault in told["faults"]:
            named = f" ({text.field(fault['field'])})" if fault["field"] else ""
            yield text("cli.import.fault", row=fault["row"], field=named, message=line(fault["message"]))
        key = "cli.import.would" if dry else "cli.import.did"
        yield text(key, done=told["done"], skipped=told["skipped"], faults=len(told["faults"]))

    visit.give(lambda: told, lines)


_CLAIM_HEADS = (
    "id",
    "version",
    "rules",
    "status",
    "phase",
    "area",
    "activity",
    "partner",
    *FIELDS,
    "products",
    "reviewer",
    "created_at",
    "submitted_at",
    "decided_at",
    "overdue",
    "disputes",
    "rejection",
    "next_due",
    "due_at",
    "assessment",
)
_EVENT_HEADS = (
    "claim",
    "seq",
    "at",
    "recorded_at",
    "by",
    "side",
    "what",
    "from",
    "to",
    "reason",
    "note",
    "changes",
    "poe",
    "undoes",
    "hash",
)


def _claim_cells(shape: dict[str, Any]) -> list[Any]:
    due = shape["next_due"] or {"kind": None, "due_at": None}
    flat = {
        **shape,
        **shape["contacts"],
        "isv-solution": shape["isv_solution"],
        "customer-lang": shape["customer_lang"],
        "products": ";".join(shape["products"]),
        "rejection": shape["rejection"] and shape["rejection"]["reason"],
        "next_due": due["kind"],
        "due_at": due["due_at"],
        "assessment": shape["assessment"] and shape["assessment"]["outcome"],
        "overdue": "yes" if shape["overdue"] else "no",
    }
    return [flat.get(head) for head in _CLAIM_HEADS]


def _event_cells(shape: dict[str, Any]) -> list[Any]:
    import json

    changes = json.dumps(shape["changes"], ensure_ascii=False) if shape["changes"] else None
    flat = {**shape, "changes": changes, "poe": ";".join(poe["name"] for poe in shape["poe"])}
    return [flat[head] for head in _EVENT_HEADS]


def export_claims(visit: Visit, given: Given) -> None:
    """Give claims out as a table."""
    lang = visit.settings.lang
    found = (shapes.claim(page, lang) for page in pages(visit, given))
    _give(visit, given, found, _CLAIM_HEADS, _claim_cells)


def export_history(visit: Visit, given: Given) -> None:
    """Give histories out as a table."""
    zone = visit.zone

    def events() -> Iterator[dict[str, Any]]:
        for claim in numbers(visit, " ".join(given.all("FILTER"))):
            with going_on(visit, claim):
                for one in visit.desk.history(claim, visit.actor):
                    yield shapes.event(one, zone)

    _give(visit, given, events(), _EVENT_HEADS, _event_cells)


def _give(visit: Visit, given: Given, found: Iterator[dict[str, Any]], heads: Any, cells: Any) -> None:
    form = given.maybe("format") or ("json" if visit.settings.json else "csv")
    if form == "json":
        visit.as_json().give_all(found, lambda shape: shape, lambda _: ())
        return
    for told in exchange.csv_lines(heads, (cells(shape) for shape in found)):
        visit.print(told)


def earnings(visit: Visit, given: Given) -> None:
    """List what was earned, on one claim or on all."""
    named = given.maybe("ID")
    if named is not None:
        found: Iterator[Claim] = iter([visit.desk.page(read_id(named), visit.actor).claim])
    else:
        found = exchange.approved(visit.desk, visit.actor)
    heads = ("claim", *shapes.EARNING)
    lines = (
        {"claim": shown_id(claim.id), **shapes.earning(one)} for claim in found for one in claim.earnings
    )
    visit.give_all(
        lines,
        lambda shape: shape,
        lambda rows: table(
            [visit.text(f"cli.head.{head}") for head in heads],
            ([row[head] for head in heads] for row in rows),
        ),
    )


_FORMAT = Opt("--format", "FORMAT", choices=("csv", "json"))

COMMANDS = (
    _import("claims"),
    _import("assessments"),
    _import("earnings"),
    Command("export", "claims", export_claims, (FILTER,), (_FORMAT, Opt("--limit", "N"))),
    Command("export", "history", export_history, (FILTER,), (_FORMAT,)),
    Command("earnings", "", earnings, (Arg("ID", optional=True),)),
)
