"""What is killed: the command line, the terminal application, and the worker, each the real program on a real store.

After every kill a victim asks whether something was lost, done twice, or left half done.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from random import Random
from typing import Protocol

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import fold
from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Refused
from tests.support.crowd import copies
from tests.support.desk import DAY, DeskHouse
from tests.terminal.screen import Terminal

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds that any one program may take on a busy machine."""


class Broken(AssertionError):
    """Something was lost, done twice, or left half done."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A store, and a folder for all that the programs leave beside it."""

    house: DeskHouse
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Theirs is ours, and they find the program in the checkout."""
        return {**os.environ, "PYTHONPATH": str(ROOT)}

    @property
    def mail(self) -> Path:
        """Where letters go."""
        return self.folder / "mail"

    def words(self, *words: str, who: str | None = None) -> list[str]:
        """The command line, after `python`."""
        config = self.folder / "config.toml"
        if not config.exists():
            config.write_text(f'[mail]\nmaildir = "{self.mail}"\n')
        by = ["--as", who] if who else []
        return ["-m", "cpor_tui", "--store", self.house.url, "--config", str(config), *by, *words]

    def events(self, claim: int) -> list[Event]:
        """The whole history."""
        return [event for event, _ in self.house.store.events(claim)]

    def versions(self) -> dict[int, int]:
        """How long each claim's history is."""
        return dict(self.house.store.rows("SELECT id, version FROM claim"))

    def whole(self) -> None:
        """Raises Broken unless everything is as its history says."""
        report = self.house.store.verify()
        if report.faults:
            raise Broken(f"verify: {[str(fault) for fault in report.faults[:5]]}")


class Victim(Protocol):
    """A program that can be killed again and again."""

    def __init__(self, scene: Scene, chance: Random) -> None: ...
    def die(self) -> str:
        """Start it, kill it, look for damage; a word for where in its work it was. Raises Broken."""
        ...

    def end(self) -> None:
        """When no more of them is killed, everything that was begun comes to its end. Raises Broken."""
        ...


class Instants:
    """Random instants in the life of a program, however fast the machine is at the time."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._lives: list[float] = []

    def lived(self, seconds: float) -> None:
        """How long it took to come to its end when nobody killed it."""
        self._lives = [*self._lives[-8:], seconds]

    def next(self, late: float = 0.0) -> float:
        """Seconds until the next kill: half of them anywhere, half after the part `late` of its life."""
        known = sorted(self._lives)[len(self._lives) // 2]
        return known * self._chance.uniform(late if self._chance.random() < 0.5 else 0.0, 1.1)


class CommandLine:
    """Killed while it obeys one order; the same order is then given again under the same request."""

    POOL = 8

    def __init__(self, scene: Scene, chance: Random) -> None:
        self._scene, self._chance = scene, chance
        self._instants = Instants(chance)
        self._count = 0
        # One that is left alone, to know how long a life is.
        began = time.monotonic()
        self._again(self._order())
        self._instants.lived(time.monotonic() - began)

    def die(self) -> str:
        """One order, killed at some instant."""
        scene = self._scene
        before = scene.versions()
        words = self._order()
        out = scene.folder / "said"
        with out.open("wb") as said:
            began = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, *words],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=scene.environment,
            )
            with suppress(subprocess.TimeoutExpired):
                process.wait(self._instants.next(late=0.85))
            process.kill()
            survived = process.wait(PATIENCE) != -signal.SIGKILL
        if survived:
            self._instants.lived(time.monotonic() - began)
            if process.returncode:
                raise Broken(f"{words[7:]} ended with {process.returncode}: {out.read_text()[-2000:]}")
        answered = _document(out)
        done = scene.versions()
        if (survived or answered is not None) and done == before:
            raise Broken(f"{words[7:]} was answered and is gone")
        scene.whole()
        first = self._again(words)
        if answered is not None and answered.get("version") != first.get("version"):
            raise Broken(f"{words[7:]} was answered {answered} first and {first} then")
        after = scene.versions()
        if done not in (before, after):
            raise Broken(
                f"{words[7:]} was done twice, or half: {_between(before, done)}, then {_between(done, after)}"
            )
        if sum(after.values()) != sum(before.values()) + 1:
            raise Broken(f"{words[7:]} is one order: {_between(before, after)}")
        if survived:
            return "survived"
        return "answered" if answered is not None else "done, not answered" if done == after else "not done"

    def end(self) -> None:
        """Every order was given again at once, so nothing is left."""
        self._scene.whole()

    def _again(self, words: list[str]) -> dict[str, object]:
        said = subprocess.run(
            [sys.executable, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self._scene.environment,
            timeout=PATIENCE,
        )
        if said.returncode:
            raise Broken(f"{words[7:]} again: {said.returncode} {said.stdout} {said.stderr}")
        found = json.loads(said.stdout)
        return found if isinstance(found, dict) else {}

    def _order(self) -> list[str]:
        """An order that somebody may give now."""
        house, chance = self._scene.house, self._chance
        self._count += 1
        claims = sorted(self._scene.versions())
        named = ["--json", "--request", f"order-{self._count}-{chance.randrange(10**9)}"]
        if len(claims) < self.POOL:
            new = [
                "claim",
                "new",
                "--area",
                "microsoft-365",
                "--activity",
                "usage",
                "--name",
                f"No. {self._count}",
            ]
            return self._scene.words(*new, *named, who="sora")
        for _ in range(200):
            claim = chance.choice(claims[-self.POOL :])
            actor = chance.choice((house.partner, house.reviewer))
            orders = self._orders(shown_id(claim))
            try:
                page = house.page(claim, actor)
            except Refused:
                # A draft is its partner's alone.
                continue
            may = [what for what in page.allowed if what in orders]
            if may:
                what = chance.choice([one for one in may if one is not What.COMMENT] or may)
                if what is What.SUBMIT and not page.claim.poe:
                    what = What.ADD_POE
                return self._scene.words(*orders[what], *named, who=actor.name)
        house.draft()
        return self._order()

    def _orders(self, claim: str) -> dict[What, list[str]]:
        proof = self._scene.folder / f"proof-{self._count}.txt"
        proof.write_text(f"Teams was rolled out, {self._count}. Signed: K. Weber")
        return {
            What.SUBMIT: ["claim", "submit", claim],
            What.ADD_POE: ["poe", "add", claim, str(proof)],
            What.START: ["claim", "start", claim],
            What.ASK: ["claim", "ask", claim, "--reason", "missing-products", "--note", "Which?"],
            What.RESUBMIT: ["claim", "resubmit", claim, "--note", "This one."],
            What.APPROVE: ["claim", "approve", claim, "--note", "compared"],
            What.REJECT: ["claim", "reject", claim, "--reason", "insufficient-poe", "--note", "No."],
            What.DISPUTE: ["claim", "dispute", claim, "--note", "Look again."],
            What.REFUSE_DISPUTE: ["claim", "refuse-dispute", claim, "--note", "Still no."],
            What.UNDO: ["claim", "undo", claim],
            What.COMMENT: ["claim", "comment", claim, f"Hello {self._count}"],
            What.RENEW: ["claim", "renew", claim],
        }


class Screen:
    """Killed while a reviewer takes a claim, approves it, takes that back and notes something, by keys."""

    STEPS = (
        (b"", "Next up", None),
        (b"nd1\x13", "u takes it back", What.APPROVE),
        (b"u", "is taken back", What.UNDO),
        (b"cbetween us\x13", "Noted, internally", What.NOTE),
    )
    MAY_COME = (What.TAKE, What.START, What.APPROVE, What.UNDO, What.NOTE)

    def __init__(self, scene: Scene, chance: Random) -> None:
        self._scene, self._chance = scene, chance
        self._instants = [Instants(chance) for _ in self.STEPS]
        self._like = scene.house.submitted()
        self._version = scene.versions()[self._like]
        self._stock()
        self._through(None)

    def die(self) -> str:
        """One session, killed at some instant."""
        scene = self._scene
        self._stock()
        before = scene.versions()
        shown = self._through(self._chance.choices(range(len(self.STEPS)), (1, 4, 2, 2))[0])
        changed = {claim: version for claim, version in scene.versions().items() if version != before[claim]}
        if len(changed) > 1:
            raise Broken(f"one claim was worked on, and {sorted(changed)} have changed")
        found: list[What] = []
        for claim in changed:
            found = [event.what for event in scene.events(claim)[before[claim] :]]
        # Taking a claim may have been done by a session that was killed before.
        if [what for what in self.MAY_COME if what in found] != found:
            raise Broken(f"out of order or twice: {found}")
        if not set(shown) <= set(found):
            raise Broken(f"the screen said {shown}, and there is {found}")
        scene.whole()
        written = len([what for what in found if what in (What.APPROVE, What.NOTE, What.UNDO)])
        return f"{len(shown)} told of {written} done"

    def end(self) -> None:
        """A session that nobody kills goes on where the others were."""
        self._stock()
        self._through(None)
        self._scene.whole()

    def _stock(self) -> None:
        """There are free claims to take."""
        house = self._scene.house
        if len(house.desk.queue("free status:submitted", house.reviewer)) < 8:
            copies(house.store, self._like, 40, version=self._version)

    def _through(self, last: int | None) -> list[What]:
        """What the screen had said when the program was gone, killed somewhere within the step `last`."""
        terminal = Terminal(*self._scene.words(who="mina"), env=self._scene.environment)
        shown: list[What] = []
        try:
            for number, (keys, words, what) in enumerate(self.STEPS):
                terminal.type(keys)
                began = time.monotonic()
                until = began + (self._instants[number].next() if number == last else PATIENCE)
                while words not in terminal.shown() and time.monotonic() < until:
                    terminal.read(0.01)
                    if terminal.status() is not None:
                        raise Broken(f"it ended by itself:\n{terminal.shown()}")
                if words in terminal.shown():
                    self._instants[number].lived(time.monotonic() - began)
                    shown += [what] if what is not None else []
                elif number != last:
                    raise Broken(f"{words!r} never came:\n{terminal.shown()}")
                if number == last:
                    terminal.read(max(0.0, until - time.monotonic()))
                    break
            terminal.kill(signal.SIGKILL)
            terminal.read(0)
        finally:
            terminal.close()
        return shown


class Worker:
    """Killed while it rings the timers of many claims and sends their mail."""

    CROWD = 40

    def __init__(self, scene: Scene, chance: Random) -> None:
        self._scene, self._chance = scene, chance
        self._starts, self._works = Instants(chance), Instants(chance)
        # Some have been decided and mail is due at once; others wait for a review that comes too late.
        self._like = (
            scene.house.approved(),
            scene.house.submitted(),
            scene.house.asked(),
            scene.house.rejected(),
        )
        self._versions = scene.versions()
        self._deaths = 0
        self._more()
        # One that is left alone, to know how long it takes.
        before = self._sum()
        began = time.monotonic()
        process = self._started()
        try:
            self._until(lambda: self._begun(before))
            begun = time.monotonic()
            self._until(lambda: not self._left())
        finally:
            process.kill()
            process.wait(PATIENCE)
        self._starts.lived(begun - began)
        self._works.lived(time.monotonic() - begun)

    def die(self) -> str:
        """A worker, killed at some instant."""
        scene = self._scene
        self._more()
        before, letters = self._sum(), len(self._letters())
        process = self._started()
        try:
            if self._chance.random() < 0.2:
                wait = self._starts.next()
            else:
                self._until(lambda: self._begun(before))
                wait = 0.7 * self._works.next()
            with suppress(subprocess.TimeoutExpired):
                process.wait(wait)
        finally:
            process.kill()
        if process.wait(PATIENCE) != -signal.SIGKILL:
            raise Broken(f"the worker ended by itself with {process.returncode}")
        self._deaths += 1
        rung = self._sum() - before
        sent = len(self._letters()) - letters
        # Damage does not heal, so it is enough to look for it now and then.
        if self._deaths % 8 == 0:
            scene.whole()
        if not rung and not sent:
            return "before its work"
        return "in the midst of it" if self._left() else "when all was done"

    def end(self) -> None:
        """A worker that nobody kills does what is left: each timer rang once, each letter came at least once."""
        scene, store = self._scene, self._scene.house.store
        # A letter that was lent to a worker that died is offered again later.
        for _ in range(6):
            self._once()
            scene.house.pass_time(DAY // 8)
        if store.due(store.clock.now()):
            self._once()
        for claim in scene.versions():
            events = scene.events(claim)
            if fold(events) != store.load(claim):
                raise Broken(f"{claim}: the row is not what the events make")
            rung = Counter(
                (event.what, event.reason, str(event.facts.get("clock")), event.at)
                for event in events
                if event.by == c.CLOCK.name
            )
            if max(rung.values(), default=1) > 1:
                raise Broken(f"{claim}: rang twice: {rung.most_common(2)}")
        arrived = Counter(self._letters())
        for mail in store.mails(limit=1_000_000):
            if mail.state in ("held", "queued"):
                raise Broken(f"mail {mail.n} of {mail.claim} is still {mail.state}")
            if mail.state == "sent" and not arrived[mail.message_id]:
                raise Broken(f"mail {mail.n} of {mail.claim} passes for sent, and nobody has it")
            if arrived[mail.message_id] > 1 + self._deaths:
                raise Broken(f"mail {mail.n} came {arrived[mail.message_id]} times")
        twice = sum(count - 1 for count in arrived.values())
        # Whoever is killed between sending and noting sends that one letter again, and no other.
        if twice > self._deaths:
            raise Broken(f"{twice} letters came again after {self._deaths} deaths")
        scene.whole()

    def _more(self) -> None:
        """Something is due, if nothing is left of what was."""
        house = self._scene.house
        if self._left():
            return
        for like in self._like:
            copies(house.store, like, self.CROWD // len(self._like), version=self._versions[like])
        while not self._left():
            house.pass_time(self._chance.choice((1, 3, 9)) * DAY)

    def _left(self) -> bool:
        store = self._scene.house.store
        at = store.next_instant()
        return at is not None and at <= store.clock.now()

    def _sum(self) -> int:
        """How many events there are."""
        (found,) = self._scene.house.store.only("SELECT SUM(version) FROM claim")
        return int(found)

    def _begun(self, before: int) -> bool:
        # Where mail alone is due, no claim changes.
        return self._sum() != before or not self._left()

    def _until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise Broken("the worker does not work")
            time.sleep(0.005)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *self._scene.words("worker")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._scene.environment,
        )

    def _once(self) -> None:
        said = subprocess.run(
            [sys.executable, *self._scene.words("worker", "--once")],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self._scene.environment,
            timeout=PATIENCE,
        )
        if said.returncode:
            raise Broken(f"worker --once: {said.stdout} {said.stderr}")

    def _letters(self) -> list[str]:
        return [
            str(message_from_bytes(letter.read_bytes())["Message-ID"])
            for letter in (self._scene.mail / "new").glob("*")
        ]


VICTIMS: dict[str, type[Victim]] = {"cli": CommandLine, "tui": Screen, "worker": Worker}


def _document(out: Path) -> dict[str, object] | None:
    """The answer that was given, if it was given whole."""
    try:
        found = json.loads(out.read_text())
    except ValueError:
        return None
    return found if isinstance(found, dict) else {}


def _between(before: dict[int, int], after: dict[int, int]) -> dict[int, tuple[int, int]]:
    return {
        claim: (before.get(claim, 0), version)
        for claim, version in after.items()
        if before.get(claim) != version
    }
