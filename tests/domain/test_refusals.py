"""A refusal that meets nobody who words it still says what it is: in a log, in a traceback, in a failed test."""

from __future__ import annotations

import pytest

from cpor_tui.domain.refusals import Code, Refused


@pytest.mark.parametrize(
    ("refused", "shown"),
    [
        (Refused(Code.UNDO_EXPIRED), "undo_expired"),
        (Refused(Code.NOT_ALLOWED, "undo"), "not_allowed/undo"),
        (Refused(Code.HELD, by="erin", at=7), "held by=erin, at=7"),
        (Refused(Code.MISSING, "fields", fields=["name"]), "missing/fields fields=['name']"),
    ],
)
def test_a_refusal_reads_as_its_code_its_sentence_and_its_details(refused, shown):
    assert str(refused) == shown
    assert refused.args == (refused.code, refused.why, refused.details)
