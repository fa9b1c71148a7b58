"""Whatever the product says, it says in both languages, and it says all that it was given."""

import ast
import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import cpor_tui
from cpor_tui.domain import names, notices
from cpor_tui.domain.fields import FIELDS
from cpor_tui.poe import kinds
from cpor_tui.text import LANGUAGES, ROOMS, Text, room_of, words_of
from tests.text.refusals_in_code import refusals

ROOT = Path(cpor_tui.__file__).parent
_KEY = re.compile(r"[a-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")

ENUMS = [
    found
    for module in (names, notices, kinds)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum
]


def gaps(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@cache
def everything():
    return {key for room in ROOMS for key in words_of("en", room)}


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_said_in_one_language_is_said_in_the_other(room):
    english, korean = words_of("en", room), words_of("ko", room)
    assert sorted(english.keys() - korean.keys()) == []
    assert sorted(korean.keys() - english.keys()) == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_leave_the_same_gaps(room):
    english, korean = words_of("en", room), words_of("ko", room)
    different = [key for key in english if key in korean and gaps(english[key]) != gaps(korean[key])]
    assert different == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_word_stands_in_the_room_its_key_names(room):
    assert [key for key in words_of("en", room) if room_of(key) != room] == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_korean_stands_among_the_english_words(room):
    words = words_of("en", room)
    # A language is offered by its own name too: who needs it may not read the other.
    found = [key for key in words if _HANGUL.search(words[key]) and not key.endswith("language.ko")]
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_said_with_an_empty_word(lang, room):
    words = words_of(lang, room)
    assert [key for key, said in words.items() if not said.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_member_of_every_enum_has_a_label(lang, enum):
    text = Text(lang)
    assert all(text.label(member) for member in enum)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_that_happens_is_worded_as_having_happened(lang):
    text = Text(lang)
    assert all(text.event(what.value) for what in names.What)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_and_every_point_has_its_words(lang):
    text = Text(lang)
    assert all(text.has(f"field.{name}") for name in FIELDS)
    assert all(
        text.has(f"help.ask-reason.{point.value}") and text.has(f"point.{point.value}")
        for point in names.AskReason
    )
    assert all(text.has(f"meaning.{status.value}") for status in (*names.Status, *names.Phase))


def test_the_first_status_of_the_2023_rules_is_called_draft():
    assert (Text("en").status("draft"), Text("ko").status("draft")) == ("Draft", "초안")


def test_every_refusal_in_the_code_has_a_sentence_of_its_own():
    known = everything()
    wordless = [
        f"{raised.where} {raised.code} {raised.why}"
        for raised in refusals()
        if raised.why is not None
        and f"refusals.{raised.code}{'.' + raised.why if raised.why else ''}" not in known
    ]
    assert wordless == []


def test_every_refusal_in_the_code_gives_what_its_sentence_tells():
    silent = []
    for raised in refusals():
        key = f"refusals.{raised.code}{'.' + raised.why if raised.why else ''}"
        # The sentence names the order that was given, and the code calls it `what`.
        given = raised.given | ({"order"} if "what" in raised.given else set())
        if raised.why is None or raised.open or key not in words_of("en", "refusals"):
            continue
        if missing := gaps(words_of("en", "refusals")[key]) - given:
            silent.append(f"{raised.where} {key} lacks {sorted(missing)}")
    assert silent == []


def spoken():
    """Every key that the package speaks: where, the keys it may stand for, whether whole, and its values' names.

    A screen's `words("key")` looks in the screens' rooms; a key that is put together is known by its beginning.
    """
    for path in sorted(ROOT.rglob("*.py")):
        screens = "screens" in path.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called != "text" and not (called == "words" and screens):
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            values = None if any(k.arg is None for k in node.keywords) else {k.arg for k in node.keywords}
            rooms = ("screens.", "screens_forms.") if called == "words" else ("",)
            match node.args[0]:
                case ast.Constant(str(key)) if _KEY.fullmatch(rooms[0] + key):
                    yield where, [room + key for room in rooms], True, values
                case ast.JoinedStr(values=[ast.Constant(str(beginning)), *_]) if "." in rooms[0] + beginning:
                    yield where, [room + beginning for room in rooms], False, values


def test_every_key_that_is_spoken_has_words():
    known = everything()
    dumb = [
        f"{where} {keys[0]}"
        for where, keys, whole, _ in spoken()
        if not any(key in known if whole else any(other.startswith(key) for other in known) for key in keys)
    ]
    assert dumb == []


def test_every_gap_is_filled_where_a_key_is_spoken():
    empty = []
    for where, keys, whole, values in spoken():
        said = (
            next((words_of("en", room_of(key))[key] for key in keys if key in everything()), "")
            if whole
            else ""
        )
        if values is not None and (missing := gaps(said) - values):
            empty.append(f"{where} {keys[0]} lacks {sorted(missing)}")
    assert empty == []
