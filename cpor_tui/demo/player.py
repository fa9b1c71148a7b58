"""Plays a scenario: forward scene by scene, back one scene exactly, or from the start."""

from __future__ import annotations

from typing import Protocol

from cpor_tui.demo.house import House
from cpor_tui.demo.script import Scenario, Scene
from cpor_tui.demo.teller import Teller, at


class Stage(Protocol):
    """Where the scenes are seen: two sides, each with the screens of a person."""

    async def open(self, side: str, who: str, claim: int | None) -> None:
        """Seat somebody anew, at a claim or at their first screen."""
        ...

    async def clear(self) -> None:
        """Let everybody leave: the store is about to change under them."""
        ...

    async def look(self) -> None:
        """Let every screen notice what has happened."""
        ...

    async def press(self, side: str, *keys: str) -> None:
        """Type at a person's screen."""
        ...

    async def front(self, side: str) -> None:
        """Bring a side to the front."""
        ...

    async def beat(self) -> None:
        """Leave the audience time to see; nothing if nobody watches."""
        ...


class Player:
    """Where we are in a scenario. `position` is the number of scenes that have been played."""

    def __init__(self, house: House, scenario: Scenario, stage: Stage) -> None:
        self.house = house
        self.scenario = scenario
        self.stage = stage
        self.position = 0

    @property
    def over(self) -> bool:
        """Whether the last scene has been played."""
        return self.position >= len(self.scenario.scenes)

    @property
    def scene(self) -> Scene | None:
        """The scene that was played last."""
        return self.scenario.scenes[self.position - 1] if self.position else None

    async def begin(self) -> None:
        """Be before the first scene."""
        await self.stage.clear()
        self.house.forget()
        self.house.build(self.scenario)
        self.position = 0
        self.house.keep("0")
        await self._open_first()

    async def _open_first(self) -> None:
        first = self.scenario.scenes[0]
        await self.stage.front(first.seat)
        for side, who in self.scenario.people.items():
            await self.stage.open(side, who, None)

    async def play(self) -> None:
        """Play the next scene; nothing after the last. Raises Refused where somebody has gone another way."""
        if self.over:
            return
        scene = self.scenario.scenes[self.position]
        self.house.keep(str(self.position))
        await self._seat(scene)
        opened = self._number(scene)
        for line in scene.do:
            when, key, who, verb, words = self.scenario.line(line, self.house.lang)
            self.house.go_to(at(when))
            Teller(self.house.desk, self.scenario.cast[key], self.house.claims).tell(who, verb, words)
            await self.stage.look()
            await self.stage.beat()
        if scene.until:
            self.house.go_to(at(f"{self.scenario.year}-{scene.until}"))
            await self.stage.look()
            await self.stage.beat()
        if self._number(scene) != opened:
            await self._seat(scene)
        for line in scene.keys:
            side, *keys = line.split(" ")
            for key in keys:
                await self.stage.press(side, key)
                await self.stage.beat()
            await self.stage.look()
        self.position += 1

    async def back(self) -> None:
        """Be exactly where we were before the last scene: what led there is played again, from a copy."""
        if self.position:
            await self.go_to(self.position - 1)

    async def go_to(self, position: int) -> None:
        """Be where `position` scenes have been played."""
        start = max((n for n in range(position) if self.house.kept(str(n))), default=0)
        await self.stage.clear()
        self.house.bring_back(str(start))
        self.position = start
        if position == 0:
            await self._open_first()
        while self.position < position:
            await self.play()

    def _number(self, scene: Scene) -> int | None:
        return (
            self.house.claims.get(self.scenario.cast[scene.claim].customer)
            if scene.claim is not None
            else None
        )

    async def _seat(self, scene: Scene) -> None:
        # Every scene begins at fresh screens, so that it looks the same from wherever one came.
        await self.stage.clear()
        await self.stage.front(scene.seat)
        for side, who in self.scenario.people.items():
            number = self._number(scene)
            await self.stage.open(side, who, number)
            if number is not None and scene.tab:
                await self.stage.press(side, scene.tab)
