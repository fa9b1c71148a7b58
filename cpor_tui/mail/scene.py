"""What a letter may speak of: the claim as the event left it, the event, and the places it touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.claim import Claim, Clock, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.commands import LOCAL
from cpor_tui.domain.deadlines import start, turns
from cpor_tui.domain.events import Event
from cpor_tui.domain.names import ClockKind
from cpor_tui.domain.notices import Letter
from cpor_tui.text import Text

if TYPE_CHECKING:
    from cpor_tui.desk import Desk
    from cpor_tui.store import Mail, Org

_OFFICE = frozenset({Letter.OVERDUE, Letter.NOTICE_LATE})


@dataclass(frozen=True, slots=True)
class Scene:
    """One letter's matter, and the words to put it into."""

    text: Text
    desk: Desk
    mail: Mail
    claim: Claim
    event: Event
    org: Org
    masked: bool

    @classmethod
    def of(cls, desk: Desk, mail: Mail, claim: Claim, event: Event, *, masked: bool) -> Scene:
        """The scene of a message; instants are told on the wall of the reader's side."""
        org = desk.store.org(claim.org)
        if org is None:
            raise LookupError(f"organisation {claim.org}")
        zone = desk.store.office.zone if mail.kind in _OFFICE else org.zone
        return cls(Text(mail.lang, zone), desk, mail, claim, event, org, masked)

    @property
    def id(self) -> str:
        """`C-1000027`."""
        return shown_id(self.claim.id)

    @property
    def customer(self) -> str:
        """The customer's company."""
        return clean(self.claim.fields.get("customer", ""))

    @property
    def greeting(self) -> str:
        """The first line: to the customer's contact by name, to everybody else without one."""
        name = self.claim.fields.get("customer-contact") if self.mail.kind == Letter.CUSTOMER_NOTICE else None
        return self.text("mail.dear", name=clean(name)) if name else self.text("mail.hello")

    @property
    def facts(self) -> str:
        """What claim it is: a line each for id, name, customer, partner, products."""
        claim, text = self.claim, self.text
        lines = (
            (text.field("id"), self.id),
            (text.field("name"), claim.fields.get("name", "")),
            (text.field("customer"), claim.fields.get("customer", "")),
            (text.field("partner"), self.org.name),
            (text.field("mpn"), claim.fields.get("mpn", "")),
            (text.field("products"), ", ".join(claim.products)),
        )
        return "\n".join(f"{label}: {clean(value, limit=1000)}" for label, value in lines if value)

    @property
    def note(self) -> str | None:
        """What a person said with the event, indented so that it never passes for our words; not what is internal."""
        if not self.event.note or self.event.facts.get("internal"):
            return None
        said = clean(self.event.note, limit=10_000, multiline=True)
        return "\n".join(f"    {line}".rstrip() for line in said.split("\n"))

    def until(self, kind: ClockKind) -> str:
        """The last day of a clock of the claim, on the wall where that clock is kept."""
        clock = self.clock(kind)
        return self.text.end_of(clock.due_at, clock.zone)

    def clock(self, kind: ClockKind) -> Clock:
        """The newest clock of a kind. Raises LookupError when there is none."""
        clock = self.claim.clock(kind)
        if clock is None:
            raise LookupError(f"{self.id} has no clock {kind}")
        return clock

    @property
    def consent_until(self) -> str:
        """Until when the customer may decline: a notice handed over after the day of approval starts the clock anew."""
        clock = self.clock(ClockKind.CONSENT)
        at = self.mail.sent_at or max(self.desk.now(), self.claim.touched_at)
        if day_of(at, clock.zone) <= clock.started_on:
            return self.text.end_of(clock.due_at, clock.zone)
        page = self.desk.page(self.claim.id, LOCAL)
        rules = self.desk.store.ruleset(self.claim.rules)
        (fresh,) = turns(self.claim, (start(ClockKind.CONSENT),), rules, page.house, at)
        return self.text.end_of(fresh.due_at or clock.due_at, fresh.zone or clock.zone)

    @property
    def code(self) -> str:
        """The customer's one-time code of this approval, or dots in its place."""
        code = self.desk.customer_code(self.claim)
        if not self.masked:
            return code
        number, _, proof = code.partition("-")
        return f"{number}-" + "".join("-" if char == "-" else "•" for char in proof)
