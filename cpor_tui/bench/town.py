"""Peoples a made-up programme, and tells the same lives again of other claims, customers and people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, cast
from uuid import UUID

from cpor_tui.bench.lives import BLANKS, Told, World, life
from cpor_tui.bench.names import TITLES, firm, person, said
from cpor_tui.domain.calendar import Calendar, House, Place
from cpor_tui.domain.claim import Claim, Poe
from cpor_tui.domain.copying import replace
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.names import Area, Role, What
from cpor_tui.domain.rules import RuleSet
from cpor_tui.ledger import spoken
from cpor_tui.letters import letters
from cpor_tui.store import Office, Org, Person, Step, Store

MINUTE = 60 * 1_000_000
_LIVES = 1500
"""How many different lives are told in each country; every claim lives one of them."""
_BACK = 500
"""How many days ago the first claim was begun, at the most."""
_SHARED = 0.02
"""How many claims are for a customer that others claim too."""
_REVIEWERS = 40


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars as they stood when the town was made."""

    known: Mapping[tuple[str, int | None], Calendar]

    def __call__(self, key: str, revision: int | None) -> Calendar:
        """The calendar of a key."""
        return self.known[key, revision]


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody there is, as values that can be handed to another process; stands in for the store's lists of people."""

    seed: int
    now: int
    office: Office
    rules: RuleSet
    orgs: tuple[Org, ...]
    people: Mapping[str, Person]
    calendars: Calendars
    catalogue: Mapping[Area, tuple[str, ...]]
    files: tuple[Poe, ...]

    @classmethod
    def settled(cls, store: Store, seed: int, claims: int, files: Sequence[Poe]) -> Town:
        """People the store, one organisation for every five hundred claims, and remember who is there."""
        chance = Random(seed)
        people = [Person(f"r{n}", Role.REVIEWER, None, f"r{n}@office.example") for n in range(_REVIEWERS)]
        people += [
            Person("lead", Role.LEAD, None, "lead@office.example"),
            Person("operator", Role.OPERATOR, None, "operator@office.example"),
        ]
        orgs = []
        with store.write():
            for n in range(max(4, claims // 500)):
                korean = n % 2 == 0
                name = f"{firm(chance, 'ko' if korean else 'en')} {n + 1}"
                country, part, zone = (
                    ("KR", None, "Asia/Seoul") if korean else ("US", "CA", "America/Los_Angeles")
                )
                org = store.org_add(
                    name, mpn={str(4_000_000 + n): None}, country=country, subdivision=part, zone=zone
                )
                orgs.append(org)
                lang = "ko" if korean else "en"
                people.append(
                    Person(f"p{n + 1}", Role.INCENTIVES_ADMIN, org.id, f"p{n + 1}@partner.example", lang)
                )
            for one in people:
                store.person_add(one)
        office = store.office
        known: dict[tuple[str, int | None], Calendar] = {}
        for key in {office.place, *(org.place for org in orgs)}:
            calendar = store.calendar(key)
            known[key, None] = known[key, calendar.revision] = calendar
        return cls(
            seed,
            store.clock.now(),
            office,
            store.ruleset(store.default_rules),
            tuple(orgs),
            {one.name: one for one in people},
            Calendars(known),
            dict(store.catalogue()),
            tuple(files),
        )

    def person(self, name: str) -> Person | None:
        """A person by name, or None."""
        return self.people.get(name)

    def person_list(self, *, role: Role | None = None, org: int | None = None) -> list[Person]:
        """An organisation's people, or those of the office."""
        if org is not None:
            return [self.people[f"p{org - self.orgs[0].id + 1}"]]
        return [one for one in self.people.values() if one.org is None and role in (None, one.role)]


@dataclass(slots=True)
class Teller:
    """Tells a town's lives again."""

    town: Town
    lives: Mapping[str, tuple[tuple[Told, ...], ...]]

    @classmethod
    def of(cls, town: Town, claims: int) -> Teller:
        """Decide the lives first, as many as there are claims to live them."""
        lives = {}
        office = Place(town.office.zone, town.calendars(town.office.place, None))
        for org in town.orgs[:2]:
            house = House(office, Place(org.zone, town.calendars(org.place, None)), town.calendars)
            world = World(town.now, town.rules, house, town.catalogue, town.files)
            chance = Random(f"{town.seed} {org.place}")
            lives[org.place] = tuple(life(world, chance, _BACK) for _ in range(min(_LIVES, claims)))
        return cls(town, lives)

    def tell(self, numbers: range) -> Iterator[list[Step]]:
        """The lives of these claims; the same numbers of the same town lead the same lives, whoever tells them."""
        chance = Random(f"{self.town.seed} {numbers.start}")
        for number in numbers:
            org = chance.choice(self.town.orgs)
            told = chance.choice(self.lives[org.place])
            yield list(self._again(told, number, org, chance))

    def _again(self, told: Sequence[Told], number: int, org: Org, chance: Random) -> Iterator[Step]:
        # A partner in Korea writes Korean, mostly.
        lang = "ko" if org.country == "KR" and chance.random() < 0.8 else "en"
        cast_ = {
            "partner": f"p{org.id - self.town.orgs[0].id + 1}",
            "reviewer": f"r{chance.randrange(_REVIEWERS)}",
        }
        fields = self._fields(number, org, lang, chance)
        shift = chance.randrange(49 * MINUTE)
        claim: Claim | None = None
        for one in told:
            event = _retold(one, number, org, cast_, fields, shift, lang, chance)
            claim = evolve(claim, event)
            mails = letters(cast(Store, self.town), claim, org, event)
            yield Step(event, claim, spoken(event), mails)

    def _fields(self, number: int, org: Org, lang: str, chance: Random) -> dict[str, str]:
        customer = firm(chance, lang)
        contact, domain = person(chance, lang), f"c{number}.example"
        bits = chance.randrange(50) if chance.random() < _SHARED else chance.getrandbits(128)
        return {
            "name": f"{customer} {'도입' if lang == 'ko' else 'rollout'}",
            "customer": customer,
            "tenant": str(UUID(int=bits, version=4)),
            "domain": domain,
            "customer-contact": contact,
            "customer-title": chance.choice(TITLES[lang]),
            "customer-email": f"it@{domain}",
            "partner-contact": person(chance, lang),
            "partner-email": f"p{org.id - self.town.orgs[0].id + 1}@partner.example",
            "technical-contact": contact,
            "technical-title": chance.choice(TITLES[lang]),
            "technical-email": f"tech@{domain}",
            "subscription": f"sub-{bits % 10**12:012}",
            "mpn": next(iter(org.mpn)),
        }


def _retold(
    one: Told,
    number: int,
    org: Org,
    names: Mapping[str, str],
    fields: Mapping[str, str],
    shift: int,
    lang: str,
    chance: Random,
) -> Event:
    event = one.event
    change: dict[str, Any] = {"claim": number, "by": names.get(event.by, event.by)}
    if not one.by_time:
        change["at"] = event.at + shift
        change["recorded_at"] = event.recorded_at + shift
    if event.note:
        change["note"] = said(chance, event.note, lang)
    if event.poe:
        change["poe"] = tuple(
            replace(poe, by=names.get(poe.by, poe.by), added_at=poe.added_at + shift) for poe in event.poe
        )
    if event.what is What.CREATE:
        change["changes"] = {
            name: (None, fields[name] if name in BLANKS else new) for name, (_, new) in event.changes.items()
        }
        change["facts"] = {**event.facts, "org": org.id}
    elif event.what is What.EDIT:
        change["changes"] = {name: (fields.get(name, old), new) for name, (old, new) in event.changes.items()}
    return replace(event, **change)
