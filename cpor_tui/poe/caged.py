"""Runs a program in the cage over one file, and bounds its time and its answer."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from cpor_tui.poe import cage
from cpor_tui.poe.kinds import Fault

_MEMORY = 512 * 1024 * 1024
_SECONDS = 8
WALL = 12.0
MOST_REPORT = 32 * 1024 * 1024
"""Bytes that the child may answer with; two million characters of Korean, escaped, take 12."""


@contextmanager
def as_file(content: bytes) -> Iterator[IO[bytes]]:
    """Give `content` as an open file that no name leads to and the child cannot write to."""
    if hasattr(os, "memfd_create"):
        stream: IO[bytes] = os.fdopen(os.memfd_create("poe"), "w+b", buffering=0)
    else:
        stream = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
    with stream:
        view = memoryview(content)
        while view:
            view = view[stream.write(view) or 0 :]
        yield stream


@cache
def _search_path() -> tuple[str, ...]:
    """Return where the child finds this package and its parsers; without `site` it starts twice as fast."""
    places = [str(Path(cage.__file__).parents[2])]
    for name in ("pypdfium2_raw", "pypdf", "lxml", "PIL", "pyhanko"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            places.append(str(Path(spec.origin).parents[1]))
    return tuple(dict.fromkeys(places))


def caged(stream: IO[bytes], arguments: Sequence[str]) -> tuple[bytes, Fault | None]:
    """Run the child of ours that reads; return what it told, and what killed it if something did."""
    command = [str(_MEMORY), str(_SECONDS), "read", *_search_path(), "--", *arguments]
    return run(stream, command, wall=WALL)


def run(stream: IO[bytes], command: Sequence[str], *, wall: float) -> tuple[bytes, Fault | None]:
    """Run the cage with `stream` on stdin; return what it wrote, and what killed it if something did."""
    stream.seek(0)
    late = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-I", "-S", cage.__file__, *command],
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_THREAD_LIMIT": "1"} if "exec" in command else {},
        start_new_session=True,
    ) as process:

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(wall, give_up)
        timer.daemon = True
        timer.start()
        try:
            answer, whole = _bounded(process.stdout, MOST_REPORT) if process.stdout else (b"", True)
            if not whole:
                process.kill()
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
    if not whole:
        return answer, Fault.TOO_LONG
    return answer, Fault.TIMED_OUT if late.is_set() else _DEATHS.get(-code, Fault.CRASHED if code else None)


def _bounded(pipe: IO[bytes], most: int) -> tuple[bytes, bool]:
    pieces, left = [], most
    while piece := os.read(pipe.fileno(), 1 << 18):
        pieces.append(piece[:left])
        left -= len(piece)
        if left < 0:
            return b"".join(pieces), False
    return b"".join(pieces), True


# pdfium ends its process by SIGABRT, SIGTRAP or SIGILL when memory runs out; SIGXCPU and SIGKILL are the
# cage's.
_DEATHS = {
    4: Fault.OUT_OF_MEMORY,
    5: Fault.OUT_OF_MEMORY,
    6: Fault.OUT_OF_MEMORY,
    9: Fault.TIMED_OUT,
    24: Fault.TIMED_OUT,
}
