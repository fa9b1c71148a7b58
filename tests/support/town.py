"""The demo's town, under the name by which tests ask for it."""

from __future__ import annotations

from cpor_tui.demo.teller import ORGS, ZONE, Story, Town, at, run_to
from cpor_tui.demo.town import MINUTE, NOW, OPENED, PEOPLE, STORIES, build

__all__ = [
    "MINUTE",
    "NOW",
    "OPENED",
    "ORGS",
    "PEOPLE",
    "STORIES",
    "ZONE",
    "Story",
    "Town",
    "at",
    "build",
    "run_to",
]
