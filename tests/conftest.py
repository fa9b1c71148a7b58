"""What every test may ask for: a home away from home, and a database of its own on either engine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import postgres
from tests.support.requirements import missing, required

# A busy machine is no failure: how fast a thing is, is asked in benchmarks/.
# The gate tries the same cases each time, so that it is red only for what was changed; by hand, new ones are tried.
settings.register_profile(
    "house", parent=settings.get_profile("default"), deadline=None, derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _away_from_home(tmp_path_factory) -> Iterator[None]:
    """No test, and no process it starts, meets the store or the settings of the person at this desk."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if (name.startswith("CPOR_") and name != "CPOR_REQUIRE") or name.startswith(
                ("LC_", "SSH_", "PG")
            ):
                patch.delenv(name)
        for name in ("LANGUAGE", "NO_COLOR", "FORCE_COLOR", "COLORTERM"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield


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

        return postgres.shared_cluster(meeting_place, run)
    except ImportError:
        reason = "psycopg is not installed (the extra `postgres`)"
    except postgres.NoServer as none:
        reason = str(none)
    missing("postgres", reason)


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
