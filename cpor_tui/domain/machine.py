"""Judges an order by its row of the table, and makes its event."""

from __future__ import annotations

from typing import Any, cast

from cpor_tui.domain import commands as c
from cpor_tui.domain.access import sees
from cpor_tui.domain.claim import LEASE, Claim, Mark, shown_id
from cpor_tui.domain.deadlines import turns
from cpor_tui.domain.events import Event
from cpor_tui.domain.fields import message
from cpor_tui.domain.names import PARTNER, REVIEWERS, SIDE_OF, ClockKind, ClockState, Role, Status, What
from cpor_tui.domain.needs import OF_THE_CLAIM, lacks
from cpor_tui.domain.notices import HOLD
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.row import Rule
from cpor_tui.domain.scene import Scene
from cpor_tui.domain.table import RULES

__all__ = ["RULES", "Rule", "Scene", "allowed", "decide", "held", "lacks"]


def decide(claim: Claim | None, command: c.Command, scene: Scene) -> Event | None:
    """The event that the order means, or None when it changes nothing.

    Raises Refused with the first of these that applies (RULES.md §3): not yours to see, not your role, not from this
    status or too late, stale or held, something missing. The claim must have been settled at `scene.now`.
    """
    rule = RULES[command.what]
    if claim is None:
        claim = _unborn(cast(c.Create, command), scene)
    else:
        if refused := _stopped(claim, rule, command, scene):
            raise refused
    for need in rule.needs:
        if refused := need(claim, command, scene):
            raise refused
    told = rule.tells(claim, command, scene) if rule.tells else {}
    if told is None:
        return None
    at = max(scene.now, claim.touched_at)
    to = told.pop("to", rule.to)
    moves = to is not None and to is not claim.status
    if "turns" not in told:
        plans = told.pop("plans", rule.clocks)
        told["turns"] = turns(claim, plans, scene.rules, scene.house, at) if plans else ()
    told.setdefault("note", message(command.note))
    actor = scene.actor
    return Event(
        claim=claim.id,
        seq=claim.version + 1,
        at=at,
        recorded_at=at,
        by=actor.name,
        side=SIDE_OF[actor.role],
        what=command.what,
        frm=claim.status if moves else None,
        to=to if moves else None,
        **told,
    )


def allowed(claim: Claim, scene: Scene) -> tuple[What, ...]:
    """The orders this actor may give now (CLI.md, `allowed`): what is typed with them is not judged."""
    return tuple(
        rule.what
        for rule in RULES.values()
        if rule.what in _BY_PEOPLE
        and _stopped(claim, rule, None, scene) is None
        and all(need(claim, None, scene) is None for need in rule.needs if need in OF_THE_CLAIM)
    )


def held(claim: Claim, scene: Scene) -> Refused | None:
    """The refusal that another reviewer's hold means for this actor, None when the claim is free to them."""
    taken = claim.taken
    if taken is None or taken.by == scene.actor.name or scene.holder_gone:
        return None
    if max(taken.active_at, scene.holder_seen_at) + LEASE <= scene.now:
        return None
    return Refused(Code.HELD, by=taken.by, at=taken.since, what=What.TAKE.value)


def _stopped(claim: Claim, rule: Rule, command: c.Command | None, scene: Scene) -> Refused | None:
    """The first refusal of RULES.md §3 that looks only at who, where, and who was first."""
    actor = scene.actor
    if not sees(actor, claim):
        return Refused(Code.NOT_FOUND, claim=shown_id(claim.id))
    if actor.role not in rule.by:
        return Refused(Code.NOT_ALLOWED, role=actor.role.value, what=rule.what.value)
    if actor.role in REVIEWERS and actor.org is not None and actor.org == claim.org:
        return Refused(Code.OWN_ORGANISATION)
    if rule.what is What.UNDO:
        if refused := _undo_stopped(claim, scene):
            return refused
    elif not rule.holds_in(claim.status, claim.phase, scene.rules):
        return _misplaced(claim, rule, scene)
    if command is not None and command.if_version is not None:
        if command.if_version > claim.version or command.if_version < 1:
            return Refused(Code.BAD_INPUT, "version", given=command.if_version, version=claim.version)
        if claim.material is not None and claim.material.seq > command.if_version:
            return _stale(claim, command.if_version)
    if rule.contended:
        return held(claim, scene)
    return None


def _stale(claim: Claim, seen: int) -> Refused:
    first = claim.decided if claim.decided is not None and claim.decided.seq > seen else None
    code = Code.ALREADY_DECIDED if first is not None else Code.CONFLICT
    return Refused(code, **_first(first or cast(Mark, claim.material)))


def _first(mark: Mark) -> dict[str, Any]:
    return {"by": mark.by, "at": mark.at, "what": mark.what.value}


def _misplaced(claim: Claim, rule: Rule, scene: Scene) -> Refused:
    for lapse in claim.lapses:
        if rule.holds_in(lapse.frm, lapse.phase, scene.rules):
            return Refused(Code.TOO_LATE, at=lapse.at, status=claim.status.value)
    if rule.what is What.DISPUTE and claim.status in (Status.REJECTED, Status.REJECTED_FINAL):
        window = claim.clock(ClockKind.WINDOW)
        # A dispute refused after the window's end closed it in that event; a second one comes too late.
        if not scene.rules.final and window is not None and window.state is ClockState.PASSED:
            return Refused(Code.TOO_LATE, at=window.due_at, status=claim.status.value)
        return Refused(Code.NOT_DISPUTABLE, status=claim.status.value)
    mark = claim.material
    who = _first(mark) if mark is not None else {}
    return Refused(
        Code.WRONG_STATUS,
        status=claim.status.value,
        phase=claim.phase.value if claim.phase else None,
        order=rule.what.value,
        **who,
    )


def _undo_stopped(claim: Claim, scene: Scene) -> Refused | None:
    if claim.decided is None:
        return Refused(Code.WRONG_STATUS, "nothing-to-undo", status=claim.status.value, order="undo")
    if claim.decided.by != scene.actor.name:
        return Refused(Code.NOT_ALLOWED, "undo", by=claim.decided.by)
    if claim.before is None or scene.now >= claim.decided.at + HOLD:
        return Refused(Code.UNDO_EXPIRED)
    return None


def _unborn(command: c.Create, scene: Scene) -> Claim:
    """A claim that does not exist yet, so that Create goes the way of every order."""
    actor = scene.actor
    org = command.org if actor.role is Role.OPERATOR else actor.org
    if actor.role not in RULES[What.CREATE].by or org is None:
        raise Refused(Code.NOT_ALLOWED, role=actor.role.value, what=What.CREATE.value)
    return Claim(
        id=scene.new_claim,
        org=org,
        area=command.area,
        activity=command.activity,
        rules=scene.rules.name,
        created_at=scene.now,
        created_by=actor.name,
        touched_at=scene.now,
    )


_BY_PEOPLE = frozenset(
    rule.what for rule in RULES.values() if rule.by & (PARTNER | REVIEWERS) and rule.what is not What.CREATE
)
"""Create apart: it has no claim yet that could allow it."""
