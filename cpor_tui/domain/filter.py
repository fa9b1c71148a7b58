"""Reads the words by which people and scripts narrow a list (CLI.md, FILTER)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cpor_tui.domain.calendar import Place, day_end, day_of
from cpor_tui.domain.claim import read_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.names import Activity, Area, Phase, Status, Unit
from cpor_tui.domain.refusals import Code, Refused

LONGEST = 1000
MOST_WORDS = 50
"""How long a filter may be, in characters and in words."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it was asked for: `<=2bd`, `>3d`, `<2026-12-24`."""

    sign: str
    count: int = 0
    unit: Unit = Unit.DAYS
    on: date | None = None

    def span(self, now: int, place: Place) -> Span:
        """The instants that are meant. Raises Refused(calendar_unknown) beyond the known years."""
        day = self.on
        if day is None:
            today = day_of(now, place.zone)
            try:
                day = place.calendar.later(today, self.count, self.unit)
            except ValueError:
                day = date.max - timedelta(days=2)
        # A claim due on a day is due at the first instant of the next one (RULES.md §8).
        end = day_end(day, place.zone)
        match self.sign:
            case "<=":
                return Span(upto=end)
            case "<":
                return Span(upto=end - 1)
            case ">":
                return Span(above=end)
            case ">=":
                return Span(above=end - 1)
            case _:
                return Span(above=day_end(day - timedelta(days=1), place.zone), upto=end)


@dataclass(frozen=True, slots=True)
class Span:
    """Instants after `above`, up to and with `upto`."""

    above: int | None = None
    upto: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for; any of `values` will do. `key` is "" for words to be found anywhere."""

    key: str
    values: tuple[Any, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to: all clauses hold. `now` is set by `resolved`."""

    clauses: tuple[Clause, ...] = ()
    now: int | None = None

    def __and__(self, other: Filter) -> Filter:
        """Both filters at once: a tab's own and what was typed."""
        return Filter(self.clauses + other.clauses, self.now if self.now is not None else other.now)

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def resolved(self, now: int, place: Place) -> Filter:
        """The filter at an instant, its deadlines counted by a place's calendar."""
        clauses = tuple(
            replace(
                clause, values=tuple(v.span(now, place) if isinstance(v, Due) else v for v in clause.values)
            )
            for clause in self.clauses
        )
        return Filter(clauses, now)

    @property
    def needs_place(self) -> bool:
        """Whether a calendar is needed to resolve it."""
        return any(isinstance(value, Due) for clause in self.clauses for value in clause.values)

    def statuses(self, among: frozenset[Status]) -> frozenset[Status]:
        """Which of these statuses may be shown at all; a discarded draft is listed only on request."""
        left = among
        asked = False
        for clause in self.clauses:
            if clause.key == "status":
                asked = asked or not clause.negated
                left = left - set(clause.values) if clause.negated else left & set(clause.values)
            elif clause.key == "phase" and not clause.negated:
                left &= {_PHASE_OF[phase] for phase in clause.values}
            elif clause.key == "free" and clause.values[0] != clause.negated:
                left &= _FREE
            elif clause.key == "id" and not clause.negated:
                asked = True
        return left if asked else left - {Status.DISCARDED}


EVERYTHING = Filter()

_PHASE_OF = {
    Phase.CONSENT_OPEN: Status.APPROVED,
    Phase.CONSENT_PASSED: Status.APPROVED,
    Phase.DISPUTABLE: Status.REJECTED,
    Phase.CLOSED: Status.REJECTED,
}
_FREE = {Status.SUBMITTED, Status.UNDER_REVIEW, Status.DISPUTE}

KOREAN_KEYS = {
    "상태": "status",
    "단계": "phase",
    "기한": "due",
    "기한초과": "overdue",
    "파트너": "partner",
    "고객": "customer",
    "제품": "product",
    "검토자": "reviewer",
    "규칙": "rules",
    "경합": "contested",
    "활동": "activity",
    "영역": "area",
    "번호": "id",
}
"""What a Korean may write for a key."""
BARE = {"mine": "mine", "free": "free", "내것": "mine", "미담당": "free"}
"""The words that stand without a key of their own."""
TODAY = ("today", "오늘")
YES_NO = (("yes", "no"), ("예", "아니요"))
"""What is offered to whoever types a filter, in English and in Korean; more is understood."""
_YES = {"yes": True, "true": True, "y": True, "1": True, "예": True, "네": True}
_NO = {"no": False, "false": False, "n": False, "0": False, "아니오": False, "아니요": False}

# The seed's machine-made words stand beside the labels that a Korean professional would use.
_STATUS = {
    "draft": Status.EDITING,
    "편집중": Status.EDITING,
    "초안": Status.EDITING,
    "편집": Status.EDITING,
    "제출됨": Status.SUBMITTED,
    "검토중": Status.UNDER_REVIEW,
    "파트너조치필요": Status.PARTNER_ACTION_REQUIRED,
    "파트너작업필요": Status.PARTNER_ACTION_REQUIRED,
    "승인됨": Status.APPROVED,
    "거부됨": Status.REJECTED,
    "이의제기중": Status.DISPUTE,
    "분쟁": Status.DISPUTE,
    "최종거부됨": Status.REJECTED_FINAL,
    "폐기됨": Status.DISCARDED,
}
_PHASE = {
    "고객거부가능기간": Phase.CONSENT_OPEN,
    "동의기간종료": Phase.CONSENT_PASSED,
    "이의제기가능": Phase.DISPUTABLE,
    "종결": Phase.CLOSED,
}
_AREA = {"비즈니스애플리케이션": Area.BUSINESS_APPLICATIONS, "m365": Area.MICROSOFT_365}
_ACTIVITY = {
    "사전판매": Activity.PRE_SALES,
    "사용": Activity.USAGE,
    "매출연결": Activity.REVENUE_ASSOCIATION,
}

# -, then key:, then a value in quotes or up to the next space; quotes may stand anywhere in it.
_TOKEN = re.compile(r'(?:"[^"]*(?:"|$)|[^\s"])+')
_DUE = r"(<=|>=|<|>|=|≤|≥)?(?:(\d{1,4})(bd|d)|(\d{4}-\d{2}-\d{2})|(today|오늘))"
_CLAIM_ID = re.compile(r"[Cc]-\d+")
NAMES = ("partner", "customer", "product")
"""The keys whose words may hold a comma, so that one says one name."""
_BOTH = ("&", "＆")
_LETTER = re.compile(r"[^\W_]")


def parse(text: str) -> Filter:
    """The filter that a line of words means. Raises Refused(bad_input, filter) naming the first word that means nothing.

    A key named twice is either of both; different keys, and words, must all hold. What stands on both sides of a `&`
    must hold too, whatever its keys: so a list of one's own is narrowed, never widened.
    """
    clauses: dict[tuple[str, bool, int, int], Clause] = {}
    group = 0
    tokens = _TOKEN.findall(clean(text, limit=LONGEST))
    if len(tokens) > MOST_WORDS:
        raise Refused(Code.BAD_INPUT, "filter", word=tokens[MOST_WORDS])
    for place, token in enumerate(tokens):
        if token in _BOTH:
            group += 1
            continue
        clause = _clause(token)
        # Words are all to be found, and what must not be is a clause each.
        slot = (clause.key, clause.negated, place if clause.negated or not clause.key else 0, group)
        known = clauses.get(slot)
        clauses[slot] = clause if known is None else replace(known, values=known.values + clause.values)
    return Filter(tuple(clauses.values()))


def _clause(token: str) -> Clause:
    negated = token.startswith("-") and len(token) > 1
    word = token[1:] if negated else token
    key, colon, rest = word.partition(":")
    if not colon or '"' in key:
        return _bare(word, token, negated)
    key = key_of(key)
    read = _READ.get(key)
    if read is None:
        raise _bad(token)
    values = tuple(read(part, token) for part in _parts(rest, split=key not in NAMES))
    if not values:
        raise _bad(token)
    if key in _FLAGS:
        return Clause(key, (values[-1] is not negated,))
    return Clause(key, values, negated)


def key_of(word: str) -> str:
    """The key that is written so, in either language; the word itself where it is none."""
    folded = _folded(word)
    return KOREAN_KEYS.get(folded, folded)


def _bare(word: str, token: str, negated: bool) -> Clause:
    if (key := BARE.get(_folded(word))) is not None:
        return Clause(key, (not negated,))
    if _CLAIM_ID.fullmatch(word):
        return Clause("id", (_id(word, token),), negated)
    text = word.replace('"', "").strip()
    if not _LETTER.search(text):
        raise _bad(token)
    return Clause("", (text,), negated)


def _parts(rest: str, *, split: bool) -> list[str]:
    pieces: list[str] = []
    for number, quoted in enumerate(rest.split('"')):
        # Every second piece stood in quotes: its commas are the name's own.
        if number % 2 or not split:
            pieces[-1:] = [(pieces[-1] if pieces else "") + quoted]
        else:
            first, *others = quoted.split(",")
            pieces[-1:] = [(pieces[-1] if pieces else "") + first, *others]
    return [piece.strip() for piece in pieces if piece.strip()]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


def _bad(word: str) -> Refused:
    return Refused(Code.BAD_INPUT, "filter", word=word)


def _enum(words: Any, more: Mapping[str, Any]) -> Callable[[str, str], Any]:
    known = {_plain(word.value): word for word in words} | dict(more)

    def read(value: str, token: str) -> Any:
        found = known.get(_plain(value))
        if found is None:
            raise _bad(token)
        return found

    return read


def _plain(value: str) -> str:
    return _folded(value).replace("-", "").replace("_", "")


def _flag(value: str, token: str) -> bool:
    found = (_YES | _NO).get(_folded(value))
    if found is None:
        raise _bad(token)
    return found


def _name(value: str, token: str) -> str:
    if not _LETTER.search(value):
        raise _bad(token)
    return value


def _id(value: str, token: str) -> int:
    try:
        return read_id(value)
    except Refused as no:
        raise _bad(token) from no


def _due(value: str, token: str) -> Due:
    found = re.fullmatch(_DUE, _folded(value))
    if found is None:
        raise _bad(token)
    sign, count, unit, on, today = found.groups()
    sign = {"≤": "<=", "≥": ">=", None: "="}.get(sign, sign)
    if today:
        return Due(sign, 0, Unit.DAYS)
    if on is None:
        return Due(sign, int(count), Unit(unit))
    try:
        day = date.fromisoformat(on)
    except ValueError as no:
        raise _bad(token) from no
    if not 1970 < day.year < 9999:
        raise _bad(token)
    return Due(sign, on=day)


_FLAGS = {"overdue", "contested", "mine", "free"}
_READ: dict[str, Callable[[str, str], Any]] = {
    "status": _enum(Status, {_plain(k): v for k, v in _STATUS.items()}),
    "phase": _enum(Phase, _PHASE),
    "area": _enum(Area, _AREA),
    "activity": _enum(Activity, _ACTIVITY),
    "overdue": _flag,
    "contested": _flag,
    "mine": _flag,
    "free": _flag,
    "rules": _name,
    "partner": _name,
    "customer": _name,
    "product": _name,
    "reviewer": _name,
    "id": _id,
    "due": _due,
}
KEYS = tuple(_READ)
"""Every key, by its own name."""
