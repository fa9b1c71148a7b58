"""Reads and writes a terminal that may be anybody's."""

import asyncio
import codecs
import os
import select
import selectors
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, cast

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message
from textual.messages import InBandWindowResize

from cpor_tui.domain.clean import clean
from cpor_tui.terminal.fatal import LOG, note_stray_threads
from cpor_tui.terminal.hangup import HangUp

MAX_WIDTH, MAX_HEIGHT = 400, 150
"""The largest screen we draw, in cells; a larger terminal is used from its upper left corner."""
MAX_BACKLOG = 500
"""Events that may wait for the app before we stop reading the terminal."""
MAX_PASTE = 4_000_000
"""Characters of one paste; a larger one ends there in "…"."""


class SafeDriver(LinuxDriver):
    """Survives whatever bytes a terminal sends, and says so when there is no terminal any more."""

    def __init__(
        self,
        app: App[Any],
        hang_up: HangUp,
        events_waiting: Callable[[], int],
        *,
        may_suspend: bool,
        **options: Any,
    ) -> None:
        super().__init__(app, **options)
        self._events_waiting = events_waiting
        self._hang_up = hang_up
        self._may_suspend = may_suspend
        self._file = cast(Any, _Line(cast(IO[str], self._file), hang_up))
        self._sent = 0
        self._taken = 0

    @property
    def can_suspend(self) -> bool:
        """Over SSH there is no shell to go back to, and an editor would be the host's."""
        return self._may_suspend

    def start_application_mode(self) -> None:
        """Take the terminal, and listen for hang-ups from now on."""
        note_stray_threads()
        self._hang_up.listen()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def run_input_thread(self) -> None:
        """Turn bytes into events until the app leaves or the line is lost."""
        reader = Reader()
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if self._is_behind():
                    # Unread keys stay in the kernel, which has a bound; our queues have none.
                    if self._is_hung_up():
                        return self._hang_up.begin()
                    self.exit_event.wait(0.02)
                    continue
                if selector.select(0.1):
                    try:
                        chunk = os.read(self.fileno, 1024)
                    except (BlockingIOError, InterruptedError):
                        continue
                    except OSError:
                        chunk = b""
                    if not chunk:
                        return self._hang_up.begin()
                    for message in reader.feed(decode(chunk)):
                        self.process_message(message)
                for message in reader.tick():
                    self.process_message(message)

    def process_message(self, message: Message) -> None:
        """Pass on what a person can have done; sizes come from the kernel alone."""
        if isinstance(message, events.Resize | InBandWindowResize):
            return
        if isinstance(message, events.MouseEvent) and not (
            0 <= message.x < MAX_WIDTH and 0 <= message.y < MAX_HEIGHT
        ):
            return
        super().process_message(message)

    def send_message(self, message: Message) -> None:
        """Hand `message` to the app's loop, and count it until it has arrived."""
        self._sent += 1
        posted = asyncio.run_coroutine_threadsafe(self._app._post_message(message), loop=self._loop)
        posted.add_done_callback(self._count)

    def _count(self, _posted: object) -> None:
        # Only the loop's thread writes this and only the input thread the other: no lock is needed.
        self._taken += 1

    def _is_behind(self) -> bool:
        return self._sent - self._taken + self._events_waiting() > MAX_BACKLOG

    def _is_hung_up(self) -> bool:
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(flags & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, flags in poll.poll(0))

    def _get_terminal_size(self) -> tuple[int, int]:
        width, height = super()._get_terminal_size()
        return max(1, min(width, MAX_WIDTH)), max(1, min(height, MAX_HEIGHT))

    def _query_in_band_window_resize(self) -> None:
        """Never asked: the answer could be anybody's."""

    def _sigcont_application(self, *signalled: object) -> None:
        # A process that was stopped from outside never left the terminal; starting again would read it twice.
        if self._must_signal_resume:
            super()._sigcont_application(*signalled)


class Reader:
    """Parses a terminal's characters; nothing that they say can break it or fill the memory.

    Pastes are taken out here: Textual's parser loses what follows an ESC in a paste, or takes it for keys.
    """

    def __init__(self) -> None:
        self._parser = _Parser()
        self._held = ""
        self._after_escape = False
        self._paste: list[str] | None = None
        self._room = MAX_PASTE

    def feed(self, text: str) -> Iterator[Message]:
        """Yield the events that end in `text`."""
        text, self._held = self._held + text, ""
        if self._after_escape and text.startswith(BRACKETED_PASTE_START[1:]):
            self._parser, text = _Parser(), BRACKETED_PASTE_START[0] + text
        while text:
            mark = BRACKETED_PASTE_START if self._paste is None else BRACKETED_PASTE_END
            before, found, text = text.partition(mark)
            if not found:
                # Outside a paste a lone ESC is not held: it is a key more often than a beginning.
                before, self._held = _without_start_of(mark, before, 1 if self._paste is not None else 2)
            if self._paste is None:
                yield from self._parsed(before)
                if found:
                    self._paste, self._room = [], MAX_PASTE + 1
            else:
                self._paste.append(before[: self._room])
                self._room -= len(self._paste[-1])
                if found:
                    pasted, self._paste = "".join(self._paste), None
                    yield events.Paste(clean(pasted, limit=MAX_PASTE, multiline=True))

    def tick(self) -> Iterator[Message]:
        """Yield what time alone decides: an Escape that stayed alone."""
        if self._held and self._paste is None:
            text, self._held = self._held, ""
            yield from self._parsed(text)
        yield from self._survived(self._parser.tick())

    def _parsed(self, text: str) -> Iterator[Message]:
        if text:
            self._after_escape = text.endswith("\x1b")
            yield from self._survived(self._parser.feed(text))

    def _survived(self, messages: Iterable[Message]) -> Iterator[Message]:
        try:
            yield from messages
        except Exception as error:  # noqa: BLE001 - it comes from outside, and the next key may be good.
            LOG.debug("the terminal sent what no terminal says: %r", error)
            self._parser = _Parser()


def _without_start_of(mark: str, text: str, least: int) -> tuple[str, str]:
    """Part `text` from the beginning of `mark`, of at least `least` characters, in which it ends."""
    for length in range(len(mark) - 1, least - 1, -1):
        if text.endswith(mark[:length]):
            return text[:-length], mark[:length]
    return text, ""


class _Parser(XTermParser):
    def parse_mouse_code(self, code: str) -> Message | None:
        # A forged size report would switch to pixels, and may have said that there are none.
        self.mouse_pixels = False
        return super().parse_mouse_code(code)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # A character that Unicode does not have.
            return [events.Key(Keys.Ignore, sequence)]


class _Line:
    """The way to the terminal; once it is gone, what is written is lost, and nobody waits for it."""

    def __init__(self, file: IO[str], hang_up: HangUp) -> None:
        self._file = file
        self._hang_up = hang_up
        self._lost = False

    def write(self, text: str) -> None:
        if not self._lost:
            try:
                self._file.write(text)
            except (OSError, ValueError):
                self._lose()

    def flush(self) -> None:
        if not self._lost:
            try:
                self._file.flush()
            except (OSError, ValueError):
                self._lose()

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def _lose(self) -> None:
        self._lost = True
        self._hang_up.begin()
