"""Says who sits here: a person's name becomes an actor, nobody's name the local operator."""

from __future__ import annotations

from cpor_tui.domain.clean import clean
from cpor_tui.domain.commands import LOCAL, Actor
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Store


def actor_for(store: Store, name: str | None) -> Actor:
    """The actor of this name; with nobody named, the local operator (CLI.md, Global).

    Raises Refused(not_found) for a name nobody has, Refused(not_allowed) for a person who is disabled.
    """
    if name is None:
        return LOCAL
    person = store.person(name)
    if person is None:
        raise Refused(Code.NOT_FOUND, "user", name=clean(name, limit=60))
    if person.disabled:
        raise Refused(Code.NOT_ALLOWED, "disabled", name=person.name)
    return Actor(person.name, person.role, person.org)
