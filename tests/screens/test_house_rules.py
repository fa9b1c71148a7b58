"""What every room keeps to: keys that lead somewhere and have names, no sentences, no colours, no store."""

import ast
import re
from pathlib import Path

import pytest

import cpor_tui.screens
from cpor_tui.app import CporApp
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.dashboard import Dashboard
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.decide_many import DecideMany
from cpor_tui.screens.keys import KEYS
from cpor_tui.screens.macros import MacroSheet
from cpor_tui.screens.report import ReportSheet
from cpor_tui.screens.reviewer_queue import ReviewerQueue
from cpor_tui.screens.say import SaySheet
from cpor_tui.text import Text

FOLDER = Path(cpor_tui.screens.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
ROOMS = (ReviewerQueue, Dashboard, ClaimDetail, DecideSheet, DecideMany, ReportSheet, MacroSheet, SaySheet)


@pytest.mark.parametrize("room", ROOMS)
def test_every_key_of_a_room_leads_to_something_it_does(room):
    for _, binding in room._merge_bindings():
        where, _, name = binding.action.partition("(")[0].rpartition(".")
        assert hasattr(CporApp if where == "app" else room, f"action_{name}"), (
            f"{room.__name__}: {binding.key} -> {name}"
        )


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_key_is_called_something_in_both_languages(lang):
    text = Text(lang)
    for name in KEYS:
        assert any(text.has(f"{where}.key.{name}") for where in ("screens", "screens_forms")), name


def test_no_key_is_one_that_a_terminal_keeps_for_itself():
    for name, key in KEYS.items():
        for one in key.keys.split(","):
            assert one not in {
                "ctrl+h",
                "ctrl+i",
                "ctrl+m",
                "ctrl+left_square_bracket",
                "ctrl+a",
                "ctrl+b",
            }, name
            assert not one.startswith("alt+"), name


def test_every_upper_case_key_has_a_second_one_without_letters():
    for name, key in KEYS.items():
        keys = key.keys.split(",")
        if any(len(one) == 1 and one.isupper() for one in keys):
            assert any(one.startswith(("ctrl+", "f")) and len(one) > 1 for one in keys), name


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_sentence_stands_in_a_screen(module):
    tree = ast.parse(module.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | notes:
            words = re.findall(r"[A-Za-z]{2,}", node.value)
            sentence = len(words) > 2 and " " in node.value.strip() and node.value[:1].isupper()
            assert not sentence, f"{module.name}:{node.lineno}: {node.value!r}"
            assert not re.search(r"[가-힣]", node.value) or module.name == "dues.py", (
                f"{module.name}:{node.lineno}"
            )


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_colour_is_mixed_in_a_screen(module):
    assert not re.search(r"#[0-9a-fA-F]{6}\b", module.read_text("utf-8"))


async def test_a_room_is_begun_once_however_many_classes_it_descends_from(sit, monkeypatch):
    pages: list[object] = []
    fetch = ReviewerQueue.fetch

    def counted(room, wish):
        pages.append(wish)
        return fetch(room, wish)

    monkeypatch.setattr(ReviewerQueue, "fetch", counted)
    async with sit("mina") as desk:
        timers = [timer for timer in desk.app.screen._timers if timer._callback == desk.app.screen._pulse]
        assert len(timers) == 1
        # One for the list's beginning, one for the piece that its height asks for.
        assert len(pages) <= 3


async def test_a_room_is_left_once_however_often_it_is_told(sit):
    async with sit("mina") as desk:
        await desk.press("enter")
        claim = desk.app.screen
        await desk.press("question_mark")
        helping = desk.app.screen
        helping.dismiss(None)
        helping.dismiss(None)
        await desk.settle()
        assert desk.app.screen is claim


async def test_a_room_that_is_left_late_takes_along_what_was_opened_over_it(sit):
    async with sit("mina") as desk:
        await desk.press("enter")
        claim = desk.app.screen
        await desk.press("colon")
        claim.dismiss(None)
        await desk.settle()
        assert desk.app.screen_stack == [desk.app.screen]
        await desk.press("down")
        assert desk.app.screen.cursor is not None
