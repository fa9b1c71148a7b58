"""Chooses the Korean particle that fits a word's last sound."""

from __future__ import annotations

_FIRST, _LAST = 0xAC00, 0xD7A3
_RIEUL = 8
# How a digit is read: 영 일 이 삼 사 오 육 칠 팔 구. 1, 7 and 8 end in ㄹ.
_DIGITS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
# How a Latin letter is read: 엘, 엠, 엔, 알 end in a consonant (L and R in ㄹ), the others in a vowel.
_LETTERS = {"l": 8, "m": 16, "n": 4, "r": 8}
# Endings of Latin words, which Koreans read by sound: "Contoso" as 콘토소, "Team" as 팀, "Power BI" letter by letter.
_CLOSED = {"l": 8, "m": 16, "n": 4, "b": 17, "p": 17, "ck": 1, "k": 0, "ng": 21}
_SILENT = {"m": 16, "n": 4, "l": 8}
_VOWELS = frozenset("aeiou")
_ENCLOSED = "\"'”’)]}»』」》>"


def particle(word: str, pair: str) -> str:
    """`word` with the fitting half of `pair`: 이/가, 을/를, 은/는, 과/와, 으로/로, 이라/라 …

    The last sound decides: of a Hangul syllable its final consonant, of a digit or a Latin letter how it is read
    (after ㄹ it is 로, not 으로). Closing brackets and quotes are passed over; what nobody can read aloud takes both.
    """
    bare = pair.lstrip(_ENCLOSED)
    closed, open_ = bare.split("/", 1)
    final = _final(word)
    word += pair[: len(pair) - len(bare)]
    if final is None:
        return f"{word}{_both(closed, open_)}"
    if final == 0 or (final == _RIEUL and closed.startswith("으로")):
        return word + open_
    return word + closed


def is_pair(spec: str) -> bool:
    """Whether a gap's note names a pair of particles, after a closing mark or without one."""
    first = spec.lstrip(_ENCLOSED)[:1]
    return "/" in spec and first != "" and _FIRST <= ord(first) <= _LAST


def _both(closed: str, open_: str) -> str:
    return f"({closed[0]}){open_}" if closed.endswith(open_) else f"{closed}({open_})"


def _final(word: str) -> int | None:
    """The number of the last sound's final consonant in Hangul's order, 0 for a vowel, None when it cannot be read."""
    text = word.rstrip().rstrip(_ENCLOSED)
    # ㈜ and (주) are both read 주식회사.
    if text.endswith("㈜"):
        return 0
    while text and not text[-1].isalnum():
        text = text[:-1]
    if not text:
        return None
    last = text[-1]
    if _FIRST <= ord(last) <= _LAST:
        return (ord(last) - _FIRST) % 28
    if last in _DIGITS:
        return _number(text)
    return _latin(text) if last.isascii() else None


def _number(text: str) -> int:
    digits = text[len(text.rstrip("0123456789")) :]
    if digits.endswith("0") and digits.strip("0"):
        zeros = len(digits) - len(digits.rstrip("0"))
        # 십 백 천 만 십만 백만 천만 억: a round number ends in the name of its unit.
        return (0, 17, 1, 4, 4, 17, 1, 4, 1)[zeros] if zeros < 9 else 1
    return _DIGITS[digits[-1]]


def _latin(text: str) -> int:
    tail = ""
    for char in reversed(text):
        if not (char.isascii() and char.isalpha()):
            break
        tail = char + tail
    low = tail.lower()
    # LG and HTML are spelt out; NAME and SAMSUNG are read as words.
    if len(tail) == 1 or (tail.isupper() and (len(tail) < 4 or not _VOWELS & set(low))):
        return _LETTERS.get(low[-1], 0)
    if low == "type":
        return 17
    # A silent e: name 네임, phone 폰, file 파일; but Acme 애크미.
    if low.endswith("e") and low[-2:-1] in _SILENT and (low[-2] == "l" or low[-3:-2] in _VOWELS):
        return _SILENT[low[-2]]
    for ending in ("ng", "ck", low[-1]):
        if low.endswith(ending) and ending in _CLOSED:
            return _CLOSED[ending]
    return 0
