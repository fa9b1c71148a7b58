"""What strangers wrote cannot act, what strangers send cannot hurt, and keys keep their order."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.color import Color
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from cpor_tui.terminal.filters import CleanLines
from cpor_tui.terminal.safe_app import SafeApp
from cpor_tui.terminal.themes import THEMES, wants_no_color

PAYLOADS = {
    "SGR": "\x1b[31mred",
    "clear": "\x1b[2J\x1b[H",
    "reset": "\x1bc",
    "main screen": "\x1b[?1049l",
    "cursor report": "\x1b[6n",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "C1 CSI": "\x9b2J",
    "C1 OSC": "\x9d52;c;ZXZpbA==\x9c",
    "DEL": "a\x7fb",
    "NUL": "a\x00b",
    "shift out": "a\x0eb\x0f",
    "bell": "a\x07b",
    "backspace": "a\x08b",
    "carriage return": "a\rb",
    "bidi override": "a\u202eb\u202c",
    "bidi isolate": "a\u2066b\u2069",
    "zero width": "a\u200bb\ufeff",
    "tags": "a\U000e0041b",
    "line separator": "a\u2028b",
    "surrogate": "a\ud800b",
    "markup": "[red]x[/red] [$primary]y",
    "broken markup": "[/nope] [link=http://x]",
    "action": "[@click=app.quit]x[/]",
}
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


class Wall(SafeApp[None]):
    """Shows one text in every place that a screen of ours may use."""

    def __init__(self, text: str, **options) -> None:
        super().__init__(**options)
        self.text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(self.text))
        yield OptionList(Option(Content(self.text)))
        yield Input(self.text)
        yield TextArea(self.text)
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column(Text(self.text))
        self.title = self.text
        self.notify(self.text)


def drawn(app) -> str:
    return "".join(segment.text for strip in app.screen._compositor.render_strips() for segment in strip)


@pytest.mark.parametrize("name", PAYLOADS)
async def test_nothing_a_stranger_wrote_acts_on_the_terminal(name):
    app = Wall(PAYLOADS[name])
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert ACTING.findall(drawn(app)) == []
        lines = app.screen._compositor.render_strips()
        assert not any(segment.style and segment.style.link for strip in lines for segment in strip)
        assert {strip.cell_length for strip in lines} == {80}
        app.exit()


@pytest.mark.parametrize("text", ["a\x1bb", "a\u202eb", "한\u200b글", "\x9b\x9b", "가\tb", "👨‍👩‍👧\x00"])
def test_a_cleaned_segment_is_as_wide_as_it_was(text):
    (segment,) = CleanLines().apply([Segment(text, Style(link="https://evil.example"))], Color(0, 0, 0))
    assert cell_len(segment.text) == cell_len(text)
    assert not ACTING.search(segment.text)
    assert segment.style == Style()


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x07\u202e\u200b한👨\u200d👩\ufe0f")), max_size=40
    )
)
@settings(max_examples=2000)
def test_no_text_at_all_gets_through_the_last_filter_as_more_than_text(text):
    segments = CleanLines().apply([Segment(text, Style(link="https://evil.example"))], Color(0, 0, 0))
    assert ACTING.findall("".join(segment.text for segment in segments)) == []
    assert sum(cell_len(segment.text) for segment in segments) == cell_len(text)


def test_a_control_segment_in_a_widget_is_dropped():
    from rich.control import Control

    assert CleanLines().apply([Control.clear().segment], Color(0, 0, 0)) == []


def test_without_colours_bold_and_reverse_stay():
    style = Style.parse("bold reverse red on blue")
    (segment,) = CleanLines(colors=False).apply([Segment("x", style)], Color(0, 0, 0))
    assert segment.style == Style.parse("bold reverse")


COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:[34][0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m")


@pytest.mark.parametrize("way", ["plain", "input"])
def test_no_color_sends_not_one_colour_code(start, way):
    run = start(way, env={"NO_COLOR": "1"})
    run.terminal.type("jjj\t")
    run.terminal.type(b"\x10")  # the palette too
    run.terminal.settle()
    run.terminal.type(b"\x1b")
    run.terminal.settle()
    assert COLOUR.findall(run.terminal.sent) == []
    assert re.search(rb"\x1b\[[\d;]*1[;m]", run.terminal.sent), "bold is no colour"


def test_with_colours_there_are_colours(start):
    run = start()
    assert COLOUR.search(run.terminal.sent)


def test_an_empty_no_color_is_no_wish():
    assert wants_no_color({"NO_COLOR": "1"})
    assert not wants_no_color({"NO_COLOR": ""})
    assert not wants_no_color({})


@pytest.mark.parametrize("name", [name for name in THEMES if name != "no-color"])
async def test_every_theme_can_be_worn_from_the_first_paint(name):
    app = Wall("x", theme=name)
    async with app.run_test():
        assert app.current_theme.name == name
        assert set(app.available_themes) == {theme for theme in THEMES if theme != "no-color"}


async def test_without_colours_no_other_theme_is_offered():
    app = Wall("x", no_color=True)
    async with app.run_test():
        assert set(app.available_themes) == {"no-color"}


def test_an_error_shows_one_sentence_and_the_log_has_the_rest_without_locals(start):
    run = start()
    run.terminal.type("x")
    assert run.terminal.ended(30) is not None
    assert run.terminal.status() == 1
    left = run.terminal.sent.split(b"?1049l")[-1].decode()
    (reference,) = re.findall("Reference: ([0-9a-f]{8})", left)
    assert "Traceback" not in left
    assert "action_crash" not in left
    assert f"{reference}\nTraceback" in run.log()
    assert "ValueError: broken on purpose" in run.log()
    assert "s3cret-in-a-local" not in run.log()


async def test_over_ssh_nothing_acts_on_the_host(tmp_path, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Downloads").mkdir()
    app = Wall("x", remote=True)
    async with app.run_test() as pilot:
        app.open_url("https://evil.example")
        app.deliver_screenshot()
        app.save_screenshot(path=str(tmp_path))
        assert "Screenshot" not in [command.title for command in app.get_system_commands(app.screen)]
        await pilot.pause(0.2)
    assert opened == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_over_ssh_it_cannot_be_suspended(start):
    run = start()
    run.terminal.type(b"\x1a")
    run.terminal.type("j")
    run.terminal.wait_for("count=1")


async def test_only_ids_and_links_reach_the_terminals_clipboard(monkeypatch):
    app = Wall("x")
    async with app.run_test():
        sent: list[str] = []
        monkeypatch.setattr(app._driver, "write", sent.append)
        assert app.copy_id("C-1000027")
        assert not app.copy_id("C-1\x07\x1b[2J")
        assert not app.copy_id("대한민국")
        app.copy_to_clipboard("somebody's words")
    assert sent[0] == f"\x1b]52;c;{base64.b64encode(b'C-1000027').decode()}\a"
    assert not any("52;c" in word for word in sent[1:])


class Typing(SafeApp[None]):
    AUTO_FOCUS = None
    BINDINGS = [
        Binding("j", "step(1)"), Binding("k", "step(-1)"), Binding("d", "sheet"), Binding("n", "next"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        yield Input()

    def on_mount(self) -> None:
        self.at = 0

    def action_step(self, by: int) -> None:
        self.at += by

    def action_sheet(self) -> None:
        self.push_screen(Sheet())

    def action_next(self) -> None:
        self.at += 10
        self.drop_keys()

    def burst(self, *keys: str) -> None:
        from textual import events

        for key in keys:
            event = events.Key(key, key if len(key) == 1 else None)
            event.set_sender(self)
            self.post_message(event)


class Sheet(Screen[None]):
    AUTO_FOCUS = "Input"
    BINDINGS = [Binding("escape", "app.pop_screen")]

    def compose(self) -> ComposeResult:
        yield Input()


async def rested(app, pilot):
    """Every key that was typed has done its work."""
    for _ in range(1000):
        await pilot.pause(0.02)
        if not app.events_waiting():
            break
    await pilot.pause(0.1)


async def until(pilot, holds):
    """Wait for what must come, however busy the machine is."""
    for _ in range(1000):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came")


async def test_a_burst_of_keys_in_a_text_field_keeps_its_order():
    app = Typing()
    async with app.run_test() as pilot:
        app.query_one(Input).focus()
        app.burst("a", "b", "c", "backspace", "X", "left", "Y", "home", "Z")
        await until(pilot, lambda: app.query_one(Input).value == "ZabYX")


async def test_a_burst_that_opens_a_sheet_types_into_the_sheet():
    app = Typing()
    async with app.run_test() as pilot:
        app.burst("j", "j", "d", "o", "k", "escape", "k", "d", "h", "i")
        await until(
            pilot, lambda: isinstance(app.screen, Sheet) and app.screen.query_one(Input).value == "hi"
        )
        assert app.at == 1


async def test_hundreds_of_keys_in_one_burst_all_arrive_and_soon():
    app = Typing()
    async with app.run_test() as pilot:
        app.burst(*["j"] * 400, *["k"] * 100)
        await rested(app, pilot)
        assert app.at == 300


async def test_a_key_whose_widget_vanishes_does_not_hold_up_the_next():
    class Vanishing(Typing):
        BINDINGS = [Binding("v", "vanish")]

        async def action_vanish(self) -> None:
            await self.query_one(Input).remove()

    app = Vanishing()
    async with app.run_test() as pilot:
        app.query_one(Input).focus()
        await pilot.pause()
        app.set_focus(None)
        app.burst("v", "j", "j")
        await until(pilot, lambda: app.at == 2)


async def test_keys_typed_ahead_are_dropped_when_asked():
    app = Typing()
    async with app.run_test() as pilot:
        app.burst("j", "n", "j", "j", "d")
        # Keys are dropped for a moment; what is typed after it counts again.
        await rested(app, pilot)
        await pilot.pause(0.5)
        assert app.at == 11
        app.burst("j")
        await until(pilot, lambda: app.at == 12)


async def test_hangul_letters_are_commands_outside_text_fields_and_text_inside():
    app = Typing()
    async with app.run_test() as pilot:
        app.burst("ㅓ", "ㅓ", "ㅏ", "어")
        await rested(app, pilot)
        assert app.at == 1
        # "어" is "d" and "j": a sheet opened, and a command that would have been a wrong letter in its field.
        assert app.screen.query_one(Input).value == ""
        app.pop_screen()
        app.query_one(Input).focus()
        app.burst("ㅓ", "한")
        await until(pilot, lambda: app.query_one(Input).value == "ㅓ한")
