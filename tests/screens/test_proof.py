"""The proof before a reviewer's eyes and before a partner's: what is new, what is open, and what to do with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import TextArea

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Status
from cpor_tui.poe.points import State
from cpor_tui.poe.sealed import can_check_seals
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.compare import CompareRoom
from cpor_tui.screens.decide import DecideSheet
from cpor_tui.screens.fix import FixSheet
from cpor_tui.screens.original import save_original
from cpor_tui.screens.proofs import Proofs
from cpor_tui.session import Session
from cpor_tui.text import Text
from tests.poe.hostile import laughing_entities, vast_page
from tests.screens.form_house import seated, sheet, shown, until
from tests.support.desk import EXCHANGE, MINUTE, DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


# What is new since the last look


async def test_what_came_after_the_last_look_is_marked_as_new(house):
    claim = house.asked()
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        assert "since you looked" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: house.store.last_look(claim, "mina") is not None)
    house.pass_time(MINUTE)
    house.desk.add_poe(claim, b"Signed: K. Weber, 1 June 2026", "late.txt", house.partner)
    house.obey(c.Comment(claim=claim, text="Here is the signature."), house.partner)
    async with seated(house, house.reviewer, claim=claim, size=(120, 40)) as (app, pilot):
        await until(pilot, lambda: "1 new since you looked" in shown(app))
        assert "new late.txt" in shown(app)
        assert "new proof.txt" not in shown(app)
        await pilot.press("2")
        await until(pilot, lambda: "[new since you looked]" in shown(app))


async def test_a_look_ends_what_is_new_and_is_each_persons_own(house):
    claim = house.asked()
    house.store.looked(claim, "mina", house.desk.now())
    house.pass_time(MINUTE)
    house.desk.add_poe(claim, b"Signed: K. Weber, 1 June 2026", "late.txt", house.partner)
    async with seated(house, house.other, claim=claim) as (app, _):
        assert "since you looked" not in shown(app)
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        await until(pilot, lambda: "1 new since you looked" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: house.store.last_look(claim, "mina") == house.desk.now())
    async with seated(house, house.reviewer, claim=claim) as (app, _):
        assert "since you looked" not in shown(app)


def test_a_look_is_no_draft_and_no_event(house):
    claim = house.asked()
    before = house.whats(claim)
    house.store.looked(claim, "mina", house.desk.now())
    assert house.store.draft_list("mina") == []
    assert house.whats(claim) == before


# What the files say


async def test_each_file_says_what_it_is_worth(house):
    samples = Path(__file__).parents[1] / "poe" / "samples"
    claim = house.draft()
    for name, content in (
        ("signed.pdf", (samples / "12.pdf").read_bytes()),
        ("unsigned.pdf", (samples / "13.pdf").read_bytes()),
        ("blank.pdf", vast_page()),
        ("bomb.docx", laughing_entities()),
    ):
        house.desk.add_poe(claim, content, name, house.partner)
    told = {
        "signed.pdf": "page 1: Jane Miller, Sun 22 Nov 2026. "
        + ("Intact" if can_check_seals() else "Validity not"),
        "unsigned.pdf": "page 1: NOT SIGNED, the field is empty.",
        "blank.pdf": "There is no text on this page.",
        "bomb.docx": "The file asks for what no proof needs",
    }
    async with seated(house, house.partner, claim=claim, size=(120, 40)) as (app, pilot):
        for words in told.values():
            await until(pilot, lambda words=words: words in shown(app), patience=30)
            await pilot.press("o")


# What is not ticked proposes reasons


async def test_unticked_points_propose_reasons_in_words_and_fill_no_box(house):
    claim = house.under_review()
    for reason in ("missing-all-poe", "missing-or-old-dates", "missing-partner-service"):
        house.obey(c.Tick(claim=claim, point=reason, on=True), house.reviewer)
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        await pilot.press("d")
        decide = await sheet(app, pilot, DecideSheet)
        await pilot.press("2")
        assert decide.query_one("#reasons", Choices).picked == ()
        assert "[ ] Missing products - not ticked" in shown(app)
        assert "Missing all PoE - not ticked" not in shown(app)
        await pilot.press("p")
        assert decide.query_one("#reasons", Choices).picked == (
            "missing-customer-acknowledgment",
            "missing-products",
        )


async def test_removing_a_product_proposes_its_reason_and_fills_no_box(house):
    claim = house.draft()
    house.obey(c.Edit(claim=claim, add_products=(EXCHANGE,)), house.partner)
    house.desk.add_poe(claim, b"Teams was rolled out. Signed: K. Weber", "proof.txt", house.partner)
    house.obey(c.Submit(claim=claim), house.partner)
    house.obey(c.Start(claim=claim), house.reviewer)
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        await pilot.press("d")
        decide = await sheet(app, pilot, DecideSheet)
        await pilot.press("4")
        assert "[ ] Missing products - goes with removing a product" in shown(app)
        assert decide.query_one("#reasons", Choices).picked == ()
        await pilot.press("p")
        assert decide.query_one("#reasons", Choices).picked == ("missing-products",)


async def test_p_in_the_message_is_a_letter(house):
    claim = house.under_review()
    house.obey(c.Tick(claim=claim, point="missing-all-poe", on=True), house.reviewer)
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        await pilot.press("d")
        decide = await sheet(app, pilot, DecideSheet)
        await pilot.press("2")
        decide.query_one(TextArea).focus()
        await pilot.press("p")
        assert decide.query_one(TextArea).text == "p"
        assert decide.query_one("#reasons", Choices).picked == ()


# The partner sees the check before answering


async def test_before_resubmitting_the_partner_is_told_what_nothing_was_found_for(house, tmp_path):
    claim = house.asked()
    signed = tmp_path / "signed.txt"
    signed.write_text(
        "Fabrikam configured Microsoft Teams for Contoso from 1 May 2026.\n"
        "Signed for the customer Contoso: K. Weber, CIO, 28 May 2026"
    )
    async with seated(house, house.partner, claim=claim, size=(100, 40)) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(3)
        await until(pilot, lambda: "Submit anyway?" in shown(app))
        before = fix._check[1]
        assert any(point.state is State.MISSING for point in before)
        await fix.query_one(Proofs).choose([str(signed)])
        await until(pilot, lambda: fix._check[1] is not before)
        missing = {point.reason.value for point in fix._check[1] if point.state is State.MISSING}
        assert missing < {point.reason.value for point in before if point.state is State.MISSING}
        assert "reading the proof" not in shown(app)
    assert house.store.load(claim).status is Status.PARTNER_ACTION_REQUIRED


async def test_the_question_holds_nobody_back(house):
    claim = house.asked()
    async with seated(house, house.partner, claim=claim, size=(100, 40)) as (app, pilot):
        await pilot.press("f")
        fix = await sheet(app, pilot, FixSheet)
        fix.action_step(3)
        await until(pilot, lambda: "Submit anyway?" in shown(app))
        fix.query_one(TextArea).text = "It is in the mail."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not fix)
    assert house.store.load(claim).status is Status.UNDER_REVIEW


# The original


async def test_the_original_is_saved_where_one_is_and_never_over_another_file(house, tmp_path, monkeypatch):
    claim = house.under_review()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "proof.txt").write_text("mine")
    async with seated(house, house.reviewer, claim=claim) as (app, pilot):
        await pilot.press("S")
        await until(pilot, lambda: (tmp_path / "proof-2.txt").exists() and "Saved:" in shown(app))
    assert (tmp_path / "proof-2.txt").read_bytes() == b"Teams was rolled out. Signed: K. Weber"
    assert (tmp_path / "proof.txt").read_text() == "mine"


async def test_over_ssh_nothing_is_saved_on_the_host(house, tmp_path, monkeypatch):
    claim = house.under_review()
    monkeypatch.chdir(tmp_path)
    async with seated(house, house.reviewer, claim=claim, remote=True) as (app, pilot):
        await pilot.press("S")
        await until(pilot, lambda: f"ssh HOST poe get C-{claim} proof.txt > proof.txt" in shown(app))
    assert list(tmp_path.glob("*.txt")) == []


async def test_a_hidden_name_is_saved_where_it_is_seen(house, tmp_path):
    draft = house.draft()
    house.desk.add_poe(draft, b"Signed: K. Weber", ".profile", house.partner)
    session = Session(house.desk, house.partner, Text("en"), False)
    (poe,) = house.page(draft, house.partner).claim.poe
    assert not save_original(session, draft, poe.sha256, tmp_path).name.startswith(".")


# Both proofs


@pytest.fixture
def contested(house):
    tenant = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    ours, theirs = house.submitted(tenant=tenant), house.draft(house.rival, tenant=tenant)
    house.desk.add_poe(theirs, b"Litware moved the mail of Contoso.", "litware.txt", house.rival)
    house.obey(c.Submit(claim=theirs), house.rival)
    return ours, theirs


async def test_two_proofs_for_one_workload_stand_side_by_side(house, contested):
    async with seated(house, house.reviewer, claim=contested[0], size=(120, 40)) as (app, pilot):
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, CompareRoom))
        await until(pilot, lambda: "Litware moved the mail" in shown(app))
        assert "Teams was rolled out." in shown(app)
        assert "1 of 2" in shown(app)
        assert "2 of 2" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, CompareRoom))


async def test_a_narrow_screen_shows_one_proof_and_b_the_other(house, contested):
    async with seated(house, house.reviewer, claim=contested[0], size=(80, 40)) as (app, pilot):
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, CompareRoom))
        await until(pilot, lambda: "Teams was rolled out." in shown(app))
        assert "Litware moved the mail" not in shown(app)
        await pilot.press("b")
        await until(pilot, lambda: "Litware moved the mail" in shown(app))
        assert "Teams was rolled out." not in shown(app)


async def test_a_partner_is_never_shown_another_partners_proof(house, contested):
    async with seated(house, house.partner, claim=contested[0], size=(120, 40)) as (app, pilot):
        await pilot.press("b")
        await until(pilot, lambda: "No other partner claims this workload." in shown(app))
        assert not isinstance(app.screen, CompareRoom)


async def test_the_proofs_are_compared_from_the_queue_too(house, contested):
    async with seated(house, house.reviewer, size=(160, 50)) as (app, pilot):
        await until(pilot, lambda: getattr(app.screen, "claim_page", None) is not None)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, CompareRoom))
