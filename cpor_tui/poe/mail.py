"""Reads a message and what is attached to it, inside the cage."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_BOUNDARY = re.compile(rb"^content-type:\s*(multipart/|message/rfc822)", re.IGNORECASE | re.MULTILINE)
_KOREAN = ("euc-kr", "euc_kr", "ks_c_5601", "ksc5601", "ks_c_5601-1987", "ks_c_5601-1989", "cp949", "uhc")


def header_of(content: bytes) -> bytes:
    """Return the header block of a message, without parsing it."""
    found = re.search(rb"\r?\n\r?\n", content)
    return content[: found.start()] if found else content


def depth_of(content: bytes) -> int:
    """Return how deep the message is nested at most, counted without parsing it."""
    return len(_BOUNDARY.findall(content))


def parsed(content: bytes) -> Message:
    """Return the message."""
    return email.message_from_bytes(content.lstrip(b"\r\n"), policy=email.policy.default)


def lines(message: Message) -> list[str]:
    """Return the fields that say who, when and what, an empty line, and the body's lines."""
    told = [f"{name}: {value}" for name in _FIELDS for value in _field(message, name)]
    body = "\n".join(_body(message)).replace("\r\n", "\n").replace("\r", "\n")
    return [*told, "", *body.split("\n")]


def attachments(message: Message) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of everything that is not the message's own text."""
    for part in _own_parts(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield _name(part) or f"{_subject(inner[0])}.eml", _as_bytes(inner[0])
        elif not _is_text(part):
            yield _name(part), _payload(part)


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=email.policy.compat32)
    # What the parser let pass the writer may choke on; the message around it is shown all the same.
    except (UnicodeError, LookupError, ValueError, TypeError, KeyError):
        return b""


def _field(message: Message, name: str) -> Iterator[str]:
    try:
        values = message.get_all(name) or ()
    # The parser of addresses gives up on some headers, with whatever error it meets first.
    except Exception:  # noqa: BLE001
        values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    for value in values:
        yield " ".join(str(value).split())


def _subject(message: Message) -> str:
    return next(iter(_field(message, "Subject")), "")


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield the leaves of this message, and messages inside it whole."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _own_parts(part)


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() == "text" and not (
        part.get_content_disposition() == "attachment" or part.get_filename()
    )


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (UnicodeError, ValueError, TypeError, IndexError):
        return ""


def _body(message: Message) -> Iterator[str]:
    if isinstance(message, EmailMessage):
        for kind in ("plain", "html"):
            chosen = [
                part for part in _own_parts(message) if _is_text(part) and part.get_content_subtype() == kind
            ]
            said = [_text(part) for part in chosen]
            if any(text.strip() for text in said):
                yield from said if kind == "plain" else _seen(said)
                return


def _seen(said: list[str]) -> Iterator[str]:
    # Most messages have plain words; only those that have none pay for this.
    from cpor_tui.poe.markup import seen

    return map(seen, said)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    payload = _payload(part)
    named = (part.get_content_charset() or "").lower()
    named = "cp949" if named in _KOREAN else named
    for encoding in (named, "utf-8", "cp949"):
        try:
            return payload.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return payload.decode("latin-1")
