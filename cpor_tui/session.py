"""All that a screen is given: the desk, who sits there, and the words of their language."""

from __future__ import annotations

from dataclasses import dataclass

from cpor_tui.desk import Desk
from cpor_tui.domain.commands import Actor
from cpor_tui.text import Text


@dataclass(frozen=True, slots=True)
class Session:
    """One person at one terminal; `remote` over SSH, where nothing may act on the host beside the claims."""

    desk: Desk
    actor: Actor
    text: Text
    remote: bool = False
