"""What the check of a proof is told and what it shows: the five points, each with its places."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cpor_tui.domain.names import AskReason


class State(StrEnum):
    """How much was found; never what to decide."""

    OK = "ok"
    """There is evidence to look at."""
    UNSURE = "unsure"
    """There are only weak signs, or a part of what is needed."""
    MISSING = "missing"
    """Nothing was found: look yourself."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the claim says that its proof should show."""

    partner: str
    customer: str
    products: tuple[str, ...]
    submitted_on: date
    """The day of the submission; before it, today."""
    domain: str = ""
    """The customer's."""
    customer_people: tuple[str, ...] = ()
    """Names and e-mail addresses."""
    partner_people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a proof."""

    poe: str
    page: int
    line: int
    """From 1 on, among the page's lines."""
    text: str
    """The whole line, uncut."""
    score: float
    """From 0 to 1, to rank places of one point by; no probability."""
    about: str = ""
    """The product that it names, for the last point."""
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five, with its best places first."""

    reason: AskReason
    state: State
    evidence: tuple[Place, ...] = ()
    lacking: tuple[str, ...] = ()
    """The claimed products that no place names surely."""
    against: tuple[Place, ...] = ()
    """Places that look like it and are not: an empty signature line, a date too old, an unticked box."""
