"""A few of the kills that `make soak ARGS="kills --times 1000"` makes by the hundred."""

from random import Random

import pytest

from tests.crash.kills import kill
from tests.crash.victims import Broken, CommandLine, Scene, Worker
from tests.support.desk import DeskHouse

TIMES = {"cli": 8, "tui": 4, "worker": 5}


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("victim", sorted(TIMES))
def test_a_killed_program_loses_nothing_and_does_nothing_twice(store_url, tmp_path, victim):
    hit = kill(store_url, tmp_path, victim, TIMES[victim], 20_260_616)
    assert hit.total() - hit["survived"] == TIMES[victim]
    print(victim, dict(hit))


@pytest.fixture
def scene(tmp_path):
    house = DeskHouse(f"sqlite:///{tmp_path / 'store.db'}")
    yield Scene(house, tmp_path)
    house.close()


@pytest.mark.slow
def test_an_order_that_is_done_twice_would_be_found(scene, monkeypatch):
    cli = CommandLine(scene, Random(1))
    monkeypatch.setattr(cli._instants, "next", lambda late: 60.0)
    order = cli._order
    monkeypatch.setattr(cli, "_order", lambda: [word for word in order() if word != "--request"][:-1])
    with pytest.raises(Broken, match="done twice"):
        cli.die()


@pytest.mark.slow
def test_a_letter_that_nobody_has_would_be_found(scene):
    worker = Worker(scene, Random(1))
    worker.end()
    min((scene.mail / "new").iterdir()).unlink()
    with pytest.raises(Broken, match="nobody has it"):
        worker.end()
