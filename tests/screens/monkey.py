"""Random keys at random sizes over every room, from one seed: `python -m tests.screens.monkey --seeds 100`."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key

from cpor_tui.app import CporApp
from cpor_tui.desk import Desk
from cpor_tui.domain import commands as c
from cpor_tui.domain.refusals import Refused
from cpor_tui.identity import actor_for
from cpor_tui.session import Session
from cpor_tui.store import Store
from cpor_tui.text import Text
from tests.support import town

PEOPLE = ("sora", "yuna", "vera", "mina", "joon", "hana", "opal", "rui")
SIZES = ((40, 10), (80, 24), (100, 30), (120, 40), (160, 50), (20, 5), (8, 3), (300, 80), (79, 22), (1, 1))
COMMON = ("down", "up", "enter", "escape", "tab", "space", "pagedown", "end", "ctrl+s", "ctrl+n", "shift+tab")
LETTERS = "abcdefghijklmnoprstuvwxyzADTNJKRWYSV?:/.[]+123456789"
HANGUL = "ㅓㅏㄴㅁ달ㅇㅎ한글"
TYPED = (
    "a word ",
    "[b]markup[/b] ",
    "status:approved",
    "한글 ",
    "::",
    "/",
    "~/",
    "C-1000012",
    "\x1b]0;x\x07",
    "due:<=",
)
AGAIN = 6
"""How often somebody who left comes in again before a life is over."""


class Life:
    """One person at the keys, and whatever others do meanwhile."""

    def __init__(self, seed: int, folder: Path, claims: tuple[int, ...]) -> None:
        self.chance = random.Random(seed)
        self.url = f"sqlite:///{folder / 'store.db'}"
        self.claims = claims
        self.pressed: list[str] = []
        self.seen: Counter[str] = Counter()
        self.wrong: list[BaseException] = []

    def app(self) -> CporApp:
        """Somebody comes in, at a list or at a claim."""
        who, lang = self.chance.choice(PEOPLE), self.chance.choice(("en", "ko"))
        store = Store.open(self.url)
        session = Session(
            Desk(store), actor_for(store, who), Text(lang, store.office.zone), self.chance.random() < 0.3
        )
        claim = self.chance.choice(self.claims) if self.chance.random() < 0.2 else None
        self.pressed.append(f"<{who} {lang} {claim or ''}>")
        return CporApp(session, start_claim=claim)

    async def live(self, steps: int) -> None:
        """Press so many keys, over as many sittings as it takes."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(
            lambda _, told: self.wrong.append(told.get("exception") or RuntimeError(told["message"]))
        )
        for _ in range(AGAIN):
            app = self.app()
            try:
                async with app.run_test(size=self.chance.choice(SIZES)) as pilot:
                    while len(self.pressed) < steps and app.is_running and not app._exit:
                        await self._step(app, pilot)
            finally:
                app.session.desk.store.close()
            if len(self.pressed) >= steps:
                break
        if self.wrong:
            raise self.wrong[0]

    async def _step(self, app: CporApp, pilot: Any) -> None:
        self.seen[type(app.screen).__name__] += 1
        kind = self.chance.random()
        if kind < 0.05:
            size = self.chance.choice(SIZES)
            self.pressed.append(f"<{size[0]}x{size[1]}>")
            await pilot.resize_terminal(*size)
        elif kind < 0.10:
            self._another_acts(app)
        elif kind < 0.15:
            self._click(app)
        elif kind < 0.20:
            words = self.chance.choice(TYPED)
            self.pressed.append(repr(words))
            if self.chance.random() < 0.5:
                app.post_message(events.Paste(words))
            else:
                for letter in words:
                    self._press(app, letter)
        else:
            key = self._key(app)
            self.pressed.append(key)
            self._press(app, key)
        # A burst of keys now, a pause then: both are people.
        rest = self.chance.random()
        if rest < 0.3:
            await asyncio.sleep(0)
        elif rest < 0.9:
            await pilot.pause(0)
        else:
            await pilot.pause(0.05)

    def _key(self, app: CporApp) -> str:
        kind = self.chance.random()
        if kind < 0.55:
            here = sorted(app.screen.active_bindings) if app._screen_stack else []
            # Whoever always leaves sees little.
            here = [key for key in here if key not in ("q", "ctrl+q", "ctrl+c")]
            return self.chance.choice(here or COMMON)
        if kind < 0.8:
            return self.chance.choice(COMMON)
        if kind < 0.84:
            return self.chance.choice(HANGUL)
        return self.chance.choice(LETTERS + "q") if kind < 0.97 else self.chance.choice(LETTERS)

    def _press(self, app: CporApp, key: str) -> None:
        character = key if len(key) == 1 else None
        pressed = events.Key(_character_to_key(key) if character else key, character)
        pressed.set_sender(app)
        app.post_message(pressed)

    def _click(self, app: CporApp) -> None:
        width, height = app.size
        x, y = self.chance.randrange(max(1, width)), self.chance.randrange(max(1, height))
        self.pressed.append(f"<click {x},{y}>")
        for made in (events.MouseDown, events.MouseUp, events.Click):
            widget = None
            if made is events.Click:
                try:
                    widget, _ = app.screen.get_widget_at(x, y)
                except Exception:  # noqa: BLE001 - nothing is there to be clicked
                    return
            clicked = made(widget, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
            clicked.set_sender(app)
            (widget or app).post_message(clicked)

    def _another_acts(self, app: CporApp) -> None:
        """Somebody at another terminal does what they may; or refuses to, which is also something."""
        store = app.session.desk.store
        beside = Store.open(self.url)
        try:
            desk, number = Desk(beside), self.chance.choice(self.claims)
            actor = actor_for(beside, self.chance.choice(PEOPLE))
            order = self.chance.choice(tuple(_orders(number)))
            self.pressed.append(f"<{actor.name}: {order}>")
            try:
                desk.submit(order, actor)
            except Refused:
                self.seen["refused elsewhere"] += 1
        finally:
            if beside is not store:
                beside.close()


def _orders(claim: int) -> Iterator[c.Command]:
    yield c.Comment(claim=claim, text="from elsewhere")
    yield c.Take(claim=claim)
    yield c.Release(claim=claim)
    yield c.Start(claim=claim)
    yield c.Approve(claim=claim, note="fine")
    yield c.Ask(claim=claim, reasons=("missing-products",), note="more, please")
    yield c.Reject(claim=claim, reason="insufficient-poe", note="no")
    yield c.Withdraw(claim=claim, reason="other", note="no more")
    yield c.Discard(claim=claim)
    yield c.Submit(claim=claim)
    yield c.Watch(claim=claim, on=True)


def founded(folder: Path) -> tuple[int, ...]:
    """A town in a folder, never opened again, only copied; gives its claims."""
    made = town.build(f"sqlite:///{folder / 'store.db'}")
    made.desk.store.close()
    return tuple(made.claims.values())


def lived(seed: int, steps: int, start: Path, claims: tuple[int, ...], folder: Path) -> Life:
    """One life from a seed, on a copy of the town. Raises whatever broke."""
    shutil.copytree(start, folder, dirs_exist_ok=True)
    life = Life(seed, folder, claims)
    asyncio.run(life.live(steps))
    return life


def main() -> int:
    """Exit 1 if any seed broke."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seeds", type=int, default=100)
    words.add_argument("--first", type=int, default=0)
    words.add_argument("--steps", type=int, default=300)
    given = words.parse_args()
    broken: list[int] = []
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="cpor-keys-") as place:
        root = Path(place)
        # What is saved and exported goes here too, and nowhere else.
        os.environ |= {"HOME": place, "XDG_DOWNLOAD_DIR": str(root / "downloads"), "XDG_CONFIG_HOME": place}
        os.chdir(place)
        (root / "start").mkdir()
        claims = founded(root / "start")
        for seed in range(given.first, given.first + given.seeds):
            folder = root / str(seed)
            life = None
            try:
                life = lived(seed, given.steps, root / "start", claims, folder)
            except Exception:  # noqa: BLE001 - whatever breaks is what we look for
                broken.append(seed)
                print(f"seed {seed} broke:\n{traceback.format_exc()}", flush=True)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            if life is not None:
                seen += life.seen
    print(f"{given.seeds} seeds of {given.steps} steps; broken: {broken or 'none'}")
    print(", ".join(f"{n} {what}" for what, n in seen.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
