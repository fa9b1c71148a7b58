"""Tells whole lives of claims line by line: each event with all that it fixed, each refusal with all that it says.

Regenerate after a change of what events or refusals say, and read the diff: python -m tests.domain.lives
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import House, moment
from cpor_tui.domain.claim import Poe
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.deadlines import face, next_due, promise
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import fold
from cpor_tui.domain.machine import lacks
from cpor_tui.domain.names import Activity, Area, ClockKind
from cpor_tui.domain.notices import readers
from cpor_tui.domain.refusals import Refused
from tests.support import house
from tests.support.house import (
    ASK,
    COLLEAGUE,
    CUSTOMER,
    DISPUTE,
    INSIDER,
    LEAD,
    OPERATOR,
    PARTNER,
    REFUSE,
    REJECT,
    REVIEWER,
    RIVAL,
    VIEWER,
    WITHDRAW,
    Life,
    a_file,
    a_house,
    calendar,
    fields_for,
)

GOLDEN = Path(__file__).with_name("lives.txt")
SALES = "Dynamics 365 Sales"
APART = a_house()
"""New York reviews, Seoul claims: holidays and midnights differ."""


class Told(Life):
    """A life that writes down what became of every order."""

    def __init__(self, rules: str = "2020", house: House = APART, **more: Any) -> None:
        super().__init__(rules, house, **more)
        self.lines: list[str] = []
        self.said = 0

    def order(self, order: c.Command, actor: Actor, **more: Any) -> Told:
        """Gives an order, and writes down its event, its refusal, or that nothing changed."""
        try:
            event = self.give(order, actor, **more)
        except Refused as no:
            self.tell()
            self.lines.append(
                f"  {order.what} by {actor.name}: no, {no.code}/{no.why} exit {no.exit} {_said(no.details)}"
            )
        else:
            self.tell()
            if event is None:
                self.lines.append(f"  {order.what} by {actor.name}: nothing changed")
        return self

    def tell(self) -> Told:
        """Writes down what has happened since, and to whom it is said."""
        while self.said < len(self.events):
            event = self.events[self.said]
            self.said += 1
            self.lines.extend(_event(event))
            claim = fold(self.events[: self.said])
            self.lines += [
                f"      tells {one.to} of {one.letter}{', held' if one.held else ''}"
                for one in readers(claim, event)
            ]
        return self

    def stands(self) -> Told:
        """Writes down how the claim stands, and how its clocks explain themselves."""
        self.look()
        self.tell()
        shown = {field.name: getattr(self.claim, field.name) for field in fields(self.claim)}
        for big in (
            "id",
            "org",
            "area",
            "activity",
            "created_at",
            "created_by",
            "fields",
            "clocks",
            "before",
        ):
            del shown[big]
        self.lines.append(
            f"  stands {_said({name: value for name, value in shown.items() if value not in (None, (), 0, {})})}"
        )
        self.lines.append(f"    lacks {_said(lacks(self.claim))}, due {_when(next_due(self.claim))}")
        owed = promise(self.claim)
        self.lines.append(f"    owes {owed.kind if owed else 'nothing'}")
        for clock in self.claim.clocks:
            one = face(clock, self.now, self.house)
            days = "".join(
                {"counts": "+", "weekend": "w", "holiday": "h", "paused": "p", "part-day": "."}[day.why]
                for day in one.days
            )
            self.lines.append(
                f"    {clock.kind} {one.state} {one.used}/{clock.limit}{clock.unit} until {clock.due_on}: {days}"
            )
        return self


def _event(event: Event) -> Iterator[str]:
    moved = f" {event.frm} > {event.to}" if event.to else ""
    late = f" (noticed {_when(event.recorded_at)})" if event.recorded_at != event.at else ""
    more = {
        "reason": event.reason,
        "note": event.note,
        "undoes": event.undoes,
        "poe": [poe.name for poe in event.poe],
    }
    said = {
        name: value
        for name, value in {**more, **{f"{k}*": v for k, v in event.changes.items()}, **event.facts}.items()
        if value is not None and value != []
    }
    yield f"  {event.seq} {_when(event.at)}{late} {event.by} ({event.side}) {event.what}{moved} {_said(said)}".rstrip()
    for turn in event.turns:
        shown = {field.name: getattr(turn, field.name) for field in fields(turn)}
        kind, act = shown.pop("kind"), shown.pop("act")
        shown["remind_at"] = list(shown["remind_at"]) or None
        yield f"      {act} {kind}: {_said({name: value for name, value in shown.items() if value is not None})}"


def _when(at: int | None) -> str:
    return "never" if at is None else moment(at).isoformat().removesuffix("+00:00")


def _said(value: Any) -> str:
    match value:
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case Poe():
            return value.name
        case Mapping():
            return ", ".join(f"{name}={_said(one)}" for name, one in value.items())
        case list() | tuple() | frozenset():
            return "[" + "; ".join(_said(one) for one in value) + "]"
        case int() if value > 10**14:
            return _when(value)
        case _ if hasattr(value, "__dataclass_fields__"):
            return "{" + _said({field.name: getattr(value, field.name) for field in fields(value)}) + "}"
    return repr(value)


def eligible() -> Told:
    """From the first word to the earnings, with everything that may go wrong on the way."""
    life = Told()
    for actor in (VIEWER, REVIEWER):
        life.order(c.Create(area=Area.BUSINESS_APPLICATIONS, activity=Activity.USAGE), actor)
    life.order(c.Create(area=Area.MICROSOFT_365, activity=Activity.PRE_SALES), PARTNER)
    life.order(
        c.Create(area=Area.BUSINESS_APPLICATIONS, activity=Activity.USAGE, fields={"seller": "Sam"}), PARTNER
    )
    life.order(
        c.Create(area=Area.BUSINESS_APPLICATIONS, activity=Activity.USAGE, products=("Excel",)), PARTNER
    )
    life.order(
        c.Create(area=Area.BUSINESS_APPLICATIONS, activity=Activity.USAGE, products=("power bi", "Power BI")),
        PARTNER,
        mpns={"4711001": "Seoul"},
    ).stands()
    life.order(c.Submit(), RIVAL).order(c.Submit(), REVIEWER).order(c.Submit(), VIEWER).order(
        c.Submit(), PARTNER
    )
    every = fields_for(Area.BUSINESS_APPLICATIONS, Activity.USAGE)
    life.order(c.Edit(set=every, add_products=(SALES.upper(),), note=" first "), PARTNER)
    life.order(c.Edit(set=every), PARTNER).order(c.Edit(set=every, note="Nothing"), PARTNER)
    for name, text in (
        ("colour", "red"),
        ("name", "x" * 201),
        ("tenant", "7"),
        ("domain", "-"),
        ("mpn", "1"),
    ):
        life.order(c.Edit(set={name: text}), PARTNER)
    for name in ("customer-email", "customer-lang", "area", "activity"):
        life.order(c.Edit(set={name: "fr"}), PARTNER)
    life.order(c.Edit(set={"customer-lang": "ko", "mpn": "4711002"}), PARTNER)
    life.order(c.Edit(remove_products=("Excel",)), PARTNER).order(c.Edit(add_products=("Excel",)), PARTNER)
    life.order(c.RemovePoe(name="none.pdf"), PARTNER)
    for name, content in (
        ("a.pdf", "1"),
        ("a.pdf", "2"),
        ("a.pdf", "1"),
        ("a.pdf", "3"),
        (".eml", "4"),
        (".eml", "5"),
    ):
        life.order(c.AddPoe(poe=a_file(name, content)), PARTNER)
    life.order(c.RemovePoe(name="a (2).pdf"), PARTNER).stands()
    life.wait(hours=3).order(c.Submit(if_version=0), PARTNER).order(c.Submit(if_version=99), PARTNER)
    life.order(c.Submit(note="x" * 10_001), PARTNER).order(c.Submit(note="Please\x1b look"), PARTNER)
    life.order(c.Edit(set={"name": "Else"}), PARTNER).order(c.Edit(set={"partner-contact": ""}), PARTNER)
    life.order(c.Edit(remove_products=(SALES, "Power BI")), PARTNER).order(c.Discard(), PARTNER)
    life.order(c.Watch(), PARTNER).order(c.Watch(), PARTNER).order(c.Watch(on=False), PARTNER)
    life.order(c.Take(), INSIDER).order(c.Release(), COLLEAGUE).order(c.Take(), COLLEAGUE)
    life.wait(minutes=1).order(c.Take(), COLLEAGUE).order(c.Start(), REVIEWER).order(c.Release(), REVIEWER)
    life.order(c.Start(), REVIEWER, holder_gone=True).order(c.TakeOver(), LEAD).order(
        c.TakeOver(note="Ill"), LEAD
    )
    life.order(c.Assign(to="x"), LEAD, assignee=None).order(c.Assign(to="minjun"), LEAD, assignee=PARTNER)
    life.order(c.Assign(to="ines"), LEAD, assignee=INSIDER).order(
        c.Assign(to="dana"), LEAD, assignee=REVIEWER
    )
    life.order(c.Tick(point="beauty"), REVIEWER).order(c.Tick(point="missing-products"), REVIEWER)
    life.order(c.Tick(point="missing-products"), REVIEWER).order(
        c.Tick(point="missing-products", on=False), REVIEWER
    )
    life.order(c.Comment(text=" "), REVIEWER).order(c.Comment(text="Good day"), REVIEWER).order(
        c.Note(), LEAD
    )
    life.order(c.Note(text="Odd"), LEAD).order(c.Ask(note="?"), REVIEWER).order(
        c.Ask(reasons=("ugly",)), REVIEWER
    )
    life.order(replace(ASK, drop_products=("Excel",)), REVIEWER).order(c.Ask(reasons=ASK.reasons), REVIEWER)
    life.order(
        c.Ask(
            reasons=("missing-products", "missing-or-old-dates"),
            note="Why?",
            drop_products=("power bi", "Power BI"),
        ),
        REVIEWER,
    )
    life.order(c.Undo(), COLLEAGUE).order(c.Undo(), REVIEWER).order(c.Undo(), REVIEWER).order(
        ASK, REVIEWER
    ).stands()
    life.wait(seconds=20).order(c.Undo(), REVIEWER).order(c.Approve(), REVIEWER)
    life.order(c.Resubmit(), PARTNER).order(c.Comment(text="Wait"), PARTNER).wait(days=4).order(
        c.Resubmit(), PARTNER
    )
    life.stands().order(c.Approve(if_version=3), REVIEWER).order(
        c.Approve(), REVIEWER, approved_elsewhere=(77,)
    )
    life.order(c.Approve(note="Both"), REVIEWER, approved_elsewhere=(77,)).stands()
    life.order(c.Reject(if_version=4), COLLEAGUE).order(c.Decline(), OPERATOR).order(c.Dispute(), PARTNER)
    life.order(c.Assess(outcome="eligible"), OPERATOR).order(c.CustomerTold(), PARTNER)
    life.wait(days=2).order(c.CustomerTold(), c.CLOCK).order(c.CustomerTold(), c.CLOCK).stands()
    life.run_out(ClockKind.CONSENT)
    life.order(c.Decline(via="reply"), CUSTOMER).order(c.CustomerTold(), c.CLOCK)
    life.order(c.Earn(lines=({"line": "1", "amount": "1"},)), OPERATOR).order(
        c.Assess(outcome="great"), OPERATOR
    )
    life.order(c.Assess(outcome="not-eligible"), OPERATOR).order(
        c.Assess(outcome="not-eligible", reason="Late", at=7), OPERATOR
    )
    life.order(c.Earn(lines=({"line": "1", "amount": "1"},)), OPERATOR).order(
        c.Assess(outcome="eligible"), OPERATOR
    )
    lines = ({"line": "1", "amount": "1"}, {"line": "2", "amount": "2"})
    life.order(c.Earn(lines=lines), OPERATOR).order(c.Earn(lines=lines), OPERATOR)
    life.order(c.Earn(lines=(lines[0], {"line": "2", "amount": "3"})), OPERATOR)
    life.order(c.Earn(gone=("1", "9")), OPERATOR).order(c.Earn(gone=("9",)), OPERATOR)
    return life.order(c.Renew(), PARTNER).stands()


def disputed(rules: str) -> Told:
    """Rejected, disputed, asked again, disputed in vain, closed, begun anew."""
    life = Told(rules)
    life.in_review()
    life.order(c.Reject(note="?"), REVIEWER).order(c.Reject(reason="ugly", note="?"), REVIEWER)
    life.order(c.Reject(reason="poe-unavailable"), REVIEWER).order(REJECT, REVIEWER).stands()
    life.order(c.Dispute(), PARTNER).wait(days=1).order(c.Dispute(poe=(a_file("b.pdf"),)), PARTNER)
    life.order(c.RefuseDispute(), REVIEWER).order(ASK, REVIEWER).wait(days=2)
    life.order(c.Edit(set={"partner-contact": "Else"}), PARTNER).order(c.Resubmit(), PARTNER).stands()
    life.order(REFUSE, REVIEWER).order(c.Dispute(note="Again"), PARTNER).stands().wait(days=40)
    life.order(c.Renew(), PARTNER).order(c.Renew(), PARTNER, renewal_alive=True).order(DISPUTE, PARTNER)
    return life.order(c.Renew(), PARTNER).stands()


def lost_late(rules: str) -> Told:
    """A dispute that is answered after its window; warnings that fell due meanwhile are not sent."""
    life = Told(rules)
    life.rejected()
    life.wait(days=20).order(DISPUTE, PARTNER).wait(days=25).stands().order(REFUSE, REVIEWER)
    return life.order(DISPUTE, PARTNER).stands()


def unanswered(rules: str) -> Told:
    """Nobody answers: with every reminder; from a dispute, it is lost."""
    life = Told(rules)
    life.asked()
    life.ring()
    life.ring()
    life.ring()
    life.order(c.Resubmit(note="Sorry"), PARTNER).stands().order(DISPUTE, PARTNER).order(ASK, REVIEWER)
    return life.wait(days=60).stands()


def missed(rules: str) -> Told:
    """Every promise of the office is missed; then the claim is approved, and the customer opts out."""
    life = Told(rules)
    life.submitted()
    life.wait(days=30).order(c.Start(), REVIEWER).order(c.Release(), REVIEWER).wait(days=30).order(
        ASK, REVIEWER
    ).order(c.Resubmit(note="So"), PARTNER)
    life.stands().order(c.Approve(), REVIEWER).order(c.CustomerTold(), c.CLOCK).order(
        c.Decline(via="reply", note="No"), CUSTOMER
    )
    return life.order(DISPUTE, PARTNER).wait(days=30).stands().order(c.Approve(note="Yes"), REVIEWER).stands()


def withdrawn(rules: str) -> Told:
    """Taken back while it was reviewed."""
    life = Told(rules)
    life.in_review()
    life.order(c.Withdraw(), PARTNER).order(c.Withdraw(reason="ugly"), PARTNER).order(
        c.Withdraw(reason="other"), PARTNER
    )
    life.order(WITHDRAW, house.USER).order(c.Withdraw(reason="other", note="Oh"), PARTNER).order(
        DISPUTE, PARTNER
    )
    return life.stands()


def closed(rules: str) -> Told:
    """A rejection that nobody disputes is closed, and begun anew."""
    life = Told(rules)
    life.closed()
    life.order(DISPUTE, PARTNER).order(c.Renew(), VIEWER).order(c.Renew(), PARTNER)
    life.order(c.Renew(), PARTNER, renewal_alive=True).order(c.Renew(), PARTNER)
    return life.stands()


def thrown_away() -> Told:
    """A draft that was not worth it."""
    life = Told()
    life.draft()
    return (
        life.order(c.Discard(if_version=1), PARTNER)
        .order(c.Discard(), PARTNER)
        .order(c.Discard(), PARTNER)
        .stands()
    )


def final_at_once() -> Told:
    """2023: a rejection after the one dispute is final."""
    life = Told("2023")
    life.disputed()
    life.order(c.Approve(), REVIEWER).order(c.CustomerTold(), c.CLOCK).order(c.Decline(), CUSTOMER).order(
        DISPUTE, PARTNER
    )
    return life.stands()


def recalculated() -> Told:
    """A calendar changes under running clocks."""
    wider = calendar("KR", revision=2, also=(date(2026, 3, 5), date(2026, 3, 6)))
    life = Told(house=a_house(("Asia/Seoul", calendar("KR")), ("Asia/Seoul", calendar("KR"))))
    life.asked()
    life.order(c.Recalculate(), OPERATOR)
    life.house = a_house(("Asia/Seoul", wider), ("Asia/Seoul", wider), calendar("KR"))
    life.wait(days=1).order(c.Recalculate(), REVIEWER).order(c.Recalculate(), OPERATOR).order(
        c.Recalculate(), OPERATOR
    )
    return life.wait(days=3).order(c.Resubmit(note="Here"), PARTNER).stands()


STORIES: dict[str, Callable[[], Told]] = {
    "from the first word to the earnings": eligible,
    **{
        f"{name}, {rules}": lambda tell=tell, rules=rules: tell(rules)  # type: ignore[misc]
        for name, tell in (
            ("disputed in vain", disputed),
            ("a dispute lost after its window", lost_late),
            ("never answered", unanswered),
            ("every promise missed", missed),
            ("taken back", withdrawn),
            ("never disputed", closed),
        )
        for rules in ("2020", "2023")
    },
    "final at once": final_at_once,
    "thrown away": thrown_away,
    "a calendar changes": recalculated,
}


def text() -> str:
    """All stories."""
    return (
        "\n".join(line for name, story in STORIES.items() for line in (f"{name}:", *story().tell().lines))
        + "\n"
    )


if __name__ == "__main__":
    GOLDEN.write_text(text(), "utf-8")
