"""What every test may ask for: a database of its own, on either engine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.requirements import missing, required


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """However a test of a required kind came to be skipped, it is a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        for kind in ("postgres", "ssh"):
            if item.get_closest_marker(kind) and required(kind):
                why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
                report.outcome = "failed"
                report.longrepr = f"{item.nodeid} was skipped, but CPOR_REQUIRE names {kind}: {why}"
    return report


@pytest.fixture(scope="session")
def postgres_cluster(tmp_path_factory, request) -> postgres.Cluster:
    """The one throw-away server of this run, shared by all its workers."""
    base: Path = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        # A worker's own folder lies in the run's, and the run is the worker's parent.
        meeting_place, run = base.parent, os.getppid()
    else:
        meeting_place, run = base, os.getpid()
    try:
        import psycopg  # noqa: F401
    except ImportError:
        missing("postgres", "psycopg is not installed (the extra `postgres`)")
    try:
        return postgres.shared_cluster(meeting_place, run)
    except postgres.NoServer as none:
        missing("postgres", str(none))
        raise


@pytest.fixture
def postgres_url(postgres_cluster) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    with postgres_cluster.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path) -> str:
    """The URL of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request) -> str:
    """A fresh database on either engine: a test that asks for it runs on both."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
