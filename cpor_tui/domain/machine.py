"""The one table of who may order what, from which status, to which: `RULES`; and `decide`, which reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from cpor_tui.domain import commands as c
from cpor_tui.domain.access import sees
from cpor_tui.domain.calendar import House, day_of
from cpor_tui.domain.claim import LEASE, Claim, Mark, Poe, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.deadlines import Plan, meet, moved, pause, resume, start, turns, void
from cpor_tui.domain.events import Event, Turn
from cpor_tui.domain.fields import FIELDS, area_and_activity, lacking, message, value
from cpor_tui.domain.names import (
    PARTNER,
    PARTNER_FULL,
    PARTNER_WRITE,
    REVIEWER_REASONS,
    REVIEWERS,
    SIDE_OF,
    Activity,
    Area,
    AskReason,
    ClockKind,
    ClockState,
    Outcome,
    Phase,
    RejectReason,
    Role,
    Status,
    What,
    WithdrawReason,
)
from cpor_tui.domain.notices import HOLD
from cpor_tui.domain.outcomes import closing, rejecting
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet

EDITING, SUBMITTED, UNDER_REVIEW = Status.EDITING, Status.SUBMITTED, Status.UNDER_REVIEW
ASKED, APPROVED, REJECTED = Status.PARTNER_ACTION_REQUIRED, Status.APPROVED, Status.REJECTED
DISPUTE, FINAL, DISCARDED = Status.DISPUTE, Status.REJECTED_FINAL, Status.DISCARDED
ANY = frozenset(Status)
START, REVIEW, TOTAL = ClockKind.START, ClockKind.REVIEW, ClockKind.TOTAL
ANSWER, CONSENT, WINDOW, DISPUTED = (
    ClockKind.ANSWER,
    ClockKind.CONSENT,
    ClockKind.WINDOW,
    ClockKind.DISPUTE,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a decision may look at besides the claim and the order: values, gathered by the desk."""

    now: int
    actor: c.Actor
    rules: RuleSet
    """The claim's; for Create and Submit the store's."""
    house: House
    mpns: Mapping[str, str | None] = field(default_factory=dict)
    """The organisation's MPN IDs and their locations."""
    catalogue: Mapping[Area, tuple[str, ...]] = field(default_factory=dict)
    approved_elsewhere: tuple[int, ...] = ()
    """Other organisations' approved claims for one of the same workloads."""
    renewal_alive: bool = False
    holder_seen_at: int = 0
    """When the holder last had the claim open."""
    holder_gone: bool = False
    """The holder was disabled, and so holds nothing."""
    assignee: c.Actor | None = None
    new_claim: int = 0
    """The id that Create and Renew will give."""


Guard = Callable[[Claim, Any, Scene], Refused | None]
Tell = Callable[[Claim, Any, Scene], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of RULES.md §4: the order, from where, to where, by whom, what it needs, and what it does to the clocks."""

    order: type[c.Command]
    frm: frozenset[Status]
    to: Status | None
    by: frozenset[Role]
    needs: tuple[Guard, ...] = ()
    clocks: tuple[Plan, ...] = ()
    phases: frozenset[Phase | None] | None = None
    """Within Approved and Rejected, the phases in which it holds; None: all."""
    editable: bool = False
    """After submission only where the claim's rule set says "editable"."""
    contended: bool = False
    """Starts or decides, so another reviewer's hold stops it."""
    tells: Tell | None = None
    """What the event says beyond the row; None from it means that nothing changes."""

    @property
    def what(self) -> What:
        """The order's name, which its event shares."""
        return self.order.what

    def sources(self, rules: RuleSet) -> frozenset[Status]:
        """The statuses from which the row holds under a rule set."""
        return self.frm & (rules.editable | {EDITING}) if self.editable else self.frm

    def holds_in(self, status: Status, phase: Phase | None, rules: RuleSet) -> bool:
        """Whether the row holds for a claim that stands there."""
        if status not in self.sources(rules):
            return False
        return self.phases is None or phase in self.phases


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
        and all(need(claim, None, scene) is None for need in rule.needs if need in _OF_THE_CLAIM)
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
    if rule.what is What.DISPUTE and claim.status in (REJECTED, FINAL):
        window = claim.clock(WINDOW)
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


# --- what an order needs ---------------------------------------------------------------------------------------------


def has_all_fields(claim: Claim, command: c.Submit | None, scene: Scene) -> Refused | None:
    """Submit needs at least one PoE, one product and every required field (RULES.md §6)."""
    return _missing(lacks(claim))


def lacks(claim: Claim) -> tuple[str, ...]:
    """What stands between a claim and its submission: field names, `product`, `poe`."""
    found = lacking(claim.area, claim.activity, claim.fields)
    return (
        *found,
        *(() if claim.products else ("product",)),
        *(() if claim.poe else ("poe",)),
    )


def _missing(names: tuple[str, ...]) -> Refused | None:
    return Refused(Code.MISSING, "fields", fields=list(names)) if names else None


def says_something(claim: Claim, command: c.Command, scene: Scene) -> Refused | None:
    """A message (RULES.md §4)."""
    return None if message(command.note) else Refused(Code.MISSING, "message")


def has_text(claim: Claim, command: c.Comment | c.Note, scene: Scene) -> Refused | None:
    """A comment's text."""
    return None if message(command.text) else Refused(Code.MISSING, "message")


def asks_for_known_things(claim: Claim, command: c.Ask, scene: Scene) -> Refused | None:
    """At least one of the five reasons; products to remove must be the claim's."""
    if unknown := [reason for reason in command.reasons if reason not in set(AskReason)]:
        return Refused(Code.BAD_REASON, given=clean(unknown[0]), known=[reason.value for reason in AskReason])
    if not command.reasons:
        return Refused(Code.MISSING, "reason", known=[reason.value for reason in AskReason])
    for product in command.drop_products:
        if _find(product, claim.products) is None:
            return Refused(Code.BAD_INPUT, "product-not-claimed", product=clean(product))
    return None


def rejects_for_a_reviewers_reason(claim: Claim, command: c.Reject, scene: Scene) -> Refused | None:
    """One of the four reasons a reviewer may pick (RULES.md §5)."""
    if not command.reason:
        return Refused(Code.MISSING, "reason", known=sorted(REVIEWER_REASONS))
    if command.reason not in REVIEWER_REASONS:
        return Refused(Code.BAD_REASON, given=clean(command.reason), known=sorted(REVIEWER_REASONS))
    return None


def withdraws_for_a_reason(claim: Claim, command: c.Withdraw, scene: Scene) -> Refused | None:
    """One of the four; `other` is said in words (RULES.md §4, Withdraw)."""
    known = [reason.value for reason in WithdrawReason]
    if not command.reason:
        return Refused(Code.MISSING, "reason", known=known)
    if command.reason not in known:
        return Refused(Code.BAD_REASON, given=clean(command.reason), known=known)
    if command.reason == WithdrawReason.OTHER and not message(command.note):
        return Refused(Code.MISSING, "message")
    return None


def answers_somehow(claim: Claim, command: c.Resubmit, scene: Scene) -> Refused | None:
    """A comment, a changed field or a new PoE since it was asked."""
    answered = claim.asked is not None and claim.asked.answered
    return None if answered or message(command.note) else Refused(Code.MISSING, "answer")


def still_meets_submit(claim: Claim, command: c.Command | None, scene: Scene) -> Refused | None:
    """A claim under any command leaves every requirement of Submit met (RULES.md §4)."""
    return _missing(lacks(claim)) if claim.submitted_at is not None else None


def says_or_shows_why(claim: Claim, command: c.Dispute, scene: Scene) -> Refused | None:
    """A justification and/or new PoE: at least one."""
    shown = _new_poe(claim, command.poe)
    return None if shown or message(command.note) else Refused(Code.MISSING, "dispute")


def explains_a_second_approval(claim: Claim, command: c.Approve, scene: Scene) -> Refused | None:
    """A note, if another organisation's claim for a workload of it is Approved (RULES.md §6)."""
    if not scene.approved_elsewhere or message(command.note):
        return None
    others = [shown_id(number) for number in scene.approved_elsewhere]
    return Refused(Code.MISSING, "second-approval", claims=others)


def has_no_live_renewal(claim: Claim, command: c.Renew | None, scene: Scene) -> Refused | None:
    """No earlier renewal still alive."""
    if claim.renewed_as is None or not scene.renewal_alive:
        return None
    return Refused(Code.WRONG_STATUS, "renewed", claim=shown_id(claim.renewed_as))


def has_the_file(claim: Claim, command: c.RemovePoe | None, scene: Scene) -> Refused | None:
    """A file of that name; where no name is given yet, any."""
    if any(command is None or poe.name == command.name for poe in claim.poe):
        return None
    return Refused(Code.NOT_FOUND, "poe", name=clean(command.name) if command is not None else None)


def is_one_of_the_points(claim: Claim, command: c.Tick, scene: Scene) -> Refused | None:
    """One of the five points (RULES.md §5)."""
    if command.point in set(AskReason):
        return None
    return Refused(Code.BAD_REASON, given=clean(command.point), known=[reason.value for reason in AskReason])


def is_taken_by_the_actor(claim: Claim, command: c.Release | None, scene: Scene) -> Refused | None:
    """Only a holder releases."""
    if claim.taken is None:
        return Refused(Code.WRONG_STATUS, "not-taken", status=claim.status.value, order="release")
    if claim.taken.by != scene.actor.name:
        return Refused(Code.HELD, by=claim.taken.by, at=claim.taken.since, what=What.TAKE.value)
    return None


def goes_to_a_reviewer(claim: Claim, command: c.Assign, scene: Scene) -> Refused | None:
    """To a reviewer or lead who is not disabled and not of the claim's organisation."""
    assignee = scene.assignee
    if assignee is None or assignee.role not in REVIEWERS:
        return Refused(Code.BAD_INPUT, "assignee", given=clean(command.to))
    if assignee.org is not None and assignee.org == claim.org:
        return Refused(Code.OWN_ORGANISATION, name=assignee.name)
    return None


def has_a_known_outcome(claim: Claim, command: c.Assess, scene: Scene) -> Refused | None:
    """Eligible, or not eligible with a reason."""
    if command.outcome not in set(Outcome):
        return Refused(Code.BAD_INPUT, "outcome", given=clean(command.outcome))
    if command.outcome == Outcome.NOT_ELIGIBLE and not message(command.reason):
        return Refused(Code.MISSING, "reason")
    return None


def was_found_eligible(claim: Claim, command: c.Earn | None, scene: Scene) -> Refused | None:
    """Earnings belong to an eligible claim."""
    if claim.assessment is not None and claim.assessment.outcome == Outcome.ELIGIBLE:
        return None
    return Refused(Code.WRONG_STATUS, "not-eligible", status=claim.status.value, order="earn")


# --- what its event says ---------------------------------------------------------------------------------------------


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


def creating(claim: Claim, command: c.Create, scene: Scene) -> dict[str, Any]:
    """Area, activity and whatever else was already said."""
    area, activity = area_and_activity(command.area, command.activity)
    given = dict(command.fields)
    if "mpn" not in given and len(scene.mpns) == 1:
        given["mpn"] = next(iter(scene.mpns))
    fields = _values(given, area, activity, scene)
    products = _products(command.products, area, scene)
    changes: dict[str, Any] = {"area": (None, area.value), "activity": (None, activity.value)}
    changes.update((name, (None, new)) for name, new in fields.items() if new)
    if products:
        changes["products"] = (None, list(products))
    facts: dict[str, Any] = {"org": claim.org, "rules": scene.rules.name}
    if command.renewed_from is not None:
        facts["renewed_from"] = command.renewed_from
    return {"changes": changes, "facts": facts}


def _values(given: Mapping[str, str], area: Area, activity: Activity, scene: Scene) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in given.items():
        found[name] = value(name, text, scene.mpns)
        if not FIELDS[name].applies(area, activity):
            raise Refused(
                Code.BAD_INPUT, "field-not-here", field=name, area=area.value, activity=activity.value
            )
    if "mpn" in found:
        found["mpn-location"] = scene.mpns.get(found["mpn"]) or ""
    return found


def _products(given: tuple[str, ...], area: Area, scene: Scene) -> tuple[str, ...]:
    known = scene.catalogue.get(area, ())
    found: list[str] = []
    for product in given:
        name = _find(product, known)
        if name is None:
            raise Refused(Code.BAD_INPUT, "product-unknown", product=clean(product), area=area.value)
        if name not in found:
            found.append(name)
    return tuple(found)


def _find(product: str, known: tuple[str, ...]) -> str | None:
    wanted = clean(product).strip().casefold()
    return next((name for name in known if name.casefold() == wanted), None)


def editing(claim: Claim, command: c.Edit, scene: Scene) -> dict[str, Any] | None:
    """The fields that really change, each with its old and new value."""
    given = dict(command.set)
    late = claim.status is not EDITING
    for name in given:
        if late and (name in ("area", "activity") or (name in FIELDS and not FIELDS[name].late)):
            raise Refused(Code.WRONG_STATUS, "field-fixed", field=name, status=claim.status.value)
    area, activity = area_and_activity(given.pop("area", claim.area), given.pop("activity", claim.activity))
    after: dict[str, Any] = {**claim.fields, **_values(given, area, activity, scene)}
    # What no longer applies to the new area or activity goes, and the history says so.
    for name in after:
        if name in FIELDS and not FIELDS[name].applies(area, activity):
            after[name] = ""
    products = _edited_products(claim, command, area, scene)
    if late and (gone := lacking(area, activity, after) + (() if products else ("product",))):
        raise Refused(Code.MISSING, "fields", fields=list(gone))
    before: dict[str, Any] = {"area": claim.area.value, "activity": claim.activity.value, **claim.fields}
    after |= {"area": area.value, "activity": activity.value}
    changes: dict[str, Any] = {
        name: (before.get(name), new or None)
        for name, new in after.items()
        if (before.get(name) or "") != new
    }
    if products != claim.products:
        changes["products"] = (list(claim.products), list(products))
    return {"changes": changes} if changes or message(command.note) else None


def _edited_products(claim: Claim, command: c.Edit, area: Area, scene: Scene) -> tuple[str, ...]:
    kept = [name for name in claim.products if _find(name, scene.catalogue.get(area, ()) + claim.products)]
    if area is not claim.area:
        kept = [name for name in kept if _find(name, scene.catalogue.get(area, ()))]
    for product in command.remove_products:
        name = _find(product, tuple(kept))
        if name is None:
            raise Refused(Code.BAD_INPUT, "product-not-claimed", product=clean(product))
        kept.remove(name)
    return tuple(dict.fromkeys((*kept, *_products(command.add_products, area, scene))))


def adding_poe(claim: Claim, command: c.AddPoe, scene: Scene) -> dict[str, Any] | None:
    """One more file; the same bytes a second time change nothing."""
    new = _new_poe(claim, (command.poe,))
    return {"poe": new} if new else None


def _new_poe(claim: Claim, given: tuple[Poe, ...]) -> tuple[Poe, ...]:
    kept = list(claim.poe)
    for poe in given:
        if any(poe.sha256 == other.sha256 for other in kept):
            continue
        kept.append(replace(poe, name=_free_name(poe.name, {other.name for other in kept})))
    return tuple(kept[len(claim.poe) :])


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, dot, ending = (stem, dot, ending) if stem else (name, "", "")
    number, free = 2, name
    while free in taken:
        free, number = f"{stem} ({number}){dot}{ending}", number + 1
    return free


def removing_poe(claim: Claim, command: c.RemovePoe, scene: Scene) -> dict[str, Any]:
    """A file of a draft, by its name."""
    return {"poe": tuple(poe for poe in claim.poe if poe.name == command.name)}


def submitting(claim: Claim, command: c.Submit, scene: Scene) -> dict[str, Any]:
    """The rule set the claim keeps from now on (RULES.md §1)."""
    return {"facts": {"rules": scene.rules.name, "digest": scene.rules.digest}}


def asking(claim: Claim, command: c.Ask, scene: Scene) -> dict[str, Any]:
    """The reasons in the order of RULES.md §5, and the products to drop as the claim names them."""
    reasons = [reason.value for reason in AskReason if reason.value in command.reasons]
    drop = list(dict.fromkeys(_find(product, claim.products) for product in command.drop_products))
    return {"reason": ",".join(reasons), "facts": {"reasons": reasons, "drop_products": drop}}


def resubmitting(claim: Claim, command: c.Resubmit, scene: Scene) -> dict[str, Any]:
    """Back to where it was asked from."""
    return {"to": DISPUTE if claim.from_dispute else UNDER_REVIEW}


def approving(claim: Claim, command: c.Approve, scene: Scene) -> dict[str, Any]:
    """A second approval names the first, and its note compares two partners: it is internal."""
    others = [shown_id(number) for number in scene.approved_elsewhere]
    return {"facts": {"competing": others, "internal": True} if others else {}}


def refusing(claim: Claim, command: c.Reject, scene: Scene) -> dict[str, Any]:
    """Where the rejection leads under the claim's rule set."""
    return _rejection(claim, scene, reason=command.reason, lost=False)


def refusing_dispute(claim: Claim, command: c.RefuseDispute, scene: Scene) -> dict[str, Any]:
    """The claim stays rejected for the reason it was disputed for."""
    reason = claim.rejection.reason if claim.rejection else RejectReason.INSUFFICIENT_POE.value
    return _rejection(claim, scene, reason=reason, lost=True)


def _rejection(claim: Claim, scene: Scene, *, reason: str, lost: bool) -> dict[str, Any]:
    # The event's own instant: a wall clock that was set back must not keep a window open that the event lies beyond.
    outcome = rejecting(claim, scene.rules, max(scene.now, claim.touched_at), lost=lost)
    return {
        "reason": reason,
        "to": outcome.to,
        "plans": outcome.plans,
        "facts": {"window": outcome.window, "detail": "dispute-refused" if lost else None},
    }


def withdrawing(claim: Claim, command: c.Withdraw, scene: Scene) -> dict[str, Any]:
    """Rejected at the partner's request, with nothing to dispute."""
    return {
        "reason": RejectReason.PARTNER_REQUEST.value,
        "to": closing(scene.rules),
        "facts": {"window": False, "detail": command.reason},
    }


def declining(claim: Claim, command: c.Decline, scene: Scene) -> dict[str, Any]:
    """Rejected because the customer opted out."""
    told = _rejection(claim, scene, reason=RejectReason.CUSTOMER_DECLINE.value, lost=False)
    plans = (void(CONSENT), *told["plans"])
    return {**told, "plans": plans, "facts": {"window": told["facts"]["window"], "via": command.via}}


def disputing(claim: Claim, command: c.Dispute, scene: Scene) -> dict[str, Any]:
    """The justification and the new files."""
    return {"poe": _new_poe(claim, command.poe)}


def renewing(claim: Claim, command: c.Renew, scene: Scene) -> dict[str, Any]:
    """The new claim's id."""
    return {"facts": {"renewed_as": scene.new_claim}}


def saying(claim: Claim, command: c.Comment | c.Note, scene: Scene) -> dict[str, Any]:
    """The text, as the event's note."""
    return {"note": message(command.text)}


def undoing(claim: Claim, command: c.Undo, scene: Scene) -> dict[str, Any]:
    """The decision it takes back, and the status that comes back."""
    before, decided = cast(Claim, claim.before), cast(Mark, claim.decided)
    return {"undoes": decided.seq, "to": before.status, "turns": ()}


def ticking(claim: Claim, command: c.Tick, scene: Scene) -> dict[str, Any] | None:
    """The point, on or off."""
    was = claim.ticks.get(command.point, False)
    if was == command.on:
        return None
    return {
        "changes": {command.point: (was, command.on)},
        "facts": {"point": command.point, "on": command.on},
    }


def assigning(claim: Claim, command: c.Assign, scene: Scene) -> dict[str, Any]:
    """To whom."""
    to = cast(c.Actor, scene.assignee).name
    return {"facts": {"to": to}, "changes": {"taken": (claim.taken.by if claim.taken else None, to)}}


def taking_over(claim: Claim, command: c.TakeOver, scene: Scene) -> dict[str, Any]:
    """From whom."""
    return {"changes": {"taken": (claim.taken.by if claim.taken else None, scene.actor.name)}}


def watching(claim: Claim, command: c.Watch, scene: Scene) -> dict[str, Any] | None:
    """On or off; the same again changes nothing."""
    if (scene.actor.name in claim.watchers) == command.on:
        return None
    return {"facts": {"on": command.on}}


def recalculating(claim: Claim, command: c.Recalculate, scene: Scene) -> dict[str, Any] | None:
    """The running clocks whose deadline a changed calendar moves (RULES.md §8)."""
    found = tuple(turn for turn in _moves(claim, scene) if turn is not None)
    return {"turns": found} if found else None


def _moves(claim: Claim, scene: Scene) -> tuple[Turn | None, ...]:
    at = max(scene.now, claim.touched_at)
    return tuple(moved(clock, scene.house, at) for clock in claim.clocks if clock.open)


def assessing(claim: Claim, command: c.Assess, scene: Scene) -> dict[str, Any]:
    """What the programme found, and when."""
    at = command.at if command.at is not None else scene.now
    return {
        "reason": message(command.reason),
        "facts": {"outcome": command.outcome, "assessed_at": at},
    }


def earning(claim: Claim, command: c.Earn, scene: Scene) -> dict[str, Any] | None:
    """The lines that are new or changed."""
    known = {line["line"]: line for line in claim.earnings}
    fresh = [dict(line) for line in command.lines if known.get(line["line"]) != line]
    return {"facts": {"lines": fresh}} if fresh else None


def telling_the_customer(claim: Claim, command: c.CustomerTold, scene: Scene) -> dict[str, Any] | None:
    """Told later than on the day of approval: the consent clock starts again on this day (RULES.md §4)."""
    clock = claim.open_clock(CONSENT)
    if clock is None or claim.told_at is not None:
        return None
    late = day_of(max(scene.now, claim.touched_at), clock.zone) > clock.started_on
    return {"plans": (void(CONSENT), start(CONSENT)) if late else (), "facts": {"late": late}}


_IN_REVIEW = frozenset({SUBMITTED, UNDER_REVIEW, DISPUTE})
_REVIEW_CLOCKS = (START, REVIEW, TOTAL, DISPUTED)
_EDITABLE = frozenset({EDITING, SUBMITTED, ASKED})
_LEAD = frozenset({Role.LEAD})
_OPERATOR = frozenset({Role.OPERATOR})
_WRITERS = PARTNER_WRITE | REVIEWERS
_CUSTOMER = frozenset({Role.CUSTOMER})
_CLOCK = frozenset({Role.CLOCK})
_OPEN = frozenset({Phase.CONSENT_OPEN})

RULES: Mapping[What, Rule] = {
    rule.what: rule
    for rule in (
        Rule(c.Create, frozenset(), EDITING, PARTNER_WRITE | _OPERATOR, tells=creating),
        Rule(c.Edit, _EDITABLE, None, PARTNER_WRITE, editable=True, tells=editing),
        Rule(c.AddPoe, _EDITABLE, None, PARTNER_WRITE, editable=True, tells=adding_poe),
        Rule(
            c.RemovePoe, frozenset({EDITING}), None, PARTNER_WRITE, needs=(has_the_file,), tells=removing_poe
        ),
        Rule(
            c.Submit,
            frozenset({EDITING}),
            SUBMITTED,
            PARTNER_WRITE,
            needs=(has_all_fields,),
            clocks=(start(START, TOTAL),),
            tells=submitting,
        ),
        Rule(c.Discard, frozenset({EDITING}), DISCARDED, PARTNER_WRITE),
        Rule(
            c.Start,
            frozenset({SUBMITTED}),
            UNDER_REVIEW,
            REVIEWERS,
            clocks=(meet(START), start(REVIEW)),
            contended=True,
        ),
        Rule(
            c.Ask,
            frozenset({UNDER_REVIEW, DISPUTE}),
            ASKED,
            REVIEWERS,
            needs=(asks_for_known_things, says_something),
            clocks=(pause(REVIEW, TOTAL, DISPUTED), start(ANSWER)),
            contended=True,
            tells=asking,
        ),
        Rule(
            c.Resubmit,
            frozenset({ASKED}),
            UNDER_REVIEW,
            PARTNER_WRITE,
            needs=(answers_somehow, still_meets_submit),
            clocks=(meet(ANSWER), resume(REVIEW, TOTAL, DISPUTED)),
            tells=resubmitting,
        ),
        Rule(
            c.Approve,
            frozenset({UNDER_REVIEW, DISPUTE}),
            APPROVED,
            REVIEWERS,
            needs=(explains_a_second_approval,),
            clocks=(meet(*_REVIEW_CLOCKS, WINDOW), start(CONSENT)),
            contended=True,
            tells=approving,
        ),
        Rule(
            c.Reject,
            frozenset({UNDER_REVIEW}),
            REJECTED,
            REVIEWERS,
            needs=(rejects_for_a_reviewers_reason, says_something),
            contended=True,
            tells=refusing,
        ),
        Rule(
            c.RefuseDispute,
            frozenset({DISPUTE}),
            REJECTED,
            REVIEWERS,
            needs=(says_something,),
            contended=True,
            tells=refusing_dispute,
        ),
        Rule(
            c.Withdraw,
            frozenset({SUBMITTED, UNDER_REVIEW, ASKED, APPROVED, DISPUTE}),
            REJECTED,
            PARTNER_FULL,
            needs=(withdraws_for_a_reason,),
            clocks=(void(*ClockKind),),
            tells=withdrawing,
        ),
        Rule(c.Decline, frozenset({APPROVED}), REJECTED, _CUSTOMER, phases=_OPEN, tells=declining),
        Rule(
            c.Dispute,
            frozenset({REJECTED}),
            DISPUTE,
            PARTNER_FULL,
            phases=frozenset({Phase.DISPUTABLE}),
            needs=(says_or_shows_why,),
            clocks=(start(DISPUTED),),
            tells=disputing,
        ),
        Rule(
            c.Renew,
            frozenset({REJECTED, FINAL}),
            None,
            PARTNER_WRITE,
            phases=frozenset({Phase.CLOSED, None}),
            needs=(has_no_live_renewal,),
            tells=renewing,
        ),
        Rule(c.Comment, ANY, None, _WRITERS, needs=(has_text,), tells=saying),
        Rule(c.Note, ANY - {EDITING}, None, REVIEWERS, needs=(has_text,), tells=saying),
        Rule(
            c.Undo,
            frozenset({ASKED, APPROVED, REJECTED, FINAL}),
            None,
            REVIEWERS,
            tells=undoing,
        ),
        Rule(
            c.Tick,
            frozenset({UNDER_REVIEW, DISPUTE}),
            None,
            REVIEWERS,
            needs=(is_one_of_the_points,),
            tells=ticking,
        ),
        Rule(c.Take, _IN_REVIEW, None, REVIEWERS, contended=True),
        Rule(c.Release, _IN_REVIEW, None, REVIEWERS, needs=(is_taken_by_the_actor,)),
        Rule(c.TakeOver, _IN_REVIEW, None, _LEAD, needs=(says_something,), tells=taking_over),
        Rule(c.Assign, _IN_REVIEW, None, _LEAD, needs=(goes_to_a_reviewer,), tells=assigning),
        Rule(c.Watch, ANY, None, _WRITERS, tells=watching),
        Rule(c.Recalculate, ANY, None, _OPERATOR, tells=recalculating),
        Rule(
            c.Assess,
            frozenset({APPROVED}),
            None,
            _OPERATOR,
            phases=frozenset({Phase.CONSENT_PASSED}),
            needs=(has_a_known_outcome,),
            tells=assessing,
        ),
        Rule(
            c.Earn,
            frozenset({APPROVED}),
            None,
            _OPERATOR,
            phases=frozenset({Phase.CONSENT_PASSED}),
            needs=(was_found_eligible,),
            tells=earning,
        ),
        Rule(
            c.CustomerTold,
            frozenset({APPROVED}),
            None,
            _CLOCK,
            phases=_OPEN,
            tells=telling_the_customer,
        ),
    )
}
"""RULES.md §4 as rows; what time does by itself stands in `settle`."""

_BY_PEOPLE = frozenset(
    rule.what for rule in RULES.values() if rule.by & (PARTNER | REVIEWERS) and rule.what is not What.CREATE
)
_OF_THE_CLAIM: frozenset[Any] = frozenset(
    {has_all_fields, still_meets_submit, has_no_live_renewal, has_the_file, is_taken_by_the_actor}
)
