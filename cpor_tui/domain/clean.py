"""Makes a stranger's text safe to store, to compare and to show."""

import re
import unicodedata

MARKS = 4
"""Combining marks that one character may carry; a pile of more spills over its neighbours' lines."""

_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# Scripts that need the joiners for plain spelling: Arabic, Persian, the scripts of India, Tibetan.
_JOINING = "\u0620-\u06dc\u06de-\u070e\u0710-\u0fff"

# What a terminal acts on, what turns the reading direction and what cannot be seen; of a joiner or a
# variation selector only those that stand where spelling or an emoji needs them are let through.
# Compiled with the first text that is not plain: a start that meets none is quicker by it.
_UNSAFE = (
    f"(?P<kept>[{_EMOJI}]\ufe0f?(?:\u200d[{_EMOJI}]\ufe0f?)+|[{_EMOJI}\u00a9\u00ae]\ufe0f|[0-9#*]\ufe0f\u20e3"
    f"|[{_JOINING}](?:[\u200c\u200d][{_JOINING}])+)"
    "|[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Five in a row from blocks that hold combining marks: rare in honest text, so the slow look is rare too.
_MAY_STACK = (
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1100-\u12ff\u1e00-\u20cf\u2100-\u2cee\u2e00-\u3029\u3030-\u3098"
    "\u309b-\ua66e\uac00-\ufb1d\ufe30-\uffff\U0001f000-\U000dffff]{5}"
)
_SPACES = str.maketrans("\n\t", "  ")


def clean(text: str, *, limit: int = 2000, multiline: bool = False) -> str:
    """Return `text` as it may be stored: NFC, nothing that acts on a terminal, at most `limit` characters.

    Control characters become their pictures (ESC is ␛); other invisible or direction-changing ones become
    U+FFFD; a character keeps at most four combining marks. CR and CRLF are line ends. A single line has spaces
    for line ends and tabs; `multiline` keeps both. What is over `limit` (at least 1) is cut and ends in "…": where
    a person must be told instead, ask `too_long` first. Cleaning what is clean changes nothing.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    cleaned, cut = _cleaned(text, limit, multiline)
    # A joiner or selector left at the cut would no longer be inside anything.
    return cleaned[: limit - 1].rstrip("\u200c\u200d\ufe0f") + "…" if cut else cleaned


def too_long(text: str, limit: int = 2000, *, multiline: bool = False) -> bool:
    """Say whether `clean` with the same arguments would have to cut `text`."""
    if text.isascii() and text.isprintable():
        return len(text) > limit
    return _cleaned(text, limit, multiline)[1]


def visible(text: str) -> str:
    """Return `text` of any length for plain printing: as `clean` shows it, line ends kept, tabs as spaces.

    For what was stored before a rule existed, and for text that never passed a field: file names, other programs'
    messages. It neither normalises nor cuts.
    """
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(re.sub(_UNSAFE, _shown, line) for line in text.replace("\t", " ").split("\n"))


def stripped(text: str) -> str:
    """Return `text` without a single character that `visible` would have to replace, line ends and tabs too."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda found: found["kept"] or "", text)


def _cleaned(text: str, limit: int, multiline: bool) -> tuple[str, bool]:
    """Return the clean text, not yet cut, and whether it must be."""
    # Room for decomposed Korean and for CRLF, which shrink; a megabyte of marks is not worth reading.
    head = text[: limit * 8]
    head = head.replace("\r\n", "\n").replace("\r", "\n")
    if not multiline:
        head = head.translate(_SPACES)
    if not head.isascii():
        # Before NFC too: sorting a long pile of marks takes the square of its length.
        head = _few_marks(unicodedata.normalize("NFC", _few_marks(head)))
    if multiline:
        head = "\n".join(
            "\t".join(re.sub(_UNSAFE, _shown, part) for part in line.split("\t")) for line in head.split("\n")
        )
    else:
        head = re.sub(_UNSAFE, _shown, head)
    return head, len(head) > limit or len(text) > limit * 8


def _shown(found: re.Match[str]) -> str:
    if kept := found["kept"]:
        return kept
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _few_marks(text: str) -> str:
    if not re.search(_MAY_STACK, text):
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MARKS:
            kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me") or unicodedata.combining(char) != 0
