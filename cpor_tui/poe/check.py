"""Shows the places in a proof that speak for each of the five points, and decides nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from cpor_tui.poe import dates, wording
from cpor_tui.poe.kinds import Kind, Part
from cpor_tui.poe.parties import FAMILY, TEAMS, Party, Product, plain, products
from cpor_tui.poe.points import Facts, Place, Point, Reason, State
from cpor_tui.poe.reader import Page, Reading

MOST_EVIDENCE = 5
"""Places that are shown for a point; a claim with more products shows one more for each."""
_MOST_LINES = 30_000
"""Lines of one document that are looked at: 500 dense pages."""
_MOST_LINE = 2_500
"""Characters of one line that are looked at; it is shown whole."""
_MOST_TEXT = 800_000
"""Characters of one document that are looked at."""
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ")
_SURE = 0.6
_WEAK = 0.25


def check(facts: Facts, readings: Mapping[str, Reading]) -> tuple[Point, ...]:
    """Return the five points in order, with what `readings` (by name) show for each.

    It shows and never decides: a point without evidence may be proved by what no machine read, and the other way
    round. Equal arguments give equal answers.
    """
    file = _File(facts, readings)
    work = _service(file)
    named = _products(file)
    return (
        _about(file, work, named),
        _acknowledged(file),
        _dated(file),
        work,
        named,
    )


# The text, with who speaks


class _Side(StrEnum):
    CUSTOMER = "customer"
    PARTNER = "partner"
    BOTH = "both"


@dataclass(slots=True)
class _Row:
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
    author: _Side | None = None
    """In a message, whose words these are."""
    mail: bool = False
    field: bool = False
    """In a message's header."""
    side: _Side | None = None
    """Whom a signature here would be of."""
    work: frozenset[str] = frozenset()
    sheet: int = 0
    """Rows of one page of one file have the same number."""

    def place(self, score: float, about: str = "") -> Place:
        return Place(self.poe, self.page, self.line, self.whole, round(min(score, 1.0), 3), about, self.ocr)


class _File:
    """All rows of all readings, each looked at once."""

    def __init__(self, facts: Facts, readings: Mapping[str, Reading]) -> None:
        self.facts = facts
        self.customer = Party(facts.customer, facts.domain, facts.customer_people)
        self.partner = Party(facts.partner, "", facts.partner_people)
        self.products = products(facts.products)
        self.readings = readings
        self.rows: list[_Row] = []
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

    def sheets(self) -> Iterator[list[_Row]]:
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
            text = line.text[:_MOST_LINE].translate(_SPACES)
            taken += len(text)
            if text.strip():
                row = _Row(
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

    def _authors(self, rows: list[_Row]) -> None:
        """Note who wrote each row of a message, and of a text that one was pasted into."""
        author: _Side | None = None
        outer: _Side | None = None
        heading = bool(rows) and rows[0].mail
        mail = heading
        for at, row in enumerate(rows):
            quoted = row.text.lstrip().startswith(">")
            bare = row.text.lstrip("> \t")
            if (said := wording.FROM.match(bare)) and (row.mail or _header_near(rows, at)):
                author, heading, mail = self._whose(said["who"]), True, True
                outer = outer if quoted else author
            elif wording.WROTE.match(bare) or wording.FORWARDED.match(bare):
                author = self._whose(bare)
                heading = False
            elif said := wording.CHAT.match(bare):
                author, heading, mail = self._whose(said["named"] or said["who"]), False, True
            elif not quoted and at and rows[at - 1].text.lstrip().startswith(">"):
                author = outer
            elif heading and not wording.MAIL_FIELD.match(bare):
                heading = False
            row.author, row.field = author, heading and bool(wording.MAIL_FIELD.match(bare))
            row.mail = mail

    def _whose(self, text: str) -> _Side | None:
        said = plain(text)
        customer, partner = self.customer.mention(said), self.partner.mention(said)
        if customer > partner:
            return _Side.CUSTOMER
        return _Side.PARTNER if partner > customer else None

    def _sides(self, rows: list[_Row]) -> None:
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

    def side_of(self, text: str) -> _Side | None:
        """Return whom a piece of a line names, if it names one of the two."""
        said = plain(text)
        customer = self.customer.mention(said) >= 0.7 or bool(wording.CUSTOMER_ROLE.search(text))
        partner = self.partner.mention(said) >= 0.7 or bool(wording.PARTNER_ROLE.search(text))
        if customer == partner:
            return None
        return _Side.CUSTOMER if customer else _Side.PARTNER

    def _own_side(self, row: _Row) -> _Side | None:
        customer = row.customer >= 0.7 or bool(wording.CUSTOMER_ROLE.search(row.text))
        partner = row.partner >= 0.7 or bool(wording.PARTNER_ROLE.search(row.text))
        if customer and partner:
            # "Customer acknowledgment: the partner has …": what a row begins with is what it is about.
            return self.side_of(re.split(r"[:：(,]", row.text, maxsplit=1)[0]) or _Side.BOTH
        if customer:
            return _Side.CUSTOMER
        return _Side.PARTNER if partner else None


def _heads(text: str) -> bool:
    """Say whether a row announces whose signature follows, and is no fact by the way."""
    _, colon, value = text.replace("：", ":").partition(":")
    if wording.ADDRESSED.search(text) or (_width(text.strip()) > 64 and value.strip()):
        return False
    if _width(text.strip()) > 64 or re.search(r"[.。!?]\s*$", text):
        return colon == ":" and not value.strip()
    return not (colon and value.strip()) or bool(
        re.search(r"\b(?:for|behalf)\b|(?<![가-힣])[갑을](?![가-힣])", text)
    )


def _is_message(page: Page) -> bool:
    return any(wording.FROM.match(line.text) for line in page.lines[:6])


def _header_near(rows: list[_Row], at: int) -> bool:
    """Say whether a "From:" stands among other fields of a message."""
    near = rows[max(0, at - 3) : at] + rows[at + 1 : at + 4]
    return "@" in rows[at].text or any(wording.MAIL_FIELD.match(row.text.lstrip("> ")) for row in near)


def _best(places: Iterable[Place], most: int = MOST_EVIDENCE) -> tuple[Place, ...]:
    """Return the best places, the earlier one first where they are equal, each line once."""
    best: dict[tuple[str, int, int], Place] = {}
    for place in places:
        key = (place.poe, place.page, place.line)
        if place.score >= _WEAK and (key not in best or best[key].score < place.score):
            best[key] = place
    ranked = sorted(best.values(), key=lambda place: -place.score)
    return tuple(ranked[:most])


def _point(reason: Reason, places: Iterable[Place], against: Iterable[Place] = ()) -> Point:
    evidence = _best(places)
    state = State.MISSING
    if evidence:
        state = State.OK if evidence[0].score >= _SURE else State.UNSURE
    return Point(reason, state, evidence, against=_best(against, 3))


# Is it there, and about this claim?


def _about(file: _File, work: Point, named: Point) -> Point:
    places: list[Place] = []
    for row in file.rows:
        both = row.customer >= 0.7 and row.partner >= 0.7
        score = 0.5 * row.customer + 0.3 * row.partner
        if row.customer or row.partner:
            score += 0.1 * bool(row.field or wording.CUSTOMER_ROLE.search(row.text) or both)
            score += 0.1 * any(product.sure.search(row.plain) for product in file.products)
        if score > 0:
            places.append(row.place(score))
    customer = max((row.customer for row in file.rows), default=0.0)
    partner = max((row.partner for row in file.rows), default=0.0)
    product = named.state is not State.MISSING
    described = work.state is State.OK
    evidence = _best(places)
    if customer >= 0.7 and (partner >= 0.7 or product):
        other = partner < 0.7 and any(_names_another(file, row) for row in file.rows)
        state = State.UNSURE if other else State.OK
    elif (customer >= 0.7 and (file.platform or described)) or (partner >= 0.7 and product):
        # A name alone may stand on any invoice.
        state = State.UNSURE
    else:
        return Point(Reason.ALL_POE, State.MISSING, against=evidence[:3])
    return Point(Reason.ALL_POE, state, evidence)


_PARTNER_IS = re.compile(r"^[^:：]{0,30}[:：]\s*\S")


def _names_another(file: _File, row: _Row) -> bool:
    """Say whether a row states who the partner is, and it is somebody else."""
    stated = _PARTNER_IS.match(row.text)
    return bool(stated) and bool(wording.PARTNER_ROLE.match(row.text.lstrip(" \t-•·*"))) and row.partner < 0.7


# Did the customer sign?


def _acknowledged(file: _File) -> Point:
    places: list[Place] = []
    against: list[Place] = []
    for rows in file.sheets():
        for at, row in enumerate(rows):
            score, blank = _signature(file, rows, at)
            if blank:
                against.append(row.place(blank))
            if score:
                places.append(row.place(score))
        for score, row, negative in _agreements(file, rows):
            (against if negative else places).append(row.place(score))
    places += _fields(file, against)
    if (
        any(place.score >= _SURE for place in against)
        and max((each.score for each in places), default=0) < _SURE
    ):
        # The text of a form says "I confirm" before anybody has; an empty line below it says that nobody did.
        places = [place for place in places if place.score > 0.5]
    return _point(Reason.ACKNOWLEDGMENT, places, against)


_GAP = re.compile(r"\t|\s{3,}")


def _column(file: _File, rows: Sequence[_Row], at: int, where: int) -> _Side | None:
    """Return whose column `where` in a row stands in, if blocks for both stand side by side."""
    count = len(_GAP.split(rows[at].text.strip()))
    if count < 2:
        return None
    number = len(_GAP.split(rows[at].text.strip()[: max(0, where - _indent(rows[at].text))]))
    for above in reversed(rows[max(0, at - 8) : at]):
        cells = _GAP.split(above.text.strip())
        sides = [file.side_of(cell) for cell in cells]
        if len(cells) == count and _Side.CUSTOMER in sides and _Side.PARTNER in sides:
            return sides[min(number, count) - 1]
    return None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _weigh(file: _File, rows: Sequence[_Row], at: int, score: float, where: int) -> float:
    """Return `score`, less where it is not said whose signature it is; nothing where it is the partner's."""
    row = rows[at]
    side = _column(file, rows, at, where) or row.side
    if (row.mail and row.author is _Side.PARTNER) or side is _Side.PARTNER:
        return 0.0
    if side is not None:
        return score
    agreed = any(wording.APPROVES.search(above.text) for above in rows[max(0, at - 10) : at])
    return score * (0.75 if agreed else 0.6)


def _signature(file: _File, rows: Sequence[_Row], at: int) -> tuple[float, float]:
    """Return how surely row `at` is the customer's signature, and how surely it is an empty place for one."""
    row = rows[at]
    text = row.text
    if wording.UNSIGNED.search(text):
        return 0.0, 0.9
    if row.field:
        return 0.0, 0.0
    if marks := list(wording.SIGNED_MARK.finditer(text)):
        # Two marks in one row: both parties signed, side by side.
        both = 0.7 if len(marks) > 1 and not (row.mail and row.author is _Side.PARTNER) else 0.0
        return max(both, *(_weigh(file, rows, at, 1.0, mark.start()) for mark in marks)), 0.0
    seal = wording.SEAL.search(text)
    label = wording.SIGN_LABEL.search(text)
    said = wording.SIGNED_BY.search(text)
    if said and not wording.PASSIVE.search(text[: said.start()]) and wording.NAME.match(text, said.end()):
        return _weigh(file, rows, at, 0.95, said.start()), 0.0
    how = wording.SIGNED_HOW.search(text)
    if not (seal or label or how):
        return 0.0, 0.0
    if _sentence_asks(text):
        return 0.0, 0.0
    where = next(found.start() for found in (seal, label, how) if found)
    own = seal is not None and _sealed(file, text, seal)
    if own or (seal is None and label is not None and _named_after(file, rows, at, label.end())):
        return _weigh(file, rows, at, 0.95, where), 0.0
    if how and not wording.BLANK.search(text):
        return _weigh(file, rows, at, 0.85, where), 0.0
    if row.ink:
        # What is drawn where a signature belongs is nothing that OCR can read: worth a look.
        return _weigh(file, rows, at, 0.8, where), 0.0
    return 0.0, 0.7 if row.side is not _Side.PARTNER else 0.0


def _sentence_asks(text: str) -> bool:
    return len(text) > 60 and bool(wording.ASKS.search(text))


def _sealed(file: _File, text: str, seal: re.Match[str]) -> bool:
    """Say whether a name stands before or after the place of the seal."""
    before = text[max(0, seal.start() - 40) : seal.start()]
    after = text[seal.end() : seal.end() + 20]
    return any(_a_name(file, piece) for piece in (re.split(r"[:：\t]", before)[-1], after)) or _a_name(
        file, before
    )


def _a_name(file: _File, piece: str) -> bool:
    bare = wording.BLANK.sub(" ", piece)
    for party in (file.customer, file.partner):
        bare = re.sub(re.escape(party.name), " ", bare)
        if party.core:
            bare = re.sub(re.escape(party.core), " ", bare, flags=re.IGNORECASE)
    bare = wording.NOT_A_NAME.sub(" ", bare)
    bare = re.sub(r"[^A-Za-z가-힣'’. -]", " ", bare)
    return any(
        wording.NAME.fullmatch(word.strip()) for word in re.split(r"\s{2,}", bare) if word.strip()
    ) or bool(re.search(r"(?<![가-힣])[가-힣]{2,4}(?![가-힣])|[A-Z][\w'’-]+\s+[A-Z][\w'’-]+", bare))


_DATE_TAIL = re.compile(r"\b(?:date|title|name|position)\s*[:：].*", re.IGNORECASE)


def _named_after(file: _File, rows: Sequence[_Row], at: int, start: int) -> bool:
    """Say whether a name follows the label, on its line or on the next one."""
    rest = rows[at].text[start:]
    value = _DATE_TAIL.split(rest, maxsplit=1)[0] if rest.strip() else rest
    if wording.BLANK.search(value):
        return False
    if value.strip(" :：.-–—_\t/(),"):
        return _a_name(file, value[:80]) or bool(
            re.match(r"\s*[:：]?\s*[A-Z][a-z]+(?:\s|$|,)", value) and _single(value)
        )
    below = rows[at + 1].text if at + 1 < len(rows) else ""
    if not below or len(below) > 60 or re.search(r"[:：]", below) or wording.BLANK.search(below):
        return False
    if wording.SEAL.search(below) or rows[at + 1].side not in (rows[at].side, None):
        return False
    return _a_name(file, below)


def _single(value: str) -> bool:
    word = value.strip(" :：.,").split()[0] if value.strip(" :：.,") else ""
    return len(word) >= 2 and not wording.NOT_A_NAME.search(word)


_SENTENCE = re.compile(r"(?<=[.!?。])\s+|(?<=다)\.\s*|\n")


def _sentences(rows: Sequence[_Row]) -> Iterator[tuple[_Row, str]]:
    """Yield sentences, those that a line's end cuts in two put together, with the row that each begins in."""
    start: _Row | None = None
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
            and _width(row.text) >= 56
            and not re.search(r"[.:;!?。：][\"”’')]?\s*$", row.text)
            and bool(re.match(r"[>\s]*(?:[a-z(\"“,]|[가-힣])", following.text))
            and not re.match(r"\s*[^\s:：]{1,20}(?: [^\s:：]{1,20})?\s?[:：]", following.text)
            and len(held) < _MOST_LINE
        )
        if wraps:
            continue
        for sentence in re.split(r"(?<=[.!?。])\s+", held):
            if sentence.strip():
                yield _holder(rows, start, at, sentence), sentence
        start = None


def _holder(rows: Sequence[_Row], start: _Row, last: int, sentence: str) -> _Row:
    """Return the row that `sentence` begins in, among those from `start` to `last`."""
    first = next(at for at, row in enumerate(rows) if row is start)
    head = sentence[:24]
    return next((row for row in rows[first : last + 1] if head in row.text), start)


def _width(text: str) -> int:
    return sum(2 if "가" <= letter <= "힣" else 1 for letter in text)


def _agreements(file: _File, rows: Sequence[_Row]) -> Iterator[tuple[float, _Row, bool]]:
    """Yield sentences in which the customer agrees, or refuses."""
    asked = ""
    for row, sentence in _sentences(rows):
        if asked and wording.YES.search(sentence) and not wording.negated(sentence):
            yield 0.65, row, False
        asked = sentence if wording.QUESTION.search(sentence) else ""
        # What ends in a colon announces a signature, and is none.
        if row.field or sentence.rstrip().endswith((":", "：")):
            continue
        found = wording.APPROVES.search(sentence)
        if not found:
            continue
        customer = row.author is _Side.CUSTOMER
        if wording.negated(sentence):
            if not (row.mail and row.author is _Side.PARTNER) and re.search(
                r"approv|accept|sign|승인|서명|검수|인수", sentence, re.IGNORECASE
            ):
                yield (0.8 if customer else 0.4), row, True
            continue
        if row.mail:
            if row.author is _Side.PARTNER:
                continue
            yield (0.95 if customer else 0.5), row, False
        else:
            said = plain(sentence)
            speaks = file.customer.mention(said) >= 0.7 or bool(wording.CUSTOMER_ROLE.search(sentence))
            if wording.ABOUT_WORK.search(sentence):
                yield (0.5 if speaks else 0.35), row, False


def _fields(file: _File, against: list[Place]) -> Iterator[Place]:
    """Yield a PDF's filled signature fields; an empty one speaks against."""
    for poe, reading in file.readings.items():
        for signature in reading.signatures:
            said = plain(f"{signature.name} {signature.signer} {signature.reason}")
            row = _row_of_field(file, poe, signature.page)
            words = " ".join(
                filter(None, (signature.name, signature.signer, signature.signed_at, signature.reason))
            )
            line = row.line if row else 1
            theirs = file.partner.mention(said) >= 0.7 or wording.PARTNER_ROLE.search(said)
            mine = file.customer.mention(said) >= 0.7 or wording.CUSTOMER_ROLE.search(said)
            if not signature.filled:
                against.append(Place(poe, signature.page, line, words, 0.8))
            elif mine or not theirs:
                yield Place(poe, signature.page, line, words, 1.0 if mine else 0.8)


def _row_of_field(file: _File, poe: str, page: int) -> _Row | None:
    """Return the line that a signature field most likely belongs to."""
    rows = [row for row in file.rows if row.poe == poe and row.page == page]
    likely = [
        row
        for row in rows
        if wording.SIGN_LABEL.search(row.text)
        or wording.SIGNED_BY.search(row.text)
        or wording.SIGNED_HOW.search(row.text)
        or wording.SEAL.search(row.text)
    ]
    mine = [row for row in likely if row.side is not _Side.PARTNER]
    best = mine or likely or rows
    return best[-1] if best else None


# Is it dated, within twelve months?


def _dated(file: _File) -> Point:
    last = file.facts.submitted_on
    first = dates.a_year_before(last)
    places: list[Place] = []
    against: list[Place] = []
    signed_outside = signed_inside = False
    for rows in file.sheets():
        for at, row in enumerate(rows):
            end = 0
            for found in dates.find(row.text):
                inside = dates.within(found, first, last)
                weight, signing = _date_weight(rows, at, found, end)
                end = found.end
                if inside is False:
                    against.append(row.place(weight))
                    signed_outside |= signing and found.spans[-1][1] < first
                    continue
                if inside is None:
                    weight = min(weight, 0.5)
                signed_inside |= signing and inside is True
                places.append(row.place(weight if found.is_day else weight * 0.85))
    point = _point(Reason.DATES, places, against)
    if point.state is State.OK and signed_outside and not signed_inside:
        # Signed long ago: a later day in the text may be anything.
        return replace(point, state=State.UNSURE)
    return point


def _date_weight(rows: Sequence[_Row], at: int, found: dates.Found, since: int) -> tuple[float, bool]:
    """Return how much a date weighs, and whether it is the day of a signature; `since` ends the one before it."""
    row = rows[at]
    before = row.text[max(since, found.start - 60) : found.start]
    near = before + " " + row.text[found.end : found.end + 25]
    if row.field and re.match(r"\s*(?:date|sent|날짜|보낸\s?날짜)", row.text, re.IGNORECASE):
        return 0.9, True
    if wording.OTHER_DATE.search(near) and not wording.SIGN_DATE.search(before):
        return 0.4, False
    alone = len(row.text.strip()) - (found.end - found.start) <= 4
    above = rows[at - 1].text if at else ""
    signed = any(
        words.search(text)
        for words in (wording.SIGNED_MARK, wording.SIGN_LABEL, wording.SIGNED_BY, wording.SEAL)
        for text in (row.text, above)
    )
    if wording.SIGN_DATE.search(before) or signed or (alone and wording.SIGN_DATE.search(above[-40:])):
        return (1.0 if signed or row.side is _Side.CUSTOMER else 0.95), True
    if alone:
        return 0.9, True
    if wording.PERIOD.search(near):
        return 0.8, False
    return 0.65, False


# Is the work described?


def _service(file: _File) -> Point:
    places: list[Place] = []
    kinds: set[str] = set()
    lines = 0
    for rows in file.sheets():
        labelled = 0
        for at, row in enumerate(rows):
            text = row.text
            bare = file.partner.without(file.customer.without(row.plain))
            row.work = frozenset(name for name, words in wording.SERVICES.items() if words.search(bare))
            label = wording.WORK_LABEL.search(text)
            title = bool(wording.TITLE_LABEL.search(text)) or (row.field and not row.plain.startswith("date"))
            if label:
                labelled = 6
            inside = labelled > 0
            labelled -= 1
            if not row.work:
                if _tells(file, row, bare) and not title:
                    places.append(row.place(0.5 if inside else 0.4))
                continue
            if row.work == {"manage"} and not inside:
                continue
            score = _work_score(file, row, at, rows, inside=inside)
            if title or _is_heading(row):
                score = min(score, 0.4)
            else:
                kinds |= row.work
                lines += 1
            places.append(row.place(score))
    if len(kinds) >= 3 and lines >= 2:
        # A list tells in many lines what another document tells in one.
        places = [
            replace(place, score=max(place.score, min(0.6 + 0.3 * place.score, 0.9)))
            if place.score >= 0.35
            else place
            for place in places
        ]
    return _point(Reason.SERVICE, places)


def _work_score(file: _File, row: _Row, at: int, rows: Sequence[_Row], *, inside: bool) -> float:
    count = len(row.work)
    score = 0.25 + 0.2 * min(count, 4)
    score += 0.15 * inside
    score += 0.1 * (row.partner >= 0.7 or bool(wording.PARTNER_ROLE.search(row.text)))
    score += 0.1 * any(product.sure.search(row.plain) for product in file.products)
    score += 0.1 * bool(re.search(r"\d", row.text) and _width(row.text) > 30)
    # A wrapped sentence goes on in the next line.
    if at + 1 < len(rows) and _width(row.text) > 56 and not row.text.rstrip().endswith((".", ":", "다")):
        more = frozenset(name for name, words in wording.SERVICES.items() if words.search(rows[at + 1].text))
        score += 0.1 * min(len(more - row.work), 2)
    if wording.negated(row.text) and count < 3:
        score -= 0.1
    return score


def _tells(file: _File, row: _Row, bare: str) -> bool:
    """Say whether a line that has no known word for work tells of something done with a product or by the partner."""
    if _width(row.text) < 40 or row.field or not wording.DOING.search(bare):
        return False
    return row.partner >= 0.7 or any(product.sure.search(row.plain) for product in file.products)


def _is_heading(row: _Row) -> bool:
    """Say whether a row is a title: short, and no sentence, no list's item."""
    text = row.text.strip()
    short = _width(text) <= 48 and len(text.split()) <= 6
    item = re.match(r"[-•·*▪◦‣☑☒✓✔■]|\(?[\dA-Za-z가-힣]{1,2}[.)]\s", text)
    return short and not item and not re.search(r"[.;,·/]|[:：]\s*\S|\d|[다함음됨]$", text)


# Is every claimed product named?


def _products(file: _File) -> Point:
    places: list[Place] = []
    against: list[Place] = []
    lacking: list[str] = []
    weakest = State.OK
    for product in file.products:
        found = list(_namings(file, product, against))
        best = max((place.score for place in found), default=0.0)
        if best < _SURE:
            lacking.append(product.name)
            weakest = State.MISSING if best < _WEAK or weakest is State.MISSING else State.UNSURE
        places += _best(found, max(2, MOST_EVIDENCE // max(1, len(file.products))))
    evidence = _spread(places, len(file.products))
    if not file.products or not evidence:
        return Point(Reason.PRODUCTS, State.MISSING, (), tuple(lacking), _best(against, 3))
    if weakest is State.MISSING:
        # Some are named and some are not: what was found is shown, what was not is named in `lacking`.
        weakest = State.UNSURE if len(lacking) < len(file.products) else State.MISSING
        evidence = evidence if weakest is State.UNSURE else ()
    return Point(Reason.PRODUCTS, weakest, evidence, tuple(lacking), _best(against, 3))


def _spread(places: Sequence[Place], wanted: int) -> tuple[Place, ...]:
    """Return the places with the best of each product first."""
    seen: set[str] = set()
    first: list[Place] = []
    rest: list[Place] = []
    for place in sorted(places, key=lambda place: -place.score):
        (rest if place.about in seen else first).append(place)
        seen.add(place.about)
    return tuple((first + rest)[: max(MOST_EVIDENCE, wanted)])


def _namings(file: _File, product: Product, against: list[Place]) -> Iterator[Place]:
    for rows in file.sheets():
        listed = _untouched_list(rows)
        for at, row in enumerate(rows):
            following = rows[at + 1].plain if at + 1 < len(rows) and rows[at + 1].line <= row.line + 1 else ""
            score, where = _naming(file, product, row, following)
            if not score:
                continue
            if _unticked(row.text, where):
                against.append(row.place(0.9, product.name))
                continue
            before, after = row.text[max(0, where - 120) : where], row.text[where : where + 120]
            if wording.EXCLUDED_BEFORE.search(before) or wording.EXCLUDED_AFTER.search(after):
                against.append(row.place(0.7, product.name))
                continue
            if row.line in listed:
                # Boxes to tick, and nobody ticked one, or the ticks are drawn and no letters.
                against.append(row.place(0.6, product.name))
                continue
            score += 0.1 * (bool(row.work) or row.partner >= 0.7)
            score += 0.05 * bool(
                re.search(r"제품|product|workload|licen[sc]e|사업\s?명|scope|솔루션", row.plain)
            )
            yield row.place(score, product.name)


def _naming(file: _File, product: Product, row: _Row, following: str) -> tuple[float, int]:
    """Return how surely a row names the product, and where."""
    if found := product.sure.search(row.plain):
        return (0.8 if not row.field else 0.7), found.start()
    if product.name.casefold().endswith("teams") and (short := TEAMS.search(row.text)):
        # Where nothing else is of the platform, these may be anybody's teams.
        inside = bool(row.text[: short.start()].strip(" \t>-•*"))
        return (0.65 if file.platform else 0.6 if inside else 0.4), short.start()
    if (
        following
        and (split := product.sure.search(f"{row.plain} {following}"))
        and split.start() < len(row.plain)
    ):
        return 0.75, split.start()
    if product.perhaps is not None and (family := product.perhaps.search(row.plain)):
        return 0.35, family.start()
    return 0.0, 0


def _unticked(text: str, where: int) -> bool:
    """Say whether the box nearest to what stands at `where` is empty."""
    before = text[max(0, where - 12) : where]
    empty = [found.end() for found in wording.UNTICKED.finditer(before)]
    full = [found.end() for found in wording.TICKED.finditer(before)]
    if empty or full:
        return max(empty, default=-1) > max(full, default=-1)
    after = text[where:].strip()
    return bool(wording.UNTICKED.search(after[-4:])) and not wording.TICKED.search(text)


def _untouched_list(rows: Sequence[_Row]) -> frozenset[int]:
    """Return the lines under a "tick all that apply" in which nothing is ticked, if there are several to choose from."""
    lines: set[int] = set()
    for at, row in enumerate(rows):
        if wording.TICK_HEADING.search(row.text):
            listed = list(takewhile(_is_choice, rows[at + 1 : at + 16]))
            if len(listed) > 1 and not any(wording.TICKED.search(each.text) for each in listed):
                lines |= {each.line for each in listed}
    return frozenset(lines)


def _is_choice(row: _Row) -> bool:
    return _width(row.text) <= 60 and not re.search(r"[:：]|[.!?다]\s*$", row.text)
