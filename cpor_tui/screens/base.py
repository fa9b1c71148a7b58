"""What every room shares: one way to order, one way to read, one pulse, and one line where things are said.

A room (a screen over the desk) says four things, and all else happens here:

* `wish()`, on the loop: what it wants to show now - the tab, the filter, the claim; a frozen value or None;
* `fetch(wish)`, in the reading thread: the frozen page of that wish; only here is the desk read;
* `show(page, before)`, on the loop: draw a page; never called for one that equals the last;
* `news(page, before)`: one line on what somebody else changed, "" for nothing worth a word.

Orders go through `send` (a command) or `order` (any function of the desk). Both wait their turn in the one thread of
orders; the key that gave the order keeps the next one waiting, so that a burst of keys does what slow ones do. Once
obeyed they reload the room and call `then(accepted)`; refused, they say why. Nothing else touches the desk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen, Screen

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.evolve import DECISIONS
from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import REVIEWERS, What
from cpor_tui.domain.notices import HOLD
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.pages import Page
from cpor_tui.screens.keys import KEYS
from cpor_tui.screens.looks import TITLE, ends, said
from cpor_tui.screens.panes import KeyLine, SaidLine, stands
from cpor_tui.screens.tools import Tools
from cpor_tui.screens.wire import Answer, Decision, Host
from cpor_tui.session import Session
from cpor_tui.text import Text

Result = TypeVar("Result")

PULSE = 1.0
"""Seconds between two looks at whether the store has changed: another's doing shows within two (UX.md, Live)."""
PATIENCE = 2.0
"""Seconds for which an order holds back the next key; after that the person is told and may go on."""
MINUTE = 60_000_000


class Room(Tools, Screen[Result], Generic[Result]):
    """A screen over the desk; see the module's docstring for what a room says."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-small"), (120, "-medium"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-tight"), (32, "-high")]
    FOOT: ClassVar[tuple[str, ...]] = ()
    """The ids of the keys in the line at the foot, in order."""
    BINDINGS: ClassVar[list[BindingType]] = []

    page: Any = None
    """The frozen page that is shown; None before the first."""
    last_said: str = ""
    _started_up = False
    _away = False
    _drawn_for = Size()
    _session: Session | None = None

    # What a room says

    def wish(self) -> Any:
        """What this room wants to show now."""
        return None

    def fetch(self, wish: Any) -> Any:
        """The frozen page of a wish; in the reading thread. Raises Refused."""
        raise NotImplementedError

    def show(self, page: Any, before: Any) -> None:
        """Draw a page."""
        raise NotImplementedError

    def news(self, page: Any, before: Any) -> str:
        """One line on what somebody else has changed; "" for nothing."""
        return ""

    @property
    def claim_page(self) -> Page | None:
        """The page of the claim that this room's keys act on."""
        return None

    # What a room is given

    @property
    def host(self) -> Host:
        """The app, as rooms know it."""
        return cast(Host, self.app)

    @property
    def session(self) -> Session:
        """The desk, who sits here, and their words."""
        # Kept: a thread that ends its work after the room was left still knows whose it is.
        if self._session is None:
            self._session = self.host.session
        return self._session

    @property
    def text(self) -> Text:
        """The words of the reader's language."""
        return self.session.text

    def words(self, key: str, /, **values: Any) -> str:
        """The words of a key, of the screens' room or else of the forms'."""
        ours = f"screens.{key}"
        return self.text(ours if self.text.has(ours) else f"screens_forms.{key}", **values)

    @property
    def active_bindings(self) -> dict[str, Any]:
        """Textual's, with each binding called what the reader's language calls it."""
        found = super().active_bindings
        return {key: binding._replace(**self._named(binding)) for key, binding in found.items()}

    def _named(self, active: Any) -> dict[str, Any]:
        name = active.binding.id or f"action.{active.binding.action.partition('(')[0]}"
        words = self.key_words(name) or active.binding.description
        return {"binding": replace(active.binding, description=words), "tooltip": words}

    # The frame

    def foot(self) -> ComposeResult:
        """The line where things are said, and the line of keys; every room ends with them."""
        yield SaidLine(id="said")
        yield KeyLine(id="keys")

    def on_compose(self) -> None:
        """Know the screen's size before the parts are made, so that each is styled once and for that size."""
        width, height = self.app.size
        worn = (
            *self._get_breakpoint_classes(width, self.HORIZONTAL_BREAKPOINTS),
            *self._get_breakpoint_classes(height, self.VERTICAL_BREAKPOINTS),
        )
        self.update_classes(dict.fromkeys(worn, True), update=False)

    async def on_mount(self) -> None:
        """Show the first page, and look for changes from now on."""
        # Textual calls the handler of every class that a room descends from; those that have one call this first.
        if self._started_up:
            return
        self._started_up = True
        self._token: Any = None
        self._lost = False
        await self.reload()
        self.set_interval(PULSE, self._pulse)

    def on_screen_suspend(self) -> None:
        """Another room is in front."""
        self._away = True

    def on_screen_resume(self) -> None:
        """Show what changed while another room was in front."""
        if not self._size:
            # The first picture is drawn for the room there is: laid out, drawn anew, and only then painted.
            with self.app.batch_update():
                self._refresh_layout(self.app.size)
                self.redraw()
        elif self._away and self.page is not None:
            self.call_later(self.reload)
        self._away = False

    def on_resize(self) -> None:
        """Draw the page for the new width."""
        if self.page is not None and self._drawn_for != self.size:
            self.call_after_refresh(self.redraw)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave, once; what stands on top goes with it.

        Textual's takes away whatever room is on top: a second Esc would close the one beneath, and an order that is
        obeyed late the palette that was opened meanwhile.
        """
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while self.app.screen is not self:
            self.app.pop_screen()
        return super().dismiss(result)

    def redraw(self) -> None:
        """Draw the same page anew: the width has changed, or what is picked."""
        if self.page is not None and stands(self):
            self._drawn_for = self.size
            self.show(self.page, self.page)
            self.draw_keys()

    # Reading

    def read(self, do: Callable[..., Answer], *values: Any, **named: Any) -> asyncio.Future[Answer]:
        """Read something in the reading thread; for what is no part of the page."""
        return self.host.wire.read(do, *values, **named)

    async def reload(self, *, own: bool = False) -> None:
        """Fetch the page and draw it if it differs: the one way to a new page, for my key, another's and the clock's.

        `own`: the change was this session's, so nobody needs to be told.
        """
        if not stands(self):
            return
        try:
            page = await self.read(self.fetch, self.wish())
        except Refused as no:
            self._cannot_read(no)
            return
        if not stands(self):
            return
        if self._lost:
            self._lost = False
            self.say(self.words("store-back"))
        before, self.page = self.page, page
        if page != before:
            self.show(page, before)
            self.draw_keys()
            if before is not None and not own and (news := self.news(page, before)):
                self.say(news)

    async def _pulse(self) -> None:
        if self.app.screen is not self:
            return
        try:
            token = await self.read(self._room_state)
        except Refused as no:
            self._cannot_read(no)
            return
        if token != self._token or self._lost:
            self._token = token
            await self.reload()

    def _room_state(self) -> tuple[int, int]:
        # Words like "3 h left" are as old as the minute; nothing on a screen changes more often by itself.
        return self.session.desk.store.changed(), self.session.desk.now() // MINUTE

    def _cannot_read(self, no: Refused) -> None:
        if no.code is Code.STORE_UNREACHABLE:
            self._lost = True
        self.refuse(no)

    # Orders

    async def send(self, command: c.Command, then: Callable[[Accepted], Any] | None = None) -> None:
        """Give an order to the desk; `then` is called once it is obeyed."""
        await self.order(self.session.desk.submit, command, self.session.actor, then=then)

    async def order(
        self,
        do: Callable[..., Accepted],
        *values: Any,
        then: Callable[[Accepted], Any] | None = None,
        **named: Any,
    ) -> None:
        """Do something that changes a claim, in the thread of orders; reload; call `then`. A refusal is said."""
        under_way = self.host.wire.order(do, *values, **named)
        done, _ = await asyncio.wait({under_way}, timeout=PATIENCE)
        if done:
            await self._obeyed(under_way, then)
            return
        self.say(self.words("slow"))
        self.host.drop_keys()
        under_way.add_done_callback(lambda late: self.call_later(self._obeyed, late, then))

    async def _obeyed(self, order: asyncio.Future[Accepted], then: Callable[[Accepted], Any] | None) -> None:
        try:
            accepted = order.result()
        except Refused as no:
            await self.reload(own=True)
            self.refuse(no)
            return
        self._remember(accepted)
        await self.reload(own=True)
        if then is not None and stands(self):
            answer = then(accepted)
            if asyncio.iscoroutine(answer):
                await answer

    def _remember(self, accepted: Accepted) -> None:
        event = accepted.event
        if event is None:
            return
        decisions = self.host.decisions
        if event.what in DECISIONS:
            decisions.appendleft(Decision(event.claim, event.what, event.at, event.at + HOLD))
        elif event.what is What.UNDO:
            for n, known in enumerate(decisions):
                if known.claim == event.claim and not known.undone:
                    decisions[n] = Decision(known.claim, known.what, known.at, known.until, undone=True)
                    break

    # Saying

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Say one line at the foot; it stays until the next."""
        self.last_said = words
        for line in self.query(SaidLine):
            line.say(words, wrong=wrong)

    def refuse(self, no: Refused) -> None:
        """Say a refusal in one sentence."""
        self.say(self.text.refusal(no), wrong=True)

    def why_not(self, *orders: What) -> str:
        """Why none of these orders would be obeyed on this room's claim; "" if one would be."""
        if orders == (What.CREATE,):
            # Of no claim, but of who sits here.
            actor = self.session.actor
            may = actor.role in RULES[What.CREATE].by and actor.org is not None
            return "" if may else self.words("why.role", role=self.text.label(actor.role))
        page = self.claim_page
        return self.why_not_on(page, *orders) if page is not None else self.words("why.no-claim")

    def why_not_on(self, page: Page, *orders: What) -> str:
        """Why none of these orders would be obeyed on a claim; "" if one would be."""
        if not orders or any(order in page.allowed for order in orders):
            return ""
        rules = [RULES[order] for order in orders if order in RULES]
        if not any(page.actor.role in rule.by for rule in rules):
            return self.words("why.role", role=self.text.label(page.actor.role))
        claim, actor = page.claim, page.actor
        if actor.role in REVIEWERS and actor.org is not None and actor.org == claim.org:
            return self.text.refusal(Refused(Code.OWN_ORGANISATION))
        if any(rule.holds_in(claim.status, claim.phase, page.rules) for rule in rules):
            if page.taken is not None and page.taken.by != actor.name:
                return self.words("why.held", by=page.taken.by)
            if What.RELEASE in orders:
                return self.text.refusal(Refused(Code.WRONG_STATUS, "not-taken"))
            if What.RENEW in orders and claim.renewed_as:
                return self.text.refusal(
                    Refused(Code.WRONG_STATUS, "renewed", claim=shown_id(claim.renewed_as))
                )
        status = self.text.status(page.shown_status)
        if claim.phase is not None:
            status += f" - {self.text.label(claim.phase)}"
        return self.words("why.status", status=status)

    def stopped(self, key: str) -> bool:
        """Whether a key cannot be obeyed now; says why."""
        if why := self.why_not(*KEYS[key].orders):
            self.say(why, wrong=True)
            return True
        return False

    def draw_keys(self) -> None:
        """Draw the line of keys: dim where the claim's page does not allow what they lead to."""
        for line in self.query(KeyLine):
            line.draw(self)

    def head(self, left: str, right: str) -> Content:
        """A heading for the room's first line."""
        return ends(said(left, TITLE), said(right), max(20, self.size.width - 2))


class Sheet(Room[Result], ModalScreen[Result], Generic[Result]):
    """A room on top of another, which stays in sight around it."""
