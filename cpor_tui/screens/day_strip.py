"""Draws clocks day by day: a strip of days for each, and in words what runs out, when, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.claim import Clock
from cpor_tui.domain.deadlines import Day, Face, what_if
from cpor_tui.domain.names import ClockKind, Status, Unit
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.claim_lines import LOOKS, due_face, otherwise
from cpor_tui.screens.foresight import in_short, outcomes
from cpor_tui.screens.looks import BOLD, DIM, SOON, TITLE, fit, folded, said
from cpor_tui.text import Text

CELL = 4
MOST_DAYS = 60
_SIGNS = {"weekend": "-", "holiday": "-", "paused": "=", "part-day": "."}


def strips(text: Text, page: Page, width: int) -> list[Content]:
    """A line of days, a line of dates, and a line for each clock of the present round."""
    faces = [face for face in page.faces if _shown(page, face)]
    if not faces:
        return [said(text("screens.clock.none"), DIM)]
    label = 17 if text.lang == "en" else 20
    first = min(face.days[0].date for face in faces if face.days)
    last = max(*(face.days[-1].date for face in faces), day_of(page.now, page.office_zone))
    room = max(7, (width - label - 1) // CELL)
    today = day_of(page.now, page.office_zone)
    if (last - first).days + 1 > room:
        # The days around today are the ones that are asked about.
        last = min(last, max(first + timedelta(days=room - 1), today + timedelta(days=min(7, room // 3))))
        first = max(first, last - timedelta(days=room - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [_months(text, days, label), _dates(text, days, label, today)]
    found += [_strip(text, face, days, label, page) for face in faces]
    return found


def _shown(page: Page, face: Face) -> bool:
    if not face.days:
        return False
    return face.clock.open or (face.clock.ended_on or date.min) >= day_of(
        page.now, page.office_zone
    ) - timedelta(days=45)


def _months(text: Text, days: Sequence[date], label: int) -> Content:
    line, shown = " " * label, 0
    for n, day in enumerate(days):
        if (day.day == 1 or n == 0) and len(line) - label <= n * CELL:
            name = text.date(day, short=True)
            name = name.split(" ")[-1] if text.lang == "en" else name.split(" ")[0]
            line += " " * (label + n * CELL - _cells(line)) + name
            shown += 1
    return said(line, BOLD)


def _cells(line: str) -> int:
    return Content(line).cell_length


def _dates(text: Text, days: Sequence[date], label: int, today: date) -> Content:
    parts: list[Content] = [said(" " * label)]
    for day in days:
        letter = text(f"screens.weekday.{day.weekday()}")
        words = fit(f"{letter}{day.day:02}", CELL)
        parts.append(said(words, TITLE if day == today else DIM if day.weekday() >= 5 else ""))
    return Content("").join(parts)


def _strip(text: Text, face: Face, days: Sequence[date], label: int, page: Page) -> Content:
    known = {day.date: day for day in face.days}
    parts: list[Content] = [said(fit(text.label(face.clock.kind), label - 1) + " ", BOLD)]
    counted = sum(1 for day in face.days if day.counts and day.date < days[0])
    today = day_of(page.now, face.clock.zone)
    for date_ in days:
        day = known.get(date_)
        if day is None:
            parts.append(said(" " * CELL))
            continue
        counted += day.counts
        mark = str(counted) if day.counts else _SIGNS.get(day.why, "?")
        if day.why == "holiday":
            mark = "H"
        look = DIM if not day.counts else SOON if date_ >= today else BOLD
        parts.append(said(fit(f" {mark}", CELL), look))
    return Content("").join(parts)


def explained(text: Text, page: Page, width: int) -> list[Content]:
    """Each clock in words: used, due, and the holidays that were left out by name."""
    found: list[Content] = []
    for face in page.faces:
        if not _shown(page, face):
            continue
        clock = face.clock
        if not clock.open and any(other.clock.open for other in page.faces):
            continue
        stands = due_face(text, page, face) if clock.open else None
        used = text(
            "screens.clock.used", used=min(face.used, clock.limit), limit=text.days(clock.limit, clock.unit)
        )
        words = text(
            "screens.clock.line",
            clock=text.label(clock.kind),
            used=used,
            end=text.end_of(clock.due_at, clock.zone),
            state=text.label(face.state),
        )
        found += folded(words, width, look=LOOKS.get(stands.kind, "") if stands else DIM)
        found += folded(_holidays(text, face.days), width, 2, DIM) if _holidays(text, face.days) else []
    return found


def _holidays(text: Text, days: Sequence[Day]) -> str:
    named = [
        f"{text.date(day.date, short=True)} {day.holiday.ko if text.lang == 'ko' else day.holiday.en}"
        for day in days
        if day.holiday is not None
    ]
    return text("screens.clock.holidays", days=", ".join(named)) if named else ""


def outlook(text: Text, page: Page, width: int) -> list[Content]:
    """What happens if nothing is done, and what each decision would do now."""
    found: list[Content] = []
    if words := otherwise(text, page):
        found += folded(words, width, look=SOON)
    if page.claim.status in (Status.SUBMITTED, Status.UNDER_REVIEW, Status.DISPUTE):
        for what in outcomes(page):
            if what in page.allowed:
                words = text("screens.clock.if-now", what=text.label(what), then=in_short(text, page, what))
                found += folded(words, width)
    return found


def supposing(text: Text, page: Page, day: date, width: int) -> list[Content]:
    """What each clock that runs would be, had the other side the claim until `day`."""
    found: list[Content] = []
    for face in page.faces:
        clock: Clock = face.clock
        if not clock.running or clock.unit is not Unit.BUSINESS_DAYS or clock.kind is ClockKind.ANSWER:
            continue
        try:
            used, due = what_if(clock, day, page.house)
        except Refused as no:
            return folded(text.refusal(no), width)
        words = text(
            "screens.clock.what-if",
            clock=text.label(clock.kind),
            day=text.date(day),
            used=used,
            due=text.date(due),
        )
        found += folded(words, width)
    return found or [said(text("screens.clock.nothing-runs"), DIM)]
