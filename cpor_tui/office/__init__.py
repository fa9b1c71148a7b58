"""Does what operators alone may do: people, organisations, calendars, products, rules, keys and the store itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpor_tui.domain.calendar import Calendar, Holiday, moment
from cpor_tui.domain.clean import clean, too_long
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.fields import email as read_email
from cpor_tui.domain.names import PARTNER, REVIEWERS, Area, Role
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet
from cpor_tui.ledger import TRIES
from cpor_tui.office.keys import PublicKey, public_keys
from cpor_tui.office.places import place, zone, zone_of
from cpor_tui.store import Office as ReviewOffice
from cpor_tui.store import Org, Person, Product, SshKey, Stale, Store
from cpor_tui.store.calendars import library_holidays

if TYPE_CHECKING:
    from cpor_tui.desk import Desk

__all__ = ["Office", "PublicKey", "answered", "found", "once", "public_keys"]

ROLES = (*(role for role in Role if role in PARTNER), Role.REVIEWER, Role.LEAD, Role.OPERATOR)
"""The roles a person may have; the customer and the clock are nobody's."""

KINDS = ("partner", "customer", "office")

_NAME = re.compile(r"[a-z][a-z0-9._-]{0,31}")
_MPN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
_TAKEN = frozenset({"local", "system", "customer"})
"""Who acts in a history besides people."""
_YEARS = 6


def found(
    url: str,
    *,
    rules: str = "2020",
    calendar: str = "KR",
    zone_name: str | None = None,
    simulated: int | None = None,
    secret_file: Path | None = None,
) -> Store:
    """A new store, its office's holidays copied into it. Raises Refused before anything is made of a wrong wish."""
    from cpor_tui.clock import SystemClock
    from cpor_tui.domain.rules import shipped

    country, part = place(calendar)
    where = zone(zone_name) if zone_name is not None else zone_of(country, part) or "UTC"
    if rules not in shipped():
        raise Refused(Code.BAD_INPUT, "rules-unknown", given=clean(rules, limit=60), known=sorted(shipped()))
    now = simulated if simulated is not None else SystemClock().now()
    year = moment(now, where).year
    # A place whose holidays nobody knows is refused before there is a store.
    library_holidays(country, part, year, year)
    store = Store.create(
        url,
        office=ReviewOffice(country, part, where),
        rules=rules,
        simulated=simulated,
        secret_file=secret_file,
    )
    try:
        store.calendar_copy(country, part, year - _YEARS, year + _YEARS, now)
    except BaseException:
        store.close()
        raise
    return store


def once(desk: Desk, actor: Actor, request: str | None, order: Sequence[Any], do: Callable[[], Any]) -> Any:
    """What `do` gives (as JSON values), in one transaction; the same request again does nothing and gives it again.

    Raises Refused(conflict) for the id of another order or of somebody else's, and where others were always first.
    """
    for _ in range(TRIES):
        try:
            return _once(desk, actor, request, order, do)
        except Stale:
            # Another was at the same rows, and nothing of this has happened.
            continue
    raise Refused(Code.CONFLICT, "busy")


def _once(desk: Desk, actor: Actor, request: str | None, order: Sequence[Any], do: Callable[[], Any]) -> Any:
    with desk.store.write():
        if request is not None and (known := answered(desk, actor, request, order)) is not None:
            return known
        told = do()
        if request is not None:
            text = json.dumps(told, ensure_ascii=False)
            desk.store.keep_answer(request, actor.name, _digest(order), text, desk.now())
        return told


def answered(desk: Desk, actor: Actor, request: str, order: Sequence[Any]) -> Any:
    """What was answered to a request before, None if it is new. Raises Refused(conflict) as `once` does."""
    known = desk.store.answer(request)
    if known is None:
        return None
    by, first, answer = known
    if (by, first) != (actor.name, _digest(order)):
        raise Refused(Code.CONFLICT, "request")
    return json.loads(answer)


class Office:
    """The operators' desk. One check of the role stands at its door; what it changes is one transaction."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        """Raises Refused(not_allowed) for anybody who is no operator."""
        if actor.role is not Role.OPERATOR:
            raise Refused(Code.NOT_ALLOWED, "operators-only")
        self.desk = desk
        self.store = desk.store
        self.actor = actor

    def once(self, request: str | None, order: Sequence[Any], do: Callable[[], Any]) -> Any:
        """`once`, for this operator."""
        return once(self.desk, self.actor, request, order, do)

    # --- organisations ---

    def orgs(self) -> list[Org]:
        """Every organisation, by name."""
        return self.store.org_list()

    def org(self, name: str) -> Org:
        """An organisation by its name. Raises Refused(not_found)."""
        org = self.store.org(name)
        if org is None:
            raise Refused(Code.NOT_FOUND, "org", name=clean(name, limit=200))
        return org

    def add_org(
        self, name: str, kind: str, mpns: Iterable[str], country: str | None, zone_name: str | None
    ) -> Org:
        """A new organisation, with its country's holidays copied. Raises Refused(bad_input)."""
        office = self.store.office
        code, part = place(country) if country is not None else (office.country, office.subdivision)
        own = _label(name, "name")
        org = self.store.org_add(
            own,
            kind=_choice(kind, KINDS, "kind"),
            mpn=read_mpns(mpns),
            country=code,
            subdivision=part,
            zone=self._zone(code, part, zone_name),
        )
        self._mpns_free(org)
        self._copy(code, part)
        return org

    def edit_org(
        self,
        name: str,
        *,
        new_name: str | None = None,
        mpns: Iterable[str] = (),
        without: Iterable[str] = (),
        country: str | None = None,
        zone_name: str | None = None,
    ) -> Org:
        """Change an organisation; clocks that run keep their deadlines. Raises Refused(bad_input | not_found)."""
        org = self.org(name)
        mpn = {**org.mpn, **read_mpns(mpns)}
        for gone in without:
            if mpn.pop(gone, self) is self:
                raise Refused(Code.BAD_INPUT, "mpn", field="mpn", given=clean(gone, limit=60))
        if country is not None:
            code, part = place(country)
            org = replace(org, country=code, subdivision=part, zone=self._zone(code, part, zone_name))
            self._copy(code, part)
        elif zone_name is not None:
            org = replace(org, zone=zone(zone_name))
        org = replace(org, name=_label(new_name, "name") if new_name is not None else org.name, mpn=mpn)
        self._mpns_free(org)
        self.store.org_edit(org)
        return org

    def _zone(self, country: str, part: str | None, given: str | None) -> str:
        if given is not None:
            return zone(given)
        office = self.store.office
        if country == office.country and part in (None, office.subdivision):
            return office.zone
        return zone_of(country, part) or "UTC"

    def _mpns_free(self, org: Org) -> None:
        # An MPN ID names one organisation, or earnings and imports would have to guess.
        for other in self.store.org_list():
            if other.id != org.id and (taken := sorted(set(other.mpn) & set(org.mpn))):
                raise Refused(Code.BAD_INPUT, "mpn-taken", given=taken[0], org=other.name)

    # --- people ---

    def people(self) -> list[Person]:
        """Everybody, by name."""
        return self.store.person_list()

    def person(self, name: str) -> Person:
        """Somebody. Raises Refused(not_found)."""
        person = self.store.person(name)
        if person is None:
            raise Refused(Code.NOT_FOUND, "user", name=clean(name, limit=60))
        return person

    def add_person(
        self, name: str, role: str, org: str | None, email: str | None, lang: str | None
    ) -> Person:
        """A new person. Raises Refused(bad_input)."""
        if not _NAME.fullmatch(name) or name in _TAKEN:
            raise Refused(Code.BAD_INPUT, "user-name", given=clean(name, limit=60))
        person = self._checked(Person(name, read_role(role)), org, email, lang)
        self.store.person_add(person)
        return person

    def edit_person(
        self,
        name: str,
        *,
        role: str | None = None,
        org: str | None = None,
        email: str | None = None,
        lang: str | None = None,
    ) -> Person:
        """Change a person. An empty organisation or address removes it. Raises Refused(bad_input | not_found)."""
        person = self.person(name)
        if role is not None:
            person = replace(person, role=read_role(role))
        person = self._checked(person, org, email, lang)
        self.store.person_edit(person)
        return person

    def _checked(self, person: Person, org: str | None, email: str | None, lang: str | None) -> Person:
        if org is not None:
            person = replace(person, org=self.org(org).id if org else None)
        if email is not None:
            person = replace(person, email=read_email(email) if email else None)
        if lang is not None:
            person = replace(person, lang=_choice(lang, ("en", "ko"), "lang"))
        if person.role in PARTNER and person.org is None:
            raise Refused(Code.BAD_INPUT, "partner-without-org", role=person.role.value)
        if person.role not in PARTNER | REVIEWERS and person.org is not None:
            raise Refused(Code.BAD_INPUT, "operator-with-org", role=person.role.value)
        return person

    def able(self, name: str, *, disabled: bool) -> Person:
        """Shut a person out, or let them in again. Raises Refused(not_found)."""
        self.person(name)
        (self.store.disable if disabled else self.store.enable)(name)
        return self.person(name)

    # --- keys ---

    def keys(self, name: str | None = None) -> list[SshKey]:
        """All keys, or one person's. Raises Refused(not_found)."""
        if name is not None:
            self.person(name)
        return self.store.key_list(name)

    def add_keys(self, name: str, text: str) -> list[SshKey]:
        """Give a person the keys of a file. Raises Refused(bad_input | not_found)."""
        self.person(name)
        at = self.desk.now()
        added = [
            SshKey(key.fingerprint, name, key.kind, key.body, key.comment, at) for key in public_keys(text)
        ]
        for key in added:
            self.store.key_add(key)
        return added

    def remove_key(self, name: str | None, fingerprint: str) -> None:
        """Forget a key, by its fingerprint. Raises Refused(not_found)."""
        wanted = fingerprint if fingerprint.startswith("SHA256:") else f"SHA256:{fingerprint}"
        if name is not None and wanted not in {key.fingerprint for key in self.keys(name)}:
            raise Refused(Code.NOT_FOUND, "key", name=clean(fingerprint, limit=100))
        self.store.key_remove(wanted)

    # --- calendars ---

    def calendars(self) -> list[Calendar]:
        """Every calendar as it now stands."""
        return self.store.calendar_list()

    def calendar(self, key: str | None) -> Calendar:
        """The calendar of a place; the review office's if none is named. Raises Refused(bad_input | not_found)."""
        named = self.place(key)
        try:
            return self.store.calendar(named)
        except Refused as no:
            raise Refused(Code.NOT_FOUND, "calendar", name=named) from no

    def place(self, key: str | None) -> str:
        """The key of a calendar as it was typed; the review office's if none was. Raises Refused(bad_input)."""
        if key is None:
            return self.store.office.place
        country, part = place(key)
        return f"{country}-{part}" if part else country

    def refresh(self, key: str | None) -> list[tuple[Calendar, int]]:
        """Copy the holidays anew, of one place or of all; each with the revision it had before (0: none)."""
        known = {calendar.key: calendar.revision for calendar in self.calendars()}
        wanted = [self.place(key)] if key is not None else [*known] or [self.place(None)]
        return [(self._copy(*place(one)), known.get(one, 0)) for one in wanted]

    def add_holiday(self, key: str | None, day: date, name: str) -> Calendar:
        """Add a day off to a calendar. Raises Refused(bad_input | not_found | calendar_unknown)."""
        named = _label(name, "name")
        place = self.calendar(key).key
        return self.store.calendar_add(place, day, Holiday(named, named), self.desk.now())

    def _copy(self, country: str, part: str | None) -> Calendar:
        now = self.desk.now()
        year = moment(now, self.store.office.zone).year
        return self.store.calendar_copy(country, part, year - _YEARS, year + _YEARS, now)

    # --- products and rules ---

    def add_product(self, area: str, name: str) -> Product:
        """Let a product be claimed. Raises Refused(bad_input)."""
        chosen, named = _choice(area, [area.value for area in Area], "area"), _label(name, "product", 100)
        for known in self.store.product_list(chosen):
            if known.name.casefold() == named.casefold():
                named = known.name
        self.store.product_add(chosen, named)
        return Product(chosen, named, active=True)

    def remove_product(self, area: str | None, name: str) -> list[Product]:
        """Let a product be claimed no more; claims that have it keep it. Raises Refused(bad_input | not_found)."""
        chosen = _choice(area, [area.value for area in Area], "area") if area is not None else None
        wanted = clean(name).strip().casefold()
        gone = [
            known for known in self.store.product_list(chosen, active=True) if known.name.casefold() == wanted
        ]
        if not gone:
            raise Refused(Code.NOT_FOUND, "product", name=clean(name, limit=200))
        for product in gone:
            self.store.product_remove(product.area, product.name)
        return [replace(product, active=False) for product in gone]

    def add_rules(self, text: str) -> RuleSet:
        """Keep another rule set; a changed text needs a new name (RULES.md §1). Raises Refused(bad_input)."""
        return self.store.ruleset_add(text, self.desk.now())

    def use_rules(self, name: str) -> RuleSet:
        """New claims are drafted under this rule set from now on. Raises Refused(not_found)."""
        rules = self.store.ruleset(name)
        self.store.set_meta("rules", rules.name)
        return rules


def _digest(order: Sequence[Any]) -> str:
    return hashlib.sha256(repr(tuple(order)).encode("utf-8", "backslashreplace")).hexdigest()


def read_mpns(given: Iterable[str]) -> Mapping[str, str | None]:
    """MPN IDs and their locations, of `ID` or `ID:LOCATION` each. Raises Refused(bad_input)."""
    found: dict[str, str | None] = {}
    for text in given:
        number, _, location = text.partition(":")
        number = number.strip()
        if not _MPN.fullmatch(number):
            raise Refused(Code.BAD_INPUT, "mpn-shape", given=clean(number, limit=60))
        found[number] = _label(location, "mpn") if location.strip() else None
    return found


def read_role(given: str) -> Role:
    """A person's role. Raises Refused(bad_input)."""
    return Role(_choice(given, [role.value for role in ROLES], "role"))


def _choice(given: str, known: Iterable[str], what: str) -> str:
    wanted, choices = given.strip().lower(), list(known)
    if wanted not in choices:
        raise Refused(Code.BAD_INPUT, "choice", field=what, given=clean(given, limit=60), known=choices)
    return wanted


def _label(given: str, what: str, limit: int = 200) -> str:
    text = clean(given, limit=limit).strip()
    if not text:
        raise Refused(Code.BAD_INPUT, "empty", field=what)
    if too_long(given.strip(), limit):
        raise Refused(Code.BAD_INPUT, "too-long", field=what, limit=limit)
    return text
