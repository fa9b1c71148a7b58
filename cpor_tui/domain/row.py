"""What a row of the table says, and where it holds."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.commands import Command
from cpor_tui.domain.deadlines import Plan
from cpor_tui.domain.names import Phase, Role, Status, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.domain.rules import RuleSet
from cpor_tui.domain.scene import Scene

Guard = Callable[[Claim, Any, Scene], Refused | None]
"""What an order needs: the refusal it meets, or None."""

Tell = Callable[[Claim, Any, Scene], dict[str, Any] | None]
"""What an event says beyond its row; None means that nothing changes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of RULES.md §4: the order, from where, to where, by whom, what it needs, and what it does to the clocks."""

    order: type[Command]
    frm: AbstractSet[Status]
    to: Status | None
    by: AbstractSet[Role]
    needs: tuple[Guard, ...] = ()
    clocks: tuple[Plan, ...] = ()
    phases: AbstractSet[Phase | None] | None = None
    """Within Approved and Rejected, the phases in which it holds; None: all."""
    editable: bool = False
    """After submission only where the claim's rule set says "editable"."""
    contended: bool = False
    """Starts or decides, so another reviewer's hold stops it."""
    tells: Tell | None = None
    """What the event says beyond the row; None from it means that nothing changes."""

    @property
    def what(self) -> What:
        """The order's name, which its event shares."""
        return self.order.what

    def sources(self, rules: RuleSet) -> AbstractSet[Status]:
        """The statuses from which the row holds under a rule set."""
        return self.frm & (rules.editable | {Status.EDITING}) if self.editable else self.frm

    def holds_in(self, status: Status, phase: Phase | None, rules: RuleSet) -> bool:
        """Whether the row holds for a claim that stands there."""
        if status not in self.sources(rules):
            return False
        return self.phases is None or phase in self.phases
