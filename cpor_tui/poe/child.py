"""Reads one hostile file inside the cage and reports its pages, one JSON line each.

Only `cage.py` runs this, in a process that has limits and nothing to lose. Whatever it reports is not
trusted by `told.py` either. Heavy modules are imported where a file needs them: the start stays short.
"""

import json
import os
from collections.abc import Iterator

from cpor_tui.poe.kinds import MOST_BYTES, Fault, Kind, Part, encoding_of, kind_of

MOST_TEXT = 2_000_000
"""Characters of text that are read from one file."""
MOST_PAGES = 2_000
MOST_UNPACKED = 32 * 1024 * 1024
"""Bytes that one packed part of a document may have once unpacked; a thousand pages stay far below."""
MOST_PARTS = 200
MOST_HEADER = 256 * 1024
"""Bytes of a message's header; the parser's time grows with their square."""
MOST_DEPTH = 8
"""Messages within messages that are opened."""
MOST_NESTED = 100
"""Parts with parts of their own in one message; the parser calls itself for each."""
MOST_PIXELS = 40_000_000
"""A sheet of A3 scanned at 400 dpi has 30 million."""

Box = tuple[float, float, float, float]


class Stop(Exception):
    """Ends the reading with a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Report:
    """Writes what was found to stdout at once, so that a later death loses nothing that was read."""

    def __init__(self) -> None:
        self.text_left = MOST_TEXT
        self.pages_left = MOST_PAGES

    def page(
        self,
        lines: list[tuple[str, Box | None]],
        *,
        path: tuple[int, ...],
        index: int,
        part: Part = Part.BODY,
        picture: bool = False,
        size: tuple[float, float] = (0, 0),
    ) -> None:
        """Report one page; raise Stop when there is more text than is shown."""
        kept = []
        for text, box in lines:
            if self.text_left <= 0:
                break
            kept.append((text[: self.text_left], box))
            self.text_left -= len(text) + 1
        self.pages_left -= 1
        self.say(page=kept, path=path, index=index, part=part, picture=picture, size=size)
        if self.text_left <= 0 or self.pages_left <= 0:
            raise Stop(Fault.TOO_LONG)

    def say(self, **record: object) -> None:
        """Report one record."""
        line = json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
        while line:
            line = line[os.write(1, line) :]


def main(arguments: list[str]) -> None:
    """Do what `caged.py` is asked for: nothing, or one of

    `text KIND`, `picture PATH INDEX WIDTH`, `ink LINES WORDS`, `seals PATH …`.
    """
    report = Report()
    content = _stdin()
    try:
        if arguments[0] == "text":
            read(content, Kind(arguments[1]), report)
        elif arguments[0] == "picture":
            _answer(picture(content, _steps(arguments[1]), int(arguments[2]), int(arguments[3])))
            return
        elif arguments[0] == "ink":
            report.say(ink=ink(content, json.loads(arguments[1]), json.loads(arguments[2])))
        elif arguments[0] == "seals":
            from cpor_tui.poe.seals import seals

            # The library takes half a second to load: once for all that is attached.
            for path in map(_steps, arguments[1:]):
                for seal in seals(_inner(content, path)):
                    report.say(seal=seal, path=path)
        report.say(end=True)
    except Stop as stop:
        report.say(fault=stop.fault)
    except MemoryError:
        report.say(fault=Fault.OUT_OF_MEMORY)
    except RecursionError:
        report.say(fault=Fault.TOO_DEEP)
    # A parser may raise anything over a broken file, and there is nobody else to tell.
    except Exception:  # noqa: BLE001
        report.say(fault=Fault.BROKEN)


def read(content: bytes, kind: Kind, report: Report, path: tuple[int, ...] = ()) -> None:
    """Report every page of `content`, which stands at `path` within its message."""
    if kind is Kind.PDF:
        _read_pdf(content, report, path)
    elif kind is Kind.DOCX:
        _read_docx(content, report, path)
    elif kind is Kind.EML:
        _read_mail(content, report, path)
    elif kind is Kind.TXT:
        _read_text(content, report, path)
    else:
        report.page([], path=path, index=0, picture=True, size=_opened(content).size)


def picture(content: bytes, path: tuple[int, ...], index: int, width: int) -> bytes:
    """Return page `index` of the file at `path` as PNG, at most `width` pixels wide, 3 times as high."""
    content = _inner(content, path)
    kind = kind_of(content)
    if kind is Kind.PDF:
        return _pdf_picture(content, index, width)
    if kind in (Kind.PNG, Kind.JPEG):
        return _scaled(content, width)
    raise Stop(Fault.UNKNOWN_KIND)


def _steps(said: str) -> tuple[int, ...]:
    return tuple(int(step) for step in said.split(".") if step)


def _inner(content: bytes, path: tuple[int, ...]) -> bytes:
    """Return what is attached at `path` within messages; the file itself where there is no path."""
    for step in path:
        attached = dict(_attachments(_message(content)))
        if step not in attached:
            raise Stop(Fault.BROKEN)
        content = attached[step][1]
    return content


def ink(content: bytes, lines: list[Box], words: list[Box]) -> list[bool]:
    """Return for each line of a picture whether something is drawn in or beside it that is none of its `words`."""
    opened = _opened(content).convert("RGB")
    width, height = opened.size
    # Red and blue ink are dark in green as well; what is light there is paper.
    dark = bytearray(opened.getchannel("G").tobytes().translate(bytes([1] * 150 + [0] * 106)))
    for left, top, right, bottom in words:
        start, end = max(0, int(left * width) - 3), min(width, int(right * width) + 4)
        for row in range(max(0, int(top * height) - 3), min(height, int(bottom * height) + 4)):
            dark[row * width + start : row * width + end] = bytes(end - start)
    return [_inked(dark, width, height, line) for line in lines]


def _inked(dark: bytearray, width: int, height: int, line: Box) -> bool:
    left, top, right, bottom = line
    tall = max(4, int((bottom - top) * height))
    start, end = int(left * width), min(width, int((right + 0.3) * width))
    rows = range(max(0, int(top * height) - tall // 2), min(height, int(bottom * height) + tall // 2))
    counts = [dark.count(1, row * width + start, row * width + end) for row in rows]
    # A ruled line to sign on is long and thin; strokes and seals are neither.
    strokes = [count for count in counts if 2 <= count < 0.4 * (end - start)]
    return len(strokes) >= 0.6 * tall and sum(strokes) >= 3 * tall


def _stdin() -> bytes:
    pieces = []
    while piece := os.read(0, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _answer(png: bytes) -> None:
    view = memoryview(png)
    while view:
        view = view[os.write(1, view) :]


# Plain text


def _read_text(content: bytes, report: Report, path: tuple[int, ...]) -> None:
    encoding = encoding_of(content)
    if encoding is None:
        raise Stop(Fault.BROKEN)
    for index, page in enumerate(content.decode(encoding).split("\f")):
        report.page(_plain(page), path=path, index=index)


def _plain(text: str) -> list[tuple[str, Box | None]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    return [(line, None) for line in text[: MOST_TEXT + 1].split("\n")]


# PDF


def _read_pdf(content: bytes, report: Report, path: tuple[int, ...]) -> None:
    from cpor_tui.poe.pdf import Document, Unreadable

    try:
        document = Document(content)
    except Unreadable as unreadable:
        raise Stop(Fault.ENCRYPTED if unreadable.locked else Fault.BROKEN) from unreadable
    broken = 0
    pages = min(len(document), MOST_PAGES + 1)
    for index in range(pages):
        try:
            page = document.text(index)
        except Unreadable:
            broken += 1
            report.page([], path=path, index=index, picture=True)
            continue
        report.page(page.lines, path=path, index=index, picture=page.only_picture, size=page.size)
    if not pages or broken == pages:
        raise Stop(Fault.BROKEN)
    if document.has_fields:
        _read_fields(content, report, path)


def _read_fields(content: bytes, report: Report, path: tuple[int, ...]) -> None:
    """Report what stands in a form's fields, which is no part of a page's text."""
    from cpor_tui.poe.pdf import fields

    for field in fields(content):
        report.say(field=field, path=path)


def _pdf_picture(content: bytes, index: int, width: int) -> bytes:
    from cpor_tui.poe.pdf import Document, Unreadable

    try:
        pixels, across, down = Document(content).pixels(index, width)
    except Unreadable as unreadable:
        raise Stop(Fault.BROKEN) from unreadable
    return _png(pixels, across, down)


def _png(pixels: bytes, across: int, down: int) -> bytes:
    """Return RGB `pixels`, rows without padding, as PNG."""
    import struct
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    step = across * 3
    rows = b"".join(b"\0" + pixels[at : at + step] for at in range(0, step * down, step))
    head = struct.pack(">IIBBBBB", across, down, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 1)), chunk(b"IEND", b""))
    )


# Pictures


def _opened(content: bytes):  # type: ignore[no-untyped-def]  # Pillow's types would be imported with it.
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # Ours below says which fault it is.
    opened = Image.open(_stream(content), formats=("PNG", "JPEG"))
    if opened.width * opened.height > MOST_PIXELS:
        raise Stop(Fault.TOO_BIG)
    return opened


def _scaled(content: bytes, width: int) -> bytes:
    opened = _opened(content)
    most = (width, width * 3)
    opened.draft("RGB", most)
    opened = opened.convert("RGB")
    opened.thumbnail(most)
    return _png(opened.tobytes(), opened.width, opened.height)


def _stream(content: bytes):  # type: ignore[no-untyped-def]
    import io

    return io.BytesIO(content)


# DOCX


def _read_docx(content: bytes, report: Report, path: tuple[int, ...]) -> None:
    from cpor_tui.poe import docx

    try:
        for index, (part, lines) in enumerate(docx.pages(content, MOST_UNPACKED, MOST_PARTS)):
            report.page([(line, None) for line in lines], path=path, index=index, part=part)
    except docx.Refused as refused:
        raise Stop(refused.fault) from refused


# Messages


def _read_mail(content: bytes, report: Report, path: tuple[int, ...]) -> None:
    if len(path) > MOST_DEPTH:
        raise Stop(Fault.TOO_DEEP)
    message = _message(content)
    from cpor_tui.poe import mail

    lines = [(line, None) for line in mail.lines(message)]
    report.page(lines, path=path, index=0)  # type: ignore[arg-type]
    for number, (name, attached) in _attachments(message):
        kind = kind_of(attached) if len(attached) <= MOST_BYTES else None
        inner = (*path, number)
        report.say(attachment=name, path=inner, kind=kind, bytes=len(attached))
        if kind is None:
            continue
        try:
            read(attached, kind, report, inner)
        except Stop as stop:
            if stop.fault is Fault.TOO_LONG:
                raise
            report.say(trouble=stop.fault, path=inner)
        except MemoryError:
            report.say(trouble=Fault.OUT_OF_MEMORY, path=inner)
        except RecursionError:
            report.say(trouble=Fault.TOO_DEEP, path=inner)
        # As in `main`: one broken attachment does not hide the next.
        except Exception:  # noqa: BLE001
            report.say(trouble=Fault.BROKEN, path=inner)


def _message(content: bytes):  # type: ignore[no-untyped-def]
    from cpor_tui.poe import mail

    # Folded in one piece, a header takes the parser minutes; nobody's is this long.
    if len(mail.header_of(content)) > MOST_HEADER:
        raise Stop(Fault.TOO_BIG)
    if mail.depth_of(content) > MOST_NESTED:
        raise Stop(Fault.TOO_DEEP)
    return mail.parsed(content)


def _attachments(message) -> Iterator[tuple[int, tuple[str, bytes]]]:  # type: ignore[no-untyped-def]
    from cpor_tui.poe import mail

    for number, attached in enumerate(mail.attachments(message)):
        if number >= MOST_PARTS:
            raise Stop(Fault.TOO_LONG)
        yield number, attached
