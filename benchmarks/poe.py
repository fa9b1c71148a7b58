"""Reads documents, the child included, against a child that does nothing and pypdfium2 alone in a warm process."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2

from benchmarks.figures import Figure, alternately
from cpor_tui.poe import caged, reader
from cpor_tui.poe.check import check
from cpor_tui.poe.points import Facts

TESTS = Path(__file__).parents[1] / "tests" / "poe"


def run() -> list[Figure]:
    """The figures of short documents of each kind, of one of 54 pages, and of the check of what was read."""
    figures: list[Figure] = []
    for name in ("01.pdf", "03.docx", "08.eml", "12.pdf"):
        content = (TESTS / "samples" / name).read_bytes()
        ours, nothing = alternately(lambda content=content: reader.read(content), _nothing, times=15)
        what = f"a page of {name.rpartition('.')[2].upper()}" + (", signed" if name == "12.pdf" else "")
        figures += [
            Figure(what, ours, nothing, 2, "a child that does nothing"),
            Figure(what, ours, 0.25, 1, "250 ms"),
        ]
    contract = (TESTS / "contracts" / "contract-07.pdf").read_bytes()
    twice = _twice(contract)
    ours, warm = alternately(lambda: reader.read(twice), lambda: _warm(twice), times=7)
    figures.append(Figure("54 pages of contract", ours, warm, 3, "pypdfium2 alone, warm"))
    reading = reader.read(twice)
    facts = Facts(
        "Contoso Consulting", "Fabrikam Inc", ("Dynamics 365 Sales",), date(2026, 6, 15), "fabrikam.com"
    )
    ours, warm = alternately(lambda: check(facts, {"contract": reading}), lambda: _warm(twice), times=3)
    figures.append(Figure("the check of 54 pages", ours, warm, 20, "pypdfium2 reading them"))
    return figures


def _nothing() -> None:
    """Start the caged child with its limits, let it take a file from stdin, and ask nothing of it."""
    with caged.as_file(b"nothing") as stream:
        caged.caged(stream, ["nothing"])


def _warm(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def _twice(content: bytes) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(2):
        writer.append(io.BytesIO(content))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
