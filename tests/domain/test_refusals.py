"""A refusal that meets nobody who words it still says what it is: in a log, in a traceback, in a failed test."""

from __future__ import annotations

import pytest

from cpor_tui.domain.refusals import Code, Refused


@pytest.mark.parametrize(
    ("code", "why", "details", "shown"),
    [
        (Code.UNDO_EXPIRED, "", {}, "undo_expired"),
        (Code.NOT_ALLOWED, "undo", {}, "not_allowed/undo"),
        (Code.HELD, "", {"by": "erin", "at": 7}, "held by=erin, at=7"),
        (Code.MISSING, "fields", {"fields": ["name"]}, "missing/fields fields=['name']"),
    ],
)
def test_a_refusal_reads_as_its_code_its_sentence_and_its_details(code, why, details, shown):
    refused = Refused(code, why, **details)
    assert str(refused) == shown
    assert refused.args == (code, why, details)
