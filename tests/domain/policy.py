"""Writes the whole policy down: role × status × order, as the machine really decides it.

Regenerate after a change of policy, and read the diff: python -m tests.domain.policy
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import next_ring
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.machine import decide
from cpor_tui.domain.names import Activity, Area, ClockKind, What
from cpor_tui.domain.refusals import Code, Refused
from tests.support import house
from tests.support.house import REFUSE, REVIEWER, Life, good

GOLDEN = Path(__file__).with_name("policy.txt")

COLUMNS = {
    "global": house.GLOBAL_ADMIN,
    "billing": house.BILLING_ADMIN,
    "incent": house.PARTNER,
    "user": house.USER,
    "viewer": house.VIEWER,
    "rival": house.RIVAL,
    "reviewer": house.REVIEWER,
    "another": house.COLLEAGUE,
    "insider": house.INSIDER,
    "lead": house.LEAD,
    "operator": house.OPERATOR,
    "customer": house.CUSTOMER,
    "clock": c.CLOCK,
}

WORDS = {
    Code.NOT_FOUND: "unseen",
    Code.NOT_ALLOWED: "-",
    Code.OWN_ORGANISATION: "own",
    Code.WRONG_STATUS: "x",
    Code.NOT_DISPUTABLE: "never",
    Code.TOO_LATE: "late",
    Code.UNDO_EXPIRED: "expired",
    Code.HELD: "held",
    Code.MISSING: "missing",
}
PLAIN = {"unseen", "-", "own", "x"}

HEAD = """\
# Who may order what, from where. Written by `python -m tests.domain.policy`, compared by a test.
#
# A cell is what the machine answers to an order with nothing wrong in it: yes, or why not:
#   -        not this role (never, from no status)        x        not from this status
#   unseen   the claim is not found for this person       own      a reviewer of the claim's own organisation
#   late     time was first                               never    a rejection that cannot be disputed
#   held     another reviewer has it                      expired  an undo after its 20 seconds
#   missing  what Submit needs is not there
# Columns: the three admins (global, billing, incentives), the incentives user and the viewer of the claim's partner; a
# rival of another partner; the reviewer who acts in the stories and holds what is taken; another reviewer; an insider,
# who is a reviewer of the claim's own organisation; lead, operator, customer, clock.
# An order is left out of a place's table, and named under it, where each cell is one of: - x own unseen.
"""


def _free(life: Life) -> Life:
    life.give(c.Release(), REVIEWER)
    return life


def _discarded(life: Life) -> Life:
    life.draft().give(c.Discard(), house.PARTNER)
    return life


def _lapsed(life: Life) -> Life:
    life.asked().run_out(ClockKind.ANSWER)
    return life


def _twice_lapsed(life: Life) -> Life:
    _lapsed(life).run_out(ClockKind.WINDOW)
    return life


def _lost(life: Life) -> Life:
    life.disputed().give(REFUSE, REVIEWER)
    return life


def _eligible(life: Life) -> Life:
    life.passed().give(c.Assess(outcome="eligible"), house.OPERATOR)
    return life


def _bare(life: Life) -> Life:
    life.give(
        c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE),
        house.PARTNER,
    )
    return life


PLACES: dict[str, Callable[[Life], Life]] = {
    "editing, nothing filled in": _bare,
    "editing, ready to submit": Life.draft,
    "discarded": _discarded,
    "submitted": Life.submitted,
    "under review, taken by the reviewer": Life.in_review,
    "under review, free": lambda life: _free(life.in_review()),
    "partner action required": Life.asked,
    "partner action required, asked from a dispute": Life.asked_in_dispute,
    "approved, consent open, the customer not told": Life.approved,
    "approved, consent open, the customer told": Life.told,
    "approved, consent passed": Life.passed,
    "approved, consent passed, found eligible": _eligible,
    "rejected by the reviewer, window open": Life.rejected,
    "rejected, no answer came in time": _lapsed,
    "rejected, no answer came and the window is over": _twice_lapsed,
    "rejected, window over": Life.closed,
    "rejected at the partner's request": Life.withdrawn,
    "dispute": Life.disputed,
    "dispute lost": _lost,
}
RULE_SETS = ("2020", "2023")


def table() -> str:
    """The whole policy as text."""
    parts = [HEAD, _births()]
    for place, story in PLACES.items():
        texts = {rules: _section(story(Life(rules)).wait(minutes=1)) for rules in RULE_SETS}
        parts.extend(_told_apart(place, texts))
    for place, story in _DECIDED.items():
        parts.extend(
            _told_apart(place, {rules: _undo(story(Life(rules)).wait(seconds=5)) for rules in RULE_SETS})
        )
    parts.extend(_told_apart("what time does by itself", {rules: _time(rules) for rules in RULE_SETS}))
    return "\n".join(parts)


def _told_apart(place: str, texts: dict[str, str]) -> list[str]:
    if len(set(texts.values())) == 1:
        return [f"== {place} ({' and '.join(texts)})\n{next(iter(texts.values()))}"]
    return [f"== {place} ({rules})\n{text}" for rules, text in texts.items()]


def _births() -> str:
    cells = {}
    life = Life()
    for column, actor in COLUMNS.items():
        order = c.Create(
            area=Area.MICROSOFT_365,
            activity=Activity.USAGE,
            org=1 if column == "operator" else None,
        )
        try:
            decide(None, order, life.scene(actor))
            cells[column] = "yes"
        except Refused as no:
            cells[column] = WORDS[no.code]
    return f"== no claim yet (2020 and 2023)\n{_heads()}\n{_row(What.CREATE, cells, 'editing')}\n"


def _section(life: Life) -> str:
    life.look()
    rows, others = [_heads()], []
    for what in house.ORDERS:
        if what is What.CREATE:
            continue
        cells, to = _cells(life, what)
        if set(cells.values()) <= PLAIN:
            others.append(what.value)
        else:
            rows.append(_row(what, cells, to))
    rows.append("from here nobody may: " + " ".join(others))
    return f"stands as {_where(life.claim)}\n" + "\n".join(rows) + "\n"


def _cells(life: Life, what: What) -> tuple[dict[str, str], str]:
    found = {column: _answer(life, what, actor) for column, actor in COLUMNS.items()}
    led = sorted({to for _, to in found.values()} - {""})
    return {column: cell for column, (cell, _) in found.items()}, " | ".join(led)


def _answer(life: Life, what: What, actor: c.Actor) -> tuple[str, str]:
    try:
        event = decide(life.claim, good(what, life.claim), life.scene(actor))
    except Refused as no:
        return WORDS[no.code], ""
    if event is None:
        return "yes", ""
    after = evolve(life.claim, event)
    moved = (after.status, after.phase) != life.where
    return "yes", _where(after) if moved else ""


def _where(claim: Claim) -> str:
    return claim.status.value + (f"/{claim.phase.value}" if claim.phase else "")


def _heads() -> str:
    return f"{'':15}" + " ".join(f"{name:>{_wide(name)}}" for name in COLUMNS) + "  leads to"


def _row(what: What, cells: dict[str, str], to: str) -> str:
    told = " ".join(f"{cells[name]:>{_wide(name)}}" for name in COLUMNS)
    return f"{what.value:15}{told}  {to}".rstrip()


def _wide(name: str) -> int:
    return max(len(name), 6)


_DECIDED: dict[str, Callable[[Life], Life]] = {
    "within 20 seconds of asking": Life.asked,
    "within 20 seconds of approving": Life.approved,
    "within 20 seconds of rejecting": Life.rejected,
    "within 20 seconds of refusing a dispute": _lost,
}


def _undo(life: Life) -> str:
    return f"{_heads()}\n{_row(What.UNDO, *_cells(life, What.UNDO))}\n"


def _time(rules: str) -> str:
    rows = []
    for place, story in PLACES.items():
        life = story(Life(rules)).wait(minutes=1)
        life.look()
        if next_ring(life.claim) is None:
            rows.append(f"{place}: nothing")
            continue
        rows.append(f"{place}:")
        while next_ring(life.claim) is not None:
            for event in life.ring():
                clock = f" ({event.reason})" if event.what in (What.OVERDUE, What.REMIND) else ""
                rows.append(f"  {event.what.value}{clock} -> {_where(life.claim)}")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    GOLDEN.write_text(table(), "utf-8")
