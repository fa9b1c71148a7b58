"""Starts `cpor`; `python -m cpor_tui` is the same."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

_NEEDS_AN_END = frozenset({"textual", "tempfile", "multiprocessing", "coverage", "psycopg"})
"""Modules that tidy up when the interpreter ends."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit status (CLI.md, Global).

    Without `words` it is the process's own, and the process may end here.
    """
    if words is not None:
        return _obeyed(words)
    # Loading makes many objects that all stay: looking for garbage among them takes a tenth of the start.
    gc.set_threshold(100_000, 50, 50)
    status = _obeyed(sys.argv[1:])
    _end(status)
    return status


def _obeyed(words: Sequence[str]) -> int:
    try:
        # sshd asks twice a login, so its two questions are answered before anything else is loaded.
        if "keys-for" in words or "serve-ssh" in words:
            from cpor_tui.ssh import front

            if (status := front.enter(words, os.environ)) is not None:
                return status
        from cpor_tui.cli.door import enter

        return enter(words, os.environ)
    except KeyboardInterrupt:
        return 130


def _end(status: int) -> None:
    """End at once, unless something has yet to be wound up: taking the interpreter apart takes as long as a query."""
    if threading.active_count() > 1 or not _NEEDS_AN_END.isdisjoint(sys.modules):
        return
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
