"""What a file says comes out, all of it, clean, and with its place."""

import io
import json
import time
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cpor_tui.poe import caged, kept, ocr
from cpor_tui.poe.kept import Cache
from cpor_tui.poe.kinds import MOST_BYTES, Fault, Kind, Part
from cpor_tui.poe.reader import can_ocr, picture, read
from tests.poe.hostile import WORD, docx, page_with, pdf, stream

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
CONTRACTS = sorted((HERE / "contracts").glob("*.pdf"))
needs_tesseract = pytest.mark.skipif(not can_ocr(), reason="tesseract is not installed")


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def body(inside: str) -> str:
    return f"<w:document {WORD}><w:body>{inside}</w:body></w:document>"


# PDF


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
def test_every_page_of_a_contract_is_there_with_the_place_of_its_lines(path):
    content = path.read_bytes()
    reading = read(content)
    own = pypdf.PdfReader(io.BytesIO(content))
    assert reading.fault is None
    assert len(reading.pages) == len(own.pages)
    for page, other in zip(reading.pages, own.pages, strict=True):
        letters, wanted = set(page.text.split()), set(other.extract_text().split())
        assert len(letters & wanted) > 0.8 * len(wanted)
        for line in page.lines:
            if line.text.strip():
                assert line.box is not None
                left, top, right, bottom = line.box
                assert 0 <= left < right <= 1
                assert 0 <= top < bottom <= 1


def test_lines_stand_where_they_are_drawn():
    text = b"BT /H 12 Tf 72 720 Td (at the top) Tj 0 -600 Td (at the bottom) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    reading = read(page_with(stream(text), b"/Resources<</Font<</H 5 0 R>>>>", font))
    top, bottom = [line for line in reading.pages[0].lines if line.text]
    assert (top.text, bottom.text) == ("at the top", "at the bottom")
    assert top.box is not None
    assert bottom.box is not None
    assert top.box[1] < 0.1
    assert bottom.box[1] > 0.8


@pytest.mark.parametrize(("name", "filled"), [("12.pdf", True), ("13.pdf", False)])
def test_a_signature_field_is_found_filled_or_empty(name, filled):
    (signature,) = read((SAMPLES / name).read_bytes()).signatures
    assert (signature.filled, signature.page) == (filled, 1)
    assert signature.name == "CustomerSignature"


def test_what_was_typed_into_a_form_is_text():
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Approver)/V(Jane Miller)/Rect[10 10 90 30]/P 3 0 R>>",
        b"<</Type/Annot/Subtype/Widget/FT/Btn/T(Microsoft Teams)/AS/Yes/Rect[10 40 20 50]/P 3 0 R>>",
        b"<</Type/Annot/Subtype/FreeText/Contents(checked by hand)/Rect[10 60 90 70]>>",
    )
    content = pdf(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Annots[4 0 R 5 0 R 6 0 R]>>",
        *field,
    )
    text = read(content).pages[0].text
    assert "Approver: Jane Miller" in text
    assert "Microsoft Teams: ☒" in text
    assert "checked by hand" in text


def test_a_locked_file_says_so():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert read(out.getvalue()).fault is Fault.ENCRYPTED


def test_a_page_is_drawn_to_the_width_that_was_asked():
    content = (SAMPLES / "01.pdf").read_bytes()
    drawn = picture(content, read(content).pages[0], width=300)
    assert isinstance(drawn, bytes)
    with Image.open(io.BytesIO(drawn)) as page:
        assert page.size[0] == 300
        assert page.getextrema() != ((255, 255),) * 3


# DOCX


def test_a_document_hides_no_word():
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('in a text box')}</w:txbxContent></w:pict></w:r>"
    inside = "".join(
        (
            paragraph("in a paragraph"),
            f"<w:tbl><w:tr><w:tc>{paragraph('Signature')}</w:tc><w:tc>{paragraph('/s/ Jane')}</w:tc></w:tr></w:tbl>",
            f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>",
            "<w:p><w:sdt><w:sdtContent><w:r><w:t>in an inline control</w:t></w:r></w:sdtContent></w:sdt></w:p>",
            "<w:p><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>",
            f"<w:p><w:r><w:t>before</w:t></w:r>{box}</w:p>",
            '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Teams</w:t></w:r></w:p>',
            '<w:p><w:r><w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t></w:r></w:p>',
        )
    )
    reading = read(
        docx(
            body(inside),
            header1=f"<w:hdr {WORD}>{paragraph('in the header')}</w:hdr>",
            footer1=f"<w:ftr {WORD}>{paragraph('in the footer')}</w:ftr>",
            footer2=f"<w:ftr {WORD}>{paragraph('in the footer')}</w:ftr>",
            footnotes=f"<w:footnotes {WORD}><w:footnote>{paragraph('in a note')}</w:footnote></w:footnotes>",
            comments=f"<w:comments {WORD}><w:comment>{paragraph('in a comment')}</w:comment></w:comments>",
        )
    )
    assert reading.fault is None
    assert [page.part for page in reading.pages] == [
        Part.HEADER,
        Part.BODY,
        Part.BODY,
        Part.FOOTER,
        Part.NOTES,
        Part.COMMENTS,
    ]
    assert [line.text for line in reading.pages[1].lines] == [
        "in a paragraph",
        "Signature\t/s/ Jane",
        "in a control",
        "in an inline control",
        "inserted",
        "before",
        "in a text box",
        "☒ Teams",
        "one",
    ]
    assert reading.pages[2].text == "two"


# Messages and texts


def test_a_message_shows_who_wrote_when_and_everything_attached():
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "jane@fabrikam.com", "tom@contoso.com", "승인"
    inner.set_content("승인합니다")
    message = EmailMessage()
    message["From"] = "김민수 <minsu@daehan.co.kr>"
    message["To"], message["Subject"] = "a@b.c", "RE: 완료 확인"
    message["Date"] = "Mon, 04 May 2026 14:10:00 +0900"
    message.set_content("plain words")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(
        (SAMPLES / "01.pdf").read_bytes(), maintype="application", subtype="pdf", filename="작업.pdf"
    )
    message.add_attachment(inner)
    message.add_attachment(b"\x7fELF\0", maintype="application", subtype="x", filename="run.bin")
    reading = read(message.as_bytes())
    assert reading.fault is None
    assert [line.text for line in reading.pages[0].lines[:4]] == [
        "From: 김민수 <minsu@daehan.co.kr>",
        "To: a@b.c",
        "Date: Mon, 04 May 2026 14:10:00 +0900",
        "Subject: RE: 완료 확인",
    ]
    assert "plain words" in reading.pages[0].text
    assert "html words" not in reading.pages[0].text
    assert [page.source for page in reading.pages] == ["", "작업.pdf", "승인.eml"]
    assert "Statement of Work" in reading.pages[1].text
    assert "승인합니다" in reading.pages[2].text
    assert [(each.kind, each.fault) for each in reading.attachments] == [
        (Kind.PDF, None),
        (Kind.EML, None),
        (None, Fault.UNKNOWN_KIND),
    ]


def test_a_page_of_an_attachment_can_be_drawn():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "a scan"
    message.set_content("see the scan")
    message.add_attachment(
        (SAMPLES / "25.jpg").read_bytes(), maintype="image", subtype="jpeg", filename="scan.jpg"
    )
    content = message.as_bytes()
    page = read(content).pages[1]
    assert page.picture
    assert isinstance(picture(content, page, width=120), bytes)


def test_a_message_of_markup_alone_is_read_as_words():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "x"
    message.set_content(
        "<style>p{}</style><p>Dear Tom,</p><div>we <b>approve</b> it &amp; thanks</div>", subtype="html"
    )
    lines = [line.text for line in read(message.as_bytes()).pages[0].lines]
    assert "Dear Tom," in lines
    assert "we approve it & thanks" in lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_text_is_read_in_any_of_its_encodings(encoding):
    assert read("위와 같이 확인합니다\n서명".encode(encoding)).pages[0].text == "위와 같이 확인합니다\n서명"


def test_what_acts_on_a_terminal_comes_out_as_pictures():
    reading = read("사인 \x1b]52;c;aGk=\x07 \u202eabc".encode())
    assert "\x1b" not in reading.pages[0].text
    assert "\x07" not in reading.pages[0].text
    assert "\u202e" not in reading.pages[0].text
    assert "␛" in reading.pages[0].text


def test_a_field_of_a_message_cannot_act_on_a_terminal_either():
    content = b"From: =?utf-8?b?G101MjtjO2FHaz0H?= <a@b.c>\nTo: d@e.f\nSubject: x\n\nhello"
    assert "\x1b" not in read(content).pages[0].text


# Bounds


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"\x00\x01\x02", Fault.UNKNOWN_KIND),
        (b"%PDF-1.7\nnothing", Fault.BROKEN),
        (b"PK\x03\x04[Content_Types].xml word/", Fault.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Fault.BROKEN),
        (b"\xff\xd8\xff\xe0", Fault.BROKEN),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, fault):
    reading = read(content)
    assert (reading.fault, reading.pages) == (fault, ())


def test_a_file_over_the_bound_is_not_even_opened():
    assert read(b"a" * (MOST_BYTES + 1)).fault is Fault.TOO_BIG


def test_a_reader_that_hangs_is_ended(monkeypatch):
    """The wall clock's limit, made short: a child asked for work that takes longer."""
    monkeypatch.setattr(caged, "WALL", 0.001)
    started = time.monotonic()
    assert read((SAMPLES / "01.pdf").read_bytes()).fault is Fault.TIMED_OUT
    assert time.monotonic() - started < 60


def test_a_child_that_floods_is_cut_off(monkeypatch):
    monkeypatch.setattr(caged, "MOST_REPORT", 4000)
    reading = read(CONTRACTS[0].read_bytes())
    assert reading.fault is Fault.TOO_LONG


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_spoilt_file_is_read_or_refused_and_never_raises(data):
    path = data.draw(st.sampled_from(sorted(SAMPLES.glob("[0-9]*.[pde][dom][fcl]*"))))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    reading = read(bytes(content))
    assert reading.fault in (*Fault, None)
    assert "\x1b" not in "".join(page.text for page in reading.pages)


# OCR


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "wanted"),
    [("11.png", "Dynamics 365 Sales"), ("25.jpg", "Microsoft 365"), ("27.pdf", "한빛솔루션")],
)
def test_a_scan_is_recognised_and_marked(name, wanted):
    content = (SAMPLES / name).read_bytes()
    bare = read(content)
    assert (bare.ocr, bare.pages[0].picture, bare.pages[0].text) == (False, True, "")
    page = read(content, ocr=True).pages[0]
    assert page.ocr
    assert wanted in page.text
    assert all(0 <= edge <= 1 for line in page.lines for edge in line.box or ())


def test_without_the_program_a_scan_stays_a_picture(monkeypatch):
    monkeypatch.setattr(ocr, "tesseract", lambda: None)
    reading = read((SAMPLES / "25.jpg").read_bytes(), ocr=True)
    assert not reading.ocr
    assert [page.number for page in reading.pictures] == [1]


# Keeping


def test_a_kept_reading_is_the_reading(tmp_path):
    content = (SAMPLES / "12.pdf").read_bytes()
    cache = Cache(tmp_path)
    first = cache.read(content)
    assert Cache(tmp_path).read(content) == first == read(content)
    assert cache.find(first.sha256) == first
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".json"]


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-9], lambda text: "[]", lambda text: text.replace("pdf", "exe")]
)
def test_a_spoilt_reading_is_read_again(tmp_path, spoil):
    content = (SAMPLES / "12.pdf").read_bytes()
    first = Cache(tmp_path).read(content)
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_text(spoil(kept.read_text()))
    assert Cache(tmp_path).find(first.sha256) is None
    assert Cache(tmp_path).read(content) == first
    assert Cache(tmp_path).find(first.sha256) == first


def test_a_reading_of_an_older_reader_is_not_taken(tmp_path, monkeypatch):
    content = (SAMPLES / "07.pdf").read_bytes()
    first = Cache(tmp_path).read(content)
    monkeypatch.setattr(kept, "VERSION", kept.VERSION + 1)
    assert Cache(tmp_path).find(first.sha256) is None


def test_what_is_kept_under_a_wrong_name_is_not_believed(tmp_path):
    content = (SAMPLES / "07.pdf").read_bytes()
    first = Cache(tmp_path).read(content)
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    said = json.loads(kept.read_text())
    kept.write_text(json.dumps(said | {"sha256": "0" * 64}))
    assert Cache(tmp_path).find(first.sha256) is None


def test_what_cannot_be_kept_is_read_all_the_same(tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert Cache(tmp_path / "file").read(b"hello").pages[0].text == "hello"


@needs_tesseract
def test_a_scan_kept_without_ocr_is_recognised_when_that_is_asked(tmp_path):
    content = (SAMPLES / "25.jpg").read_bytes()
    cache = Cache(tmp_path)
    assert not cache.read(content).ocr
    recognised = cache.read(content, ocr=True)
    assert recognised.ocr
    assert cache.find(recognised.sha256) == recognised


def test_a_reading_is_a_value():
    reading = read(b"hello")
    assert replace(reading) == reading
    assert hash(reading) == hash(read(b"hello"))
