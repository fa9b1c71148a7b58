"""A programme's whole life from one seed: people, workers, a clock that jumps, late mail, and all that can break.

It is the real store and the real desk on a real database; only the clock, the post and the failures are the seed's.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from cpor_tui.desk import Accepted, Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import instant
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import DECISIONS, evolve, fold
from cpor_tui.domain.names import REVIEWER_REASONS, Activity, Area, AskReason, Phase, Role, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.letters import letters
from cpor_tui.limits import Limits
from cpor_tui.mail import Parcel, Undelivered
from cpor_tui.store import Office, Person, Scope, Store
from cpor_tui.store.narrowing import OWING
from cpor_tui.worker import tick
from tests.simulation.faults import Broken, Fate, Ground, Killed, Shaky, Start, killed

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
JUMPS = (
    SECOND, 15 * SECOND, 21 * SECOND, MINUTE, 31 * MINUTE, 9 * HOUR, DAY, DAY, 2 * DAY, 4 * DAY, 12 * DAY, 31 * DAY,
    -HOUR, -HOUR, -2 * DAY,
)  # fmt: skip
"""A month asleep, and a wall clock that is set back."""
SKEWS = (0, 0, 0, 0, 2 * SECOND, -2 * SECOND, 25 * SECOND, -25 * SECOND, 20 * MINUTE, -HOUR)
"""How far a host's clock is from the others'."""
MORNINGS = (
    "2026-03-07 12:00",  # Summer time begins in New York,
    "2026-10-31 12:00",  # and ends there;
    "2026-02-13 00:30",  # three days of Seollal lie ahead;
    "2026-12-30 14:55",  # the year ends in Seoul five minutes from now;
    "2028-02-28 23:59",  # a leap day comes.
    "2026-06-01 01:00",
)
CLAIMS = 5
PATIENCE = 30
"""Seconds that a busy machine may take for what takes moments."""
TENANTS = ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3302")
TEAMS, EXCHANGE = "Microsoft Teams", "Exchange Online"
_QUIET = {
    What.COMMENT,
    What.NOTE,
    What.WATCH,
    What.TAKE,
    What.TICK,
    What.WITHDRAW,
    What.DISCARD,
    What.RELEASE,
}


_PARTNERS = {Status.EDITING, Status.PARTNER_ACTION_REQUIRED}
_OFFICE = ("mina", "mina", "joon", "hana", "opal")


class HandClock:
    """Shows what it is set to."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


class OwnClock:
    """A host's own, which goes ahead of the world's or behind it."""

    def __init__(self, world: HandClock, ahead: int) -> None:
        self._world = world
        self.ahead = ahead

    def now(self) -> int:
        return self._world.now() + self.ahead


class Letterbox:
    """Takes mail, late or twice as the seed says, and remembers all that left the house."""

    sender = "cpor@example.com"

    def __init__(self, world: World) -> None:
        self._world = world
        self.marks: Counter[str] = Counter()

    def hand_over(self, parcel: Parcel) -> None:
        luck = self._world.luck() if self._world.mischief else 1.0
        if luck < 0.1:
            raise Undelivered("the line is down")
        if luck < 0.13:
            raise Killed("before a letter left")
        self.marks[parcel.mark] += 1
        if luck < 0.2:
            raise Killed("when a letter had left")

    def rest(self) -> None:
        """Nothing is held open."""


class Host:
    """One process, on a thread of its own: a store's connection, a desk, and what will happen to it."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.fate = Fate()
        self.clock = OwnClock(world.clock, world.chance.choice(SKEWS))
        self.hands = ThreadPoolExecutor(1)
        self.hands.submit(self.start).result()

    def start(self) -> None:
        self.fate.clear()
        self.store = self.world.ground.open()
        self.store.__dict__["clock"] = self.clock
        self.store._engine = Shaky(self.store._engine, self.fate)
        self.desk = Desk(self.store, Limits(clock=self.clock))

    def stop(self) -> None:
        self.fate.clear()
        self.world.ground.close(self.store)
        self.fate.parted()

    def die(self) -> None:
        self.stop()
        self.start()

    def end(self) -> None:
        self.hands.submit(self.stop).result()
        self.hands.shutdown()


@dataclass(frozen=True)
class Wanted:
    """An order that somebody gave and has not heard of."""

    command: c.Command
    actor: c.Actor
    request: str


class World:
    """Everything that one seed leads to."""

    def __init__(self, seed: int, ground: Ground) -> None:
        self.chance = Random(seed)
        self.luck = self.chance.random
        self.ground = ground
        start = datetime.fromisoformat(self.chance.choice(MORNINGS)).replace(tzinfo=UTC)
        self.clock = HandClock(instant(start) + self.chance.randrange(10) * MINUTE)
        self.mischief = True
        self.trace: list[str] = []
        self.post = Letterbox(self)
        self.hosts = {name: Host(self, name) for name in ("front", "side", "worker", "other-worker")}
        self.eye = ground.open()
        self.token = self.eye.changed()
        self.claims: list[int] = []
        self.seen: dict[tuple[str, int], int] = {}
        self.lost: list[Wanted] = []
        self.done: list[tuple[Wanted, int, int]] = []
        self.codes: list[str] = []
        self.hasty: list[tuple[int, c.Actor]] = []
        self.hashes: dict[int, list[str]] = {}
        self.told_of: dict[int, tuple[Claim | None, Counter[tuple[int, str, str]]]] = {}
        """Each claim as far as it was looked at, and the letters that it has wanted so far."""
        self.acknowledged: dict[int, int] = {}
        self.in_hand: int | None = None
        """The claim that somebody has before them in this step."""
        self.requests = 0
        self.found: Counter[str] = Counter()

    @cached_property
    def people(self) -> dict[str, c.Actor]:
        return {one.name: c.Actor(one.name, one.role, one.org) for one in self.eye.person_list()}

    def close(self) -> None:
        for host in self.hosts.values():
            host.end()
            self.found += host.fate.met
        self.eye.close()

    def told(self, said: str) -> None:
        self.trace.append(said)

    @property
    def digest(self) -> str:
        """What happened, in a word: a seed that is replayed gives the same."""
        heads = sorted((claim, hashes[-1]) for claim, hashes in self.hashes.items())
        return hashlib.sha256("\n".join([*self.trace, repr(heads)]).encode()).hexdigest()[:16]

    # --- one step ---

    def step(self) -> None:
        self.in_hand = None
        host = self.hosts[self.chance.choice(("front", "front", "side"))]
        kind = self.chance.choices(
            ("person", "draft", "clock", "work", "again", "twice", "customer", "gone"),
            (46, 6, 16, 16, 8, 4, 4, 1),
        )[0]
        if kind == "clock":
            span = self.chance.choice(JUMPS)
            self.clock.at += span
            self.told(f"clock {span}")
            return
        if kind == "work":
            host = self.hosts[self.chance.choice(("worker", "other-worker"))]
        self._do(host, kind, troubled=True).result()

    def _do(self, host: Host, kind: str, *, troubled: bool = False) -> Future[None]:
        """A host does one thing, by hands of its own; nobody else stirs until it is done, or has to wait."""
        return host.hands.submit(self._troubled if troubled else self._attempt, host, kind)

    def _troubled(self, host: Host, kind: str) -> None:
        with ExitStack() as trouble:
            self._trouble(host, kind, trouble)
            self._attempt(host, kind)
        host.fate.clear()

    def _trouble(self, host: Host, kind: str, trouble: ExitStack) -> None:
        luck, fate, ground = self.luck(), host.fate, self.ground
        fate.where, fate.statements, fate.writes = "statement", self.chance.randrange(40), False
        if luck < 0.12:
            fate.blow = ground.cut_off if self.luck() < 0.25 else killed("at a statement")
        elif luck < 0.15:
            fate.where, fate.blow = "commit", killed("before the commit")
        elif luck < 0.2:
            fate.where, fate.blow = "committed", killed("after the commit")
        elif luck < 0.24:
            fate.where, fate.blow = "committed", ground.cut_off
        elif luck < 0.38:
            ground.trouble(host.store, fate, self.chance, trouble)
        elif luck < 0.55:
            other = self.chance.choice([one for one in self.hosts.values() if one is not host])
            errand = "work" if other.name.endswith("worker") else "person"
            ground.between(fate, self.chance, lambda: self._do(other, errand))

    def _attempt(self, host: Host, kind: str) -> None:
        act: Callable[[Host], None] = getattr(self, f"_{kind}")
        try:
            act(host)
        except Killed as dead:
            self.told(f"{host.name} killed {dead}")
            self.found["killed"] += 1
            host.die()
        except Refused as no:
            self.told(f"{host.name} {kind} {no.code.value} {no.why}")
            self.found[no.why if no.code is Code.STORE_UNREACHABLE else no.code.value] += 1
        if not self.ground.at_rest(host.store):
            raise Broken(f"{host.name} has left a transaction open")

    # --- people ---

    def _draft(self, host: Host) -> None:
        if len(self.claims) >= CLAIMS:
            return self._person(host)
        actor = self.people[self.chance.choice(("sora", "rui"))]
        fields = {
            "name": "Teams for everyone",
            "customer": "Contoso",
            "tenant": self.chance.choice(TENANTS),
            "domain": "contoso.com",
            "customer-contact": "K. Weber",
            "customer-title": "CIO",
            "customer-email": "weber@contoso.com",
            "partner-contact": "Partner",
            "partner-email": f"{actor.name}@example.com",
        }
        self._order(
            host,
            c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE, fields=fields, products=(TEAMS,)),
            actor,
        )

    def _person(self, host: Host) -> None:
        if not self.claims:
            return
        if self.hasty and self.luck() < 0.6:
            claim, actor = self.hasty.pop()
            self.clock.at += self.chance.choice((SECOND, 8 * SECOND, 19 * SECOND, 20 * SECOND))
            self._order(host, c.Undo(claim=claim), actor)
            return
        claim = self.chance.choice(self.claims)
        if self.in_hand is not None and self.luck() < 0.6:
            # Whoever comes in between mostly wants the same.
            claim = self.in_hand
        self.in_hand = claim
        actor = self.people[self.chance.choice(sorted(self.people))]
        known = self.eye.load(claim)
        if known is not None and self.luck() < 0.9:
            # Mostly somebody whose claim it is.
            own = "sora" if known.org == self.people["sora"].org else "rui"
            actor = self.people[own if known.status in _PARTNERS else self.chance.choice((own, *_OFFICE))]
        page = host.desk.page(claim, actor)
        orders = self._orders(claim)
        likely = [order for order in orders if order.what in page.allowed]
        moving = [order for order in likely if order.what not in _QUIET]
        picked = self.chance.choice((moving or likely or orders) if self.luck() < 0.7 else (likely or orders))
        if self.luck() < 0.1:
            picked = self.chance.choice(orders)
        if self.luck() < 0.3:
            # What was seen may be long ago.
            version = self.seen.get((actor.name, claim), page.claim.version)
            picked = _with(picked, if_version=version)
        self.seen.setdefault((actor.name, claim), page.claim.version)
        if self.luck() < 0.5:
            self.seen[actor.name, claim] = page.claim.version
        if What.ADD_POE in page.allowed and (not page.claim.poe or self.luck() < 0.1):
            content = f"Signed {self.chance.randrange(4)}".encode()
            host.desk.add_poe(claim, content, f"proof-{self.chance.randrange(9)}.txt", actor)
            self.told(f"{host.name} {actor.name} proof {claim}")
            return
        self._order(host, picked, actor)

    def _orders(self, claim: int) -> list[c.Command]:
        return [
            c.Submit(claim=claim),
            c.Submit(claim=claim),
            c.Discard(claim=claim),
            c.Start(claim=claim),
            c.Ask(claim=claim, reasons=(self.chance.choice(tuple(AskReason)).value,), note="Which?"),
            c.Resubmit(claim=claim, note="These."),
            c.Approve(claim=claim, note="Compared."),
            c.Reject(claim=claim, reason=min(REVIEWER_REASONS), note="No."),
            c.RefuseDispute(claim=claim, note="Still no."),
            c.Withdraw(claim=claim, reason="not-working"),
            c.Dispute(claim=claim, note="Look again."),
            c.Renew(claim=claim),
            c.Comment(claim=claim, text=f"Hello {self.requests}."),
            c.Note(claim=claim, text="Between us."),
            c.Undo(claim=claim),
            c.Tick(claim=claim, point="missing-products", on=self.luck() < 0.5),
            c.Take(claim=claim),
            c.Release(claim=claim),
            c.TakeOver(claim=claim, note="Holiday."),
            c.Assign(claim=claim, to=self.chance.choice(("joon", "mina"))),
            c.Watch(claim=claim),
            c.Edit(claim=claim, add_products=(EXCHANGE,)),
            c.Edit(claim=claim, remove_products=(EXCHANGE,)),
            c.Assess(claim=claim, outcome="eligible"),
            c.Recalculate(claim=claim),
        ]

    def _order(self, host: Host, command: c.Command, actor: c.Actor) -> None:
        self.requests += 1
        self._give(host, Wanted(command, actor, f"request-{self.requests}"))

    def _give(self, host: Host, wanted: Wanted) -> None:
        try:
            accepted = host.desk.submit(wanted.command, wanted.actor, request=wanted.request)
        except Killed:
            self.lost.append(wanted)
            raise
        except Refused as no:
            if no.code is Code.STORE_UNREACHABLE:
                self.lost.append(wanted)
            raise
        self._heard(host, wanted, accepted)

    def _heard(self, host: Host, wanted: Wanted, accepted: Accepted) -> None:
        event, claim = accepted.event, accepted.claim
        self.told(
            f"{host.name} {wanted.actor.name} {wanted.command.what} {claim.id} v{claim.version} {claim.status}"
            f"{' replayed' if accepted.replayed else ''}"
        )
        if event is None:
            return
        self.found["obeyed"] += 1
        if event.what is not wanted.command.what or event.by != wanted.actor.name:
            raise Broken(f"{wanted} was answered with {event}")
        self.done.append((wanted, claim.id, event.seq))
        self.acknowledged[claim.id] = max(self.acknowledged.get(claim.id, 0), claim.version)
        if event.what in DECISIONS and self.luck() < 0.4:
            self.hasty.append((claim.id, wanted.actor))
        if claim.status is Status.APPROVED and event.what is What.APPROVE:
            self.codes.append(host.desk.customer_code(claim))

    def _again(self, host: Host) -> None:
        """Somebody who heard nothing asks again, under the same request."""
        if self.lost:
            self._give(host, self.lost.pop(self.chance.randrange(len(self.lost))))

    def _twice(self, host: Host) -> None:
        """An order that was obeyed comes a second time, whenever."""
        if not self.done:
            return
        wanted, claim, seq = self.chance.choice(self.done)
        accepted = host.desk.submit(wanted.command, wanted.actor, request=wanted.request)
        if (
            not accepted.replayed
            or accepted.event is None
            or (accepted.claim.id, accepted.event.seq) != (claim, seq)
        ):
            raise Broken(f"{wanted} was done again")
        self.told(f"{host.name} replayed {claim} {seq}")

    def _customer(self, host: Host) -> None:
        """A reply with a code arrives, perhaps late, perhaps for the second time."""
        if not self.codes:
            return
        code = self.chance.choice(self.codes)
        before = self.eye.load(int(code.partition("-")[0]))
        accepted = host.desk.decline(code, self.people["opal"], via="reply")
        if before is None or (before.status, before.phase) != (Status.APPROVED, Phase.CONSENT_OPEN):
            raise Broken(f"declined from {before}")
        self.told(f"declined {accepted.claim.id}")

    def _gone(self, host: Host) -> None:
        """The store is away for a while: whoever starts meanwhile is refused, and makes no new one."""
        self.ground.close(host.store)
        with self.ground.gone():
            try:
                self.ground.open().close()
            except Refused as no:
                if no.code is not Code.STORE_UNREACHABLE:
                    raise
                self.told(f"{host.name} found no store: {no.why}")
                self.found["gone"] += 1
            else:
                raise Broken("a store was opened that is not there")
        host.start()

    # --- the worker ---

    def _work(self, host: Host) -> None:
        done = tick(host.desk, self.post)
        self.told(f"{host.name} fired {len(done.fired)} mailed {done.mailed} faults {len(done.faults)}")
        self.found["fired"] += len(done.fired)
        self.found["mailed"] += done.mailed

    # --- what must hold ---

    def check(self) -> None:
        """Raises Broken with the first thing that does not hold."""
        with self.eye.read():
            rows = self.eye.rows("SELECT id, version, head FROM claim ORDER BY id")
            self.claims = [number for number, _, _ in rows]
            grown = any(self.hashes.get(number, [""])[-1] != head for number, _, head in rows)
            for number, version, head in rows:
                known = self.hashes.get(number, [])
                if known and known[-1] == head:
                    continue
                self._history(number, version, head, known)
            self._counters()
        for number, version in self.acknowledged.items():
            if len(self.hashes.get(number, ())) < version:
                raise Broken(f"{number}: version {version} was acknowledged and is gone")
        self._screens(grown)

    def _history(self, number: int, version: int, head: str, known: list[str]) -> None:
        found = self.eye.events(number)
        events, hashes = [event for event, _ in found], [digest for _, digest in found]
        if hashes[: len(known)] != known:
            raise Broken(f"{number}: history was rewritten")
        if [event.seq for event in events] != list(range(1, version + 1)) or hashes[-1] != head:
            raise Broken(f"{number}: {len(events)} events, version {version}")
        claim = fold(events)
        if claim != self.eye.load(number):
            raise Broken(f"{number}: the row is not what the events make")
        if claim.overdue and claim.status not in OWING:
            raise Broken(f"{number}: overdue, and nothing is owed")
        if any(later.at < earlier.at for earlier, later in pairwise(events)):
            raise Broken(f"{number}: events out of order")
        self._once(number, events)
        self._mail(number, events)
        self.hashes[number] = hashes

    def _once(self, number: int, events: list[Event]) -> None:
        rung: Counter[Any] = Counter(
            (event.what, event.reason, event.at)
            for event in events
            if event.by == c.CLOCK.name and event.turns
        )
        rung += Counter(
            (event.what, event.facts["clock"], (event.at, event.facts["due_at"]))
            for event in events
            if event.what is What.REMIND
        )
        twice = [one for one, n in rung.items() if n > 1]
        if twice:
            raise Broken(f"{number}: rang twice: {twice}")
        said = [event.note for event in events if event.what is What.COMMENT]
        if len(set(said)) != len(said):
            raise Broken(f"{number}: an order was carried out twice: {said}")
        approved = told = 0
        for event in events:
            if event.what is What.APPROVE:
                approved, told = event.seq, 0
            elif event.what is What.CUSTOMER_TOLD:
                told += 1
                if told > 1 or not approved:
                    raise Broken(f"{number}: the customer was told {told} times of event {approved}")
            elif event.what is What.CONSENT_PASSED and not told:
                raise Broken(f"{number}: the silence of a customer who was never told")
            elif event.what is What.UNDO:
                approved = told = 0

    def _mail(self, number: int, events: list[Event]) -> None:
        mails = self.eye.mails(claim=number)
        written = Counter((mail.seq, mail.kind, mail.to) for mail in mails)
        wanted = self._letters(number, events)
        if written != wanted:
            raise Broken(f"{number}: letters {written} instead of {wanted}")
        undone = {event.undoes for event in events if event.what is What.UNDO}
        for mail in mails:
            if mail.seq in undone and (mail.state != "void" or self.post.marks[mail.message_id]):
                raise Broken(f"{number}: a letter of an undone decision left the house")

    def _screens(self, grown: bool) -> None:
        """Whoever waits for changes hears of one within moments, whatever became of who made it."""
        deadline = time.monotonic() + PATIENCE
        while (token := self.eye.changed()) == self.token and grown:
            if time.monotonic() > deadline:
                raise Broken("a claim has changed, and no screen has heard of it")
            time.sleep(0.0005)
        self.token = token

    def _letters(self, number: int, events: list[Event]) -> Counter[tuple[int, str, str]]:
        """What a history wants told, to whom: each once."""
        # What was looked at before has not changed.
        claim, wanted = self.told_of.get(number, (None, Counter()))
        for event in events[claim.version if claim else 0 :]:
            claim = evolve(claim, event)
            org = self.eye.org(claim.org)
            if org is None:
                raise Broken(f"{number} is nobody's")
            for letter in letters(self.eye, claim, org, event):
                wanted[event.seq, letter.kind, letter.to] += 1
        self.told_of[number] = claim, wanted
        return wanted

    def _counters(self) -> None:
        counted = {
            (status.value, phase.value if phase else "", int(overdue)): n
            for (status, phase, overdue), n in self.eye.counted(Scope()).items()
        }
        real = {
            row[:3]: row[3]
            for row in self.eye.rows(
                "SELECT status, phase, overdue, COUNT(*) FROM claim GROUP BY status, phase, overdue"
            )
        }
        if counted != real:
            raise Broken(f"counters: {counted} instead of {real}")

    def end(self) -> None:
        """Peace: everything that is owed is done, and the store is whole."""
        self.mischief = False
        for host in self.hosts.values():
            host.clock.ahead = 0
        front, worker = self.hosts["front"], self.hosts["worker"]
        while self.lost:
            self._do(front, "again").result()
        for _ in range(12):
            self._do(worker, "work").result()
            self.clock.at += 21 * SECOND
        self._do(worker, "work").result()
        self.check()
        left = self.eye.due(self.clock.at)
        if left:
            raise Broken(f"still due: {left}")
        report = self.eye.verify()
        if report.faults:
            raise Broken(f"verify: {[str(fault) for fault in report.faults[:5]]}")


def _with(command: c.Command, **change: Any) -> c.Command:
    from dataclasses import replace

    return replace(command, **change)


def founded(url: str, secret_file: Path | None = None) -> Store:
    """The store that every seed begins with: two organisations, an office, and nothing claimed yet."""
    store = Store.create(
        url,
        office=Office("KR", None, "Asia/Seoul"),
        rules="2020",
        secret_file=secret_file,
        secret=b"simulated secret" * 2,
    )
    fabrikam = store.org_add("Fabrikam", mpn={"100": "Seoul"}, country="KR", zone="Asia/Seoul")
    litware = store.org_add("Litware", mpn={"200": None}, country="US", zone="America/New_York")
    for name, role, org in (
        ("sora", Role.INCENTIVES_ADMIN, fabrikam.id),
        ("rui", Role.GLOBAL_ADMIN, litware.id),
        ("mina", Role.REVIEWER, None),
        ("joon", Role.REVIEWER, None),
        ("hana", Role.LEAD, None),
        ("opal", Role.OPERATOR, None),
    ):
        store.person_add(Person(name, role, org, f"{name}@example.com"))
    return store


def live(seed: int, steps: int, start: Start) -> World:
    """Everything that a seed leads to, step by step. Raises Broken, or whatever broke."""
    with start.ground() as ground:
        world = World(seed, ground)
        try:
            for _ in range(steps):
                world.step()
                world.check()
            world.end()
        finally:
            world.close()
        return world
