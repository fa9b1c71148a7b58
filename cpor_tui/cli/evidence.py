"""The five points of a claim's proof, as a script wants them."""

from __future__ import annotations

from typing import Any

from cpor_tui.cli.visit import Visit
from cpor_tui.evidence import proof


def rows(visit: Visit, claim: int) -> list[dict[str, Any]]:
    """`check` of CLI.md: the five points in order, each with its best places first."""
    return [
        {
            "reason": point.reason.value,
            "state": point.state.value,
            "evidence": [
                {"poe": place.poe, "page": place.page, "line": place.line, "text": place.text}
                for place in point.evidence
            ],
        }
        for point in proof(visit.desk, visit.desk.page(claim, visit.actor)).points
    ]
