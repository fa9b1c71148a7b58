"""Draws a page as a picture, in the cage, and takes the picture apart without trusting it."""

import struct
import zlib
from dataclasses import dataclass

from cpor_tui.poe.caged import as_file, caged
from cpor_tui.poe.kinds import Fault
from cpor_tui.poe.reading import Page
from cpor_tui.poe.told import fault_of, records

_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PLAIN = b"\x08\x02\x00\x00\x00"
"""Eight bits, RGB, nothing packed or interlaced: the only kind of PNG that our child writes."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture as rows of RGB, without padding."""

    across: int
    down: int
    rgb: bytes


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


def pixels(content: bytes, page: Page, *, width: int) -> Pixels | Fault:
    """Return `page` of `content` as rows of RGB, at most `width` wide and three times as high, or why not.

    No decoder of pictures ever sees what the child wrote: it read a stranger's file, and may be the stranger's by now.
    """
    drawn = picture(content, page, width=width)
    return drawn if isinstance(drawn, Fault) else _unpacked(drawn, width)


def _unpacked(png: bytes, width: int) -> Pixels | Fault:
    if not png.startswith(_HEAD) or png[24:29] != _PLAIN or png[37:41] != b"IDAT":
        return Fault.CRASHED
    across, down = struct.unpack_from(">II", png, 16)
    (length,) = struct.unpack_from(">I", png, 33)
    if not (0 < across <= width and 0 < down <= 3 * width):
        return Fault.CRASHED
    step = 1 + 3 * across
    try:
        rows = zlib.decompressobj().decompress(png[41 : 41 + length], step * down)
    except zlib.error:
        return Fault.CRASHED
    # Each row begins with the number of its filter, and ours uses none.
    if len(rows) != step * down or any(rows[::step]):
        return Fault.CRASHED
    return Pixels(across, down, b"".join(rows[at + 1 : at + step] for at in range(0, len(rows), step)))
