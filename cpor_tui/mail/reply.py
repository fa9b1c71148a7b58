"""Reads a customer's reply: who sent it, and the code on the line that says DECLINE or 거부."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused

MOST_HEADER = 64 * 1024
MOST_MAIL = 256 * 1024
"""Bytes of a reply that are looked at: what the customer wrote stands at its beginning, attachments come after."""
_MOST_PARTS = 20
_MOST_LINES = 2000
_MOST_ADDRESS = 254

_DECLINES = re.compile(
    r"(?:decline|거부)\s*[:：]?\s+(?P<code>(?:C-)?[0-9]{1,15}-[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4})\s*[.!]?",
    re.IGNORECASE,
)
# Programs that quote without ">" put the old message under such a line; nothing below it is the customer's.
_BELOW_IS_OLD = re.compile(
    r"-{2,}\s*(?:original message|원본 메시지|원본 메일|forwarded message|전달된 메시지)\s*-{2,}"
    r"|_{10,}|(?:from|보낸 사람|보낸사람|발신)\s*:.*|begin forwarded message:",
    re.IGNORECASE,
)
_DASHES = str.maketrans("‐‑‒–—―−－", "--------")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A customer's No: the code that proves it, and the address it came from (which proves nothing)."""

    code: str
    sender: str


def reply(content: bytes) -> Reply:
    """What a reply says. Raises Refused(bad_input): `mail` when it cannot be read, `reply` when it does not decline.

    Only the first text of the message counts, only lines that are not quoted, and only one that says DECLINE (거부)
    and the code and nothing else: a letter of ours, quoted back below a «yes», declines nothing.
    """
    parsed = _parsed(content)
    for line in _own_lines(_text(parsed)):
        if found := _DECLINES.fullmatch(line):
            return Reply(found["code"].upper(), _sender(parsed))
    raise Refused(Code.BAD_INPUT, "reply")


def _parsed(content: bytes) -> Message:
    end = re.search(rb"\r?\n\r?\n", content[:MOST_HEADER])
    if end is None or b":" not in content[: end.start()]:
        raise Refused(Code.BAD_INPUT, "mail")
    seen = content[:MOST_MAIL]
    # Parts within parts without end are no reply, and the parser goes down into each.
    if len(re.findall(rb"(?i)boundary\s*=|message/rfc822", seen)) > _MOST_PARTS:
        raise Refused(Code.BAD_INPUT, "mail")
    try:
        return BytesParser(policy=compat32).parsebytes(seen)
    except (RecursionError, ValueError, LookupError, TypeError, HeaderParseError) as wrong:
        raise Refused(Code.BAD_INPUT, "mail") from wrong


def _text(parsed: Message) -> str:
    """The first plain text of the message that is no attachment."""
    for part in parsed.walk():
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            raw = part.get_payload(decode=True)
            content = raw if isinstance(raw, bytes) else b""
            try:
                return content.decode(part.get_content_charset("utf-8"), "replace")
            except (LookupError, ValueError):
                return content.decode("utf-8", "replace")
    raise Refused(Code.BAD_INPUT, "reply")


def _own_lines(text: str) -> list[str]:
    own: list[str] = []
    for line in text.splitlines()[:_MOST_LINES]:
        plain = unicodedata.normalize("NFC", line[:300]).translate(_DASHES).replace("\u00a0", " ").strip()
        if _BELOW_IS_OLD.fullmatch(plain):
            break
        if not plain.startswith((">", "|")):
            own.append(plain)
    return own


def _sender(parsed: Message) -> str:
    shown = str(parsed.get("From", ""))[:1000]
    found = _ADDRESS.findall(shown)
    return clean(found[-1], limit=_MOST_ADDRESS) if found else "?"
