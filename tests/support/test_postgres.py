"""The throw-away server: fresh databases, shared by a run, gone with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import postgres

pytestmark = pytest.mark.postgres

_A_RUN = """
import os, sys, time
from pathlib import Path
from tests.support.postgres import shared_cluster
print(shared_cluster(Path(sys.argv[1]), os.getpid()).sockets, flush=True)
time.sleep(100)
"""


def test_a_table_can_be_made_in_the_fresh_database(postgres_url):
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE claim (id bigint PRIMARY KEY, name text)")
        connection.execute("INSERT INTO claim VALUES (1, '콘토소')")
        assert connection.execute("SELECT name FROM claim").fetchall() == [("콘토소",)]


def test_no_test_sees_another_tests_tables(postgres_url):
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_class WHERE relname = 'claim'").fetchone() == (0,)


def test_a_database_goes_even_while_somebody_is_connected(postgres_cluster):
    import psycopg

    with postgres_cluster.database() as url:
        lingering = psycopg.connect(url)
    with lingering, pytest.raises(psycopg.OperationalError):
        lingering.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_a_killed_run_leaves_no_server_behind(tmp_path):
    root = Path(postgres.__file__).parents[2]
    run = subprocess.Popen(
        [sys.executable, "-c", _A_RUN, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert run.stdout is not None
    home = Path(run.stdout.readline().strip())
    assert (home / "rows" / "postmaster.pid").exists()
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 15
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not home.exists()
