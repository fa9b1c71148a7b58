"""The first picture: it comes once and whole, and what is typed before it is obeyed."""

from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet

from cpor_tui.app import LATER_SHEETS, CporApp
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.looks import style
from cpor_tui.screens.table import ClaimTable
from tests.screens.conftest import Driver

BARS = str.maketrans("▁▂▃▄▅▆▇", " " * 7)
"""A bar at the side comes with the next layout; its column is kept free for it."""


class Watched(CporApp):
    """Keeps everything that is sent to the terminal, as text."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self.sent: list[str] = []
        super().__init__(*given, **options)

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if not self._batch_count:
            lines = (strip.text.translate(BARS) for strip in screen._compositor.render_strips())
            self.sent.append("\n".join(lines))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
@pytest.mark.parametrize("who", ["mina", "sora"])
async def test_the_first_picture_is_whole_and_nothing_in_it_moves(street, who, size):
    app = Watched(street.session(who))
    async with app.run_test(size=size) as pilot:
        await Driver(app, pilot).settle()
        claims = [row.key for row in app.screen.query_one(ClaimTable)._in_sight()]
    assert len(claims) > 3
    assert [claim for claim in claims if f"C-{claim}" not in app.sent[0]] == []
    assert app.sent[0] == app.sent[-1]


async def test_styles_are_read_once_and_those_of_other_rooms_with_the_first_of_them(street, monkeypatch):
    again: list[Stylesheet] = []
    monkeypatch.setattr(Stylesheet, "reparse", again.append)
    app = street.app("mina")
    later = {(str(style(name)), "") for name in LATER_SHEETS}
    async with app.run_test(size=(120, 40)) as pilot:
        desk = Driver(app, pilot)
        await desk.settle()
        assert not later & app.stylesheet.source.keys()
        await desk.press("question_mark")
        assert later <= app.stylesheet.source.keys()
        assert app.screen.query_one("#paper").styles.border_top[0] == "ascii"
    assert again == []


async def test_keys_that_are_typed_before_the_first_picture_are_obeyed(street):
    app = street.app("mina")
    async with app.run_test(size=(120, 40)) as pilot:
        desk = Driver(app, pilot)
        await desk.burst("j", "enter")
        assert isinstance(app.screen, ClaimDetail)
