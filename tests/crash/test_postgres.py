"""Several hosts on one PostgreSQL: each timer rings once, and no lost connection or fallen server loses anything."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.mail import MaildirPost
from cpor_tui.store import Store
from cpor_tui.worker import run
from tests.support import postgres, ringing
from tests.support.desk import DAY, DeskHouse
from tests.support.requirements import missing
from tests.terminal.screen import Terminal

ROOT = Path(__file__).parents[2]
CLAIMS = 24
COMMANDS = 400
ORDERS = 1000
START = ROOT / "tests" / "screens" / "start_app.py"

pytestmark = pytest.mark.postgres


@pytest.fixture
def house(postgres_url):
    found = DeskHouse(postgres_url)
    yield found
    found.close()


@pytest.fixture
def own_server():
    """A server of this test's own, to be hurt."""
    try:
        cluster = postgres._start(postgres.programs(), os.getpid())
    except postgres.NoServer as none:
        missing("postgres", str(none))
    yield cluster
    os.kill(cluster.keeper, signal.SIGTERM)
    with suppress(ChildProcessError):
        os.waitpid(cluster.keeper, 0)


class Writer(threading.Thread):
    """A host that gives so many orders, each again under its request until it is answered."""

    def __init__(self, house, claim, name, orders):
        super().__init__()
        self.house, self.claim, self.called, self.orders = house, claim, name, orders
        self.answered: list[str] = []
        self.unheard: Counter[str] = Counter()

    def run(self):
        store = Store.open(self.house.url)
        desk = Desk(store)
        for number in range(self.orders):
            text = f"{self.called}-{number}"
            kind = c.Comment if number % 2 else c.Note
            while True:
                try:
                    desk.submit(kind(claim=self.claim, text=text), self.house.reviewer, request=text)
                except Refused as no:
                    assert no.code in (Code.STORE_UNREACHABLE, Code.CONFLICT), no
                    self.unheard[no.why] += 1
                    time.sleep(0.05)
                    continue
                break
            self.answered.append(text)
        store.close()


def answered(writers):
    return [text for writer in writers for text in writer.answered]


def each_is_there_once(house, writers, orders):
    """Whatever was answered is there, however often it was given, and somebody has noticed that there was trouble."""
    assert len(answered(writers)) == orders
    assert sum(writer.unheard["lost"] for writer in writers) > 0
    claims = {writer.claim for writer in writers}
    said = [row.text for claim in claims for row in house.store.comments(claim, internal=True)]
    assert sorted(said) == sorted(answered(writers))
    assert house.store.verify().faults == []


def wait_until(holds, threads):
    """Wait as long as any of the threads is at work."""
    while not holds():
        assert any(thread.is_alive() for thread in threads)
        time.sleep(0.01)


def goes_on(screen):
    """Wait until the screen has something else to say than that the store is away."""
    deadline = time.monotonic() + 60
    while "cannot be reached" in screen.shown():
        assert time.monotonic() < deadline, screen.shown()
        screen.read(0.05)


def test_four_workers_ring_every_timer_once(house, tmp_path):
    claims = [house.approved() for _ in range(CLAIMS)]
    for claim in claims:
        house.desk.told(claim)
    house.pass_time(30 * DAY)
    gate = tmp_path / "gate"
    workers = [
        subprocess.Popen(
            [sys.executable, ringing.__file__, house.url, str(gate)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    gate.touch()
    told = [worker.communicate(timeout=100)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4
    fired = Counter(tuple(one) for said in told for one in json.loads(said))
    assert set(fired.values()) == {1}, "each event was made by one worker alone"
    for claim in claims:
        assert house.whats(claim).count("consent-passed") == 1
    mails = house.store.mails(limit=10_000)
    assert {mail.state for mail in mails} == {"sent"}
    assert max(Counter((mail.claim, mail.seq, mail.kind, mail.to) for mail in mails).values()) == 1
    assert house.store.verify().faults == []


def backends(store):
    """The server's processes that serve this application, but for the one that asks."""
    return [
        pid
        for (pid,) in store.rows(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'cpor' AND datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
    ]


def test_a_connection_lost_between_orders_is_not_even_noticed(house):
    claim = house.under_review()
    with_other_hands = Store.open(house.url)
    for pid in backends(with_other_hands):
        with_other_hands.rows("SELECT pg_terminate_backend(?)", (pid,))
    assert house.obey(c.Comment(claim=claim, text="Still here."), house.reviewer).event is not None
    assert (
        house.page(claim).claim.version
        == house.store.only("SELECT version FROM claim WHERE id = ?", (claim,))[0]
    )
    with_other_hands.close()


def test_a_connection_lost_within_an_order_is_told_and_undone(house):
    claim = house.under_review()
    before = house.whats(claim)
    other = Store.open(house.url)
    with pytest.raises(Refused) as refused, house.store.write():
        loaded = house.store.load(claim)
        for pid in backends(other):
            other.rows("SELECT pg_terminate_backend(?)", (pid,))
        house.store.run("UPDATE claim SET version = 99 WHERE id = ?", (loaded.id,))
    assert (refused.value.code, refused.value.why) == (Code.STORE_UNREACHABLE, "lost")
    assert house.whats(claim) == before
    assert house.obey(c.Comment(claim=claim, text="Again."), house.reviewer).event is not None
    other.close()


def test_another_hosts_change_is_heard_and_silence_is_silence(house):
    claim = house.under_review()
    other = Store.open(house.url)
    token = other.changed()
    assert other.changed() == token
    house.obey(c.Comment(claim=claim, text="Hello."), house.reviewer)
    deadline = time.monotonic() + 10
    while other.changed() == token:
        assert time.monotonic() < deadline, "nobody heard"
        time.sleep(0.01)
    other.close()


def test_a_letter_that_is_being_taken_back_holds_up_no_worker(house):
    kept, undone = house.approved(), house.approved()
    (seq,) = {mail.seq for mail in house.store.mails(claim=undone, state="held")}
    ripe = len(house.store.mails(claim=kept, state="held"))
    house.store.rows("SELECT set_config('lock_timeout', '5s', false)")
    other = Store.open(house.url)
    with other.write():
        other.void_mails(undone, seq)
        assert house.store.release_held(house.desk.now() + DAY) == ripe > 0
    assert {mail.state for mail in house.store.mails(claim=undone) if mail.seq == seq} == {"void"}
    other.close()


def test_a_restore_that_breaks_off_leaves_the_database_as_empty_as_it_was(house, tmp_path, postgres_cluster):
    claim = house.under_review()
    whole, cut = tmp_path / "whole.cpor", tmp_path / "cut.cpor"
    house.store.backup(whole)
    cut.write_bytes(whole.read_bytes().replace(b"Teams was rolled out", b"Teams was rolled o??"))
    with postgres_cluster.database() as url:
        secret = tmp_path / "other.secret"
        with pytest.raises(Refused) as refused:
            Store.restore(cut, url, secret_file=secret)
        assert refused.value.code is Code.BAD_INPUT
        with pytest.raises(Refused) as nothing:
            Store.open(url, secret_file=secret)
        assert nothing.value.why == "no-store"
        assert not secret.exists()
        Store.restore(whole, url, secret_file=secret)
        restored = Store.open(url, secret_file=secret)
        assert restored.verify().faults == []
        assert restored.load(claim) == house.store.load(claim)
        restored.close()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_server_that_restarts_amid_a_thousand_orders_loses_none_and_the_screens_go_on(own_server, tmp_path):
    with own_server.database() as url:
        house = DeskHouse(url)
        free = house.submitted()
        claims = [house.under_review() for _ in range(4)]
        stop = threading.Event()
        tickers = [
            threading.Thread(target=run, args=(Desk(Store.open(url)), MaildirPost(tmp_path / "mail"), stop))
            for _ in range(2)
        ]
        screen = Terminal(str(START), url, "joon", "en")
        writers = [Writer(house, claim, f"w{claim}", ORDERS // len(claims)) for claim in claims]
        try:
            screen.wait_for("Next up", 60)
            for thread in (*writers, *tickers):
                thread.start()
            for share, at_once in ((3, False), (1.5, True)):
                wait_until(lambda share=share: len(answered(writers)) > ORDERS / share, writers)
                own_server.stop(at_once=at_once)
                screen.wait_for("cannot be reached", 60)
                own_server.start()
                goes_on(screen)
            for writer in writers:
                writer.join(200)
            screen.type("n")
            screen.wait_for("Taken: ", 60)
        finally:
            stop.set()
            screen.close()
        for ticker in tickers:
            ticker.join(60)
            assert not ticker.is_alive(), "a worker did not come back"
        each_is_there_once(house, writers, ORDERS)
        assert [event.by for event, _ in house.store.events(free) if event.what is What.TAKE] == ["joon"]
        assert house.store.heartbeats() == [], "both workers have signed off, and so were alive"
        house.close()


@pytest.mark.slow
def test_connections_that_are_ended_amid_a_thousand_orders_lose_none(house):
    claims = [house.under_review(), house.under_review()]
    writers = [Writer(house, claims[n % 2], f"w{n}", ORDERS // 4) for n in range(4)]
    busy = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND state <> 'idle'"
    )
    other = Store.open(house.url)
    for writer in writers:
        writer.start()
    ended = 0
    while any(writer.is_alive() for writer in writers):
        # A third of all orders, at most, hears of it.
        for (pid,) in other.rows(busy)[: len(answered(writers)) > 3 * ended]:
            other.rows("SELECT pg_terminate_backend(?)", (pid,))
            ended += 1
        time.sleep(0.001)
    other.close()
    print(f"{ended} connections ended")
    each_is_there_once(house, writers, ORDERS)


@pytest.mark.timeout(180)
def test_a_server_that_falls_three_times_within_hundreds_of_orders_loses_and_repeats_nothing(own_server):
    with own_server.database() as url:
        house = DeskHouse(url)
        claim = house.under_review()
        writers = [Writer(house, claim, f"w{n}", COMMANDS // 4) for n in range(4)]
        for writer in writers:
            writer.start()
        for fall in (1, 2, 3):
            wait_until(lambda fall=fall: len(answered(writers)) >= fall * COMMANDS // 5, writers)
            fell = False
            while not fell:
                # A server one of whose processes was killed ends all others and recovers from its log.
                try:
                    watcher = Store.open(url)
                    pids = backends(watcher)
                    watcher.close()
                except Refused:
                    time.sleep(0.05)
                    continue
                for pid in pids[:1]:
                    os.kill(pid, signal.SIGKILL)
                    fell = True
        for writer in writers:
            writer.join(120)
        each_is_there_once(house, writers, COMMANDS)
        house.close()
