"""Ten whole lives of a programme, each from one seed; ten thousand are `make soak ARGS="--seeds 10000"`."""

import logging

import pytest

from cpor_tui.domain import deadlines
from cpor_tui.store import Store
from cpor_tui.store.outbox import Outbox
from tests.simulation.seeds import STEPS
from tests.simulation.world import Broken, founded, live

FIRST = 20_260_616


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """The store that every seed begins with."""
    logging.getLogger("cpor").setLevel(logging.CRITICAL)
    yield founded(tmp_path_factory.mktemp("start"))
    logging.getLogger("cpor").setLevel(logging.NOTSET)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 10))
def test_a_seed_breaks_nothing(seed, start, tmp_path):
    world = live(seed, STEPS, start, tmp_path)
    assert world.found["obeyed"] > 0
    print(f"seed {seed}: {dict(world.found)}")


def test_a_seed_replays_exactly(start, tmp_path):
    one = live(FIRST, STEPS, start, tmp_path / "one")
    two = live(FIRST, STEPS, start, tmp_path / "two")
    assert one.trace == two.trace
    assert one.digest == two.digest


def forget_answers(patch):
    patch.setattr(Store, "keep_answer", lambda self, request, *rest: None)


def let_letters_go(patch):
    patch.setattr(Outbox, "void_mails", lambda self, claim, seq: (0, 0))


def take_silence_for_consent(patch):
    patch.setattr(deadlines, "_bites", lambda claim, kind: True)


def miscount(patch):
    count = Store._count

    def wrong(self, before, after):
        if before is None or before.status is after.status:
            count(self, before, after)

    patch.setattr(Store, "_count", wrong)


def rewrite_history(patch):
    patch.setattr(Store, "_last_head", lambda self, link, before, after: "0" * 64)


@pytest.mark.parametrize(
    "bug", [forget_answers, let_letters_go, take_silence_for_consent, miscount, rewrite_history]
)
def test_a_planted_bug_is_found(bug, start, tmp_path, monkeypatch):
    bug(monkeypatch)
    with pytest.raises(Broken):
        for seed in range(25):
            live(seed, STEPS, start, tmp_path / str(seed))
