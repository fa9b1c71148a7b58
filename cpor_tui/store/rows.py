"""What the store hands out and takes in besides claims and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cpor_tui.domain.names import Phase, Role, Status


@dataclass(frozen=True, slots=True)
class Office:
    """The review office: where its days are counted."""

    country: str
    subdivision: str | None
    zone: str

    @property
    def place(self) -> str:
        """The key of its calendar: `KR`, or `US-CA`."""
        return place_of(self.country, self.subdivision)


@dataclass(frozen=True, slots=True)
class Org:
    """An organisation; `mpn` maps each of its MPN IDs to its location."""

    id: int
    name: str
    kind: str
    mpn: Mapping[str, str | None]
    country: str
    subdivision: str | None
    zone: str

    @property
    def place(self) -> str:
        """The key of its calendar: `KR`, or `US-CA`."""
        return place_of(self.country, self.subdivision)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may use the product."""

    name: str
    role: Role
    org: int | None = None
    email: str | None = None
    lang: str = "en"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class SshKey:
    """A person's public key."""

    fingerprint: str
    person: str
    kind: str
    body: str
    comment: str
    added_at: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product or workload that may be claimed."""

    area: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class NewMail:
    """A message to be written with an event; held until `send_after` if `held`."""

    kind: str
    to: str
    lang: str
    person: str | None = None
    send_after: int = 0
    held: bool = False
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """One message of the outbox; its words are made when it is read or sent."""

    n: int
    claim: int
    seq: int
    kind: str
    to: str
    lang: str
    person: str | None
    state: str
    written_at: int
    send_after: int
    sent_at: int | None
    attempts: int
    retry_at: int | None
    message_id: str
    error: str | None


@dataclass(frozen=True, slots=True)
class NewComment:
    """What was said with an event."""

    text: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment; its id is the number of the event it came with."""

    id: int
    at: int
    by: str
    side: str
    text: str
    internal: bool


class Rival(NamedTuple):
    """Another living claim for a workload of this one."""

    claim: int
    org: int
    status: Status
    phase: Phase | None


def place_of(country: str, subdivision: str | None) -> str:
    """The key of a calendar: `KR`, or `US-CA`."""
    return f"{country}-{subdivision}" if subdivision else country
