"""Words a refusal: its code and why choose the sentence, its details fill it and add what else is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Refused
from cpor_tui.text import words_of

if TYPE_CHECKING:
    from cpor_tui.text import Text

_MOST = 300
"""Characters of a stranger's word that a sentence repeats."""

TAILS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("by", ("by", "what", "at")),
    ("meant", ("meant",)),
    ("known", ("known",)),
    ("years", ("first", "last")),
    ("problem", ("problem",)),
)
"""What is said after a sentence that does not say it itself, where the refusal knows it."""


def refusal(text: Text, refused: Refused) -> str:
    """The sentence for a person, in the reader's language and time zone."""
    details = dict(refused.details)
    details.setdefault("order", details.get("what"))
    key = sentence_of(text.has, refused.code.value, refused.why, details)
    said = gaps(words_of(text.lang, "refusals")[key])
    # A refusal must never end in a second one, so a detail that was forgotten is only seen to be missing.
    values = dict.fromkeys(said, "?") | {name: _shaped(text, name, value) for name, value in details.items()}
    if key.endswith(f".{details.get('problem')}"):
        said.add("problem")
    parts = [text(key, **values)]
    for tail, names in TAILS:
        if all(details.get(name) for name in names) and said.isdisjoint(names):
            parts.append(text(f"refusals.tail.{tail}", **values))
    return " ".join(parts)


def sentence_of(has: Callable[[str], bool], code: str, why: str, details: Mapping[str, Any]) -> str:
    """The key of the most exact sentence there is: by code, why and problem; by code and why; by code."""
    exact = f"refusals.{code}.{why}" if why else f"refusals.{code}"
    for key in (f"{exact}.{details.get('problem')}", exact):
        if has(key):
            return key
    return f"refusals.{code}"


def gaps(words: str) -> set[str]:
    """The names of a sentence's gaps."""
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(words) if name}


def _shaped(text: Text, name: str, value: Any) -> Any:
    """A detail as people read it: instants as times, written names as labels, the rest as it is, cleaned."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset)):
        return _listed(text, name, [str(item) for item in value])
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return clean(str(value), limit=_MOST)
    shape = _SHAPES.get(name)
    if shape is not None:
        return shape(text, value)
    return clean(value, limit=_MOST) if isinstance(value, str) else value


def _listed(text: Text, name: str, items: list[str]) -> str:
    if name == "fields":
        return text.list(text.field(item) for item in items)
    return clean(", ".join(items), limit=_MOST * 3)


def _labelled(prefix: str) -> Callable[[Text, Any], str]:
    def label(text: Text, value: Any) -> str:
        key = f"{prefix}.{value}"
        return text(key) if text.has(key) else clean(str(value), limit=_MOST)

    return label


def _instant(text: Text, value: Any) -> str:
    return text.when(value) if isinstance(value, int) else clean(value, limit=_MOST)


_SHAPES: dict[str, Callable[[Text, Any], str]] = {
    "at": _instant,
    "until": _instant,
    "what": _labelled("event"),
    "order": _labelled("label.what"),
    "status": _labelled("label.status"),
    "phase": _labelled("label.phase"),
    "role": _labelled("label.role"),
    "area": _labelled("label.area"),
    "activity": _labelled("label.activity"),
    "state": _labelled("mail-state"),
    "field": lambda text, value: clean(text.field(str(value)), limit=_MOST),
}
