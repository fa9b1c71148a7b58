"""Keeps what nobody expected in the log: the traceback without anybody's values, its passwords struck out."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Mapping
from pathlib import Path

from cpor_tui.domain.calendar import moment
from cpor_tui.domain.refusals import Refused
from cpor_tui.settings import Settings

_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s@/]*(@)|(password=)[^\s&]*", re.IGNORECASE)


def log_to(log: Path) -> None:
    """Let what the rooms below report go to the log as well: a traceback is nothing for a terminal."""
    import logging

    house = logging.getLogger("cpor")
    if house.handlers:
        return
    house.propagate = False
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600))
        kept: logging.Handler = logging.FileHandler(log, encoding="utf-8", errors="backslashreplace")
    except OSError:
        kept = logging.NullHandler()
    kept.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    house.addHandler(kept)


def keep(
    wrong: BaseException, flags: Mapping[str, str | None], environment: Mapping[str, str]
) -> Path | None:
    """Write an error to the log and give the log's place; None if even that is not to be had."""
    from cpor_tui.clock import SystemClock

    try:
        log = Settings.load(flags, environment).log
    except Refused:
        log = Settings.load({}, {name: environment[name] for name in ("HOME",) if name in environment}).log
    told = "".join(traceback.format_exception(wrong))
    told = _PASSWORD.sub(r"\1\3***\2", told)
    stamp = moment(SystemClock().now()).isoformat()
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as opened:
            opened.write(f"{stamp} pid {os.getpid()}\n{told}\n")
    except OSError:
        return None
    return log
