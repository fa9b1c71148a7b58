"""Deciding the marked claims together: each by itself, each as it was seen, and each reported."""

from typing import Any

from textual.widgets import TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Status, What
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.decide_many import DecideMany
from cpor_tui.screens.report import ReportSheet
from cpor_tui.store.furniture import Macro

MINE, SUBMITTED, HELD = "Contoso GmbH", "Vanarsdel", "Woodgrove Bank"


def front(desk) -> Any:
    """The screen in front."""
    return desk.app.screen


def mark(desk, street, *customers):
    """Mark these customers' claims in the list in front."""
    front(desk).table.mark(str(street.claims[customer]) for customer in customers)


async def ask(desk, words):
    """Ask for dated proof on the sheet in front, in these words."""
    await desk.press("2")
    front(desk).query_one("#reasons", Choices).focus()
    await desk.press("down", "down", "space")
    front(desk).query_one(TextArea).text = words
    await desk.settle()


async def test_each_marked_claim_is_decided_by_itself_and_what_is_left_out_is_reported(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED, HELD)
        await desk.press("d")
        assert isinstance(front(desk), DecideMany)
        assert "2 Ask the partner  for 2 of 3" in desk.shown
        await ask(desk, "{claim}: {customer}, please date it.")
        foresight = desk.pane("#foresight")
        assert "Status becomes Partner action required." in foresight
        assert "Left out, 1 claim: joon holds this claim." in foresight
        assert street.claim(MINE).status is Status.UNDER_REVIEW
        await desk.press("ctrl+s")
        assert isinstance(front(desk), ReportSheet)
        assert "NOT DONE 1 of 3" in " ".join(desk.shown.split())
        assert "Asked for more, u undo until 10:42:20" in desk.shown
        for customer in (MINE, SUBMITTED):
            asked = street.claim(customer).asked
            assert asked is not None
            assert asked.note == f"C-{street.claims[customer]}: {customer}, please date it."
        assert street.claim(HELD).status is Status.UNDER_REVIEW
        await desk.press("escape")
        assert "2 decided, 1 not decided" in desk.said
        assert front(desk).table.marked == frozenset()


async def test_a_decision_of_many_is_taken_back_claim_by_claim(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED, "Wingtip Toys")
        await desk.press("d", "1", "ctrl+s", "j", "u")
        states = [street.claim(customer).status for customer in (MINE, "Wingtip Toys", SUBMITTED)]
        assert states == [Status.APPROVED, Status.UNDER_REVIEW, Status.APPROVED]
        assert "Approved, taken back" in desk.shown
        # Outside the report u takes back the last one that stands, again and again.
        await desk.press("escape", "u", "u")
        assert Status.APPROVED not in [street.claim(name).status for name in (MINE, SUBMITTED)]


async def test_a_claim_that_another_decided_meanwhile_is_reported_and_the_others_are_decided(sit, street):
    joon = street.actor("joon")
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED, "Wingtip Toys", "Fourth Coffee")
        await desk.press("d", "1")
        number = street.claims[SUBMITTED]
        street.desk.submit(c.Start(claim=number), joon)
        street.desk.submit(c.Reject(claim=number, reason="insufficient-poe", note="No."), joon)
        edit = c.Edit(claim=street.claims["Fourth Coffee"], set={"customer-contact": "Somebody else"})
        street.desk.submit(edit, street.actor("sora"))
        # Between reading and sending too, the desk itself compares what was seen: no need to have noticed.
        await desk.press("ctrl+s")
        assert isinstance(front(desk), ReportSheet)
        assert "joon was first (Rejected," in desk.shown
        assert street.claim(SUBMITTED).status is Status.REJECTED
        assert "sora was first (Edited," in desk.shown
        assert street.claim("Fourth Coffee").status is Status.SUBMITTED
        assert street.claim(MINE).status is Status.APPROVED
        assert street.claim("Wingtip Toys").status is Status.APPROVED


async def test_a_claim_counts_as_it_was_when_the_sheet_was_opened(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED)
        await desk.press("d", "1")
        change = c.Edit(claim=street.claims[SUBMITTED], set={"customer-contact": "Somebody else"})
        street.desk.submit(change, street.actor("paul"))
        await desk.until("paul was first (Edited,")
        assert "1 Approve  for 1 of 2" in desk.shown
        await desk.press("ctrl+s")
        assert street.claim(SUBMITTED).status is Status.SUBMITTED
        assert street.claim(MINE).status is Status.APPROVED


async def test_nothing_is_sent_while_something_is_missing_for_all(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED)
        await desk.press("d", "ctrl+s")
        assert "Pick an outcome" in desk.said
        await desk.press("3", "ctrl+s")
        assert isinstance(front(desk), DecideMany)
        assert "Not yet, 2 claims: A reason is needed." in desk.shown
        assert "A reason is needed" in desk.said
        assert street.claim(MINE).status is Status.UNDER_REVIEW


async def test_a_macro_speaks_to_each_partner_of_many_and_its_gaps_are_filled_when_sent(sit, street):
    texts = {"en": "Too old: {claim}", "ko": "오래됨: {claim}"}
    street.store.macro_save(Macro("mina", "old", What.ASK, ("missing-or-old-dates",), texts, 1))
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED)
        await desk.press("m", "enter")
        assert isinstance(front(desk), DecideMany)
        assert "{claim}" in front(desk).note
        await desk.press("ctrl+s")
    for customer in (MINE, SUBMITTED):
        asked = street.claim(customer).asked
        assert asked is not None
        assert asked.note.endswith(f"C-{street.claims[customer]}")


async def test_what_was_written_to_many_is_there_again(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED)
        await desk.press("d", "2")
        front(desk).query_one(TextArea).focus()
        await desk.type("half a")
        await desk.press("escape", "d")
        assert front(desk).note == "half a"


async def test_one_mark_on_the_claim_under_the_cursor_is_that_claim(sit, street):
    async with sit("mina", claim=None) as desk:
        mark(desk, street, MINE)
        front(desk).table.go_to(str(street.claims[MINE]))
        await desk.settle()
        await desk.press("d")
        assert isinstance(front(desk), DecideSheet)


async def test_whoever_decides_nothing_decides_no_marks_either(sit, street):
    async with sit(None) as desk:
        mark(desk, street, MINE, SUBMITTED)
        await desk.press("d")
        assert "may not do that" in desk.said


async def test_v_marks_what_is_in_sight_then_the_whole_list_up_to_a_bound_then_nothing(
    sit, street, monkeypatch
):
    monkeypatch.setattr("cpor_tui.screens.listing.MOST_MARKED", 12)
    async with sit("mina") as desk:
        room = front(desk)
        await desk.press("V")
        assert "9 marked   14 of 14" in desk.shown
        await desk.press("V")
        assert "12 marked   14 of 14" in desk.shown
        assert "Marked the first 12 of 14" in desk.said
        first = [int(key) for key in room.table.all_keys[:12]]
        assert room.targets() == tuple(sorted(first))
        await desk.press("V")
        assert "marked" not in desk.shown.splitlines()[2]
        await desk.press("slash", *"litware", "enter", "V")
        assert "5 marked   5 of 14" in desk.shown


async def test_each_claim_that_was_refused_is_reported_with_its_reason(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, HELD, "Lucerne Publishing", SUBMITTED)
        await desk.press("a")
        assert isinstance(front(desk), ReportSheet)
        words = " ".join(desk.shown.split())
        assert "NOT DONE 2 of 3" in words
        assert words.count("joon") >= 2
        assert "DONE 1 of 3" in words
        # To take a claim is no decision, and the report takes none back.
        await desk.press("j", "j")
        assert front(desk).under.name == str(street.claims[SUBMITTED])
        await desk.press("u")
        assert "no decision of this session" in desk.said
        taken = street.claim(SUBMITTED).taken
        assert taken is not None
        assert taken.by == "mina"


async def test_a_message_to_many_has_its_gaps_filled_for_each(sit, street):
    async with sit("mina") as desk:
        mark(desk, street, MINE, SUBMITTED)
        await desk.press("r")
        front(desk).query_one(TextArea).text = "About {claim} of {customer}."
        await desk.press("ctrl+s")
        for customer in (MINE, SUBMITTED):
            number = street.claims[customer]
            said = street.desk.comments(number, street.actor("mina"))[-1].text
            assert said == f"About C-{number} of {customer}."
