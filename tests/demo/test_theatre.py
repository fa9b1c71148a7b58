"""The director's keys do what they say, over the people's own screens."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from cpor_tui.demo.theatre import Theatre
from cpor_tui.screens.seat import Seat
from cpor_tui.settings import Settings


@pytest.fixture
def theatre(house, tmp_path):
    """`async with theatre("late") as (app, pilot, see)`: the demo in a terminal of a size."""

    @asynccontextmanager
    async def open_it(scenario=None, size=(110, 30), lang="en"):
        settings = Settings.load({"lang": lang}, {"HOME": str(tmp_path / "home")})
        if scenario is None:
            house.build(None)
        app = Theatre(settings, house, scenario, None)
        async with app.run_test(size=size) as pilot:

            def see() -> str:
                return "\n".join(strip.text for strip in app.screen._compositor.render_strips())

            async def until(words, seconds=30.0):
                for _ in range(int(seconds / 0.1)):
                    if words in see() and not getattr(app.screen, "_busy", False):
                        return
                    await asyncio.sleep(0.1)
                raise AssertionError(f"{words!r} did not appear:\n{see()}")

            yield app, pilot, until

    return open_it


async def test_the_demo_opens_at_the_reviewers_queue_under_a_banner(theatre):
    async with theatre() as (_, _, until):
        await until("DEMO · SIMULATED TIME Tue 14 Jul 2026, 10:42 KST")
        await until("mina, Reviewer")


async def test_the_banner_fits_eighty_columns_and_still_says_that_nothing_is_mailed(theatre):
    async with theatre(size=(80, 24)) as (_, _, until):
        await until("DEMO · SIMULATED TIME 14 Jul 10:42 · made-up · nothing mailed")
        await until("F12 director")
        await until("If nobody decides")


async def test_keys_are_the_persons_until_the_director_enters(theatre):
    async with theatre() as (app, pilot, until):
        await until("mina, Reviewer")
        await pilot.press("p")
        assert not app.screen.directing
        await pilot.press("f12")
        await until("R reviewer")
        await pilot.press("p")
        await until("sora, Incentives admin")
        await pilot.press("l")
        await until("hana, Lead")


async def test_a_business_day_passes_on_every_screen(theatre):
    async with theatre() as (_, pilot, until):
        await until("mina, Reviewer")
        await pilot.press("f12", "greater_than_sign")
        await until("mina, Reviewer   Wed 15 Jul 2026, 10:42 KST")
        await until("SIMULATED TIME Wed 15 Jul 2026")


async def test_the_next_event_happens_at_its_instant(theatre):
    async with theatre() as (_, pilot, until):
        await until("mina, Reviewer")
        await pilot.press("f12", "e")
        await until("SIMULATED TIME Wed 15 Jul 2026, 00:00 KST")


async def test_a_scene_is_played_and_taken_back(theatre):
    async with theatre("decline", size=(120, 36)) as (app, pilot, until):
        await until("Before the first scene")
        await pilot.press("space")
        await until("Scene 1 of 3")
        await until("SIMULATED TIME Tue 7 Jul 2026, 11:01 KST")
        await pilot.press("less_than_sign")
        await until("SIMULATED TIME Mon 6 Jul 2026, 09:30 KST")
        assert app.performance.position == 0


async def test_both_are_side_by_side_only_where_there_is_room(theatre):
    async with theatre(size=(100, 30)) as (app, pilot, until):
        await until("mina, Reviewer")
        await pilot.press("f12", "b")
        await until("need 160 columns")
        assert sum(1 for seat in app.screen.query(Seat) if seat.guest is not None) == 1


async def test_both_see_the_same_instant_on_a_wide_terminal(theatre):
    async with theatre(size=(180, 40)) as (_, pilot, until):
        await until("mina, Reviewer")
        await pilot.press("f12", "b")
        await until("sora, Incentives admin")
        await until("mina, Reviewer")


async def test_the_director_speaks_korean(theatre):
    async with theatre(lang="ko") as (_, pilot, until):
        await until("데모 · 가상 시각")
        await pilot.press("f12")
        await until("R 검토자")
