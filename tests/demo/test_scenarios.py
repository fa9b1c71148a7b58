"""Every scenario plays alone, says what it shows, and is the same each time."""

from __future__ import annotations

from hashlib import sha256
from itertools import cycle

import pytest

from cpor_tui.demo import script
from cpor_tui.demo.alone import Alone, plain
from cpor_tui.demo.player import Player
from cpor_tui.domain.names import Phase, Status
from cpor_tui.domain.refusals import Refused
from cpor_tui.text import LANGUAGES

ENDS = {
    "straight": (Status.APPROVED, Phase.CONSENT_PASSED),
    "signature": (Status.APPROVED, Phase.CONSENT_PASSED),
    "silence": (Status.REJECTED, Phase.DISPUTABLE),
    "decline": (Status.REJECTED, Phase.DISPUTABLE),
    "dispute-won": (Status.APPROVED, Phase.CONSENT_PASSED),
    "dispute-lost": (Status.REJECTED, Phase.CLOSED),
    "late": (Status.SUBMITTED, None),
    "contested": (Status.APPROVED, Phase.CONSENT_OPEN),
    "rules-2023": (Status.REJECTED_FINAL, None),
}
"""Where the first claim of each scenario's cast ends."""


class Nobody:
    """A stage without screens, for what the store alone can tell."""

    async def open(self, side, who, claim):
        pass

    async def clear(self):
        pass

    async def look(self):
        pass

    async def press(self, side, *keys):
        pass

    async def front(self, side):
        pass

    async def beat(self):
        pass


def state(house) -> dict[int, tuple]:
    """All that a store holds of its claims."""
    store = house.desk.store
    found = {}
    for number in house.claims.values():
        claim = store.load(number)
        found[number] = (claim, [(line.what, line.at, line.by) for line, _ in store.events(number)])
    return found


@pytest.mark.parametrize("name", script.names())
async def test_a_scenario_leads_where_it_promises(name, house):
    play = script.scenario(name)
    player = Player(house, play, Nobody())
    await player.begin()
    while not player.over:
        await player.play()
    claim = house.desk.store.load(house.claims[play.cast["a"].customer])
    assert (claim.status, claim.phase) == ENDS[name]


@pytest.mark.parametrize("name", script.names())
def test_a_scenario_says_everything_in_both_languages(name):
    play = script.scenario(name)
    for words in (
        play.title,
        play.about,
        *(s.title for s in play.scenes),
        *(s.say for s in play.scenes),
        *play.words.values(),
    ):
        assert set(words) == set(LANGUAGES)
        for lang in LANGUAGES:
            assert play.says(words, lang).strip()


def test_every_scenario_that_is_offered_is_there_and_every_one_there_is_offered():
    files = {
        file.name.removesuffix(".toml") for file in script._FOLDER.iterdir() if file.name.endswith(".toml")
    }
    assert files - {"order", "street"} == set(script.names()) == set(ENDS)


def test_a_scenario_there_is_not_is_refused():
    with pytest.raises(Refused):
        script.scenario("no-such")


def test_a_seed_names_other_customers_and_always_the_same():
    plain_cast = [story.customer for story in script.scenario("contested").cast.values()]
    seven = [story.customer for story in script.scenario("contested", 7).cast.values()]
    assert seven == [story.customer for story in script.scenario("contested", 7).cast.values()] != plain_cast
    assert script.scenario("contested", 7).cast["b"].same_as == seven[0]


def test_a_scenario_plays_alone_and_ends_with_the_hash_of_what_it_showed(played):
    shown = played("rules-2023", seed=7)
    head, _, last = shown.rstrip("\n").rpartition("\n")
    assert last.endswith(sha256((head + "\n").encode()).hexdigest())


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("name", "lang"), zip(script.names(), cycle(LANGUAGES), strict=False))
def test_every_scenario_plays_twice_with_the_same_bytes(name, lang, played):
    assert played(name, lang) == played(name, lang)


@pytest.mark.slow
async def test_back_after_a_scene_is_exactly_where_it_was(house):
    told = []
    stage = Alone(house, lambda side, frame: told.append((side, plain(frame))))
    player = Player(house, script.scenario("signature"), stage)
    await player.begin()
    await player.play()
    await player.play()
    before, screens = state(house), stage.frames()
    await player.play()
    assert state(house) != before
    await player.back()
    assert player.position == 2
    assert state(house) == before
    assert stage.frames() == screens
    await stage.clear()


async def test_back_to_the_beginning_and_forward_again_leads_to_the_same_end(house):
    player = Player(house, script.scenario("decline"), Nobody())
    await player.begin()
    start = state(house)
    await player.play()
    await player.play()
    there = state(house)
    await player.back()
    await player.back()
    assert (player.position, state(house)) == (0, start)
    await player.go_to(2)
    assert state(house) == there


async def test_nothing_leaves_the_folder(house):
    player = Player(house, script.scenario("decline"), Nobody())
    await player.begin()
    await player.play()
    letters = list((house.folder / "now" / "mail" / "new").iterdir())
    assert letters
    assert all(b".example" in letter.read_bytes() for letter in letters)


async def test_a_scene_after_somebody_has_gone_another_way_is_refused_and_reset_helps(house):
    player = Player(house, script.scenario("decline"), Nobody())
    await player.begin()
    house.build(None)
    player.position = 1
    house.keep("1")
    with pytest.raises((Refused, KeyError)):
        await player.play()
    await player.begin()
    await player.play()
    assert player.position == 1
