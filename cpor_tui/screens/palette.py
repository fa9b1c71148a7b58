"""The palette: every order a person may give on the claim in view, every key of the room, and where one can go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cpor_tui.domain.claim import read_id, shown_id
from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import REVIEWERS, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.keys import KEYS
from cpor_tui.screens.macros import summary
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.screens.team import whose
from cpor_tui.store.furniture import Macro, Saved
from cpor_tui.text import LANGUAGES

ACTIONS: Mapping[What, str] = {
    What.CREATE: "new",
    What.EDIT: "edit",
    What.ADD_POE: "add-poe",
    What.REMOVE_POE: "remove-poe",
    What.SUBMIT: "submit",
    What.DISCARD: "discard",
    What.START: "decide",
    What.ASK: "decide",
    What.RESUBMIT: "fix",
    What.APPROVE: "decide",
    What.REJECT: "decide",
    What.REFUSE_DISPUTE: "decide",
    What.WITHDRAW: "withdraw",
    What.DISPUTE: "dispute",
    What.RENEW: "renew",
    What.COMMENT: "reply",
    What.NOTE: "note",
    What.UNDO: "undo",
    What.TAKE: "take",
    What.RELEASE: "release",
    What.TAKEOVER: "take-over",
    What.ASSIGN: "assign",
    What.WATCH: "watch",
    What.RECALCULATE: "recalculate",
}
"""By which key of the room an order is given."""
_DECIDED = (What.ASK, What.APPROVE, What.REJECT)
_GO_TO = "go-to"


@dataclass(frozen=True, slots=True)
class Entries:
    """What the palette offers, and what each of it does."""

    lines: tuple[Line, ...]
    does: Mapping[str, Callable[[Any], Awaitable[Any] | Any]]
    go_to: str

    async def run(self, room: Any, name: str | None) -> None:
        """Do what was picked, if anything was."""
        if name is None:
            return
        if name.startswith(_GO_TO):
            room.go_to_claim(int(name.removeprefix(_GO_TO)))
            return
        answer = self.does[name](room)
        if answer is not None:
            await answer


class Palette(PickSheet):
    """Picks one thing to do."""

    TITLE_KEY = "palette"

    def __init__(self, found: Entries) -> None:
        super().__init__(found.lines)
        self._found = found

    def lines(self, typed: str) -> Sequence[Line]:
        """What there is; and a claim to go to, where its id was typed."""
        words = typed.strip()
        if words.upper().removeprefix("C-").isdigit():
            try:
                claim = read_id(words)
            except Refused:
                return self._lines  # Too long for an id.
            line = Line(f"{_GO_TO}{claim}", f"{self._found.go_to} {shown_id(claim)}", find=words)
            return (line, *self._lines)
        return self._lines


def entries(room: Any) -> Entries:
    """Everything that can be done from a room; in the reading thread, for the saved views."""
    lines: list[Line] = []
    does: dict[str, Callable[[Any], Any]] = {}

    def offer(line: Line, do: Callable[[Any], Any]) -> None:
        lines.append(line)
        does[line.name] = do

    _orders(room, offer)
    _keys(room, offer)
    _macros(room, offer)
    _places(room, offer)
    _looks(room, offer)
    return Entries(tuple(lines), does, room.words("palette.go-to"))


def _orders(room: Any, offer: Callable[[Line, Callable[[Any], Any]], None]) -> None:
    text, role = room.text, room.session.actor.role
    page = room.claim_page
    group = room.words("palette.on-claim", claim=shown_id(page.claim.id)) if page is not None else ""
    for what, key in ACTIONS.items():
        if role not in RULES[what].by or not hasattr(room, f"action_{key.replace('-', '_')}"):
            continue
        if what is not What.CREATE and page is None:
            continue
        why = _why_not(room, page, what)
        shown = KEYS[key].shown if key in KEYS else ""
        name = f"order-{what.value}"
        place = group or room.words("palette.here")
        offer(Line(name, text.label(what), shown, why, place, what.value), _doing(key.replace("-", "_")))


def _why_not(room: Any, page: Any, what: What) -> str:
    if what is What.CREATE or what in page.allowed:
        return ""
    if what is What.UNDO:
        # It takes back this session's last decision, whichever claim that was on.
        open_ = any(not decision.undone for decision in room.host.decisions)
        return "" if open_ else str(room.words("nothing-to-undo"))
    if what in _DECIDED and What.START in page.allowed:
        return ""  # The sheet starts the review first.
    return str(room.why_not(what))


def _keys(room: Any, offer: Callable[[Line, Callable[[Any], Any]], None]) -> None:
    given = set(ACTIONS.values()) | {"palette", "back", "quit", "tick"}
    seen: set[str] = set()
    for active in room.active_bindings.values():
        name = active.binding.id or ""
        if name in given or name in seen or name not in KEYS or name.startswith("choice"):
            continue
        seen.add(name)
        action = KEYS[name].action
        offer(
            Line(f"key-{name}", room.key_words(name), KEYS[name].shown, "", room.words("palette.here"), name),
            _doing(action),
        )


def _macros(room: Any, offer: Callable[[Line, Callable[[Any], Any]], None]) -> None:
    """Every macro by its name, where claims are decided; the list itself is found by its key."""
    session, page = room.session, room.claim_page
    if session.actor.role not in REVIEWERS or not hasattr(room, "decide"):
        return
    group = room.words("macro.title")
    for macro in session.desk.store.macro_list(session.actor.name):
        why = ""
        if not room.several():
            why = _why_not(room, page, macro.outcome) if page is not None else room.words("why.no-claim")
        told = summary(room.text, macro)
        offer(Line(f"macro-{macro.person}-{macro.name}", macro.name, "", why, group, told), _deciding(macro))


def _places(room: Any, offer: Callable[[Line, Callable[[Any], Any]], None]) -> None:
    group = room.words("palette.places")
    for n, tab in enumerate(getattr(room, "NAMES", ())):
        if not tab.startswith("view:"):
            offer(
                Line(f"tab-{n}", room.words(f"tab.{tab}"), str(n + 1), "", group, tab),
                _doing(f"tab({n + 1})"),
            )
    store, actor = room.session.desk.store, room.session.actor
    if hasattr(room, "show_view"):
        for saved in store.view_list(actor.name):
            offer(Line(f"view-{saved.name}", saved.name, saved.text, "", group), _viewing(saved))
    if hasattr(room, "action_team"):
        role = actor.role
        words = room.words(f"team.{whose(role)}")
        offer(Line("team", words, KEYS["team"].shown, "", group, "team"), _doing("team"))
    offer(
        Line("kept", room.words("kept.title"), "", "", group, "drafts decisions mail outbox worker"),
        _doing("kept"),
    )
    offer(Line("texts", room.words("canned.title"), "", "", group, "texts"), _doing("texts"))


def _looks(room: Any, offer: Callable[[Line, Callable[[Any], Any]], None]) -> None:
    group = room.words("palette.looks")
    for name in sorted(room.app.available_themes):
        words = room.words(f"theme.{name}") if room.text.has(f"screens_forms.theme.{name}") else name
        on = room.words("palette.on") if room.app.theme == name else ""
        offer(Line(f"theme-{name}", words, on, "", group, f"theme {name}"), _wearing(name))
    for lang in LANGUAGES:
        on = room.words("palette.on") if room.text.lang == lang else ""
        # Each in its own language too, for whoever cannot read the present one.
        offer(
            Line(f"lang-{lang}", room.words(f"language.{lang}"), on, "", group, f"language {lang}"),
            _speaking(lang),
        )


def _doing(action: str) -> Callable[[Any], Any]:
    return lambda room: room.run_action(action)


def _deciding(macro: Macro) -> Callable[[Any], Any]:
    return lambda room: room.decide(macro)


def _viewing(saved: Saved) -> Callable[[Any], Any]:
    return lambda room: room.show_view(saved)


def _wearing(theme: str) -> Callable[[Any], Any]:
    def wear(room: Any) -> None:
        room.app.theme = theme

    return wear


def _speaking(lang: str) -> Callable[[Any], Any]:
    return lambda room: speak(room, lang)


async def speak(room: Any, lang: str) -> None:
    """Go on in another language: every room is made anew, the first one first."""
    from cpor_tui.text import Text

    app = room.app
    if app.session.text.lang == lang:
        return
    app.session = replace(app.session, text=Text(lang, app.session.text.zone))
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    first = app.screen
    # There must be a screen at every instant, so the new one comes before the old one goes.
    await app.push_screen(type(first)())
    app._screen_stack.remove(first)
    await first.remove()
