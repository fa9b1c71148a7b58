"""Every size, every name, either language: nothing crashes, nothing acts, nothing is lost."""

import pytest
from rich.cells import cell_len

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Activity, Area
from cpor_tui.screens.reviewer_queue import ReviewerQueue

SIZES = [(40, 10), (80, 24), (100, 30), (120, 40), (160, 50), (300, 80)]
HOSTILE = (
    "[/x] [@click=app.exit]Boom[/]",
    "\x1b]52;c;aGk=\x07 bell",
    "a\u202eb \U0001f468\u200d\U0001f469\u200d\U0001f467 한글",
)


@pytest.mark.parametrize("who", ["mina", "sora"])
async def test_no_size_is_refused_and_resizing_keeps_the_place(sit, who):
    async with sit(who) as desk:
        await desk.press("down")
        cursor = desk.app.screen.cursor
        for width, height in SIZES:
            await desk.pilot.resize_terminal(width, height)
            await desk.pilot.pause(0.1)
            assert desk.app.screen.cursor == cursor
            assert all(cell_len(line) <= width for line in desk.shown.splitlines())
        await desk.press("enter")
        for tab, (width, height) in zip("432143", reversed(SIZES), strict=True):
            await desk.pilot.press(tab)
            await desk.pilot.resize_terminal(width, height)
        await desk.settle()
        await desk.press("escape")
        assert desk.app.screen.cursor == cursor


async def test_below_80_by_24_one_pane_is_shown_and_a_word_says_what_is_hidden(sit):
    async with sit("mina", size=(60, 20)) as desk:
        assert not desk.app.screen.query_one("#preview").display
        assert "preview hidden" in desk.shown


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_strangers_name_is_only_a_name(sit, street, name):
    sora = street.actor("sora")
    fields = {**street.claim("Relecloud").fields, "customer": name, "name": name}
    fields.pop("mpn-location", None)
    made = street.desk.submit(
        c.Create(
            area=Area.MICROSOFT_365, activity=Activity.USAGE, fields=fields, products=("Microsoft 365",)
        ),
        sora,
    )
    street.desk.add_poe(made.claim.id, b"proof", name, sora)
    street.desk.submit(c.Submit(claim=made.claim.id), sora)
    street.desk.submit(c.Comment(claim=made.claim.id, text=name), sora)
    street.claims["hostile"] = made.claim.id
    async with sit("mina", claim="hostile", size=(160, 50)) as desk:
        for tab in "1234":
            await desk.press(tab)
        await desk.press("d", "2", "escape", "escape")
        assert isinstance(desk.app.screen, ReviewerQueue)
        assert "\x1b" not in desk.shown


async def test_a_store_that_goes_away_is_said_and_what_was_shown_stays(sit, tmp_path):
    path = tmp_path / "town" / "store.db"
    async with sit("mina") as desk:
        path.rename(path.with_suffix(".gone"))
        desk.app.session.desk.store.close()
        await desk.until("! ")
        assert "Woodgrove" in desk.shown


async def test_where_nothing_matches_the_list_says_what_to_do(sit):
    async with sit("mina") as desk:
        await desk.press("slash")
        await desk.type("zzz")
        await desk.press("enter")
        assert "Nothing here" in desk.shown


async def test_every_word_of_the_frame_is_korean_for_a_korean_reader(sit):
    async with sit("mina", "ko") as desk:
        assert "검토 대기열" in desk.shown
        assert "다음 담당" in desk.pane("#keys")
        bindings = desk.app.screen.active_bindings
        assert bindings["d"].binding.description == "결정"
        assert bindings["j"].tooltip == "아래로"


async def test_the_chosen_tab_is_in_sight_where_not_all_have_room(sit):
    async with sit("sora", size=(40, 10)) as desk:
        await desk.press("6")
        assert "[6 All 16]" in desk.shown
        await desk.press("1")
        assert "[1 Needs you 7]" in desk.shown
