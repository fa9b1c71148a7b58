"""Not a field of a claim or an event is lost on its way through text."""

import json
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any

import pytest

from cpor_tui.domain.claim import (
    Asked,
    Assessment,
    Claim,
    Clock,
    Disputed,
    Lapse,
    Mark,
    Poe,
    Rejection,
    Stretch,
    Taken,
)
from cpor_tui.domain.events import Act, Event, Turn
from cpor_tui.domain.names import Activity, Area, ClockKind, ClockState, Phase, Side, Status, Unit, What
from cpor_tui.store.codec import canonical, claim_of, claim_text, event_of, event_text

CLOCK = Clock(
    ClockKind.WINDOW,
    Side.PARTNER,
    "KR",
    "Asia/Seoul",
    30,
    Unit.DAYS,
    5,
    date(2026, 9, 21),
    9,
    date(2026, 10, 21),
    ClockState.PASSED,
    3,
    (Stretch(date(2026, 9, 21), 2, date(2026, 10, 1)), Stretch(date(2026, 10, 2), 3)),
    (7, 8),
    date(2026, 10, 22),
)
FULL = Claim(
    id=1_000_001,
    org=7,
    area=Area.BUSINESS_APPLICATIONS,
    activity=Activity.PRE_SALES,
    rules="2023",
    created_at=1,
    created_by="sora",
    touched_at=2,
    status=Status.APPROVED,
    phase=Phase.CONSENT_PASSED,
    version=9,
    fields={"name": '한글 "quoted" \\ \n', "customer": "Ünal"},
    products=("Power BI", "Intune"),
    poe=(Poe("a.pdf", "ab" * 32, 5, "application/pdf", 3, "sora", 2),),
    clocks=(CLOCK,),
    submitted_at=4,
    decided_at=5,
    overdue=True,
    disputes=2,
    disputable=False,
    asked=Asked(("missing-all-poe",), "where?", ("Intune",), 6, "mina", Status.DISPUTE, 8, True),
    rejection=Rejection("insufficient-poe", "detail", None, 7, "mina"),
    disputed=Disputed(None, ("b.pdf",), 8, "sora"),
    assessment=Assessment("eligible", "all good", 9),
    earnings=({"line": "L-1", "amount": "1.00"},),
    taken=Taken("mina", 1, 2),
    ticks={"missing-products": True, "missing-all-poe": False},
    watchers=("grace",),
    told_at=10,
    approved_seq=8,
    renewed_from=1_000_002,
    renewed_as=1_000_003,
    material=Mark(3, 4, "sora", What.EDIT),
    decided=Mark(5, 6, "mina", What.APPROVE),
    lapses=(Lapse(Status.APPROVED, Phase.CONSENT_OPEN, 11),),
)
TURN = Turn(
    ClockKind.START,
    Act.START,
    date(2026, 9, 21),
    date(2026, 9, 28),
    9,
    2,
    3,
    (4, 5),
    Side.REVIEWER,
    "US-CA",
    "UTC",
    5,
    Unit.BUSINESS_DAYS,
)
EVENT = Event(
    1_000_001,
    2,
    3,
    4,
    "sora",
    Side.PARTNER,
    What.EDIT,
    Status.EDITING,
    Status.SUBMITTED,
    "reason",
    "note",
    {"name": (None, "new"), "customer": ("old", None)},
    (Poe("a.pdf", "ab" * 32, 5, "application/pdf"),),
    1,
    (TURN,),
    {"reasons": ["x"], "window": True},
)


def test_a_claim_with_everything_set_comes_back_the_same():
    claim = replace(FULL, before=FULL)
    assert claim_of(claim_text(claim)) == claim


def test_an_event_with_everything_set_comes_back_the_same():
    assert event_of(event_text(EVENT)) == EVENT


def test_these_samples_leave_no_field_at_its_default():
    """A field that the domain gains must be added to the samples, or nobody would see it get lost."""
    samples: tuple[Any, ...] = (
        replace(FULL, before=FULL),
        EVENT,
        CLOCK,
        TURN,
        FULL.asked,
        FULL.lapses[0],
        FULL.poe[0],
    )
    for one in samples:
        for field in fields(one):
            default = field.default if field.default is not MISSING else None
            value = getattr(one, field.name)
            assert value != default, f"{type(one).__name__}.{field.name}"
            assert value not in ((), {}), f"{type(one).__name__}.{field.name}"


def test_what_is_hashed_has_one_text_whatever_the_order():
    assert canonical({"b": 1, "a": "한"}) == canonical({"a": "한", "b": 1}) == '{"a":"한","b":1}'
    assert json.loads(event_text(EVENT))["what"] == "edit"


def test_one_value_has_one_text_down_to_the_order_of_its_fields():
    """The chain is made over the event's text, and `verify` compares the claim's."""
    for text in (event_text(EVENT), claim_text(replace(FULL, before=FULL)), claim_text(FULL)):
        assert text == canonical(json.loads(text))


def test_a_claim_that_was_read_stands_unaltered_in_the_text_of_the_one_after_it():
    before = claim_of(claim_text(FULL))
    after = replace(before, before=before, version=10)
    assert claim_of(claim_text(after)) == after
    assert claim_text(after) == claim_text(replace(FULL, before=FULL, version=10))


@pytest.mark.parametrize("text", ["", "{", "{} {}", "nothing", '{"id":1}', '{"unheard":1}'])
def test_what_is_no_claim_is_an_error(text: str):
    with pytest.raises((ValueError, KeyError)):
        claim_of(text)
