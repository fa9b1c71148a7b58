"""Tells what a file is by its content, and how much of one is accepted.

Imported by the caged child too: nothing here may cost time to import.
"""

import re
from enum import StrEnum

MOST_BYTES = 25 * 1024 * 1024
"""The largest file that is accepted (RULES.md §7)."""


class Kind(StrEnum):
    """What a proof may be (RULES.md §7)."""

    PDF = "pdf"
    DOCX = "docx"
    PNG = "png"
    JPEG = "jpeg"
    TXT = "txt"
    EML = "eml"


class Fault(StrEnum):
    """Why a file could not be read, or not to its end."""

    EMPTY = "empty"
    UNKNOWN_KIND = "unknown-kind"
    TOO_BIG = "too-big"
    """More bytes, or more once unpacked, than is accepted."""
    TOO_LONG = "too-long"
    """More text or pages than are shown; what is there is its beginning."""
    TOO_DEEP = "too-deep"
    """Things within things within things, without end."""
    ENCRYPTED = "encrypted"
    UNSAFE = "unsafe"
    """It asks for what no proof needs: entities, outside files."""
    BROKEN = "broken"
    OUT_OF_MEMORY = "out-of-memory"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"


class Part(StrEnum):
    """Which part of its file a page is."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    NOTES = "notes"
    COMMENTS = "comments"


# Field names that only a message has; a memo that starts with "Subject:" is a text all the same.
_MAIL_FIELD = (
    rb"(?i)^(from|to|cc|date|subject|received|return-path|delivered-to|message-id|mime-version|content-type"
    rb"|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+|authentication-results|reply-to|thread-[a-z]+)[ \t]*:"
)
_ANY_FIELD = rb"^[!-9;-~]+[ \t]*:"
_SENDER = rb"(?im)^(from|received|return-path|message-id)[ \t]*:"
_TEXT_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1a\x1b\b\a")


def kind_of(content: bytes) -> Kind | None:
    """Return what `content` is, whatever its name says; None if it is nothing that is accepted."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"PK\x03\x04"):
        whole = b"[Content_Types].xml" in content and b"word/" in content
        return Kind.DOCX if whole else None
    head = content[:4096]
    if _opens_as_pdf(head):
        return Kind.PDF
    if _opens_as_mail(head):
        return Kind.EML
    return Kind.TXT if encoding_of(content) else None


def encoding_of(content: bytes) -> str | None:
    """Return the encoding that `content` is plain text in (UTF-8, UTF-16 or CP949); None if it is no text."""
    if not content.strip():
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16" if _decodes(content, "utf-16") else None
    if not _TEXT_CONTROLS.isdisjoint(content[:65536]) or b"\0" in content:
        return None
    return next((name for name in ("utf-8-sig", "cp949") if _decodes(content, name)), None)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _opens_as_pdf(head: bytes) -> bool:
    # The standard lets up to 1,024 bytes stand before the mark; a text that mentions it is no PDF.
    at = head[:1024].find(b"%PDF-")
    return at == 0 or (at > 0 and (not head[:at].strip(b"\xef\xbb\xbf\0\r\n\t ") or b"obj" in head[at:]))


def _opens_as_mail(head: bytes) -> bool:
    lines = head.lstrip(b"\xef\xbb\xbf\r\n").split(b"\n")
    if lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    fields = []
    for line in lines:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        if not re.match(_ANY_FIELD, line):
            return False
        fields.append(line)
    block = b"\n".join(fields)
    return bool(re.search(_SENDER, block)) and sum(1 for field in fields if re.match(_MAIL_FIELD, field)) >= 2
