"""Opens the demo in a terminal: the town to look around in, or a scenario with its director."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cpor_tui.app import CporApp
from cpor_tui.demo import script
from cpor_tui.demo.house import House
from cpor_tui.demo.player import Player
from cpor_tui.demo.teller import ZONE
from cpor_tui.domain.claim import shown_id
from cpor_tui.screens.director import DirectorRoom
from cpor_tui.screens.looks import style
from cpor_tui.session import Session
from cpor_tui.settings import Settings
from cpor_tui.terminal.safe_app import SafeApp
from cpor_tui.text import Text
from cpor_tui.worker import Ticked

LEAD = "hana"
PEOPLE: Mapping[str, str] = {"reviewer": "mina", "partner": "sora"}
"""Who sits on each side where nobody says otherwise."""


class Performance:
    """What the director directs: the town, or a scenario."""

    def __init__(
        self,
        settings: Settings,
        house: House,
        scenario: str | None,
        seed: int | None,
        leave: Callable[[], None],
    ) -> None:
        """`leave` ends the demo."""
        self.text = Text(settings.lang, ZONE)
        self.house = house
        self.leave = leave
        self._seed = seed
        self._first = scenario
        self._player: Player | None = None
        self._room: DirectorRoom | None = None
        self._people = dict(PEOPLE)
        self._sessions: dict[str, Session] = {}
        self._keys = keys_of(settings)
        self._theme = theme_of(settings)

    # What the director is shown

    @property
    def titles(self) -> Sequence[str]:
        """The scenes of the scenario that is played."""
        if self._player is None:
            return ()
        play = self._player.scenario
        return tuple(play.says(scene.title, self.text.lang) for scene in play.scenes)

    @property
    def position(self) -> int:
        """How many scenes have been played."""
        return self._player.position if self._player is not None else 0

    def heading(self) -> str:
        """The scenario, and the scene that was played last."""
        player = self._player
        if player is None:
            return self.text("demo.free")
        title = player.scenario.says(player.scenario.title, self.text.lang)
        if player.scene is None:
            return title
        of = len(self.titles)
        scene = self.text("demo.scene", n=player.position, of=of, title=self.titles[player.position - 1])
        return f"{title} · {scene}"

    def banner(self, *, short: bool) -> str:
        """That the time is simulated, and what time it is."""
        if not self.house.ready:
            return self.text("demo.banner-short", now="…")
        now = self.text.when(self.house.now, self.house.desk.store.office.zone, short=short)
        return self.text("demo.banner-short" if short else "demo.banner", now=now)

    def caption(self) -> str:
        """The word to say."""
        player = self._player
        if player is None:
            return self.text("demo.free-say")
        if player.scene is None:
            about = player.scenario.says(player.scenario.about, self.text.lang)
            return f"{about} {self.text('demo.before')}"
        return player.scenario.says(player.scene.say, self.text.lang)

    def outlook(self) -> str:
        """What happens next by itself, and what became of the mail."""
        due = self.house.due() if self.house.ready else None
        if due is None:
            return self.text("demo.nothing-next")
        at, claim = due
        zone = self.house.desk.store.office.zone
        what = self.house.what_is_due(claim, self.text)
        return self.text("demo.next-event", at=self.text.when(at, zone), claim=shown_id(claim.id), what=what)

    def seated(self, side: str) -> str:
        """Who sits on a side."""
        return self.text("demo.seat", role=self.text(f"label.side.{side}"), name=self._people[side])

    def scenarios(self) -> Sequence[tuple[str, str]]:
        """Every scenario, by name and title."""
        found = [(name, script.scenario(name, self._seed)) for name in script.names()]
        return [(name, play.says(play.title, self.text.lang)) for name, play in found]

    # What the director does

    def guest(self, side: str, who: str, claim: int | None) -> CporApp:
        """The app of a person, as they would start it."""
        self._people[side] = who
        session = self.house.session(who)
        before = self._sessions.get(side)
        if before is not None:
            before.desk.store.close()
        self._sessions[side] = session
        return CporApp(session, start_claim=claim, keys=self._keys, theme=self._theme)

    async def begin(self, stage: DirectorRoom) -> None:
        """Open the first scenario, or the town."""
        self._room = stage
        if self._first is not None:
            await self.choose(self._first)
        else:
            await self._town(build=False)

    async def _town(self, *, build: bool) -> None:
        stage = self._stage
        self._player = None
        await stage.clear()
        if build:
            self.house.build(None)
        self._people = dict(PEOPLE)
        await stage.front("reviewer")
        for side, who in PEOPLE.items():
            await stage.open(side, who, None)

    @property
    def _stage(self) -> DirectorRoom:
        if self._room is None:
            raise RuntimeError("the stage is not there yet")
        return self._room

    async def choose(self, name: str) -> None:
        """Open a scenario before its first scene."""
        stage = self._stage
        await stage.clear()
        self._player = Player(self.house, script.scenario(name, self._seed), stage)
        await self._player.begin()
        if not stage.directing:
            stage.action_direct()

    async def play(self) -> None:
        """Play the next scene."""
        if self._player is not None:
            await self._player.play()
            if self._player.over:
                self._stage.tell("")

    async def back(self) -> None:
        """Go back one scene."""
        if self._player is not None:
            await self._player.back()

    async def go_to(self, position: int) -> None:
        """Go to where that many scenes have been played."""
        if self._player is not None:
            await self._player.go_to(position)

    async def reset(self) -> None:
        """Start again."""
        if self._player is not None:
            await self._player.begin()
        else:
            await self._town(build=True)

    async def cast(self, role: str) -> None:
        """Be somebody else."""
        side = "partner" if role == "partner" else "reviewer"
        people = self._player.scenario.people if self._player is not None else PEOPLE
        who = LEAD if role == "lead" else people[side]
        await self._stage.front(side)
        await self._stage.open(side, who, None)

    async def seat_again(self, side: str) -> None:
        """Let the person of a side sit down, at what the scene shows."""
        scene = self._player.scene if self._player is not None else None
        claim = None
        if self._player is not None and scene is not None and scene.claim is not None:
            claim = self.house.claims.get(self._player.scenario.cast[scene.claim].customer)
        await self._stage.open(side, self._people[side], claim)

    def business_day(self) -> str:
        """Let a business day pass; says what happened."""
        return self._moved(self.house.business_day())

    def next_event(self) -> str:
        """Go to the next thing that happens by itself; says what happened."""
        return self._moved(self.house.next_event())

    def _moved(self, ticked: Ticked) -> str:
        now = self.text.when(self.house.now, self.house.desk.store.office.zone)
        return self.text("demo.moved", now=now, n=len(ticked.fired))


class Theatre(SafeApp[int]):
    """The app around the people's apps."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "CPOR"

    def __init__(self, settings: Settings, house: House, scenario: str | None, seed: int | None) -> None:
        self.performance = Performance(settings, house, scenario, seed, lambda: self.exit(0))
        super().__init__(
            theme=theme_of(settings),
            log_file=settings.log,
            said_on_crash=self.performance.text("demo.crash", ref="{ref}"),
            css_path=[style("app"), style("director")],
        )
        self.set_keymap(keys_of(settings))

    def get_default_screen(self) -> DirectorRoom:
        """The stage."""
        return DirectorRoom(self.performance)


def keys_of(settings: Settings) -> dict[str, str]:
    """The keys that the config gives other names."""
    return {str(name): str(key) for name, key in dict(settings.tables.get("keys") or {}).items()}


def theme_of(settings: Settings) -> str:
    """The colours that the config names."""
    return str(settings.tables.get("theme", "dark"))


def open_theatre(settings: Settings, house: House, scenario: str | None, seed: int | None) -> int:
    """Run the demo in this terminal until the person leaves."""
    app = Theatre(settings, house, scenario, seed)
    status: Any = app.run(mouse=True)
    return app.return_code or (status if isinstance(status, int) else 0)
