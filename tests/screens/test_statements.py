"""Dispute, withdraw, add proof, submit, discard, start anew: each says what it leads to, and sends one order."""

import pytest
from textual.widgets import TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Phase, Status
from cpor_tui.screens.claim_form import ClaimForm
from cpor_tui.screens.confirm import DiscardSheet, RenewSheet, SubmitSheet
from cpor_tui.screens.form_keys import FileSheet
from cpor_tui.screens.forms import Boxes
from cpor_tui.screens.proofs import Proofs
from cpor_tui.screens.statement import AddPoeSheet, DisputeSheet, WithdrawSheet
from tests.screens.form_house import front, seated, settled, sheet, shown, typed, until
from tests.support.desk import DAY, DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


async def test_a_rejection_is_disputed_with_words_and_a_file(house, tmp_path):
    (tmp_path / "new.txt").write_text("Signed: K. Weber, 1 June 2026, Microsoft Teams")
    claim = house.rejected()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("D")
        dispute = await sheet(app, pilot, DisputeSheet)
        assert "Nothing is signed." in shown(app)
        assert "answers within 5 business days" in shown(app)
        await typed(pilot, "It is signed on page 2.")
        await dispute.query_one(Proofs).choose([str(tmp_path / "new.txt")])
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not dispute)
    kept = house.store.load(claim)
    assert (kept.status, kept.disputed.note) == (Status.DISPUTE, "It is signed on page 2.")
    assert len(kept.poe) == 2


async def test_a_dispute_without_a_word_is_refused_in_one_sentence(house):
    claim = house.rejected()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("D")
        dispute = await sheet(app, pilot, DisputeSheet)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "A dispute needs a justification, a new PoE, or both." in shown(app))
        assert app.screen is dispute


async def test_a_claim_is_withdrawn_for_one_of_four_reasons(house):
    claim = house.submitted()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("W")
        withdraw = await sheet(app, pilot, WithdrawSheet)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "A reason is needed." in shown(app))
        withdraw.query_one("#reasons").focus()
        await pilot.press("down", "space", "ctrl+s")
        await until(pilot, lambda: app.screen is not withdraw)
        assert "is withdrawn" in shown(app)
    kept = house.store.load(claim)
    assert (kept.status, kept.rejection.detail) == (Status.REJECTED, "wrong-activity")


async def test_another_reason_needs_words(house):
    claim = house.submitted()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("W")
        withdraw = await sheet(app, pilot, WithdrawSheet)
        await pilot.press("down", "down", "down", "space", "ctrl+s")
        await until(pilot, lambda: "A message is needed." in shown(app))
        assert withdraw.query_one("#reasons", Boxes).picked == ("other",)


async def test_a_withdrawal_half_written_is_there_again(house):
    claim = house.submitted()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("W")
        await sheet(app, pilot, WithdrawSheet)
        await pilot.press("space", "tab")
        await typed(pilot, "because")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, WithdrawSheet))
        await pilot.press("W")
        withdraw = await sheet(app, pilot, WithdrawSheet)
        assert withdraw.query_one(TextArea).text == "because"
        assert withdraw.query_one("#reasons", Boxes).picked == ("wrong-mpn",)


async def test_the_sheet_to_submit_says_what_is_missing(house):
    claim = house.draft()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("ctrl+s")
        submit = await sheet(app, pilot, SubmitSheet)
        assert "Submit still lacks (1): Proof of execution (PoE)." in shown(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Still missing" in shown(app))
        assert app.screen is submit
    assert house.store.load(claim).status is Status.EDITING


async def test_what_the_proof_does_not_show_is_asked_about_before_it_goes(house):
    claim = house.draft()
    house.desk.add_poe(
        claim, b"Minutes of a meeting about Contoso and Fabrikam.", "minutes.txt", house.partner
    )
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("ctrl+s")
        submit = await sheet(app, pilot, SubmitSheet)
        await until(pilot, lambda: submit.page.points is not None, patience=20)
        await settled(pilot)
        assert "Nothing found for:" in shown(app)
        assert "customer signature" in shown(app)
        assert "Submit anyway?" in shown(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not submit)
    assert house.store.load(claim).status is Status.SUBMITTED


async def test_a_draft_that_changed_meanwhile_is_not_submitted_unseen(house):
    claim = house.draft()
    house.desk.add_poe(claim, b"Teams. Signed: K. Weber", "proof.txt", house.partner)
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("ctrl+s")
        submit = await sheet(app, pilot, SubmitSheet)
        house.obey(c.Edit(claim=claim, set={"name": "Another"}), house.partner)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "changed since" in shown(app))
        assert app.screen is submit
    assert house.store.load(claim).status is Status.EDITING


async def test_a_draft_is_discarded_only_after_a_look(house):
    claim = house.draft()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("delete")
        discard = await sheet(app, pilot, DiscardSheet)
        assert house.store.load(claim).status is Status.EDITING
        assert "cannot be taken back" in shown(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not discard)
    assert house.store.load(claim).status is Status.DISCARDED


async def test_what_is_over_is_started_anew(house):
    claim = house.rejected()
    house.pass_time(40 * DAY)
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        assert house.page(claim).claim.phase is Phase.CLOSED
        await pilot.press("R")
        renew = await sheet(app, pilot, RenewSheet)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not renew)
        await until(pilot, lambda: f"C-{claim} is started anew as C-{claim + 1}." in shown(app))
    assert house.store.load(claim + 1).renewed_from == claim


async def test_proof_is_added_by_its_path(house, tmp_path):
    (tmp_path / "more.txt").write_text("More proof. Signed: K. Weber")
    claim = house.submitted()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("plus")
        add = await sheet(app, pilot, AddPoeSheet)
        # Only typed, not yet chosen: it counts all the same.
        add.query_one("#path").value = str(tmp_path / "more.txt")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not add)
    assert [poe.name for poe in house.store.load(claim).poe] == ["proof.txt", "more.txt"]


async def test_a_file_is_taken_off_a_draft(house):
    from cpor_tui.screens.palette import Palette

    claim = house.draft()
    house.desk.add_poe(claim, b"Teams. Signed: K. Weber", "proof.txt", house.partner)
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("colon")
        await sheet(app, pilot, Palette)
        await typed(pilot, "remove")
        await pilot.press("enter")
        await sheet(app, pilot, FileSheet)
        await pilot.press("enter")
        await until(pilot, lambda: house.store.load(claim).poe == ())


async def test_fix_on_a_draft_leads_to_its_next_step(house):
    claim = house.draft()
    async with seated(house, house.partner, claim=claim) as (app, pilot):
        await pilot.press("f")
        await sheet(app, pilot, AddPoeSheet)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, AddPoeSheet))
        house.obey(c.Edit(claim=claim, set={"name": ""}), house.partner)
        await until(pilot, lambda: front(app).claim_page.claim.version == 2)
        await pilot.press("f")
        await sheet(app, pilot, ClaimForm)


async def test_what_a_role_may_not_do_is_said_and_opens_nothing(house):
    claim = house.submitted()
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        room = app.screen
        for key in ("D", "W", "R", "e", "f", "plus", "delete", "N"):
            await pilot.press(key)
            await settled(pilot)
            assert app.screen is room
            assert "Reviewer may not do that." in shown(app)


@pytest.mark.parametrize("size", [(40, 10), (300, 80)])
@pytest.mark.parametrize("key", ["D", "ctrl+s", "delete", "plus"])
async def test_every_sheet_fits_every_size(house, size, key):
    claims = {"D": house.rejected, "ctrl+s": house.draft, "delete": house.draft, "plus": house.submitted}
    async with seated(house, house.partner, claim=claims[key](), lang="ko", size=size) as (app, pilot):
        room = app.screen
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not room and front(app).page is not None)
        await settled(pilot, 0.2)
        assert "Esc" in shown(app)
