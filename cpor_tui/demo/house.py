"""Keeps the demo's store in a folder of its own: made, moved in time, copied aside, and brought back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cpor_tui import worker
from cpor_tui.demo import script, town
from cpor_tui.demo.teller import ZONE, Story, Teller, at
from cpor_tui.desk import Desk
from cpor_tui.domain.calendar import day_of, instant, moment
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import next_due, next_ring
from cpor_tui.domain.names import Unit
from cpor_tui.identity import actor_for
from cpor_tui.mail import MaildirPost
from cpor_tui.session import Session
from cpor_tui.store import Store
from cpor_tui.text import Text

STORE = "store.db"


@dataclass(slots=True)
class House:
    """One store and its mail, which goes no further than the folder."""

    folder: Path
    lang: str
    claims: dict[str, int] = field(default_factory=dict)
    """Claims by customer."""
    _desk: Desk | None = None
    _kept: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The store's URL."""
        return f"sqlite:///{self._now / STORE}"

    @property
    def _now(self) -> Path:
        return self.folder / "now"

    @property
    def ready(self) -> bool:
        """Whether there is a store."""
        return self._desk is not None or (self._now / STORE).exists()

    @property
    def desk(self) -> Desk:
        """The desk through which the director acts."""
        if self._desk is None:
            self._desk = Desk(Store.open(self.url))
        return self._desk

    @property
    def post(self) -> MaildirPost:
        """A Maildir beside the store: what is written there is sent to nobody."""
        return MaildirPost(self._now / "mail", "cpor@demo.example")

    def build(self, scenario: script.Scenario | None) -> None:
        """Make the store: the town, or the street in which a scenario plays."""
        self.close()
        shutil.rmtree(self._now, ignore_errors=True)
        self._now.mkdir(parents=True)
        self.claims = {}
        if scenario is None:
            made = town.build(self.url)
            town.with_macros(made.desk)
            self._desk, self.claims = made.desk, dict(made.claims)
            # Its letters were written on their days; they go into the folder now, so that nothing old is due.
            worker.tick(self._desk, self.post)
            return
        first = datetime.fromisoformat(scenario.start)
        lines = [_dated(line, first, story) for story in script.street() for line in story.lines]
        opened = min(when for when, *_ in lines)
        self._desk = town.furnished(self.url, min(opened, at(scenario.start)))
        for when, story, who, verb, words in sorted(lines, key=lambda line: line[0]):
            self.go_to(when)
            Teller(self.desk, story, self.claims).tell(who, verb, words)
        self.go_to(at(scenario.start))

    def close(self) -> None:
        """Let go of the store."""
        if self._desk is not None:
            self._desk.store.close()
            self._desk = None

    def session(self, who: str) -> Session:
        """Somebody at a terminal, over connections of their own."""
        store = Store.open(self.url)
        return Session(Desk(store), actor_for(store, who), Text(self.lang, store.office.zone))

    # Time

    @property
    def now(self) -> int:
        """The simulated instant."""
        return self.desk.now()

    def go_to(self, when: int) -> worker.Ticked:
        """Move the clock on, through everything that is due on the way; mail goes on its own day."""
        return worker.advance(self.desk, self.post, max(when, self.desk.now()))

    def business_day(self) -> worker.Ticked:
        """Move the clock on by one business day of the review office, at the same hour."""
        office = self.desk.store.office
        here = moment(self.now, office.zone)
        day = self.desk.store.calendar(office.place).later(
            day_of(self.now, office.zone), 1, Unit.BUSINESS_DAYS
        )
        return self.go_to(instant(datetime.combine(day, here.timetz())))

    def next_event(self) -> worker.Ticked:
        """Move the clock on to the next thing that happens by itself; stay where there is none."""
        when = self.desk.store.next_due()
        return self.go_to(when) if when is not None else worker.Ticked()

    def due(self) -> tuple[int, Claim] | None:
        """What is due next, and when."""
        found = self.desk.store.next_due()
        if found is None:
            return None
        claims = [self.desk.store.load(number) for number in self.desk.store.due(found, 1)]
        claim = claims[0] if claims else None
        when = next_due(claim) if claim is not None else None
        return (when, claim) if when is not None and claim is not None else None

    def what_is_due(self, claim: Claim, text: Text) -> str:
        """What happens to a claim next by itself, in words."""
        ring = next_ring(claim)
        return text.label(ring[1].kind) if ring is not None else ""

    # Copies

    def keep(self, name: str) -> None:
        """Copy everything aside under a name."""
        target = self.folder / f"kept-{name}"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        self.desk.store.copy_file(target / STORE)
        for beside in self._now.iterdir():
            if beside.is_dir():
                shutil.copytree(beside, target / beside.name)
            elif beside.suffix == ".secret":
                shutil.copy2(beside, target / beside.name)
        self._kept[name] = dict(self.claims)

    def kept(self, name: str) -> bool:
        """Whether there is a copy of this name."""
        return name in self._kept

    def bring_back(self, name: str) -> None:
        """Be as when the copy was made. Nobody else may have the store open."""
        self.close()
        shutil.rmtree(self._now)
        shutil.copytree(self.folder / f"kept-{name}", self._now)
        self.claims = dict(self._kept[name])

    def forget(self) -> None:
        """Forget all copies."""
        for name in self._kept:
            shutil.rmtree(self.folder / f"kept-{name}", ignore_errors=True)
        self._kept.clear()


def _dated(line: str, first: datetime, story: Story) -> tuple[int, Story, str, str, str]:
    offset, hour, who, verb, *words = line.split(" ", 4)
    day = first.date() + timedelta(days=int(offset))
    return at(f"{day.isoformat()} {hour}", ZONE), story, who, verb, "".join(words)
