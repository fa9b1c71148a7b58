"""A desk over a real store, with a cast and a clock that stands until it is told."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from cpor_tui.desk import Accepted, Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import MICRO, instant
from cpor_tui.domain.names import Activity, Area, Role
from cpor_tui.pages import Page
from cpor_tui.store import Office, Person, Store

SECOND = MICRO
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TEAMS, EXCHANGE = "Microsoft Teams", "Exchange Online"
ASKED = ("missing-products",)


def seoul(text: str) -> int:
    """The instant at which a clock on a wall in Seoul shows `YYYY-MM-DD HH:MM`."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Seoul")))


class DeskHouse:
    """Two partner organisations, two reviewers, a lead and an operator around one desk."""

    def __init__(self, url: str, *, at: str = "2026-06-01 10:00", rules: str = "2020") -> None:
        self.url = url
        office = Office("KR", None, "Asia/Seoul")
        self.store = Store.create(url, office=office, rules=rules, simulated=seoul(at))
        self.desk = Desk(self.store)
        fabrikam = self.store.org_add("Fabrikam", mpn={"100": "Seoul"}, country="KR", zone="Asia/Seoul")
        litware = self.store.org_add("Litware", mpn={"200": None}, country="US", zone="America/New_York")
        self.partner = self._person("sora", Role.INCENTIVES_ADMIN, fabrikam.id)
        self.rival = self._person("rui", Role.GLOBAL_ADMIN, litware.id)
        self.reviewer = self._person("mina", Role.REVIEWER)
        self.other = self._person("joon", Role.REVIEWER)
        self.lead = self._person("hana", Role.LEAD)
        self.operator = self._person("opal", Role.OPERATOR)

    def _person(self, name: str, role: Role, org: int | None = None) -> c.Actor:
        self.store.person_add(Person(name, role, org, f"{name}@example.com"))
        return c.Actor(name, role, org)

    @staticmethod
    def cast(store: Store) -> tuple[c.Actor, c.Actor]:
        """The reviewer and the partner of a store that was made here."""
        people = {person.name: person for person in store.person_list()}
        mina, sora = people["mina"], people["sora"]
        return c.Actor(mina.name, mina.role), c.Actor(sora.name, sora.role, sora.org)

    def close(self) -> None:
        """Let the store go."""
        self.store.close()

    def pass_time(self, span: int) -> None:
        """Move the clock on, in microseconds; nothing else happens."""
        self.store.set_clock(self.store.clock.now() + span)

    def draft(self, by: c.Actor | None = None, *, tenant: str | None = None, product: str = TEAMS) -> int:
        """A draft that lacks nothing but its proof."""
        fields = {
            "name": "Teams for everyone",
            "customer": "Contoso",
            "tenant": tenant or str(uuid4()),
            "domain": "contoso.com",
            "customer-contact": "K. Weber",
            "customer-title": "CIO",
            "customer-email": "weber@contoso.com",
            "partner-contact": "Sora",
            "partner-email": "sora@example.com",
        }
        order = c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE, fields=fields, products=(product,))
        return self.desk.submit(order, by or self.partner).claim.id

    def submitted(self, by: c.Actor | None = None, *, tenant: str | None = None) -> int:
        """A claim that waits for its review."""
        actor = by or self.partner
        claim = self.draft(actor, tenant=tenant)
        self.desk.add_poe(claim, b"Teams was rolled out. Signed: K. Weber", "proof.txt", actor)
        self.desk.submit(c.Submit(claim=claim), actor)
        return claim

    def under_review(self, by: c.Actor | None = None, *, tenant: str | None = None) -> int:
        """A claim that `mina` has begun to review."""
        claim = self.submitted(by, tenant=tenant)
        self.desk.submit(c.Start(claim=claim), self.reviewer)
        return claim

    def approved(self, by: c.Actor | None = None, *, tenant: str | None = None) -> int:
        """An approved claim in its consent period."""
        claim = self.under_review(by, tenant=tenant)
        self.desk.submit(c.Approve(claim=claim, note="compared"), self.reviewer)
        return claim

    def asked(self) -> int:
        """A claim whose partner was asked for more."""
        claim = self.under_review()
        self.desk.submit(c.Ask(claim=claim, reasons=ASKED, note="Name the product."), self.reviewer)
        return claim

    def rejected(self) -> int:
        """A rejected claim that may be disputed."""
        claim = self.under_review()
        order = c.Reject(claim=claim, reason="insufficient-poe", note="Nothing is signed.")
        self.desk.submit(order, self.reviewer)
        return claim

    def obey(self, command: c.Command, actor: c.Actor) -> Accepted:
        """Give an order."""
        return self.desk.submit(command, actor)

    def page(self, claim: int, actor: c.Actor | None = None) -> Page:
        """What somebody sees of a claim."""
        return self.desk.page(claim, actor or self.reviewer)

    def whats(self, claim: int) -> list[str]:
        """The history, as names."""
        return [event.what.value for event, _ in self.store.events(claim)]
