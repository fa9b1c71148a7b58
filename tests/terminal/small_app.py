"""A small app that the terminal tests run in a process of its own; says on stdout's place what it saw, in a file."""

import sys
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Footer, Header, Input, Label, Static

from cpor_tui.terminal.safe_app import SafeApp

SEEN = Path(sys.argv[1]) if len(sys.argv) > 1 else None
WAY = sys.argv[2] if len(sys.argv) > 2 else "plain"
HOSTILE = "\x1b[31mred\x1b]52;c;ZXZpbA==\x07\x9b2J\u202eright\u2069 [/x] [@click=app.quit]go[/]"


def say(what: str) -> None:
    if SEEN is not None:
        with SEEN.open("a") as file:
            file.write(what + "\n")


class SmallApp(SafeApp[None]):
    BINDINGS = [
        Binding("q", "quit", "leave"),
        Binding("j", "down", "down"),
        Binding("k", "up", "up"),
        Binding("x", "crash", "crash"),
        Binding("z", "block", "block"),
        Binding("i", "write", "write"),
    ]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static(Content(HOSTILE), id="hostile")
        yield Label(Text("한글 " + HOSTILE, style="link https://evil.example"), id="linked")
        yield Input(id="box", disabled=WAY != "input")
        yield Static("0", id="count", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.count = 0
        say(f"size {self.size.width}x{self.size.height}")

    def on_resize(self, event) -> None:
        say(f"resized {event.size.width}x{event.size.height}")

    def on_paste(self, event) -> None:
        say(f"paste {len(event.text)} {event.text[:20]!a}")

    def on_input_changed(self, event: Input.Changed) -> None:
        say(f"text {event.value!a}")

    def on_key(self, event) -> None:
        say(f"key {event.key!a}")

    def action_down(self) -> None:
        self.count += 1
        self.query_one("#count", Static).update(f"count={self.count}")

    def action_up(self) -> None:
        self.count -= 1
        self.query_one("#count", Static).update(f"count={self.count}")

    def action_crash(self) -> None:
        password = "s3cret-in-a-local"
        raise ValueError(f"broken on purpose by {len(password)}")

    def action_block(self) -> None:
        import time

        say("blocked")
        while True:
            time.sleep(0.1)

    def on_hangup(self) -> None:
        say("saved")

    def on_unmount(self) -> None:
        say("unmounted")


if __name__ == "__main__":
    log = SEEN.with_suffix(".log") if SEEN else None
    app = SmallApp(remote=True, log_file=log)
    app.run()
    say(f"left {app.return_code}")
    sys.exit(app.return_code)
