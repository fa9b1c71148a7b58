"""Tells a claim's life to the real desk, one order a line, on a simulated clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5
from zoneinfo import ZoneInfo

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import instant
from cpor_tui.domain.names import Activity, Area
from cpor_tui.identity import actor_for

ZONE = "Asia/Seoul"
SALES, FIELD, POWER_BI = "Dynamics 365 Sales", "Dynamics 365 Field Service", "Power BI"
M365, TEAMS, EXCHANGE = "Microsoft 365", "Microsoft Teams", "Exchange Online"
ORGS: Mapping[str, tuple[str, str, str | None, Mapping[str, str | None]]] = {
    "Fabrikam Korea": ("KR", ZONE, None, {"4711001": "Seoul", "4711002": "Busan"}),
    "Litware": ("US", "America/Los_Angeles", "CA", {"5811010": "San Diego"}),
    "Proseware": ("KR", ZONE, None, {"6011777": "Daejeon"}),
}
"""Partner organisations: country, zone, subdivision, MPN IDs."""
BY: Mapping[str, str] = {"Fabrikam Korea": "sora", "Litware": "rui", "Proseware": "paul"}
"""The partner contact of an organisation's claims."""


@dataclass(frozen=True, slots=True)
class Story:
    """One claim's life: who claims which customer for what, and what happened when, one line each.

    A line is `MM-DD HH:MM who verb words`; the year is 2026, the time Seoul's.
    """

    org: str
    customer: str
    products: tuple[str, ...]
    lines: tuple[str, ...]
    activity: Activity = Activity.USAGE
    signed: bool = True
    named: tuple[str, ...] | None = None
    """The products that the proof names; None: all of them."""
    same_as: str | None = None
    """The customer's tenant and subscription are those of another story's customer."""
    rules: str = "2020"


def at(text: str, zone: str = ZONE) -> int:
    """The instant at which a wall clock in Seoul shows `2026-07-14 10:42`."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


@dataclass(frozen=True, slots=True)
class Town:
    """The town: its desk, and its claims by customer."""

    desk: Desk
    claims: Mapping[str, int]

    def actor(self, name: str) -> c.Actor:
        """A person of the town, as the desk knows them."""
        return actor_for(self.desk.store, name)

    def id(self, customer: str) -> int:
        """The number of the claim for a customer."""
        return self.claims[customer]

    def wait_until(self, when: str) -> None:
        """Lets the clock run to an instant; what is due on the way takes effect in its order."""
        run_to(self.desk, at(when))


def run_to(desk: Desk, when: int) -> None:
    """Moves the simulated clock, stopping at everything that is due on the way; mails nothing."""
    while (due := desk.store.next_due()) is not None and due <= when:
        desk.store.set_clock(max(due, desk.now()))
        for claim in desk.store.due(due, 100):
            desk.settle(claim)
    desk.store.set_clock(max(when, desk.now()))


class Teller:
    """Gives the orders of one story."""

    def __init__(self, desk: Desk, story: Story, claims: dict[str, int]) -> None:
        """`claims`: the number of each customer's claim, by customer; drafting one adds to it."""
        self.desk, self.story, self.claims = desk, story, claims

    def tell(self, who: str, verb: str, words: str) -> None:
        """One line of the story. Raises Refused where the desk refuses it."""
        person = self.desk.store.person(who)
        actor = c.CLOCK if person is None else c.Actor(person.name, person.role, person.org)
        head, _, rest = words.partition(" ")
        number = self.claims.get(self.story.customer, 0)
        match verb:
            case "draft" | "begin":
                self._draft(actor, proof=verb == "draft")
            case "told":
                self.desk.told(number)
            case "decline":
                claim = self.desk.store.load(number)
                if claim is not None:
                    self.desk.decline(self.desk.customer_code(claim), actor, note=words or "By telephone.")
            case "dispute":
                self.desk.dispute(number, actor, words, [("second.txt", _second_proof(self.story).encode())])
            case "sign":
                signed = replace(self.story, signed=True, named=None)
                self.desk.add_poe(number, _proof(signed).encode(), "signed-page-4.txt", actor)
            case "renew":
                renewed = self.desk.submit(c.Renew(claim=number), actor)
                self.claims[self.story.customer] = renewed.claim.renewed_as or number
            case _:
                self.desk.submit(_ORDERS[verb](number, head, rest, words), actor)

    def _under(self, rules: str) -> None:
        store = self.desk.store
        if store.default_rules != rules:
            with store.own():
                store.set_meta("rules", rules)
                store.rearranged()

    def _draft(self, actor: c.Actor, *, proof: bool) -> None:
        story = self.story
        self._under(story.rules)
        area = (
            Area.MICROSOFT_365 if story.products[0] in (M365, TEAMS, EXCHANGE) else Area.BUSINESS_APPLICATIONS
        )
        order = c.Create(
            area=area, activity=story.activity, fields=_fields(story, area), products=story.products
        )
        number = self.desk.submit(order, actor).claim.id
        self.claims[story.customer] = number
        if proof:
            self.desk.add_poe(number, _proof(story).encode(), "statement-of-work.txt", actor)
            self.desk.add_poe(number, f"Kick-off with {story.customer}\n".encode(), "kick-off.txt", actor)


_ORDERS: Mapping[str, Callable[[int, str, str, str], c.Command]] = {
    "submit": lambda n, head, rest, words: c.Submit(claim=n),
    "start": lambda n, head, rest, words: c.Start(claim=n),
    "ask": lambda n, head, rest, words: c.Ask(claim=n, reasons=tuple(head.split(",")), note=rest),
    "resubmit": lambda n, head, rest, words: c.Resubmit(claim=n, note=words),
    "approve": lambda n, head, rest, words: c.Approve(claim=n, note=words or None),
    "reject": lambda n, head, rest, words: c.Reject(claim=n, reason=head, note=rest),
    "refuse": lambda n, head, rest, words: c.RefuseDispute(claim=n, note=words),
    "withdraw": lambda n, head, rest, words: c.Withdraw(claim=n, reason=head, note=rest or None),
    "comment": lambda n, head, rest, words: c.Comment(claim=n, text=words),
    "note": lambda n, head, rest, words: c.Note(claim=n, text=words),
    "tick": lambda n, head, rest, words: c.Tick(claim=n, point=head, on=True),
    "take": lambda n, head, rest, words: c.Take(claim=n),
    "undo": lambda n, head, rest, words: c.Undo(claim=n),
    "discard": lambda n, head, rest, words: c.Discard(claim=n),
    "eligible": lambda n, head, rest, words: c.Assess(claim=n, outcome="eligible", reason=words or None),
    "not-eligible": lambda n, head, rest, words: c.Assess(
        claim=n, outcome="not-eligible", reason=words or None
    ),
}
"""The order that a line's verb is, of a claim, the first of its words, the others, and all of them."""


def _fields(story: Story, area: Area) -> dict[str, str]:
    key = story.same_as or story.customer
    host = (
        "".join(letter for letter in story.customer.lower() if letter.isascii() and letter.isalnum())
        or "hanbit"
    )
    by = BY[story.org]
    fields = {
        "name": f"{story.products[0]} for {story.customer}",
        "mpn": next(iter(ORGS[story.org][3])),
        "customer": story.customer,
        "tenant": str(uuid5(NAMESPACE_DNS, key)),
        "domain": f"{host}.example",
        "customer-contact": "K. Weber",
        "customer-title": "Head of IT",
        "customer-email": f"weber@{host}.example",
        "partner-contact": by.title(),
        "partner-email": f"{by}@{story.org.split()[0].lower()}.example",
    }
    if area is Area.BUSINESS_APPLICATIONS:
        fields |= {
            "technical-contact": "T. Lim",
            "technical-title": "Architect",
            "technical-email": f"lim@{host}.example",
            "subscription": str(uuid5(NAMESPACE_DNS, f"{key} subscription")),
        }
    return fields


def _proof(story: Story) -> str:
    named = story.products if story.named is None else story.named
    signed = (
        "Signed for the customer: K. Weber, 26 June 2026"
        if story.signed
        else "Signature of the customer: ________"
    )
    return "\n".join(
        (
            "STATEMENT OF WORK no. 2026-114",
            f"Customer: {story.customer}",
            f"Partner: {story.org}",
            "Effective 2 March 2026",
            "",
            *(
                f"3.{n} We configure {product} for 240 users and migrate accounts."
                for n, product in enumerate(named, 1)
            ),
            "3.9 We train the key users in two sessions, on 1 and 3 July 2026.",
            "",
            signed,
            "",
        )
    )


def _second_proof(story: Story) -> str:
    return "\n".join(
        (f"Addendum for {story.customer}", *(f"Also: {product}" for product in story.products), "")
    )
