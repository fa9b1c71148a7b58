"""Random people order random things while the clock jumps: the rows stay what the events make of them."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cpor_tui.domain import commands as c
from cpor_tui.domain.evolve import fold
from cpor_tui.domain.names import REVIEWER_REASONS, Phase, Status, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.mail import MaildirPost
from cpor_tui.worker import tick
from tests.support.desk import DAY, EXCHANGE, HOUR, MINUTE, SECOND, DeskHouse

PEOPLE = ("partner", "rival", "reviewer", "other", "lead", "operator")
SPANS = (SECOND, 15 * SECOND, MINUTE, 31 * MINUTE, 9 * HOUR, DAY, 4 * DAY, 12 * DAY, 40 * DAY)
TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def orders(claim):
    """One of each order, with what it needs to be obeyed where it fits."""
    return st.sampled_from(
        [
            c.Submit(claim=claim),
            c.Discard(claim=claim),
            c.Start(claim=claim),
            c.Ask(claim=claim, reasons=("missing-products",), note="Which?"),
            c.Resubmit(claim=claim, note="These."),
            c.Approve(claim=claim, note="Compared."),
            c.Reject(claim=claim, reason=min(REVIEWER_REASONS), note="No."),
            c.RefuseDispute(claim=claim, note="Still no."),
            c.Withdraw(claim=claim, reason="not-working"),
            c.Dispute(claim=claim, note="Look again."),
            c.Renew(claim=claim),
            c.Comment(claim=claim, text="Hello."),
            c.Note(claim=claim, text="Between us."),
            c.Undo(claim=claim),
            c.Tick(claim=claim, point="missing-products"),
            c.Take(claim=claim),
            c.Release(claim=claim),
            c.TakeOver(claim=claim, note="Holiday."),
            c.Assign(claim=claim, to="joon"),
            c.Watch(claim=claim),
            c.Edit(claim=claim, add_products=(EXCHANGE,)),
            c.Edit(claim=claim, remove_products=(EXCHANGE,)),
            c.Assess(claim=claim, outcome="eligible"),
            c.Recalculate(claim=claim),
        ]
    )


class Life(RuleBasedStateMachine):
    """One small house, its worker sometimes asleep."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.house = DeskHouse(f"sqlite:///{self.folder}/store.db")
        self.post = MaildirPost(Path(self.folder) / "mail", sender="cpor@example.com")
        self.claims = [self.house.draft(tenant=TENANT)]

    def teardown(self):
        report = self.house.store.verify()
        self.house.close()
        shutil.rmtree(self.folder)
        assert report.faults == []

    @rule(rival=st.booleans(), ready=st.booleans())
    def draft(self, rival, ready):
        actor = self.house.rival if rival else self.house.partner
        make = self.house.submitted if ready else self.house.draft
        if len(self.claims) < 6:
            self.claims.append(make(actor, tenant=TENANT))

    @rule(who=st.sampled_from(PEOPLE), pick=st.integers(0, 5), pick_order=st.data())
    def order(self, who, pick, pick_order):
        claim = self.claims[pick % len(self.claims)]
        command = pick_order.draw(orders(claim))
        actor = getattr(self.house, who)
        allowed = None
        try:
            page = self.house.desk.page(claim, actor)
            allowed = command.what in page.allowed
        except Refused:
            allowed = False
        try:
            accepted = self.house.obey(command, actor)
        except Refused:
            assert not allowed or command.what in (What.EDIT, What.ASSIGN), f"{command} was allowed"
            return
        if actor is not self.house.operator and accepted.event is not None:
            assert allowed, f"{command} was not allowed, and obeyed"
        if accepted.claim.renewed_as and accepted.claim.renewed_as not in self.claims:
            self.claims.append(accepted.claim.renewed_as)

    @rule(who=st.sampled_from(PEOPLE[:4]), pick=st.integers(0, 5), pick_order=st.data())
    def order_what_is_allowed(self, who, pick, pick_order):
        # Chance alone seldom gets a claim far.
        claim = self.claims[pick % len(self.claims)]
        actor = getattr(self.house, who)
        try:
            allowed = set(self.house.desk.page(claim, actor).allowed)
        except Refused:
            return
        moving = allowed - {
            What.COMMENT,
            What.NOTE,
            What.WATCH,
            What.TAKE,
            What.TICK,
            What.WITHDRAW,
            What.DISCARD,
        }
        if moving:
            command = pick_order.draw(orders(claim).filter(lambda command: command.what in moving))
            with suppress(Refused):
                self.house.obey(command, actor)

    @rule(span=st.sampled_from(SPANS))
    def pass_time(self, span):
        self.house.pass_time(span)

    @rule()
    def ring(self):
        tick(self.house.desk, self.post)

    @rule(pick=st.integers(0, 5))
    def customer_declines(self, pick):
        claim = self.house.store.load(self.claims[pick % len(self.claims)])
        assert claim is not None
        try:
            self.house.desk.decline(self.house.desk.customer_code(claim), self.house.operator)
        except Refused:
            return
        assert claim.status is Status.APPROVED
        assert claim.phase is Phase.CONSENT_OPEN

    @invariant()
    def rows_are_what_the_events_make(self):
        for claim in self.claims:
            events = [event for event, _ in self.house.store.events(claim)]
            kept = self.house.store.load(claim)
            assert fold(events) == kept
            passed = [event.seq for event in events if event.what is What.CONSENT_PASSED]
            told = [event.seq for event in events if event.what is What.CUSTOMER_TOLD]
            assert not passed or (told and told[-1] < passed[-1]), "silence of a customer who was never told"


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
