"""Takes a file of this machine as it was at one moment."""

import os
import stat
from typing import IO

from cpor_tui.domain.refusals import Code, Refused


def whole(opened: IO[bytes], most: int, name: str) -> bytes:
    """Return what is in the file, at most one byte more than `most`.

    Raises Refused(bad_input) if somebody wrote to it meanwhile: half of one proof and half of another proves nothing.
    """
    before = os.fstat(opened.fileno())
    content = opened.read(most + 1)
    after = os.fstat(opened.fileno())
    # What comes through a pipe has neither a size nor a second chance.
    if stat.S_ISREG(before.st_mode) and (
        (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        or len(content) < min(before.st_size, most + 1)
    ):
        raise Refused(Code.BAD_INPUT, "file-changed", file=name)
    return content
