"""The form of a claim: what applies can be filled in, what is wrong says so, and nothing typed is lost."""

from uuid import uuid4

import pytest
from textual.widgets import Input

from cpor_tui.domain import commands as c
from cpor_tui.domain.names import Activity, Area, Status
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.claim_form import ClaimForm
from cpor_tui.screens.filled import Filled, edition, of_claim, packed, unpacked
from cpor_tui.screens.forms import Boxes
from cpor_tui.screens.panes import Pane
from cpor_tui.screens.statement import AddPoeSheet
from tests.screens.form_house import seated, settled, sheet, shown, typed, until
from tests.support.desk import EXCHANGE, TEAMS, DeskHouse


@pytest.fixture
def house(sqlite_url):
    found = DeskHouse(sqlite_url)
    yield found
    found.close()


def fields_of(form: ClaimForm) -> set[str]:
    """The names of the fields that can be seen."""
    return {str(row.id).removeprefix("row-") for row in form.query(".field") if row.display}


async def test_a_claim_is_made_by_keys_alone(house):
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("N")
        form = await sheet(app, pilot, ClaimForm)
        assert app.focused is form.query_one("#area")
        await pilot.press("down", "space")
        # Microsoft 365 has but one activity, so it is chosen already.
        assert form.query_one("#activity", Boxes).picked == (Activity.USAGE.value,)
        form.query_one("#field-name").focus()
        await typed(pilot, "Teams for all")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ClaimDetail))
        await until(pilot, lambda: "C-1000001 is made. Next: its proof (+)." in shown(app))
        await pilot.press("plus")
        await sheet(app, pilot, AddPoeSheet)
    claim = house.store.load(1000001)
    assert (claim.area, claim.activity, claim.fields["name"]) == (
        Area.MICROSOFT_365,
        Activity.USAGE,
        "Teams for all",
    )
    assert claim.fields["mpn"] == "100"


async def test_fields_come_and_go_with_area_and_activity(house):
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("f2")
        form = await sheet(app, pilot, ClaimForm)
        assert not {"technical-contact", "subscription", "seller"} & fields_of(form)
        await pilot.press("space", "tab", "space")
        assert {"technical-contact", "subscription"} <= fields_of(form)
        await pilot.press("down", "down", "space")
        await settled(pilot)
        assert "seller" in fields_of(form)
        assert "subscription" not in fields_of(form)


async def test_the_form_says_what_submit_still_lacks(house):
    claim = house.draft()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        assert "Submit still lacks (1): Proof of execution (PoE)." in shown(app)
        form.query_one("#field-name", Input).value = ""
        await settled(pilot)
        assert "Submit still lacks (2): Name and Proof" in shown(app)
    assert house.store.load(claim).fields["name"] == "Teams for everyone"


async def test_a_wrong_field_says_what_is_wrong_and_saves_nothing(house):
    claim = house.draft()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        form.query_one("#field-customer-email", Input).value = "weber at contoso"
        await until(pilot, lambda: form._form.fields.get("customer-email") == "weber at contoso")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: '"weber at contoso" is no e-mail address' in shown(app))
        assert app.screen is form
        assert app.focused is form.query_one("#field-customer-email")
    assert house.store.load(claim).version == 1


async def test_a_refusal_of_the_desk_is_said_at_its_field(house):
    house.draft()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        house.store.product_remove(Area.MICROSOFT_365.value, EXCHANGE)
        form._change(Filled(form._form.area, form._form.activity, form._form.fields, (TEAMS, EXCHANGE)))
        await pilot.press("ctrl+s")
        await settled(pilot, 0.3)
        assert app.screen is form
        assert f'There is no product "{EXCHANGE}"' in shown(app)


async def test_what_may_not_change_now_is_seen_and_says_why(house):
    house.submitted()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("2")
        await settled(pilot, 0.4)
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        assert "The claim is Submitted: only MPN ID, products and contacts may still change." in shown(app)
        assert not form.query_one("#field-tenant").display
        assert form.query_one("#field-customer-contact").display
        assert form.query_one("#fixed-domain", Pane)._drawn.plain == "contoso.com   (fixed)"


async def test_what_was_typed_is_there_again_after_escape(house):
    house.draft()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        form.query_one("#field-name").focus()
        await typed(pilot, "!")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not form)
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        assert form.query_one("#field-name", Input).value.endswith("!")
        assert "Your draft of" in shown(app)
        await pilot.press("f8")
        await settled(pilot, 0.2)
        assert form.query_one("#field-name", Input).value == "Teams for everyone"
    assert house.store.draft_list("sora") == []


async def test_a_form_whose_claim_changed_meanwhile_is_not_saved_unseen(house):
    claim = house.draft()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        house.obey(c.Edit(claim=claim, set={"customer": "Contoso Ltd"}), house.partner)
        form.query_one("#field-name", Input).value = "Mine"
        await settled(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Ctrl+S saves over it" in shown(app))
        assert house.store.load(claim).fields["name"] == "Teams for everyone"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not form)
    fields = house.store.load(claim).fields
    assert fields["name"] == "Mine"


async def test_products_are_narrowed_by_typing_and_keep_what_was_ticked(house):
    claim = house.draft()
    async with seated(house, house.partner) as (app, pilot):
        await pilot.press("e")
        form = await sheet(app, pilot, ClaimForm)
        form.query_one("#narrow").focus()
        await typed(pilot, "exch")
        await settled(pilot)
        assert [name for name, _ in form.query_one("#products", Boxes)._options] == [EXCHANGE]
        await pilot.press("tab", "space", "ctrl+s")
        await until(pilot, lambda: app.screen is not form)
    assert house.store.load(claim).products == (TEAMS, EXCHANGE)


def test_a_form_left_as_it_was_orders_nothing(house):
    claim = house.store.load(house.draft())
    assert edition(claim, of_claim(claim), claim.version) is None


def test_a_draft_holds_only_what_differs_and_gives_it_back(house):
    claim = house.store.load(house.draft())
    start = of_claim(claim)
    changed = Filled(start.area, start.activity, {**start.fields, "name": "새 이름"}, (TEAMS, EXCHANGE))
    kept = packed(changed, start)
    assert "tenant" not in kept
    assert unpacked(kept, start) == changed
    assert packed(start, start) == ""
    assert unpacked("not json", start) == start


async def test_a_viewer_is_told_that_it_may_not(house):
    from cpor_tui.domain.names import Role

    viewer = house._person("vera", Role.VIEWER, house.partner.org)
    house.draft()
    async with seated(house, viewer) as (app, pilot):
        await pilot.press("N")
        await settled(pilot, 0.2)
        assert "Viewer may not do that." in shown(app)


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (300, 80)])
@pytest.mark.parametrize("lang", ["en", "ko"])
async def test_the_form_fits_every_size(house, lang, size):
    house.draft(tenant=str(uuid4()))
    async with seated(house, house.partner, lang=lang, size=size) as (app, pilot):
        await pilot.press("e")
        await sheet(app, pilot, ClaimForm)
        assert "Ctrl+S" in shown(app)
        assert house.store.load(1000001).status is Status.EDITING
