"""Whole lives of a programme, each from one seed; ten thousand are `make soak ARGS="--seeds 10000"`."""

import logging

import pytest

from cpor_tui.domain import deadlines
from cpor_tui.store import Store
from cpor_tui.store.outbox import Outbox
from tests.simulation import world
from tests.simulation.faults import Broken
from tests.simulation.on_sqlite import files
from tests.simulation.seeds import STEPS
from tests.simulation.world import live

FIRST = 20_260_616


@pytest.fixture(scope="module")
def quiet():
    """That a line is down is part of it."""
    logging.getLogger("cpor").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("cpor").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def start(quiet):
    """The file that every seed begins with."""
    with files() as found:
        yield found


@pytest.fixture(scope="module")
def served(quiet, postgres_cluster):
    """The database that every seed begins with."""
    from tests.simulation.on_postgres import databases

    with databases(postgres_cluster) as found:
        yield found


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 10))
def test_a_seed_breaks_nothing(seed, start):
    lived = live(seed, STEPS, start)
    assert lived.found["obeyed"] > 0
    print(f"seed {seed}: {dict(lived.found)}")


def test_a_seed_replays_exactly(start):
    one, two = live(FIRST, STEPS, start), live(FIRST, STEPS, start)
    assert one.trace == two.trace
    assert one.digest == two.digest


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(FIRST + 1, FIRST + 5))
def test_a_seed_breaks_nothing_on_a_server(seed, served):
    lived = live(seed, STEPS, served)
    assert lived.found["obeyed"] > 0
    print(f"seed {seed}: {dict(lived.found)}")


@pytest.mark.postgres
def test_a_seed_breaks_nothing_on_a_server_and_replays_exactly(served):
    one, two = live(FIRST, STEPS // 2, served), live(FIRST, STEPS // 2, served)
    assert one.found["obeyed"] > 0
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
def test_a_planted_bug_is_found(bug, start, monkeypatch):
    bug(monkeypatch)
    with pytest.raises(Broken):
        for seed in range(25):
            live(seed, STEPS, start)


def commit_before_the_mail(patch):
    post = Store._post

    def early(self, *letter):
        conn = self._link().conn
        conn.execute("COMMIT")
        conn.execute("BEGIN")
        post(self, *letter)

    patch.setattr(Store, "_post", early)


def forget_to_roll_back(patch):
    from cpor_tui.store.postgres import Postgres

    patch.setattr(Postgres, "rollback", lambda self, link: None)


def tell_no_screen(patch):
    patch.setattr(Store, "stirred", lambda self: None)
    patch.setattr(world, "PATIENCE", 0.5)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("bug", [forget_answers, commit_before_the_mail, forget_to_roll_back, tell_no_screen])
def test_a_planted_bug_is_found_on_a_server(bug, served, monkeypatch):
    bug(monkeypatch)
    with pytest.raises(Broken):
        for seed in range(25):
            live(seed, STEPS, served)
