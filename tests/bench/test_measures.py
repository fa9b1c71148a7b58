"""The bench measures what it says, on stores that stay whole, and tells it in one table."""

import json
import xml.etree.ElementTree as ET

import pytest

from benchmarks import stores
from benchmarks.__main__ import BENCHES, main
from benchmarks.figures import Figure
from benchmarks.grounds import Files, Server
from benchmarks.results import BEGIN, END, Result, merged, missed, of_json, table
from benchmarks.tick import fire
from cpor_tui.store import Store


def result(bench, claims, ratio, name="a thing", *, most=2.0, ground="SQLite", of=""):
    return Result(ground, bench, claims, Figure(name, ratio / 1000, 1 / 1000, most, "another", of=of))


def cells(text):
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines()]


def test_a_table_has_a_column_for_each_size_and_what_was_missed_in_bold():
    told = table(
        [
            result("command", 0, 0.5, "once"),
            result("lists", 1000, 1.5, of="7 letters"),
            result("lists", 1_000_000, 2.01),
            result("lists", 1_000_000, 0.001, "growth", most=1.5),
        ]
    )
    head, rule, *rows = cells(told)
    assert [head, *rows] == [
        ["", "at most", "any size", "1,000 claims", "1,000,000 claims", "against"],
        ["once", "2.00", "0.50 (500 µs)", "", "", "another"],
        ["a thing", "2.00", "", "1.50 (1.5 ms, 7 letters)", "**2.01** (2.01 ms)", "another"],
        ["growth", "1.50", "", "", "< 0.01 (1 µs)", "another"],
    ]
    assert ["".join(sorted(set(cell))) for cell in rule] == ["-", *["-:"] * 4, "-"], "numbers to the right"


def test_a_promise_that_was_not_kept_is_named_once_with_each_size():
    kept, late = result("lists", 1000, 2), result("lists", 2000, 2.5)
    assert missed([kept, late, result("lists", 3000, 3), result("poe", 0, 9, "a page")]) == [
        "SQLite: a thing, at most 2.00 (another): 2.50 at 2,000 claims, 3.00 at 3,000 claims",
        "SQLite: a page, at most 2.00 (another): 9.00",
    ]


def test_what_is_measured_again_takes_the_place_of_what_was_and_the_rest_stays():
    before = [result("tick", 1000, 1), result("tick", 2000, 1), result("lists", 1000, 1, ground="PostgreSQL")]
    now = [result("tick", 2000, 3), result("lists", 1000, 3), result("command", 0, 3)]
    found = merged(before, now, BENCHES)
    assert [(one.ground, one.bench, one.claims, one.figure.ratio) for one in found] == [
        ("SQLite", "command", 0, 3),
        ("SQLite", "lists", 1000, 3),
        ("SQLite", "tick", 1000, 1),
        ("SQLite", "tick", 2000, 3),
        ("PostgreSQL", "lists", 1000, 1),
    ]


def test_the_tables_go_between_their_marks_with_json_and_a_picture_beside_them(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(stores, "SMALL", 30)
    page, keep = tmp_path / "page.md", tmp_path / "kept"
    page.write_text(f"# Speed\n\n{BEGIN}\nof old\n{END}\n\nThe rest.\n", "utf-8")
    words = ["tick", "--scale", "60", "30", "--keep", str(keep), "--write", str(page)]
    # Whether the promises hold is not asked here: so small a store on so busy a machine proves nothing.
    assert main(words) in (0, 1)
    figures = of_json(page.with_suffix(".json").read_text("utf-8"))
    assert [(one.claims, one.figure.name) for one in figures] == [
        (30, "idle tick, none due"),
        (30, "timers due at once, fired"),
        (60, "idle tick, none due"),
        (60, "timers due at once, fired"),
        (60, "timers due at once, each"),
    ]
    assert all(one.figure.ours > 0 and one.figure.baseline > 0 for one in figures)
    text = page.read_text("utf-8")
    assert text.startswith(f"# Speed\n\n{BEGIN}\n\n### SQLite\n\n| ")
    assert text.endswith(f"![How much of what was promised each took](page.svg)\n{END}\n\nThe rest.\n")
    assert "of old" not in text
    assert table(figures) in text
    assert table(figures) in capsys.readouterr().out
    bars = ET.parse(page.with_suffix(".svg")).getroot().findall(".//{*}rect")
    assert len(bars) == 1 + len(figures)
    assert set(stores.took) == {30, 60}
    assert main(words) in (0, 1)
    assert not stores.took, "what was kept is found again"
    assert len(json.loads(page.with_suffix(".json").read_text("utf-8"))) == len(figures)
    assert page.read_text("utf-8").count(BEGIN) == 1


def test_a_bench_that_is_none_is_refused_before_anything_is_measured(capsys):
    with pytest.raises(SystemExit):
        main(["tick", "nothing-of-the-kind"])
    assert "nothing-of-the-kind" in capsys.readouterr().err


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ground(request, tmp_path):
    if request.param == "sqlite":
        return Files(tmp_path)
    return Server(request.getfixturevalue("postgres_cluster"))


def test_timers_that_were_fired_beside_their_bare_twins_leave_two_stores_alike_and_whole(ground):
    stores.begin(ground)
    with stores.opened(120) as store:
        (before,) = store.only("SELECT COUNT(*) FROM event")
    with stores.copied(120) as ours, stores.copied(120) as theirs:
        fired = fire(ours, theirs, most=10)
        assert 10 <= fired.timers < 20, "it stops where it was told"
        one, other = Store.open(ours), Store.open(theirs)
        history = "SELECT claim, seq, body, hash FROM event ORDER BY claim, seq"
        assert one.rows(history) == other.rows(history)
        assert len(one.rows(history)) == before + fired.timers
        assert one.verify().faults == other.verify().faults == []
        one.close()
        other.close()


def test_a_store_that_was_not_finished_is_not_measured(tmp_path):
    stores.begin(Files(tmp_path))
    stores.seeded(20)
    (tmp_path / "20.db").rename(tmp_path / "40.db")
    (tmp_path / "20.db.secret").rename(tmp_path / "40.db.secret")
    with pytest.raises(RuntimeError, match="has 20 claims"):
        stores.seeded(40)
