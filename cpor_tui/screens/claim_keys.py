"""The keys that act on claims, the same over a list and on a claim: take, decide, reply, prove, submit, copy.

A room of this kind says `targets()` (the marked claims, or the one), `look()` (the claim as it is now) and
`came_to(claim)` (after the next one was taken).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import REVIEWERS, Side, What
from cpor_tui.domain.notices import HOLD
from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.base import Room
from cpor_tui.screens.canned import GAPS, filled_in
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.decide_many import DecideMany
from cpor_tui.screens.dues import hour
from cpor_tui.screens.form_keys import FormKeys
from cpor_tui.screens.macros import MacroSheet
from cpor_tui.screens.report import ReportSheet, Result
from cpor_tui.screens.say import SaySheet
from cpor_tui.screens.view import View
from cpor_tui.store.furniture import Macro

_FEW = 5
"""Up to so many claims are named in one line, and given their orders without a word on how far it has come."""


class ClaimKeys(FormKeys, Room[Any]):
    """Everything a key does to claims."""

    def targets(self) -> tuple[int, ...]:
        """The claims that an order is meant for."""
        raise NotImplementedError

    def several(self) -> tuple[int, ...]:
        """The marked claims; none where keys act on one alone."""
        return ()

    async def look(self) -> View | None:
        """The claim that keys act on, as it is now."""
        raise NotImplementedError

    async def came_to(self, claim: int) -> None:
        """The next claim was taken; go there."""
        raise NotImplementedError

    def unmark(self) -> None:
        """The orders were given; nothing is marked any more."""

    # Orders to one or many

    async def each(self, orders: Sequence[c.Command], done: str) -> bool:
        """Give one order a claim, and report each that was refused; gives whether all were obeyed."""
        results: list[Result] = []
        desk, actor = self.session.desk, self.session.actor
        for n, order in enumerate(orders, 1):
            if n > _FEW:
                self.say(self.words("many.under-way", n=n, of=len(orders), claim=shown_id(order.claim)))
            try:
                results.append(Result(order.claim, await self.host.wire.order(desk.submit, order, actor)))
            except Refused as no:
                results.append(Result(order.claim, why=self.text.refusal(no)))
        self.unmark()
        await self.reload(own=True)
        good = [shown_id(result.claim) for result in results if result.accepted is not None]
        bad = [result for result in results if result.accepted is None]
        if not bad:
            self.say(self.words(f"done.{done}", claims=self._listed(good)))
        elif len(orders) == 1:
            self.say(bad[0].why, wrong=True)
        else:
            why = "  ".join(f"{shown_id(result.claim)}: {result.why}" for result in bad)
            self.say(self.words("some-refused", good=len(good), bad=len(bad), why=why), wrong=True)
            if len(bad) > 1:
                # One reason fits the line at the foot; more are read in peace.
                self.app.push_screen(ReportSheet(results), self._report_read)
        return not bad

    def _listed(self, claims: Sequence[str]) -> str:
        found = list(claims[:_FEW])
        if len(claims) > _FEW:
            found.append(self.words("foresee.more-claims", n=len(claims) - _FEW))
        return ", ".join(found)

    async def action_take(self) -> None:
        """Take the claims."""
        await self.each([c.Take(claim=claim) for claim in self.targets()], What.TAKE)

    async def action_release(self) -> None:
        """Let go of them."""
        await self.each([c.Release(claim=claim) for claim in self.targets()], What.RELEASE)

    async def action_watch(self) -> None:
        """Be told by mail, or no more."""
        found = await self.look()
        if found is not None and not self.stopped("watch"):
            on = found.page.actor.name not in found.page.claim.watchers
            await self.each(
                [c.Watch(claim=claim, on=on) for claim in self.targets()], "watch" if on else "unwatch"
            )

    async def action_take_over(self) -> None:
        """Take the claim from its holder, with a reason (leads)."""
        await self._say_on(What.TAKEOVER, "take-over")

    async def action_reply(self) -> None:
        """Write to the other side; with marks, the same to many."""
        await self._say_on(What.COMMENT, "reply")

    async def action_note(self) -> None:
        """Write an internal note."""
        await self._say_on(What.NOTE, "note")

    async def _say_on(self, what: What, key: str) -> None:
        if await self.look() is not None and not self.stopped(key):
            self.app.push_screen(SaySheet(self.targets(), what), self._said_on)

    async def _said_on(self, orders: Sequence[c.Command] | None) -> None:
        if not orders:
            return
        if len(orders) > 1:
            orders = await self.read(self._filled_in, orders)
        first = orders[0]
        if await self.each(orders, first.what):
            self.host.wire.order(self._forget_text, first.claim, first.what.value)
        else:
            self.say(f"{self.last_said}  {self.words('text-kept')}", wrong=True)

    def _forget_text(self, claim: int, kind: str) -> None:
        desk = self.session.desk
        try:
            desk.store.draft_put(self.session.actor.name, claim, kind, "", desk.now())
        except Refused:
            # It was sent; that it is offered once more is no harm.
            return

    def _filled_in(self, orders: Sequence[c.Command]) -> list[c.Command]:
        """One message to many claims, its gaps filled for each; in the reading thread."""
        found: list[c.Command] = []
        for order in orders:
            if isinstance(order, c.Comment | c.Note) and any(f"{{{gap}}}" in order.text for gap in GAPS):
                with suppress(Refused):  # The desk says by itself why it does not take it.
                    page = self.session.desk.page(order.claim, self.session.actor)
                    order = replace(order, text=filled_in(order.text, page))
            found.append(order)
        return found

    # Deciding

    async def action_decide(self) -> None:
        """Open the sheet on which the claim is decided; with marks, the one for all of them."""
        await self.decide()

    async def action_macro(self) -> None:
        """Pick a macro, and open the sheet as it fills it in."""
        if await self._may_decide():
            self.app.push_screen(MacroSheet(), self._macro_picked)

    async def _macro_picked(self, macro: Macro | None) -> None:
        if macro is not None:
            await self.decide(macro)

    async def decide(self, macro: Macro | None = None) -> None:
        """Open the sheet for what is meant, filled in by a macro if one is given."""
        if not await self._may_decide():
            return
        if several := self.several():
            self.app.push_screen(DecideMany(several, macro), self._many_decided)
        elif (found := await self.look()) is not None:
            self.app.push_screen(DecideSheet(found.page.claim.id, macro), self._decided)

    async def _may_decide(self) -> bool:
        found = await self.look()
        if self.several():
            # What one of them does not allow, the sheet says of it.
            role = self.session.actor.role
            if role in REVIEWERS:
                return True
            self.say(self.words("why.role", role=self.text.label(role)), wrong=True)
            return False
        return found is not None and not self.stopped("decide")

    async def _many_decided(self, results: Sequence[Result] | None) -> None:
        if results is None:
            return
        self.unmark()
        await self.reload(own=True)
        good = sum(result.accepted is not None for result in results)
        self.say(self.words("many.done", good=good, bad=len(results) - good), wrong=good < len(results))
        self.app.push_screen(ReportSheet(results), self._report_read)

    async def _report_read(self, claim: str | None) -> None:
        await self.reload(own=True)
        if claim is not None:
            self.go_to_claim(int(claim))

    async def _decided(self, answer: tuple[Accepted, bool] | None) -> None:
        if answer is None:
            return
        accepted, go_on = answer
        await self.reload(own=True)
        self.say_decided(accepted)
        if go_on:
            decided = self.decided_words(accepted)
            await self.action_take_next()
            self.host.drop_keys()
            self.say(f"{decided}  {self.last_said}")

    async def action_take_next(self) -> None:
        """Take the most urgent claim that is free, and go there."""
        if (claim := await self.take_next()) is not None:
            await self.came_to(claim)

    # Taking, and taking back

    async def action_undo(self) -> None:
        """Take back this session's last decision (RULES.md §4, Undo)."""
        last = next((decision for decision in self.host.decisions if not decision.undone), None)
        if last is None:
            self.say(self.words("nothing-to-undo"))
            return
        await self.send(
            c.Undo(claim=last.claim),
            lambda accepted: self.say(self.words("undone", claim=shown_id(last.claim))),
        )

    async def take_next(self) -> int | None:
        """Take the most urgent claim that is free; says so if there is none."""
        desk, actor = self.session.desk, self.session.actor
        try:
            page = await self.host.wire.order(desk.next, actor, take=True)
        except Refused as no:
            self.refuse(no)
            return None
        await self.reload(own=True)
        if page is None:
            self.say(self.words("none-free"))
            return None
        self.say(self.words("done.take", claims=shown_id(page.claim.id)))
        return int(page.claim.id)

    def say_decided(self, accepted: Accepted) -> None:
        """Say what was decided, and until when it can be taken back."""
        self.say(self.decided_words(accepted))

    def decided_words(self, accepted: Accepted) -> str:
        """What was decided, and until when it can be taken back; "" for nothing."""
        event = accepted.event
        if event is None:
            return ""
        clocks = accepted.claim.clocks
        zone = next((clock.zone for clock in clocks if clock.side is Side.REVIEWER), self.text.zone)
        until = hour(event.at + HOLD, zone, seconds=True)
        what = self.text.event(event.what.value)
        return self.words("decided", what=what, claim=shown_id(event.claim), until=until)

    async def export(self, write: Callable[..., Path], *values: Any) -> None:
        """Write a file in a thread, and say where it is."""
        try:
            place = await self.host.wire.study(write, self.session, *values)
        except Refused as no:
            self.refuse(no)
            return
        self.say(self.words("exported", file=str(place)))

    def action_compare(self) -> None:
        """Lay the claim's proof beside that of a claim for the same workload."""
        from cpor_tui.screens.compare import CompareRoom

        page = self.claim_page
        if page is None or not page.competing:
            self.say(self.words("proof.no-rival"))
            return
        self.app.push_screen(CompareRoom(page.claim.id, [one.claim for one in page.competing]))

    # Copying

    def action_copy_id(self) -> None:
        """Put the claim's id on the clipboard."""
        for claim in self.targets()[:1]:
            self._copy(shown_id(claim))

    def action_copy_link(self) -> None:
        """Put the command that shows the claim on the clipboard."""
        for claim in self.targets()[:1]:
            self._copy(f"cpor claim show {shown_id(claim)}")

    def _copy(self, words: str) -> None:
        if self.host.copy_id(words):
            self.say(self.words("copied", what=words))
