"""Every key of the screens by its id, so that it can be remapped, named in two languages, and found by the help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from cpor_tui.domain.names import What


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does. `orders`: what it leads to; where none of them is allowed, the key is shown dim."""

    keys: str
    action: str
    shown: str
    orders: tuple[What, ...] = ()


_DECIDE = (What.START, What.APPROVE, What.ASK, What.REJECT, What.REFUSE_DISPUTE)

KEYS: Mapping[str, Key] = {
    "open": Key("enter", "open", "Enter"),
    "back": Key("escape,q", "back", "Esc"),
    "quit": Key("q", "back", "q"),
    "clear": Key("escape", "clear", "Esc"),
    "help": Key("question_mark,f1", "help", "?"),
    "palette": Key("colon,ctrl+p", "palette", ":"),
    "filter": Key("slash", "filter", "/"),
    "sort": Key("s", "sort", "s"),
    "preview": Key("p", "preview", "p"),
    "arrivals": Key("full_stop", "arrivals", "."),
    "refresh": Key("ctrl+r", "refresh", "Ctrl+R"),
    "mark": Key("space", "mark", "Space"),
    "next-tab": Key("right_square_bracket", "step_tab(1)", "]"),
    "previous-tab": Key("left_square_bracket", "step_tab(-1)", "["),
    "next-claim": Key("J,ctrl+down", "step_claim(1)", "J"),
    "previous-claim": Key("K,ctrl+up", "step_claim(-1)", "K"),
    "take-next": Key("n", "take_next", "n"),
    "take": Key("a", "take", "a", (What.TAKE,)),
    "release": Key("A,f6", "release", "A", (What.RELEASE,)),
    "take-over": Key("T,f7", "take_over", "T", (What.TAKEOVER,)),
    "decide": Key("d", "decide", "d", _DECIDE),
    "macro": Key("m,f5", "macro", "m", _DECIDE),
    "reply": Key("r", "reply", "r", (What.COMMENT,)),
    "note": Key("c", "note", "c", (What.NOTE,)),
    "undo": Key("u", "undo", "u"),
    "watch": Key("w", "watch", "w", (What.WATCH,)),
    "copy-id": Key("y", "copy_id", "y"),
    "copy-link": Key("Y,ctrl+y", "copy_link", "Y"),
    "clock": Key("t", "clock", "t"),
    "history": Key("h", "history", "h"),
    "what-if": Key("i", "what_if", "i"),
    "tick": Key("space", "tick", "Space", (What.TICK,)),
    "open-file": Key("o", "open_file", "o"),
    "propose": Key("p", "propose", "p"),
    "picture": Key("p", "picture", "p"),
    "save-original": Key("S,ctrl+o", "save_original", "S"),
    "compare": Key("b", "compare", "b"),
    "other-side": Key("b", "other_side", "b"),
    "next-rival": Key("right_square_bracket", "next_rival", "]"),
    "find": Key("slash", "find", "/"),
    "fix": Key("f", "fix", "f", (What.RESUBMIT, What.ADD_POE)),
    "add-poe": Key("plus,f3", "add_poe", "+", (What.ADD_POE,)),
    "submit": Key("ctrl+s", "submit", "Ctrl+S", (What.SUBMIT, What.RESUBMIT)),
    "new": Key("N,f2", "new", "N", (What.CREATE,)),
    "edit": Key("e", "edit", "e", (What.EDIT,)),
    "dispute": Key("D,f9", "dispute", "D", (What.DISPUTE,)),
    "withdraw": Key("W,f10", "withdraw", "W", (What.WITHDRAW,)),
    "renew": Key("R,f11", "renew", "R", (What.RENEW,)),
    "export": Key("x", "export", "x"),
    "discard": Key("delete", "discard", "Del", (What.DISCARD,)),
    "assign": Key("ctrl+t", "assign", "Ctrl+T", (What.ASSIGN,)),
    "team": Key("ctrl+g", "team", "Ctrl+G"),
    "save-view": Key("v", "save_view", "v"),
    "forget": Key("f8", "forget", "F8"),
    "next-step": Key("f5", "next_step", "F5"),
    "choose": Key("enter", "choose", "Enter"),
    "close": Key("escape", "keep", "Esc"),
    "text-new": Key("f2", "text_new", "F2"),
    "text-edit": Key("f4", "text_edit", "F4"),
    "text-remove": Key("f8", "text_remove", "F8"),
    "editor": Key("f4", "editor", "F4"),
    "send": Key("ctrl+s", "send", "Ctrl+S"),
    "read-on": Key("pagedown", "read_on(1)", "PgDn"),
    "read-back": Key("pageup", "read_on(-1)", "PgUp"),
    "send-next": Key("ctrl+n", "send_next", "Ctrl+N"),
    "keep": Key("escape", "keep", "Esc"),
}
"""UX.md, Keys. Every upper-case one has a second key without letters: with Hangul input on, Shift is not to be seen."""

TABS = tuple(Binding(str(n), f"tab({n})", "tab", id=f"tab-{n}", show=False) for n in range(1, 10))


def bindings(*ids: str) -> list[BindingType]:
    """The bindings of these keys; what a person reads of them is found in `text` by their id."""
    return [Binding(KEYS[key].keys, KEYS[key].action, key, id=key) for key in ids]
