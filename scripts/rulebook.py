"""Writes docs/rules.md from the tables that the program itself obeys: python -m scripts.rulebook"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap

from cpor_tui.domain.calendar import MICRO
from cpor_tui.domain.claim import LEASE
from cpor_tui.domain.deadlines import REMINDER_HOUR, REMINDERS
from cpor_tui.domain.events import Act
from cpor_tui.domain.fields import FIELDS
from cpor_tui.domain.names import (
    ACTIVITIES,
    PARTNER_FULL,
    PARTNER_WRITE,
    PROGRAMMES,
    PROMISES,
    REVIEWER_REASONS,
    REVIEWERS,
    Activity,
    Area,
    AskReason,
    ClockKind,
    RejectReason,
    Role,
    Side,
    Status,
    Unit,
    What,
    WithdrawReason,
)
from cpor_tui.domain.notices import HOLD, LETTERS
from cpor_tui.domain.outcomes import closing
from cpor_tui.domain.refusals import EXIT
from cpor_tui.domain.row import Rule
from cpor_tui.domain.rules import Limit, shipped
from cpor_tui.domain.table import RULES

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"

MEANING = {
    Status.EDITING: "a draft; its partner fills it in and adds proofs of execution (PoE)",
    Status.SUBMITTED: "handed in; its review has not begun",
    Status.UNDER_REVIEW: "a reviewer compares the proofs with the claim",
    Status.PARTNER_ACTION_REQUIRED: "the reviewer needs more; the partner answers in time, or the claim is rejected",
    Status.APPROVED: "accepted; the customer may still opt out (consent open), then it is assessed (consent passed)",
    Status.REJECTED: "turned down; may be disputed while the window is open (disputable), then no more (closed)",
    Status.DISPUTE: "the partner disputes a rejection; a reviewer looks again",
    Status.REJECTED_FINAL: "turned down for good",
    Status.DISCARDED: "a draft that its partner threw away",
}
CLOCKS = {
    ClockKind.START: "a review begins",
    ClockKind.REVIEW: "the reviewer decides",
    ClockKind.TOTAL: "the whole decision, from submission on",
    ClockKind.ANSWER: "the partner answers a question",
    ClockKind.CONSENT: "the customer may opt out",
    ClockKind.WINDOW: "the partner may dispute a rejection",
    ClockKind.DISPUTE: "a dispute is answered",
}
BY_TIME = {
    ClockKind.ANSWER: "the claim is Rejected (no partner response); asked from a dispute, the dispute is lost",
    ClockKind.CONSENT: "consent has passed, if the customer was told; the claim goes to assessment",
    ClockKind.WINDOW: "the rejection is closed, unless it is being disputed",
}
EVENTS = {
    What.NO_ANSWER: "No answer came",
    What.CONSENT_PASSED: "Consent passed",
    What.REMIND: "A deadline comes near",
    What.OVERDUE: "A promise was missed",
}
CLOCKS_OF = {
    What.REJECT: "end: what the office owes; start: window, where it may be disputed",
    What.REFUSE_DISPUTE: "end: what the office owes, and the window unless it may still be disputed",
    What.DECLINE: "are void: consent; start: window, where it may be disputed",
    What.CUSTOMER_TOLD: "start again: consent, when told later than on the day of approval",
    What.UNDO: "as they were",
    What.RECALCULATE: "move: those running, where the calendar has changed",
}
"""Where a row's clocks depend on more than the row."""
ACTS = {
    Act.START: "start",
    Act.PAUSE: "stop",
    Act.RESUME: "go on",
    Act.MEET: "end",
    Act.VOID: "are void",
}


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The rules, as the program obeys them"
    yield ""
    yield from _said(
        "Written by `python -m scripts.rulebook` from the tables in `cpor_tui/domain`; a test fails when it is stale.",
        "Which rules come from where, and which are our own choices: [decisions.md](decisions.md).",
    )
    yield ""
    yield from _said(
        "**An approved claim is not an approved payment.** Incentives are assessed later, from approved claims only,",
        "by the incentive programme's own guide; the program says so beside every Approved, and decides nothing on it.",
    )
    for part in (_rule_sets, _statuses, _people, _orders, _time, _reasons, _fields, _letters, _refusals):
        yield ""
        yield from part()


def _said(*parts: str) -> Iterator[str]:
    yield from wrap(" ".join(parts), 118, break_long_words=False)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = tuple(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _rule_sets() -> Iterator[str]:
    sets = sorted(shipped().values(), key=lambda rules: rules.name)
    yield "## Rule sets"
    yield ""
    yield "A claim keeps the numbers it was submitted under. `bd` are business days of the side that holds the clock."
    yield ""
    rows = [
        ["the first status is called", *(rules.first_status.capitalize() for rules in sets)],
        *(
            [f"{kind.value}: {CLOCKS[kind]}", *(_limit(rules.limits.get(kind)) for rules in sets)]
            for kind in ClockKind
        ),
        ["disputes of a claim", *(str(rules.disputes or "as often as the window allows") for rules in sets)],
        [
            "may be edited after submission while",
            *(", ".join(_shown(status) for status in Status if status in rules.editable) for rules in sets),
        ],
        ["a lost dispute, a closed window, a withdrawal end in", *(_shown(closing(rules)) for rules in sets)],
    ]
    yield from _table(("", *(f"`{rules.name}`" for rules in sets)), rows)


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return "none"
    return _count(limit.count, limit.unit)


def _count(count: int, unit: Unit) -> str:
    return f"{count} {'bd' if unit is Unit.BUSINESS_DAYS else 'day' if count == 1 else 'days'}"


def _shown(word: Status | What | str) -> str:
    return str(word.value if isinstance(word, Status | What) else word).replace("-", " ").capitalize()


def _statuses() -> Iterator[str]:
    yield "## Statuses"
    yield ""
    yield from _table(("status", "meaning"), ((_shown(status), MEANING[status]) for status in Status))


def _people() -> Iterator[str]:
    yield "## Who may order what"
    yield ""
    yield from _said(
        "A partner sees its own organisation's claims alone, a reviewer those that were submitted once; what is not",
        "theirs to see is *not found*. A reviewer does nothing on a claim of their own organisation. Only reviewers and",
        "leads see internal notes.",
    )
    yield ""
    rows = []
    for role in Role:
        orders = [f"`{rule.what.value}`" for rule in RULES.values() if role in rule.by]
        rows.append((_shown(role.value), " ".join(orders) or "reads"))
    yield from _table(("role", "orders"), rows)


def _orders() -> Iterator[str]:
    yield "## What can happen"
    yield ""
    yield from _said(
        "An order is refused for the first of these that applies: not yours to see, not your role, not from this status",
        "or too late, stale or held by another reviewer, something it needs is missing.",
    )
    yield ""
    heads = ("order", "by", "from", "to", "needs", "clocks")
    yield from _table(
        heads,
        (
            (f"`{rule.what.value}`", _by(rule), _from(rule), _to(rule), _needs(rule), _clocks(rule))
            for rule in RULES.values()
        ),
    )
    yield ""
    yield from _said(
        f"A claim that a reviewer holds is started and decided by nobody else until {LEASE // MICRO // 60} minutes",
        f"without any activity of the holder. A decision can be undone for {HOLD // MICRO} seconds by who made it, if",
        "nothing has happened since; its letters wait as long. Editable* means: after submission only in the statuses",
        "that the claim's rule set names.",
    )


def _by(rule: Rule) -> str:
    names = []
    left = set(rule.by)
    for group, name in (
        (PARTNER_WRITE, "partner"),
        (PARTNER_FULL, "partner's admins"),
        (REVIEWERS, "reviewer, lead"),
    ):
        if group <= left:
            names.append(name)
            left -= group
    return ", ".join((*names, *(role.value for role in Role if role in left)))


def _from(rule: Rule) -> str:
    if rule.what is What.CREATE:
        return "–"
    if rule.what is What.UNDO:
        return "what a decision led to"
    if rule.frm == frozenset(Status):
        return "any"
    if len(rule.frm) > 6:
        left_out = ", ".join(_shown(status) for status in Status if status not in rule.frm)
        return f"any but {left_out}"
    places = ", ".join(_shown(status) for status in Status if status in rule.frm)
    phases = sorted(phase.value.replace("-", " ") for phase in rule.phases or () if phase is not None)
    return places + (f" ({', '.join(phases)})" if phases else "") + (" – editable*" if rule.editable else "")


def _to(rule: Rule) -> str:
    match rule.what:
        case What.RESUBMIT:
            return "where it was asked from"
        case What.REJECT | What.DECLINE | What.REFUSE_DISPUTE | What.WITHDRAW:
            return "Rejected or Rejected final, as the rule set says"
        case What.UNDO:
            return "the very state before"
        case What.RENEW:
            return "a new draft"
    return _shown(rule.to) if rule.to is not None else "same"


def _needs(rule: Rule) -> str:
    if rule.what is What.CREATE:
        return "A solution area and one of its activities."
    return " ".join(_first_line(need) for need in rule.needs)


def _first_line(need: object) -> str:
    return (need.__doc__ or "").strip().split("\n")[0].split(" (RULES")[0].rstrip(".") + "."


def _clocks(rule: Rule) -> str:
    if rule.what in CLOCKS_OF:
        return CLOCKS_OF[rule.what]
    return "; ".join(
        f"{ACTS[plan.act]}: "
        + ("all" if len(plan.kinds) == len(ClockKind) else ", ".join(kind.value for kind in plan.kinds))
        for plan in rule.clocks
    )


def _time() -> Iterator[str]:
    yield "## What time does"
    yield ""
    yield from _said(
        "A clock ends with the last instant of the N-th day after the day it began; the day of arrival never counts,",
        "and an order is in time if it comes before the first instant of the next day. While the claim is with the",
        "other side a promise of the review office stands still, and only whole days are used. What time does is dated",
        "by its deadline, whoever notices when.",
    )
    yield ""
    rows = []
    for kind in ClockKind:
        side = next(iter(shipped().values())).limits[kind].side
        place = "review office" if side is Side.REVIEWER else "partner"
        done = BY_TIME.get(kind, "the claim is marked overdue and its lead is told; its status stays")
        warned = ", ".join(_count(count, unit) for count, unit in REMINDERS.get(kind, ()))
        promise = "a promise" if kind in PROMISES else "a deadline"
        rows.append((kind.value, f"{promise}, by the {place}'s days", done, warned or "–"))
    yield from _table(("clock", "counted", "when it ends", "reminders before"), rows)
    yield ""
    yield from _said(
        f"Reminders go out at {REMINDER_HOUR:02}:00 of the partner's day. A deadline is fixed when its clock starts; a",
        "changed calendar moves it only by an operator's `recalculate`, and never into the past. Beyond the years whose",
        "holidays are known a business day is refused, never guessed.",
    )


def _reasons() -> Iterator[str]:
    yield "## Reasons"
    yield ""
    yield "More is asked for: " + ", ".join(f"`{reason.value}`" for reason in AskReason) + "."
    yield ""
    theirs = [f"`{one.value}`" for one in RejectReason if one in REVIEWER_REASONS]
    yield "A reviewer rejects for: " + ", ".join(theirs) + "."
    others = [f"`{one.value}`" for one in RejectReason if one not in REVIEWER_REASONS]
    yield "Who acted decides the others: " + ", ".join(others) + "."
    yield ""
    yield "A partner withdraws because: " + ", ".join(f"`{reason.value}`" for reason in WithdrawReason) + "."


def _fields() -> Iterator[str]:
    kinds = [(area, activity) for area in Area for activity in Activity if activity in ACTIVITIES[area]]
    yield "## Fields"
    yield ""
    yield from _said(
        "● is required at Submit, ○ may be left empty, an empty cell does not apply. A claim needs a product and a",
        "proof too.",
    )
    yield ""
    heads = (
        "field",
        *(f"{_shown(area.value)}: {activity.value.replace('-', ' ')}" for area, activity in kinds),
        "after submission",
    )
    rows = []
    for field in FIELDS.values():
        cells = [("●" if field.required else "○") if field.applies(*kind) else "" for kind in kinds]
        rows.append((f"`{field.name}`", *cells, "editable*" if field.late else "fixed"))
    rows.append(("programme", *(PROGRAMMES[activity] or "no payment" for _, activity in kinds), ""))
    yield from _table(heads, rows)


def _letters() -> Iterator[str]:
    yield "## Who is told"
    yield ""
    rows = [
        (
            EVENTS.get(what, f"`{what.value}`"),
            ", ".join(f"{letter.value.replace('-', ' ')} to {to.value}" for letter, to in letters),
        )
        for what, letters in LETTERS.items()
    ]
    rows.append(("`comment`", "reply to whoever is on the other side: the holder, or the partner"))
    yield from _table(("what happened", "letters"), rows)
    yield ""
    yield from _said(
        "The operators hear of `customer-told` only when it came later than the day of approval: the consent clock",
        "then starts again. A reminder that is noticed after its deadline is recorded and not mailed. A note is mailed",
        "to nobody.",
    )


def _refusals() -> Iterator[str]:
    yield "## Refusals"
    yield ""
    yield from _table(
        ("exit status", "codes"),
        (
            (str(status), " ".join(f"`{code.value}`" for code in EXIT if EXIT[code] == status))
            for status in sorted(set(EXIT.values()))
        ),
    )


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
