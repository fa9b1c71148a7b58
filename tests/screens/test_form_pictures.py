"""How the forms look, in both languages, on the smallest terminal that most people have; looks only."""

import pytest

from cpor_tui.app import CporApp
from cpor_tui.session import Session
from cpor_tui.text import Text
from tests.screens.form_house import settled, until
from tests.support.desk import DeskHouse

TENANT = "6f1c2a34-9d5e-4b7a-8c21-0e4f5a6b7c8d"
SIZES = {"small": (80, 24), "wide": (160, 50)}


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


def draft(house):
    """A draft that lacks nothing but its proof."""
    return house.draft(tenant=TENANT)


def submitted(house):
    """A claim that waits for its review."""
    return house.submitted(tenant=TENANT)


SHEETS = {
    "new": (draft, "partner", ("escape", "N")),
    "edit": (draft, "partner", ("e",)),
    "edit-late": (submitted, "partner", ("e",)),
    "fix-1": (lambda house: house.asked(), "partner", ("f",)),
    "fix-2": (lambda house: house.asked(), "partner", ("f", "enter")),
    "fix-3": (lambda house: house.asked(), "partner", ("f", "ctrl+s")),
    "dispute": (lambda house: house.rejected(), "partner", ("D",)),
    "withdraw": (submitted, "partner", ("W",)),
    "add-poe": (submitted, "partner", ("plus",)),
    "submit-lacks": (draft, "partner", ("ctrl+s",)),
    "discard": (draft, "partner", ("delete",)),
    "help": (submitted, "reviewer", ("question_mark",)),
    "palette": (submitted, "reviewer", ("colon",)),
    "palette-nothing": (submitted, "reviewer", ("colon", "z", "z", "z")),
    "assign": (submitted, "lead", ("ctrl+t",)),
    "texts": (submitted, "reviewer", ("r", "colon", "colon")),
    "team": (submitted, "lead", ("escape", "ctrl+g")),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", list(SHEETS))
def test_a_sheet_looks_as_it_did(house, snap_compare, name, lang, size):
    begin, who, keys = SHEETS[name]
    claim = begin(house)
    house.store.text_save("mina", "drop-product", "Please drop {products} from {claim}, or name it.", 1)
    actor = getattr(house, who)
    start = None if keys[0] == "escape" else claim
    app = CporApp(Session(house.desk, actor, Text(lang, "Asia/Seoul")), start_claim=start)

    async def before(pilot):
        await until(pilot, lambda: getattr(app.screen, "page", None) is not None)
        for key in keys:
            if key == "escape":
                continue
            await pilot.press(key)
            await until(pilot, lambda: getattr(app.screen, "page", None) is not None)
            await settled(pilot, 0.3)

    assert snap_compare(app, terminal_size=SIZES[size], run_before=before)
