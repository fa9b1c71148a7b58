"""Loads a claim, settles what time has done to it, and appends what happened: the steps every order goes through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from cpor_tui.domain import commands as c
from cpor_tui.domain.access import sees
from cpor_tui.domain.calendar import House, Place
from cpor_tui.domain.claim import Claim, shown_id
from cpor_tui.domain.copying import replace
from cpor_tui.domain.deadlines import next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.machine import RULES, Scene
from cpor_tui.domain.names import PARTNER, REVIEWERS, Phase, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet
from cpor_tui.domain.settle import settle
from cpor_tui.letters import letters
from cpor_tui.limits import Limits
from cpor_tui.store import NewComment, Org, Stale, Step, Store

TRIES = 50
"""How often something is decided again because somebody else was first; each time another one succeeded."""

_SPOKEN = frozenset(
    {What.COMMENT, What.NOTE, What.ASK, What.REJECT, What.REFUSE_DISPUTE, What.RESUBMIT, What.DISPUTE}
)
"""Whose notes stand in the comments: that is how reviewers ask (RULES.md §4)."""


class Ledger:
    """One store's claims, each settled before it is looked at or changed."""

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        """`limits`: what named persons may use up; without, only guessing of codes is bounded."""
        self.store = store
        self.limits = limits

    def now(self) -> int:
        """The store's clock, in UTC microseconds."""
        return self.store.clock.now()

    def settle(self, claim_id: int) -> tuple[Event, ...]:
        """Lets everything that is due on a claim take effect; gives the events, none when nothing was due.

        Raises Refused(calendar_unknown) where a deadline that must follow lies beyond the known years.
        """
        for _ in range(TRIES):
            try:
                with self.store.write():
                    claim = self.store.load(claim_id)
                    return self._settled(claim, self.now())[1] if claim is not None else ()
            except Stale:
                continue
        raise Refused(Code.CONFLICT, "busy")

    def settle_all(self, claims: Sequence[int]) -> list[tuple[Event, ...]]:
        """Lets everything that is due on several claims take effect, in one transaction; gives each one's events.

        Raises Refused, and Stale, where `settle` would for any of them; then nothing has happened to the others either.
        """
        with self.store.write():
            now = self.now()
            found = [self.store.load(claim) for claim in claims]
            return [self._settled(claim, now)[1] if claim is not None else () for claim in found]

    def _settled(self, claim: Claim, now: int) -> tuple[Claim, tuple[Event, ...]]:
        due = next_due(claim)
        if due is None or due > now:
            return claim, ()
        org = self._org(claim.org)
        happened = settle(claim, now, self._rules(claim.rules), self._house(org))
        steps = [self._step(event, after, org) for event, after in happened]
        self.store.append_all(claim, steps)
        return steps[-1].after, tuple(step.event for step in steps)

    def _visible(self, claim_id: int, actor: c.Actor) -> Claim:
        # Who may see it is part of the query too: another's claim must not take longer than none (DESIGN.md, Danger).
        claim = self.store.load(
            claim_id,
            org=(actor.org or 0) if actor.role in PARTNER else None,
            submitted=actor.role in REVIEWERS,
        )
        if claim is None or not sees(actor, claim):
            raise Refused(Code.NOT_FOUND, claim=shown_id(claim_id))
        return claim

    def _append(self, claim: Claim | None, event: Event, org: Org) -> Claim:
        after = evolve(claim, event)
        self.store.append_all(claim, (self._step(event, after, org),))
        if event.what is not What.REMOVE_POE:
            for poe in event.poe:
                if text := self.store.poe_text(poe.sha256):
                    self.store.index_poe(after.id, poe.sha256, text)
        return after

    def _step(self, event: Event, after: Claim, org: Org) -> Step:
        return Step(event, after, spoken(event), letters(self.store, after, org, event))

    def _scene(
        self, claim: Claim | None, command: c.Command | None, actor: c.Actor, org: Org, now: int
    ) -> Scene:
        what = command.what if command is not None else None
        fresh = claim is None or (claim.status is Status.EDITING and what in (What.SUBMIT, None))
        rules = self._rules(self.store.default_rules if fresh else cast(Claim, claim).rules)
        scene = Scene(now=now, actor=actor, rules=rules, house=self._house(org))
        if what in (What.CREATE, What.EDIT, What.RENEW):
            scene = replace(scene, mpns=org.mpn, catalogue=self.store.catalogue())
        if what in (What.CREATE, What.RENEW):
            scene = replace(scene, new_claim=self.store.new_claim_id())
        if claim is None:
            return scene
        if claim.taken is not None and (what is None or RULES[what].contended):
            holder = self.store.person(claim.taken.by)
            scene = replace(
                scene,
                holder_seen_at=self.store.seen_at(claim.id, claim.taken.by) or 0,
                holder_gone=holder is None or holder.disabled,
            )
        if what is What.APPROVE:
            self.store.contend(claim)
            rivals = self.store.competing(claim)
            approved = tuple(number for number, _, status, _ in rivals if status is Status.APPROVED)
            scene = replace(scene, approved_elsewhere=approved)
        if claim.renewed_as is not None and what in (What.RENEW, None):
            renewal = self.store.load(claim.renewed_as)
            scene = replace(scene, renewal_alive=renewal is not None and _alive(renewal))
        if isinstance(command, c.Assign):
            person = self.store.person(command.to)
            if person is not None and not person.disabled:
                scene = replace(scene, assignee=c.Actor(person.name, person.role, person.org))
        return scene

    def _org(self, number: int) -> Org:
        org = self.store.org(number)
        if org is None:
            raise Refused(Code.NOT_FOUND, "org", name=number)
        return org

    def _rules(self, name: str) -> RuleSet:
        return self.store.ruleset(name)

    def _house(self, org: Org) -> House:
        office = self.store.office
        return House(
            Place(office.zone, self.store.calendar(office.place)),
            Place(org.zone, self.store.calendar(org.place)),
            self.store.calendar,
        )


def spoken(event: Event) -> NewComment | None:
    """What the event adds to the comments, or None."""
    if event.note and event.what in _SPOKEN:
        return NewComment(event.note, internal=event.what is What.NOTE)
    return None


def _alive(claim: Claim) -> bool:
    if claim.status in (Status.DISCARDED, Status.REJECTED_FINAL):
        return False
    return not (claim.status is Status.REJECTED and claim.phase is Phase.CLOSED)
