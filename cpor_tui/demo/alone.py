"""Plays scenarios without a terminal and without anybody, and prints every frame: the same seed, the same bytes."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import IO

from rich.segment import Segment

from cpor_tui.app import CporApp
from cpor_tui.demo import script
from cpor_tui.demo.house import House
from cpor_tui.demo.player import Player
from cpor_tui.demo.teller import ZONE
from cpor_tui.screens.seat import Guest
from cpor_tui.session import Session
from cpor_tui.text import Text

SIZE = (100, 30)
"""Columns and rows of a frame."""

Frame = tuple[tuple[Segment, ...], ...]


class Alone:
    """A stage without an audience: each side is drawn, and whatever has changed is a frame."""

    def __init__(
        self,
        house: House,
        told: Callable[[str, Frame], None],
        size: tuple[int, int] = SIZE,
        sides: Sequence[str] = script.SIDES,
    ) -> None:
        """`told` hears of each frame, and whose it is."""
        self.house = house
        self.sides = sides
        self._told = told
        self._size = size
        self._guests: dict[str, tuple[Guest, Session]] = {}
        self._last: dict[str, Frame] = {}

    async def open(self, side: str, who: str, claim: int | None) -> None:
        """Seat somebody anew."""
        if side in self.sides:
            await self._leave(side)
            session = self.house.session(who)
            guest = Guest(CporApp(session, start_claim=claim, no_color=False), self._size)
            self._guests[side] = (guest, session)
            await guest.begin()
            await guest.settle()

    async def clear(self) -> None:
        """Let everybody leave."""
        for side in tuple(self._guests):
            await self._leave(side)

    async def _leave(self, side: str) -> None:
        guest, session = self._guests.pop(side, (None, None))
        if guest is not None and session is not None:
            await guest.end()
            session.desk.store.close()

    async def look(self) -> None:
        """Let every screen notice what has happened."""
        for guest, _ in self._guests.values():
            await guest.look()

    async def press(self, side: str, *keys: str) -> None:
        """Type at a person's screen."""
        if side in self._guests:
            await self._guests[side][0].press(*keys)

    async def front(self, side: str) -> None:
        """Both are seen."""

    async def beat(self) -> None:
        """Tell the frames that are new."""
        for side, frame in self.frames().items():
            if self._last.get(side) != frame:
                self._last[side] = frame
                self._told(side, frame)

    def frames(self) -> dict[str, Frame]:
        """What each side sees now."""
        return {
            side: tuple(tuple(strip) for strip in guest.strips())
            for side, (guest, _) in sorted(self._guests.items())
        }


def plain(frame: Frame) -> str:
    """A frame's text."""
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in frame)


def play_alone(house: House, names: Sequence[str], seed: int | None, out: IO[str]) -> int:
    """Play scenarios one after the other and print their frames; gives 0.

    Raises Refused where a scene cannot be played.
    """
    text = Text(house.lang, ZONE)
    # Each app takes the standard streams for itself while it runs, and they may end in any order.
    streams = sys.stdout, sys.stderr
    try:
        for name in names:
            told = io.StringIO()
            asyncio.run(_play(house, script.scenario(name, seed), told, text))
            out.write(told.getvalue())
            out.flush()
    finally:
        sys.stdout, sys.stderr = streams
    return 0


async def _play(house: House, play: script.Scenario, out: IO[str], text: Text) -> None:
    digest = sha256()

    def tell(line: str) -> None:
        digest.update(line.encode())
        out.write(line)

    def told(side: str, frame: Frame) -> None:
        tell(f"[{side}]\n{plain(frame)}\n")

    stage = Alone(house, told)
    player = Player(house, play, stage)
    try:
        await player.begin()
        tell(f"=== {play.says(play.title, text.lang)}\n{play.says(play.about, text.lang)}\n")
        await stage.beat()
        for n, scene in enumerate(play.scenes, 1):
            title = play.says(scene.title, text.lang)
            tell(text("demo.auto-scene", n=n, of=len(play.scenes), title=title) + "\n")
            tell(play.says(scene.say, text.lang) + "\n")
            await player.play()
            await stage.beat()
    finally:
        await stage.clear()
    out.write(text("demo.auto-end", scenes=len(play.scenes), digest=digest.hexdigest()) + "\n")
