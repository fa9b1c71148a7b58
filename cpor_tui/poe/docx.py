"""Reads every word of a DOCX, wherever it stands, inside the cage."""

from __future__ import annotations

import io
import re
import sys
import types
import zipfile
from collections.abc import Iterator

from cpor_tui.poe.kinds import Fault, Part


class _Nothing(types.ModuleType):
    def __getattr__(self, name: str) -> None:
        return None


# lxml asks `inspect` about parser targets, and we have none; its import takes as long as lxml's own.
_stand_in = None if "inspect" in sys.modules else sys.modules.setdefault("inspect", _Nothing("inspect"))
from lxml import etree  # noqa: E402

if _stand_in is not None:
    del sys.modules["inspect"]

_PARTS = (
    (Part.HEADER, re.compile(r"word/header\d*\.xml")),
    (Part.BODY, re.compile(r"word/document\d*\.xml")),
    (Part.FOOTER, re.compile(r"word/footer\d*\.xml")),
    (Part.NOTES, re.compile(r"word/(foot|end)notes\d*\.xml")),
    (Part.COMMENTS, re.compile(r"word/comments\d*\.xml")),
)
# Wingdings' boxes and ticks stand at these places; the text itself has no letter for them.
_SYMBOLS = {"a8": "☐", "6f": "☐", "71": "☐", "fe": "☒", "fd": "☒", "78": "☒", "52": "☒", "fc": "✓", "fb": "✗"}
_BREAK = "\f"
# libxml2's own bounds, on depth above all; lxml has no name for the number.
_OVER_A_BOUND = 114


class Refused(Exception):
    """The file is not read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def pages(content: bytes, most_unpacked: int, most_parts: int) -> Iterator[tuple[Part, list[str]]]:
    """Yield each page's lines; headers, footers, notes and comments are pages of their own, headers first.

    Where Word noted no page ends, the whole body is one page.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from _pages(packed, most_unpacked, most_parts)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, KeyError) as error:
        raise Refused(Fault.BROKEN) from error


def _pages(packed: zipfile.ZipFile, most_unpacked: int, most_parts: int) -> Iterator[tuple[Part, list[str]]]:
    entries = packed.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(Fault.ENCRYPTED)
    wanted = [
        (part, entry)
        for part, pattern in _PARTS
        for entry in sorted(entries, key=lambda entry: entry.filename)
        if pattern.fullmatch(entry.filename)
    ]
    if not any(part is Part.BODY for part, _ in wanted):
        raise Refused(Fault.BROKEN)
    # Before a byte is unpacked: a bomb says here how big it is, and one that lies is cut off below.
    if len(wanted) > most_parts or sum(entry.file_size for _, entry in wanted) > most_unpacked:
        raise Refused(Fault.TOO_BIG)
    said: set[tuple[str, ...]] = set()
    for part, entry in wanted:
        with packed.open(entry) as stream:
            xml = stream.read(most_unpacked + 1)
        if len(xml) > most_unpacked:
            raise Refused(Fault.TOO_BIG)
        for lines in _sheets(_tree(xml)):
            # Each section repeats the header of the one before.
            if part is Part.BODY:
                yield part, lines
            elif any(lines) and tuple(lines) not in said:
                said.add(tuple(lines))
                yield part, lines


def _tree(xml: bytes) -> etree._Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused(Fault.UNSAFE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        tree = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        # The stubs know neither this attribute nor the log's entries.
        code = getattr(error, "code", 0)
        if code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise Refused(Fault.TOO_DEEP if code == _OVER_A_BOUND else Fault.BROKEN) from error
    # A part in UTF-16 hides the words that were looked for above.
    if tree.getroottree().docinfo.internalDTD is not None:
        raise Refused(Fault.UNSAFE)
    return tree


def _sheets(tree: etree._Element) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in _blocks(tree):
        *ended, rest = line.split(_BREAK)
        for piece in ended:
            if piece.strip():
                lines += piece.split("\n")
            if lines:
                yield lines
            lines = []
        if rest or not ended:
            lines += rest.split("\n")
    if lines:
        yield lines


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Yield the paragraphs under `parent` in reading order; a row of one-line cells is one line."""
    for child in parent:
        tag = _name(child)
        if tag == "p":
            yield from _paragraph(child)
        elif tag == "tr":
            cells = [list(_blocks(cell)) for cell in child if _name(cell) in ("tc", "sdt")]
            if all(len(cell) == 1 and "\n" not in cell[0] for cell in cells if cell):
                yield "\t".join(cell[0] if cell else "" for cell in cells)
            else:
                for cell in cells:
                    yield from cell
        elif tag not in _SKIPPED:
            yield from _blocks(child)


_SKIPPED = frozenset({"del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "sectPr", "sdtPr", "Fallback"})


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    text: list[str] = []
    boxes: list[str] = []
    _runs(paragraph, text, boxes)
    yield "".join(text)
    yield from boxes


def _runs(parent: etree._Element, text: list[str], boxes: list[str]) -> None:
    for child in parent:
        tag = _name(child)
        if tag == "t":
            text.append(child.text or "")
        elif tag == "tab":
            text.append("\t")
        elif tag in ("br", "cr"):
            text.append(_BREAK if child.get(_namespace(child) + "type") == "page" else "\n")
        elif tag == "lastRenderedPageBreak":
            text.append(_BREAK)
        elif tag == "noBreakHyphen":
            text.append("-")
        elif tag == "sym":
            text.append(_SYMBOLS.get((child.get(_namespace(child) + "char") or "")[-2:].lower(), ""))
        elif tag == "checkBox":
            text.append(_old_box(child))
        elif tag == "txbxContent":
            # A box floats: its lines follow the paragraph that it hangs on.
            boxes += _blocks(child)
        elif tag not in _SKIPPED:
            _runs(child, text, boxes)


def _old_box(box: etree._Element) -> str:
    for state in box:
        if _name(state) == "checked":
            return "☐" if state.get(_namespace(state) + "val") in ("0", "false", "off") else "☒"
    for state in box:
        if _name(state) == "default":
            return "☐" if state.get(_namespace(state) + "val") in ("0", "false", "off") else "☒"
    return "☐"


def _name(element: etree._Element) -> str:
    tag = element.tag
    # Without the namespace: strict and transitional files differ in it, and text in a drawing is text too.
    # A processing instruction has a function for its tag.
    return str(tag).rpartition("}")[2]


def _namespace(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0] + "}"
