"""Figures as text: bars that never lie about nothing, and columns that stand in line in Korean too."""

import pytest
from rich.cells import cell_len

from cpor_tui.domain import commands as c
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.figures import bar, bars, kept_bars, ramp
from cpor_tui.screens.kept import KeptSheet
from cpor_tui.screens.palette import Palette
from cpor_tui.screens.team import TeamFigures
from tests.screens.form_house import seated, sheet, shown, typed, until
from tests.support.desk import DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


def test_what_is_there_at_all_has_a_bar_and_nothing_has_none():
    assert bar(1, 1000, 20) == "#"
    assert bar(0, 1000, 20) == ""
    assert bar(1000, 1000, 20) == "#" * 20
    assert bar(5, 0, 20) == ""


def test_a_row_of_weeks_goes_from_nothing_to_the_most():
    assert ramp((0, 1, 5, 10)) == "_.=#"
    assert ramp((0, 0)) == "__"
    assert ramp(()) == ""


@pytest.mark.parametrize("width", [30, 36, 60, 120])
def test_bars_stand_in_one_column_whatever_the_script(width):
    lines = bars([("검토 중", 4), ("Rejected", 12), ("고객 거부 가능 기간", 1)], width)
    begins = {cell_len(line.plain.partition("#")[0]) for line in lines}
    assert len(begins) == 1
    assert all(line.cell_length <= width for line in lines)


def test_one_missed_promise_among_many_is_seen():
    (line,) = kept_bars([("검토 기한", 999, 1)], 60)
    assert "!" in line.plain
    assert "999/1000" in line.plain


async def test_a_lead_sees_who_decided_what_and_a_reviewer_their_own(house):
    house.approved()
    house.rejected()
    taken_over = house.under_review()
    house.obey(c.TakeOver(claim=taken_over, note="in a hurry"), house.lead)
    house.obey(c.Reject(claim=taken_over, reason="insufficient-poe", note="no"), house.lead)
    async with seated(house, house.lead, size=(120, 40)) as (app, pilot):
        await pilot.press("ctrl+g")
        await sheet(app, pilot, TeamFigures)
        assert "mina 2" in shown(app)
        assert "Approve 1" in shown(app)
    async with seated(house, house.reviewer, size=(120, 40)) as (app, pilot):
        await pilot.press("ctrl+g")
        await sheet(app, pilot, TeamFigures)
        assert "mina 2" in shown(app)
        assert house.lead.name not in shown(app)


async def test_a_partner_sees_its_own_claims_alone(house):
    house.approved()
    house.approved(house.rival)
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("ctrl+g")
        await sheet(app, pilot, TeamFigures)
        assert "WHERE THEY STAND 1" in shown(app)
        assert "mina" not in shown(app)


async def test_the_palette_leads_from_the_figures_to_a_claim_and_to_what_is_kept(house):
    claim = house.submitted()
    async with seated(house, house.lead) as (app, pilot):
        await pilot.press("ctrl+g")
        await sheet(app, pilot, TeamFigures)
        for words, kind in (("drafts", KeptSheet), (f"C-{claim}", ClaimDetail)):
            await pilot.press("colon")
            await sheet(app, pilot, Palette)
            await typed(pilot, words)
            await pilot.press("enter")
            await sheet(app, pilot, kind)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, TeamFigures))
