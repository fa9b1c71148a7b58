"""Whatever keys come, at whatever size, from whoever sits there: no room breaks."""

import pytest

from tests.screens import monkey

FIRST = 20_260_714


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder of its own for what a life saves and exports."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DOWNLOAD_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.timeout(240)
def test_a_random_life_breaks_nothing(built_town, place):
    start, claims = built_town
    life = monkey.lived(FIRST, 150, start, tuple(claims.values()), place / "life")
    assert len(life.pressed) >= 60


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_random_lives_break_nothing(built_town, place):
    start, claims = built_town
    seen = set()
    for seed in range(FIRST + 10, FIRST + 30):
        life = monkey.lived(seed, 250, start, tuple(claims.values()), place / str(seed))
        seen |= set(life.seen)
    # Enough of the rooms were met for this to mean something.
    assert {
        "ReviewerQueue",
        "Dashboard",
        "ClaimDetail",
        "DecideSheet",
        "SaySheet",
        "ClaimForm",
        "Palette",
    } <= seen
