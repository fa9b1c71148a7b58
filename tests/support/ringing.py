"""One of several workers that work on one store until nothing is due. Run as a script: URL GATE."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from pathlib import Path

from cpor_tui.desk import Desk
from cpor_tui.mail import MaildirPost
from cpor_tui.store import Store
from cpor_tui.worker import Ticked, run


def main(url: str, gate: Path) -> None:
    """Wait for the gate, then work; the claims it rang, each once for each event, on stdout."""
    logging.getLogger("cpor").setLevel(logging.CRITICAL)
    store = Store.open(url)
    desk, stop = Desk(store), threading.Event()
    fired: list[tuple[int, int]] = []

    def heard(ticked: Ticked) -> None:
        fired.extend((event.claim, event.seq) for event in ticked.fired)

    while not gate.exists():
        time.sleep(0.005)
    worker = threading.Thread(
        target=run, args=(desk, MaildirPost(gate.parent / "mail"), stop), kwargs={"ticked": heard}
    )
    worker.start()
    end = time.monotonic() + 60
    while (store.due(desk.now(), 1) or store.mails(state="queued", limit=1)) and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    worker.join()
    print(json.dumps(fired))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
