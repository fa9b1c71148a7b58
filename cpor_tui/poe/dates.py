"""Finds dates in English and Korean text, with every reading that an ambiguous one allows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT = r"['’‘`´]\s?(?P<short>\d\d)"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2026년 6월 15일, ’26년 6월 15일, 26년 6월 15일, 2026년 6월
        rf"(?<!\d)(?:{_YEAR}|['’‘`]?(?P<short>\d\d))\s*년\s*(?P<number>1[0-2]|0?[1-9])\s*월(?:\s*{_DAY}\s*일)?",
        # 2026-06-15, 2026/6/15, 2026. 6. 15.
        rf"(?<![\d.]){_YEAR}\s?(?P<dash>[-./])\s?(?P<number>1[0-2]|0?[1-9])\s?(?P=dash)\s?{_DAY}(?!\d)",
        # '26. 2. 3.
        rf"{_SHORT}\s?[-./]\s?(?P<number>1[0-2]|0?[1-9])\s?[-./]\s?{_DAY}(?!\d)",
        # 15 June 2026, 15th day of June, 2026, 15-Jun-2026, 15 Jun '26
        rf"\b{_DAY}(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?[\s,-]*{_MONTH}[\s,-]*(?:{_YEAR}|{_SHORT})\b",
        # June 15, 2026, June 15th 2026
        rf"\b{_MONTH}\s*{_DAY}(?:st|nd|rd|th)?\s*[,.]?\s*(?:{_YEAR}|{_SHORT})\b",
        # 2026 June 15
        rf"\b{_YEAR}[\s,-]+{_MONTH}[\s,-]+{_DAY}\b",
        # 15/06/2026, 6/15/26, 15.06.2026: which of the first two is the month is not said
        (
            r"(?<![\d./-])(?P<first>\d{1,2})(?P<slash>[/.-])(?P<second>\d{1,2})(?P=slash)"
            r"(?P<last>(?:19|20)\d\d|\d\d)(?![\d/-]|\.\d)"
        ),
        # June 2026
        rf"(?<!\d[ -])\b{_MONTH}[\s,]+{_YEAR}\b",
    )
)
_MOST = 400


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text; several `spans` where it can be read in several ways."""

    start: int
    end: int
    spans: tuple[tuple[date, date], ...]
    """First and last day that it may mean: the same for a day, a whole month for a month."""

    @property
    def is_day(self) -> bool:
        """Whether it names a day, not only a month."""
        return all(first == last for first, last in self.spans)


def find(text: str) -> Iterator[Found]:
    """Yield the dates in `text` in its order, at most 400; what is no date of any calendar is not one."""
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if len(found) >= _MOST:
                break
            start, end = match.span()
            if any(start < there and here < end for here, there in taken):
                continue
            spans = tuple(_spans(match.groupdict()))
            if spans:
                taken.append((start, end))
                found.append(Found(start, end, spans))
    yield from sorted(found, key=lambda each: each.start)


def within(found: Found, first: date, last: date) -> bool | None:
    """Say whether `found` lies from `first` to `last`; None where one reading does and another does not."""
    answers = {begin <= last and end >= first for begin, end in found.spans if begin <= last}
    # Of two readings, one of which had not come yet, the other is meant.
    if len(answers) == 1:
        return answers.pop()
    return None if answers else False


def a_year_before(day: date) -> date:
    """Return the first day of the twelve months that end with `day`."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _spans(said: dict[str, str | None]) -> Iterator[tuple[date, date]]:
    if last := said.get("last"):
        year = _full(last)
        first, second = int(said["first"] or 0), int(said["second"] or 0)
        days = {day for day in (_day(year, first, second), _day(year, second, first)) if day is not None}
        yield from ((day, day) for day in sorted(days))
        return
    year = _full(said.get("year") or said.get("short") or "")
    name = said.get("month")
    month = _MONTHS[name.lower()] if name else int(said.get("number") or 0)
    if said.get("day"):
        if (day := _day(year, month, int(said["day"] or 0))) is not None:
            yield day, day
    elif (begin := _day(year, month, 1)) is not None:
        yield begin, (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _full(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return 2000 + number if number < 70 else 1900 + number


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
