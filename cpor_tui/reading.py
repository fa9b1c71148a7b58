"""Everything that screens and scripts read, as frozen pages of what this reader may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cpor_tui.domain import commands as c
from cpor_tui.domain.access import seen_event, seen_note, sees_internal, shown_event
from cpor_tui.domain.calendar import Place
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.deadlines import faces, next_due
from cpor_tui.domain.filter import Filter, parse
from cpor_tui.domain.machine import allowed
from cpor_tui.domain.names import PARTNER, PROMISES, REVIEWERS, Role, Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.ledger import Ledger
from cpor_tui.pages import Competing, Line, Page, Stats, Week, holding
from cpor_tui.store import ClaimRow, CommentRow, Scope
from cpor_tui.store.lines import Key

_SETTLE_MOST = 1000
"""How many due claims a list settles before it is read; the backlog of a worker that slept is the worker's."""

REVIEWER_TABS: Mapping[str, str] = {
    "next-up": "status:submitted,under-review,dispute",
    "mine": "mine",
    "with-partner": "status:partner-action-required",
    "disputes": "status:dispute",
    "opt-out": "phase:consent-open",
    "all": "",
}
"""The reviewers' tabs, as the filters that they are (UX.md, Screens)."""

PARTNER_TABS: Mapping[str, str] = {
    "needs-you": "status:partner-action-required,editing,rejected -phase:closed",
    "in-review": "status:submitted,under-review,dispute",
    "approved": "status:approved",
    "rejected": "status:rejected,rejected-final",
    "drafts": "status:editing",
    "all": "",
}
"""The partner's tabs."""

_STATUS_GROUPS = (
    "status:partner-action-required",
    "phase:disputable",
    "status:editing",
    "status:submitted,under-review,dispute",
    "phase:consent-open",
    "phase:consent-passed",
    "phase:closed",
    "status:rejected-final",
)


class Reading(Ledger):
    """The pages, lists and figures of one store."""

    def page(self, claim_id: int, actor: c.Actor) -> Page:
        """One claim for one reader, settled. Raises Refused(not_found) for what is not theirs to see."""
        with self._settled_view(claim_id, actor) as claim:
            return self._page(claim, actor)

    def _page(self, claim: Claim, actor: c.Actor) -> Page:
        org = self._org(claim.org)
        now = max(self.now(), claim.touched_at)
        scene = self._scene(claim, None, actor, org, now)
        rivals = self.store.competing(claim) if claim.submitted_at is not None else []
        return Page(
            claim=claim,
            actor=actor,
            org=org,
            rules=scene.rules,
            faces=faces(claim, now, scene.house),
            allowed=allowed(claim, scene),
            contested=bool(rivals),
            competing=tuple(
                Competing(number, self._org(rival).name, status, phase)
                for number, rival, status, phase in rivals
            )
            if sees_internal(actor)
            else (),
            taken=holding(claim, now, scene.holder_seen_at, scene.holder_gone),
            now=now,
            office_zone=self.store.office.zone,
            house=scene.house,
        )

    def history(
        self, claim_id: int, actor: c.Actor, *, after: int = 0, limit: int | None = None
    ) -> tuple[Line, ...]:
        """The claim's events as this reader may see them, oldest first."""
        with self._settled_view(claim_id, actor) as claim:
            first = self._rules(claim.rules).first_status
            events = self.store.events(claim_id, after=after, limit=limit)
        return tuple(
            Line(shown_event(actor, event), digest, seen_note(actor, event), first)
            for event, digest in events
            if seen_event(actor, event)
        )

    def comments(self, claim_id: int, actor: c.Actor) -> tuple[CommentRow, ...]:
        """What was said, oldest first; internal notes for reviewers alone."""
        with self._settled_view(claim_id, actor):
            return tuple(self.store.comments(claim_id, internal=sees_internal(actor)))

    @contextmanager
    def _settled_view(self, claim_id: int, actor: c.Actor) -> Iterator[Claim]:
        """One consistent view of the store, in which nothing is due on the claim any more."""
        with self.store.read():
            claim = self._visible(claim_id, actor)
            due = next_due(claim)
            if due is None or due > self.now():
                yield claim
                return
        self.settle(claim_id)
        with self.store.read():
            yield self._visible(claim_id, actor)

    # --- lists ---

    def list(
        self,
        words: str,
        actor: c.Actor,
        *,
        order: str = "urgent",
        after: Key | None = None,
        count: int = 200,
        backwards: bool = False,
    ) -> tuple[ClaimRow, ...]:
        """One page of the claims this reader may see that the filter words mean (CLI.md, FILTER).

        Raises Refused(bad_input) for words that mean nothing.
        """
        self.settle_due()
        return self._listed(words, actor, order, after=after, count=count, backwards=backwards)

    def _listed(
        self,
        words: str,
        actor: c.Actor,
        order: str,
        *,
        after: Key | None = None,
        count: int,
        backwards: bool = False,
    ) -> tuple[ClaimRow, ...]:
        with self.store.read():
            wanted = self.filter(words, actor)
            return tuple(
                self.store.page(
                    self.scope(actor), wanted, order, after=after, count=count, backwards=backwards
                )
            )

    def queue(
        self, words: str, actor: c.Actor, *, after: Key | None = None, count: int = 200
    ) -> tuple[ClaimRow, ...]:
        """All that is open in review, overdue first, then by the next promise (UX.md, Next up)."""
        if actor.role not in REVIEWERS and actor.role is not c.LOCAL.role:
            raise Refused(Code.NOT_ALLOWED, role=actor.role.value, what="queue")
        return self.list(f"{REVIEWER_TABS['next-up']} & {words}", actor, after=after, count=count)

    def status(self, actor: c.Actor, words: str = "", *, count: int = 200) -> tuple[ClaimRow, ...]:
        """A partner's own claims: what needs it first, then what is open, then what is over (CLI.md, status)."""
        self.settle_due()
        found: list[ClaimRow] = []
        with self.store.read():
            for group in _STATUS_GROUPS:
                if len(found) < count:
                    found += self._listed(f"{group} & {words}", actor, "due", count=count - len(found))
        return tuple(found)

    def tab_counts(self, actor: c.Actor) -> Mapping[str, int]:
        """How many claims stand under each of this reader's tabs, at most 1,001 where no counter knows."""
        tabs = PARTNER_TABS if actor.role in PARTNER else REVIEWER_TABS
        scope = self.scope(actor)
        with self.store.read():
            return {name: self.store.count(scope, self.filter(words, actor)) for name, words in tabs.items()}

    def stats(self, actor: c.Actor) -> Stats:
        """How many claims stand where, which promises were kept, how old what waits is, and who decided what.

        What the others of the team decided is for leads and operators; a reviewer is given their own (RULES.md §3).
        """
        self.settle_due()
        with self.store.read():
            return self._stats(actor)

    def _stats(self, actor: c.Actor) -> Stats:
        scope = self.scope(actor)
        statuses: Counter[str] = Counter()
        phases: Counter[str] = Counter()
        overdue = 0
        for (status, phase, late), n in self.store.counted(scope).items():
            statuses[status.value] += n
            overdue += n if late else 0
            if phase is not None:
                phases[phase.value] += n
        kept = {kind.value: 0 for kind in PROMISES}
        missed = dict(kept)
        decisions = []
        for tally in self.store.tallies(scope.org):
            verdict, _, kind = tally.name.partition(":")
            if kind:
                (kept if verdict == "kept" else missed)[kind] += tally.n
            elif actor.role is not Role.REVIEWER or tally.who in ("", actor.name):
                decisions.append(Week(tally.week.isoformat(), tally.name, tally.who, tally.n))
        return Stats(
            statuses={status.value: statuses[status.value] for status in Status if statuses[status.value]},
            phases=dict(phases),
            overdue=overdue,
            sla_kept=kept,
            sla_missed=missed,
            ages=self.store.ages(scope.org, self.now()),
            weeks=tuple(decisions),
        )

    def settle_due(self) -> None:
        """Lets what is due take effect before a list is read, so that no row shows what is over."""
        for claim in self.store.due(self.now(), _SETTLE_MOST):
            try:
                self.settle(claim)
            except Refused as no:
                # One claim whose holidays are unknown must not hide all others; its page and the worker say so.
                if no.code is not Code.CALENDAR_UNKNOWN:
                    raise

    def scope(self, actor: c.Actor) -> Scope:
        """What this reader may see, as part of every query (RULES.md §3)."""
        if actor.role in PARTNER:
            return Scope(org=actor.org if actor.org is not None else -1, person=actor.name)
        return Scope(submitted_only=actor.role in REVIEWERS, internal=sees_internal(actor), person=actor.name)

    def filter(self, words: str, actor: c.Actor) -> Filter:
        """The filter that the words mean at this instant; days are counted where the reader sits."""
        found = parse(words)
        return found.resolved(self.now(), self._place(actor))

    def _place(self, actor: c.Actor) -> Place:
        if actor.role in PARTNER and actor.org is not None:
            org = self._org(actor.org)
            return Place(org.zone, self.store.calendar(org.place))
        office = self.store.office
        return Place(office.zone, self.store.calendar(office.place))
