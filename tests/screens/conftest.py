"""What every test of the screens may ask for: a town of its own, and somebody sitting in front of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key

from cpor_tui.app import CporApp
from cpor_tui.desk import Desk
from cpor_tui.identity import actor_for
from cpor_tui.screens.listing import LOOK_AFTER, TYPED_AFTER
from cpor_tui.screens.panes import Pane
from cpor_tui.session import Session
from cpor_tui.store import Store
from cpor_tui.text import Text
from tests.support import town


@pytest.fixture(scope="session")
def built_town(tmp_path_factory) -> tuple[Path, dict[str, int]]:
    """The folder of a finished town, and its claims; never opened, only copied."""
    folder = tmp_path_factory.mktemp("town")
    made = town.build(f"sqlite:///{folder / 'store.db'}")
    made.desk.store.close()
    return folder, dict(made.claims)


@dataclass
class Street:
    """A town of this test's own, with a desk beside the screen for what others do."""

    url: str
    store: Store
    desk: Desk
    claims: dict[str, int]

    def session(self, who: str | None, lang: str = "en", *, remote: bool = False) -> Session:
        """Somebody at a terminal, over connections of their own."""
        store = Store.open(self.url)
        return Session(Desk(store), actor_for(store, who), Text(lang, store.office.zone), remote)

    def app(self, who: str | None, lang: str = "en", claim: str | None = None, **options: Any) -> CporApp:
        """The app as that person starts it."""
        number = self.claims[claim] if claim else None
        return CporApp(
            self.session(who, lang, remote=options.pop("remote", False)), start_claim=number, **options
        )

    def actor(self, name: str):
        """A person of the town."""
        return actor_for(self.store, name)

    def claim(self, customer: str):
        """A customer's claim as it is in the store now."""
        found = self.store.load(self.claims[customer])
        assert found is not None
        return found


@pytest.fixture
def street(built_town, tmp_path) -> Iterator[Street]:
    """A copy of the town."""
    folder, claims = built_town
    shutil.copytree(folder, tmp_path / "town")
    url = f"sqlite:///{tmp_path / 'town' / 'store.db'}"
    store = Store.open(url)
    yield Street(url, store, Desk(store), dict(claims))
    store.close()


class Driver:
    """A pilot that waits until nothing is under way, and reads what the screen says."""

    def __init__(self, app: CporApp, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    async def settle(self) -> None:
        """Wait until every key, order and reading has come to its end."""
        # What one round posts, a cursor that comes to rest for one, may read something again.
        for _ in range(3):
            await self.pilot.pause(0)
            for thread in (self.app.wire.order, self.app.wire.read, self.app.wire.study):
                await thread(lambda: None)
            await self.app.workers.wait_for_complete()
            for name, rest in (("_resting", LOOK_AFTER), ("_typing", TYPED_AFTER)):
                timer = getattr(self.app.screen, name, None)
                if timer is not None and timer._task is not None and not timer._task.done():
                    await self.pilot.pause(rest + 0.01)
        await self.pilot.pause(0)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each after the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def burst(self, *keys: str) -> None:
        """Keys that arrive all at once, as a laggy line sends them."""
        for key in keys:
            character = key if len(key) == 1 else None
            pressed = events.Key(_character_to_key(key) if character else key, character)
            pressed.set_sender(self.app)
            self.app.post_message(pressed)
        await self.settle()
        await self.settle()

    async def type(self, words: str) -> None:
        """Type letters."""
        await self.burst(*words)

    @property
    def shown(self) -> str:
        """Everything the screen shows, line by line."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def said(self) -> str:
        """What the program last said."""
        return self.pane("#said")

    @property
    def last_said(self) -> str:
        """What the program last said, however long it is."""
        room: Any = self.app.screen
        return str(room.last_said)

    def pane(self, selector: str) -> str:
        """The text of a pane of the screen in front."""
        drawn = self.app.screen.query_one(selector, Pane)._drawn
        return drawn.plain if drawn is not None else ""

    async def until(self, words: str, seconds: float = 20.0) -> None:
        """Wait for words to appear by themselves."""
        for _ in range(int(seconds / 0.05)):
            if words in self.shown:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{words!r} did not appear within {seconds} s:\n{self.shown}")


@asynccontextmanager
async def sitting(app: CporApp, size: tuple[int, int] = (80, 24)):
    """Somebody sits in front of the app."""
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        yield driver


@pytest.fixture
def sit(street):
    """`async with sit("mina") as desk`: the person's screen, of a size and in a language."""

    def begin(who: str | None, lang: str = "en", size: tuple[int, int] = (80, 24), **options: Any):
        return sitting(street.app(who, lang, **options), size)

    return begin
