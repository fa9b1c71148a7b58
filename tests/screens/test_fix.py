"""The partner's way back to review: read what is asked, prove it, resubmit; by keys alone, and nothing is lost."""

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Status
from cpor_tui.screens.fix import FixSheet
from cpor_tui.screens.forms import Boxes
from cpor_tui.screens.proofs import Proofs
from tests.screens.form_house import seated, settled, sheet, shown, typed, until
from tests.support.desk import EXCHANGE, TEAMS, DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


@pytest.fixture
def signed(tmp_path) -> Path:
    """A file with what was asked for."""
    place = tmp_path / "sow signed.txt"
    place.write_text("Exchange Online was rolled out too. Signed: K. Weber, 1 June 2026")
    return place


async def test_what_was_asked_is_answered_by_keys_alone(house, signed):
    claim = house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        assert "Name the product." in shown(app)
        assert "If nothing is done" in shown(app)
        await pilot.press("enter")
        app.post_message(_paste(f"'{signed}'"))
        await until(pilot, lambda: fix.query_one("#path", Input).value)
        await pilot.press("enter")
        await until(pilot, lambda: fix.query_one(Proofs).files)
        await pilot.press("f5")
        await typed(pilot, "Page 2 names it.")
        assert "sow signed.txt" in shown(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not fix)
        assert "Your clock has stopped." in shown(app)
    kept = house.store.load(claim)
    assert kept.status is Status.UNDER_REVIEW
    assert [poe.name for poe in kept.poe] == ["proof.txt", "sow signed.txt"]
    assert house.store.draft_list("sora") == []


def _paste(text):
    from textual.events import Paste

    return Paste(text)


async def test_ctrl_s_shows_what_will_be_sent_before_it_sends(house):
    claim = house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        await pilot.press("ctrl+s")
        await settled(pilot, 0.2)
        assert fix.step == "resubmit"
        assert "nothing yet: write a note" in shown(app)
        await pilot.press("ctrl+s")
        await settled(pilot, 0.2)
        assert "An answer is needed" in shown(app)
    assert house.store.load(claim).status is Status.PARTNER_ACTION_REQUIRED


async def test_a_product_is_dropped_with_the_answer(house):
    draft = house.draft()
    house.obey(c.Edit(claim=draft, add_products=(EXCHANGE,)), house.partner)
    house.desk.add_poe(draft, b"Teams. Signed: K. Weber", "proof.txt", house.partner)
    house.obey(c.Submit(claim=draft), house.partner)
    house.obey(c.Start(claim=draft), house.reviewer)
    asked = c.Ask(claim=draft, reasons=("missing-products",), drop_products=(EXCHANGE,), note="Drop it.")
    house.obey(asked, house.reviewer)
    async with seated(house, house.partner, claim=draft) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        await pilot.press("f5")
        assert "the reviewer asks you to drop it" in shown(app)
        fix.query_one("#drop", Boxes).focus()
        await pilot.press("down", "space", "ctrl+s")
        await settled(pilot)
        assert f"the claim without {EXCHANGE}" in shown(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not fix)
    kept = house.store.load(draft)
    assert (kept.status, kept.products) == (Status.UNDER_REVIEW, (TEAMS,))


async def test_note_and_files_are_there_again_after_escape(house, signed):
    house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(3)
        await typed(pilot, "half a word")
        await fix.query_one(Proofs).choose([str(signed)])
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not fix)
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        await until(pilot, lambda: fix.query_one(Proofs).files)
        assert fix.query_one(TextArea).text == "half a word"


async def test_a_file_of_no_accepted_type_is_refused_at_once(house, tmp_path):
    place = tmp_path / "tool.exe"
    place.write_bytes(b"MZ\x90\x00\x03\x00\x00\x00\xff\xff\x00\x00")
    house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(2)
        fix.query_one("#path", Input).value = str(place)
        await pilot.press("enter")
        await until(pilot, lambda: "is of no accepted type" in shown(app))
        assert fix.query_one(Proofs).files == ()


async def test_tab_completes_a_path_and_then_goes_on(house, tmp_path):
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "one.txt").write_text("one")
    house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(2)
        field = fix.query_one("#path", Input)
        field.value = f"{tmp_path}/con"
        field.cursor_position = len(field.value)
        await pilot.press("tab")
        await until(pilot, lambda: field.value == f"{tmp_path}/contracts/")
        await pilot.press("tab")
        await until(pilot, lambda: field.value == f"{tmp_path}/contracts/one.txt")
        await pilot.press("tab")
        await until(pilot, lambda: app.focused is not field)


async def test_over_ssh_the_line_to_send_a_file_is_shown_and_no_path_is_read(house):
    claim = house.asked()
    async with seated(house, house.partner, remote=True) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(2)
        await settled(pilot)
        assert f"ssh HOST poe add C-{claim} - --name FILE.pdf < FILE.pdf" in shown(app)
        assert not fix.query_one("#path").display
        house.desk.add_poe(claim, b"More proof. Signed.", "late.txt", house.partner)
        await until(pilot, lambda: "late.txt" in shown(app))


async def test_an_answer_that_came_too_late_is_refused_in_one_sentence(house):
    claim = house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(3)
        await typed(pilot, "here it is")
        house.pass_time(30 * 24 * 3_600_000_000)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Too late" in shown(app))
        assert fix.query_one(TextArea).text == "here it is"
    assert house.page(claim).claim.status is Status.REJECTED


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (300, 80)])
@pytest.mark.parametrize("lang", ["en", "ko"])
async def test_the_steps_fit_every_size(house, lang, size):
    house.asked()
    async with seated(house, house.partner, lang=lang, size=size) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        for step in (1, 2, 3):
            fix.action_step(step)
            await settled(pilot, 0.05)
            assert "Ctrl+S" in shown(app)


async def test_a_line_that_drops_in_the_middle_of_a_word_loses_nothing(house):
    claim = house.asked()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(3)
        await typed(pilot, "long an")
        # Before the hands have rested, and from another thread, as the driver does it.
        await asyncio.to_thread(app.on_hangup)
        draft = house.store.draft_get("sora", claim, "fix")
        assert draft is not None
        assert "long an" in draft.text
