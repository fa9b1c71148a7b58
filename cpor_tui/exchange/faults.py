"""What is wrong with a row: said all at once, and of the field it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cpor_tui.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row, and in which field if it is one."""

    row: int
    field: str | None
    refused: Refused


class Several(Exception):
    """More than one thing is wrong with a row."""

    def __init__(self, wrong: Sequence[tuple[str, Refused]]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


One = TypeVar("One")


def within(name: str, read: Callable[[], One]) -> One:
    """What is read of one field of a row; a refusal of it is said of that field."""
    try:
        return read()
    except Refused as no:
        raise Several([(name, no)]) from no
