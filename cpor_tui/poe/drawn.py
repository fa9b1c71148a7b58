"""Draws a page as a picture, in the cage."""

from cpor_tui.poe.caged import as_file, caged
from cpor_tui.poe.kinds import Fault
from cpor_tui.poe.reading import Page
from cpor_tui.poe.told import fault_of, records


def picture(content: bytes, page: Page, *, width: int = 960) -> bytes | Fault:
    """Return `page` of `content` as a PNG at most `width` pixels wide, or why it cannot be drawn."""
    arguments = ["picture", ".".join(map(str, page.path)), str(page.index), str(width)]
    with as_file(content) as stream:
        answer, fault = caged(stream, arguments)
    if answer.startswith(b"\x89PNG"):
        return fault or answer
    for record in records(answer):
        if "fault" in record:
            return fault_of(record["fault"])
    return fault or Fault.BROKEN
