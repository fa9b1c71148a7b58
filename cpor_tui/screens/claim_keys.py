"""The keys that act on claims, the same over a list and on a claim: take, decide, reply, prove, submit, copy.

A room of this kind says `targets()` (the marked claims, or the one), `look()` (the claim as it is now) and
`came_to(claim)` (after the next one was taken).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.poe.kinds import MOST_BYTES
from cpor_tui.screens.base import Room
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.say import PathSheet, SaySheet
from cpor_tui.screens.view import View


class ClaimKeys(Room[Any]):
    """Everything a key does to claims."""

    def targets(self) -> tuple[int, ...]:
        """The claims that an order is meant for."""
        raise NotImplementedError

    async def look(self) -> View | None:
        """The claim that keys act on, as it is now."""
        raise NotImplementedError

    async def came_to(self, claim: int) -> None:
        """The next claim was taken; go there."""
        raise NotImplementedError

    def unmark(self) -> None:
        """The orders were given; nothing is marked any more."""

    # Orders to one or many

    async def each(self, orders: Sequence[c.Command], done: str) -> None:
        """Give one order a claim, and report each that was refused."""
        refused: list[str] = []
        good: list[str] = []
        desk, actor = self.session.desk, self.session.actor
        for order in orders:
            try:
                await self.host.wire.order(desk.submit, order, actor)
                good.append(shown_id(order.claim))
            except Refused as no:
                refused.append(f"{shown_id(order.claim)}: {self.text.refusal(no)}")
        self.unmark()
        await self.reload(own=True)
        if not refused:
            self.say(self.words(f"done.{done}", claims=", ".join(good)))
        elif len(orders) == 1:
            self.say(refused[0].partition(": ")[2], wrong=True)
        else:
            self.say(self.words("some-refused", good=len(good), bad=len(refused), why="  ".join(refused)), wrong=True)

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
            await self.each([c.Watch(claim=claim, on=on) for claim in self.targets()], "watch" if on else "unwatch")

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
        if orders:
            await self.each(orders, orders[0].what)

    # Deciding

    async def action_decide(self) -> None:
        """Open the sheet on which the claim is decided."""
        found = await self.look()
        if found is not None and not self.stopped("decide"):
            self.app.push_screen(DecideSheet(found.page.claim.id), self._decided)

    async def _decided(self, answer: tuple[Accepted, bool] | None) -> None:
        if answer is None:
            return
        accepted, go_on = answer
        await self.reload(own=True)
        self.say_decided(accepted)
        if go_on:
            await self.action_take_next()

    async def action_take_next(self) -> None:
        """Take the most urgent claim that is free, and go there."""
        if (claim := await self.take_next()) is not None:
            await self.came_to(claim)

    # The partner's

    async def action_add_poe(self) -> None:
        """Add a proof file by its path; over SSH it comes by stdin."""
        found = await self.look()
        if found is None or self.stopped("add-poe"):
            return
        claim = found.page.claim.id
        if self.session.remote:
            self.say(self.words("poe-by-ssh", claim=shown_id(claim)))
        else:
            self.app.push_screen(PathSheet(claim), lambda path: self._adding(claim, path))

    async def _adding(self, claim: int, path: str | None) -> None:
        if path:
            said = self.words("done.add-poe", claims=shown_id(claim), name=Path(path).name)
            await self.order(self._add_file, claim, path, then=lambda accepted: self.say(said))

    def _add_file(self, claim: int, path: str) -> Accepted:
        place = Path(path).expanduser()
        return self.session.desk.add_poe(claim, read_file(place), place.name, self.session.actor)

    async def action_submit(self) -> None:
        """Submit the draft, or resubmit what was asked for."""
        found = await self.look()
        if found is None:
            return
        claim = found.page.claim
        if claim.status is Status.PARTNER_ACTION_REQUIRED:
            await self.action_fix()
        elif claim.status is Status.EDITING and found.page.needs:
            self.say(self.still_needs(found.page.needs), wrong=True)
        elif not self.stopped("submit"):
            await self.send(c.Submit(claim=claim.id, if_version=claim.version), self._submitted)

    def _submitted(self, accepted: Accepted) -> None:
        words = self.words("done.submit", claims=shown_id(accepted.claim.id))
        if accepted.twins:
            words += "  " + self.words("twins", claims=", ".join(shown_id(twin) for twin in accepted.twins))
        self.say(words)

    async def action_fix(self) -> None:
        """Answer what was asked; a draft goes on with its next step."""
        found = await self.look()
        if found is None or self.stopped("fix"):
            return
        claim = found.page.claim
        if claim.status is not Status.EDITING:
            self.app.push_screen(SaySheet((claim.id,), What.RESUBMIT), self._said_on)
        elif claim.poe:
            await self.action_submit()
        else:
            await self.action_add_poe()

    def still_needs(self, needs: Sequence[str]) -> str:
        """What stands between the draft and its submission."""
        return self.words("still-needs", what=self.text.list(self.text.field(name) for name in needs))

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


def read_file(place: Path) -> bytes:
    """A file of this machine. Raises Refused(bad_input) for one that cannot be read or is too big."""
    try:
        if (size := place.stat().st_size) > MOST_BYTES:
            raise Refused(Code.BAD_INPUT, "poe-too-big", size=size, most=MOST_BYTES)
        return place.read_bytes()
    except FileNotFoundError as wrong:
        raise Refused(Code.BAD_INPUT, "file-missing", file=place.name) from wrong
    except OSError as wrong:
        raise Refused(Code.BAD_INPUT, "file-unreadable", file=place.name) from wrong
