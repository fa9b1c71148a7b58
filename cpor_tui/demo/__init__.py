"""Shows the product on a throw-away store: made-up companies, a clock that stands still, and nothing mailed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cpor_tui.domain.refusals import Code, Refused

if TYPE_CHECKING:
    from cpor_tui.settings import Settings


def run(settings: Settings, scenario: str | None = None, seed: int | None = None, auto: bool = False) -> int:
    """Open the demo, or with `auto` play a scenario (else all of them) to the standard output; gives the exit status.

    The store is in a folder of its own that is gone afterwards. Raises Refused(usage) for a scenario there is not,
    and where there is no terminal to draw on.
    """
    from cpor_tui.demo import script
    from cpor_tui.demo.house import House

    if scenario is not None:
        script.scenario(scenario)
    if not auto and not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused(Code.USAGE, "no-terminal")
    with tempfile.TemporaryDirectory(prefix="cpor-demo-") as folder:
        house = House(Path(folder), settings.lang)
        try:
            if auto:
                from cpor_tui.demo.alone import play_alone

                return play_alone(house, [scenario] if scenario else list(script.names()), seed, sys.stdout)
            from cpor_tui.demo.theatre import open_theatre

            if scenario is None:
                house.build(None)
            return open_theatre(settings, house, scenario, seed)
        finally:
            house.close()
