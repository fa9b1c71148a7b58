"""A claim's fields: which apply, which Submit asks for, which may change after it, and what they may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpor_tui.domain.clean import clean, too_long
from cpor_tui.domain.names import ACTIVITIES, Activity, Area
from cpor_tui.domain.refusals import Code, Refused

LONGEST_TEXT = 10_000
"""How many characters a message, comment or note may have."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of RULES.md §6. `shape` says what it may hold; `late` whether Edit may touch it after submission."""

    name: str
    shape: str = "text"
    required: bool = True
    late: bool = False
    limit: int = 200

    def applies(self, area: Area, activity: Activity) -> bool:
        """Whether a claim of this area and activity has the field at all (RULES.md §6)."""
        match self.name:
            case "technical-contact" | "technical-title" | "technical-email":
                return area is Area.BUSINESS_APPLICATIONS
            case "subscription":
                return area is Area.BUSINESS_APPLICATIONS and activity is not Activity.REVENUE_ASSOCIATION
            case "seller" | "isv-solution":
                return activity is Activity.REVENUE_ASSOCIATION
            case _:
                return True


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("name"),
        Field("mpn", "mpn", late=True, limit=20),
        Field("customer"),
        Field("tenant", "uuid", limit=36),
        Field("domain", "domain", limit=253),
        Field("customer-contact", late=True),
        Field("customer-title", late=True),
        Field("customer-email", "email", late=True, limit=254),
        Field("partner-contact", late=True),
        Field("partner-email", "email", late=True, limit=254),
        Field("technical-contact", late=True),
        Field("technical-title", late=True),
        Field("technical-email", "email", late=True, limit=254),
        Field("subscription", limit=64),
        Field("seller"),
        Field("isv-solution"),
        Field("customer-lang", "lang", required=False, late=True, limit=2),
    )
}

# Compiled when first asked for: most commands never ask.
_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_EMAIL = (
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)@"
    r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_DOMAIN = r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[\w]"


def email(text: str, *, field: str = "email") -> str:
    """A cleaned e-mail address. Raises Refused(bad_input) for anything that is none."""
    address = clean(text).strip()
    if len(address) > 254 or not re.fullmatch(_EMAIL, address) or ".." in address:
        raise Refused(Code.BAD_INPUT, "email", field=field, given=address)
    return address


def value(name: str, given: str, mpns: Iterable[str]) -> str:
    """The cleaned value of a field; "" clears it. Raises Refused(bad_input) naming the field and what is wrong."""
    field = FIELDS.get(name)
    if field is None:
        raise Refused(Code.BAD_INPUT, "field-unknown", field=clean(name))
    if too_long(given.strip(), field.limit):
        raise Refused(Code.BAD_INPUT, "too-long", field=name, limit=field.limit)
    text = clean(given).strip()
    if not text:
        return ""
    match field.shape:
        case "uuid":
            return text.lower() if re.fullmatch(_UUID, text) else _refuse("tenant", name, text)
        case "email":
            return email(text, field=name)
        case "domain":
            text = text.lower()
            return text if re.fullmatch(_DOMAIN, text) else _refuse("domain", name, text)
        case "lang":
            return text if text in ("en", "ko") else _refuse("lang", name, text)
        case "mpn":
            return text if text in mpns else _refuse("mpn", name, text)
        case _:
            return text


def _refuse(why: str, field: str, given: str) -> str:
    raise Refused(Code.BAD_INPUT, why, field=field, given=given)


def area_and_activity(area: str, activity: str) -> tuple[Area, Activity]:
    """The two choices of a claim. Raises Refused(bad_input) for an unknown one, or an activity the area does not have."""
    try:
        chosen, done = Area(area), Activity(activity)
    except ValueError:
        raise Refused(Code.BAD_INPUT, "area", area=clean(area), activity=clean(activity)) from None
    if done not in ACTIVITIES[chosen]:
        raise Refused(Code.BAD_INPUT, "activity-of-area", area=chosen.value, activity=done.value)
    return chosen, done


def lacking(area: Area, activity: Activity, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The required fields, in the order of the form, that a claim still lacks (RULES.md §6)."""
    return tuple(
        field.name
        for field in FIELDS.values()
        if field.required and field.applies(area, activity) and not fields.get(field.name)
    )


def message(text: str | None) -> str | None:
    """A cleaned message of a person, None when nothing was said. Raises Refused(bad_input) when it is too long."""
    if text is None:
        return None
    if too_long(text, LONGEST_TEXT):
        raise Refused(Code.BAD_INPUT, "too-long", field="note", limit=LONGEST_TEXT)
    return clean(text, limit=LONGEST_TEXT, multiline=True).strip() or None
