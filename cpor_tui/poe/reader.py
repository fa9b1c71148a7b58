"""Reads a stranger's file in a limited child process."""

import hashlib

from cpor_tui.poe.caged import as_file, caged
from cpor_tui.poe.drawn import picture
from cpor_tui.poe.kinds import MOST_BYTES, Fault, kind_of
from cpor_tui.poe.ocr import MOST_OCR_PAGES, can_ocr, recognise
from cpor_tui.poe.reading import Attachment, Box, Line, Page, Reading, Seal, Signature
from cpor_tui.poe.sealed import can_check_seals, sealed
from cpor_tui.poe.told import told

__all__ = [
    "MOST_OCR_PAGES",
    "Attachment",
    "Box",
    "Line",
    "Page",
    "Reading",
    "Seal",
    "Signature",
    "can_check_seals",
    "can_ocr",
    "picture",
    "read",
    "recognise",
    "sealed",
]


def read(content: bytes, *, ocr: bool = False, seals: bool = False) -> Reading:
    """Return what `content` says, in at most 12 seconds (42 more for each page of OCR, 12 more for `seals`).

    Never raises for what the file is: `fault` tells what went wrong. With `ocr`, pages that are only a
    picture are recognised, the first ten of them, if tesseract is installed; with `seals` it is looked at
    whether a PDF still is what was signed, if pyHanko is.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) > MOST_BYTES:
        return Reading(None, len(content), sha256, fault=Fault.TOO_BIG)
    kind = kind_of(content)
    if kind is None:
        fault = Fault.UNKNOWN_KIND if content else Fault.EMPTY
        return Reading(None, len(content), sha256, fault=fault)
    with as_file(content) as stream:
        answer, death = caged(stream, ["text", kind.value])
    reading = told(Reading(kind, len(content), sha256), answer, death)
    reading = sealed(content, reading) if seals else reading
    return recognise(content, reading) if ocr else reading
