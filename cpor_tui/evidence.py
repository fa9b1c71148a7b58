"""Gathers a claim's proof, and finds the places that speak for each of the five points; it shows, and never decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cpor_tui.desk import Desk
from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.claim import Poe
from cpor_tui.pages import Page
from cpor_tui.poe.points import Facts, Point
from cpor_tui.poe.reading import Reading
from cpor_tui.readings import readings, searchable


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read out of a claim's files (by their names), and what speaks for each point."""

    claim: int
    files: tuple[str, ...]
    """The SHA-256 of each, so that a page knows whether this proof is still its own."""
    readings: Mapping[str, Reading]
    points: tuple[Point, ...]


def proof(
    desk: Desk,
    page: Page,
    *,
    slow: bool = True,
    more: Sequence[tuple[str, bytes]] = (),
    without: Collection[str] = (),
) -> Proof:
    """Everything a claim's files say: call it in a thread.

    `slow`: scans are recognised and signatures checked, a second or so for each the first time; `more`: files that
    are not sent yet; `without`: products that are about to be dropped. Raises Refused where the claim or its files
    are not to be had.
    """
    # The check, and the library that compares names, are loaded when the first proof is looked at.
    from cpor_tui.poe.check import check

    found = {poe.name: reading(desk, page, poe, slow=slow) for poe in page.claim.poe}
    for name, content in more:
        # Two files may have one name; both are to be heard.
        found[name if name not in found else f"{name} ({len(found) + 1})"] = readings().read(
            content, ocr=slow, seals=slow
        )
    files = tuple(poe.sha256 for poe in page.claim.poe)
    stated = facts(page)
    left = tuple(product for product in stated.products if product not in without)
    return Proof(page.claim.id, files, found, check(replace(stated, products=left), found))


def reading(desk: Desk, page: Page, poe: Poe, *, slow: bool = True) -> Reading:
    """What one file says; a scan that was recognised can be searched for from then on."""
    kept = readings().find(poe.sha256)
    if kept is not None and not (slow and kept.unfinished):
        return kept
    _, content = desk.poe_bytes(page.claim.id, poe.sha256, page.actor)
    fresh = readings().read(content, ocr=slow, seals=slow)
    if fresh.ocr and not (kept is not None and kept.ocr):
        desk.found_text(page.claim.id, poe.sha256, searchable(fresh))
    return fresh


def facts(page: Page) -> Facts:
    """What the claim says that its proof should show."""
    claim, fields = page.claim, page.claim.fields
    at = claim.submitted_at if claim.submitted_at is not None else page.now

    def people(*names: str) -> tuple[str, ...]:
        return tuple(fields[name] for name in names if fields.get(name))

    return Facts(
        partner=page.org.name,
        customer=fields.get("customer", ""),
        products=claim.products,
        submitted_on=day_of(at, page.office_zone),
        domain=fields.get("domain", ""),
        # The technical contact may be of either side, so nothing is concluded from that name.
        customer_people=people("customer-contact", "customer-email"),
        partner_people=people("partner-contact", "partner-email"),
    )
