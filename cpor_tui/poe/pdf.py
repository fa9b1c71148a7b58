"""Reads a PDF's pages, forms and pictures, inside the cage.

It calls the library that pypdfium2 ships by itself: the package's own bindings take 40 ms to import, four
times what the child needs to start, and of their thousand functions these few are needed.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from ctypes import c_char_p, c_double, c_float, c_int, c_size_t, c_ulong, c_void_p

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Importing it would take longer than reading a page does.
    from typing import Any

Box = tuple[float, float, float, float]

# Numbers of fpdfview.h, fpdf_annot.h and fpdf_edit.h.
_PASSWORD = 4
_FREE_TEXT, _WIDGET = 3, 20
_RGB = 2
_WITH_ANNOTATIONS, _RGB_ORDER = 0x01, 0x10

_GRID = 10_000
"""Steps that a page is divided into, each way, to say where a line stands."""
_MOST_ANNOTATIONS = 500
_MOST_FIELDS = 2_000


class Unreadable(Exception):
    """The file or a page of it cannot be opened; `locked` says that it wants a password."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__("locked" if locked else "broken")
        self.locked = locked


class Text:
    """One page's lines, each with its place in parts of the page from the upper left."""

    def __init__(
        self, lines: list[tuple[str, Box | None]], size: tuple[float, float], only_picture: bool
    ) -> None:
        self.lines = lines
        self.size = size
        self.only_picture = only_picture


def _library() -> ctypes.CDLL:
    for place in sys.path:
        # Not pathlib, whose import takes longer than all of this.
        folder = os.path.join(place, "pypdfium2_raw")  # noqa: PTH118
        if os.path.isdir(folder):  # noqa: PTH112
            for name in os.listdir(folder):  # noqa: PTH208
                if name.startswith(("libpdfium.", "pdfium.")):
                    return ctypes.CDLL(os.path.join(folder, name))  # noqa: PTH118
    # A packager may have left the library to the system; then the bindings know where it is.
    from pypdfium2_raw import bindings  # type: ignore[import-untyped]

    library: ctypes.CDLL = bindings._libs["pdfium"]
    return library


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    page_or_document, where = c_void_p, ctypes.POINTER(c_double)
    for name, result, takes in (
        ("FPDF_InitLibrary", None, ()),
        ("FPDF_LoadMemDocument64", c_void_p, (c_char_p, c_size_t, c_char_p)),
        ("FPDF_GetLastError", c_ulong, ()),
        ("FPDF_GetPageCount", c_int, (page_or_document,)),
        ("FPDF_LoadPage", c_void_p, (page_or_document, c_int)),
        ("FPDF_ClosePage", None, (page_or_document,)),
        ("FPDF_GetPageWidthF", c_float, (page_or_document,)),
        ("FPDF_GetPageHeightF", c_float, (page_or_document,)),
        ("FPDFPage_CountObjects", c_int, (page_or_document,)),
        ("FPDFPage_GetAnnotCount", c_int, (page_or_document,)),
        ("FPDFPage_GetAnnot", c_void_p, (page_or_document, c_int)),
        ("FPDFPage_CloseAnnot", None, (c_void_p,)),
        ("FPDFAnnot_GetSubtype", c_int, (c_void_p,)),
        ("FPDFAnnot_GetStringValue", c_ulong, (c_void_p, c_char_p, c_void_p, c_ulong)),
        ("FPDFText_LoadPage", c_void_p, (page_or_document,)),
        ("FPDFText_ClosePage", None, (c_void_p,)),
        ("FPDFText_CountChars", c_int, (c_void_p,)),
        ("FPDFText_GetText", c_int, (c_void_p, c_int, c_int, c_void_p)),
        ("FPDFText_GetCharIndexFromTextIndex", c_int, (c_void_p, c_int)),
        ("FPDFText_GetCharBox", c_int, (c_void_p, c_int, where, where, where, where)),
        (
            "FPDF_PageToDevice",
            c_int,
            (c_void_p, *(c_int,) * 5, c_double, c_double, ctypes.POINTER(c_int), ctypes.POINTER(c_int)),
        ),
        ("FPDFBitmap_CreateEx", c_void_p, (c_int, c_int, c_int, c_void_p, c_int)),
        ("FPDFBitmap_FillRect", None, (c_void_p, *(c_int,) * 4, c_ulong)),
        ("FPDFBitmap_GetBuffer", c_void_p, (c_void_p,)),
        ("FPDFBitmap_GetStride", c_int, (c_void_p,)),
        ("FPDF_RenderPageBitmap", None, (c_void_p, c_void_p, *(c_int,) * 6)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, takes
    return library


class Document:
    """An open PDF; it is never closed, for the process ends with it."""

    def __init__(self, content: bytes) -> None:
        self._pdfium = _declared(_library())
        self._pdfium.FPDF_InitLibrary()
        self._content = content
        self.has_fields = False
        """Whether a page that was read has a field, a signature's perhaps."""
        self._handle = self._pdfium.FPDF_LoadMemDocument64(content, len(content), None)
        if not self._handle:
            raise Unreadable(locked=self._pdfium.FPDF_GetLastError() == _PASSWORD)

    def __len__(self) -> int:
        return max(0, int(self._pdfium.FPDF_GetPageCount(self._handle)))

    def text(self, index: int) -> Text:
        """Return the lines of page `index`, those of typed-on notes last."""
        page = self._page(index)
        try:
            lines = self._lines(page)
            lines += [(line, None) for line in self._notes(page)]
            bare = sum(len(text.strip()) for text, _ in lines) < 8
            only_picture = bare and self._pdfium.FPDFPage_CountObjects(page) > 0
            return Text(lines, self._size(page), only_picture)
        finally:
            self._pdfium.FPDF_ClosePage(page)

    def pixels(self, index: int, width: int) -> tuple[bytes, int, int]:
        """Return page `index` as rows of RGB, with its width and its height, at most 3 times `width`."""
        page = self._page(index)
        across, down = self._size(page)
        # Scaled to pixels, never by dpi: a page may say that it is a kilometre wide.
        scale = min(width / max(across, 1.0), 3 * width / max(down, 1.0))
        wide, high = max(1, round(across * scale)), max(1, round(down * scale))
        bitmap = self._pdfium.FPDFBitmap_CreateEx(wide, high, _RGB, None, 0)
        if not bitmap:
            raise MemoryError
        self._pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        self._pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, _WITH_ANNOTATIONS | _RGB_ORDER)
        stride = self._pdfium.FPDFBitmap_GetStride(bitmap)
        rows = ctypes.string_at(self._pdfium.FPDFBitmap_GetBuffer(bitmap), stride * high)
        if stride != wide * 3:
            rows = b"".join(rows[at : at + wide * 3] for at in range(0, stride * high, stride))
        return rows, wide, high

    def _page(self, index: int) -> int:
        page: int | None = self._pdfium.FPDF_LoadPage(self._handle, index)
        if not page:
            raise Unreadable
        return page

    def _size(self, page: int) -> tuple[float, float]:
        return self._pdfium.FPDF_GetPageWidthF(page), self._pdfium.FPDF_GetPageHeightF(page)

    def _lines(self, page: int) -> list[tuple[str, Box | None]]:
        pdfium = self._pdfium
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            raise Unreadable
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count <= 0:
                return []
            buffer = ctypes.create_string_buffer(2 * count + 2)
            got = pdfium.FPDFText_GetText(text, 0, count, buffer)
            whole = ctypes.string_at(buffer, 2 * max(0, got - 1)).decode("utf-16-le", "replace")
            # Where a hyphen ends a line the library puts one of these.
            whole = whole.replace("\x02", "-").replace("\ufffe", "-").replace("\x00", "")
            lines: list[tuple[str, Box | None]] = []
            at = 0
            for line in whole.split("\r\n"):
                stripped = line.strip()
                box = None
                if stripped:
                    first = at + line.index(stripped[0])
                    box = self._box(page, text, first, first + len(stripped) - 1)
                lines.append((line, box))
                at += len(line) + 2
            return lines
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _box(self, page: int, text: int, first: int, last: int) -> Box | None:
        corners: list[tuple[int, int]] = []
        left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
        x, y = c_int(), c_int()
        pdfium = self._pdfium
        for at in (first, last):
            char = pdfium.FPDFText_GetCharIndexFromTextIndex(text, at)
            if char < 0 or not pdfium.FPDFText_GetCharBox(text, char, left, right, bottom, top):
                return None
            for across, up in ((left, top), (right, bottom)):
                if not pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, across.value, up.value, x, y):
                    return None
                corners.append((min(max(x.value, 0), _GRID), min(max(y.value, 0), _GRID)))
        across_all, down_all = [corner[0] for corner in corners], [corner[1] for corner in corners]
        return (
            min(across_all) / _GRID,
            min(down_all) / _GRID,
            max(across_all) / _GRID,
            max(down_all) / _GRID,
        )

    def _notes(self, page: int) -> Iterator[str]:
        pdfium = self._pdfium
        for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            if not note:
                continue
            subtype = pdfium.FPDFAnnot_GetSubtype(note)
            self.has_fields |= subtype == _WIDGET
            if subtype == _FREE_TEXT:
                length = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
                buffer = ctypes.create_string_buffer(max(2, length))
                pdfium.FPDFAnnot_GetStringValue(note, b"Contents", buffer, length)
                said = buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
                yield from said.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            pdfium.FPDFPage_CloseAnnot(note)


def fields(content: bytes) -> Iterator[dict[str, object]]:
    """Yield a form's filled fields and its signature fields, filled or empty, with the page of each."""
    import io

    _leave_out("PIL", *(() if b"/Encrypt" in content else ("cryptography", "Crypto")))
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    seen = 0
    for index, page in enumerate(reader.pages):
        for annotation in page.get("/Annots") or ():
            widget = annotation.get_object()
            if widget.get("/Subtype") != "/Widget":
                continue
            if (seen := seen + 1) > _MOST_FIELDS:
                return
            kind, value = _inherited(widget, "/FT"), _inherited(widget, "/V")
            name = str(_inherited(widget, "/TU") or _inherited(widget, "/T") or "")
            if kind == "/Sig":
                yield {
                    "sign": True,
                    "name": name,
                    "field": _whole_name(widget),
                    "page": index,
                    **_signature(value),
                }
            elif kind == "/Btn":
                state = widget.get("/AS", value)
                yield {"name": name, "page": index, "value": "☐" if state in (None, "/Off") else "☒"}
            elif value is not None and str(value).strip():
                yield {"name": name, "page": index, "value": str(value)[:2000]}


def _leave_out(*names: str) -> None:
    """Let pypdf do without what fields do not need: pictures and, where nothing is encrypted, ciphers."""
    for name in names:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # So the import system says "not installed".


def _inherited(widget: Any, key: str) -> Any:  # pypdf's types would cost its import.
    for _ in range(16):
        if key in widget:
            return widget[key]
        if "/Parent" not in widget:
            return None
        widget = widget["/Parent"].get_object()
    return None


def _whole_name(widget: Any) -> str:
    names: list[str] = []
    for _ in range(16):
        if "/T" in widget:
            names.append(str(widget["/T"]))
        if "/Parent" not in widget:
            break
        widget = widget["/Parent"].get_object()
    return ".".join(reversed(names))


def _signature(value: Any) -> dict[str, object]:
    held = value.get_object() if value is not None else None
    filled = isinstance(held, dict) and bool(bytes(held.get("/Contents") or b"").strip(b"\0"))
    said = held if isinstance(held, dict) else {}
    return {
        "filled": filled,
        "signer": str(said.get("/Name") or ""),
        "at": str(said.get("/M") or ""),
        "reason": str(said.get("/Reason") or ""),
    }
