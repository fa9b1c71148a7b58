"""Makes files that break readers: small to keep, endless to read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

MEGABYTE = 1 << 20


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of `objects`, the first one its catalogue."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    )
    return out.getvalue()


def stream(body: bytes, words: bytes = b"") -> bytes:
    """Return a PDF's stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), words, body)


def page_with(content: bytes, more: bytes = b"", *objects: bytes) -> bytes:
    """Return a PDF of one page, its content stream object 4; `objects` start at 5."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R%s>>" % more,
        content,
        *objects,
    )


def _deflated(unit: bytes, times: int, bits: int = 15) -> bytes:
    """Return `unit` repeated `times`, compressed, without ever holding it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    head = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + again * (times - 1) + packer.flush()


def flate_bomb() -> bytes:
    """4 GB of spaces in 4 MB."""
    return page_with(stream(_deflated(b" " * MEGABYTE, 4096), b"/Filter/FlateDecode"))


def double_flate_bomb() -> bytes:
    """20 GB of spaces, packed twice."""
    inner = _deflated(b" " * MEGABYTE, 20_480)
    return page_with(stream(zlib.compress(inner, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def laughing_forms() -> bytes:
    """A form that draws ten forms that draw ten forms, twelve times."""
    forms = []
    for level in range(12):
        inner = b"<</XObject<</F %d 0 R>>>>" % (level + 6)
        forms.append(
            stream(b"/F Do\n" * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources" + inner)
        )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    forms.append(
        stream(
            b"BT /H 9 Tf 9 9 Td (ha) Tj ET",
            b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</H %d 0 R>>>>" % 18,
        )
    )
    return page_with(stream(b"/F Do"), b"/Resources<</XObject<</F 5 0 R>>>>", *forms, font)


def endless_pages() -> bytes:
    """A page tree that holds itself, ten thousand million pages long."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * 10 + b"]/Count 10000000000>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[" + b"2 0 R " * 10 + b"]/Count 1000000000>>",
    )


def nested_arrays() -> bytes:
    """Two hundred thousand arrays, each in the other."""
    deep = b"[" * 200_000 + b"]" * 200_000
    return pdf(b"<</Type/Catalog/Pages 2 0 R/X " + deep + b">>", b"<</Type/Pages/Kids[]/Count 0>>")


def vast_page() -> bytes:
    """A page of 700 metres by 700 metres."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000000 2000000]>>",
    )


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str | bytes, **parts: str) -> bytes:
    """Return a DOCX with `body` as its whole document part; of `parts`, header1 is word/header1.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("word/document.xml", body)
        for name, part in parts.items():
            packed.writestr(f"word/{name}.xml", part)
    return out.getvalue()


def laughing_entities() -> bytes:
    """Entities of entities of entities."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{levels}]>'
    return docx(f"<?xml version='1.0'?>{doctype}<w:document {WORD}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"
                "</w:body></w:document>")  # fmt: skip


def outside_entity() -> bytes:
    """An entity that is a file of the machine."""
    doctype = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return docx(f"<?xml version='1.0'?>{doctype}<w:document {WORD}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>"
                "</w:body></w:document>")  # fmt: skip


def hidden_entity() -> bytes:
    """The same in UTF-16, where nobody looks for the words."""
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w:document [<!ENTITY x "ha">]><w:document {WORD}/>'
    )
    return docx(text.encode("utf-16"))


def empty_paragraphs() -> bytes:
    """Ten million of them."""
    return docx(f"<w:document {WORD}><w:body>{'<w:p/>' * 10_000_000}</w:body></w:document>")


def many_paragraphs() -> bytes:
    """As many as the size of a part allows: five million."""
    return docx(f"<w:document {WORD}><w:body>{'<w:p/>' * 5_000_000}</w:body></w:document>")


def deep_tables() -> bytes:
    """Tables in tables in tables."""
    cell = "<w:tbl><w:tr><w:tc>"
    return docx(
        f"<w:document {WORD}><w:body>{cell * 5000}{'</w:tc></w:tr></w:tbl>' * 5000}</w:body></w:document>"
    )


def _zip_of(body: bytes, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("word/document.xml", body)
        entry = packed.filelist[-1]
        entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, size
    return out.getvalue()


def zip_bomb() -> bytes:
    """2 GB in 2 MB."""
    return _zip_of(_deflated(b" " * MEGABYTE, 2048, -15), 2048 * MEGABYTE)


def lying_zip_bomb() -> bytes:
    """2 GB that say they are a thousand bytes."""
    return _zip_of(_deflated(b" " * MEGABYTE, 2048, -15), 1000)


def picture_bomb() -> bytes:
    """A picture of 40,000 by 40,000 pixels in 200 KB."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    rows = _deflated(b"\0" * MEGABYTE, 191)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def endless_header() -> bytes:
    """A message whose address has no end."""
    return b"From: a@b\nTo: " + b"<" * 1_700_000 + b"\nSubject: x\n\nhello\n"


def nested_message() -> bytes:
    """Three thousand parts, each in the other."""
    lines = [b"From: a@b", b"To: c@d", b"Subject: x", b"MIME-Version: 1.0"]
    for level in range(3000):
        lines += [b'Content-Type: multipart/mixed; boundary="b%d"' % level, b"", b"--b%d" % level]
    return b"\n".join([*lines, b"Content-Type: text/plain", b"", b"hello", b""])


def many_pages() -> bytes:
    """Thirty thousand pages, all of them the same."""
    kids = b"3 0 R " * 30_000
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count 30000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
    )


def endless_text() -> bytes:
    """Twenty megabytes of letters without a line's end."""
    return b"a" * (20 * MEGABYTE)


FILES: tuple[Callable[[], bytes], ...] = (
    flate_bomb,
    double_flate_bomb,
    laughing_forms,
    endless_pages,
    nested_arrays,
    vast_page,
    laughing_entities,
    outside_entity,
    hidden_entity,
    empty_paragraphs,
    many_paragraphs,
    deep_tables,
    zip_bomb,
    lying_zip_bomb,
    picture_bomb,
    endless_header,
    nested_message,
    many_pages,
    endless_text,
)
