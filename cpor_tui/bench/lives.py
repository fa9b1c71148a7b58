"""Tells the lives that claims lead, each decided by the real rules from its first draft to the present instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import MICRO, House
from cpor_tui.domain.claim import Claim, Poe
from cpor_tui.domain.deadlines import next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.machine import Scene, decide
from cpor_tui.domain.names import Activity, Area, AskReason, Role, Status
from cpor_tui.domain.refusals import Refused
from cpor_tui.domain.rules import RuleSet
from cpor_tui.domain.settle import settle

HOUR = 3600 * MICRO
DAY = 24 * HOUR
PARTNER = c.Actor("partner", Role.INCENTIVES_ADMIN, 1)
REVIEWER = c.Actor("reviewer", Role.REVIEWER)
CUSTOMER = c.Actor("customer", Role.CUSTOMER)
OPERATOR = c.Actor("operator", Role.OPERATOR)
BLANKS = {
    name: f"{name}@example.com" if name.endswith("email") else name
    for name in (
        "name", "customer", "customer-contact", "customer-title", "customer-email", "partner-contact", "partner-email",
        "technical-contact", "technical-title", "technical-email", "subscription",
    )
} | {"tenant": "00000000-0000-4000-8000-000000000000", "domain": "example.com", "mpn": "1"}  # fmt: skip
"""What a life has in its fields until it is told of a customer."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a life. `by_time`: dated by a deadline, which does not move with who was a little later."""

    event: Event
    by_time: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """What all lives of one country share."""

    now: int
    rules: RuleSet
    house: House
    catalogue: Mapping[Area, tuple[str, ...]]
    files: tuple[Poe, ...]


class _Over(Exception):
    """The present is reached, or the life has come to where nothing more is ordered."""


@dataclass(slots=True)
class _Teller:
    world: World
    chance: Random
    at: int
    claim: Claim | None = None
    told: list[Told] = field(default_factory=list)

    def wait(self, least: int, most: int) -> None:
        """Some days later, at a full hour of the office's morning or afternoon."""
        day = self.at // DAY + self.chance.randint(least, most)
        self.at = day * DAY + self.chance.randint(1, 7) * HOUR

    def order(self, command: c.Command, actor: c.Actor) -> None:
        """Some seconds later; what time has done comes first. Raises _Over when the order is not obeyed."""
        self.at += self.chance.randint(1, 20) * MICRO
        if self.at > self.world.now:
            raise _Over
        self.settle(self.at)
        scene = Scene(
            now=self.at,
            actor=actor,
            rules=self.world.rules,
            house=self.world.house,
            mpns={"1": None},
            catalogue=self.world.catalogue,
            new_claim=1,
        )
        try:
            event = decide(self.claim, command, scene)
        except Refused as no:
            raise _Over from no
        if event is not None:
            self.claim = evolve(self.claim, event)
            self.told.append(Told(event))

    def settle(self, to: int) -> None:
        """Let happen what is due, each when it is due."""
        while self.claim is not None and (due := next_due(self.claim)) is not None and due <= to:
            for event, claim in settle(self.claim, due, self.world.rules, self.world.house):
                self.told.append(Told(event, by_time=True))
                self.claim = claim


def life(world: World, chance: Random, back: int) -> tuple[Told, ...]:
    """One claim's life, begun at most `back` days ago; its people and fields are blanks to be filled."""
    # Whole hours and a few minutes: moved by less than the rest of the hour, every event stays on its day.
    # Most are young: a programme grows.
    teller = _Teller(world, chance, world.now - int(back * chance.random() ** 2) * DAY)
    teller.wait(0, 0)
    if teller.at + 60 * MICRO > world.now:
        teller.at -= DAY
    try:
        _draft(teller)
        _review(teller)
    except _Over:
        pass
    teller.settle(world.now)
    return tuple(teller.told)


def _draft(teller: _Teller) -> None:
    chance = teller.chance
    area = chance.choice(tuple(Area))
    activity = Activity.USAGE
    products = chance.sample(teller.world.catalogue[area], chance.choice((1, 1, 1, 2, 3)))
    fields = {
        name: text
        for name, text in BLANKS.items()
        if area is Area.BUSINESS_APPLICATIONS or not name.startswith(("technical", "subscription"))
    }
    teller.order(
        c.Create(area=area, activity=activity, fields=fields, products=tuple(products)),
        PARTNER,
    )
    if chance.random() < 0.4:
        teller.order(c.Edit(set={"customer-title": "CEO"}), PARTNER)
    if chance.random() < 0.03:
        raise _Over
    for file in chance.sample(teller.world.files, chance.choice((1, 1, 2))):
        teller.order(c.AddPoe(poe=replace(file, added_at=teller.at, by=PARTNER.name)), PARTNER)
    teller.wait(0, 3)
    if chance.random() < 0.02:
        teller.order(c.Discard(), PARTNER)
        raise _Over
    teller.order(c.Submit(), PARTNER)
    if chance.random() < 0.5:
        teller.order(c.Comment(text="comment"), PARTNER)


def _review(teller: _Teller) -> None:
    chance = teller.chance
    teller.wait(1, 5)
    teller.order(c.Start(), REVIEWER)
    if chance.random() < 0.3:
        teller.order(c.Note(text="note"), REVIEWER)
    while True:
        for point in chance.sample(tuple(AskReason), chance.randint(0, 3)):
            teller.order(c.Tick(point=point.value), REVIEWER)
        teller.wait(0, 6)
        fate = chance.random()
        if fate < 0.02:
            teller.order(c.Withdraw(reason="not-working", note="comment"), PARTNER)
        elif fate < 0.66:
            _approve(teller)
        elif fate < 0.86:
            reason = chance.choice(tuple(AskReason)).value
            teller.order(c.Ask(reasons=(reason,), note="ask"), REVIEWER)
            if chance.random() < 0.15:
                raise _Over
            teller.wait(1, 9)
            teller.order(c.Resubmit(note="answer"), PARTNER)
            continue
        else:
            _reject(teller)
        raise _Over


def _approve(teller: _Teller) -> None:
    teller.order(c.Approve(note="approve"), REVIEWER)
    teller.at += 45 * MICRO
    teller.order(c.CustomerTold(), c.CLOCK)
    teller.wait(1, 3)
    if teller.chance.random() < 0.02:
        teller.order(c.Decline(via="operator:operator"), CUSTOMER)
        raise _Over
    teller.wait(15, 40)
    teller.order(c.Assess(outcome=teller.chance.choice(("eligible",) * 9 + ("not-eligible",))), OPERATOR)


def _reject(teller: _Teller) -> None:
    teller.order(c.Reject(reason="insufficient-poe", note="reject"), REVIEWER)
    if teller.chance.random() < 0.7:
        raise _Over
    teller.wait(1, 12)
    teller.order(c.Dispute(note="dispute"), PARTNER)
    if teller.claim is None or teller.claim.status is not Status.DISPUTE:
        raise _Over
    teller.wait(1, 6)
    teller.order(c.Take(), REVIEWER)
    if teller.chance.random() < 0.5:
        _approve(teller)
    else:
        teller.order(c.RefuseDispute(note="reject"), REVIEWER)
