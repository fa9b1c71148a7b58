"""What people install is whole, has no tests in it, and runs far from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = {".py", ".tcss", ".toml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    shelf = tmp_path_factory.mktemp("wheel")
    # No build isolation: hatchling is installed with the tests, so that this needs no network.
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", shelf, ROOT],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert made.returncode == 0, made.stderr
    (only,) = shelf.glob("cpor_tui-*.whl")
    return only


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory) -> Path:
    """A venv away from the checkout, with the wheel installed and the dependencies borrowed from ours."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "venv", with_pip=False, symlinks=True)
    python = home / "venv" / "bin" / "python"
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert installed.returncode == 0, installed.stderr
    # A .pth file's folder is read without the .pth files in it, so the checkout itself is not borrowed.
    (packages,) = (home / "venv" / "lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def call(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "files"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    return subprocess.run(
        words, capture_output=True, text=True, timeout=60, cwd=home, env=environment, stdin=subprocess.DEVNULL
    )


def test_every_source_sheet_and_table_is_in_the_wheel(wheel):
    written = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "cpor_tui").rglob("*")
        if path.suffix in SHIPPED and "__pycache__" not in path.parts
    }
    assert written
    assert written - names(wheel) == set()
    assert "cpor_tui/py.typed" in names(wheel)


def test_the_wheel_installs_one_name_and_no_tests(wheel):
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cpor_tui"}
    assert [name for name in names(wheel) if "tests" in name.split("/") or name.endswith(".pyc")] == []


def test_the_wheel_names_its_command_and_its_licence(wheel):
    with zipfile.ZipFile(wheel) as opened:
        (entry_points,) = (name for name in opened.namelist() if name.endswith("entry_points.txt"))
        (metadata,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        assert "cpor = cpor_tui.__main__:main" in opened.read(entry_points).decode()
        assert "License-Expression: MIT" in opened.read(metadata).decode()
    assert any(name.endswith("licenses/LICENSE") for name in names(wheel))


def test_the_installed_package_is_not_the_checkouts(elsewhere):
    answer = call(
        elsewhere, str(elsewhere / "venv/bin/python"), "-c", "import cpor_tui; print(cpor_tui.__file__)"
    )
    assert Path(answer.stdout.strip()).is_relative_to(elsewhere / "venv"), answer


# While the command line is being written there is nothing to call; from then on it must answer.
needs_the_command = pytest.mark.skipif(
    not (ROOT / "cpor_tui" / "cli").exists() or not (ROOT / "cpor_tui" / "__main__.py").exists(),
    reason="cpor_tui/cli is not written yet",
)


@needs_the_command
def test_the_installed_command_tells_its_version(elsewhere):
    import cpor_tui

    answer = call(elsewhere, str(elsewhere / "venv/bin/cpor"), "--version")
    assert answer.returncode == 0, answer.stderr
    assert cpor_tui.__version__ in answer.stdout


@needs_the_command
@pytest.mark.parametrize("way", ["cpor", "python -m cpor_tui"])
def test_the_installed_command_looks_at_a_store_of_its_own(elsewhere, way):
    program, *words = way.split()
    answer = call(elsewhere, str(elsewhere / "venv/bin" / program), *words, "info")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip()
    assert "Traceback" not in answer.stderr
