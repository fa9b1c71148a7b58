"""The demo's stage: the screens of one person or of two, a word to say, and the director's own keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Protocol

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.looks import BOLD, DIM, KEY, TITLE, ends, folded, said
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.seat import Seat
from cpor_tui.text import Text

BESIDE = 160
"""Columns from which two people are shown side by side."""
FULL = 104
"""Columns from which the banner says all."""
HIGH = 44
"""Rows from which all scenes are listed."""
BEAT = 0.7
"""Seconds between two things that happen in a scene."""

KEYS: Sequence[tuple[str, str, str]] = (
    ("play", "space", "Space"),
    ("back", "less_than_sign,left", "<"),
    ("day", "greater_than_sign,right", ">"),
    ("event", "e,E", "E"),
    ("reviewer", "r,R", "R"),
    ("partner", "p,P", "P"),
    ("lead", "l,L", "L"),
    ("both", "b,B", "B"),
    ("captions", "c,C", "C"),
    ("scenes", "g,G", "G"),
    ("scenarios", "s,S", "S"),
    ("reset", "0", "0"),
    ("leave", "q,Q", "q"),
)
"""The director's keys: what each does, Textual's names for it, and how it is shown."""


class Show(Protocol):
    """What the director directs."""

    text: Text

    @property
    def titles(self) -> Sequence[str]:
        """The scenes' titles; none where people just look around."""
        ...

    @property
    def position(self) -> int:
        """How many scenes have been played."""
        ...

    def heading(self) -> str: ...
    def banner(self, *, short: bool) -> str: ...
    def caption(self) -> str: ...
    def outlook(self) -> str: ...
    def seated(self, side: str) -> str: ...
    def guest(self, side: str, who: str, claim: int | None) -> App[int]: ...
    def scenarios(self) -> Sequence[tuple[str, str]]: ...
    def leave(self) -> None: ...
    async def begin(self, stage: DirectorRoom) -> None: ...
    async def choose(self, name: str) -> None: ...
    async def play(self) -> None: ...
    async def back(self) -> None: ...
    async def go_to(self, position: int) -> None: ...
    async def reset(self) -> None: ...
    async def cast(self, role: str) -> None: ...
    def business_day(self) -> str: ...
    def next_event(self) -> str: ...
    def seat_again(self, side: str) -> Coroutine[Any, Any, None]: ...


class Panel(Vertical, can_focus=True):
    """The director's place; its keys count only while it has the focus."""

    BINDINGS = [Binding(keys, f"screen.{name}", name, id=f"director-{name}") for name, keys, _ in KEYS]


class DirectorRoom(Screen[None]):
    """Banner, stage, caption, panel."""

    BINDINGS = [Binding("f12", "direct", "direct", id="director", priority=True)]

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._directed = show
        self._busy = False
        self._beside = False
        self._front = "reviewer"
        self._captions = True
        self._told = ""

    # The frame

    def compose(self) -> ComposeResult:
        """Banner, two seats, caption, panel."""
        yield Pane(id="banner")
        with Horizontal(id="stage"):
            for side in ("reviewer", "partner"):
                with Vertical(id=f"{side}-side"):
                    yield Pane(id=f"{side}-name", classes="name")
                    yield Seat(id=side)
        yield Pane(id="caption")
        with Panel(id="panel"):
            yield Pane(id="board")
            yield Pane(id="outlook")
            yield Pane(id="director-keys")

    async def on_mount(self) -> None:
        """Begin at the screens; the director waits behind F12."""
        self.query_one("#panel").display = False
        self._arrange()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._do(partial(self._directed.begin, self))

    def on_resize(self) -> None:
        """Two side by side need room."""
        if self.size.width < BESIDE:
            self._beside = False
        self._arrange()
        self.call_after_refresh(self.draw)

    def _arrange(self) -> None:
        for side in ("reviewer", "partner"):
            self.query_one(f"#{side}-side").display = self._beside or side == self._front
            self.query_one(f"#{side}-name").display = self._beside

    def draw(self) -> None:
        """Draw all that is not the people's own screens."""
        show, width = self._directed, max(20, self.size.width - 2)
        directing = self.directing
        key = show.text("demo.back-key" if directing else "demo.director-key")
        banner = show.banner(short=self.size.width < FULL)
        self.query_one("#banner", Pane).draw(ends(said(banner, BOLD), said(key, KEY), width))
        for side in ("reviewer", "partner"):
            self.query_one(f"#{side}-name", Pane).draw(said(show.seated(side), TITLE))
        caption = self.query_one("#caption", Pane)
        words = self._told or show.caption()
        caption.display = self._captions and bool(words) and (directing or bool(show.titles))
        lines = [said(show.heading(), TITLE)] if show.titles else []
        caption.draw([*lines, *folded(words, width)])
        board = self.query_one("#board", Pane)
        board.display = bool(show.titles) and self.size.height >= HIGH
        board.draw(
            [_scene(n, title, show.position) for n, title in enumerate(show.titles, 1)] or [Content("")]
        )
        self.query_one("#outlook", Pane).draw(said(show.outlook(), DIM))
        keys = show.text("demo.keys" if show.titles else "demo.keys-free")
        self.query_one("#director-keys", Pane).draw(folded(keys, width))

    @property
    def directing(self) -> bool:
        """Whether the keys are the director's."""
        return bool(self.query_one("#panel").display)

    # As the player's stage

    async def open(self, side: str, who: str, claim: int | None) -> None:
        """Seat somebody; who is not to be seen is not seated."""
        if self._beside or side == self._front:
            seat = self.query_one(f"#{side}", Seat)
            await seat.seat(self._directed.guest(side, who, claim), partial(self._left, side))
            if seat.guest is not None:
                await seat.guest.settle()
            if not self.directing and side == self._front:
                seat.focus()
        self.draw()

    def _left(self, side: str) -> None:
        # Leaving one's own screens is leaving the demo.
        self._directed.leave()

    async def clear(self) -> None:
        """Let everybody leave."""
        for seat in self.query(Seat):
            await seat.leave()

    async def look(self) -> None:
        """Let everybody notice what has happened."""
        for seat in self.query(Seat):
            if seat.guest is not None:
                await seat.guest.look()
        self.draw()

    async def press(self, side: str, *keys: str) -> None:
        """Type at a person's screen, if it is to be seen."""
        guest = self.query_one(f"#{side}", Seat).guest
        if guest is not None:
            await guest.press(*keys)

    async def front(self, side: str) -> None:
        """Bring a side to the front."""
        if side != self._front:
            self._front = side
            self._arrange()
            # The seat that appears has no size before it is laid out.
            laid_out = asyncio.Event()
            self.call_after_refresh(laid_out.set)
            await laid_out.wait()

    async def beat(self) -> None:
        """Leave the audience time to see."""
        await asyncio.sleep(BEAT)

    def tell(self, words: str) -> None:
        """Say something in the caption's place; "" for the caption again."""
        self._told = words
        self.draw()

    # Keys

    def _do(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._done(what), exclusive=False)

    async def _done(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.tell("")
        try:
            await what()
        except Refused as no:
            self.tell(self._directed.text("demo.cannot", why=self._directed.text.refusal(no)))
        finally:
            self._busy = False
        self.draw()

    def action_direct(self) -> None:
        """Enter the director's mode, or leave it."""
        panel = self.query_one(Panel)
        if panel.display and not panel.has_focus:
            panel.focus()
            return
        panel.display = not panel.display
        if panel.display:
            panel.focus()
        else:
            self._told = ""
            self.query_one(f"#{self._front}", Seat).focus()
        self.draw()

    def action_play(self) -> None:
        """Play the next scene."""
        self._do(self._directed.play)

    def action_back(self) -> None:
        """Go back one scene."""
        self._do(self._directed.back)

    def action_reset(self) -> None:
        """Start again."""
        self._do(self._directed.reset)

    def action_day(self) -> None:
        """Let a business day pass."""
        self._do(partial(self._time, self._directed.business_day))

    def action_event(self) -> None:
        """Go to the next thing that happens by itself."""
        self._do(partial(self._time, self._directed.next_event))

    async def _time(self, move: Callable[[], str]) -> None:
        words = move()
        await self.look()
        self.tell(words)

    def action_reviewer(self) -> None:
        """Be the reviewer."""
        self._do(partial(self._directed.cast, "reviewer"))

    def action_partner(self) -> None:
        """Be the partner."""
        self._do(partial(self._directed.cast, "partner"))

    def action_lead(self) -> None:
        """Be the lead."""
        self._do(partial(self._directed.cast, "lead"))

    def action_both(self) -> None:
        """Show both sides, or the one in front."""
        if not self._beside and self.size.width < BESIDE:
            self.tell(self._directed.text("demo.too-narrow", width=BESIDE, has=self.size.width))
            return
        self._beside = not self._beside
        self._arrange()
        other = "partner" if self._front == "reviewer" else "reviewer"
        self.call_after_refresh(self._do, partial(self._other, other))

    async def _other(self, side: str) -> None:
        if self._beside:
            await self._directed.seat_again(side)
        else:
            await self.query_one(f"#{side}", Seat).leave()

    def action_captions(self) -> None:
        """Show the words to say, or hide them."""
        self._captions = not self._captions
        self.draw()

    def action_scenes(self) -> None:
        """Go to a scene."""
        show = self._directed
        if show.titles:
            rows = [(str(n), f"{n}  {title}") for n, title in enumerate(show.titles, 1)]
            self.app.push_screen(Choose(show.text("demo.choose-scene"), rows), self._to_scene)

    def _to_scene(self, chosen: str | None) -> None:
        if chosen is not None:
            self._do(partial(self._directed.go_to, int(chosen)))

    def action_scenarios(self) -> None:
        """Choose another scenario."""
        show = self._directed
        self.app.push_screen(Choose(show.text("demo.choose-scenario"), show.scenarios()), self._to_scenario)

    def _to_scenario(self, chosen: str | None) -> None:
        if chosen is not None:
            self._do(partial(self._directed.choose, chosen))

    def action_leave(self) -> None:
        """Leave the demo."""
        self._directed.leave()

    async def on_unmount(self) -> None:
        """Let everybody leave."""
        await self.clear()


def _scene(n: int, title: str, position: int) -> Content:
    mark = "ok" if n <= position else ">" if n == position + 1 else ""
    return said(f"{n:>3} {mark:<3} {title}", BOLD if n == position + 1 else DIM if n <= position else "")


class Choose(ModalScreen[str | None]):
    """One of a few things, by arrows and Enter."""

    BINDINGS = [Binding("escape", "dismiss(None)", "back", id="choose-back")]

    def __init__(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._rows = title, rows

    def compose(self) -> ComposeResult:
        """A title over a list."""
        with Vertical(id="choose"):
            yield Pane(id="choose-title")
            yield OptionList(
                *(Option(Content(words), id=name) for name, words in self._rows), id="choose-list"
            )

    def on_mount(self) -> None:
        """Begin at the first."""
        self.query_one("#choose-title", Pane).draw(said(self._title, TITLE))
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
