"""Gathers a claim's proof, and shows the places that speak for each of the five points."""

from __future__ import annotations

from typing import Any

from cpor_tui.cli.visit import Visit
from cpor_tui.domain.calendar import day_of
from cpor_tui.pages import Page
from cpor_tui.poe.check import Facts, check
from cpor_tui.poe.reader import read


def facts(page: Page) -> Facts:
    """What the claim says that its proof should show."""
    it = page.claim
    fields = it.fields
    at = it.submitted_at if it.submitted_at is not None else page.now
    customers = (fields.get("customer-contact"), fields.get("customer-email"))
    partners = (fields.get("partner-contact"), fields.get("partner-email"), fields.get("technical-contact"))
    return Facts(
        partner=page.org.name,
        customer=fields.get("customer", ""),
        products=it.products,
        submitted_on=day_of(at, page.org.zone),
        domain=fields.get("domain", ""),
        customer_people=tuple(name for name in customers if name),
        partner_people=tuple(name for name in partners if name),
    )


def rows(visit: Visit, claim: int) -> list[dict[str, Any]]:
    """`check` of CLI.md: the five points in order, each with its best places first."""
    page = visit.desk.page(claim, visit.actor)
    readings = {
        poe.name: read(visit.desk.poe_bytes(claim, poe.sha256, visit.actor)[1], ocr=True)
        for poe in page.claim.poe
    }
    return [
        {
            "reason": point.reason.value,
            "state": point.state.value,
            "evidence": [
                {"poe": place.poe, "page": place.page, "line": place.line, "text": place.text}
                for place in point.evidence
            ],
        }
        for point in check(facts(page), readings)
    ]
