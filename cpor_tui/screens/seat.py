"""Gives a person of the demo their own app, in a part of the screen, as if it were their terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from cpor_tui.screens.base import Room
from cpor_tui.screens.panes import stands

ROUNDS = 3
"""What one round of messages posts, a cursor that comes to rest for one, may read something again."""


class Guest:
    """An app that runs without a terminal: it is typed at, and looked at."""

    def __init__(
        self, app: App[int], size: tuple[int, int], *, drawn: Callable[[], None] | None = None
    ) -> None:
        """`drawn` is called whenever the app has drawn something."""
        self.app: Any = app
        self.size = size
        self._fitted = size
        self._drawn = drawn
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._pilot: Pilot[Any] | None = None

    async def begin(self, left: Callable[[], None] | None = None) -> None:
        """Start the app; `left` is called if it ends by itself."""
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._live(ready, left))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._task.done():
            self._task.result()

    async def _live(self, ready: asyncio.Event, left: Callable[[], None] | None) -> None:
        if self._drawn is not None:
            # Textual calls it after each painting, "used in tests"; ours has no terminal to paint on.
            self.app.post_display_hook = self._drawn
        async with self.app.run_test(size=self._fitted) as pilot:
            self._pilot = pilot
            self._fit()
            ready.set()
            over = asyncio.create_task(self._over.wait())
            await asyncio.wait({self.app._task, over}, return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
            if left is not None and not self._over.is_set():
                left()

    async def end(self) -> None:
        """End the app, and wait until it has."""
        self._over.set()
        if self._task is not None:
            await self._task
            self._task = None
        # A store that is closed under a reading thread takes the process with it.
        await asyncio.gather(
            *(
                asyncio.to_thread(_nothing_left, one)
                for one in (self.app.wire._orders, self.app.wire._readings)
            )
        )

    def resize(self, width: int, height: int) -> None:
        """Give the app another size."""
        self.size = (max(1, width), max(1, height))
        self._fit()

    def _fit(self) -> None:
        # What an app is told before it runs would be lost.
        if self._pilot is not None and self.size != self._fitted:
            self._fitted = self.size
            size = Size(*self.size)
            self.app._driver._size = size
            self.app.post_message(events.Resize(size, size))

    def type(self, key: str, character: str | None) -> None:
        """Pass one key on."""
        pressed = events.Key(key, character)
        pressed.set_sender(self.app)
        self.app.post_message(pressed)

    async def press(self, *keys: str) -> None:
        """Press keys by their names, each after the one before has done its work; `text:…` types letters."""
        if self._pilot is None:
            return
        with self.app._context():
            for key in keys:
                if key.startswith("text:"):
                    for letter in key.removeprefix("text:"):
                        self.type(letter, letter)
                        await self._pilot.pause()
                else:
                    await self._pilot.press(key)
                await self.settle()

    async def settle(self) -> None:
        """Wait until every key, order and reading has come to its end."""
        if self._pilot is None:
            return
        with self.app._context():
            for _ in range(ROUNDS):
                await self._pilot.pause()
                for thread in (self.app.wire.order, self.app.wire.read):
                    await thread(_nothing)
                await self.app.workers.wait_for_complete()
                await self._pilot.pause(0.03)

    async def look(self) -> None:
        """Notice at once what others did, as the pulse would within a second."""
        with self.app._context():
            for screen in self.app.screen_stack:
                if isinstance(screen, Room) and screen is self.app.screen:
                    await screen._pulse()
        await self.settle()

    def strips(self) -> list[Strip]:
        """What the app shows, line by line."""
        if not self.app._screen_stack:
            return []
        with self.app._context():
            return list(self.app.screen._compositor.render_strips())


def _nothing_left(thread: ThreadPoolExecutor) -> None:
    thread.shutdown(wait=True)


def _nothing() -> None:
    """What a thread is asked to do to show that it has done all else."""


class Seat(Widget, can_focus=True):
    """A part of the screen that shows somebody's app, and passes on what is typed and clicked there."""

    takes_text = True
    """Letters are for the app inside, which knows by itself what is text and what a command."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._guest: Guest | None = None
        self._strips: list[Strip] = []
        self._stale = True
        self._asked = False

    @property
    def guest(self) -> Guest | None:
        """Who sits here."""
        return self._guest

    async def seat(self, app: App[int], left: Callable[[], None]) -> Guest:
        """Let somebody sit here; who sat here before has left."""
        await self.leave()
        self._guest = Guest(app, (max(20, self.size.width), max(5, self.size.height)), drawn=self._drawn)
        await self._guest.begin(left)
        self._guest.resize(max(20, self.size.width), max(5, self.size.height))
        self._drawn()
        return self._guest

    async def leave(self) -> None:
        """Let who sits here go."""
        guest, self._guest = self._guest, None
        if guest is not None:
            await guest.end()

    def _drawn(self) -> None:
        self._stale = True
        if not self._asked:
            self._asked = True
            asyncio.get_running_loop().call_soon(self._draw_again)

    def _draw_again(self) -> None:
        self._asked = False
        if stands(self):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is shown inside."""
        if self._stale and self._guest is not None:
            self._stale = False
            self._strips = self._guest.strips()
        if y < len(self._strips):
            return self._strips[y].adjust_cell_length(self.size.width, self.rich_style)
        return Strip.blank(self.size.width, self.rich_style)

    def on_resize(self, event: events.Resize) -> None:
        """The part of the screen is their terminal."""
        self._stale = True
        if self._guest is not None and event.size.width and event.size.height:
            self._guest.resize(event.size.width, event.size.height)

    def on_key(self, event: events.Key) -> None:
        """Pass a key on."""
        event.stop()
        event.prevent_default()
        if self._guest is not None:
            self._guest.type(event.key, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Pass on what was pasted."""
        event.stop()
        if self._guest is not None:
            self._guest.app.post_message(events.Paste(event.text))

    def on_event_of_mouse(self, event: events.MouseEvent) -> None:
        """Pass a movement of the mouse on, as seen from inside."""
        if self._guest is None:
            return
        passed = type(event)(
            widget=None,
            x=event.x,
            y=event.y,
            delta_x=0,
            delta_y=0,
            button=event.button,
            shift=event.shift,
            meta=event.meta,
            ctrl=event.ctrl,
            screen_x=event.x,
            screen_y=event.y,
        )
        self._guest.app.post_message(passed)

    on_mouse_down = on_mouse_up = on_mouse_scroll_down = on_mouse_scroll_up = on_event_of_mouse
