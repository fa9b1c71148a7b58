"""The keys that open a form on a claim: new, edit, fix it, prove, submit, dispute, withdraw, start anew, assign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cpor_tui.desk import Accepted
from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.machine import RULES
from cpor_tui.domain.names import REVIEWERS, Status, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.pick import Line, PickSheet
from cpor_tui.screens.view import View


class FormKeys:
    """A part of the rooms in which keys act on claims. Such a room says `look()`: the claim as it is now."""

    # What the room has besides.
    session: Any
    app: Any
    claim_page: Any
    look: Callable[..., Any]

    async def _open(self, sheet: Callable[[int], Any], *orders: What) -> None:
        """Open a sheet on the claim in view, where one of the orders would be obeyed; else say why not."""
        found: View | None = await self.look()
        room: Any = self
        if found is None:
            room.say(room.words("why.no-claim"), wrong=True)
        elif why := room.why_not(*orders):
            room.say(why, wrong=True)
        else:
            self.app.push_screen(sheet(found.page.claim.id), self._came_back)

    async def _came_back(self, accepted: Accepted | None) -> None:
        """A sheet was closed: show what it did, and say so."""
        room: Any = self
        await room.reload(own=True)
        if accepted is None:
            return
        if accepted.event is None:
            room.say(room.words("did.nothing"))
            return
        words = room.words(f"did.{accepted.event.what.value}", claim=shown_id(accepted.claim.id))
        if accepted.event.what is What.RENEW:
            words = await self._renewed(accepted) or words
        if accepted.twins:
            words += "  " + room.words("did.twins", claims=", ".join(map(shown_id, accepted.twins)))
        if accepted.event.what is What.CREATE:
            # The next key, for its proof, is meant for the new claim and for no other.
            from cpor_tui.screens.claim_detail import ClaimDetail

            room = ClaimDetail(accepted.claim.id)
            await self.app.push_screen(room)
        room.say(words)

    async def _renewed(self, accepted: Accepted) -> str:
        """What a claim became when it was started anew; "" where that cannot be read."""
        room: Any = self
        try:
            renewed = await room.read(room.session.desk.store.load, accepted.claim.id)
        except Refused:
            # Started anew it is all the same; its number stands on the claim.
            return ""
        if renewed is None or not renewed.renewed_as:
            return ""
        new = shown_id(renewed.renewed_as)
        return str(room.words("did.renewed-as", claim=shown_id(accepted.claim.id), new=new))

    # The partner's

    def action_new(self) -> None:
        """Begin a claim."""
        from cpor_tui.screens.claim_form import ClaimForm

        room: Any = self
        if room.stopped("new"):
            return
        self.app.push_screen(ClaimForm(), self._came_back)

    async def action_edit(self) -> None:
        """Change the claim's fields."""
        from cpor_tui.screens.claim_form import ClaimForm

        await self._open(ClaimForm, What.EDIT)

    async def action_fix(self) -> None:
        """Answer what was asked, in three steps; a draft goes on with its next step."""
        from cpor_tui.screens.fix import FixSheet

        found: View | None = await self.look()
        if found is not None and found.page.claim.status is Status.EDITING:
            await self._go_on(found.page)
        else:
            await self._open(FixSheet, What.RESUBMIT)

    async def _go_on(self, page: Page) -> None:
        lacks = set(page.needs)
        if lacks - {"poe"}:
            await self.action_edit()
        elif lacks:
            await self.action_add_poe()
        else:
            await self.action_submit()

    async def action_add_poe(self) -> None:
        """Add proof files."""
        from cpor_tui.screens.statement import AddPoeSheet

        await self._open(AddPoeSheet, What.ADD_POE)

    async def action_submit(self) -> None:
        """Submit the draft: what it lacks and what its proof says first; what was asked for is resubmitted."""
        from cpor_tui.screens.confirm import SubmitSheet
        from cpor_tui.screens.fix import FixSheet

        found: View | None = await self.look()
        asked = found is not None and found.page.claim.status is Status.PARTNER_ACTION_REQUIRED
        draft = found is not None and found.page.claim.status is Status.EDITING
        room: Any = self
        if draft and room.session.actor.role in _submitters():
            # Open it in any case: it says what is still missing.
            self.app.push_screen(SubmitSheet(found.page.claim.id), self._came_back)  # type: ignore[union-attr]
        else:
            await self._open(FixSheet if asked else SubmitSheet, What.RESUBMIT if asked else What.SUBMIT)

    async def action_remove_poe(self) -> None:
        """Take a file off a draft."""
        found: View | None = await self.look()
        room: Any = self
        if found is None or (why := room.why_not(What.REMOVE_POE)):
            room.say(why if found is not None else room.words("why.no-claim"), wrong=True)
            return
        claim = found.page.claim
        lines = [Line(poe.name, poe.name, room.text.size(poe.size)) for poe in claim.poe]

        async def remove(name: str | None) -> None:
            if name:
                order = c.RemovePoe(claim=claim.id, if_version=claim.version, name=name)
                await room.send(order, self._came_back)

        self.app.push_screen(FileSheet(lines), remove)

    async def action_dispute(self) -> None:
        """Dispute the rejection."""
        from cpor_tui.screens.statement import DisputeSheet

        await self._open(DisputeSheet, What.DISPUTE)

    async def action_withdraw(self) -> None:
        """Take the claim back."""
        from cpor_tui.screens.statement import WithdrawSheet

        await self._open(WithdrawSheet, What.WITHDRAW)

    async def action_renew(self) -> None:
        """Start anew what is over."""
        from cpor_tui.screens.confirm import RenewSheet

        await self._open(RenewSheet, What.RENEW)

    async def action_discard(self) -> None:
        """Throw the draft away."""
        from cpor_tui.screens.confirm import DiscardSheet

        await self._open(DiscardSheet, What.DISCARD)

    # The lead's

    async def action_assign(self) -> None:
        """Hand the claim, or every marked one, to a reviewer."""
        found: View | None = await self.look()
        room: Any = self
        several: tuple[int, ...] = room.several()
        role = room.session.actor.role
        if several and role not in RULES[What.ASSIGN].by:
            room.say(room.words("why.role", role=room.text.label(role)), wrong=True)
            return
        # What one of the marked claims does not allow is said of it afterwards.
        if found is None or (not several and (why := room.why_not(What.ASSIGN))):
            room.say(why if found is not None else room.words("why.no-claim"), wrong=True)
            return
        try:
            people = await room.read(room.session.desk.store.person_list)
        except Refused as no:
            room.refuse(no)
            return
        org, claim = found.page.org.id, found.page.claim
        lines = [
            Line(
                one.name,
                one.name,
                room.text.label(one.role),
                room.words("assign.own-org") if one.org == org and not several else "",
            )
            for one in people
            if one.role in REVIEWERS and not one.disabled
        ]

        async def assign(name: str | None) -> None:
            if name and several:
                await room.each([c.Assign(claim=one, to=name) for one in several], What.ASSIGN)
            elif name:
                await room.send(c.Assign(claim=claim.id, if_version=claim.version, to=name), self._came_back)

        about = ", ".join(map(shown_id, several or (claim.id,)))
        self.app.push_screen(AssignSheet(lines, about), assign)

    # The operator's

    async def action_recalculate(self) -> None:
        """Count the claim's deadlines anew."""
        from cpor_tui.screens.confirm import RecalculateSheet

        await self._open(RecalculateSheet, What.RECALCULATE)

    # Anybody's

    def action_team(self) -> None:
        """The team's figures for leads and operators; for others what is their own of them."""
        from cpor_tui.screens.team import TeamFigures

        self.app.push_screen(TeamFigures())


def _submitters() -> frozenset[Any]:
    from cpor_tui.domain.machine import RULES

    return frozenset(RULES[What.SUBMIT].by)


class AssignSheet(PickSheet):
    """Picks a reviewer."""

    TITLE_KEY = "assign"


class FileSheet(PickSheet):
    """Picks a file to take off a draft."""

    TITLE_KEY = "remove-poe"
