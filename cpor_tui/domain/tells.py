"""What an event says beyond its row of the table: each gives its facts, or None when nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from cpor_tui.domain import commands as c
from cpor_tui.domain.calendar import day_of
from cpor_tui.domain.claim import Claim, Mark, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.deadlines import moved, start, void
from cpor_tui.domain.events import Turn
from cpor_tui.domain.fields import FIELDS, area_and_activity, lacking, message, value
from cpor_tui.domain.matching import named, named_all, new_poe
from cpor_tui.domain.names import Activity, Area, AskReason, ClockKind, RejectReason, Status
from cpor_tui.domain.outcomes import closing, rejecting
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.scene import Scene


def creating(claim: Claim, command: c.Create, scene: Scene) -> dict[str, Any]:
    """Area, activity and whatever else was already said."""
    area, activity = area_and_activity(command.area, command.activity)
    given = dict(command.fields)
    if "mpn" not in given and len(scene.mpns) == 1:
        given["mpn"] = next(iter(scene.mpns))
    fields = _values(given, area, activity, scene)
    products = named_all(command.products, area, scene)
    changes: dict[str, Any] = {"area": (None, area.value), "activity": (None, activity.value)}
    changes.update((name, (None, new)) for name, new in fields.items() if new)
    if products:
        changes["products"] = (None, list(products))
    facts: dict[str, Any] = {"org": claim.org, "rules": scene.rules.name}
    if command.renewed_from is not None:
        facts["renewed_from"] = command.renewed_from
    return {"changes": changes, "facts": facts}


def editing(claim: Claim, command: c.Edit, scene: Scene) -> dict[str, Any] | None:
    """The fields that really change, each with its old and new value."""
    given = dict(command.set)
    late = claim.status is not Status.EDITING
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
    kept = list(claim.products)
    if area is not claim.area:
        kept = [name for name in kept if named(name, scene.catalogue.get(area, ()))]
    for product in command.remove_products:
        name = named(product, tuple(kept))
        if name is None:
            raise Refused(Code.BAD_INPUT, "product-not-claimed", product=clean(product))
        kept.remove(name)
    return tuple(dict.fromkeys((*kept, *named_all(command.add_products, area, scene))))


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


def adding_poe(claim: Claim, command: c.AddPoe, scene: Scene) -> dict[str, Any] | None:
    """One more file; the same bytes a second time change nothing."""
    new = new_poe(claim, (command.poe,))
    return {"poe": new} if new else None


def removing_poe(claim: Claim, command: c.RemovePoe, scene: Scene) -> dict[str, Any]:
    """A file of a draft, by its name."""
    return {"poe": tuple(poe for poe in claim.poe if poe.name == command.name)}


def submitting(claim: Claim, command: c.Submit, scene: Scene) -> dict[str, Any]:
    """The rule set the claim keeps from now on (RULES.md §1)."""
    return {"facts": {"rules": scene.rules.name, "digest": scene.rules.digest}}


def asking(claim: Claim, command: c.Ask, scene: Scene) -> dict[str, Any]:
    """The reasons in the order of RULES.md §5, and the products to drop as the claim names them."""
    reasons = [reason.value for reason in AskReason if reason.value in command.reasons]
    drop = list(dict.fromkeys(named(product, claim.products) for product in command.drop_products))
    return {"reason": ",".join(reasons), "facts": {"reasons": reasons, "drop_products": drop}}


def resubmitting(claim: Claim, command: c.Resubmit, scene: Scene) -> dict[str, Any]:
    """Back to where it was asked from."""
    return {"to": Status.DISPUTE if claim.from_dispute else Status.UNDER_REVIEW}


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
    plans = (void(ClockKind.CONSENT), *told["plans"])
    return {**told, "plans": plans, "facts": {"window": told["facts"]["window"], "via": command.via}}


def disputing(claim: Claim, command: c.Dispute, scene: Scene) -> dict[str, Any]:
    """The justification and the new files."""
    return {"poe": new_poe(claim, command.poe)}


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
    """The lines that are new or changed, and those that went to another claim."""
    known = {line["line"]: line for line in claim.earnings}
    fresh = [dict(line) for line in command.lines if known.get(line["line"]) != line]
    gone = [line for line in command.gone if line in known]
    if gone:
        return {"facts": {"lines": fresh, "gone": gone}, "changes": {"earnings": (gone, None)}}
    return {"facts": {"lines": fresh}} if fresh else None


def telling_the_customer(claim: Claim, command: c.CustomerTold, scene: Scene) -> dict[str, Any] | None:
    """Told later than on the day of approval: the consent clock starts again on this day (RULES.md §4)."""
    clock = claim.open_clock(ClockKind.CONSENT)
    if clock is None or claim.told_at is not None:
        return None
    late = day_of(max(scene.now, claim.touched_at), clock.zone) > clock.started_on
    return {
        "plans": (void(ClockKind.CONSENT), start(ClockKind.CONSENT)) if late else (),
        "facts": {"late": late},
    }
