"""The app that every screen of ours runs in: safe for the host, for the reader and for the typist."""

import asyncio
import base64
import contextlib
import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from textual import events
from textual._path import CSSPathType
from textual.app import App, SystemCommand
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import ANSIToTruecolor, LineFilter
from textual.screen import Screen
from textual.widget import Widget

from cpor_tui.terminal import fatal
from cpor_tui.terminal.filters import CleanLines
from cpor_tui.terminal.hangul import key_for
from cpor_tui.terminal.hangup import HangUp
from cpor_tui.terminal.themes import NO_COLOR, THEMES, wants_no_color

Result = TypeVar("Result")

LATE_KEY = 0.25
"""Seconds after which the next key goes on although the one before it got lost, with its screen, say."""
_COPYABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/@?&=#+-]{0,199}")


class KeyPassed(events.Event, bubble=True):
    """Follows a key through every queue that the key went through."""


class SafeApp(App[Result]):
    """What a stranger sends cannot harm it, what a stranger wrote cannot act, and keys keep their order.

    `remote` is set over SSH: nothing then acts on the host beside the claims. `said_on_crash` is the only sentence a
    person sees when the program breaks, `{ref}` in it names the place in the log.
    """

    def __init__(
        self,
        *,
        remote: bool = False,
        theme: str = "dark",
        no_color: bool | None = None,
        log_file: Path | None = None,
        said_on_crash: str = "Something went wrong and cpor had to stop. Reference: {ref}",
        css_path: CSSPathType | None = None,
    ) -> None:
        """Raise KeyError for a `theme` that is not in `THEMES`; `no_color` None asks the environment."""
        self.remote = remote
        if log_file is not None:
            fatal.log_to(log_file)
        self._said_on_crash = said_on_crash
        self._typed: deque[tuple[events.Key | events.Paste, bool]] = deque()
        self._key: events.Key | events.Paste | None = None
        self._follower: KeyPassed | None = None
        self._laps = 0
        self._late: asyncio.TimerHandle | None = None
        self._deaf_until = 0.0
        self._holders: dict[object, asyncio.TimerHandle] = {}
        super().__init__(css_path=css_path)
        self.no_color = wants_no_color(os.environ) if no_color is None else no_color
        self._last_filter = CleanLines(colors=not self.no_color)
        # Textual's own colourless filters leave greys and default-colour codes.
        self._filters = [kept for kept in self._filters if isinstance(kept, ANSIToTruecolor)]
        self.animation_level = "none"
        self._wear(THEMES[NO_COLOR if self.no_color else theme].name)

    def _wear(self, name: str) -> None:
        built_in = set(self.available_themes)
        for theme in THEMES.values():
            if (theme.name == NO_COLOR) == self.no_color:
                self.register_theme(theme)
        # Not by assignment: after it every style sheet would be read once more, before the first picture.
        self.set_reactive(App.theme, name)
        self.update_classes(
            {f"-theme-{name}": True, "-dark-mode": THEMES[name].dark, "-light-mode": not THEMES[name].dark},
            update=False,
        )
        self._refresh_truecolor_filter(self.ansi_theme)
        for stranger in built_in - THEMES.keys():
            self.unregister_theme(stranger)
        # Set before the first paint, or that would be in Textual's colours.
        self.stylesheet.set_variables(self.get_css_variables())

    # The terminal

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that survives; on Windows, where nobody comes in by SSH, Textual's own."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from cpor_tui.terminal.driver import SafeDriver

        return cast(
            type[Driver],
            partial(
                SafeDriver,
                hang_up=HangUp(self.on_hangup, self._leave),
                events_waiting=self.events_waiting,
                may_suspend=not self.remote,
            ),
        )

    def on_hangup(self) -> None:
        """Called once, in a thread of its own, when the line is lost or the host wants us to end: save drafts here.

        Three seconds after that the process is gone. Widgets may be read here, nothing else of Textual's may be used.
        """

    def _leave(self, status: int) -> None:
        if (loop := self._loop) is not None:
            # A closed loop means that we are leaving already.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(partial(self.exit, return_code=status))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters and, after them, ours."""
        return [*super().get_line_filters(), self._last_filter]

    def notify(self, message: str, *, markup: bool = False, **options: Any) -> None:
        """Show a passing note; unlike Textual's its words are plain text unless `markup` says that they are ours."""
        super().notify(message, markup=markup, **options)

    def action_help_quit(self) -> None:
        """Ring for Ctrl+C: Textual would explain itself in English and in markup."""
        self.bell()

    # Errors

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._end_with(error)

    def _fatal_error(self) -> None:
        self._end_with(sys.exc_info()[1])

    def panic(self, *renderables: Any) -> None:
        """End the app; what was to be shown goes to the log, because it may hold other people's text."""
        self._end_with(sys.exc_info()[1] or RuntimeError(*map(str, renderables)))

    def _end_with(self, error: BaseException | None) -> None:
        reference = fatal.noted(error or RuntimeError("an error without a name"))
        if not self._exit_renderables:
            self._exit_renderables.append(self._said_on_crash.format(ref=reference))
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        for said in self._exit_renderables[:1]:
            self.error_console.print(said)
        self._exit_renderables.clear()

    # What would act on the host

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open a web page in the person's own browser; over SSH there is none of theirs to open."""
        if not self.remote and url.startswith("https://"):
            super().open_url(url, new_tab=new_tab)

    def deliver_text(self, *arguments: Any, **options: Any) -> str | None:
        """Save a text where downloads go; over SSH that folder is the host's, so nothing is saved."""
        return None if self.remote else super().deliver_text(*arguments, **options)

    def deliver_binary(self, *arguments: Any, **options: Any) -> str | None:
        """Save a file where downloads go; over SSH that folder is the host's, so nothing is saved."""
        return None if self.remote else super().deliver_binary(*arguments, **options)

    def save_screenshot(self, *arguments: Any, **options: Any) -> str:
        """Save a picture of the screen; not over SSH."""
        return "" if self.remote else super().save_screenshot(*arguments, **options)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield Textual's commands but those that write on the host, over SSH."""
        for command in super().get_system_commands(screen):
            if not (self.remote and command.title == "Screenshot"):
                yield command

    def copy_to_clipboard(self, text: str) -> None:
        """Keep `text` for pasting inside the app; the terminal's own clipboard is for `copy_id` alone."""
        self._clipboard = text

    def copy_id(self, text: str) -> bool:
        """Put a claim's id or link on the clipboard of the person's terminal; False if `text` is neither."""
        self._clipboard = text
        if self._driver is None or not _COPYABLE.fullmatch(text):
            return False
        self._driver.write(f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a")
        return True

    # Keys, in the order typed

    def events_waiting(self) -> int:
        """Return how much was typed and clicked ahead of what the screens have done."""
        pumps: list[Any] = [self, *self._screen_stack[-1:]]
        return len(self._typed) + sum(int(pump._message_queue.qsize()) for pump in pumps)

    def hold_keys(self, holder: object, seconds: float = 1.0) -> None:
        """Let no key through until `release_keys(holder)`, or for `seconds`: what they are meant for is on its way."""
        if holder not in self._holders:
            release = asyncio.get_running_loop().call_later(seconds, self.release_keys, holder)
            self._holders[holder] = release

    def release_keys(self, holder: object) -> None:
        """Let the keys through that `holder` held; nothing if it held none."""
        if (timer := self._holders.pop(holder, None)) is not None:
            timer.cancel()
            self.call_next(self._next_key)

    def drop_keys(self, seconds: float = 0.3) -> None:
        """Forget the keys typed ahead, and those typed within `seconds` from now."""
        self._typed.clear()
        self._deaf_until = asyncio.get_running_loop().time() + seconds

    def takes_text(self, widget: Widget | None) -> bool:
        """Say whether letters typed at `widget` are its text and no commands."""
        from textual.widgets import Input, TextArea

        return isinstance(widget, Input | TextArea) or bool(getattr(widget, "takes_text", False))

    async def on_event(self, event: events.Event) -> None:
        """Let one key at a time through, so that a burst of keys does what the same keys typed slowly do."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if asyncio.get_running_loop().time() >= self._deaf_until:
                self._typed.append((event, False))
                if self._key is None:
                    await self._next_key()
        elif isinstance(event, KeyPassed):
            if event is self._follower:
                await self._run_lap()
        elif isinstance(event, events.InputEvent) and not self._screen_stack:
            # The mouse still moves while the app is being left.
            return
        else:
            await super().on_event(event)
            if event is self._key:
                # It came through every queue and found its binding here. What that posted has one lap to settle.
                await self._run_lap()

    async def _next_key(self) -> None:
        while self._typed and self._key is None and not self._holders:
            event, from_hangul = self._typed.popleft()
            if from_hangul:
                # The letter before it in its syllable may have opened a text field, where it would be a wrong one.
                if self.takes_text(self.focused):
                    continue
            elif isinstance(event, events.Key) and (keys := self._pressed(event)):
                self._typed.extendleft((key, True) for key in reversed(keys))
                continue
            await self._pass_on(event)

    async def _pass_on(self, event: events.Key | events.Paste) -> None:
        if (target := self._typed_at()) is None:
            return
        self._key, self._laps = event, 2
        await super().on_event(event)
        if event.is_forwarded:
            self._follow(target)
        else:
            # A binding of the app or the screen took it before any widget saw it.
            await self._run_lap()

    async def _run_lap(self) -> None:
        self._laps -= 1
        target = self._typed_at() if self._laps > 0 else None
        if target is None or not self._follow(target):
            self._arrived()
            await self._next_key()

    def _follow(self, target: DOMNode) -> bool:
        self._follower = KeyPassed()
        if self._late is not None:
            self._late.cancel()
        self._late = asyncio.get_running_loop().call_later(LATE_KEY, self._give_up, self._key)
        return target.post_message(self._follower)

    def _arrived(self) -> None:
        self._key = self._follower = None
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self, key: events.Event | None) -> None:
        if key is self._key:
            self._arrived()
            self.call_next(self._next_key)

    def _typed_at(self) -> DOMNode | None:
        if not self._running or not self._screen_stack:
            return None
        return self.focused or self.screen

    def _pressed(self, event: events.Key) -> list[events.Key]:
        """Return the Latin keys for a Hangul letter given as a command, nothing for any other key."""
        if not event.character or not (letters := key_for(event.character)) or self.takes_text(self.focused):
            return []
        keys = [events.Key(letter, letter) for letter in letters]
        for key in keys:
            key.set_sender(self)
        return keys

    # Quiet

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Stop a text field's cursor from blinking: an idle screen sends nothing."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False
