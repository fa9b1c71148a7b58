"""Notes an unforeseen error where operators look, and gives the person a reference to quote."""

import logging
import os
import secrets
import threading
import traceback
from pathlib import Path

LOG = logging.getLogger("cpor_tui")


def noted(error: BaseException) -> str:
    """Write `error` to the log with its traceback, never with local variables; return the reference it has there."""
    reference = secrets.token_hex(4)
    LOG.error("%s\n%s", reference, "".join(traceback.format_exception(error)))
    return reference


def log_to(path: Path) -> None:
    """Append the program's log to `path`, readable by its owner alone; raise OSError where that cannot be.

    A file and never stderr: Textual draws on stderr.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    chosen = str(path.resolve())
    if any(isinstance(old, logging.FileHandler) and old.baseFilename == chosen for old in LOG.handlers):
        return
    lines = logging.FileHandler(chosen, encoding="utf-8", errors="backslashreplace", delay=True)
    lines.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    LOG.addHandler(lines)
    LOG.propagate = False


def note_stray_threads() -> None:
    """From now on an error that ends a thread goes to the log instead of the screen."""

    def note(stray: threading.ExceptHookArgs) -> None:
        if stray.exc_value is not None:
            noted(stray.exc_value)

    threading.excepthook = note
