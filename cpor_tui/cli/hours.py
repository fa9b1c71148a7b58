"""`cpor time …` and `cpor worker`: what time it is, and what time has done."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from threading import Event as Flag
from threading import Thread
from typing import TYPE_CHECKING, Any

from cpor_tui.cli import shapes
from cpor_tui.cli.claims import request_of
from cpor_tui.cli.grammar import Arg, Command, Given, Opt
from cpor_tui.cli.moments import later, read_instant
from cpor_tui.cli.plain import GAP, line
from cpor_tui.cli.visit import Visit
from cpor_tui.domain.refusals import Code, Refused

if TYPE_CHECKING:
    from cpor_tui.domain.events import Event
    from cpor_tui.mail import Post
    from cpor_tui.worker import Ticked


def show(visit: Visit, given: Given) -> None:
    """Say what time the store has."""
    visit.operator()
    now, zone, simulated = visit.desk.now(), visit.zone, visit.store.simulated
    visit.give(
        lambda: {"now": shapes.when(now, zone), "simulated": simulated},
        lambda: [
            visit.text.when(now, zone) + (f" ({visit.text('cli.time.simulated')})" if simulated else "")
        ],
    )


def set_to(visit: Visit, given: Given) -> None:
    """Move a simulated clock to an instant; what falls due on the way happens."""
    visit.operator()
    _move(visit, given, read_instant(given.one("ISO"), visit.zone))


def advance(visit: Visit, given: Given) -> None:
    """Move a simulated clock on; what falls due on the way happens."""
    visit.operator()
    _simulated(visit)
    calendar = visit.store.calendar(visit.store.office.place)
    _move(visit, given, later(visit.desk.now(), given.one("SPAN"), calendar, visit.zone))


def _simulated(visit: Visit) -> None:
    if not visit.store.simulated:
        raise Refused(Code.WRONG_STATUS, "not-simulated")


def _move(visit: Visit, given: Given, to: int) -> None:
    from cpor_tui.office import answered, once
    from cpor_tui.worker import advance as advance_to

    _simulated(visit)
    request = request_of(given)
    order = ("time", given.maybe("ISO") or given.maybe("SPAN"))
    if request is not None:
        if (known := answered(visit.desk, visit.actor, request, order)) is not None:
            _tell(visit, known)
            return
        # Where to is kept first: a retry after a crash on the way goes on to the same instant.
        goal = _future(visit, to)
        kept = once(visit.desk, visit.actor, f"{request}:to", order, lambda: goal)
        to = max(visit.desk.now(), int(kept))
    told = _told(visit, advance_to(visit.desk, post_of(visit), _future(visit, to), lang=visit.settings.lang))
    if request is not None:
        once(visit.desk, visit.actor, request, order, lambda: told)
    _tell(visit, told)


def _future(visit: Visit, to: int) -> int:
    now = visit.desk.now()
    if to < now:
        raise Refused(Code.BAD_INPUT, "backwards", now=shapes.when(now, visit.zone))
    return to


def post_of(visit: Visit) -> Post:
    """Where this store's mail goes; what its worker has to report goes to the log."""
    from cpor_tui.cli.faults import log_to
    from cpor_tui.mail import post_for

    log_to(visit.settings.log)
    return post_for(visit.settings.mail)


def _told(visit: Visit, ticked: Ticked) -> dict[str, Any]:
    zone = visit.zone
    for fault in ticked.faults:
        visit.hint(f"cpor: {line(str(fault))}")
    return {
        "now": shapes.when(visit.desk.now(), zone),
        "fired": [shapes.event(one, zone) for one in _lines(visit, ticked.fired)],
        "mailed": ticked.mailed,
    }


def _lines(visit: Visit, fired: tuple[Event, ...]) -> Iterator[Any]:
    from cpor_tui.pages import Line

    for event in fired:
        ((kept, digest),) = visit.store.events(event.claim, after=event.seq - 1, limit=1)
        yield Line(kept, digest, kept.note)


def _tell(visit: Visit, told: dict[str, Any]) -> None:
    text = visit.text

    def lines() -> Iterator[str]:
        yield text.when(visit.desk.now(), visit.zone)
        for event in told["fired"]:
            moved = ""
            if event["from"] and event["to"]:
                moved = f": {text.status(event['from'])} → {text.status(event['to'])}"
            yield f"{GAP}{event['claim']}{GAP}{event['at']}{GAP}{text.event(event['what'])}{moved}"
        yield text("cli.worker.did", fired=len(told["fired"]), mailed=told["mailed"])

    visit.give(lambda: told, lines)


def worker(visit: Visit, given: Given) -> int | None:
    """Let what is due happen and send mail: once, or until it is told to stop."""
    from cpor_tui.worker import run, tick

    visit.operator()
    if given.on("once"):
        _tell(visit, _told(visit, tick(visit.desk, post_of(visit), lang=visit.settings.lang)))
        return None
    stop = Flag()
    told, tell = os.pipe()

    def listen() -> None:
        if os.read(told, 1):
            stop.set()
        os.close(told)

    # Set in the handler itself, the flag could want a lock that the wait it interrupts is holding.
    Thread(target=listen, name="told-to-stop", daemon=True).start()
    before = signal.signal(signal.SIGTERM, lambda *_: os.write(tell, b"."))
    visit.hint(visit.text("cli.worker.runs", store=line(visit.store.url)))
    try:
        run(visit.desk, post_of(visit), stop)
    finally:
        signal.signal(signal.SIGTERM, before)
        os.close(tell)
    return None


COMMANDS = (
    Command("time", "show", show),
    Command("time", "set", set_to, (Arg("ISO"),), changes=True),
    Command("time", "advance", advance, (Arg("SPAN"),), changes=True),
    Command("worker", "", worker, opts=(Opt("--once"),)),
)
