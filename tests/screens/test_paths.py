"""A path is taken as terminals paste it: quoted, with backslashes, as a URL, in either spelling of Hangul."""

import unicodedata
from pathlib import Path

import pytest

from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.paths import completed, completions, plain_paths, stage

HANGUL = "실행 증명.txt"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with a file whose name has a space, and one with Hangul as macOS spells it."""
    (tmp_path / "sow signed.txt").write_text("signed")
    (tmp_path / unicodedata.normalize("NFD", HANGUL)).write_text("signed")
    (tmp_path / "Weber's.txt").write_text("signed")
    (tmp_path / "sub").mkdir()
    return tmp_path


def test_quotes_backslashes_and_urls_come_off(folder):
    plain = str(folder / "sow signed.txt")
    escaped = plain.replace(" ", "\\ ")
    url = f"file://{plain.replace(' ', '%20')}"
    for pasted in (plain, f"'{plain}'", f'"{plain}"', escaped, url, f"{url} ", f"  {plain}\n"):
        assert plain_paths(pasted) == (plain,), pasted


def test_several_files_that_were_dropped_are_several(folder):
    pasted = f"'{folder / 'sow signed.txt'}' {folder / 'sub'}"
    assert plain_paths(pasted) == (str(folder / "sow signed.txt"), str(folder / "sub"))


def test_a_lone_quote_is_part_of_the_name(folder):
    assert plain_paths(str(folder / "Weber's.txt")) == (str(folder / "Weber's.txt"),)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_hangul_is_found_in_either_spelling(folder, form):
    (found,) = plain_paths(f"'{folder}/{unicodedata.normalize(form, HANGUL)}'")
    assert Path(found).exists()
    assert stage(found).name == HANGUL


def test_a_path_is_completed_as_far_as_all_that_fits_agrees(folder):
    (folder / "sow draft.txt").write_text("draft")
    found = completions(f"{folder}/so")
    assert [one.name for one in found] == ["sow draft.txt", "sow signed.txt"]
    assert completed(f"{folder}/so", found) == f"{folder}/sow "


def test_what_is_not_there_has_nothing_to_offer():
    assert completions("/nowhere/at/all") == ()
    assert completions("~nobody-of-that-name/x") == ()
    assert completions("a\x00b") == ()


def test_hidden_files_are_offered_only_where_they_are_asked_for(folder):
    (folder / ".secret").write_text("x")
    assert ".secret" not in [one.name for one in completions(f"{folder}/")]
    assert [one.name for one in completions(f"{folder}/.s")] == [".secret"]


@pytest.mark.parametrize("name", ["sub", "none.txt", "a" * 5000])
def test_what_cannot_be_read_is_refused(folder, name):
    with pytest.raises(Refused) as no:
        stage(str(folder / name))
    assert no.value.why in ("file-missing", "file-unreadable")


def test_a_file_is_known_by_its_content_and_its_name_is_clean(folder):
    place = folder / "bad\x1b[31mname.pdf"
    place.write_bytes(b"only text")
    staged = stage(str(place))
    assert staged.kind == "txt"
    assert "\x1b" not in staged.name
