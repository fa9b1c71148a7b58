"""The store is away for a while: nothing typed is lost, nothing crashes, and what can be done is done once it is back."""

import pytest
from textual.widgets import TextArea

from cpor_tui.domain import commands as c


@pytest.fixture
def away(street, tmp_path):
    """Takes the store away, and brings it back."""
    there, elsewhere = tmp_path / "town", tmp_path / "elsewhere"

    def move(*, back: bool = False):
        (elsewhere if back else there).rename(there if back else elsewhere)

    return move


async def test_a_note_that_cannot_be_kept_keeps_its_writer(sit, street, away):
    async with sit("mina") as desk:
        away()
        await desk.press("c")
        await desk.type("a long thought")
        await desk.press("escape")
        assert desk.app.screen.is_modal
        assert "no store" in desk.said
        await desk.press("ctrl+s")
        assert desk.app.screen.query_one(TextArea).text == "a long thought"
        away(back=True)
        await desk.press("escape")
        assert not desk.app.screen.is_modal
        await desk.press("c")
        assert desk.app.screen.query_one(TextArea).text == "a long thought"


async def test_a_form_that_cannot_be_kept_stays_open(sit, street, away):
    async with sit("sora", claim="School of Fine Art") as desk:
        await desk.press("D")
        await desk.type("the page was signed")
        away()
        await desk.press("escape")
        assert desk.app.screen.is_modal
        assert "no store" in desk.said
        away(back=True)
        await desk.press("escape")
        assert not desk.app.screen.is_modal
    assert any("the page was signed" in draft.text for draft in street.store.draft_list("sora"))


async def test_what_was_refused_is_a_draft_again(sit, street):
    async with sit("hana", claim="Woodgrove Bank") as desk:
        await desk.press("T")
        await desk.type("joon is ill")

        order = c.Reject(claim=street.claims["Woodgrove Bank"], reason="insufficient-poe", note="too little")
        street.desk.submit(order, street.actor("joon"))
        await desk.press("ctrl+s")
        assert "draft" in desk.last_said
    assert [draft.text for draft in street.store.draft_list("hana")] == ["joon is ill"]
