"""One exception says no, with a code that every door turns into words and an exit status."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Why something was refused (CLI.md, Refusal codes)."""

    TOO_LATE = "too_late"
    WRONG_STATUS = "wrong_status"
    NOT_DISPUTABLE = "not_disputable"
    MISSING = "missing"
    BAD_REASON = "bad_reason"
    CALENDAR_UNKNOWN = "calendar_unknown"
    UNDO_EXPIRED = "undo_expired"
    QUOTA = "quota"
    RATE_LIMITED = "rate_limited"
    USAGE = "usage"
    BAD_INPUT = "bad_input"
    STORE_UNREACHABLE = "store_unreachable"
    NOT_ALLOWED = "not_allowed"
    OWN_ORGANISATION = "own_organisation"
    NOT_FOUND = "not_found"
    BAD_CODE = "bad_code"
    CONFLICT = "conflict"
    ALREADY_DECIDED = "already_decided"
    HELD = "held"


EXIT: dict[Code, int] = {
    **dict.fromkeys(
        (
            Code.TOO_LATE,
            Code.WRONG_STATUS,
            Code.NOT_DISPUTABLE,
            Code.MISSING,
            Code.BAD_REASON,
            Code.CALENDAR_UNKNOWN,
            Code.UNDO_EXPIRED,
            Code.QUOTA,
            Code.RATE_LIMITED,
        ),
        1,
    ),
    **dict.fromkeys((Code.USAGE, Code.BAD_INPUT), 2),
    Code.STORE_UNREACHABLE: 3,
    **dict.fromkeys((Code.NOT_ALLOWED, Code.OWN_ORGANISATION, Code.NOT_FOUND, Code.BAD_CODE), 4),
    **dict.fromkeys((Code.CONFLICT, Code.ALREADY_DECIDED, Code.HELD), 5),
}
"""The exit status of each refusal (CLI.md, Global)."""


class Refused(Exception):
    """A rule said no. `why` names the sentence (`text` words it), `details` fills its gaps.

    >>> Refused(Code.MISSING, "fields", fields=["name"]).exit
    1
    """

    def __init__(self, code: Code, why: str = "", **details: Any) -> None:
        super().__init__(code, why, details)
        self.code = code
        self.why = why
        self.details = details

    @property
    def exit(self) -> int:
        """The exit status a script sees."""
        return EXIT[self.code]

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code}{'/' + self.why if self.why else ''}{' ' + shown if shown else ''}"
