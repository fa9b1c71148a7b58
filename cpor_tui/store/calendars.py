"""Copies public holidays into the store, where no upgrade of a library can move an old deadline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cpor_tui.domain.calendar import Calendar, Holiday, moment
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Base, Engine
from cpor_tui.store.rows import place_of

YEARS_BEFORE = 6
YEARS_AFTER = 6
"""How many years around the present one are copied."""


class Calendars(Base):
    """The part of the store that knows the holidays, revision by revision."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._calendars: dict[tuple[str, int], Calendar] = {}

    def calendar(self, key: str, revision: int | None = None) -> Calendar:
        """The calendar of `KR` or `US-CA`, as it now stands or as it stood at a revision.

        Raises Refused(calendar_unknown) for a place whose holidays were never copied.
        """
        if revision is None:
            newest: int | None = self.remembered(("calendar", key), lambda: self._newest(key))
            if newest is None:
                raise Refused(Code.CALENDAR_UNKNOWN, key=key)
            revision = newest
        # A revision never changes, so it may be kept for as long as the store is open.
        known = self._calendars.get((key, revision))
        if known is None:
            known = self._read_calendar(key, revision)
            # But not one of a transaction that may yet be undone.
            if key not in self._link().fresh:
                self._calendars[key, revision] = known
        return known

    def _newest(self, key: str) -> int | None:
        found = self.row("SELECT MAX(revision) FROM calendar WHERE place = ?", (key,))
        return found[0] if found else None

    def _read_calendar(self, key: str, revision: int) -> Calendar:
        found = self.row(
            "SELECT first_day, last_day FROM calendar WHERE place = ? AND revision = ?", (key, revision)
        )
        if found is None:
            raise Refused(Code.CALENDAR_UNKNOWN, key=key)
        days = self.rows(
            "SELECT day, en, ko FROM holiday WHERE place = ? AND added_rev <= ? "
            "AND (removed_rev IS NULL OR removed_rev > ?) ORDER BY day",
            (key, revision, revision),
        )
        first, last = (date.fromisoformat(day) for day in found)
        return Calendar(
            key, revision, first, last, {date.fromisoformat(day): Holiday(en, ko) for day, en, ko in days}
        )

    def calendar_copy(
        self, country: str, subdivision: str | None, first_year: int, last_year: int, at: int = 0
    ) -> Calendar:
        """Copy a place's holidays for a range of years; a new revision only if something is different.

        Days that an operator added are kept, as are years that were copied before.
        Raises Refused(bad_input, country) for a place that nobody knows the holidays of.
        """
        key = place_of(country, subdivision)
        wanted = library_holidays(country, subdivision, first_year, last_year)
        with self.own():
            revision = self._revision(key)
            old = self._read_calendar(key, revision) if revision else None
            first, last = date(first_year, 1, 1), date(last_year, 12, 31)
            if old is not None:
                first, last = min(first, old.first), max(last, old.last)
            known = self._sourced(key, revision) if revision else {}
            within = {day: named for day, named in known.items() if first_year <= day.year <= last_year}
            gone = {day for day, (_, source) in within.items() if source == "library" and day not in wanted}
            new = {
                day: holiday
                for day, holiday in wanted.items()
                if day not in known or (known[day][1] == "library" and known[day][0] != holiday)
            }
            if old is not None and not (gone or new) and (first, last) == (old.first, old.last):
                return old
            self._revise(
                key, revision + 1, first, last, at, gone | (new.keys() & known.keys()), new, "library"
            )
            return self.calendar(key, revision + 1)

    def know_place(self, country: str, subdivision: str | None, now: int) -> None:
        """Copy a place's holidays for the years around `now`, unless they are known (RULES.md §8)."""
        if self._revision(place_of(country, subdivision)):
            return
        year = moment(now).year
        self.calendar_copy(country, subdivision, year - YEARS_BEFORE, year + YEARS_AFTER, now)

    def calendar_add(self, key: str, day: date, holiday: Holiday, at: int = 0) -> Calendar:
        """Add one day off. Raises Refused(calendar_unknown), also for a day beyond the known years."""
        with self.own():
            now = self.calendar(key)
            if not now.first <= day <= now.last:
                raise Refused(
                    Code.CALENDAR_UNKNOWN, key=key, first=now.first.isoformat(), last=now.last.isoformat()
                )
            if now.holidays.get(day) == holiday:
                return now
            gone = {day} & now.holidays.keys()
            self._revise(key, now.revision + 1, now.first, now.last, at, gone, {day: holiday}, "operator")
            return self.calendar(key, now.revision + 1)

    def calendar_list(self) -> list[Calendar]:
        """Every calendar as it now stands."""
        return [
            self.calendar(key) for (key,) in self.rows("SELECT DISTINCT place FROM calendar ORDER BY place")
        ]

    def _revision(self, key: str) -> int:
        # The row is locked where the database has row locks, so that two refreshes make two revisions.
        lock = " FOR UPDATE" if self.backend == "postgres" else ""
        found = self.rows(f"SELECT revision FROM calendar WHERE place = ? ORDER BY revision{lock}", (key,))
        return int(found[-1][0]) if found else 0

    def _sourced(self, key: str, revision: int) -> dict[date, tuple[Holiday, str]]:
        found = self.rows(
            "SELECT day, en, ko, source FROM holiday WHERE place = ? AND added_rev <= ? AND removed_rev IS NULL",
            (key, revision),
        )
        return {date.fromisoformat(day): (Holiday(en, ko), source) for day, en, ko, source in found}

    def _revise(
        self,
        key: str,
        revision: int,
        first: date,
        last: date,
        at: int,
        gone: set[date],
        new: Mapping[date, Holiday],
        source: str,
    ) -> None:
        self._link().fresh.add(key)
        self.run(
            "INSERT INTO calendar (place, revision, first_day, last_day, made_at) VALUES (?, ?, ?, ?, ?)",
            (key, revision, first.isoformat(), last.isoformat(), at),
        )
        for day in sorted(gone):
            self.run(
                "UPDATE holiday SET removed_rev = ? WHERE place = ? AND day = ? AND removed_rev IS NULL",
                (revision, key, day.isoformat()),
            )
        for day, holiday in sorted(new.items()):
            self.run(
                "INSERT INTO holiday (place, day, added_rev, removed_rev, en, ko, source) "
                "VALUES (?, ?, ?, NULL, ?, ?, ?)",
                (key, day.isoformat(), revision, holiday.en, holiday.ko, source),
            )
        self.rearranged()


def library_holidays(
    country: str, subdivision: str | None, first_year: int, last_year: int
) -> dict[date, Holiday]:
    """The public holidays that the holidays package knows, named in both languages where it can.

    Raises Refused(bad_input, country) for a place it does not know.
    """
    import holidays

    years = range(first_year, last_year + 1)

    def named(language: str | None) -> Any:
        return holidays.country_holidays(country, subdiv=subdivision, years=years, language=language)

    try:
        own = named(None)
    except NotImplementedError as unknown:
        raise Refused(Code.BAD_INPUT, "country", given=place_of(country, subdivision)) from unknown
    speaks = own.supported_languages or ()
    english = named("en_US") if "en_US" in speaks else own
    korean = named("ko") if "ko" in speaks else english
    return {day: Holiday(english.get(day) or name, korean.get(day) or name) for day, name in own.items()}
