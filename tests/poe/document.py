"""A made-up proof, the claim it is for, and the lines that prove it."""

from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import NamedTuple

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.check import check
from cpor_tui.poe.points import Facts, Point, State
from cpor_tui.poe.reader import Reading, read

Gold = str | EllipsisType | None
"""Parts of the proving lines, any of them, parted by "|"; None where nothing proves it; ... where nobody asks."""


def claim(partner: str, customer: str, products: list[str], submitted: str, domain: str) -> Facts:
    """Return the facts of a claim."""
    return Facts(partner, customer, tuple(products), date.fromisoformat(submitted), domain)


@dataclass(frozen=True, slots=True)
class Document:
    """A proof as text, and what proves each point in it."""

    name: str
    lang: str
    facts: Facts
    text: str
    about: Gold
    signed: Gold
    dated: Gold
    work: Gold
    products: tuple[Gold, ...]
    kind: str = "txt"

    def reading(self) -> Reading:
        """Return the proof as the reader gives it."""
        return read(self.text.encode())

    def points(self) -> tuple[Point, ...]:
        """Return what the check shows of it."""
        return check(self.facts, {f"{self.name}.{self.kind}": self.reading()})


class Outcome(NamedTuple):
    """How one point of one document came out."""

    document: str
    lang: str
    reason: AskReason
    proved: bool
    shown: bool
    """A proving line is among the first three."""
    state: State


def outcomes(document: Document) -> list[Outcome]:
    """Return how each point of `document` came out; several products are several outcomes."""
    found: list[Outcome] = []
    golds = (document.about, document.signed, document.dated, document.work)
    points = document.points()
    for gold, point in zip(golds, points[:4], strict=True):
        if gold is not ...:
            texts = [place.text for place in point.evidence[:3]]
            found.append(_outcome(document, point.reason, gold, texts, point.state))
    point = points[4]
    for name, gold in zip(document.facts.products, document.products, strict=True):
        if gold is not ...:
            texts = [place.text for place in point.evidence if place.about == name][:3]
            state = State.OK if name not in point.lacking else State.UNSURE if texts else State.MISSING
            found.append(_outcome(document, point.reason, gold, texts, state))
    return found


def _outcome(
    document: Document, reason: AskReason, gold: str | None, texts: list[str], state: State
) -> Outcome:
    shown = gold is not None and any(part in text for text in texts for part in gold.split("|"))
    return Outcome(document.name, document.lang, reason, gold is not None, shown, state)
