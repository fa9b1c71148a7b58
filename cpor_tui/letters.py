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
    match notice.to:
        case Readers.CUSTOMER:
            if address := claim.fields.get("customer-email"):
                yield address, claim.fields.get("customer-lang") or _home(org), None
        case Readers.PARTNER:
            if address := claim.fields.get("partner-email"):
                known = _contact(store, claim, org)
                yield address, known.lang if known else _home(org), known.name if known else None
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


def partner_lang(store: Store, claim: Claim, org: Org) -> str:
    """The language in which the partner's contact on a claim is written to."""
    known = _contact(store, claim, org)
    return known.lang if known else _home(org)


def _contact(store: Store, claim: Claim, org: Org) -> Person | None:
    address = claim.fields.get("partner-email", "").casefold()
    people = store.person_list(org=org.id) if address else []
    return next((person for person in people if person.email and person.email.casefold() == address), None)


def _home(org: Org) -> str:
    return "ko" if org.country == "KR" else "en"


def _mailbox(person: Person) -> Iterator[tuple[str, str, str | None]]:
    if person.email:
        yield person.email, person.lang, person.name


def _may_watch(person: Person, claim: Claim) -> bool:
    if person.disabled:
        return False
    return person.role in REVIEWERS or (person.role in PARTNER and person.org == claim.org)
