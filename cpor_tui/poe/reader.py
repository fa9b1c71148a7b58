"""Reads a stranger's file in a limited child process, and keeps what was read."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO, Any

from cpor_tui.domain.clean import clean
from cpor_tui.poe import cage, child
from cpor_tui.poe.kinds import MOST_BYTES, Fault, Kind, Part, kind_of

VERSION = 1
"""Part of a kept reading's name: raise it whenever the same file would be read differently."""

_MEMORY = 512 * 1024 * 1024
_SECONDS = 8
_WALL = 12.0
_MOST_REPORT = 32 * 1024 * 1024
"""Bytes that the child may answer with; two million characters of Korean, escaped, take 12."""
_OCR_MEMORY = 1024 * 1024 * 1024
_OCR_SECONDS = 20
_OCR_WALL = 30.0
_OCR_WIDTH = 1654
"""A4 at 200 dpi: finer costs twice the time and reads no better."""
MOST_OCR_PAGES = 10
"""Pages of one file that OCR is tried on; each takes about a second."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in parts of the page (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; where the file has no lines, a paragraph."""

    text: str
    box: Box | None = None
    ink: bool = False
    """In a recognised page: something is drawn in or beside it that is no letter, a signature or a seal perhaps."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or what stands apart from the pages: a header, notes, comments."""

    number: int
    """From 1 on, through the file and all its attachments."""
    lines: tuple[Line, ...]
    part: Part = Part.BODY
    source: str = ""
    """The attachment that it is a page of; empty for the file itself."""
    picture: bool = False
    """It has no text of its own: what it shows, only eyes or OCR can tell."""
    ocr: bool = False
    """Its lines were recognised, with mistakes, by OCR."""
    width: float = 0
    height: float = 0
    """In points or pixels; 0 where a page has no size."""
    path: tuple[int, ...] = ()
    index: int = 0

    @property
    def text(self) -> str:
        """All lines, with line ends."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Signature:
    """A PDF's signature field; whether what it holds is valid is not looked at."""

    name: str
    filled: bool
    page: int
    signer: str = ""
    signed_at: str = ""
    """As the file has it: D:20260304101500+09'00'."""
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached to a message."""

    name: str
    kind: Kind | None
    size: int
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that could be read of one file."""

    kind: Kind | None
    size: int
    sha256: str
    pages: tuple[Page, ...] = ()
    signatures: tuple[Signature, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    fault: Fault | None = None
    """Why it was not read, or not to its end; `pages` has what was read before."""
    ocr: bool = False
    """Some of its text was recognised by OCR."""

    @property
    def pictures(self) -> tuple[Page, ...]:
        """The pages whose content nobody has read yet."""
        return tuple(page for page in self.pages if page.picture and not page.ocr)


def can_ocr() -> bool:
    """Say whether this machine has what OCR needs."""
    return _tesseract() is not None


def read(content: bytes, *, ocr: bool = False) -> Reading:
    """Return what `content` says, in at most 12 seconds (42 more for each page of OCR).

    Never raises for what the file is: `fault` tells what went wrong. With `ocr`, pages that are only a
    picture are recognised, the first ten of them, if tesseract is installed.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) > MOST_BYTES:
        return Reading(None, len(content), sha256, fault=Fault.TOO_BIG)
    kind = kind_of(content)
    if kind is None:
        fault = Fault.UNKNOWN_KIND if content else Fault.EMPTY
        return Reading(None, len(content), sha256, fault=fault)
    with _as_file(content) as stream:
        answer, death = _caged(stream, ["text", kind.value], most=_MOST_REPORT)
    reading = _told(Reading(kind, len(content), sha256), answer, death)
    return recognise(content, reading) if ocr else reading


def recognise(content: bytes, reading: Reading) -> Reading:
    """Return `reading` of `content` with the text of its pictures, as far as OCR is installed and gets it."""
    program = _tesseract()
    todo = {page.number for page in reading.pictures[:MOST_OCR_PAGES]}
    if program is None or not todo:
        return reading
    pages = tuple(
        _recognised(content, page, program) if page.number in todo else page for page in reading.pages
    )
    return replace(reading, pages=pages, ocr=any(page.ocr for page in pages))


def picture(content: bytes, page: Page, *, width: int = 960) -> bytes | Fault:
    """Return `page` of `content` as a PNG at most `width` pixels wide, or why it cannot be drawn."""
    arguments = ["picture", ".".join(map(str, page.path)), str(page.index), str(width)]
    with _as_file(content) as stream:
        answer, fault = _caged(stream, arguments, most=_MOST_REPORT)
    if answer.startswith(b"\x89PNG"):
        return fault or answer
    for record in _records(answer):
        if "fault" in record:
            return _fault(record["fault"])
    return fault or Fault.BROKEN


class Cache:
    """Readings by the SHA-256 of what was read, one JSON file each; a spoilt one is read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, content: bytes, *, ocr: bool = False, again: bool = False) -> Reading:
        """Return the reading of `content`, kept or new; `again` reads it in any case."""
        sha256 = hashlib.sha256(content).hexdigest()
        kept = None if again else self.find(sha256)
        if kept is not None and kept.size == len(content):
            if ocr and kept.pictures and can_ocr():
                kept = recognise(content, kept)
                self._keep(kept)
            return kept
        reading = read(content, ocr=ocr)
        self._keep(reading)
        return reading

    def find(self, sha256: str) -> Reading | None:
        """Return the reading that is kept for `sha256`, if there is a sound one."""
        try:
            kept = json.loads(self._place(sha256).read_bytes())
            reading = _from_json(kept)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return reading if reading.sha256 == sha256 else None

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.v{VERSION}.json"

    def _keep(self, reading: Reading) -> None:
        # What cannot be kept, on a full disk or in a folder that is not ours, is read again the next time.
        with suppress(OSError):
            self._write(reading)

    def _write(self, reading: Reading) -> None:
        place = self._place(reading.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".reading-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(_to_json(reading), stream, ensure_ascii=False, separators=(",", ":"))
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


# The child


@contextmanager
def _as_file(content: bytes) -> Iterator[IO[bytes]]:
    """Give `content` as an open file that no name leads to and the child cannot write to."""
    if hasattr(os, "memfd_create"):
        stream: IO[bytes] = os.fdopen(os.memfd_create("poe"), "w+b", buffering=0)
    else:
        stream = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
    with stream:
        view = memoryview(content)
        while view:
            view = view[stream.write(view) or 0 :]
        yield stream


@cache
def _search_path() -> tuple[str, ...]:
    """Return where the child finds this package and its parsers; without `site` it starts twice as fast."""
    places = [str(Path(cage.__file__).parents[2])]
    for name in ("pypdfium2_raw", "pypdf", "lxml", "PIL"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            places.append(str(Path(spec.origin).parents[1]))
    return tuple(dict.fromkeys(places))


def _caged(stream: IO[bytes], arguments: Sequence[str], *, most: int) -> tuple[bytes, Fault | None]:
    command = [str(_MEMORY), str(_SECONDS), "read", *_search_path(), "--", *arguments]
    return _run(stream, command, wall=_WALL, most=most)


def _run(stream: IO[bytes], command: Sequence[str], *, wall: float, most: int) -> tuple[bytes, Fault | None]:
    """Run the cage with `stream` on stdin; return what it wrote, and what killed it if something did."""
    stream.seek(0)
    late = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-I", "-S", cage.__file__, *command],
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_THREAD_LIMIT": "1"} if "exec" in command else {},
        start_new_session=True,
    ) as process:

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(wall, give_up)
        timer.daemon = True
        timer.start()
        try:
            answer, whole = _bounded(process.stdout, most) if process.stdout else (b"", True)
            if not whole:
                process.kill()
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
    if not whole:
        return answer, Fault.TOO_LONG
    return answer, Fault.TIMED_OUT if late.is_set() else _DEATHS.get(-code, Fault.CRASHED if code else None)


def _bounded(pipe: IO[bytes], most: int) -> tuple[bytes, bool]:
    pieces, left = [], most
    while piece := os.read(pipe.fileno(), 1 << 18):
        pieces.append(piece[:left])
        left -= len(piece)
        if left < 0:
            return b"".join(pieces), False
    return b"".join(pieces), True


# pdfium ends its process by SIGABRT, SIGTRAP or SIGILL when memory runs out; SIGXCPU and SIGKILL are the
# cage's.
_DEATHS = {
    4: Fault.OUT_OF_MEMORY,
    5: Fault.OUT_OF_MEMORY,
    6: Fault.OUT_OF_MEMORY,
    9: Fault.TIMED_OUT,
    24: Fault.TIMED_OUT,
}


# What it told


def _records(answer: bytes) -> Iterator[dict[str, Any]]:
    for line in answer.split(b"\n"):
        if line:
            try:
                record = json.loads(line)
            except ValueError:
                # The last line of a child that died while it wrote.
                return
            if isinstance(record, dict):
                yield record


def _told(reading: Reading, answer: bytes, fault: Fault | None) -> Reading:
    """Return `reading` with what the child reported; nothing it says is trusted to be well formed."""
    story = _Story()
    try:
        for record in _records(answer):
            story.add(record)
    except (KeyError, ValueError, TypeError, IndexError):
        story.fault = Fault.CRASHED
    if fault is None and not story.ended and story.fault is None:
        fault = Fault.CRASHED
    return replace(
        reading,
        pages=tuple(story.pages),
        signatures=tuple(story.signatures),
        attachments=tuple(story.attached.values()),
        fault=story.fault or fault,
    )


@dataclass(slots=True)
class _Story:
    pages: list[Page] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    attached: dict[tuple[int, ...], Attachment] = field(default_factory=dict)
    fault: Fault | None = None
    ended: bool = False

    def add(self, record: dict[str, Any]) -> None:
        path = tuple(int(step) for step in record.get("path", ()))
        if "page" in record:
            width, height = record["size"]
            self.pages.append(
                Page(
                    number=len(self.pages) + 1,
                    lines=_lines(record["page"]),
                    part=Part(record["part"]),
                    source=self._source(path),
                    picture=bool(record["picture"]),
                    width=float(width),
                    height=float(height),
                    path=path,
                    index=int(record["index"]),
                )
            )
        elif "field" in record:
            self._add_field(record["field"], path)
        elif "attachment" in record:
            kind = Kind(record["kind"]) if record["kind"] else None
            fault = None if kind else Fault.UNKNOWN_KIND
            name = clean(str(record["attachment"]), limit=300)
            self.attached[path] = Attachment(name, kind, int(record["bytes"]), fault)
        elif "trouble" in record:
            self.attached[path] = replace(self.attached[path], fault=_fault(record["trouble"]))
        elif "fault" in record:
            self.fault = _fault(record["fault"])
        elif "end" in record:
            self.ended = True

    def _source(self, path: tuple[int, ...]) -> str:
        return " › ".join(
            self.attached[path[: depth + 1]].name or str(path[depth] + 1) for depth in range(len(path))
        )

    def _add_field(self, said: dict[str, Any], path: tuple[int, ...]) -> None:
        at = next(
            (at for at, page in enumerate(self.pages) if page.path == path and page.index == said["page"]),
            None,
        )
        if at is None:
            return
        name = clean(str(said["name"]), limit=300)
        if said.get("sign"):
            signature = Signature(
                name=name,
                filled=bool(said["filled"]),
                page=self.pages[at].number,
                signer=clean(str(said["signer"]), limit=300),
                signed_at=clean(str(said["at"]), limit=100),
                reason=clean(str(said["reason"]), limit=300),
                source=self.pages[at].source,
            )
            self.signatures.append(signature)
            return
        value = clean(str(said["value"]), limit=2000, multiline=True)
        words = [Line(f"{name}: {line}" if name else line) for line in value.split("\n") if line.strip()]
        self.pages[at] = replace(self.pages[at], lines=(*self.pages[at].lines, *words), picture=False)


def _fault(said: object) -> Fault:
    try:
        return Fault(str(said))
    except ValueError:
        return Fault.CRASHED


def _lines(said: list[Any]) -> tuple[Line, ...]:
    """Return a page's lines, cleaned all at once where they stay the same in number."""
    texts = [str(text) for text, *_ in said]
    whole = clean("\n".join(texts), limit=child.MOST_TEXT + len(texts), multiline=True).split("\n")
    if len(whole) != len(texts):
        whole = [clean(text, limit=child.MOST_TEXT) for text in texts]
    return tuple(
        Line(
            text,
            (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if box else None,
            bool(ink and ink[0]),
        )
        for text, (_, box, *ink) in zip(whole, said, strict=True)
    )


# OCR


@cache
def _tesseract() -> str | None:
    return shutil.which("tesseract")


@cache
def _languages(program: str) -> str:
    """Return the languages to recognise, of Korean and English those that are installed."""
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=_OCR_WALL, check=False
    ).stdout.split()
    return "+".join(language for language in ("kor", "eng") if language in listed) or "eng"


def _recognised(content: bytes, page: Page, program: str) -> Page:
    drawn = picture(content, page, width=_OCR_WIDTH)
    if isinstance(drawn, Fault):
        return page
    # tesseract gets a picture that we drew, never the stranger's own bytes.
    with _as_file(drawn) as stream:
        command = [program, "stdin", "stdout", "-l", _languages(program), "--dpi", "200", "--psm", "4"]
        # Its table has the places, but ends a word at every change of script; its text has the right spaces.
        command += ["-c", "tessedit_create_tsv=1", "-c", "tessedit_create_txt=1"]
        answer, fault = _run(
            stream,
            [str(_OCR_MEMORY), str(_OCR_SECONDS), "exec", *command],
            wall=_OCR_WALL,
            most=_MOST_REPORT,
        )
    if fault is not None:
        return page
    lines, words = _recognised_lines(answer.decode("utf-8", "replace"))
    return replace(page, lines=_inked(drawn, lines, words), ocr=True)


def _inked(drawn: bytes, lines: tuple[Line, ...], words: list[Box]) -> tuple[Line, ...]:
    """Return the lines with those marked that have more in or beside them than words."""
    boxes = [line.box for line in lines]
    with _as_file(drawn) as stream:
        answer, _ = _caged(stream, ["ink", _rounded(boxes), _rounded(words)], most=_MOST_REPORT)
    for record in _records(answer):
        said = record.get("ink")
        if isinstance(said, list) and len(said) == len(lines):
            return tuple(replace(line, ink=mark is True) for line, mark in zip(lines, said, strict=True))
    return lines


def _rounded(boxes: Sequence[Box | None]) -> str:
    return json.dumps([[round(edge, 4) for edge in box] for box in boxes[:2000] if box is not None])


_SURE_WORD = 60
"""tesseract's confidence in a word, of 100; strokes of a pen that it takes for letters stay below."""
_ROW = re.compile(r"[1-5](\t-?\d+){9}\t[-\d.]+\t.*")


def _recognised_lines(answer: str) -> tuple[tuple[Line, ...], list[Box]]:
    """Return the lines of tesseract's table, worded as in the text around it, and the places of what is surely words."""
    across = down = 1.0
    sure: list[Box] = []
    boxes: dict[tuple[str, ...], list[tuple[int, int, int, int]]] = {}
    words: dict[tuple[str, ...], list[str]] = {}
    texts: list[str] = []
    for row in answer.replace("\f", "\n").splitlines():
        if _ROW.fullmatch(row):
            cells = row.split("\t")
            left, top, width, height = (int(cell) for cell in cells[6:10])
            if cells[0] == "1":
                across, down = float(width or 1), float(height or 1)
            elif cells[0] == "5" and cells[11].strip():
                words.setdefault(tuple(cells[2:5]), []).append(cells[11])
                boxes.setdefault(tuple(cells[2:5]), []).append((left, top, left + width, top + height))
                if float(cells[10]) >= _SURE_WORD:
                    sure.append((left / across, top / down, (left + width) / across, (top + height) / down))
        elif row.strip() and not row.startswith("level\t"):
            texts.append(" ".join(row.split()))
    if len(texts) != len(words):
        texts = [" ".join(said) for said in words.values()]
    lines = tuple(
        Line(
            clean(text),
            (
                min(box[0] for box in found) / across,
                min(box[1] for box in found) / down,
                max(box[2] for box in found) / across,
                max(box[3] for box in found) / down,
            ),
        )
        for text, found in zip(texts, boxes.values(), strict=True)
    )
    return lines, sure


# Keeping


def _to_json(reading: Reading) -> dict[str, Any]:
    return {
        "version": VERSION,
        "kind": reading.kind,
        "size": reading.size,
        "sha256": reading.sha256,
        "fault": reading.fault,
        "ocr": reading.ocr,
        "pages": [
            {
                "lines": [[line.text, line.box, line.ink] for line in page.lines],
                "part": page.part,
                "source": page.source,
                "picture": page.picture,
                "ocr": page.ocr,
                "size": [page.width, page.height],
                "path": page.path,
                "index": page.index,
            }
            for page in reading.pages
        ],
        "signatures": [
            [each.name, each.filled, each.page, each.signer, each.signed_at, each.reason, each.source]
            for each in reading.signatures
        ],
        "attachments": [[each.name, each.kind, each.size, each.fault] for each in reading.attachments],
    }


def _from_json(kept: dict[str, Any]) -> Reading:
    if kept["version"] != VERSION:
        raise ValueError(kept["version"])
    return Reading(
        kind=Kind(kept["kind"]) if kept["kind"] else None,
        size=int(kept["size"]),
        sha256=str(kept["sha256"]),
        fault=Fault(kept["fault"]) if kept["fault"] else None,
        ocr=bool(kept["ocr"]),
        pages=tuple(
            Page(
                number=number,
                lines=_lines(page["lines"]),
                part=Part(page["part"]),
                source=str(page["source"]),
                picture=bool(page["picture"]),
                ocr=bool(page["ocr"]),
                width=float(page["size"][0]),
                height=float(page["size"][1]),
                path=tuple(int(step) for step in page["path"]),
                index=int(page["index"]),
            )
            for number, page in enumerate(kept["pages"], 1)
        ),
        signatures=tuple(
            Signature(str(name), bool(filled), int(page), str(signer), str(at), str(reason), str(source))
            for name, filled, page, signer, at, reason, source in kept["signatures"]
        ),
        attachments=tuple(
            Attachment(str(name), Kind(kind) if kind else None, int(size), Fault(fault) if fault else None)
            for name, kind, size, fault in kept["attachments"]
        ),
    )
