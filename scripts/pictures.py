"""Makes the pictures of README and docs from the demo, in both languages: python -m scripts.pictures (make pictures)"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

if __package__ in (None, ""):
    # Named as a file, Python looks for its neighbours in the wrong place.
    sys.path.insert(0, str(Path(__file__).parents[1]))

from cpor_tui.demo import script
from cpor_tui.demo.alone import Alone, Frame
from cpor_tui.demo.house import House
from cpor_tui.demo.player import Player
from scripts import svg

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MARKS = FOLDER / "pictures.sha256"
SIZE = (100, 30)
CONTOSO = "Contoso GmbH"
WALK = "signature"
"""The scenario that the README shows."""


async def pictures(lang: str) -> dict[str, str]:
    """Every picture in a language, by its file's name."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), lang)
        house.build(None)
        stage = Alone(house, _unheard, SIZE)
        looks: Mapping[str, tuple[str, str, str | None, tuple[str, ...]]] = {
            "queue": ("reviewer", "mina", None, ("j", "j", "j", "j")),
            "claim": ("reviewer", "mina", CONTOSO, ()),
            "decide": ("reviewer", "mina", CONTOSO, ("d", "1")),
            "dashboard": ("partner", "sora", None, ()),
        }
        for name, (side, who, customer, keys) in looks.items():
            await stage.open(side, who, house.claims[customer] if customer else None)
            await stage.press(side, *keys)
            found[f"{name}.{lang}.svg"] = svg.still(stage.frames()[side], f"cpor · {who}")
            await stage.clear()
        house.close()
    found[f"clock.{lang}.svg"] = svg.still((await _scenes("silence", lang))[3][0], "cpor · sora")
    walk = await _scenes(WALK, lang)
    title = script.scenario(WALK).title[lang]
    found[f"walk.{lang}.svg"] = svg.moving(walk, f"cpor · {title}")
    return found


async def _scenes(name: str, lang: str) -> list[tuple[Frame, str]]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), lang)
        play = script.scenario(name)
        stage = Alone(house, _unheard, SIZE)
        player = Player(house, play, stage)
        await player.begin()
        for scene in play.scenes:
            await player.play()
            found.append((stage.frames()[scene.seat], play.says(scene.say, lang)))
        await stage.clear()
        house.close()
    return found


def _unheard(side: str, frame: Frame) -> None:
    """Nobody listens."""


def marks(found: Mapping[str, str]) -> str:
    """What sha256sum would say of the pictures."""
    return "".join(f"{sha256(found[name].encode()).hexdigest()}  {name}\n" for name in sorted(found))


def made() -> dict[str, str]:
    """Every picture in both languages."""
    streams = sys.stdout, sys.stderr
    try:
        return {**asyncio.run(pictures("en")), **asyncio.run(pictures("ko"))}
    finally:
        sys.stdout, sys.stderr = streams


def main() -> None:
    """Write the pictures and their marks."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = made()
    for name, picture in found.items():
        (FOLDER / name).write_text(picture, "utf-8")
    MARKS.write_text(marks(found), "utf-8")


if __name__ == "__main__":
    main()
