"""What a file is, and what it may be called."""

import io
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpor_tui.domain.refusals import Refused
from cpor_tui.poe.kinds import Kind, kind_of
from cpor_tui.poe.names import MOST_NAME, safe_name
from cpor_tui.poe.upload import whole
from tests.poe import hostile

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("[0-9]*")), ids=lambda path: path.name)
def test_every_sample_is_told_by_its_content_alone(path):
    ending = path.suffix.lstrip(".").replace("jpg", "jpeg")
    assert kind_of(path.read_bytes()) == ending


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", None),
        (b" \n\t ", None),
        (b"hello", Kind.TXT),
        ("확인했습니다".encode("cp949"), Kind.TXT),
        ("확인했습니다".encode("utf-16"), Kind.TXT),
        (b"\x7fELF\x02\x01\x01\0\0\0", None),
        (b"MZ\x90\0\x03", None),
        (b"PK\x03\x04 a spreadsheet [Content_Types].xml xl/workbook.xml", None),
        (b"GIF89a\x01\0", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", None),
        (b"\r\n%PDF-1.4 obj", Kind.PDF),
        (b"I attach it as %PDF-1.4, they said", Kind.TXT),
        (b"Subject: a memo\nTo: all\n\nhello", Kind.TXT),
        (b"From: a@b.c\nTo: d@e.f\n\nhello", Kind.EML),
        (b"Received: from x\r\nDate: today\r\n\r\nhello", Kind.EML),
        (b"Dear all: this is\na letter\n", Kind.TXT),
    ],
)
def test_content_decides_the_kind(content, kind):
    assert kind_of(content) is kind


@given(st.binary(max_size=300))
def test_any_bytes_are_some_kind_or_none(content):
    assert kind_of(content) in (*Kind, None)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("contract.pdf", "contract.pdf"),
        ("a\x1b]52;c;aGk=\x07b.pdf", "a]52;c;aGk=b.pdf"),
        (unicodedata.normalize("NFD", "작업 완료 확인서.pdf"), "작업 완료 확인서.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jane\\PoE.docx", "PoE.docx"),
        ("..", "document"),
        ("", "document"),
        ("///", "document"),
        ("-rf", "_rf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("two\nlines.txt", "twolines.txt"),
        ("  spaces   inside .pdf", "spaces inside .pdf"),
        (".hidden", "hidden"),
    ],
)
def test_a_name_is_made_harmless(given_name, kept):
    assert safe_name(given_name) == kept


def test_a_long_name_keeps_its_ending():
    kept = safe_name("가" * 300 + ".docx")
    assert len(kept) == MOST_NAME
    assert kept.endswith("….docx")


@given(st.text(max_size=400))
def test_a_safe_name_is_safe_and_stays_as_it_is(name):
    kept = safe_name(name)
    assert 0 < len(kept) <= MOST_NAME
    assert not set("/\\\n\t\x1b\0") & set(kept)
    assert kept not in (".", "..")
    assert safe_name(kept) == kept


def test_every_hostile_file_looks_like_what_it_pretends_to_be():
    assert {kind_of(make()) for make in hostile.FILES} == {Kind.PDF, Kind.DOCX, Kind.PNG, Kind.EML, Kind.TXT}


# Taking a file of this machine


class Busy(io.FileIO):
    """A file that somebody writes to while it is read."""

    def __init__(self, path: Path, change) -> None:
        super().__init__(path)
        self._change = change

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self._change()
        return content


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "growing.txt"
    path.write_bytes(b"first half")

    def grow() -> None:
        with path.open("ab") as more:
            more.write(b", second half")

    with Busy(path, lambda: None) as still:
        assert whole(still, 1000, "growing.txt") == b"first half"
    for change in (grow, lambda: path.write_bytes(b"short"), lambda: os.utime(path, ns=(1, 1))):
        with Busy(path, change) as busy, pytest.raises(Refused, match="file-changed"):
            whole(busy, 1000, "growing.txt")


def test_what_comes_through_a_pipe_is_taken_as_it_comes():
    reading, writing = os.pipe()
    os.write(writing, b"piped")
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert whole(pipe, 1000, "-") == b"piped"
