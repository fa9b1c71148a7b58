"""The app over a real store, driven by keys, for the tests of the forms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from cpor_tui.app import CporApp
from cpor_tui.domain.commands import Actor
from cpor_tui.session import Session
from cpor_tui.text import Text
from tests.support.desk import DeskHouse


@asynccontextmanager
async def seated(
    house: DeskHouse,
    who: Actor,
    *,
    claim: int | None = None,
    lang: str = "en",
    size: tuple[int, int] = (80, 24),
    remote: bool = False,
) -> AsyncIterator[tuple[CporApp, Pilot[Any]]]:
    """Somebody sits at the app, at a claim if one is named."""
    session = Session(house.desk, who, Text(lang, "Asia/Seoul"), remote)
    app = CporApp(session, start_claim=claim)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: getattr(app.screen, "page", None) is not None)
        yield app, pilot


async def until(pilot: Pilot[Any], come_true: Any, *, patience: float = 8.0) -> None:
    """Wait until something is so; fails when it never is."""
    waited = 0.0
    while not come_true():
        assert waited < patience, "it never came true"
        await pilot.pause(0.02)
        waited += 0.02


async def settled(pilot: Pilot[Any], least: float = 0.1) -> None:
    """Wait `least` seconds, and then until every key, order and reading has come to its end."""
    app: Any = pilot.app
    await pilot.pause(least)
    for _ in range(3):
        for thread in (app.wire.order, app.wire.read, app.wire.study):
            await thread(lambda: None)
        await app.workers.wait_for_complete()
        await pilot.pause(0)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text, letter by letter."""
    names = {
        " ": "space",
        "/": "slash",
        ".": "full_stop",
        ":": "colon",
        "-": "minus",
        "@": "at",
        "_": "underscore",
    }
    for letter in text:
        await pilot.press(names.get(letter, letter))


async def sheet(app: CporApp, pilot: Pilot[Any], kind: type[Any]) -> Any:
    """Wait for a sheet of this kind to be in front with its page shown."""
    await until(pilot, lambda: isinstance(app.screen, kind) and app.screen.page is not None)
    await settled(pilot)
    return app.screen


def shown(app: CporApp) -> str:
    """All that stands on the screen, as one line of text."""
    lines = app.screen._compositor.render_strips()
    return " ".join(" ".join("".join(part.text for part in line) for line in lines).split())


def front(app: CporApp) -> Any:
    """The screen in front."""
    return app.screen
