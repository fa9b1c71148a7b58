"""A program in a pseudo-terminal, with a terminal emulator that shows what a person would see."""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]


class Terminal:
    """Runs `words` under python in a pty; keeps every byte that came out."""

    def __init__(
        self,
        *words: str,
        size: tuple[int, int] = (80, 24),
        env: dict[str, str] | None = None,
        deaf_to_hangups: bool = False,
    ):
        self.columns, self.lines = size
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self._status: int | None = None
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NO_COLOR", "TEXTUAL", "COLUMNS", "LINES"))
        } | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT), **(env or {})}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            if deaf_to_hangups:
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
            os.execve(sys.executable, [sys.executable, *words], surroundings)
        self.resize(*size)

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: str | bytes) -> None:
        keys = keys.encode() if isinstance(keys, str) else keys
        while keys:
            self.read(0)
            ready = select.select([], [self.fd], [], 0.05)[1]
            if ready:
                keys = keys[os.write(self.fd, keys[:512]) :]

    def read(self, seconds: float) -> bytes:
        """Return what comes within `seconds`."""
        got = b""
        end = time.monotonic() + seconds
        while True:
            if not select.select([self.fd], [], [], max(0.0, end - time.monotonic()))[0]:
                break
            try:
                chunk = os.read(self.fd, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not chunk:
                break
            got += chunk
            self._stream.feed(chunk)
        self.sent += got
        return got

    def wait_for(self, words: str, seconds: float = 60) -> str:
        """Return the screen as soon as it shows `words`; fail after `seconds`."""
        end = time.monotonic() + seconds
        while words not in self.shown():
            assert time.monotonic() < end, f"{words!r} never came:\n{self.shown()}"
            self.read(0.05)
        return self.shown()

    def settle(self, quiet: float = 0.4, seconds: float = 15) -> None:
        """Read until nothing comes for `quiet` seconds."""
        end = time.monotonic() + seconds
        while self.read(quiet):
            assert time.monotonic() < end, "never quiet"

    def shown(self) -> str:
        return "\n".join(self.screen.display)

    def hang_up(self) -> None:
        """Close the line, as a killed terminal does."""
        os.close(self.fd)
        self.fd = -1

    def kill(self, number: int) -> None:
        os.kill(self.pid, number)

    def ended(self, seconds: float) -> float | None:
        """Return after how many seconds the program was gone, or None if it was not within `seconds`."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if self.status() is not None:
                return time.monotonic() - begun
            if self.fd >= 0:
                self.read(0.02)
            time.sleep(0.01)
        return None

    def status(self) -> int | None:
        """Return the exit status (negative for a signal), None while it runs."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory_mb(self) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no memory")

    def close(self) -> None:
        if self.status() is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self._status = -9
        if self.fd >= 0:
            os.close(self.fd)
