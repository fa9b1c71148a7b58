"""What is written from the program says what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cpor_tui.screens.director import KEYS as DIRECTOR_KEYS
from scripts import manual, pictures

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "README.ko.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
)


@pytest.mark.parametrize("path", manual.pages(), ids=lambda path: path.name)
def test_a_written_page_is_fresh(path):
    assert path.read_text("utf-8") == manual.pages()[path], (
        f"{path.name} is stale: run `python -m scripts.manual`"
    )


def test_every_key_of_the_director_is_explained():
    assert {name for name, *_ in DIRECTOR_KEYS} == set(manual._DIRECTOR)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_pictures_are_fresh():
    assert pictures.MARKS.read_text("utf-8") == pictures.marks(pictures.made()), "run `make pictures`"


def test_the_pictures_are_those_that_were_marked():
    there = {path.name: path.read_text("utf-8") for path in pictures.FOLDER.glob("*.svg")}
    assert pictures.MARKS.read_text("utf-8") == pictures.marks(there)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", ["cpor.1", "cpor-config.5", "cpor-rules.7"])
def test_a_man_page_is_read_without_complaint(page):
    if (groff := shutil.which("groff")) is None or not shutil.which("preconv"):
        pytest.skip("groff is not installed")
    done = subprocess.run(
        [groff, "-Kutf8", "-man", "-t", "-Tutf8", ROOT / "docs" / "man" / page],
        capture_output=True,
        timeout=30,
    )
    assert done.returncode == 0
    assert b"DESCRIPTION" in done.stdout.replace(b"\x08", b"") or done.stdout
    assert b"error" not in done.stderr
