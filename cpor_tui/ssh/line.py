"""Reads the one line that a client sent along, as words; nothing in it ever means anything to a shell."""

from __future__ import annotations

from cpor_tui.domain.refusals import Code, Refused

MOST_BYTES = 16 * 1024
MOST_WORDS = 400
_BLANK = " \t\r\n"


def words(sent: bytes) -> list[str]:
    """The words of a line: blanks part them, quotes and backslashes join them, every other character is itself.

    Bytes that are no UTF-8 become U+FFFD. Raises Refused(usage) for an open quote, for NUL and beyond the bounds.
    """
    if len(sent) > MOST_BYTES:
        raise Refused(Code.USAGE, "ssh-too-long", most=MOST_BYTES)
    text = sent.decode("utf-8", "replace")
    if "\0" in text:
        raise Refused(Code.BAD_INPUT, "text")
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] in _BLANK:
            at += 1
            continue
        word, at = _word(text, at)
        found.append(word)
        if len(found) > MOST_WORDS:
            raise Refused(Code.USAGE, "ssh-too-long", most=MOST_BYTES)
    return found


def _word(text: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while at < len(text) and text[at] not in _BLANK:
        match text[at]:
            case "'":
                end = text.find("'", at + 1)
                if end < 0:
                    raise Refused(Code.USAGE, "ssh-open-quote")
                parts.append(text[at + 1 : end])
                at = end + 1
            case '"':
                part, at = _quoted(text, at + 1)
                parts.append(part)
            case "\\":
                if at + 1 == len(text):
                    raise Refused(Code.USAGE, "ssh-open-quote")
                parts.append(text[at + 1])
                at += 2
            case plain:
                parts.append(plain)
                at += 1
    return "".join(parts), at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What stands between double quotes, and where it goes on behind them."""
    parts: list[str] = []
    while at < len(text):
        char = text[at]
        if char == '"':
            return "".join(parts), at + 1
        if char == "\\" and text[at + 1 : at + 2] in ('"', "\\", "$", "`"):
            at += 1
            char = text[at]
        parts.append(char)
        at += 1
    raise Refused(Code.USAGE, "ssh-open-quote")
