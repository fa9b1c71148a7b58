"""`cpor status --json` as a whole process, against the least that Python needs to open a database and write JSON."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, alternately
from tests.support.desk import DeskHouse


def run() -> list[Figure]:
    """The figure of a partner's glance at its claims."""
    with tempfile.TemporaryDirectory() as folder:
        house = DeskHouse(f"sqlite:///{folder}/store.db")
        for _ in range(5):
            house.submitted()
        house.close()
        status = [sys.executable, "-m", "cpor_tui", "--store", house.url, "--as", "sora", "status", "--json"]
        bare = [sys.executable, "-c", "import sqlite3, json"]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "XDG_CONFIG_HOME": folder}
        root = Path(__file__).parents[1]

        def start(words: list[str]) -> None:
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=root, env=environment)

        ours, baseline = alternately(lambda: start(status), lambda: start(bare), times=11)
        return [Figure("cpor status --json", ours, baseline, 6, 'python -c "import sqlite3, json"')]
