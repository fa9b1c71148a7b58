"""Recognises the text of pages that are only a picture, if tesseract is installed."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cpor_tui.domain.clean import clean
from cpor_tui.poe.caged import as_file, caged, run
from cpor_tui.poe.drawn import picture
from cpor_tui.poe.kinds import Fault
from cpor_tui.poe.reading import Box, Line, Page, Reading
from cpor_tui.poe.told import records

_OCR_MEMORY = 1024 * 1024 * 1024
_OCR_SECONDS = 20
_OCR_WALL = 30.0
_OCR_WIDTH = 1654
"""A4 at 200 dpi: finer costs twice the time and reads no better."""
MOST_OCR_PAGES = 10
"""Pages of one file that OCR is tried on; each takes about a second."""


def can_ocr() -> bool:
    """Say whether this machine has what OCR needs."""
    return tesseract() is not None


def recognise(content: bytes, reading: Reading) -> Reading:
    """Return `reading` of `content` with the text of its pictures, as far as OCR is installed and gets it."""
    program = tesseract()
    todo = {page.number for page in reading.pictures[:MOST_OCR_PAGES]}
    if program is None or not todo:
        return reading
    pages = tuple(
        _recognised(content, page, program) if page.number in todo else page for page in reading.pages
    )
    return replace(reading, pages=pages, ocr=any(page.ocr for page in pages))


@cache
def tesseract() -> str | None:
    """Return where the program is, if it is installed."""
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
    with as_file(drawn) as stream:
        command = [program, "stdin", "stdout", "-l", _languages(program), "--dpi", "200", "--psm", "4"]
        # Its table has the places, but ends a word at every change of script; its text has the right spaces.
        command += ["-c", "tessedit_create_tsv=1", "-c", "tessedit_create_txt=1"]
        answer, fault = run(stream, [str(_OCR_MEMORY), str(_OCR_SECONDS), "exec", *command], wall=_OCR_WALL)
    if fault is not None:
        return page
    lines, words = _recognised_lines(answer.decode("utf-8", "replace"))
    return replace(page, lines=_inked(drawn, lines, words), ocr=True)


def _inked(drawn: bytes, lines: tuple[Line, ...], words: list[Box]) -> tuple[Line, ...]:
    """Return the lines with those marked that have more in or beside them than words."""
    boxes = [line.box for line in lines]
    with as_file(drawn) as stream:
        answer, _ = caged(stream, ["ink", _rounded(boxes), _rounded(words)])
    for record in records(answer):
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
