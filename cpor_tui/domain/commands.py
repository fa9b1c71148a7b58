"""Orders that a person or the clock may give; whether they are obeyed is decided in `machine`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cpor_tui.domain.claim import Poe
from cpor_tui.domain.names import Activity, Area, Role, What


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives the order: a person's name, role and organisation (its number), or the clock."""

    name: str
    role: Role
    org: int | None = None
    local: bool = False
    """The unnamed operator of this machine: sees all, administers, acts on no claim (CLI.md, Global)."""


CLOCK = Actor("system", Role.CLOCK)
LOCAL = Actor("local", Role.OPERATOR, local=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What every order on a claim says. `if_version`: refuse if the claim changed since its maker saw that version."""

    what: ClassVar[What]
    claim: int = 0
    if_version: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(Command):
    what = What.CREATE
    area: Area
    activity: Activity
    fields: Mapping[str, str] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    org: int | None = None
    """For whom an operator's import creates it; a partner creates for its own organisation."""
    renewed_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Command):
    """`set` maps field names (CLI.md, FIELD; also `area` and `activity`) to new values; "" clears."""

    what = What.EDIT
    set: Mapping[str, str] = field(default_factory=dict)
    add_products: tuple[str, ...] = ()
    remove_products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPoe(Command):
    what = What.ADD_POE
    poe: Poe


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePoe(Command):
    what = What.REMOVE_POE
    name: str


class Submit(Command):
    # An order that adds nothing needs no decorator: it inherits what one would make, and the start is quicker by it.
    __slots__ = ()
    what = What.SUBMIT


class Discard(Command):
    __slots__ = ()
    what = What.DISCARD


class Start(Command):
    __slots__ = ()
    what = What.START


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Command):
    what = What.ASK
    reasons: tuple[str, ...] = ()
    drop_products: tuple[str, ...] = ()


class Resubmit(Command):
    __slots__ = ()
    what = What.RESUBMIT


class Approve(Command):
    __slots__ = ()
    what = What.APPROVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    what = What.REJECT
    reason: str = ""


class RefuseDispute(Command):
    __slots__ = ()
    what = What.REFUSE_DISPUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    what = What.WITHDRAW
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Command):
    """The customer's; the desk has checked the code. `via` says who carried it: an operator, or a reply."""

    what = What.DECLINE
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Command):
    what = What.DISPUTE
    poe: tuple[Poe, ...] = ()


class Renew(Command):
    __slots__ = ()
    what = What.RENEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Command):
    what = What.COMMENT
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Command):
    what = What.NOTE
    text: str = ""


class Undo(Command):
    __slots__ = ()
    what = What.UNDO


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    what = What.TICK
    point: str = ""
    on: bool = True


class Take(Command):
    __slots__ = ()
    what = What.TAKE


class Release(Command):
    __slots__ = ()
    what = What.RELEASE


class TakeOver(Command):
    __slots__ = ()
    what = What.TAKEOVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    what = What.ASSIGN
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(Command):
    what = What.WATCH
    on: bool = True


class Recalculate(Command):
    __slots__ = ()
    what = What.RECALCULATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess(Command):
    what = What.ASSESS
    outcome: str = ""
    reason: str | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earn(Command):
    what = What.EARN
    lines: tuple[Mapping[str, Any], ...] = ()
    gone: tuple[str, ...] = ()
    """Lines of the claim that a correction gave to another one."""


class CustomerTold(Command):
    """The worker's: the customer's notice was handed to the mail system."""

    __slots__ = ()
    what = What.CUSTOMER_TOLD
