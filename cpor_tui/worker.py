"""Lets what is due happen and hands mail over; any number of workers may do so at once."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from cpor_tui.clock import SystemClock
from cpor_tui.desk import Desk
from cpor_tui.domain.calendar import MICRO
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.deadlines import next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.notices import Letter
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.mail import Parcel, Post, Undelivered, message
from cpor_tui.store import Mail
from cpor_tui.text import Text

TRIES = 10
"""How often a message is offered before it is given up, to be seen by `cpor mail failed`."""
PULSE = 5.0
"""Seconds between two signs of life."""
FRESH = 15 * MICRO
"""How old a worker's last sign of life may be, in microseconds."""
_POLL = 1.0
"""Seconds a worker sleeps at most: what another process wrote meanwhile may be due at once."""
_FIRST_WAIT = 60 * MICRO
_BATCH = 200
TOGETHER = 10
"""How many claims are settled in one transaction: most of what one costs is waiting for the disk."""
_MAILS = 20
_PATIENCE = 30.0
"""Seconds a worker waits at most before it asks again for a store that does not answer."""
_AGAIN = 60 * MICRO
"""How long a claim that could not be settled is left alone."""

_log = logging.getLogger("cpor.worker")


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one pass did. `faults`: a sentence for each claim or message that could not be dealt with."""

    fired: tuple[Event, ...] = ()
    mailed: int = 0
    faults: tuple[str, ...] = ()


_NOTHING = Ticked()


def tick(desk: Desk, post: Post, *, lang: str = "en") -> Ticked:
    """One pass: everything that is due takes effect, and all mail that may go is handed over.

    What fails is reported and left for the next pass; it never stops the rest. Raises Refused(store_unreachable)
    when there is no store to work on, Refused(conflict) when another was at the same letters.
    """
    # Almost always nothing is due, and one question shows it.
    at = desk.store.next_instant()
    return _NOTHING if at is None or at > desk.now() else _Pass(desk, post, lang).done()


def advance(desk: Desk, post: Post, to: int, *, lang: str = "en") -> Ticked:
    """Move a simulated clock to the instant `to`, stopping wherever a claim or a message is due on the way.

    So each happens, and each letter goes, on its own day. Raises Refused(bad_input) for an instant that has passed and
    Refused(wrong_status) where the clock is not simulated.
    """
    store = desk.store
    if not store.simulated:
        raise Refused(Code.WRONG_STATUS, "not-simulated")
    if to < desk.now():
        raise Refused(Code.BAD_INPUT, "backwards")
    walk = _Pass(desk, post, lang)
    walk.done()
    while (at := walk.next_stop(to)) is not None:
        store.set_clock(at)
        walk.done()
    if desk.now() < to:
        store.set_clock(to)
        walk.done()
    return walk.told()


def run(
    desk: Desk,
    post: Post,
    stop: threading.Event,
    *,
    name: str = "worker",
    stands_back: bool = False,
    ticked: Callable[[Ticked], None] | None = None,
) -> None:
    """Pass after pass until `stop` is set, which it notices within a second.

    `name` tells this kind of worker apart in the signs of life; one that `stands_back` works only while no other kind
    is alive. `ticked` hears of each pass that did something. A store that cannot be reached is waited for.
    """
    sign = f"{name}:{clean(socket.gethostname(), limit=100)}:{os.getpid()}:{threading.get_ident()}"
    wall, wait = SystemClock(), 0.0
    beaten = tried = 0
    memory = _Memory()
    try:
        while not stop.is_set():
            try:
                now = wall.now()
                if now - beaten >= PULSE * MICRO:
                    desk.store.heartbeat(sign, now)
                    beaten = now
                if now - tried >= _AGAIN:
                    memory.stuck.clear()
                    tried = now
                at = desk.store.next_instant()
                due = at is not None and at <= desk.now()
                if due and not (stands_back and alive(desk, but=name)):
                    done = _Pass(desk, post, "en", memory, stop).done()
                    if ticked is not None and done != _NOTHING:
                        ticked(done)
                # What is due and was not dealt with is stuck, or another's: it is tried again, but not in a mad rush.
                wait = _POLL if at is None or due else min(_POLL, (at - desk.now()) / MICRO)
            except Refused as no:
                if no.code is Code.CONFLICT:
                    _log.warning("another was at the same rows: %s", no)
                    wait = _POLL
                elif no.code is Code.STORE_UNREACHABLE:
                    _log.error("the store does not answer: %s", no)
                    wait = min(_PATIENCE, max(_POLL, wait * 2))
                else:
                    raise
            stop.wait(wait)
    finally:
        post.rest()
        try:
            desk.store.forget_worker(sign)
        except Refused as no:
            _log.warning("could not sign off: %s", no)


def alive(desk: Desk, *, but: str = "") -> bool:
    """Whether a worker has shown itself lately, one of the kind `but` aside. Signs of life are told in real time."""
    since = SystemClock().now() - FRESH
    return any(at >= since and worker.partition(":")[0] != but for worker, at in desk.store.heartbeats())


@dataclass(slots=True)
class _Memory:
    """What a worker knows from one pass to the next."""

    stuck: set[int] = field(default_factory=set)
    """Claims that could not be settled."""
    told: dict[str, str] = field(default_factory=dict)
    """What the log has been told of each fault."""


@dataclass(slots=True)
class _Pass:
    """One worker at work: what it did, and what it could not do."""

    desk: Desk
    post: Post
    lang: str
    memory: _Memory = field(default_factory=_Memory)
    stop: threading.Event | None = None
    """Set by whoever wants the pass to end early. Only a worker that can be stopped is one of several."""
    fired: list[Event] = field(default_factory=list)
    mailed: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    quiet: set[int] = field(default_factory=set)
    """Claims in which nothing was left to do, because another worker had been there."""

    def told(self) -> Ticked:
        return Ticked(tuple(self.fired), self.mailed, tuple(self.faults.values()))

    def done(self) -> Ticked:
        """Settle and send until neither leads to more."""
        self.quiet.clear()
        try:
            while self._settle() | self._send():
                pass
        finally:
            self.post.rest()
        return self.told()

    def _stopped(self) -> bool:
        return self.stop is not None and self.stop.is_set()

    # --- claims ---

    def _settle(self) -> bool:
        worked = False
        while due := self._due():
            for start in range(0, len(due), self._together):
                if self._stopped():
                    return False
                worked |= self._settle_some(due[start : start + self._together])
        return worked

    def _due(self) -> list[int]:
        # What is stuck stays first in the line, so the look goes past it.
        passed = self.memory.stuck | self.quiet
        found = self.desk.store.due(self.desk.now(), _BATCH + len(passed))
        due = [claim for claim in found if claim not in passed]
        if self.stop is not None and due:
            # Each worker begins elsewhere, so that several are not all at the same claim.
            start = (os.getpid() * 7919 + threading.get_ident() // 4096) % len(due)
            due = due[start:] + due[:start]
        return due

    @property
    def _together(self) -> int:
        # Elsewhere several workers would wait for each other's counters until a whole batch is done.
        return TOGETHER if self.desk.store.backend == "sqlite" else 1

    def _settle_some(self, claims: list[int]) -> bool:
        """Settle them together; where one cannot be settled, each alone, so that it holds nobody up but itself."""
        try:
            settled = self.desk.settle_all(claims)
        except Exception as wrong:
            # Whatever one of them met: the clocks of the others go on.
            if isinstance(wrong, Refused) and wrong.code is Code.STORE_UNREACHABLE:
                raise
            _log.debug("each of %s is settled alone: %s", claims, wrong)
            worked = [self._settle_one(claim) for claim in claims]
        else:
            worked = [self._noted(*one) for one in zip(claims, settled, strict=True)]
        return any(worked)

    def _settle_one(self, claim: int) -> bool:
        try:
            events = self.desk.settle(claim)
        except Refused as no:
            if no.code is Code.STORE_UNREACHABLE:
                raise
            self._stuck(claim, Text(self.lang).refusal(no), no)
            return False
        except Exception as broken:  # noqa: BLE001 - one broken claim must not stop the clocks of all others
            self._stuck(claim, f"{type(broken).__name__}: {broken}", broken)
            return False
        return self._noted(claim, events)

    def _noted(self, claim: int, events: tuple[Event, ...]) -> bool:
        self.fired += events
        if not events:
            self.quiet.add(claim)
        return bool(events)

    def _stuck(self, claim: int, why: str, wrong: Exception) -> None:
        self.memory.stuck.add(claim)
        self._fault(shown_id(claim), why, wrong)

    def _fault(self, what: str, why: str, wrong: Exception) -> None:
        said = f"{what}: {clean(why, limit=500)}"
        self.faults[what] = said
        # The log hears of a fault once, not once a second.
        if self.memory.told.get(what) != said:
            self.memory.told[what] = said
            _log.error("%s", said, exc_info=None if isinstance(wrong, (Refused, Undelivered)) else wrong)

    def next_stop(self, to: int) -> int | None:
        """The next instant after now, up to `to`, at which a claim or a message is due."""
        now, store, stuck = self.desk.now(), self.desk.store, self.memory.stuck
        due = (store.load(claim) for claim in store.due(to, len(stuck) + 1) if claim not in stuck)
        stops = [next_due(claim) for claim in due if claim is not None]
        stops.append(store.next_mail_due())
        return min((at for at in stops if at is not None and now < at <= to), default=None)

    # --- mail ---

    def _send(self) -> bool:
        desk, worked = self.desk, False
        while (due := desk.store.next_mail_due()) is not None and due <= (now := desk.now()):
            desk.store.release_held(now)
            batch = desk.store.claim_mail_batch(now, _MAILS)
            if not batch:
                # Another worker was first.
                break
            worked = True
            for mail in batch:
                if self._stopped():
                    return False
                self._send_one(mail)
        return worked

    def _send_one(self, mail: Mail) -> None:
        try:
            self._hand_over(mail)
        except Undelivered as wrong:
            self._undelivered(mail, str(wrong), wrong, lasting=wrong.lasting)
        except Refused as no:
            if no.code is Code.STORE_UNREACHABLE:
                raise
            self._undelivered(mail, Text(self.lang).refusal(no), no)
        except Exception as broken:  # noqa: BLE001 - one letter that cannot be worded must not stop all others
            self._undelivered(mail, f"{type(broken).__name__}: {broken}", broken)

    def _hand_over(self, mail: Mail) -> None:
        desk = self.desk
        if _outdated(desk, mail):
            desk.store.mark_void(mail.n)
            return
        self.post.hand_over(Parcel(message(desk, mail, self.post.sender), mail.to, mail.message_id))
        # Told before noted: killed in between, the letter goes twice, but silence never passes for consent.
        if mail.kind == Letter.CUSTOMER_NOTICE:
            self._tell(mail.claim)
        if desk.store.mark_sent(mail.n, desk.now()):
            self.mailed += 1

    def _tell(self, claim: int) -> None:
        try:
            told = self.desk.told(claim)
        except Refused as no:
            if no.code not in (Code.WRONG_STATUS, Code.TOO_LATE):
                raise
            # The claim went another way while the letter was on its own: there is no consent to wait for.
            _log.info("%s: the customer was told, but the claim has moved on", shown_id(claim))
            return
        self.fired += told.settled
        if told.event is not None:
            self.fired.append(told.event)

    def _undelivered(self, mail: Mail, why: str, wrong: Exception, *, lasting: bool = False) -> None:
        tried = mail.attempts + 1
        given_up = lasting or tried >= TRIES
        retry_at = None if given_up else self.desk.now() + _FIRST_WAIT * 2 ** (tried - 1)
        self.desk.store.mark_failed(mail.n, clean(why, limit=500), retry_at)
        self._fault(f"mail {mail.n}", why, wrong)


def _outdated(desk: Desk, mail: Mail) -> bool:
    """Whether a customer's notice speaks of an approval that no longer stands: its code would open nothing."""
    if mail.kind != Letter.CUSTOMER_NOTICE:
        return False
    claim = desk.store.load(mail.claim)
    return claim is None or claim.approved_seq != mail.seq
