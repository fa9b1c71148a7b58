"""`cpor calendar …` and `recalculate`: which days are holidays, and what a changed calendar means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cpor_tui.cli.claims import numbers, request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.moments import read_date
from cpor_tui.cli.plain import table
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.calendar import Calendar
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.refusals import Code, Refused

_CALENDAR = Opt("--calendar", "COUNTRY[-PART]")


def _shape(calendar: Calendar) -> dict[str, Any]:
    return {
        "calendar": calendar.key,
        "revision": calendar.revision,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
        "holidays": len(calendar.holidays),
    }


def _list(visit: Visit, found: list[dict[str, Any]]) -> None:
    heads = ("calendar", "revision", "first", "last", "holidays")
    visit.give_all(
        found,
        lambda one: one,
        lambda rows: table(
            [visit.text(f"cli.head.{head}") for head in heads],
            ([str(row[head]) for head in heads] for row in rows),
        ),
    )


def show_list(visit: Visit, given: Given) -> None:
    """List the calendars that the store has."""
    _list(visit, [_shape(calendar) for calendar in visit.office.calendars()])


def _place(given: Given) -> str | None:
    return given.maybe("calendar") or given.maybe("COUNTRY")


def show(visit: Visit, given: Given) -> None:
    """List a calendar's holidays."""
    calendar = visit.office.calendar(_place(given))
    year = given.number("year", low=1, high=9999)
    days = sorted(
        (day, named) for day, named in calendar.holidays.items() if year is None or day.year == year
    )
    text = visit.text
    visit.give(
        lambda: {
            **_shape(calendar),
            "days": [{"date": day.isoformat(), "en": named.en, "ko": named.ko} for day, named in days],
        },
        lambda: table(
            [text("cli.head.date"), text("cli.head.name")],
            ([text.date(day), named.ko if text.lang == "ko" else named.en] for day, named in days),
        ),
    )


def refresh(visit: Visit, given: Given) -> None:
    """Copy the holidays anew."""
    office, place = visit.office, _place(given)

    def do() -> list[dict[str, Any]]:
        return [
            {**_shape(calendar), "changed": calendar.revision != before}
            for calendar, before in office.refresh(place)
        ]

    _list(visit, office.once(request_of(given), ("calendar refresh", place), do))


def add(visit: Visit, given: Given) -> None:
    """Add a day off."""
    office, place = visit.office, given.maybe("calendar")
    day, name = read_date(given.one("DATE")), " ".join(given.all("NAME"))

    def do() -> dict[str, Any]:
        return _shape(office.add_holiday(place, day, name))

    _list(visit, [office.once(request_of(given), ("calendar add", place, day.isoformat(), name), do)])


def recalculate(visit: Visit, given: Given) -> None:
    """Move the running clocks that a changed calendar moves, an event on each claim."""
    from cpor_tui.domain.commands import Recalculate
    from cpor_tui.office import answered, once

    visit.operator()
    dry = given.on("dry-run")
    request = request_of(given)
    order = ("recalculate", dry)
    if request is not None and (known := answered(visit.desk, visit.actor, request, order)) is not None:
        _tell(visit, known)
        return
    moved: list[dict[str, Any]] = []
    unknown: list[str] = []
    for claim in numbers(visit, _RUNNING):
        try:
            moved += _moved(visit, claim, dry, Recalculate(claim=claim), request)
        except Refused as no:
            if no.code is not Code.CALENDAR_UNKNOWN:
                raise
            unknown.append(shown_id(claim))
    told = {"dry_run": dry, "moved": moved, "unknown": unknown}
    if request is not None:
        once(visit.desk, visit.actor, request, order, lambda: told)
    _tell(visit, told)


def _tell(visit: Visit, told: dict[str, Any]) -> None:
    text = visit.text

    def lines() -> Iterator[str]:
        for one in told["moved"]:
            for clock in one["clocks"]:
                yield text(
                    "cli.recalculate.moved",
                    claim=one["id"],
                    clock=text(f"label.clock-kind.{clock['kind']}"),
                    frm=clock["from"],
                    to=clock["to"],
                )
        key = "cli.recalculate.would" if told["dry_run"] else "cli.recalculate.done"
        yield text(key, count=len(told["moved"]))

    visit.give(lambda: told, lines)
    if told["unknown"]:
        visit.hint(text("cli.recalculate.unknown", claims=", ".join(told["unknown"])))


def _moved(visit: Visit, claim: int, dry: bool, order: Any, request: str | None) -> list[dict[str, Any]]:
    from cpor_tui.domain.deadlines import moved

    page = visit.desk.page(claim, visit.actor)
    turns = [moved(clock, page.house, page.now) for clock in page.claim.clocks if clock.open]
    clocks = [
        {
            "kind": turn.kind.value,
            "from": next(c.due_on for c in reversed(page.claim.clocks) if c.kind is turn.kind).isoformat(),
            "to": turn.due_on.isoformat(),
        }
        for turn in turns
        if turn is not None and turn.due_on is not None
    ]
    if not clocks:
        return []
    if not dry:
        one = f"{request}:{claim}" if request is not None else None
        done = visit.desk.submit(order, visit.actor, request=one)
        if done.event is None:
            return []
    return [{"id": shown_id(claim), "clocks": clocks}]


_RUNNING = "status:submitted,under-review,partner-action-required,approved,rejected,dispute"
"""Where a clock may run."""

COMMANDS = (
    Command("calendar", "list", show_list),
    Command(
        "calendar",
        "show",
        show,
        (Arg("COUNTRY", optional=True),),
        (_CALENDAR, Opt("--year", "YYYY")),
    ),
    Command("calendar", "refresh", refresh, (Arg("COUNTRY", optional=True),), (_CALENDAR,), changes=True),
    Command("calendar", "add", add, (Arg("DATE"), Arg("NAME", many=True)), (_CALENDAR,), changes=True),
    Command("recalculate", "", recalculate, opts=(Opt("--dry-run"),), changes=True),
)
