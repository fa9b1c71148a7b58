"""Finds the way in which this terminal shows pictures, before the app takes it; only where the config asks for it."""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from struct import unpack
from time import monotonic
from typing import Any

from cpor_tui.terminal.filters import CleanLines

WAYS = ("kitty", "sixel", "half")
PATIENCE = 1.0
"""Seconds that a terminal has to say what it can; all but the strangest answer at once."""
_CELL = (10, 20)
"""Pixels of a cell where a terminal does not tell: those of the VT340, which sixel comes from."""
_MOST_PIXELS_OF_A_CELL = 100
_KITTY = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
"""Asks whether kitty's protocol is known. Not sent without need: tmux makes a title of it."""
# Everybody answers the last, so nobody is waited for in vain.
_CELL_AND_KIND = "\x1b[16t\x1b[c"
_LAST = re.compile(rb"\x1b\[\?([\d;]*)c")


class Lack(StrEnum):
    """Why there are no pictures."""

    OFF = "off"
    REMOTE = "remote"
    NOT_INSTALLED = "not-installed"
    COLOURLESS = "colourless"


@dataclass(frozen=True, slots=True)
class Pictures:
    """How pictures are shown here."""

    way: str
    cell: tuple[int, int]
    """Pixels of one cell, across and down."""

    def rows(self, columns: int, across: int, down: int) -> int:
        """The rows that a picture of `across` by `down` pixels takes when it is `columns` wide."""
        return max(1, round(columns * self.cell[0] * down / max(1, across) / self.cell[1]))

    def widget(self, pixels: bytes, across: int, down: int) -> Any:
        """A widget that shows rows of RGB; it is as large as its styles say."""
        from PIL import Image
        from textual_image.widget import HalfcellImage, SixelImage, TGPImage

        picture = Image.frombytes("RGB", (across, down), pixels)
        if self.way == "sixel":
            return SixelImage(picture)
        if self.way == "half":
            return HalfcellImage(picture)

        class Placed(TGPImage, Renderable=TGPImage._Renderable):
            """Kitty's pictures stand in cells of a private letter, which nobody else may send to a terminal."""

            def get_line_filters(self) -> list[Any]:
                return [kept for kept in super().get_line_filters() if not isinstance(kept, CleanLines)]

        return Placed(picture)


def prepared(wanted: str, *, remote: bool, over_ssh: bool, colours: bool) -> Pictures | Lack:
    """Load what draws pictures, and ask the terminal what it can; to be called while nobody else reads from it.

    `wanted` is `off`, `auto` or one of `WAYS`. Nothing is loaded and nothing asked where there will be no pictures.
    """
    # Who comes in over SSH cannot change this host's config: one sentence for both.
    if remote and not (over_ssh and wanted != "off"):
        return Lack.REMOTE
    if wanted == "off":
        return Lack.OFF
    if not colours:
        return Lack.COLOURLESS
    told = _cell_told()
    if wanted == "auto":
        answer = _answer(_KITTY + _CELL_AND_KIND)
    else:
        # Half blocks are made of cells; how many pixels those have does not matter.
        answer = _answer(_CELL_AND_KIND) if told is None and wanted != "half" else b""
    cell = told or _cell_answered(answer) or _CELL
    if not _loaded(cell):
        return Lack.NOT_INSTALLED
    return Pictures(_best(answer) if wanted == "auto" else wanted, cell)


def _best(answer: bytes) -> str:
    last = _LAST.search(answer)
    # Sixel first: of those that know both, some draw kitty's pictures but not in cells.
    if last is not None and b"4" in last[1].split(b";")[1:]:
        return "sixel"
    return "kitty" if b"\x1b_Gi=31;OK" in answer else "half"


def _loaded(cell: tuple[int, int]) -> bool:
    """Import the library without letting it ask the terminal itself: it takes keys for answers, and answers for keys."""
    os.environ.update(TEXTUAL_CELL_WIDTH=str(cell[0]), TEXTUAL_CELL_HEIGHT=str(cell[1]))
    stdout = sys.__stdout__
    try:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            sys.__stdout__ = nowhere  # type: ignore[misc]
            import textual_image.widget
    except ImportError:
        return False
    finally:
        sys.__stdout__ = stdout  # type: ignore[misc]
    return bool(textual_image.widget)


def _cell_told() -> tuple[int, int] | None:
    """The size of a cell as the kernel knows it."""
    import termios
    from fcntl import ioctl

    try:
        rows, columns, across, down = unpack("HHHH", ioctl(1, termios.TIOCGWINSZ, bytes(8)))
    except OSError:
        return None
    return _believable(across // max(1, columns), down // max(1, rows))


def _cell_answered(answer: bytes) -> tuple[int, int] | None:
    found = re.search(rb"\x1b\[6;(\d{1,4});(\d{1,4})t", answer)
    return _believable(int(found[2]), int(found[1])) if found else None


def _believable(across: int, down: int) -> tuple[int, int] | None:
    good = 1 <= across <= _MOST_PIXELS_OF_A_CELL and 1 <= down <= _MOST_PIXELS_OF_A_CELL
    return (across, down) if good else None


def _answer(query: str) -> bytes:
    """What the terminal says it can; keys that were typed meanwhile are lost."""
    if not (os.isatty(0) and os.isatty(1)):
        return b""
    answer = b""
    with _unbuffered(), suppress(OSError):
        os.write(1, query.encode())
        end = monotonic() + PATIENCE
        while not _LAST.search(answer) and (left := end - monotonic()) > 0 and len(answer) < 4096:
            if select.select([0], [], [], left)[0]:
                piece = os.read(0, 1024)
                if not piece:
                    break
                answer += piece
    return answer


@contextmanager
def _unbuffered() -> Iterator[None]:
    import termios
    import tty

    before = termios.tcgetattr(0)
    tty.setcbreak(0, termios.TCSANOW)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSANOW, before)
