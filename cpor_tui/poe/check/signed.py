"""Did the customer sign?"""

import re
from collections.abc import Iterator, Sequence

from cpor_tui.domain.names import AskReason
from cpor_tui.poe.check.agreed import agreements
from cpor_tui.poe.check.ranking import SURE, point_of
from cpor_tui.poe.check.rows import File, Row, Side
from cpor_tui.poe.parties import plain
from cpor_tui.poe.points import Place, Point
from cpor_tui.poe.reading import Seal
from cpor_tui.poe.wording import agreeing, roles, signing


def acknowledged(file: File) -> Point:
    """Show the customer's signatures and agreement; empty lines and refusals speak against."""
    places: list[Place] = []
    against: list[Place] = []
    for rows in file.sheets():
        for at, row in enumerate(rows):
            score, blank = _signature(file, rows, at)
            if blank:
                against.append(row.place(blank))
            if score:
                places.append(row.place(score))
        for score, row, negative in agreements(file, rows):
            (against if negative else places).append(row.place(score))
    places += _fields(file, against)
    if (
        any(place.score >= SURE for place in against)
        and max((each.score for each in places), default=0) < SURE
    ):
        # The text of a form says "I confirm" before anybody has; an empty line below it says that nobody did.
        places = [place for place in places if place.score > 0.5]
    return point_of(AskReason.MISSING_CUSTOMER_ACKNOWLEDGMENT, places, against)


_GAP = re.compile(r"\t|\s{3,}")


def _column(file: File, rows: Sequence[Row], at: int, where: int) -> Side | None:
    """Return whose column `where` in a row stands in, if blocks for both stand side by side."""
    count = len(_GAP.split(rows[at].text.strip()))
    if count < 2:
        return None
    number = len(_GAP.split(rows[at].text.strip()[: max(0, where - _indent(rows[at].text))]))
    for above in reversed(rows[max(0, at - 8) : at]):
        cells = _GAP.split(above.text.strip())
        sides = [file.side_of(cell) for cell in cells]
        if len(cells) == count and Side.CUSTOMER in sides and Side.PARTNER in sides:
            return sides[min(number, count) - 1]
    return None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _weigh(file: File, rows: Sequence[Row], at: int, score: float, where: int) -> float:
    """Return `score`, less where it is not said whose signature it is; nothing where it is the partner's."""
    row = rows[at]
    side = _column(file, rows, at, where) or row.side
    if (row.mail and row.author is Side.PARTNER) or side is Side.PARTNER:
        return 0.0
    if side is not None:
        return score
    agreed = any(agreeing.APPROVES.search(above.text) for above in rows[max(0, at - 10) : at])
    return score * (0.75 if agreed else 0.6)


def _signature(file: File, rows: Sequence[Row], at: int) -> tuple[float, float]:
    """Return how surely row `at` is the customer's signature, and how surely it is an empty place for one."""
    row = rows[at]
    text = row.text
    if signing.UNSIGNED.search(text):
        return 0.0, 0.9
    if row.field:
        return 0.0, 0.0
    if marks := list(signing.SIGNED_MARK.finditer(text)):
        # Two marks in one row: both parties signed, side by side.
        both = 0.7 if len(marks) > 1 and not (row.mail and row.author is Side.PARTNER) else 0.0
        return max(both, *(_weigh(file, rows, at, 1.0, mark.start()) for mark in marks)), 0.0
    seal = signing.SEAL.search(text)
    label = signing.SIGN_LABEL.search(text)
    said = signing.SIGNED_BY.search(text)
    if said and not signing.PASSIVE.search(text[: said.start()]) and signing.NAME.match(text, said.end()):
        return _weigh(file, rows, at, 0.95, said.start()), 0.0
    how = signing.SIGNED_HOW.search(text)
    if not (seal or label or how):
        return 0.0, 0.0
    if _sentence_asks(text):
        return 0.0, 0.0
    where = next(found.start() for found in (seal, label, how) if found)
    own = seal is not None and _sealed(file, text, seal)
    if own or (seal is None and label is not None and _named_after(file, rows, at, label.end())):
        return _weigh(file, rows, at, 0.95, where), 0.0
    if how and not signing.BLANK.search(text):
        return _weigh(file, rows, at, 0.85, where), 0.0
    if row.ink:
        # What is drawn where a signature belongs is nothing that OCR can read: worth a look.
        return _weigh(file, rows, at, 0.8, where), 0.0
    return 0.0, 0.7 if row.side is not Side.PARTNER else 0.0


def _sentence_asks(text: str) -> bool:
    return len(text) > 60 and bool(agreeing.ASKS.search(text))


def _sealed(file: File, text: str, seal: re.Match[str]) -> bool:
    """Say whether a name stands before or after the place of the seal."""
    before = text[max(0, seal.start() - 40) : seal.start()]
    after = text[seal.end() : seal.end() + 20]
    return any(_a_name(file, piece) for piece in (re.split(r"[:：\t]", before)[-1], after)) or _a_name(
        file, before
    )


def _a_name(file: File, piece: str) -> bool:
    bare = signing.BLANK.sub(" ", piece)
    for party in (file.customer, file.partner):
        bare = re.sub(re.escape(party.name), " ", bare)
        if party.core:
            bare = re.sub(re.escape(party.core), " ", bare, flags=re.IGNORECASE)
    bare = signing.NOT_A_NAME.sub(" ", bare)
    bare = re.sub(r"[^A-Za-z가-힣'’. -]", " ", bare)
    return any(
        signing.NAME.fullmatch(word.strip()) for word in re.split(r"\s{2,}", bare) if word.strip()
    ) or bool(re.search(r"(?<![가-힣])[가-힣]{2,4}(?![가-힣])|[A-Z][\w'’-]+\s+[A-Z][\w'’-]+", bare))


_DATE_TAIL = re.compile(r"\b(?:date|title|name|position)\s*[:：].*", re.IGNORECASE)


def _named_after(file: File, rows: Sequence[Row], at: int, start: int) -> bool:
    """Say whether a name follows the label, on its line or on the next one."""
    rest = rows[at].text[start:]
    value = _DATE_TAIL.split(rest, maxsplit=1)[0] if rest.strip() else rest
    if signing.BLANK.search(value):
        return False
    if value.strip(" :：.-–—_\t/(),"):
        return _a_name(file, value[:80]) or bool(
            re.match(r"\s*[:：]?\s*[A-Z][a-z]+(?:\s|$|,)", value) and _single(value)
        )
    below = rows[at + 1].text if at + 1 < len(rows) else ""
    if not below or len(below) > 60 or re.search(r"[:：]", below) or signing.BLANK.search(below):
        return False
    if signing.SEAL.search(below) or rows[at + 1].side not in (rows[at].side, None):
        return False
    return _a_name(file, below)


def _single(value: str) -> bool:
    word = value.strip(" :：.,").split()[0] if value.strip(" :：.,") else ""
    return len(word) >= 2 and not signing.NOT_A_NAME.search(word)


def _fields(file: File, against: list[Place]) -> Iterator[Place]:
    """Yield a PDF's filled signature fields; an empty or a broken one speaks against."""
    for poe, reading in file.readings.items():
        for signature in reading.signatures:
            said = plain(f"{signature.name} {signature.signer} {signature.reason}")
            row = _row_of_field(file, poe, signature.page)
            day = signature.signed_on.isoformat() if signature.signed_on else signature.signed_at
            words = " ".join(filter(None, (signature.name, signature.signer, day, signature.reason)))
            line = row.line if row else 1
            theirs = file.partner.mention(said) >= 0.7 or roles.PARTNER_ROLE.search(said)
            mine = file.customer.mention(said) >= 0.7 or roles.CUSTOMER_ROLE.search(said)
            if not signature.filled or signature.seal is Seal.BROKEN:
                against.append(Place(poe, signature.page, line, words, 0.8))
            elif mine or not theirs:
                yield Place(poe, signature.page, line, words, 1.0 if mine else 0.8)


def _row_of_field(file: File, poe: str, page: int) -> Row | None:
    """Return the line that a signature field most likely belongs to."""
    rows = [row for row in file.rows if row.poe == poe and row.page == page]
    likely = [
        row
        for row in rows
        if signing.SIGN_LABEL.search(row.text)
        or signing.SIGNED_BY.search(row.text)
        or signing.SIGNED_HOW.search(row.text)
        or signing.SEAL.search(row.text)
    ]
    mine = [row for row in likely if row.side is not Side.PARTNER]
    best = mine or likely or rows
    return best[-1] if best else None
