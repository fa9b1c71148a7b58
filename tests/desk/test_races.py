"""Many at once, and any of them killed at any instant: one truth remains."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.evolve import DECISIONS, fold
from cpor_tui.domain.names import Activity, Area, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.store import Store
from tests.support import crowd as crowds
from tests.support import killing, racing
from tests.support.desk import DAY

ROOT = Path(__file__).parents[2]
KILLS = 200


def start(script, *words) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, script.__file__, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_eight_decide_one_claim_at_once_and_one_wins(house, tmp_path):
    claim = house.under_review()
    house.obey(c.Release(claim=claim), house.reviewer)
    gate = tmp_path / "gate"
    racers = {name: start(racing, house.url, claim, name, gate) for name in (f"r{n}" for n in range(8))}
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("ready-*"))) < 8:
        assert time.monotonic() < deadline, "a racer never came to the start"
        time.sleep(0.01)
    gate.touch()
    outcomes = {name: (racer.communicate(timeout=60)[0], racer.returncode) for name, racer in racers.items()}
    winners = [name for name, (_, status) in outcomes.items() if status == 0]
    assert len(winners) == 1
    for name, (said, status) in outcomes.items():
        if name not in winners:
            assert status in (1, 5)
            assert winners[0] in said, "the others learn who was first"
    decisions = [event for event, _ in house.store.events(claim) if event.what in DECISIONS]
    assert [event.by for event in decisions] == winners


def test_two_rivals_are_never_approved_at_once_without_a_note(house):
    for _ in range(6):
        tenant = str(uuid4())
        claims = (house.under_review(tenant=tenant), house.under_review(house.rival, tenant=tenant))
        gate = threading.Barrier(2)

        def approve(claim: int, gate: threading.Barrier = gate) -> str:
            gate.wait(10)
            try:
                house.obey(c.Approve(claim=claim), house.reviewer)
            except Refused as no:
                return no.why
            return "approved"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(approve, claims)) == ["approved", "second-approval"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_writers_lose_nothing_and_do_nothing_twice(house, tmp_path):
    claim = house.submitted()
    killer = start(killing, house.url, claim, KILLS, tmp_path, 7)
    killer.communicate(timeout=240)
    assert killer.returncode == 0
    tried: set[str] = set()
    done: set[str] = set()
    for acks in tmp_path.glob("acks-*"):
        for line in acks.read_text().splitlines():
            word, _, request = line.partition(" ")
            (tried if word == "try" else done).add(request)
    assert len(done) > KILLS * 0.7, "the writers hardly wrote"
    kept = {row.text for row in house.store.comments(claim, internal=True)}
    assert done <= kept, "nothing that was answered «done» is lost"
    for request in tried - done:
        house.desk.submit(c.Comment(claim=claim, text=request), house.reviewer, request=request)
    said = [row.text for row in house.store.comments(claim, internal=True)]
    assert sorted(said) == sorted(tried), "a retry under the same request does nothing twice"
    assert fold(event for event, _ in house.store.events(claim)) == house.store.load(claim)
    assert house.store.verify().faults == []


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_four_workers_fire_ten_thousand_timers_once_each(house, tmp_path):
    crowd = crowds.copies(house.store, house.submitted(), 4_999)
    house.pass_time(30 * DAY)
    workers = [start(crowds, house.url, tmp_path / "mail") for _ in range(4)]
    fired = [int(worker.communicate(timeout=360)[0]) for worker in workers]
    assert sum(fired) == 10_000, "two promises of each of five thousand claims"
    assert sum(count > 0 for count in fired) > 1, "one worker did it all"
    for claim in crowd[::97]:
        overdue = [event.reason for event, _ in house.store.events(claim) if event.what is What.OVERDUE]
        assert overdue == ["start", "total"]
    assert house.desk.stats(house.lead).sla_missed == {
        "start": 5000,
        "review": 0,
        "total": 5000,
        "dispute": 0,
    }


@pytest.mark.parametrize("order", ["create", "note"])
def test_a_programs_first_order_reads_what_all_orders_need_before_others_wait_for_it(house, order):
    claim = house.submitted()
    store = Store.open(house.url)
    link = store._link()
    conn, within = link.conn, []

    class Listening:
        def __getattr__(self, name):
            return getattr(conn, name)

        def execute(self, text, params=()):
            if "FROM rule_text" in text or "FROM holiday" in text:
                within.append(link.mode)
            return conn.execute(text, params)

    link.conn = Listening()
    orders = {
        "create": (c.Create(area=Area.MICROSOFT_365, activity=Activity.USAGE), house.partner),
        "note": (c.Note(claim=claim, text="Between us."), house.reviewer),
    }
    Desk(store).submit(*orders[order])
    link.conn = conn
    store.close()
    assert set(within) == {"read"}
