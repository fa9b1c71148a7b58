"""Writes claims by hand: events as a desk would make them, but with only what a store looks at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cpor_tui.domain.claim import Claim, Poe
from cpor_tui.domain.events import Act, Event, Turn
from cpor_tui.domain.evolve import evolve
from cpor_tui.domain.names import ClockKind, Side, Status, Unit, What
from cpor_tui.store import NewComment, NewMail, Store

NOW = 1_790_000_000_000_000
DAY = 86_400_000_000
TENANT = "11111111-2222-3333-4444-555555555555"


class Hand:
    """Makes claims in a store that has two organisations: Fabrikam and Litware."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.fabrikam = store.org("Fabrikam") or store.org_add(
            "Fabrikam", mpn={"4711": "Seoul"}, country="KR", zone="Asia/Seoul"
        )
        self.litware = store.org("Litware") or store.org_add(
            "Litware", country="US", subdivision="CA", zone="America/Los_Angeles"
        )

    def draft(self, org: int | None = None, *, products: Sequence[str] = ("Intune",), **fields: str) -> Claim:
        """A new claim for Microsoft 365."""
        with self.store.write():
            number = self.store.new_claim_id()
            named = {"name": "Big deal", "customer": "Adatum 주식회사", "tenant": TENANT, **fields}
            changes: dict[str, tuple[Any, Any]] = {name: (None, value) for name, value in named.items()}
            changes |= {
                "area": (None, "microsoft-365"),
                "activity": (None, "usage"),
                "products": (None, tuple(products)),
            }
            facts = {"org": org or self.fabrikam.id, "rules": "2020"}
            event = Event(
                number, 1, NOW, NOW, "sora", Side.PARTNER, What.CREATE, changes=changes, facts=facts
            )
            claim = evolve(None, event)
            self.store.append(None, claim, event)
        return claim

    def submit(self, claim: Claim, *, due: int = NOW + 5 * DAY) -> Claim:
        """The claim submitted, with one clock that runs until `due`."""
        turn = Turn(
            ClockKind.START,
            Act.START,
            date(2026, 9, 21),
            due_on=date(2026, 9, 28),
            due_at=due,
            revision=1,
            side=Side.REVIEWER,
            key="KR",
            zone="Asia/Seoul",
            limit=5,
            unit=Unit.BUSINESS_DAYS,
        )
        return self.do(
            claim,
            What.SUBMIT,
            frm=Status.EDITING,
            to=Status.SUBMITTED,
            turns=(turn,),
            facts={"rules": "2020"},
        )

    def submitted(self, org: int | None = None, *, due: int = NOW + 5 * DAY, **fields: Any) -> Claim:
        """A claim, drafted and submitted."""
        return self.submit(self.draft(org, **fields), due=due)

    def say(self, claim: Claim, text: str, *, internal: bool = False) -> Claim:
        """The claim with one more comment, or internal note."""
        what, side = (What.NOTE, Side.REVIEWER) if internal else (What.COMMENT, Side.PARTNER)
        return self.do(claim, what, side=side, note=text, comment=NewComment(text, internal))

    def prove(self, claim: Claim, content: bytes, name: str = "proof.txt") -> Claim:
        """The claim with one more file."""
        sha, size = self.store.archive.put(content)
        return self.do(claim, What.ADD_POE, poe=(Poe(name, sha, size, "text/plain", NOW, "sora"),))

    def do(
        self,
        claim: Claim,
        what: What,
        *,
        side: Side = Side.PARTNER,
        by: str = "sora",
        comment: NewComment | None = None,
        mails: Sequence[NewMail] = (),
        **more: Any,
    ) -> Claim:
        """The claim after one event, written in a transaction of its own."""
        with self.store.write():
            before = self.store.load(claim.id)
            assert before is not None
            return self.put(before, what, side=side, by=by, comment=comment, mails=mails, **more)

    def put(
        self,
        before: Claim,
        what: What,
        *,
        side: Side = Side.PARTNER,
        by: str = "sora",
        comment: NewComment | None = None,
        mails: Sequence[NewMail] = (),
        **more: Any,
    ) -> Claim:
        """The claim after one event, written in the caller's transaction."""
        at = NOW + before.version
        event = Event(before.id, before.version + 1, at, at, by, side, what, **more)
        after = evolve(before, event)
        self.store.append(before, after, event, mails=mails, comment=comment)
        return after
