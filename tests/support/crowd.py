"""Many claims at once, made as copies of one life, and a worker that runs as a process of its own."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from cpor_tui.desk import Desk
from cpor_tui.domain.evolve import evolve
from cpor_tui.mail import MaildirPost
from cpor_tui.store import Store
from cpor_tui.worker import tick


def copies(store: Store, claim: int, count: int, *, version: int | None = None) -> list[int]:
    """As many claims with the history of `claim`, or that of its `version`, each for a customer of its own."""
    events = [event for event, _ in store.events(claim)][:version]
    made = []
    with store.write():
        for number in range(count):
            new = store.new_claim_id()
            tenant = str(UUID(int=number + 1))
            after = None
            for event in events:
                changes = event.changes
                if "tenant" in changes:
                    changes = {**changes, "tenant": (None, tenant)}
                copy = replace(event, claim=new, changes=changes)
                before, after = after, evolve(after, copy)
                store.append(before, after, copy)
            made.append(new)
    return made


def main(url: str, mail: Path) -> None:
    """Work until nothing is due; say how much fired."""
    desk = Desk(Store.open(url))
    fired = 0
    while done := tick(desk, MaildirPost(mail)).fired:
        fired += len(done)
    print(fired)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
