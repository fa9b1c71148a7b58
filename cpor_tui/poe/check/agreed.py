"""Did the customer agree, in words?"""

import re
from collections.abc import Iterator, Sequence

from cpor_tui.poe.check.rows import MOST_LINE, File, Row, Side, width
from cpor_tui.poe.parties import plain
from cpor_tui.poe.wording import agreeing, roles

_SENTENCE = re.compile(r"(?<=[.!?。])\s+|(?<=다)\.\s*|\n")


def _sentences(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Yield sentences, those that a line's end cuts in two put together, with the row that each begins in."""
    start: Row | None = None
    held = ""
    for at, row in enumerate(rows):
        if start is None:
            start, held = row, row.text.strip("> \t")
        else:
            held += " " + row.text.strip("> \t")
        following = rows[at + 1] if at + 1 < len(rows) else None
        wraps = (
            following is not None
            and not row.field
            and following.line <= row.line + 1
            and width(row.text) >= 56
            and not re.search(r"[.:;!?。：][\"”’')]?\s*$", row.text)
            and bool(re.match(r"[>\s]*(?:[a-z(\"“,]|[가-힣])", following.text))
            and not re.match(r"\s*[^\s:：]{1,20}(?: [^\s:：]{1,20})?\s?[:：]", following.text)
            and len(held) < MOST_LINE
        )
        if wraps:
            continue
        for sentence in re.split(r"(?<=[.!?。])\s+", held):
            if sentence.strip():
                yield _holder(rows, start, at, sentence), sentence
        start = None


def _holder(rows: Sequence[Row], start: Row, last: int, sentence: str) -> Row:
    """Return the row that `sentence` begins in, among those from `start` to `last`."""
    first = next(at for at, row in enumerate(rows) if row is start)
    head = sentence[:24]
    return next((row for row in rows[first : last + 1] if head in row.text), start)


def agreements(file: File, rows: Sequence[Row]) -> Iterator[tuple[float, Row, bool]]:
    """Yield sentences in which the customer agrees, or refuses."""
    asked = ""
    for row, sentence in _sentences(rows):
        if asked and agreeing.YES.search(sentence) and not agreeing.negated(sentence):
            yield 0.65, row, False
        asked = sentence if agreeing.QUESTION.search(sentence) else ""
        # What ends in a colon announces a signature, and is none.
        if row.field or sentence.rstrip().endswith((":", "：")):
            continue
        found = agreeing.APPROVES.search(sentence)
        if not found:
            continue
        customer = row.author is Side.CUSTOMER
        if agreeing.negated(sentence):
            if not (row.mail and row.author is Side.PARTNER) and re.search(
                r"approv|accept|sign|승인|서명|검수|인수", sentence, re.IGNORECASE
            ):
                yield (0.8 if customer else 0.4), row, True
            continue
        if row.mail:
            if row.author is Side.PARTNER:
                continue
            yield (0.95 if customer else 0.5), row, False
        else:
            said = plain(sentence)
            speaks = file.customer.mention(said) >= 0.7 or bool(roles.CUSTOMER_ROLE.search(sentence))
            if agreeing.ABOUT_WORK.search(sentence):
                yield (0.5 if speaks else 0.35), row, False
