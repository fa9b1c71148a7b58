"""How every screen looks, at both sizes and in both languages."""

import pytest

from cpor_tui.domain import commands as c
from tests.screens.conftest import Driver

SIZES = {"80x24": (80, 24), "160x50": (160, 50)}
EVERY = (
    ("80x24", "ko"),
    ("160x50", "en"),
    pytest.param("80x24", "en", marks=pytest.mark.slow),
    pytest.param("160x50", "ko", marks=pytest.mark.slow),
)
"""The fast suite looks at each screen at both sizes and in both languages once, the slow one at all four."""
ROOMS = {
    "queue": ("mina", None, ("down", "down", "down", "down")),
    "proof": ("mina", "Contoso GmbH", ("down", "enter")),
    "comments": ("mina", "Contoso GmbH", ("2",)),
    "history": ("mina", "Contoso GmbH", ("3",)),
    "clock": ("mina", "Contoso GmbH", ("4",)),
    "decide": ("mina", "Contoso GmbH", ("d", "2")),
    "reply": ("mina", "Contoso GmbH", ("r",)),
    "macro": ("mina", "Contoso GmbH", ("m", "f2", "tab", "down", "space")),
    "decide-many": ("mina", None, ("V", "d", "1")),
    "report": ("mina", None, ("space", "space", "space", "d", "1", "ctrl+s")),
    "filter": ("mina", None, ("slash", "tab")),
    "dashboard": ("sora", None, ()),
    "partners-claim": ("sora", "Blue Yonder Airlines", ()),
}
STATES = {
    "paused": ("mina", None, ("3",)),
    "no-match": ("mina", None, ("slash", "z", "z", "z", "enter")),
    "not-allowed": ("vera", None, ("r",)),
    "rejected-final": ("paul", "Alpine Ski House", ()),
    "approved": ("sora", "City Power", ("4",)),
}


def _before(keys):
    async def press(pilot):
        driver = Driver(pilot.app, pilot)
        await driver.settle()
        await driver.press(*keys)
        await driver.settle()

    return press


@pytest.mark.parametrize(("size", "lang"), EVERY)
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_looks_as_it_did(snap_compare, street, room, size, lang):
    who, claim, keys = ROOMS[room]
    app = street.app(who, lang, claim=claim)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=_before(keys))


def test_a_decision_that_came_too_late_looks_as_it_did(snap_compare, street):
    number = street.claims["Vanarsdel"]

    async def another_decides(pilot):
        driver = Driver(pilot.app, pilot)
        await driver.settle()
        await driver.press("d", "1")
        street.desk.submit(c.Start(claim=number), street.actor("joon"))
        street.desk.submit(
            c.Reject(claim=number, reason="insufficient-poe", note="No."), street.actor("joon")
        )
        await driver.until("joon was first")
        await driver.press("ctrl+s")

    app = street.app("mina", claim="Vanarsdel")
    assert snap_compare(app, terminal_size=(80, 24), run_before=another_decides)


@pytest.mark.parametrize("state", STATES)
def test_a_state_that_matters_looks_as_it_did(snap_compare, street, state):
    who, claim, keys = STATES[state]
    app = street.app(who, "en", claim=claim)
    assert snap_compare(app, terminal_size=(80, 24), run_before=_before(keys))
