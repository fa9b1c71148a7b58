"""Ends the process soon after its terminal is gone, with the drafts saved."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable

from cpor_tui.terminal.fatal import noted

GRACE = 3.0
"""Seconds between a hang-up and the end of the process, whatever it is doing."""
LINE_LOST = 128 + 1
"""Exit status when the terminal went away; SIGTERM gives 143."""


class HangUp:
    """Saves, leaves politely, and in any case ends the process `GRACE` seconds after the first word of a hang-up."""

    def __init__(self, save: Callable[[], None], leave: Callable[[int], None]) -> None:
        """`save` and `leave(exit status)` are called in a thread of their own, in this order, at most once."""
        self._save = save
        self._leave = leave
        self._read_end, self._write_end = -1, -1

    def listen(self) -> None:
        """Take over SIGHUP and SIGTERM; only the main thread may. A second call changes nothing."""
        if self._write_end >= 0 or threading.current_thread() is not threading.main_thread():
            return
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        # Started now: in a signal's handler a new thread could wait for a lock that its own thread holds.
        threading.Thread(target=self._wait, name="hang-up", daemon=True).start()
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, lambda caught, _frame: self.begin(128 + caught))

    def begin(self, status: int = LINE_LOST) -> None:
        """Begin to end with exit `status`. Safe in a signal's handler and in every thread."""
        if self._write_end < 0:  # Not listening: there is no terminal of ours to lose.
            return self._leave(status)
        # A full pipe is full of earlier words of the same hang-up.
        with contextlib.suppress(BlockingIOError):
            os.write(self._write_end, bytes((status,)))

    def _wait(self) -> None:
        status = os.read(self._read_end, 1)[0]
        threading.Thread(target=self._go, args=(status,), name="last-words", daemon=True).start()
        time.sleep(GRACE)
        # The loop may be blocked by a terminal that reads nothing, a thread by a database that answers nothing.
        os._exit(status)

    def _go(self, status: int) -> None:
        try:
            self._save()
        except Exception as error:  # noqa: BLE001 - a draft that cannot be saved must not keep us alive.
            noted(error)
        finally:
            self._leave(status)
