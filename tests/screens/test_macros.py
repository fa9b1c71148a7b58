"""Macros: a decision by name fills the sheet in, in the partner's language, and sends nothing by itself."""

from typing import Any

import pytest
from textual.widgets import Input, TextArea

from cpor_tui.domain.names import Status, What
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.macros import MacroForm, MacroSheet
from cpor_tui.screens.palette import Palette
from cpor_tui.store.furniture import Macro

TEXTS = {"en": "{claim}: the dates are too old.", "ko": "{claim}: 날짜가 오래되었습니다."}
OLD_DATES = Macro("mina", "old dates", What.ASK, ("missing-or-old-dates",), TEXTS, 1)
NO_PROOF = Macro("mina", "no proof", What.REJECT, ("insufficient-poe",), {"en": "Nothing is shown."}, 1)


def front(desk) -> Any:
    """The screen in front."""
    return desk.app.screen


@pytest.fixture
def written(street):
    """A town whose reviewer has written two macros."""
    for macro in (OLD_DATES, NO_PROOF):
        street.store.macro_save(macro)
    return street


async def test_a_macro_fills_the_sheet_in_and_only_ctrl_s_sends_it(sit, written):
    number = written.claims["Contoso GmbH"]
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("m", "down", "enter")
        sheet = front(desk)
        assert isinstance(sheet, DecideSheet)
        assert "> 2 Ask the partner" in desk.shown
        assert sheet.query_one("#reasons", Choices).picked == ("missing-or-old-dates",)
        # Who is asked reads Korean.
        assert sheet.note == f"C-{number}: 날짜가 오래되었습니다."
        assert "Status becomes Partner action required" in desk.pane("#foresight")
        assert written.claim("Contoso GmbH").status is Status.UNDER_REVIEW
        await desk.press("ctrl+s")
    asked = written.claim("Contoso GmbH").asked
    assert asked is not None
    assert (asked.reasons, asked.note) == (("missing-or-old-dates",), f"C-{number}: 날짜가 오래되었습니다.")


async def test_another_macro_takes_the_place_of_the_first_but_never_of_the_persons_own_words(sit, written):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "m", "down", "enter", "m", "enter")
        assert front(desk).note == "Nothing is shown."
        assert "> 3 Reject" in desk.shown
        assert front(desk).query_one("#reasons", Choices).picked == ("insufficient-poe",)
        front(desk).query_one(TextArea).text = "As I said."
        await desk.press("m", "enter")
        assert front(desk).note == "As I said.\n\nNothing is shown."


async def test_a_macro_that_cannot_be_used_here_says_so_and_changes_nothing(sit, written):
    written.store.macro_save(Macro("mina", "lost", What.REFUSE_DISPUTE, (), {"en": "No."}, 1))
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "1", "m", "enter")
        assert "“lost” would decide: Refuse the dispute" in desk.said
        assert "> 1 Approve" in desk.shown
        assert front(desk).note == ""


async def test_m_in_the_message_is_a_letter_and_f5_the_macros(sit, written):
    async with sit("mina", claim="Contoso GmbH") as desk:
        await desk.press("d", "2")
        front(desk).query_one(TextArea).focus()
        await desk.press("m", "f5")
        assert isinstance(front(desk), MacroSheet)
        await desk.press("escape")
        assert front(desk).note == "m"


async def test_a_macro_is_written_changed_and_removed_by_keys(sit, street):
    async with sit("mina") as desk:
        await desk.press("j", "m")
        assert "There is no macro yet. F2 writes one" in desk.shown
        await desk.press("f2")
        form = front(desk)
        assert isinstance(form, MacroForm)
        form.query_one("#text-name", Input).value = "missing"
        await desk.press("ctrl+s")
        assert "Pick what is decided" in desk.said
        # Name, outcome (the second of it: asking), reasons (the first), the message in one's own language.
        await desk.press("tab", "down", "space", "tab", "space", "tab")
        await desk.type("Nothing is here.")
        await desk.press("ctrl+s")
        (macro,) = street.store.macro_list("mina")
        assert (macro.name, macro.outcome, macro.reasons, macro.texts) == (
            "missing",
            What.ASK,
            ("missing-all-poe",),
            {"en": "Nothing is here."},
        )
        assert "missing  Ask the partner (Missing all PoE): Nothing is here." in desk.shown
        await desk.press("f4")
        assert front(desk).query_one("#text-en", TextArea).text == "Nothing is here."
        # Another outcome has other reasons.
        await desk.press("down", "down", "space", "ctrl+s")
        (macro,) = street.store.macro_list("mina")
        assert (macro.outcome, macro.reasons) == (What.REJECT, ())
        await desk.press("f8")
        assert street.store.macro_list("mina") == []


async def test_everybodys_macro_is_changed_by_leads_alone(sit, street):
    street.store.macro_save(Macro("", "shared", What.APPROVE, (), {}, 1))
    async with sit("mina") as desk:
        await desk.press("j", "m", "f8")
        assert "shared is everybody's" in desk.said
    assert len(street.store.macro_list("mina")) == 1


async def test_the_palette_finds_a_macro_by_its_name_in_korean_too(sit, written):
    async with sit("mina", "ko", claim="Contoso GmbH") as desk:
        await desk.press("colon")
        assert isinstance(front(desk), Palette)
        await desk.type("old dates")
        assert "매크로: 이름 붙인 결정" in desk.shown
        await desk.press("enter")
        assert isinstance(front(desk), DecideSheet)
        assert "“old dates” 매크로로 채웠습니다" in desk.said


async def test_partners_have_no_macros(sit, written):
    async with sit("sora") as desk:
        await desk.press("m")
        assert "may not do that" in desk.said
