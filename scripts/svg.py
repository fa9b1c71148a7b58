"""Draws frames of a terminal as SVG, Korean at its true width, and several of them as one that moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

CELL_W, CELL_H = 8.4, 18.0
"""Pixels of a cell."""
PAD = 12.0
BAR = 30.0
"""Pixels above the screen for a title."""
CAPTION = 58.0
"""Pixels below it for a word to say."""
INK, PAPER = "#e4e7ec", "#12151a"
SECONDS = 5
"""For how long a frame of a moving picture is shown."""
_FONTS = "'DejaVu Sans Mono','Noto Sans Mono CJK KR','D2Coding','Cascadia Mono',Menlo,Consolas,monospace"

Frame = Sequence[Sequence[Segment]]


def still(frame: Frame, title: str) -> str:
    """One frame as a picture of its own."""
    return _svg(frame, title, "".join(_lines(frame)), 0.0)


def moving(frames: Sequence[tuple[Frame, str]], title: str) -> str:
    """Frames one after the other, each with its caption, for ever; without animation the first one."""
    share = 100 / len(frames)
    of = SECONDS * len(frames)
    rules = "".join(
        f"#f{n}{{opacity:{1 if n == 0 else 0};animation:f{n} {of}s step-end infinite}}"
        f"@keyframes f{n}{{0%{{opacity:{1 if n == 0 else 0}}}"
        + (f"{share * n:.3f}%{{opacity:1}}" if n else "")
        + (f"{share * (n + 1):.3f}%{{opacity:0}}" if n + 1 < len(frames) else "")
        + "100%{opacity:0}}"
        for n in range(len(frames))
    )
    first = frames[0][0]
    width, height = _size(first)
    body = "".join(
        f'<g id="f{n}">{"".join(_lines(frame))}{_caption(caption, width, height)}</g>'
        for n, (frame, caption) in enumerate(frames)
    )
    return _svg(first, title, body, CAPTION, f"<style>{rules}</style>")


def _size(frame: Frame) -> tuple[float, float]:
    columns = max(sum(cell_len(segment.text) for segment in line) for line in frame)
    return columns * CELL_W + 2 * PAD, len(frame) * CELL_H + BAR + PAD


def _svg(frame: Frame, title: str, body: str, more: float, style: str = "") -> str:
    width, height = _size(frame)
    height += more
    dots = "".join(f'<circle cx="{PAD + 6 + 18 * n:g}" cy="15" r="5" fill="#3a4250"/>' for n in range(3))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" '
        f'role="img" font-family="{_FONTS}" font-size="14" xml:space="preserve">'
        f"<title>{escape(title)}</title>{style}"
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>{dots}'
        f'<text x="{width / 2:g}" y="20" text-anchor="middle" fill="#9db4d0" font-size="12">{escape(title)}</text>'
        f"{body}</svg>\n"
    )


def _caption(words: str, width: float, height: float) -> str:
    room = int((width - 2 * PAD) / CELL_W)
    lines = list(_folded(words, room))[:3]
    return "".join(
        f'<text x="{PAD:g}" y="{height + 14 + 18 * n:g}" fill="#f0b95b">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )


def _folded(words: str, room: int) -> Iterator[str]:
    line = ""
    for word in words.split():
        if line and cell_len(f"{line} {word}") > room:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _lines(frame: Frame) -> Iterator[str]:
    for n, line in enumerate(frame):
        y, at = BAR + n * CELL_H, 0
        for segment in line:
            cells = cell_len(segment.text)
            if segment.control or not cells:
                continue
            yield from _run(segment.text, segment.style or Style.null(), PAD + at * CELL_W, y)
            at += cells


def _run(text: str, style: Style, x: float, y: float) -> Iterator[str]:
    ink, paper = _hex(style.color, INK), _hex(style.bgcolor, PAPER)
    if style.reverse:
        ink, paper = paper, ink
    if paper != PAPER:
        size = f'width="{cell_len(text) * CELL_W:.2f}" height="{CELL_H + 0.4:g}"'
        yield f'<rect x="{x:g}" y="{y:g}" {size} fill="{paper}"/>'
    look = "".join(
        (
            ' font-weight="bold"' if style.bold else "",
            ' font-style="italic"' if style.italic else "",
            ' text-decoration="underline"' if style.underline else "",
            ' opacity=".65"' if style.dim else "",
        )
    )
    # Each piece says how wide it is, in cells: whatever font is there, the columns stay columns.
    for wide, letters in groupby(text, lambda letter: cell_len(letter) == 2):
        piece = "".join(letters)
        cells = cell_len(piece)
        if piece.strip():
            shown = piece.strip(" ")
            before = cell_len(piece) - cell_len(piece.lstrip(" "))
            at = x + before * CELL_W
            length = cell_len(shown) * CELL_W
            # A Hangul letter of a font fills less than its two cells.
            fit, size = ("spacing", ' font-size="16"') if wide else ("spacingAndGlyphs", "")
            yield (
                f'<text x="{at:.2f}" y="{y + 13.5:g}" textLength="{length:.2f}" lengthAdjust="{fit}" '
                f'fill="{ink}"{size}{look}>'
                f"{escape(shown)}</text>"
            )
        x += cells * CELL_W


def _hex(color: Color | None, otherwise: str) -> str:
    if color is None or color.is_default:
        return otherwise
    return color.get_truecolor().hex
