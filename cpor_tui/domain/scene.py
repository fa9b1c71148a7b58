"""All that a decision may look at besides the claim and the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cpor_tui.domain.calendar import House
from cpor_tui.domain.commands import Actor
from cpor_tui.domain.names import Area
from cpor_tui.domain.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Scene:
    """Values, gathered by the desk."""

    now: int
    actor: Actor
    rules: RuleSet
    """The claim's; for Create and Submit the store's."""
    house: House
    mpns: Mapping[str, str | None] = field(default_factory=dict)
    """The organisation's MPN IDs and their locations."""
    catalogue: Mapping[Area, tuple[str, ...]] = field(default_factory=dict)
    approved_elsewhere: tuple[int, ...] = ()
    """Other organisations' approved claims for one of the same workloads."""
    renewal_alive: bool = False
    holder_seen_at: int = 0
    """When the holder last had the claim open."""
    holder_gone: bool = False
    """The holder was disabled, and so holds nothing."""
    assignee: Actor | None = None
    new_claim: int = 0
    """The id that Create and Renew will give."""
