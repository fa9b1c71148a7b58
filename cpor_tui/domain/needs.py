"""What an order needs: each gives the refusal it meets, or None (RULES.md §4, needs)."""

from __future__ import annotations

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.fields import lacking, message
from cpor_tui.domain.matching import named, new_poe
from cpor_tui.domain.names import REVIEWER_REASONS, REVIEWERS, AskReason, Outcome, What, WithdrawReason
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.row import Guard
from cpor_tui.domain.scene import Scene


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
        if named(product, claim.products) is None:
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
    return _missing(lacks(claim))


def says_or_shows_why(claim: Claim, command: c.Dispute, scene: Scene) -> Refused | None:
    """A justification and/or new PoE: at least one."""
    shown = new_poe(claim, command.poe)
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


OF_THE_CLAIM: frozenset[Guard] = frozenset(
    {has_all_fields, still_meets_submit, has_no_live_renewal, has_the_file, is_taken_by_the_actor}
)
"""Those that look at the claim alone: they say whether an order can be given before anything is typed with it."""
