"""The lines of a claim's proof, each with whose words it is and whose signature would stand there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cpor_tui.poe.kinds import Kind, Part
from cpor_tui.poe.parties import FAMILY, Party, plain, products
from cpor_tui.poe.points import Facts, Place
from cpor_tui.poe.reading import Page, Reading
from cpor_tui.poe.wording import messages, roles

_MOST_LINES = 30_000
"""Lines of one document that are looked at: 500 dense pages."""
MOST_LINE = 2_500
"""Characters of one line that are looked at; it is shown whole."""
_MOST_TEXT = 800_000
"""Characters of one document that are looked at."""
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ")


class Side(StrEnum):
    """Whose words, or whose signature."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    BOTH = "both"


@dataclass(slots=True)
class Row:
    """A line with what its surroundings say of it."""

    poe: str
    page: int
    line: int
    whole: str
    text: str
    plain: str
    reading: Reading
    ocr: bool
    ink: bool
    customer: float = 0.0
    partner: float = 0.0
    author: Side | None = None
    """In a message, whose words these are."""
    mail: bool = False
    field: bool = False
    """In a message's header."""
    side: Side | None = None
    """Whom a signature here would be of."""
    work: frozenset[str] = frozenset()
    sheet: int = 0
    """Rows of one page of one file have the same number."""

    def place(self, score: float, about: str = "") -> Place:
        return Place(self.poe, self.page, self.line, self.whole, round(min(score, 1.0), 3), about, self.ocr)


class File:
    """All rows of all readings, each looked at once."""

    def __init__(self, facts: Facts, readings: Mapping[str, Reading]) -> None:
        self.facts = facts
        self.customer = Party(facts.customer, facts.domain, facts.customer_people)
        self.partner = Party(facts.partner, "", facts.partner_people)
        self.products = products(facts.products)
        self.readings = readings
        self.rows: list[Row] = []
        sheet = 0
        for poe, reading in readings.items():
            before, room = len(self.rows), _MOST_TEXT
            for page in reading.pages:
                sheet += 1
                room -= self._add(poe, reading, page, _MOST_LINES - (len(self.rows) - before), sheet)
                if room < 0:
                    break
        for row in self.rows:
            row.customer, row.partner = self.customer.mention(row.plain), self.partner.mention(row.plain)
        self._listen("customer", self.customer)
        self._listen("partner", self.partner)
        self.platform = any(FAMILY.search(row.plain) for row in self.rows)
        for rows in self.sheets():
            self._authors(rows)
            self._sides(rows)

    def sheets(self) -> Iterator[list[Row]]:
        """Yield the rows of each page."""
        start = 0
        for at in range(1, len(self.rows) + 1):
            if at == len(self.rows) or self.rows[at].sheet != self.rows[start].sheet:
                yield self.rows[start:at]
                start = at

    def _add(self, poe: str, reading: Reading, page: Page, room: int, sheet: int) -> int:
        """Take up a page's lines; return how many characters they have."""
        taken = 0
        mail = reading.kind is Kind.EML and page.part is Part.BODY and _is_message(page)
        for number, line in enumerate(page.lines[: max(room, 0)], 1):
            text = line.text[:MOST_LINE].translate(_SPACES)
            taken += len(text)
            if text.strip():
                row = Row(
                    poe,
                    page.number,
                    number,
                    line.text,
                    text,
                    plain(text),
                    reading,
                    page.ocr,
                    line.ink,
                    mail=mail,
                )
                row.sheet = sheet
                self.rows.append(row)
        return taken

    def _listen(self, side: str, party: Party) -> None:
        """Where nothing names the party, look for its name in the other letters."""
        if any(getattr(row, side) >= 0.7 for row in self.rows):
            return
        for row in self.rows[:2_000]:
            if party.sounds_in(row.plain):
                setattr(row, side, 0.7)

    def _authors(self, rows: list[Row]) -> None:
        """Note who wrote each row of a message, and of a text that one was pasted into."""
        author: Side | None = None
        outer: Side | None = None
        heading = bool(rows) and rows[0].mail
        mail = heading
        for at, row in enumerate(rows):
            quoted = row.text.lstrip().startswith(">")
            bare = row.text.lstrip("> \t")
            if (said := messages.FROM.match(bare)) and (row.mail or _header_near(rows, at)):
                author, heading, mail = self._whose(said["who"]), True, True
                outer = outer if quoted else author
            elif messages.WROTE.match(bare) or messages.FORWARDED.match(bare):
                author = self._whose(bare)
                heading = False
            elif said := messages.CHAT.match(bare):
                author, heading, mail = self._whose(said["named"] or said["who"]), False, True
            elif not quoted and at and rows[at - 1].text.lstrip().startswith(">"):
                author = outer
            elif heading and not messages.MAIL_FIELD.match(bare):
                heading = False
            row.author, row.field = author, heading and bool(messages.MAIL_FIELD.match(bare))
            row.mail = mail

    def _whose(self, text: str) -> Side | None:
        said = plain(text)
        customer, partner = self.customer.mention(said), self.partner.mention(said)
        if customer > partner:
            return Side.CUSTOMER
        return Side.PARTNER if partner > customer else None

    def _sides(self, rows: list[Row]) -> None:
        """Note whose signature a row would be: its own words, else the heading above it, else the name below."""
        own = [self._own_side(row) for row in rows]
        for at, row in enumerate(rows):
            row.side = own[at]
            if row.side is None:
                above = range(at - 1, max(-1, at - 9), -1)
                row.side = next((own[up] for up in above if own[up] and _heads(rows[up].text)), None)
            if row.side is None and at and own[at - 1] and own[max(at - 2, 0)] in (own[at - 1], None):
                row.side = own[at - 1]
            if row.side is None:
                row.side = next(
                    (own[down] for down in range(at + 1, min(len(rows), at + 5)) if own[down]), None
                )

    def side_of(self, text: str) -> Side | None:
        """Return whom a piece of a line names, if it names one of the two."""
        said = plain(text)
        customer = self.customer.mention(said) >= 0.7 or bool(roles.CUSTOMER_ROLE.search(text))
        partner = self.partner.mention(said) >= 0.7 or bool(roles.PARTNER_ROLE.search(text))
        if customer == partner:
            return None
        return Side.CUSTOMER if customer else Side.PARTNER

    def _own_side(self, row: Row) -> Side | None:
        customer = row.customer >= 0.7 or bool(roles.CUSTOMER_ROLE.search(row.text))
        partner = row.partner >= 0.7 or bool(roles.PARTNER_ROLE.search(row.text))
        if customer and partner:
            # "Customer acknowledgment: the partner has …": what a row begins with is what it is about.
            return self.side_of(re.split(r"[:：(,]", row.text, maxsplit=1)[0]) or Side.BOTH
        if customer:
            return Side.CUSTOMER
        return Side.PARTNER if partner else None


def _heads(text: str) -> bool:
    """Say whether a row announces whose signature follows, and is no fact by the way."""
    _, colon, value = text.replace("：", ":").partition(":")
    if messages.ADDRESSED.search(text) or (width(text.strip()) > 64 and value.strip()):
        return False
    if width(text.strip()) > 64 or re.search(r"[.。!?]\s*$", text):
        return colon == ":" and not value.strip()
    return not (colon and value.strip()) or bool(
        re.search(r"\b(?:for|behalf)\b|(?<![가-힣])[갑을](?![가-힣])", text)
    )


def _is_message(page: Page) -> bool:
    return any(messages.FROM.match(line.text) for line in page.lines[:6])


def _header_near(rows: list[Row], at: int) -> bool:
    """Say whether a "From:" stands among other fields of a message."""
    near = rows[max(0, at - 3) : at] + rows[at + 1 : at + 4]
    return "@" in rows[at].text or any(messages.MAIL_FIELD.match(row.text.lstrip("> ")) for row in near)


def width(text: str) -> int:
    """Return the cells that `text` takes, a Hangul syllable two."""
    return sum(2 if "가" <= letter <= "힣" else 1 for letter in text)
