"""How messages and chats say who wrote what."""

import re

from cpor_tui.poe.wording.pattern import any_of

FROM = re.compile(
    r"^\s*(?:[*_]{0,2})(?:from|sender|보낸\s?사람|보낸이|발신(?:자|인)?"
    r"|작성자)(?:[*_]{0,2})\s*[:：]\s*(?P<who>.+)",
    re.IGNORECASE,
)
WROTE = re.compile(
    r"(?:\bon\b.{4,120}\b(?:wrote|writes)\s*[:：]?|.{2,80}(?:님이|이|가)?\s?(?:작성|쓴\s?글"
    r"|작성한\s?(?:메시지|글))\s?[:：])\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^\s*-{2,}\s*(?:original message|forwarded message|원본\s?메[시세]지|전달된\s?메[시세]지"
    r"|forwarded by)",
    re.IGNORECASE,
)
MAIL_FIELD = re.compile(
    r"^(?:from|to|cc|date|subject|sent|보낸\s?사람|받는\s?사람|참조|제목|날짜|보낸\s?날짜)\s*[:：]",
    re.IGNORECASE,
)

CHAT = re.compile(
    r"^\s*\[(?P<named>[^\]]{2,40})\]\s*\[[^\]]{0,20}\d{1,2}:\d{2}[^\]]{0,10}\]\s"
    r"|^\s*\[?(?:\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}\.?,?\s*)?(?:오전"
    r"|오후)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\]?"
    r"\s*[-–,]?\s*(?P<who>[^:：\d]{2,60})[:：]\s",
    re.IGNORECASE,
)
"""A line of a chat: when, who, what."""

ADDRESSED = any_of(
    r"^\s*(?:to|attn|attention|dear|cc|re|bill(?:ed)? to|ship to|sold to|prepared (?:by|for)"
    r"|proposal|quot\w+|invoice)\b",
    r"^\s*(?:수신|참조|받는|제출처)|귀중\s*$|귀하\s*$",
)
"""A line that names whom a text is for, or what it is; not whose signature follows."""
