"""A small house to play claims in: two sides, a cast, a hand clock, and a life told order by order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo

import holidays as package

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import MICRO, Calendar, Holiday, House, Place, instant
from cpor_tui.domain.claim import Claim, Clock, Poe
from cpor_tui.domain.deadlines import Face, faces, next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import evolve, fold
from cpor_tui.domain.machine import Scene, allowed, decide
from cpor_tui.domain.names import Activity, Area, ClockKind, Phase, Role, Status, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.domain.rules import RuleSet, shipped
from cpor_tui.domain.settle import settle

FIRST, LAST = date(2009, 1, 1), date(2036, 12, 31)
SECOND = MICRO
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

PARTNER = c.Actor("minjun", Role.INCENTIVES_ADMIN, 1)
GLOBAL_ADMIN = c.Actor("grace", Role.GLOBAL_ADMIN, 1)
BILLING_ADMIN = c.Actor("bora", Role.BILLING_ADMIN, 1)
USER = c.Actor("yuna", Role.INCENTIVES_USER, 1)
VIEWER = c.Actor("vera", Role.VIEWER, 1)
RIVAL = c.Actor("rui", Role.GLOBAL_ADMIN, 2)
REVIEWER = c.Actor("dana", Role.REVIEWER)
COLLEAGUE = c.Actor("erin", Role.REVIEWER)
INSIDER = c.Actor("ines", Role.REVIEWER, 1)
LEAD = c.Actor("lee", Role.LEAD)
OPERATOR = c.Actor("opal", Role.OPERATOR)
CUSTOMER = c.Actor("customer", Role.CUSTOMER)
CAST = (
    GLOBAL_ADMIN,
    BILLING_ADMIN,
    PARTNER,
    USER,
    VIEWER,
    RIVAL,
    REVIEWER,
    COLLEAGUE,
    INSIDER,
    LEAD,
    OPERATOR,
    CUSTOMER,
    c.CLOCK,
)

MPNS: Mapping[str, str | None] = {"4711001": "Seoul", "4711002": "Busan"}
CATALOGUE: Mapping[Area, tuple[str, ...]] = {
    Area.BUSINESS_APPLICATIONS: ("Dynamics 365 Sales", "Power BI", "Power Apps"),
    Area.MICROSOFT_365: ("Microsoft Teams", "Exchange Online"),
}

_EVERY = {
    "name": "Contoso goes to the cloud",
    "mpn": "4711001",
    "customer": "Contoso",
    "tenant": "6f1c9a52-8d3b-4e0f-9b7a-2c5d8e1f0a34",
    "domain": "contoso.example",
    "customer-contact": "Ada Kim",
    "customer-title": "CIO",
    "customer-email": "ada@contoso.example",
    "partner-contact": "Minjun Park",
    "partner-email": "minjun@fabrikam.example",
}
_TECHNICAL = {
    "technical-contact": "Theo Lim",
    "technical-title": "Architect",
    "technical-email": "theo@contoso.example",
}


def fields_for(area: Area, activity: Activity) -> dict[str, str]:
    """Every field that such a claim must have to be submitted."""
    found = dict(_EVERY)
    if area is Area.BUSINESS_APPLICATIONS:
        found.update(_TECHNICAL)
        if activity is not Activity.REVENUE_ASSOCIATION:
            found["subscription"] = "sub-0815"
    if activity is Activity.REVENUE_ASSOCIATION:
        found.update({"seller": "Sam Sell", "isv-solution": "Fabrikam Fleet"})
    return found


@cache
def public_holidays(country: str, subdivision: str | None = None) -> Mapping[date, str]:
    """The holidays package's own dates, by day."""
    years = range(FIRST.year, LAST.year + 1)
    known: dict[date, str] = dict(package.country_holidays(country, subdiv=subdivision, years=years))
    return {day: known[day] for day in sorted(known) if FIRST <= day <= LAST}


@cache
def calendar(
    country: str, subdivision: str | None = None, revision: int = 1, also: tuple[date, ...] = ()
) -> Calendar:
    """A country's calendar as the holidays package knows it, with an operator's days added."""
    named = {day: Holiday(name, name) for day, name in public_holidays(country, subdivision).items()}
    named.update((day, Holiday("Day off", "임시 공휴일")) for day in also)
    return Calendar(f"{country}-{subdivision}" if subdivision else country, revision, FIRST, LAST, named)


def a_house(
    office: tuple[str, Calendar] = ("America/New_York", calendar("US")),
    partner: tuple[str, Calendar] = ("Asia/Seoul", calendar("KR")),
    *older: Calendar,
) -> House:
    """A house of two places; `older` revisions are found by the clocks that were counted by them."""
    now = {office[1].key: office[1], partner[1].key: partner[1]}
    every = {(one.key, one.revision): one for one in (*older, office[1], partner[1])}

    def find(key: str, revision: int | None) -> Calendar:
        return now[key] if revision is None else every[key, revision]

    return House(Place(*office), Place(*partner), find)


SEOUL_AND_NEW_YORK = a_house()
QUIET = Calendar("XX", 1, FIRST, LAST, {})
QUIET_HOUSE = a_house(("UTC", QUIET), ("UTC", QUIET))
"""Both sides in UTC without a holiday: the numbers of a story can be counted on fingers."""


def a_file(name: str = "proof.pdf", content: str = "") -> Poe:
    """A proof; another `content` is another file."""
    return Poe(name, f"{content or name}".encode().hex().ljust(64, "0")[:64], 1000, "pdf")


def at(text: str, zone: str = "UTC") -> int:
    """The instant at which a wall clock in `zone` shows `2026-09-21 10:00`."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


class Life:
    """One claim, played by a hand clock; every order goes the way of the desk: settle, decide, evolve."""

    def __init__(
        self,
        rules: str = "2020",
        house: House = QUIET_HOUSE,
        now: str = "2026-03-02 10:00",
        area: Area = Area.BUSINESS_APPLICATIONS,
        activity: Activity = Activity.USAGE,
    ) -> None:
        self.rules: RuleSet = shipped()[rules]
        self.house = house
        self.now = at(now)
        self.area, self.activity = area, activity
        self.events: list[Event] = []
        self._claim: Claim | None = None

    @property
    def claim(self) -> Claim:
        """The claim as it was when last looked at."""
        assert self._claim is not None, "not drafted yet"
        return self._claim

    # --- time ---

    def wait(self, **span: float) -> Self:
        """Lets the hand clock run on; nobody looks."""
        self.now += timedelta(**span) // timedelta(microseconds=1)
        return self

    def until(self, when: str | int, zone: str = "UTC") -> Self:
        """Puts the hand clock to an instant; nobody looks."""
        self.now = at(when, zone) if isinstance(when, str) else when
        return self

    def look(self) -> tuple[Event, ...]:
        """Somebody looks: what time has done takes effect."""
        found = tuple(settle(self.claim, self.now, self.rules, self.house))
        for event, claim in found:
            self.events.append(event)
            self._claim = claim
        return tuple(event for event, _ in found)

    def ring(self) -> tuple[Event, ...]:
        """Waits for the very next thing time does, and looks."""
        due = next_due(self.claim)
        assert due is not None, "time has nothing to do"
        self.now = max(self.now, due)
        return self.look()

    def run_out(self, kind: ClockKind) -> tuple[Event, ...]:
        """Waits until a clock's deadline, and looks."""
        self.now = max(self.now, self.clock(kind).due_at)
        return self.look()

    # --- orders ---

    def scene(self, actor: c.Actor, **more: Any) -> Scene:
        """What the desk would gather for a decision."""
        found = Scene(
            now=self.now,
            actor=actor,
            rules=self.rules,
            house=self.house,
            mpns=MPNS,
            catalogue=CATALOGUE,
            assignee=COLLEAGUE,
            new_claim=1000001 if self._claim is None else self._claim.id + 1,
        )
        return replace(found, **more)

    def give(self, order: c.Command, actor: c.Actor, **more: Any) -> Event | None:
        """Gives an order; Refused, like the desk, only after what time has done stands."""
        if self._claim is not None:
            self.look()
        event = decide(self._claim, order, self.scene(actor, **more))
        if event is not None:
            self.events.append(event)
            self._claim = evolve(self._claim, event)
        return event

    def refused(self, order: c.Command, actor: c.Actor, **more: Any) -> Refused:
        """The refusal that an order meets; fails where it is obeyed. The claim stays as it was, once settled."""
        self.look()
        before = self.claim
        try:
            decide(before, order, self.scene(actor, **more))
        except Refused as no:
            return no
        raise AssertionError(f"{order.what} by {actor.name} was obeyed in {before.status}")

    def code(self, order: c.Command, actor: c.Actor, **more: Any) -> str:
        """The code of the refusal that an order meets."""
        return self.refused(order, actor, **more).code.value

    def allowed(self, actor: c.Actor, **more: Any) -> tuple[What, ...]:
        """What this actor may order now."""
        self.look()
        return allowed(self.claim, self.scene(actor, **more))

    # --- the usual steps, each returning the life, so that a story reads on one line ---

    def draft(self, actor: c.Actor = PARTNER) -> Self:
        """A draft with every field, one product and one file."""
        order = c.Create(
            area=self.area,
            activity=self.activity,
            fields=fields_for(self.area, self.activity),
            products=CATALOGUE[self.area][:2],
        )
        self.give(order, actor)
        self.give(c.AddPoe(poe=a_file()), actor)
        return self

    def submitted(self) -> Self:
        """Drafted and submitted."""
        self.draft().give(c.Submit(), PARTNER)
        return self

    def in_review(self) -> Self:
        """Submitted, and dana has begun."""
        self.submitted().give(c.Start(), REVIEWER)
        return self

    def asked(self) -> Self:
        """Under review, and dana wants more."""
        self.in_review().give(ASK, REVIEWER)
        return self

    def approved(self) -> Self:
        """Approved by dana; the customer has not been told yet."""
        self.in_review().give(c.Approve(), REVIEWER)
        return self

    def told(self) -> Self:
        """Approved, and the customer's notice was handed over half a minute later."""
        self.approved().wait(seconds=30).give(c.CustomerTold(), c.CLOCK)
        return self

    def passed(self) -> Self:
        """Approved, the customer told, the consent period over."""
        self.told().run_out(ClockKind.CONSENT)
        return self

    def rejected(self) -> Self:
        """Rejected by dana in the first review."""
        self.in_review().give(REJECT, REVIEWER)
        return self

    def disputed(self) -> Self:
        """Rejected, and disputed a minute later."""
        self.rejected().wait(minutes=1).give(DISPUTE, PARTNER)
        return self

    def asked_in_dispute(self) -> Self:
        """Asked for more from within a dispute."""
        self.disputed().give(ASK, REVIEWER)
        return self

    def closed(self) -> Self:
        """Rejected, and the window is over."""
        self.rejected().run_out(ClockKind.WINDOW)
        return self

    def withdrawn(self) -> Self:
        """Submitted and taken back."""
        self.submitted().give(WITHDRAW, PARTNER)
        return self

    # --- what a test looks at ---

    @property
    def where(self) -> tuple[Status, Phase | None]:
        """The status and the phase."""
        return self.claim.status, self.claim.phase

    def clock(self, kind: ClockKind) -> Clock:
        """The newest clock of a kind; fails where there is none."""
        found = self.claim.clock(kind)
        assert found is not None, f"no {kind} clock"
        return found

    def face(self, kind: ClockKind) -> Face:
        """The newest clock of a kind, explained."""
        return [face for face in faces(self.claim, self.now, self.house) if face.clock.kind is kind][-1]

    def refold(self) -> Claim:
        """The claim that its whole history makes."""
        return fold(self.events)


ASK = c.Ask(reasons=("missing-products",), note="Which page names Power BI?")
REJECT = c.Reject(reason="insufficient-poe", note="Nothing is signed.")
REFUSE = c.RefuseDispute(note="Still nothing is signed.")
DISPUTE = c.Dispute(note="Page 3 is signed.")
WITHDRAW = c.Withdraw(reason="not-working")

_GOOD: dict[What, Callable[[Claim], c.Command]] = {
    What.CREATE: lambda claim: c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE),
    What.EDIT: lambda claim: c.Edit(set={"partner-contact": f"Minjun {claim.version}"}),
    What.ADD_POE: lambda claim: c.AddPoe(poe=a_file(content=f"v{claim.version}")),
    What.REMOVE_POE: lambda claim: c.RemovePoe(name=claim.poe[0].name if claim.poe else "none.pdf"),
    What.SUBMIT: lambda claim: c.Submit(),
    What.DISCARD: lambda claim: c.Discard(),
    What.START: lambda claim: c.Start(),
    What.ASK: lambda claim: ASK,
    What.RESUBMIT: lambda claim: c.Resubmit(note="Here it is."),
    What.APPROVE: lambda claim: c.Approve(),
    What.REJECT: lambda claim: REJECT,
    What.REFUSE_DISPUTE: lambda claim: REFUSE,
    What.WITHDRAW: lambda claim: WITHDRAW,
    What.DECLINE: lambda claim: c.Decline(via="opal"),
    What.CUSTOMER_TOLD: lambda claim: c.CustomerTold(),
    What.DISPUTE: lambda claim: DISPUTE,
    What.RENEW: lambda claim: c.Renew(),
    What.COMMENT: lambda claim: c.Comment(text="Good morning"),
    What.NOTE: lambda claim: c.Note(text="Compare with the other one"),
    What.UNDO: lambda claim: c.Undo(),
    What.TAKE: lambda claim: c.Take(),
    What.RELEASE: lambda claim: c.Release(),
    What.TAKEOVER: lambda claim: c.TakeOver(note="Dana is on leave"),
    What.ASSIGN: lambda claim: c.Assign(to="erin"),
    What.TICK: lambda claim: c.Tick(point="missing-products", on=not claim.ticks.get("missing-products")),
    What.WATCH: lambda claim: c.Watch(on=True),
    What.RECALCULATE: lambda claim: c.Recalculate(),
    What.ASSESS: lambda claim: c.Assess(outcome="eligible"),
    What.EARN: lambda claim: c.Earn(lines=({"line": "1", "amount": "10.00"},)),
}


def good(what: What, claim: Claim) -> c.Command:
    """An order with nothing wrong in it: whether it is obeyed depends on who gives it, and where the claim stands."""
    return _GOOD[what](claim)


ORDERS = tuple(_GOOD)
"""Every order there is; what time does by itself is none."""
