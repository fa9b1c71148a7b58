"""Tells what was said on a claim and what happened to it, a few lines each, with old and new values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from textual.content import Content

from cpor_tui.domain.names import What
from cpor_tui.pages import Line
from cpor_tui.screens.looks import BOLD, DIM, SOON, fit, folded, said
from cpor_tui.store import CommentRow
from cpor_tui.text import Text

_QUIET = {What.TICK, What.WATCH, What.TAKE, What.RELEASE}


def comment_lines(
    text: Text,
    comments: Iterable[CommentRow],
    zone: str,
    width: int,
    me: str,
    new: Callable[[int, str], bool] = lambda at, by: False,
) -> list[Content]:
    """The thread, oldest first; internal notes say so in words, and so does what is `new(at, by)`."""
    found: list[Content] = []
    for comment in comments:
        who = text("screens.you") if comment.by == me else comment.by
        head = f"{text.when(comment.at, zone, short=True)}  {who} ({text(f'label.side.{comment.side}')})"
        parts = [said(head, BOLD)]
        if comment.internal:
            parts.append(said(text("screens.thread.internal"), SOON))
        if new(comment.at, comment.by):
            parts.append(said(text("screens.thread.new"), SOON))
        found.append(Content("  ").join(parts).truncate(width, ellipsis=True))
        found += folded(comment.text, width - 4, 4)
    return found or [said(text("screens.thread.none"), DIM)]


def history_lines(
    text: Text, lines: Iterable[Line], zone: str, width: int, words: str = "", *, newest_first: bool = False
) -> list[Content]:
    """The history, each line with who and when, each change with its old and new value; only what has `words`."""
    told = [event_lines(text, line, zone, width) for line in lines]
    if newest_first:
        told.reverse()
    wanted = words.casefold().split()
    found: list[Content] = []
    for block in told:
        plain = " ".join(part.plain for part in block).casefold()
        if all(word in plain for word in wanted):
            found += block
    return found or [said(text("screens.history.none"), DIM)]


def event_lines(text: Text, line: Line, zone: str, width: int) -> list[Content]:
    """One event: a head line, then what it changed, then what was said."""
    event = line.event
    head = Content.assemble(
        said(text.when(event.at, zone, short=True), DIM),
        "  ",
        said(text.event(event.what.value), BOLD),
        "  ",
        said(text("screens.history.by", who=event.by, side=text(f"label.side.{event.side.value}")), DIM),
    )
    found = [head.truncate(width, ellipsis=True)]
    if line.moved is not None:
        moved = " -> ".join(map(text.status, line.moved))
        found.append(said(f"    {moved}").truncate(width, ellipsis=True))
    if event.reason:
        reasons = ", ".join(text.reason(code) for code in event.reason.split(","))
        found += folded(reasons, width - 4, 4)
    found += _changes(text, event.changes, width)
    for poe in event.poe:
        words = f"    + {poe.name}  {text.size(poe.size)}  sha256 {poe.sha256[:8]}"
        found.append(said(words).truncate(width, ellipsis=True))
    if event.undoes is not None:
        found.append(said("    " + text("screens.history.undoes", n=event.undoes)))
    if line.note:
        found += folded(f'"{line.note}"', width - 4, 4, DIM)
    return found


def _changes(text: Text, changes: Mapping[str, tuple[Any, Any]], width: int) -> list[Content]:
    found: list[Content] = []
    for name, (old, new) in changes.items():
        label = text(f"point.{name}") if text.has(f"point.{name}") else text.field(name)
        words = f"    {fit(label, 22)} {_value(text, old)} -> {_value(text, new)}"
        found.append(said(words).truncate(width, ellipsis=True))
    return found


def _value(text: Text, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "-"
    if isinstance(value, bool):
        return "[x]" if value else "[ ]"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)
