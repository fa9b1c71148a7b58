"""Guests in this very process: what a line does, without the minute that ten thousand logins take."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from unittest import mock

from cpor_tui.desk import Desk
from cpor_tui.domain.commands import Actor
from cpor_tui.limits import Limits
from cpor_tui.settings import Settings
from cpor_tui.ssh.serve import Guest


class Door:
    """Lets anybody of a house in, at a desk with the house's limits."""

    def __init__(self, house, folder: Path, limits: Limits | None = None) -> None:
        self.house = house
        self.log = folder / "cpor.log"
        self.config = folder / "config.toml"
        self.config.write_text(f'store = "{house.url}"\nlog = "{self.log}"\n')
        self.settings = Settings.load({"config": str(self.config)}, {"HOME": str(folder)})
        self.desk = Desk(house.store, limits)

    def say(self, actor: Actor, line: str | bytes, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        """The status, and what came by stdout and stderr."""
        asked = line.encode("utf-8", "surrogateescape") if isinstance(line, str) else line
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        guest = Guest(self.settings, {"HOME": str(self.config.parent)}, self.desk, actor)
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        ):
            status = guest.obey(asked, terminal=False)
        out.flush()
        err.flush()
        return status, out.buffer.getvalue(), err.buffer.getvalue()
