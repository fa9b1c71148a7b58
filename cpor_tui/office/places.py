"""Reads where somebody is: a country, its part, and a time zone."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused

_PLACE = re.compile(r"([A-Za-z]{2})(?:-([A-Za-z0-9]{1,6}))?")


def place(text: str) -> tuple[str, str | None]:
    """Country and subdivision of `KR` or `US-CA`. Raises Refused(bad_input)."""
    found = _PLACE.fullmatch(text.strip())
    if found is None:
        raise Refused(Code.BAD_INPUT, "country", given=clean(text, limit=60))
    country, part = found.groups()
    return country.upper(), part.upper() if part else None


# The table of zones begins some countries at an island of theirs.
_MAIN = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "KZ": "Asia/Almaty",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
_PARTS = {
    "AU": {
        "Australia/Perth": "WA",
        "Australia/Darwin": "NT",
        "Australia/Adelaide": "SA",
        "Australia/Brisbane": "QLD",
        "Australia/Melbourne": "VIC",
        "Australia/Hobart": "TAS",
    },
    "BR": {
        "America/Manaus": "AM RO RR",
        "America/Cuiaba": "MT MS",
        "America/Rio_Branco": "AC",
    },
    "CA": {
        "America/Vancouver": "BC YT",
        "America/Edmonton": "AB NT",
        "America/Regina": "SK",
        "America/Winnipeg": "MB",
        "America/Halifax": "NB NS PE",
        "America/St_Johns": "NL",
    },
    "ES": {"Atlantic/Canary": "CN"},
    "PT": {"Atlantic/Azores": "20", "Atlantic/Madeira": "30"},
    "US": {
        "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
        "America/Denver": "CO ID MT NM UT WY",
        "America/Phoenix": "AZ",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
    },
}


def zone(text: str) -> str:
    """A time zone's name, as the database of zones has it. Raises Refused(bad_input)."""
    name = text.strip()
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        # A folder of zones, a path or a name of nothing.
        raise Refused(Code.BAD_INPUT, "zone", given=clean(name, limit=60)) from None
    return name


def zone_of(country: str, part: str | None = None) -> str | None:
    """The time that a part of a country keeps, else most of the country; None for what no table has."""
    for zone_name, parts in _PARTS.get(country, {}).items():
        if part in parts.split():
            return zone_name
    return _MAIN.get(country) or _first_zones().get(country)


@cache
def _first_zones() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _table().splitlines():
        if not line.startswith("#") and line.count("\t") >= 2:
            country, _, name = line.split("\t")[:3]
            found.setdefault(country, name)
    return found


def _table() -> str:
    system = Path("/usr/share/zoneinfo/zone.tab")
    if system.is_file():
        return system.read_text("utf-8")
    try:
        return (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ""
