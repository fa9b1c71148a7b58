"""The one door: a key, a script, an SSH command and a timer all walk through `Desk.submit`."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from cpor_tui.domain import commands as c
from cpor_tui.domain.access import seen_event, seen_note, sees, sees_internal
from cpor_tui.domain.calendar import House, Place
from cpor_tui.domain.claim import Claim, Poe, shown_id
from cpor_tui.domain.deadlines import faces, next_due
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import evolve, fold
from cpor_tui.domain.machine import Scene, allowed, decide
from cpor_tui.domain.names import Phase, Role, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet
from cpor_tui.domain.settle import settle
from cpor_tui.letters import letters
from cpor_tui.pages import Competing, Line, Page, holding
from cpor_tui.poe.kinds import MOST_BYTES, kind_of
from cpor_tui.poe.names import safe_name
from cpor_tui.store import CommentRow, NewComment, Org, Stale, Store

_TRIES = 50
"""How often a command is decided again because somebody else was first. Each try means that another one succeeded."""

_SPOKEN = frozenset({What.ASK, What.REJECT, What.REFUSE_DISPUTE, What.RESUBMIT, What.DISPUTE})
"""Whose notes stand in the comments too: that is how reviewers ask (RULES.md §4)."""

_SETTLE_MOST = 1000
"""How many due claims a list settles before it is read; a sleeping worker's backlog is the worker's."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a command led to. `event` is None when it changed nothing; `replayed`: the answer of an earlier request."""

    claim: Claim
    event: Event | None
    settled: tuple[Event, ...] = ()
    twins: tuple[int, ...] = ()
    """The organisation's own other claims for one of the same workloads: a warning at Submit (RULES.md §6)."""
    replayed: bool = False


class Desk:
    """Everything a person, a script or a timer can do, over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def now(self) -> int:
        """The store's clock, in UTC microseconds."""
        return self.store.clock.now()

    # --- orders ---

    def submit(self, command: c.Command, actor: c.Actor, *, request: str | None = None) -> Accepted:
        """Obeys an order, or raises Refused; settles first what time has done, in the same transaction.

        The same `request` again does nothing twice and gives the first answer; from another actor or for another
        order it is refused.
        """
        digest = _digest(command) if request else ""
        for _ in range(_TRIES):
            try:
                return self._once(command, actor, request, digest)
            except Stale:
                continue
        raise Refused(Code.CONFLICT, "busy")

    def _once(self, command: c.Command, actor: c.Actor, request: str | None, digest: str) -> Accepted:
        refused: Refused | None = None
        accepted: Accepted | None = None
        with self.store.write():
            if request is not None and (known := self.store.answer(request)) is not None:
                return self._replayed(known, actor, digest)
            now = self.now()
            claim: Claim | None = None
            settled: tuple[Event, ...] = ()
            if command.what is not What.CREATE:
                claim = self._visible(command.claim, actor)
                claim, settled = self._settled(claim, now)
            org = self._org(claim.org if claim else _org_of(cast(c.Create, command), actor))
            scene = self._scene(claim, command, actor, org, now)
            try:
                event = decide(claim, command, scene)
            except Refused as no:
                # What time has done stands, whatever became of the order.
                refused = no
            else:
                accepted = self._written(claim, event, scene, org, settled)
                if request is not None:
                    answer = {"claim": accepted.claim.id, "version": accepted.claim.version}
                    answer["seq"] = event.seq if event else 0
                    self.store.keep_answer(request, actor.name, digest, json.dumps(answer), now)
        if refused is not None:
            raise refused
        return cast(Accepted, accepted)

    def _written(
        self, claim: Claim | None, event: Event | None, scene: Scene, org: Org, settled: tuple[Event, ...]
    ) -> Accepted:
        if event is None:
            return Accepted(cast(Claim, claim), None, settled)
        after = self._append(claim, event, org)
        if claim is not None:
            self._follow(claim, after, event, scene, org)
        twins = tuple(self.store.same_org_workload(after)) if event.what is What.SUBMIT else ()
        return Accepted(after, event, settled, twins)

    def _follow(self, claim: Claim, after: Claim, event: Event, scene: Scene, org: Org) -> None:
        """What an event means beyond its own claim."""
        match event.what:
            case What.UNDO:
                # The letter's own state decides, never a clock: what left the house cannot be undone.
                if self.store.void_mails(claim.id, cast(int, event.undoes))[1]:
                    raise Refused(Code.UNDO_EXPIRED)
                if claim.approved_seq is not None:
                    self._tell_others(claim, event, scene.now, "approval-undone")
            case What.APPROVE if scene.approved_elsewhere:
                self._tell_others(after, event, scene.now, "also-approved")
            case What.RENEW:
                copied = _copy(after, scene)
                # The new draft carries the store's rule set, not the old claim's (RULES.md §6).
                fresh = replace(scene, rules=self._rules(self.store.default_rules))
                self._append(None, cast(Event, decide(None, copied, fresh)), org)

    def _tell_others(self, claim: Claim, event: Event, now: int, reason: str) -> None:
        # A second approval stands in both histories, internally: the other partner learns nothing (RULES.md §6).
        for number, _, status, _ in self.store.competing(claim):
            if status is not Status.APPROVED:
                continue
            other = self.store.load(number)
            if other is None:
                continue
            told = Event(
                claim=number,
                seq=other.version + 1,
                at=max(now, other.touched_at),
                recorded_at=now,
                by=event.by,
                side=event.side,
                what=What.NOTE,
                reason=reason,
                facts={"claim": shown_id(claim.id)},
            )
            self._append(other, told, self._org(other.org))

    def _append(self, claim: Claim | None, event: Event, org: Org) -> Claim:
        after = evolve(claim, event)
        comment = None
        if event.note and (event.what in _SPOKEN or event.what in (What.COMMENT, What.NOTE)):
            comment = NewComment(event.note, internal=event.what is What.NOTE)
        mails = letters(self.store, after, org, event)
        self.store.append(claim, after, event, mails=mails, comment=comment)
        return after

    def _replayed(self, known: tuple[str, str, str], actor: c.Actor, digest: str) -> Accepted:
        by, first, answer = known
        if by != actor.name or first != digest:
            raise Refused(Code.CONFLICT, "request")
        kept = json.loads(answer)
        events = [event for event, _ in self.store.events(kept["claim"], limit=kept["version"])]
        event = next((event for event in events if event.seq == kept["seq"]), None)
        return Accepted(fold(events), event, replayed=True)

    # --- time ---

    def settle(self, claim_id: int) -> tuple[Event, ...]:
        """Lets everything that is due on a claim take effect; gives the events, none when nothing was due.

        Raises Refused(calendar_unknown) where a deadline that must follow lies beyond the known years.
        """
        for _ in range(_TRIES):
            try:
                with self.store.write():
                    claim = self.store.load(claim_id)
                    return self._settled(claim, self.now())[1] if claim is not None else ()
            except Stale:
                continue
        raise Refused(Code.CONFLICT, "busy")

    def _settled(self, claim: Claim, now: int) -> tuple[Claim, tuple[Event, ...]]:
        due = next_due(claim)
        if due is None or due > now:
            return claim, ()
        org = self._org(claim.org)
        events: list[Event] = []
        for event, _ in settle(claim, now, self._rules(claim.rules), self._house(org)):
            claim = self._append(claim, event, org)
            events.append(event)
        return claim, tuple(events)

    def told(self, claim_id: int) -> Accepted:
        """The customer's notice was handed to the mail system; the worker says so. Raises Refused when too late."""
        return self.submit(c.CustomerTold(claim=claim_id), c.CLOCK)

    # --- proof ---

    def add_poe(
        self,
        claim_id: int,
        content: bytes,
        name: str,
        actor: c.Actor,
        *,
        note: str | None = None,
        request: str | None = None,
        if_version: int | None = None,
    ) -> Accepted:
        """Archives a file and adds it to the claim. Raises Refused before a byte is kept where it may not be added."""
        poe = self._described(content, name, actor)
        order = c.AddPoe(claim=claim_id, poe=poe, note=note, if_version=if_version)
        self._would_obey(order, actor, request)
        self.store.archive.put(content)
        return self.submit(order, actor, request=request)

    def dispute(
        self,
        claim_id: int,
        actor: c.Actor,
        note: str | None,
        files: Sequence[tuple[str, bytes]] = (),
        *,
        request: str | None = None,
        if_version: int | None = None,
    ) -> Accepted:
        """Disputes a rejection with a justification, new files, or both."""
        poe = tuple(self._described(content, name, actor) for name, content in files)
        order = c.Dispute(claim=claim_id, note=note, poe=poe, if_version=if_version)
        self._would_obey(order, actor, request)
        for _, content in files:
            self.store.archive.put(content)
        return self.submit(order, actor, request=request)

    def poe_bytes(self, claim_id: int, name: str, actor: c.Actor) -> tuple[Poe, bytes]:
        """A file of the claim, by its name or its SHA-256. Raises Refused(not_found)."""
        claim = self._visible(claim_id, actor)
        for poe in claim.poe:
            if name in (poe.name, poe.sha256):
                return poe, self.store.archive.get(poe.sha256)
        raise Refused(Code.NOT_FOUND, "poe", name=name)

    def _described(self, content: bytes, name: str, actor: c.Actor) -> Poe:
        if len(content) > MOST_BYTES:
            raise Refused(Code.BAD_INPUT, "poe-too-big", size=len(content), most=MOST_BYTES)
        kind = kind_of(content)
        if kind is None:
            raise Refused(Code.BAD_INPUT, "poe-empty" if not content else "poe-type", name=safe_name(name))
        return Poe(
            name=safe_name(name),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            type=kind.value,
            added_at=self.now(),
            by=actor.name,
        )

    def _would_obey(self, command: c.Command, actor: c.Actor, request: str | None) -> None:
        """Raises Refused where the order would be, before anything is kept for it; a repeated request has its answer."""
        if request is not None and self.store.answer(request) is not None:
            return
        claim = self._visible(command.claim, actor)
        self.settle(claim.id)
        claim = self._visible(command.claim, actor)
        decide(claim, command, self._scene(claim, command, actor, self._org(claim.org), self.now()))

    # --- the customer ---

    def customer_code(self, claim: Claim) -> str:
        """The one-time code of the present approval: derived, stored nowhere (RULES.md §9)."""
        return f"{claim.id}-{self._proof(claim.id, claim.approved_seq or 0)}"

    def decline(
        self, code: str, actor: c.Actor, *, note: str | None = None, via: str = "", request: str | None = None
    ) -> Accepted:
        """The customer opts out by its code; an operator carries it. Raises Refused(bad_code) for any other code."""
        if actor.role is not Role.OPERATOR:
            raise Refused(Code.NOT_ALLOWED, role=actor.role.value, what=What.DECLINE.value)
        number, _, proof = "".join(code.split()).upper().removeprefix("C-").partition("-")
        claim_id = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
        order = c.Decline(claim=claim_id, note=note, via=via or f"operator:{actor.name}")
        if request is None or self.store.answer(request) is None:
            claim = self.store.load(claim_id)
            seq = (claim.approved_seq if claim is not None else None) or 0
            genuine = hmac.compare_digest(_letters_of(proof), _letters_of(self._proof(claim_id, seq)))
            if not (genuine and seq):
                raise Refused(Code.BAD_CODE)
        return self.submit(order, CUSTOMER, request=request)

    def _proof(self, claim: int, seq: int) -> str:
        digest = hmac.digest(self.store.secret, f"decline:{claim}:{seq}".encode(), "sha256")
        number = int.from_bytes(digest[:8])
        letters_ = "".join(_ALPHABET[number >> shift & 31] for shift in range(0, 60, 5))
        return "-".join(letters_[at : at + 4] for at in range(0, 12, 4))

    # --- reading ---

    def page(self, claim_id: int, actor: c.Actor) -> Page:
        """One claim for one reader, settled. Raises Refused(not_found) for what is not theirs to see."""
        return self.page_of(self._current(claim_id, actor), actor)

    def page_of(self, claim: Claim, actor: c.Actor) -> Page:
        """The page of a claim already in hand."""
        org = self._org(claim.org)
        now = max(self.now(), claim.touched_at)
        scene = self._scene(claim, None, actor, org, now)
        rivals = self.store.competing(claim) if claim.submitted_at is not None else []
        return Page(
            claim=claim,
            actor=actor,
            org=org,
            rules=scene.rules,
            faces=faces(claim, now, scene.house),
            allowed=allowed(claim, scene),
            contested=bool(rivals),
            competing=tuple(
                Competing(number, self._org(rival).name, status, phase)
                for number, rival, status, phase in rivals
            )
            if sees_internal(actor)
            else (),
            taken=holding(claim, now, scene.holder_seen_at, scene.holder_gone),
            now=now,
            office_zone=self.store.office.zone,
            house=scene.house,
        )

    def history(
        self, claim_id: int, actor: c.Actor, *, after: int = 0, limit: int | None = None
    ) -> tuple[Line, ...]:
        """The claim's events as this reader may see them, oldest first."""
        self._current(claim_id, actor)
        return tuple(
            Line(event, digest, seen_note(actor, event))
            for event, digest in self.store.events(claim_id, after=after, limit=limit)
            if seen_event(actor, event)
        )

    def comments(self, claim_id: int, actor: c.Actor) -> tuple[CommentRow, ...]:
        """What was said, oldest first; internal notes for reviewers alone."""
        self._current(claim_id, actor)
        return tuple(self.store.comments(claim_id, internal=sees_internal(actor)))

    def _current(self, claim_id: int, actor: c.Actor) -> Claim:
        claim = self._visible(claim_id, actor)
        due = next_due(claim)
        if due is not None and due <= self.now():
            self.settle(claim_id)
            claim = self._visible(claim_id, actor)
        return claim

    def _visible(self, claim_id: int, actor: c.Actor) -> Claim:
        claim = self.store.load(claim_id)
        if claim is None or not sees(actor, claim):
            raise Refused(Code.NOT_FOUND, claim=shown_id(claim_id))
        return claim

    # --- what a decision looks at ---

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
        if claim.taken is not None and claim.taken.by != actor.name:
            holder = self.store.person(claim.taken.by)
            scene = replace(
                scene,
                holder_seen_at=self.store.seen_at(claim.id, claim.taken.by) or 0,
                holder_gone=holder is None or holder.disabled,
            )
        if what is What.APPROVE:
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
            raise Refused(Code.NOT_FOUND, "org", org=number)
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


CUSTOMER = c.Actor("customer", Role.CUSTOMER)


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that a code can be read out and typed."""


def _letters_of(proof: str) -> bytes:
    plain = proof.replace("-", "").translate(str.maketrans("OIL", "011"))
    return plain.encode()


def _digest(command: c.Command) -> str:
    # The instant at which a file was described is not part of what was ordered.
    if isinstance(command, c.AddPoe):
        command = replace(command, poe=replace(command.poe, added_at=0))
    elif isinstance(command, c.Dispute):
        command = replace(command, poe=tuple(replace(poe, added_at=0) for poe in command.poe))
    return hashlib.sha256(repr(command).encode()).hexdigest()


def _org_of(command: c.Create, actor: c.Actor) -> int:
    org = command.org if actor.role is Role.OPERATOR else actor.org
    if org is None:
        raise Refused(Code.NOT_ALLOWED, role=actor.role.value, what=What.CREATE.value)
    return org


def _alive(claim: Claim) -> bool:
    if claim.status in (Status.DISCARDED, Status.REJECTED_FINAL):
        return False
    return not (claim.status is Status.REJECTED and claim.phase is Phase.CLOSED)


def _copy(claim: Claim, scene: Scene) -> c.Create:
    """The draft that starts anew: the fields copied as far as they still hold, and no PoE (RULES.md §4)."""
    fields = {name: text for name, text in claim.fields.items() if name != "mpn-location"}
    if fields.get("mpn") not in scene.mpns:
        fields.pop("mpn", None)
    known = scene.catalogue.get(claim.area, ())
    return c.Create(
        area=claim.area,
        activity=claim.activity,
        fields=fields,
        products=tuple(product for product in claim.products if product in known),
        renewed_from=claim.id,
    )
