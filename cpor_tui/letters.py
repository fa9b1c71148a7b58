"""Finds the addresses behind each notice, so that mail is written in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Iterator

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Event
from cpor_tui.domain.names import PARTNER, REVIEWERS, Role
from cpor_tui.domain.notices import HOLD, Notice, Readers, readers
from cpor_tui.store import NewMail, Org, Person, Store


def letters(store: Store, claim: Claim, org: Org, event: Event) -> tuple[NewMail, ...]:
    """The outbox rows that the event means: one a reader and letter, held where the event can be undone."""
    found: dict[tuple[str, str], NewMail] = {}
    for notice in readers(claim, event):
        for address, lang, person in _addresses(store, claim, org, notice):
            found.setdefault(
                (notice.letter, address.casefold()),
                NewMail(
                    kind=notice.letter.value,
                    to=address,
                    lang=lang,
                    person=person,
                    held=notice.held,
                    send_after=event.recorded_at + (HOLD if notice.held else 0),
                ),
            )
    return tuple(found.values())


def _addresses(store: Store, claim: Claim, org: Org, notice: Notice) -> Iterator[tuple[str, str, str | None]]:
    home = "ko" if org.country == "KR" else "en"
    match notice.to:
        case Readers.CUSTOMER:
            if address := claim.fields.get("customer-email"):
                yield address, claim.fields.get("customer-lang") or home, None
        case Readers.PARTNER:
            people = store.person_list(org=org.id)
            if address := claim.fields.get("partner-email"):
                known = next(
                    (p for p in people if p.email and p.email.casefold() == address.casefold()), None
                )
                yield address, known.lang if known else home, known.name if known else None
            for name in claim.watchers:
                person = store.person(name)
                if person is not None and _may_watch(person, claim):
                    yield from _mailbox(person)
        case Readers.HOLDER:
            person = store.person(claim.taken.by) if claim.taken is not None else None
            if person is not None and not person.disabled:
                yield from _mailbox(person)
        case Readers.LEADS | Readers.OPERATORS:
            role = Role.LEAD if notice.to is Readers.LEADS else Role.OPERATOR
            for person in store.person_list():
                if person.role is role and not person.disabled:
                    yield from _mailbox(person)


def _mailbox(person: Person) -> Iterator[tuple[str, str, str | None]]:
    if person.email:
        yield person.email, person.lang, person.name


def _may_watch(person: Person, claim: Claim) -> bool:
    if person.disabled:
        return False
    return person.role in REVIEWERS or (person.role in PARTNER and person.org == claim.org)
