"""Folds events into a claim: what was decided is only applied here, never judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cpor_tui.domain.claim import (
    Asked,
    Assessment,
    Claim,
    Clock,
    Disputed,
    Lapse,
    Mark,
    Rejection,
    Stretch,
    Taken,
)
from cpor_tui.domain.copying import replace
from cpor_tui.domain.events import Act, Event, Turn
from cpor_tui.domain.names import Activity, Area, ClockKind, ClockState, Phase, Side, Status, What

DECISIONS = frozenset({What.ASK, What.APPROVE, What.REJECT, What.REFUSE_DISPUTE})
"""What a reviewer decides: held for a while, and undoable (RULES.md §4, Undo)."""

_MATERIAL = frozenset({What.CREATE, What.EDIT})
_LAPSES = frozenset({What.NO_ANSWER, What.CONSENT_PASSED, What.WINDOW_CLOSED})
_REJECTING = frozenset({What.REJECT, What.REFUSE_DISPUTE, What.NO_ANSWER, What.DECLINE, What.WITHDRAW})
_ENDS = {
    Act.MEET: ClockState.MET,
    Act.MISS: ClockState.MISSED,
    Act.PASS: ClockState.PASSED,
    Act.VOID: ClockState.VOID,
}


def fold(events: Iterable[Event]) -> Claim:
    """The claim that a whole history makes. Raises ValueError for an empty or broken one."""
    claim: Claim | None = None
    for event in events:
        claim = evolve(claim, event)
    if claim is None:
        raise ValueError("a history without events")
    return claim


def evolve(claim: Claim | None, event: Event) -> Claim:
    """The claim after one more event. Raises ValueError when the event does not follow the claim."""
    if claim is None:
        if event.what is not What.CREATE or event.seq != 1:
            raise ValueError("a history begins with create")
        claim = _created(event)
    elif event.seq != claim.version + 1 or event.claim != claim.id:
        raise ValueError(f"event {event.seq} does not follow version {claim.version}")
    if event.what is What.UNDO:
        return _undone(claim, event)
    change: dict[str, Any] = {
        "version": event.seq,
        "before": None,
        "touched_at": max(claim.touched_at, event.at),
    }
    if event.what in DECISIONS:
        change["before"] = claim if claim.before is None else replace(claim, before=None)
    if event.to is not None:
        change["status"] = event.to
        change["phase"] = None
        change["lapses"] = ()
    if event.what in _LAPSES:
        # What time brought remembers where the claim stood: what fits there is now too late.
        change["lapses"] = (*claim.lapses, Lapse(claim.status, claim.phase, event.at))
    if event.turns:
        change["clocks"] = _turned(claim.clocks, event)
    if event.to is not None or event.poe or (event.changes and event.what in _MATERIAL):
        change["material"] = Mark(event.seq, event.at, event.by, event.what)
    special = _EVOLVE.get(event.what)
    if special is not None:
        special(claim, event, change)
    if claim.taken is not None and claim.taken.by == event.by and "taken" not in change:
        change["taken"] = replace(claim.taken, active_at=event.at)
    return replace(claim, **change)


def _created(event: Event) -> Claim:
    fields = {name: new for name, (_, new) in event.changes.items() if new is not None}
    return Claim(
        id=event.claim,
        org=event.facts["org"],
        area=Area(fields.pop("area")),
        activity=Activity(fields.pop("activity")),
        rules=event.facts["rules"],
        created_at=event.at,
        created_by=event.by,
        touched_at=event.at,
        products=tuple(fields.pop("products", ())),
        fields=fields,
        renewed_from=event.facts.get("renewed_from"),
    )


def _turned(clocks: tuple[Clock, ...], event: Event) -> tuple[Clock, ...]:
    kept = list(clocks)
    for turn in event.turns:
        if turn.act is Act.START:
            kept.append(_started(turn, event.at))
            continue
        place = _newest(kept, turn.kind)
        kept[place] = _moved(kept[place], turn)
    return tuple(kept)


def _newest(clocks: list[Clock], kind: ClockKind) -> int:
    for place in range(len(clocks) - 1, -1, -1):
        if clocks[place].kind is kind:
            return place
    raise ValueError(f"a turn of the clock {kind}, which never started")


def _started(turn: Turn, at: int) -> Clock:
    if not (
        turn.due_on and turn.due_at and turn.side and turn.key and turn.zone and turn.limit and turn.unit
    ):
        raise ValueError("a clock that starts without its deadline")
    return Clock(
        kind=turn.kind,
        side=turn.side,
        key=turn.key,
        zone=turn.zone,
        limit=turn.limit,
        unit=turn.unit,
        started_at=at,
        started_on=turn.on,
        due_at=turn.due_at,
        due_on=turn.due_on,
        state=ClockState.RUNNING,
        used=0,
        stretches=(Stretch(turn.on, turn.revision or 0),),
        remind_at=turn.remind_at,
    )


def _moved(clock: Clock, turn: Turn) -> Clock:
    *ended, last = clock.stretches
    match turn.act:
        case Act.PAUSE:
            return replace(
                clock,
                state=ClockState.PAUSED,
                used=turn.used if turn.used is not None else clock.used,
                stretches=(*ended, replace(last, to_on=turn.on)),
            )
        case Act.RESUME:
            return replace(
                clock,
                state=ClockState.RUNNING,
                due_on=turn.due_on or clock.due_on,
                due_at=turn.due_at or clock.due_at,
                stretches=(*clock.stretches, Stretch(turn.on, turn.revision or 0)),
            )
        case Act.MOVE:
            return replace(
                clock,
                due_on=turn.due_on or clock.due_on,
                due_at=turn.due_at or clock.due_at,
                remind_at=turn.remind_at,
                stretches=(*ended, replace(last, revision=turn.revision or 0)),
            )
        case Act.MISS if clock.kind is not ClockKind.ANSWER:
            # A missed promise is still owed, so its clock stays open.
            return replace(clock, state=ClockState.MISSED)
        case _:
            state = ClockState.MISSED if clock.state is ClockState.MISSED else _ENDS[turn.act]
            closed = last if last.to_on is not None else replace(last, to_on=turn.on)
            return replace(clock, state=state, ended_on=turn.on, stretches=(*ended, closed), remind_at=())


def _undone(claim: Claim, event: Event) -> Claim:
    if claim.before is None:
        raise ValueError("an undo without a decision")
    mark = Mark(event.seq, event.at, event.by, event.what)
    return replace(
        claim.before,
        version=event.seq,
        touched_at=max(claim.touched_at, event.at),
        material=mark,
    )


def _edit(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    fields = dict(claim.fields)
    for name, (_, new) in event.changes.items():
        if name == "products":
            change["products"] = tuple(new or ())
        elif name == "area":
            change["area"] = Area(new)
        elif name == "activity":
            change["activity"] = Activity(new)
        elif new is None:
            fields.pop(name, None)
        else:
            fields[name] = new
    change["fields"] = fields
    _answer(claim, event, change)


def _add_poe(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["poe"] = claim.poe + event.poe
    _answer(claim, event, change)


def _remove_poe(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    gone = {poe.name for poe in event.poe}
    change["poe"] = tuple(poe for poe in claim.poe if poe.name not in gone)


def _comment(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    _answer(claim, event, change)


def _answer(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    if (
        claim.status is Status.PARTNER_ACTION_REQUIRED
        and event.side is Side.PARTNER
        and claim.asked is not None
        and not claim.asked.answered
    ):
        change["asked"] = replace(claim.asked, answered=True)


def _submit(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["rules"] = event.facts["rules"]
    change["submitted_at"] = event.at


def _start(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["taken"] = Taken(event.by, event.at, event.at)


def _ask(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    due_at = next(turn.due_at for turn in event.turns if turn.kind is ClockKind.ANSWER)
    change["asked"] = Asked(
        reasons=tuple(event.facts["reasons"]),
        note=event.note or "",
        drop_products=tuple(event.facts.get("drop_products", ())),
        at=event.at,
        by=event.by,
        from_status=claim.status,
        due_at=due_at or 0,
    )
    # Asking is an action on the claim, so it takes it; the holder is kept while the partner answers.
    if claim.taken is None or claim.taken.by != event.by:
        change["taken"] = Taken(event.by, event.at, event.at)
    change["decided"] = Mark(event.seq, event.at, event.by, event.what)


def _approve(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change.update(
        phase=Phase.CONSENT_OPEN,
        rejection=None,
        told_at=None,
        approved_seq=event.seq,
        decided_at=event.at,
        decided=Mark(event.seq, event.at, event.by, event.what),
        taken=None,
        overdue=False,
    )


def _rejected(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    own_request = event.what is What.WITHDRAW
    change.update(
        phase=None
        if event.to is Status.REJECTED_FINAL
        else Phase.DISPUTABLE
        if event.facts["window"]
        else Phase.CLOSED,
        rejection=Rejection(event.reason or "", event.facts.get("detail"), event.note, event.at, event.by),
        disputable=not own_request,
        taken=None,
        overdue=False,
        approved_seq=None,
    )
    if event.what in (What.REJECT, What.REFUSE_DISPUTE):
        change["decided"] = Mark(event.seq, event.at, event.by, event.what)
    if event.what in (What.REJECT, What.REFUSE_DISPUTE, What.NO_ANSWER):
        change["decided_at"] = event.at
    clocks = change.get("clocks", claim.clocks)
    # Warnings of the window that fell due while the claim was disputed are not sent late.
    change["clocks"] = tuple(
        replace(clock, remind_at=tuple(at for at in clock.remind_at if at > event.at))
        if clock.kind is ClockKind.WINDOW and clock.open and clock.remind_at
        else clock
        for clock in clocks
    )


def _told(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["told_at"] = event.at


def _consent_passed(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["phase"] = Phase.CONSENT_PASSED


def _dispute(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change.update(
        phase=None,
        disputes=claim.disputes + 1,
        disputed=Disputed(event.note, tuple(poe.name for poe in event.poe), event.at, event.by),
        poe=claim.poe + event.poe,
        taken=None,
        ticks={},
    )


def _window_closed(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["phase"] = None if event.to is Status.REJECTED_FINAL else Phase.CLOSED


def _renew(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["renewed_as"] = event.facts["renewed_as"]


def _take(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    holder = event.facts.get("to", event.by)
    since = claim.taken.since if claim.taken and claim.taken.by == holder else event.at
    change["taken"] = Taken(holder, since, event.at)


def _release(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["taken"] = None


def _tick(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["ticks"] = {**claim.ticks, event.facts["point"]: event.facts["on"]}


def _watch(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    others = tuple(name for name in claim.watchers if name != event.by)
    change["watchers"] = (*others, event.by) if event.facts["on"] else others


def _overdue(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["overdue"] = True


def _remind(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    kind = ClockKind(event.facts["clock"])
    change["clocks"] = tuple(
        replace(clock, remind_at=tuple(at for at in clock.remind_at if at > event.at))
        if clock.kind is kind and clock.open
        else clock
        for clock in claim.clocks
    )


def _recalculate(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    answer = next((turn.due_at for turn in event.turns if turn.kind is ClockKind.ANSWER), None)
    if claim.asked is not None and answer is not None:
        change["asked"] = replace(claim.asked, due_at=answer)


def _assess(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    change["assessment"] = Assessment(event.facts["outcome"], event.reason, event.facts["assessed_at"])


def _earn(claim: Claim, event: Event, change: dict[str, Any]) -> None:
    lines = {line["line"]: line for line in claim.earnings}
    lines.update((line["line"], line) for line in event.facts["lines"])
    for gone in event.facts.get("gone", ()):
        lines.pop(gone, None)
    change["earnings"] = tuple(lines.values())


_EVOLVE: dict[What, Callable[[Claim, Event, dict[str, Any]], None]] = {
    What.EDIT: _edit,
    What.ADD_POE: _add_poe,
    What.REMOVE_POE: _remove_poe,
    What.COMMENT: _comment,
    What.SUBMIT: _submit,
    What.START: _start,
    What.ASK: _ask,
    What.APPROVE: _approve,
    **dict.fromkeys(_REJECTING, _rejected),
    What.CUSTOMER_TOLD: _told,
    What.CONSENT_PASSED: _consent_passed,
    What.DISPUTE: _dispute,
    What.WINDOW_CLOSED: _window_closed,
    What.RENEW: _renew,
    What.TAKE: _take,
    What.TAKEOVER: _take,
    What.ASSIGN: _take,
    What.RELEASE: _release,
    What.TICK: _tick,
    What.WATCH: _watch,
    What.OVERDUE: _overdue,
    What.REMIND: _remind,
    What.RECALCULATE: _recalculate,
    What.ASSESS: _assess,
    What.EARN: _earn,
}
