"""The reviewer's day at the queue: looking, taking, deciding, taking back."""

import asyncio
from dataclasses import replace

from textual.widgets import Input, TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Status
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.reviewer_queue import ReviewerQueue


async def test_the_queue_begins_with_what_is_late(sit):
    async with sit("mina") as desk:
        lines = desk.shown.splitlines()
        assert "LATE 1 bd" in lines[4]
        assert "TODAY 13 h" in lines[6]


async def test_every_claim_of_the_list_says_who_holds_it(sit):
    async with sit("mina") as desk:
        woodgrove = next(line for line in desk.shown.splitlines() if "Woodgrove" in line)
        assert "joon 12m" in woodgrove


async def test_digits_choose_tabs_and_the_strip_counts_them(sit):
    async with sit("mina") as desk:
        await desk.press("3")
        assert "[3 With partner 3]" in desk.shown
        assert "Blue Yonder" in desk.shown
        assert "Woodgrove" not in desk.shown


async def test_the_filter_that_is_shown_is_the_one_that_was_typed(sit):
    async with sit("mina") as desk:
        await desk.press("slash")
        await desk.type("nobodyatall")
        await desk.press("enter")
        assert "/ nobodyatall" in desk.shown


async def test_a_stray_escape_does_not_leave(sit):
    async with sit("mina") as desk:
        await desk.press("escape", "escape")
        assert desk.app.is_running
        assert "q leaves" in desk.shown


async def test_a_filter_narrows_the_list_and_escape_clears_it(sit):
    async with sit("mina") as desk:
        await desk.press("slash")
        await desk.type("coffee")
        await desk.press("enter")
        assert "Fourth Coffee" in desk.shown
        assert "Woodgrove" not in desk.shown
        await desk.press("escape")
        assert "Woodgrove" in desk.shown


async def test_a_filter_word_that_means_nothing_is_said_and_keeps_the_list(sit):
    async with sit("mina") as desk:
        await desk.press("slash")
        desk.app.screen.query_one("#filter", Input).value = "status:gone"
        await desk.settle()
        assert "status:gone" in desk.said
        assert "Woodgrove" in desk.shown


async def test_the_loop_takes_the_most_urgent_free_claim_reads_it_and_approves_it(sit, street):
    async with sit("mina") as desk:
        await desk.press("n")
        assert isinstance(desk.app.screen, ClaimDetail)
        assert "Fourth Coffee" in desk.shown
        await desk.press("d", "1", "ctrl+s")
        assert street.claim("Fourth Coffee").status is Status.APPROVED
        assert "u takes it back" in desk.said


async def test_ctrl_n_decides_and_goes_on_to_the_next(sit, street):
    async with sit("mina") as desk:
        await desk.press("n", "d", "1", "ctrl+n")
        assert street.claim("Fourth Coffee").status is Status.APPROVED
        assert isinstance(desk.app.screen, ClaimDetail)
        assert "Fourth Coffee" not in desk.shown.splitlines()[0]


async def test_keys_typed_in_one_burst_with_ctrl_n_never_decide_the_next_claim(sit, street):
    async with sit("mina") as desk:
        await desk.press("n")
        await desk.burst("d", "1", "ctrl+n", "d", "1", "ctrl+s")
        approved = [name for name in street.claims if street.claim(name).status is Status.APPROVED]
        assert "Fourth Coffee" in approved
        assert len(approved) == 6  # The five of the town, and this one.


async def test_no_single_key_decides(sit, street):
    async with sit("mina") as desk:
        await desk.press("n", "d", "1")
        assert street.claim("Fourth Coffee").status is Status.SUBMITTED


async def test_digits_in_the_message_are_text(sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "2")
        sheet = desk.app.screen
        sheet.query_one(TextArea).focus()
        await desk.type("page 3")
        assert sheet.query_one(TextArea).text == "page 3"
        assert "> 2 Ask the partner" in desk.shown


async def test_asking_says_what_will_happen_and_proposes_what_is_open(sit, street):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "2")
        assert "[ ] Missing products - not ticked" in desk.shown
        await desk.press("p")
        assert "[x] Missing products - not ticked" in desk.shown
        assert "Not yet: A message is needed." in desk.shown
        desk.app.screen.query_one(TextArea).focus()
        await desk.type("Name it.")
        assert "Partner action required" in desk.pane("#foresight")
        assert "sora@fabrikam.example" in desk.pane("#foresight")
        assert "You can undo for 20 s" in desk.pane("#foresight")
        await desk.press("ctrl+s")
        asked = street.claim("Contoso GmbH").asked
        assert asked is not None
        assert asked.reasons == ("missing-products",)
        assert asked.note == "Name it."


async def test_a_product_can_be_dropped_in_asking(sit, street):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "4")
        assert "[ ] Missing products" in desk.shown
        await desk.press("p")
        desk.app.screen.query_one("#drop").focus()
        await desk.press("down", "space")
        desk.app.screen.query_one(TextArea).focus()
        await desk.type("Drop it")
        await desk.press("ctrl+s")
        asked = street.claim("Contoso GmbH").asked
        assert asked is not None
        assert (asked.reasons, asked.drop_products) == (
            ("missing-products",),
            ("Dynamics 365 Field Service",),
        )


async def test_a_claim_whose_review_has_not_begun_is_started_by_the_decision(sit, street):
    async with sit("mina", claim="Vanarsdel") as desk:
        await desk.press("d", "1", "ctrl+s")
        what = [event.what.value for event, _ in street.store.events(street.claims["Vanarsdel"])]
        assert what[-2:] == ["start", "approve"]


async def test_a_decision_is_taken_back_with_u_and_its_mail_is_never_sent(sit, street):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "1", "ctrl+s")
        assert street.claim("Contoso GmbH").status is Status.APPROVED
        await desk.press("u")
        assert street.claim("Contoso GmbH").status is Status.UNDER_REVIEW
        assert "taken back" in desk.said


async def test_there_is_nothing_to_undo_before_the_first_decision(sit):
    async with sit("mina") as desk:
        await desk.press("u")
        assert "no decision of this session" in desk.said


async def test_a_sheet_on_a_claim_that_another_decided_says_who_was_first_and_decides_nothing(sit, street):
    number = street.claims["Vanarsdel"]
    async with sit("mina", claim="Vanarsdel") as desk:
        await desk.press("d", "1")
        street.desk.submit(c.Start(claim=number), street.actor("joon"))
        street.desk.submit(
            c.Reject(claim=number, reason="insufficient-poe", note="No."), street.actor("joon")
        )
        await desk.until("joon was first")
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, DecideSheet)
        assert street.claim("Vanarsdel").status is Status.REJECTED


async def test_a_comment_that_arrives_meanwhile_shows_and_spoils_nothing(sit, street):
    number = street.claims["Contoso GmbH"]
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "1")
        street.desk.submit(c.Comment(claim=number, text="One more thing"), street.actor("sora"))
        await desk.until("sora: ")
        await desk.press("ctrl+s")
        assert street.claim("Contoso GmbH").status is Status.APPROVED


async def test_escape_keeps_what_was_written_for_the_next_time(sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "2")
        desk.app.screen.query_one(TextArea).focus()
        await desk.type("half a")
        await desk.press("escape")
        assert isinstance(desk.app.screen, ClaimDetail)
        await desk.press("d")
        assert desk.app.screen.query_one(TextArea).text == "half a"


async def test_what_is_being_typed_is_kept_when_the_line_drops(street, sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("c")
        await desk.type("long thought")
        await desk.until("long thought")
        desk.app.on_hangup()
    kept = street.store.draft_get("mina", street.claims["Contoso GmbH"], "note")
    assert kept is not None
    assert kept.text == "long thought"


async def test_what_another_does_shows_within_two_seconds_with_a_word(sit, street):
    async with sit("mina", claim="Fourth Coffee") as desk:
        street.desk.submit(c.Start(claim=street.claims["Fourth Coffee"]), street.actor("joon"))
        await desk.until("joon: Started the review", seconds=2)
        assert "Under review" in desk.shown


async def test_arrivals_wait_behind_a_key_and_the_list_does_not_move(sit, street):
    async with sit("mina") as desk:
        rows = [line for line in desk.shown.splitlines() if "C-10" in line][:9]
        street.desk.submit(c.Submit(claim=street.claims["Relecloud"]), street.actor("sora"))
        await desk.until("1 claim arrived")
        assert [line for line in desk.shown.splitlines() if "C-10" in line][:9] == rows
        await desk.press("full_stop")
        assert desk.app.screen.table.total == 15


async def test_the_cursor_stays_on_its_claim_when_the_list_is_sorted_anew(sit):
    async with sit("mina") as desk:
        await desk.press("down", "down", "down")
        room = desk.app.screen
        before = room.cursor
        await desk.press("s")
        assert room.cursor == before


async def test_a_reviewer_is_told_why_a_claim_of_their_own_organisation_is_not_theirs(sit, street):
    async with sit("ines", claim="Contoso GmbH") as desk:
        await desk.press("a")
        assert desk.said.startswith("! ")
        taken = street.claim("Contoso GmbH").taken
        assert taken is not None
        assert taken.by == "mina"


async def test_a_held_claim_says_who_holds_it_instead_of_opening_the_sheet(sit):
    async with sit("mina", claim="Lucerne Publishing") as desk:
        await desk.press("d")
        assert isinstance(desk.app.screen, ClaimDetail)
        assert "joon holds this claim" in desk.said


async def test_marks_are_taken_together_and_what_failed_is_reported(sit, street):
    async with sit("mina") as desk:
        await desk.press("space", "space", "a")
        assert "1 done, 1 refused" in desk.said
        taken = street.claim("Fourth Coffee").taken
        assert taken is not None
        assert taken.by == "mina"


async def test_who_else_has_the_claim_open_is_shown(sit, street):
    async with sit("mina", claim="Contoso GmbH") as desk:
        street.store.present(street.claims["Contoso GmbH"], "joon", street.desk.now())
        await desk.until("joon has it open too")


async def test_having_a_claim_open_is_noted_and_so_is_leaving_it(sit, street):
    number = street.claims["Contoso GmbH"]
    async with sit("mina", claim="Contoso GmbH") as desk:
        assert [name for name, _ in street.store.presence(number, 0)] == ["mina"]
        await desk.press("escape")
        assert street.store.presence(number, 0) == []


async def test_a_lead_takes_over_with_a_reason(sit, street):
    async with sit("hana", claim="Lucerne Publishing") as desk:
        await desk.press("T")
        await desk.type("Joon is away")
        await desk.press("ctrl+s")
        taken = street.claim("Lucerne Publishing").taken
        assert taken is not None
        assert taken.by == "hana"


async def test_space_ticks_a_point_of_the_proof(sit, street):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("up", "up", "up", "space")  # From the first point up over two files to the fifth.
        assert street.claim("Contoso GmbH").ticks["missing-products"]


async def test_enter_jumps_to_the_place_that_speaks_for_a_point(sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("down", "enter")
        assert "> Signed for the customer: K. Weber" in desk.pane("#page-text")


async def test_the_history_button_at_the_upper_right_opens_the_history(sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        button = desk.app.screen.query_one("#history-button")
        assert button.region.right == 80
        assert button.region.y == 0
        await desk.pilot.click("#history-button")
        await desk.settle()
        assert "Asked for more" in desk.pane("#history-text")


async def test_the_history_is_narrowed_by_words_and_shows_old_and_new_values(sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("h", "slash")
        await desk.type("signature")
        text = desk.pane("#history-text")
        assert "customer signature     [ ] -> [x]" in text
        assert "Submitted" not in text.splitlines()[0]


async def test_the_clock_explains_each_day_and_supposes_another(sit):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("t")
        text = desk.pane("#clock-text")
        assert "Constitution Day" in text
        assert "Approve now" in text
        await desk.press("i")
        await desk.type("2026-07-21")
        await desk.press("enter")
        assert "What if" in desk.pane("#clock-text")


async def test_j_and_k_walk_along_the_list_from_within_a_claim(sit):
    async with sit("mina") as desk:
        await desk.press("enter")
        first = desk.shown.splitlines()[0]
        await desk.press("J")
        assert desk.shown.splitlines()[0] != first
        await desk.press("K")
        assert desk.shown.splitlines()[0] == first


async def test_an_idle_screen_draws_nothing(sit):
    async with sit("mina") as desk:
        drawn = []
        room = desk.app.screen
        room.show = lambda *pages: drawn.append(pages)
        await asyncio.sleep(2.2)
        assert drawn == []


async def test_with_hangul_on_the_same_keys_move(sit):
    async with sit("mina") as desk:
        room = desk.app.screen
        before = room.cursor
        await desk.press("ㅓ")
        assert room.cursor != before


async def test_an_operator_sees_all_claims_and_decides_none(sit):
    async with sit(None) as desk:
        assert isinstance(desk.app.screen, ReviewerQueue)
        assert "read only" in desk.shown
        await desk.press("d")
        assert "may not do that" in desk.said


async def test_nothing_is_said_to_have_left_when_another_list_is_asked_for_or_this_one_is_scrolled(sit):
    async with sit("mina", size=(80, 14)) as desk:
        await desk.press("colon")
        await desk.type("opt-out")
        await desk.press("enter")
        assert "[5 Opt-out" in desk.shown
        assert desk.last_said == ""
        await desk.press("6")
        room = desk.app.screen
        rows = room.page.window
        piece = replace(rows, rows=rows.rows[5:15], start=5)
        assert room.news(replace(room.page, window=piece), room.page) == ""
        assert "left" in room.news(
            replace(room.page, window=replace(rows, rows=rows.rows[1:], total=rows.total - 1)), room.page
        )
