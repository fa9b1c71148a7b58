"""A few of the kills that `make soak ARGS="kills --times 1000"` makes by the hundred."""

import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from random import Random
from uuid import uuid4

import pytest

from cpor_tui.store import Store
from tests.crash.kills import kill
from tests.crash.victims import Broken, CommandLine, Scene, Worker
from tests.support.crowd import copies
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


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_backup_or_a_restore_that_is_killed_leaves_all_of_it_or_nothing(scene, command):
    house = scene.house
    (last,) = copies(house.store, house.under_review(), 30)[-1:]
    backup, again = scene.folder / "kept.cpor", scene.folder / "again" / "store.db"
    again.parent.mkdir()
    words = scene.words(command, str(backup))
    if command == "backup":
        made = backup
    else:
        made = again
        house.store.backup(backup)
        words[words.index(house.url)] = f"sqlite:///{again}"

    def whole() -> None:
        began = time.monotonic()
        subprocess.run([sys.executable, *words], env=scene.environment, timeout=100, check=True)
        lives.append(time.monotonic() - began)

    lives: list[float] = []
    killed = 0
    whole()
    for part in range(8):
        for left in made.parent.glob(f"{made.name}*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        process = subprocess.Popen([sys.executable, *words], env=scene.environment)
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(lives) * (0.4 + part / 10))
        process.kill()
        killed += process.wait(100) == -signal.SIGKILL
        if not made.exists():
            # Whatever the dead one has left stands in nobody's way.
            whole()
        url = f"sqlite:///{again}"
        if command == "backup":
            url = Store.restore(backup, f"sqlite:///{scene.folder / f'{part}.db'}")
        restored = Store.open(url)
        assert restored.verify().faults == []
        assert restored.load(last) == house.store.load(last)
        restored.close()
    assert killed > 2


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_an_import_that_is_killed_again_and_again_is_simply_repeated(scene):
    names = [f"Number {n}" for n in range(60)]
    table = scene.folder / "claims.csv"
    rows = [f"{name},microsoft-365,usage,Contoso,{uuid4()}" for name in names]
    table.write_text("\n".join(["name,area,activity,customer,tenant", *rows]))
    words = scene.words("import", "claims", str(table), who="sora")
    reached = []
    for _ in range(6):
        process = subprocess.Popen([sys.executable, *words], env=scene.environment)
        wanted = len(scene.versions()) + 7
        while process.poll() is None and len(scene.versions()) < wanted:
            time.sleep(0.001)
        process.kill()
        process.wait(100)
        reached.append(len(scene.versions()))
    assert len(set(reached)) > 3, "each went on from where the one before was killed"
    subprocess.run([sys.executable, *words], env=scene.environment, timeout=100, check=True)
    kept = [scene.house.store.load(claim).fields["name"] for claim in scene.versions()]
    assert sorted(kept) == sorted(names)
    scene.whole()
