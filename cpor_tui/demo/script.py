"""Reads scenarios: who is in them, and scene by scene what happens, what is shown, and what there is to say."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from cpor_tui.demo.teller import Story
from cpor_tui.domain.names import Activity
from cpor_tui.domain.refusals import Code, Refused

Said = Mapping[str, str]
"""Words by language."""
SIDES = ("reviewer", "partner")
_FOLDER = files("cpor_tui.demo") / "scenarios"
_OTHERS = (
    "Adventure Works", "Alpine Ski House", "Bellows College", "Best For You Organics", "City Power", "Coho Winery",
    "Contoso GmbH", "Fincher Architects", "Humongous Insurance", "Lamna Healthcare", "Margie Travel", "Northwind Traders",
    "Relecloud", "School of Fine Art", "Southridge Video", "Tailspin Toys", "Wide World Importers", "Woodgrove Bank",
)  # fmt: skip
"""Customers to choose from by a seed; those of the street are not among them."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene. `do`: lines `MM-DD HH:MM key who verb words`; `keys`: `side key …`, typed at a screen after them."""

    title: Said
    say: Said
    seat: str = "reviewer"
    """The side that is in front."""
    claim: str | None = None
    """The claim that is open, by its key in the cast; None: the first screen."""
    tab: str = ""
    """The key of the claim's tab that is shown; "": the first."""
    do: tuple[str, ...] = ()
    until: str = ""
    """Where the clock stands at the end, `MM-DD HH:MM`; "": where the last line left it."""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A play of a few minutes."""

    name: str
    title: Said
    about: Said
    start: str
    """The instant at which it begins, as a clock in Seoul shows it."""
    people: Mapping[str, str]
    """Who sits on each side."""
    cast: Mapping[str, Story]
    words: Mapping[str, Said]
    scenes: tuple[Scene, ...]

    @property
    def year(self) -> str:
        """The year it plays in."""
        return self.start[:4]

    def says(self, words: Said, lang: str) -> str:
        """Words with the customers' names in them."""
        return words[lang].format(**{key: story.customer for key, story in self.cast.items()})

    def line(self, line: str, lang: str) -> tuple[str, str, str, str, str]:
        """Instant, key, who, verb and words of a line."""
        day, hour, key, who, verb, *rest = line.split(" ", 5)
        head, mark, word = "".join(rest).partition("@")
        told = head + self.says(self.words[word], lang) if mark else head
        return f"{self.year}-{day} {hour}", key, who, verb, told


def names() -> tuple[str, ...]:
    """The scenarios there are, in the order in which they are best shown."""
    return tuple(_order())


@cache
def _order() -> list[str]:
    order: list[str] = tomllib.loads((_FOLDER / "order.toml").read_text("utf-8"))["order"]
    return order


def scenario(name: str, seed: int | None = None) -> Scenario:
    """A scenario by name; a seed gives it other customers. Raises Refused(usage) for a name there is not."""
    if name not in names():
        raise Refused(Code.USAGE, "choice", option="--scenario", given=name, known=list(names()))
    found = _read(name)
    if seed is None:
        return found
    chosen = random.Random(seed).sample(_OTHERS, len(found.cast))
    renamed = {story.customer: customer for story, customer in zip(found.cast.values(), chosen, strict=True)}
    cast = {
        key: replace(story, customer=renamed[story.customer], same_as=renamed.get(story.same_as or ""))
        for key, story in found.cast.items()
    }
    return replace(found, cast=cast)


def street() -> tuple[Story, ...]:
    """The claims that are there before any scenario begins; their days are counted from its first."""
    told = tomllib.loads((_FOLDER / "street.toml").read_text("utf-8"))
    return tuple(_story(one) for one in told["claim"])


@cache
def _read(name: str) -> Scenario:
    told = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    return Scenario(
        name=name,
        title=told["title"],
        about=told["about"],
        start=told["start"],
        people={"reviewer": "mina", "partner": "sora"} | told.get("people", {}),
        cast={key: _story(one) for key, one in told["cast"].items()},
        words=told.get("words", {}),
        scenes=tuple(_scene(one) for one in told["scene"]),
    )


def _story(told: Mapping[str, Any]) -> Story:
    return Story(
        org=told["org"],
        customer=told["customer"],
        products=tuple(told["products"]),
        lines=tuple(told.get("lines", ())),
        activity=Activity(told.get("activity", "usage")),
        signed=told.get("signed", True),
        named=tuple(told["named"]) if "named" in told else None,
        same_as=told.get("same_as"),
        rules=told.get("rules", "2020"),
    )


def _scene(told: Mapping[str, Any]) -> Scene:
    return Scene(
        title=told["title"],
        say=told["say"],
        seat=told.get("seat", "reviewer"),
        claim=told.get("claim"),
        tab=told.get("tab", ""),
        do=tuple(told.get("do", ())),
        until=told.get("until", ""),
        keys=tuple(told.get("keys", ())),
    )
