"""`--plain`: the same answers for those who listen, one thing a line, and nothing laid out."""

import pytest


def test_plain_gives_each_claim_a_paragraph_and_each_cell_its_name(cpor):
    claim = cpor.submitted()
    laid_out = cpor("queue", by="rey", json=False).out
    plain = cpor("--plain", "queue", by="rey", json=False).out
    assert f"ID: {claim}\n" in plain
    assert "CUSTOMER: Fabrikam\n" in plain
    assert "  " not in plain
    assert "  " in laid_out
    assert "ID:" not in cpor("queue", by="rey", json=False).out


@pytest.mark.parametrize("words", ["claim show", "clocks", "history", "poe list", "stats"])
def test_no_plain_answer_has_columns_or_indents(cpor, words):
    claim = cpor.submitted()
    out = cpor("--plain", *words.split(), *([] if words == "stats" else [claim]), by="kim", json=False).out
    assert out.strip()
    assert not [line for line in out.splitlines() if line != line.strip()]


def test_plain_without_a_command_says_what_the_first_room_shows(cpor):
    claim = cpor.submitted()
    assert f"ID: {claim}\n" in cpor("--plain", by="kim", json=False).out
    assert f"ID: {claim}\n" in cpor("--plain", by="rey", json=False).out
