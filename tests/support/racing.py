"""One of several processes that decide one claim at the same instant. Run as a script: URL CLAIM NAME GATE."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Role
from cpor_tui.domain.refusals import Refused
from cpor_tui.store import Store


def main(url: str, claim: int, name: str, gate: Path) -> int:
    """Decide when the gate opens; the exit status a script would see, and who was first on stdout."""
    desk = Desk(Store.open(url))
    person = c.Actor(name, Role.REVIEWER)
    orders = (
        c.Approve(claim=claim),
        c.Reject(claim=claim, reason="insufficient-poe", note="No."),
        c.Ask(claim=claim, reasons=("missing-products",), note="Which?"),
    )
    (gate.parent / f"ready-{name}").touch()
    while not gate.exists():
        time.sleep(0.001)
    try:
        desk.submit(orders[sum(name.encode()) % 3], person, request=f"race-{name}")
    except Refused as no:
        print(no.code.value, no.details.get("by"))
        return no.exit
    return 0


if __name__ == "__main__":
    address, which, who, where = sys.argv[1:]
    sys.exit(main(address, int(which), who, Path(where)))
