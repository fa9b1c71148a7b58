"""The proof before a reviewer's eyes and before a partner's: what is new, what is open, and what to do with it."""

from __future__ import annotations

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Status
from tests.screens.form_house import seated, shown, until
from tests.support.desk import MINUTE, DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


# What is new since the last look


async def test_what_came_after_the_last_look_is_marked_as_new(house):
    claim = house.asked()
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        assert "since you looked" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: house.store.last_look(claim, "mina") is not None)
    house.pass_time(MINUTE)
    house.desk.add_poe(claim, b"Signed: K. Weber, 1 June 2026", "late.txt", house.partner)
    house.obey(c.Comment(claim=claim, text="Here is the signature."), house.partner)
    async with seated(house, house.reviewer, claim=claim, size=(120, 40)) as (app, pilot):
        await until(pilot, lambda: "1 new since you looked" in shown(app))
        assert "new late.txt" in shown(app)
        assert "new proof.txt" not in shown(app)
        await pilot.press("2")
        await until(pilot, lambda: "[new since you looked]" in shown(app))


async def test_a_look_ends_what_is_new_and_is_each_persons_own(house):
    claim = house.asked()
    house.store.looked(claim, "mina", house.desk.now())
    house.pass_time(MINUTE)
    house.desk.add_poe(claim, b"Signed: K. Weber, 1 June 2026", "late.txt", house.partner)
    async with seated(house, house.other, claim=claim) as (app, _):
        assert "since you looked" not in shown(app)
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        await until(pilot, lambda: "1 new since you looked" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: house.store.last_look(claim, "mina") == house.desk.now())
    async with seated(house, house.reviewer, claim=claim) as (app, _):
        assert "since you looked" not in shown(app)


def test_a_look_is_no_draft_and_no_event(house):
    claim = house.asked()
    before = house.whats(claim)
    house.store.looked(claim, "mina", house.desk.now())
    assert house.store.draft_list("mina") == []
    assert house.whats(claim) == before
