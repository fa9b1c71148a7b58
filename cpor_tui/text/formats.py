"""Writes dates, times, lengths and sizes as each language writes them."""

from __future__ import annotations

import datetime as dt

from cpor_tui.domain.calendar import MICRO, moment
from cpor_tui.domain.names import Unit

_DAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "ko": tuple("월화수목금토일")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PARTS = {"en": (" d", " h", " min", " s"), "ko": ("일", "시간", "분", "초")}


def date(day: dt.date, lang: str, *, short: bool = False) -> str:
    """`Tue 14 Jul 2026` · `2026년 7월 14일 (화)`; short: `14 Jul` · `7월 14일`."""
    name = _DAYS[lang][day.weekday()]
    if lang == "ko":
        return f"{day.month}월 {day.day}일" if short else f"{day.year}년 {day.month}월 {day.day}일 ({name})"
    if short:
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{name} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def time(at: int, zone: str) -> str:
    """`10:42`."""
    return f"{moment(at, zone):%H:%M}"


def zone_name(at: int, zone: str) -> str:
    """What the zone is called at that instant: `KST`, `CEST`, `UTC-03`."""
    name = moment(at, zone).tzname() or zone
    return name if name[:1].isalpha() else f"UTC{name}"


def when(at: int, zone: str, lang: str, *, short: bool = False) -> str:
    """`Tue 14 Jul 2026, 10:42 KST` · `2026년 7월 14일 (화) 10:42 KST`; short: without year, weekday and zone."""
    day = date(moment(at, zone).date(), lang, short=short)
    if short:
        return f"{day} {time(at, zone)}"
    return f"{day}{',' if lang == 'en' else ''} {time(at, zone)} {zone_name(at, zone)}"


def end_of(due_at: int, zone: str, lang: str) -> str:
    """`the end of Tue 14 Jul 2026 (KST)` · `2026년 7월 14일 (화) 밤 12시(KST)`; `due_at` is the first instant after."""
    day = date(moment(due_at - 1, zone).date(), lang)
    name = zone_name(due_at - 1, zone)
    return f"{day} 밤 12시({name})" if lang == "ko" else f"the end of {day} ({name})"


def days(count: int, unit: Unit, lang: str, *, full: bool = False) -> str:
    """`2 bd` · `2영업일`, `7 days` · `7일`; full: `2 business days`."""
    business = unit is Unit.BUSINESS_DAYS
    if lang == "ko":
        return f"{count}{'영업' if business else ''}일"
    if business and not full:
        return f"{count} bd"
    return f"{count} {'business ' if business else ''}{'day' if count == 1 else 'days'}"


def span(micros: int, lang: str) -> str:
    """The two largest parts of a length of time: `7 h 18 min` · `7시간 18분`."""
    left = abs(micros) // MICRO
    counts: list[int] = []
    for length in (86400, 3600, 60, 1):
        count, left = divmod(left, length)
        counts.append(count)
    first = next((n for n, count in enumerate(counts) if count), 3)
    shown = [(n, counts[n]) for n in (first, first + 1) if n < 4 and (counts[n] or n == first)]
    return " ".join(f"{count}{_PARTS[lang][n]}" for n, count in shown)


def size(count: int) -> str:
    """`17 B`, `412 KB`, `1.4 MB`; a kilobyte is 1,024 bytes, as a file list shows it."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    amount = count / (1024 * 1024)
    return f"{amount:.0f} MB" if amount >= 10 or amount == int(amount) else f"{amount:.1f} MB"


def listed(words: tuple[str, ...], lang: str) -> str:
    """`a, b and c` · `a, b, c`."""
    if lang == "ko" or len(words) < 2:
        return ", ".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
