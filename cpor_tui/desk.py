"""The one door: a key, a script, an SSH command and a timer all walk through `Desk.submit`."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim, Poe, shown_id
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import fold
from cpor_tui.domain.machine import Scene, decide
from cpor_tui.domain.names import REVIEWERS, Role, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.ledger import TRIES
from cpor_tui.limits import Limits
from cpor_tui.pages import Page
from cpor_tui.poe.kinds import MOST_BYTES, Part, kind_of
from cpor_tui.poe.names import safe_name
from cpor_tui.reading import Reading
from cpor_tui.readings import read, searchable
from cpor_tui.store import Org, Stale


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a command led to. `event` is None when it changed nothing; `replayed`: the answer of an earlier request."""

    claim: Claim
    event: Event | None
    settled: tuple[Event, ...] = ()
    twins: tuple[int, ...] = ()
    """The organisation's own other claims for one of the same workloads: a warning at Submit (RULES.md §6)."""
    replayed: bool = False


class _Settled(Exception):
    """The order was refused after what time had done was written, and with it what the order cost its giver."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused)
        self.refused = refused


class Desk(Reading):
    """Everything a person, a script or a timer can do, over one store."""

    _read = False
    """Whether what every order needs has been read."""

    # --- orders ---

    def submit(self, command: c.Command, actor: c.Actor, *, request: str | None = None) -> Accepted:
        """Obeys an order, or raises Refused; settles first what time has done, in the same transaction.

        The same `request` again does nothing twice and gives the first answer; from another actor or for another
        order it is refused.
        """
        digest = _digest(command) if request else ""
        self._read_ahead(command, actor)
        for _ in range(TRIES):
            try:
                return self._once(command, actor, request, digest)
            except Stale:
                continue
            except _Settled as after:
                raise after.refused from None
            except Refused as no:
                if self.limits is not None:
                    # Its transaction was undone, and what it had cost with it.
                    self.limits.refused(self.store, actor, no)
                raise
        raise Refused(Code.CONFLICT, "busy")

    def _read_ahead(self, command: c.Command, actor: c.Actor) -> None:
        """Read what a program's first order needs and the next ones remember, before all who write wait for it."""
        if self._read:
            return
        self._read = True
        # What is refused here is refused again where it is ordered.
        with suppress(Refused, Stale), self.store.read():
            claim = self._visible(command.claim, actor) if command.what is not What.CREATE else None
            org = self._org(claim.org if claim else _org_of(cast(c.Create, command), actor))
            self._scene(claim, None, actor, org, self.now())

    def _once(self, command: c.Command, actor: c.Actor, request: str | None, digest: str) -> Accepted:
        refused: Refused | None = None
        accepted: Accepted | None = None
        with self.store.write():
            if request is not None and (known := self.store.answer(request)) is not None:
                return self._replayed(known, actor, digest)
            if self.limits is not None:
                self.limits.order(self.store, actor)
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
                if self.limits is not None:
                    # Weighed again where it is added: another file may have come since this one was archived.
                    self.limits.room(self.store, actor, org.id, _files_of(command))
            except Refused as no:
                if not settled:
                    raise
                # What time has done stands, whatever became of the order.
                refused = no
            else:
                accepted = self._written(claim, event, scene, org, settled)
                if request is not None:
                    answer = {"claim": accepted.claim.id, "version": accepted.claim.version}
                    answer["seq"] = event.seq if event else 0
                    self.store.keep_answer(request, actor.name, digest, json.dumps(answer), now)
        if refused is not None:
            raise _Settled(refused)
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
            # What time has done to it comes before what happens to it now, as for every order.
            other, _ = self._settled(other, now)
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

    def _replayed(self, known: tuple[str, str, str], actor: c.Actor, digest: str) -> Accepted:
        by, first, answer = known
        if by != actor.name or first != digest:
            raise Refused(Code.CONFLICT, "request")
        kept = json.loads(answer)
        events = [event for event, _ in self.store.events(kept["claim"], limit=kept["version"])]
        event = next((event for event in events if event.seq == kept["seq"]), None)
        return Accepted(fold(events), event, replayed=True)

    def next(self, actor: c.Actor, *, take: bool = False, request: str | None = None) -> Page | None:
        """The most urgent claim that is free to this reviewer, taken if asked; None when there is none."""
        if actor.role not in REVIEWERS:
            raise Refused(Code.NOT_ALLOWED, role=actor.role.value, what=What.TAKE.value)
        if request is not None and (known := self.store.answer(request)) is not None:
            return self.page(self._taken_before(known, actor), actor)
        for row in self.queue("free", actor, count=50):
            try:
                if What.TAKE not in self.page(row.id, actor).allowed:
                    continue
                if take:
                    self.submit(c.Take(claim=row.id), actor, request=request)
            except Refused as no:
                if no.code in _PASSED_BY:
                    continue
                raise
            return self.page(row.id, actor)
        return None

    def _taken_before(self, known: tuple[str, str, str], actor: c.Actor) -> int:
        by, first, answer = known
        kept = json.loads(answer)
        claim = kept.get("claim") if isinstance(kept, dict) else None
        if by != actor.name or not isinstance(claim, int) or first != _digest(c.Take(claim=claim)):
            raise Refused(Code.CONFLICT, "request")
        return claim

    # --- the worker's word ---

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
        if not self._repeated(request):
            self._would_obey(order, actor)
            order = replace(order, poe=self._archived(poe, content))
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
        if not self._repeated(request):
            self._would_obey(order, actor)
            kept = tuple(self._archived(one, content) for one, (_, content) in zip(poe, files, strict=True))
            order = replace(order, poe=kept)
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

    def _archived(self, poe: Poe, content: bytes) -> Poe:
        """Keep a file before anything names it, and read it once, so that it can be searched for."""
        self.store.archive.put(content)
        reading = read(content)
        self.store.keep_poe_text(poe.sha256, searchable(reading), self.now())
        pages = sum(page.part is Part.BODY and not page.source for page in reading.pages)
        return replace(poe, pages=pages or None)

    def found_text(self, claim_id: int, sha256: str, text: str) -> None:
        """More of a file could be read than when it came: a scan was recognised, and is searched for from now on."""
        with self.store.write():
            self.store.keep_poe_text(sha256, text, self.now())
            self.store.index_poe(claim_id, sha256, text)

    def _repeated(self, request: str | None) -> bool:
        # What was answered before is answered again, or refused as somebody else's: nothing more is kept for it.
        return request is not None and self.store.answer(request) is not None

    def _would_obey(self, command: c.Command, actor: c.Actor) -> None:
        """Raises Refused where the order would be, before anything is kept for it."""
        claim = self._visible(command.claim, actor)
        self.settle(claim.id)
        claim = self._visible(command.claim, actor)
        decide(claim, command, self._scene(claim, command, actor, self._org(claim.org), self.now()))
        if self.limits is not None:
            self.limits.upload(self.store, actor, claim.org, _files_of(command))

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
        if not self._repeated(request):
            claim = self.store.load(claim_id)
            seq = (claim.approved_seq if claim is not None else None) or 0
            bounds = self.limits or _BOUNDS
            bounds.still(self.store, "codes", actor.name)
            genuine = hmac.compare_digest(_letters_of(proof), _letters_of(self._proof(claim_id, seq)))
            if not (genuine and seq):
                bounds.spend(self.store, "codes", actor.name)
                raise Refused(Code.BAD_CODE)
        return self.submit(order, CUSTOMER, request=request)

    def _proof(self, claim: int, seq: int) -> str:
        digest = hmac.digest(self.store.secret, f"decline:{claim}:{seq}".encode(), "sha256")
        number = int.from_bytes(digest[:8])
        letters_ = "".join(_ALPHABET[number >> shift & 31] for shift in range(0, 60, 5))
        return "-".join(letters_[at : at + 4] for at in range(0, 12, 4))


CUSTOMER = c.Actor("customer", Role.CUSTOMER)

_PASSED_BY = frozenset({Code.HELD, Code.WRONG_STATUS, Code.CONFLICT, Code.CALENDAR_UNKNOWN})
"""Why the next claim of the queue is offered instead: somebody was quicker, or this one cannot be settled."""

_BOUNDS = Limits()
"""How much guessing there may be where nobody said."""


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that a code can be read out and typed."""


def _letters_of(proof: str) -> bytes:
    plain = proof.replace("-", "").translate(str.maketrans("OIL", "011"))
    return plain.encode()


def _digest(command: c.Command) -> str:
    # When a file was described, and how far it could be read, is not part of what was ordered.
    if isinstance(command, c.AddPoe):
        command = replace(command, poe=replace(command.poe, added_at=0, pages=None))
    elif isinstance(command, c.Dispute):
        command = replace(command, poe=tuple(replace(poe, added_at=0, pages=None) for poe in command.poe))
    return hashlib.sha256(repr(command).encode()).hexdigest()


def _files_of(command: c.Command) -> tuple[Poe, ...]:
    if isinstance(command, c.AddPoe):
        return (command.poe,)
    return command.poe if isinstance(command, c.Dispute) else ()


def _org_of(command: c.Create, actor: c.Actor) -> int:
    org = command.org if actor.role is Role.OPERATOR else actor.org
    if org is None:
        raise Refused(Code.NOT_ALLOWED, role=actor.role.value, what=What.CREATE.value)
    return org


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
