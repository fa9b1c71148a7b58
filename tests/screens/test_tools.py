"""Help, palette, saved texts and views: all by typing, in the reader's language, and no English left in Korean."""

import re

import pytest
from textual.widgets import Input, TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Status
from cpor_tui.screens.canned import CannedForm, CannedSheet, filled_in
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.editor import editor_of, through_editor
from cpor_tui.screens.form_keys import AssignSheet
from cpor_tui.screens.helping import HelpSheet
from cpor_tui.screens.kept import KeptSheet
from cpor_tui.screens.palette import Palette
from cpor_tui.screens.say import SaySheet
from cpor_tui.screens.views import ViewSheet
from tests.screens.form_house import front, seated, settled, sheet, shown, typed, until
from tests.support.desk import DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


async def test_the_help_lists_the_keys_of_the_place_and_narrows_by_typing(house):
    house.submitted()
    async with seated(house, house.reviewer, size=(100, 40)) as (app, pilot):
        await pilot.press("question_mark")
        await sheet(app, pilot, HelpSheet)
        await typed(pilot, "undo")
        await settled(pilot)
        assert "u undo" in shown(app)
        assert "take over" not in shown(app)


async def test_the_help_says_what_each_status_means_in_both_languages(house):
    house.submitted()
    async with seated(house, house.reviewer, lang="ko", size=(120, 40)) as (app, pilot):
        await pilot.press("f1")
        await sheet(app, pilot, HelpSheet)
        await typed(pilot, "Partner action")
        await settled(pilot)
        assert "파트너 조치 필요 (Partner action required)" in shown(app)


@pytest.mark.parametrize("who", ["reviewer", "partner", "lead", "operator"])
async def test_no_english_of_textual_is_left_in_korean(house, who):
    house.submitted()
    async with seated(house, getattr(house, who), lang="ko", size=(120, 60)) as (app, pilot):
        await pilot.press("question_mark")
        help_ = await sheet(app, pilot, HelpSheet)
        keys = [line.words[18:] for line in help_._lines if line.name.startswith("key-")]
        assert keys
        assert [words for words in keys if not re.search("[가-힣]|EDITOR", words)] == []
        await pilot.press("escape")
        await pilot.press("colon")
        palette = await sheet(app, pilot, Palette)
        lines = [line.words for line in palette._lines]
        assert [words for words in lines if not re.search("[가-힣]", words)] == []
        await typed(pilot, "zzz")
        await settled(pilot)
        assert "맞는 항목이 없습니다." in shown(app)


async def test_the_palette_shows_what_is_not_allowed_and_says_why(house):
    claim = house.submitted()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("ctrl+p")
        palette = await sheet(app, pilot, Palette)
        await typed(pilot, "dispute")
        await settled(pilot)
        assert "Not while the claim is Submitted." in shown(app)
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen is palette


async def test_every_order_of_a_role_is_in_the_palette_of_its_claim(house):
    from cpor_tui.domain.machine import RULES
    from cpor_tui.domain.names import What

    claim = house.submitted()
    # These come from outside, or are a key of the proof itself.
    elsewhere = {What.TICK}
    for who in (house.partner, house.reviewer, house.lead):
        async with seated(house, who, claim=claim) as (app, pilot):
            await pilot.press("colon")
            palette = await sheet(app, pilot, Palette)
            names = {
                line.name.removeprefix("order-") for line in palette._lines if line.name.startswith("order-")
            }
        wanted = {what.value for what, rule in RULES.items() if who.role in rule.by and what not in elsewhere}
        assert wanted == names


async def test_the_palette_goes_to_a_claim_by_its_id(house):
    claim = house.submitted()
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("colon")
        await sheet(app, pilot, Palette)
        await typed(pilot, f"c-{claim}")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClaimDetail))


async def test_a_claim_that_is_not_there_is_said_and_not_opened(house):
    house.submitted()
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("colon")
        await sheet(app, pilot, Palette)
        await typed(pilot, "9999999")
        await pilot.press("enter")
        await until(pilot, lambda: "C-9999999 was not found" in shown(app))


async def test_the_palette_changes_the_language_of_everything(house):
    house.submitted()
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("colon")
        await sheet(app, pilot, Palette)
        await typed(pilot, "Korean")
        await pilot.press("enter")
        await until(pilot, lambda: "담당" in shown(app))
        assert "Next up" not in shown(app)


async def test_a_saved_text_is_inserted_where_two_colons_are_typed(house):
    claim = house.submitted()
    house.store.text_save("mina", "drop", "Please drop it from {claim} for {customer}.", 1)
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("r")
        say = await sheet(app, pilot, SaySheet)
        await typed(pilot, "Hello ::")
        await sheet(app, pilot, CannedSheet)
        await typed(pilot, "dro")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is say)
        assert say.query_one(TextArea).text == f"Hello Please drop it from C-{claim} for Contoso."


async def test_two_colons_inside_a_word_are_just_typed(house):
    house.submitted()
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("r")
        say = await sheet(app, pilot, SaySheet)
        await typed(pilot, "std::move")
        await settled(pilot)
        assert app.screen is say
        assert say.query_one(TextArea).text == "std::move"


async def test_a_text_is_written_changed_and_removed_from_the_list(house):
    house.submitted()
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("r")
        await sheet(app, pilot, SaySheet)
        await typed(pilot, "::")
        canned = await sheet(app, pilot, CannedSheet)
        await typed(pilot, "date")
        await pilot.press("f2")
        form = await sheet(app, pilot, CannedForm)
        assert form.query_one("#text-name", Input).value == "date"
        form.query_one(TextArea).text = "The newest date is too old."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is canned and "The newest date" in shown(app))
        assert [saved.text for saved in house.store.text_list("mina")] == ["The newest date is too old."]
        await pilot.press("f8")
        await until(pilot, lambda: house.store.text_list("mina") == [])


async def test_what_is_everybodys_is_changed_by_leads_alone(house):
    house.submitted()
    house.store.text_save("", "all", "Dear partner", 1)
    async with seated(house, house.reviewer) as (app, pilot):
        await pilot.press("r")
        await sheet(app, pilot, SaySheet)
        await typed(pilot, "::")
        await sheet(app, pilot, CannedSheet)
        await pilot.press("f8")
        await until(pilot, lambda: "all is everybody's" in shown(app))
    assert len(house.store.text_list("mina")) == 1


async def test_a_saved_view_is_a_tab_and_its_digit_shows_it(house):
    house.submitted()
    house.under_review()
    async with seated(house, house.reviewer, size=(120, 30)) as (app, pilot):
        room = front(app)
        await pilot.press("slash")
        await typed(pilot, "free")
        await pilot.press("enter")
        await until(pilot, lambda: room.table.total == 1)
        await pilot.press("v")
        await sheet(app, pilot, ViewSheet)
        await typed(pilot, "new ones")
        await pilot.press("enter")
        await until(pilot, lambda: "7 new ones 1" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: room.table.total == 2)
        await pilot.press("7")
        await until(pilot, lambda: room.table.total == 1)
    (saved,) = house.store.view_list("mina")
    assert saved.text == "status:submitted,under-review,dispute free"


async def test_a_lead_assigns_a_claim_by_name(house):
    claim = house.submitted()
    async with seated(house, house.lead, claim=claim) as (app, pilot):
        await pilot.press("ctrl+t")
        await sheet(app, pilot, AssignSheet)
        await typed(pilot, "joon")
        await pilot.press("enter")
        await until(pilot, lambda: "is assigned" in shown(app))
    assert house.store.load(claim).taken.by == "joon"
    assert house.store.load(claim).status is Status.SUBMITTED


async def test_a_lead_assigns_every_marked_claim_and_no_other(house):
    first, second, third = (house.submitted() for _ in range(3))
    async with seated(house, house.lead) as (app, pilot):
        await pilot.press("space", "space", "ctrl+t")
        asked = await sheet(app, pilot, AssignSheet)
        named = {number for number in (first, second, third) if f"C-{number}" in asked._about}
        assert len(named) == 2
        await typed(pilot, "joon")
        await pilot.press("enter")
        await until(pilot, lambda: "Assigned: " in shown(app))
    holders = {one: house.store.load(one).taken for one in (first, second, third)}
    assert {one for one, taken in holders.items() if taken and taken.by == "joon"} == named


def test_the_editor_gets_a_file_that_nobody_else_can_read(tmp_path):
    script = tmp_path / "editor"
    seen = tmp_path / "mode"
    script.write_text(f'#!/bin/sh\nstat -c %a "$1" > {seen}\nprintf " and more" >> "$1"\n')
    script.chmod(0o700)
    assert through_editor("a word", [str(script)]) == "a word and more"
    assert seen.read_text().strip() == "600"


def test_an_editor_that_fails_changes_nothing():
    assert through_editor("a word", ["false"]) is None


def test_the_editor_is_the_one_that_the_person_named():
    assert editor_of({"EDITOR": "vim -u NONE", "VISUAL": ""}) == ["vim", "-u", "NONE"]


async def test_over_ssh_no_editor_is_opened(house):
    house.submitted()
    async with seated(house, house.reviewer, remote=True) as (app, pilot):
        await pilot.press("r")
        await sheet(app, pilot, SaySheet)
        await pilot.press("f4")
        await until(pilot, lambda: "Over SSH there is no editor" in shown(app))


def test_a_gap_that_nothing_fills_stays_as_it_is_written(house):
    page = house.page(house.submitted())
    house.obey(c.Take(claim=page.claim.id), house.reviewer)
    assert filled_in("{partner}: {products} {unknown}", page) == "Fabrikam: Microsoft Teams {unknown}"


async def test_what_is_kept_leads_to_its_claim(house):
    claim = house.submitted()
    long = "Is the page " + "really " * 20 + "signed?"
    house.store.draft_put("mina", claim, "comment", long, house.desk.now())
    async with seated(house, house.reviewer) as (app, pilot):
        front(app).action_kept()
        kept = await sheet(app, pilot, KeptSheet)
        assert f"C-{claim} " in shown(app)
        assert "…" in shown(app)
        assert "No worker" in shown(app) or "simulated" in shown(app)
        assert kept.under.name == f"draft:{claim}"
        await pilot.press("enter")
        await until(pilot, lambda: getattr(app.screen, "_claim", None) == claim)
        assert type(app.screen) is ClaimDetail
