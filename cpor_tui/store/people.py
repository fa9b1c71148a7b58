"""Keeps organisations, people, their keys, products and rule sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpor_tui.domain.names import Area, Role
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import RuleSet, numbers, read, stated
from cpor_tui.store.base import Engine, Row, Stale
from cpor_tui.store.calendars import Calendars
from cpor_tui.store.codec import parsed, plain
from cpor_tui.store.rows import Org, Person, Product, SshKey

_ORG = "SELECT id, name, kind, mpn, country, subdivision, zone FROM org"
_PERSON = "SELECT name, role, org, email, lang, disabled FROM person"
_KEY = "SELECT fingerprint, person, kind, body, comment, added_at FROM ssh_key"


class People(Calendars):
    """The part of the store that knows who there is, and what they may claim by which rules."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._rules: dict[str, RuleSet] = {}

    # Notes about the store itself

    def meta(self, name: str) -> str | None:
        """A note the store keeps about itself."""
        found = self.row("SELECT value FROM meta WHERE name = ?", (name,))
        return found[0] if found else None

    def set_meta(self, name: str, value: str | None) -> None:
        """Keep a note; None removes it."""
        with self.own():
            if value is None:
                self.run("DELETE FROM meta WHERE name = ?", (name,))
            else:
                self.run(
                    "INSERT INTO meta (name, value) VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, value),
                )

    # Organisations

    def org_add(
        self,
        name: str,
        *,
        kind: str = "partner",
        mpn: Mapping[str, str | None] | None = None,
        country: str,
        subdivision: str | None = None,
        zone: str,
    ) -> Org:
        """A new organisation. Raises Refused(bad_input, exists) for a name that is taken."""
        with self.own():
            if self.row("SELECT 1 FROM org WHERE folded = ?", (name.casefold(),)):
                raise Refused(Code.BAD_INPUT, "exists", name=name)
            found = self.only(
                "INSERT INTO org (name, folded, kind, mpn, country, subdivision, zone) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "RETURNING id",
                (name, name.casefold(), kind, plain(dict(mpn or {})), country, subdivision, zone),
            )
            self.know_place(country, subdivision, self.clock.now())
            self.rearranged()
            return Org(found[0], name, kind, dict(mpn or {}), country, subdivision, zone)

    def org_edit(self, org: Org) -> None:
        """Replace an organisation's particulars. Raises Refused(not_found), or Refused(bad_input, exists)."""
        with self.own():
            if self.row("SELECT 1 FROM org WHERE folded = ? AND id <> ?", (org.name.casefold(), org.id)):
                raise Refused(Code.BAD_INPUT, "exists", name=org.name)
            if not self.run(
                "UPDATE org SET name = ?, folded = ?, kind = ?, mpn = ?, country = ?, subdivision = ?, zone = ? "
                "WHERE id = ?",
                (
                    org.name,
                    org.name.casefold(),
                    org.kind,
                    plain(dict(org.mpn)),
                    org.country,
                    org.subdivision,
                    org.zone,
                    org.id,
                ),
            ):
                raise Refused(Code.NOT_FOUND, "org", name=org.name)
            self.know_place(org.country, org.subdivision, self.clock.now())
            self.rearranged()

    def org(self, which: int | str) -> Org | None:
        """An organisation by its number or its name, whatever the case."""
        known: Org | None = self.remembered(("org", which), lambda: self._read_org(which))
        return known

    def _read_org(self, which: int | str) -> Org | None:
        found = (
            self.row(f"{_ORG} WHERE id = ?", (which,))
            if isinstance(which, int)
            else self.row(f"{_ORG} WHERE folded = ?", (which.casefold(),))
        )
        return _org(found) if found else None

    def org_list(self) -> list[Org]:
        """Every organisation, by name."""
        return [_org(row) for row in self.rows(f"{_ORG} ORDER BY folded")]

    # People

    def person_add(self, person: Person) -> None:
        """A new person. Raises Refused(bad_input, exists) for a name that is taken."""
        with self.own():
            if self.person(person.name):
                raise Refused(Code.BAD_INPUT, "exists", name=person.name)
            self.run(
                "INSERT INTO person (name, role, org, email, lang, disabled) VALUES (?, ?, ?, ?, ?, ?)",
                (person.name, person.role.value, person.org, person.email, person.lang, int(person.disabled)),
            )
            self.rearranged()

    def person_edit(self, person: Person) -> None:
        """Replace a person's particulars. Raises Refused(not_found)."""
        with self.own():
            if not self.run(
                "UPDATE person SET role = ?, org = ?, email = ?, lang = ?, disabled = ? WHERE name = ?",
                (person.role.value, person.org, person.email, person.lang, int(person.disabled), person.name),
            ):
                raise Refused(Code.NOT_FOUND, "user", name=person.name)
            self.rearranged()

    def person(self, name: str) -> Person | None:
        """A person by name, or None."""
        known: Person | None = self.remembered(("person", name), lambda: self._read_person(name))
        return known

    def _read_person(self, name: str) -> Person | None:
        found = self.row(f"{_PERSON} WHERE name = ?", (name,))
        return _person(found) if found else None

    def person_list(self, *, role: Role | None = None, org: int | None = None) -> list[Person]:
        """Everybody, by name; or those of one role or organisation."""
        known: tuple[Person, ...] = self.remembered(
            ("people", role, org), lambda: tuple(self._read_people(role, org))
        )
        return list(known)

    def _read_people(self, role: Role | None, org: int | None) -> list[Person]:
        where: list[str] = []
        params: list[Any] = []
        if role is not None:
            where.append("role = ?")
            params.append(role.value)
        if org is not None:
            where.append("org = ?")
            params.append(org)
        text = f"{_PERSON}{' WHERE ' if where else ''}{' AND '.join(where)} ORDER BY name"
        return [_person(row) for row in self.rows(text, params)]

    def disable(self, name: str) -> None:
        """Shut a person out. What they hold is released by the desk."""
        self._able(name, 1)

    def enable(self, name: str) -> None:
        """Let a person in again."""
        self._able(name, 0)

    def _able(self, name: str, disabled: int) -> None:
        with self.own():
            if not self.run("UPDATE person SET disabled = ? WHERE name = ?", (disabled, name)):
                raise Refused(Code.NOT_FOUND, "user", name=name)
            self.rearranged()

    def held_by(self, person: str) -> list[int]:
        """The claims that a person holds."""
        return [
            claim for (claim,) in self.rows("SELECT id FROM claim WHERE holder = ? ORDER BY id", (person,))
        ]

    # Keys

    def key_add(self, key: SshKey) -> None:
        """A new public key. Raises Refused(bad_input, exists) if anybody has it."""
        with self.own():
            try:
                self.run(
                    "INSERT INTO ssh_key (fingerprint, person, kind, body, comment, added_at) VALUES (?, ?, ?, ?, ?, ?)",
                    (key.fingerprint, key.person, key.kind, key.body, key.comment, key.added_at),
                )
            except Stale as taken:
                raise Refused(Code.BAD_INPUT, "exists", name=key.fingerprint) from taken

    def key_list(self, person: str | None = None) -> list[SshKey]:
        """All keys, or one person's."""
        if person is None:
            return [SshKey(*row) for row in self.rows(f"{_KEY} ORDER BY person, fingerprint")]
        return [SshKey(*row) for row in self.rows(f"{_KEY} WHERE person = ? ORDER BY fingerprint", (person,))]

    def key_remove(self, fingerprint: str) -> None:
        """Forget a key. Raises Refused(not_found)."""
        with self.own():
            if not self.run("DELETE FROM ssh_key WHERE fingerprint = ?", (fingerprint,)):
                raise Refused(Code.NOT_FOUND, "key", name=fingerprint)

    def keys_for(self, fingerprint: str) -> tuple[SshKey, Person] | None:
        """The key of a fingerprint and whose it is, or None if it is nobody's or its owner is disabled."""
        found = self.row(f"{_KEY} WHERE fingerprint = ?", (fingerprint,))
        if found is None:
            return None
        person = self.person(found[1])
        return None if person is None or person.disabled else (SshKey(*found), person)

    # Products

    def product_add(self, area: str, name: str) -> None:
        """Let a product be claimed (again)."""
        with self.own():
            self.run(
                "INSERT INTO product (area, name, active) VALUES (?, ?, 1) "
                "ON CONFLICT (area, name) DO UPDATE SET active = 1",
                (area, name),
            )
            self.rearranged()

    def product_remove(self, area: str, name: str) -> None:
        """Let a product be claimed no more; claims that have it keep it. Raises Refused(not_found)."""
        with self.own():
            if not self.run("UPDATE product SET active = 0 WHERE area = ? AND name = ?", (area, name)):
                raise Refused(Code.NOT_FOUND, "product", name=name)
            self.rearranged()

    def product_list(self, area: str | None = None, *, active: bool = False) -> list[Product]:
        """Products by area and name; `active`: only those that may be claimed."""
        found = self.rows(
            "SELECT area, name, active FROM product WHERE (? = '' OR area = ?) AND active >= ? ORDER BY area, name",
            (area or "", area or "", int(active)),
        )
        return [Product(row[0], row[1], bool(row[2])) for row in found]

    def catalogue(self) -> Mapping[Area, tuple[str, ...]]:
        """The products that may be claimed, by solution area."""
        known: Mapping[Area, tuple[str, ...]] = self.remembered("catalogue", self._read_catalogue)
        return known

    def _read_catalogue(self) -> Mapping[Area, tuple[str, ...]]:
        found: dict[Area, tuple[str, ...]] = dict.fromkeys(Area, ())
        for product in self.product_list(active=True):
            area = Area(product.area)
            found[area] = (*found[area], product.name)
        return found

    # Rule sets

    def ruleset(self, name: str) -> RuleSet:
        """A rule set as the store keeps it. Raises Refused(not_found)."""
        # A name's text never changes, so it may be kept for as long as the store is open.
        known = self._rules.get(name)
        if known is None:
            found = self.row("SELECT body, numbers FROM rule_text WHERE name = ?", (name,))
            if found is None:
                raise Refused(Code.NOT_FOUND, "rules", name=name)
            text, told = found
            # A program's first order would take half as long again to read the text.
            try:
                known = stated(parsed(told), text)
            except (Refused, ValueError):
                # An older store has the text alone; and it is the text that counts.
                known = read(text)
            self._rules[name] = known
        return known

    def ruleset_add(self, text: str, at: int) -> RuleSet:
        """Keep a rule set's text. Raises Refused(bad_input, changed) if its name stands for another text."""
        rules = read(text)
        with self.own():
            found = self.row("SELECT digest FROM rule_text WHERE name = ?", (rules.name,))
            if found is not None and found[0] != rules.digest:
                raise Refused(Code.BAD_INPUT, "rules-changed", name=rules.name)
            if found is None:
                self.run(
                    "INSERT INTO rule_text (name, body, digest, added_at, numbers) VALUES (?, ?, ?, ?, ?)",
                    (rules.name, text, rules.digest, at, plain(numbers(rules))),
                )
        return rules

    def ruleset_list(self) -> list[RuleSet]:
        """Every rule set that the store keeps, by name."""
        return [read(body) for (body,) in self.rows("SELECT body FROM rule_text ORDER BY name")]


def _org(row: Row) -> Org:
    return Org(row[0], row[1], row[2], parsed(row[3]), row[4], row[5], row[6])


def _person(row: Row) -> Person:
    return Person(row[0], Role(row[1]), row[2], row[3], row[4], bool(row[5]))
