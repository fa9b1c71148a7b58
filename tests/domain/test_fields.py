"""RULES §6 and §7: which fields a claim has, which are asked for, which may still change, and its proofs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import read_id, shown_id
from cpor_tui.domain.fields import FIELDS, email, message, value
from cpor_tui.domain.machine import decide, lacks
from cpor_tui.domain.names import ACTIVITIES, PROGRAMMES, Activity, Area, Status, What
from cpor_tui.domain.refusals import Code, Refused
from tests.support.house import ASK, MPNS, PARTNER, REVIEWER, Life, a_file, fields_for

BUSINESS, M365 = Area.BUSINESS_APPLICATIONS, Area.MICROSOFT_365
ALWAYS = {
    "name",
    "mpn",
    "customer",
    "tenant",
    "domain",
    "customer-contact",
    "customer-title",
    "customer-email",
    "partner-contact",
    "partner-email",
}
TECHNICAL = {"technical-contact", "technical-title", "technical-email"}
KINDS = [
    (M365, Activity.USAGE, ALWAYS),
    (BUSINESS, Activity.USAGE, ALWAYS | TECHNICAL | {"subscription"}),
    (BUSINESS, Activity.PRE_SALES, ALWAYS | TECHNICAL | {"subscription"}),
    (BUSINESS, Activity.REVENUE_ASSOCIATION, ALWAYS | TECHNICAL | {"seller", "isv-solution"}),
]


def kind(area: Area, activity: Activity) -> Life:
    return Life(area=area, activity=activity)


@pytest.mark.parametrize(("area", "activity", "asked"), KINDS)
def test_every_kind_of_claim_asks_for_its_own_fields_at_submit(area, activity, asked):
    life = kind(area, activity)
    life.give(c.Create(area=area, activity=activity), PARTNER, mpns={"1": None, "2": None})
    no = life.refused(c.Submit(), PARTNER)
    assert (no.code, set(no.details["fields"])) == (Code.MISSING, asked | {"product", "poe"})
    assert set(fields_for(area, activity)) == asked
    assert kind(area, activity).submitted().claim.status is Status.SUBMITTED


@pytest.mark.parametrize(("area", "activity", "asked"), KINDS)
def test_without_any_one_of_them_nothing_is_submitted(area, activity, asked):
    for name in sorted(asked):
        life = kind(area, activity).draft()
        life.give(c.Edit(set={name: ""}), PARTNER)
        assert life.refused(c.Submit(), PARTNER).details["fields"] == [name]


@pytest.mark.parametrize(("area", "activity", "asked"), KINDS)
def test_a_field_that_does_not_apply_is_refused(area, activity, asked):
    life = kind(area, activity).draft()
    for name in set(FIELDS) - asked - {"customer-lang"}:
        no = life.refused(c.Edit(set={name: "theo@x.example" if name.endswith("email") else "x"}), PARTNER)
        assert (no.code, no.why, no.details["field"]) == (Code.BAD_INPUT, "field-not-here", name)


def test_a_claim_needs_a_product_and_a_proof():
    life = Life().draft()
    life.give(c.Edit(remove_products=("Power BI", "Dynamics 365 Sales")), PARTNER)
    assert life.refused(c.Submit(), PARTNER).details["fields"] == ["product"]
    life.give(c.Edit(add_products=("Power BI",)), PARTNER)
    life.give(c.RemovePoe(name="proof.pdf"), PARTNER)
    assert life.refused(c.Submit(), PARTNER).details["fields"] == ["poe"]
    assert lacks(life.claim) == ("poe",)
    assert What.REMOVE_POE not in life.allowed(PARTNER)


def test_each_area_has_its_activities_and_each_activity_its_programme():
    assert {BUSINESS: frozenset(Activity), M365: frozenset({Activity.USAGE})} == ACTIVITIES
    assert PROGRAMMES == {
        Activity.PRE_SALES: "OSA",
        Activity.USAGE: "OSU",
        Activity.REVENUE_ASSOCIATION: None,
    }
    for activity in (Activity.PRE_SALES, Activity.REVENUE_ASSOCIATION):
        with pytest.raises(Refused) as refused:
            Life().give(c.Create(area=M365, activity=activity), PARTNER)
        assert refused.value.code is Code.BAD_INPUT


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_after_submission_only_mpn_and_contacts_may_change(name):
    late = {"mpn", "customer-lang", *TECHNICAL} | {
        n for n in FIELDS if n.startswith(("customer-", "partner-"))
    }
    sample = {"mpn": "4711002", "tenant": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "domain": "new.example"}
    new = sample.get(name, "ko" if name == "customer-lang" else "new@x.example" if "email" in name else "New")
    for area, activity, asked in KINDS:
        if name not in asked:
            continue
        for stage in (Life.submitted, Life.asked):
            life = stage(kind(area, activity))
            if name in late:
                assert life.give(c.Edit(set={name: new}), PARTNER) is not None
                assert life.claim.fields[name] == new
            else:
                no = life.refused(c.Edit(set={name: new}), PARTNER)
                assert (no.code, no.details["field"]) == (Code.WRONG_STATUS, name)


@pytest.mark.parametrize("name", ["area", "activity"])
def test_area_and_activity_are_fixed_by_submission(name):
    new = {"area": M365.value, "activity": Activity.PRE_SALES.value}[name]
    assert Life().submitted().code(c.Edit(set={name: new}), PARTNER) == "wrong_status"


def test_after_submission_nothing_that_submit_needs_can_be_taken_away():
    life = Life().submitted()
    no = life.refused(c.Edit(set={"customer-email": ""}), PARTNER)
    assert (no.code, no.details["fields"]) == (Code.MISSING, ["customer-email"])
    no = life.refused(c.Edit(set={"technical-contact": ""}), PARTNER)
    assert (no.code, no.details["fields"]) == (Code.MISSING, ["technical-contact"])
    no = life.refused(c.Edit(remove_products=("Power BI", "Dynamics 365 Sales")), PARTNER)
    assert no.details["fields"] == ["product"]
    assert life.code(c.RemovePoe(name="proof.pdf"), PARTNER) == "wrong_status"
    life.give(c.Edit(remove_products=("Power BI",)), PARTNER)
    assert life.claim.products == ("Dynamics 365 Sales",)


def test_nothing_comes_back_to_the_office_without_what_submit_needs():
    """No order can take it away after submission; a history from elsewhere might."""
    asked = Life().asked()
    bare = replace(asked.claim, fields={**asked.claim.fields, "customer": ""}, poe=())
    with pytest.raises(Refused) as refused:
        decide(bare, c.Resubmit(note="Here"), asked.scene(PARTNER))
    assert (refused.value.code, refused.value.details) == (Code.MISSING, {"fields": ["customer", "poe"]})


def test_another_area_lets_go_of_what_does_not_apply_and_says_so():
    life = Life().draft()
    event = life.give(c.Edit(set={"area": "microsoft-365", "activity": "usage"}), PARTNER)
    assert event is not None
    assert event.changes["subscription"] == ("sub-0815", None)
    assert event.changes["products"] == (["Dynamics 365 Sales", "Power BI"], [])
    assert set(life.claim.fields) == ALWAYS | {"mpn-location"}
    assert lacks(life.claim) == ("product",)
    assert life.refold() == life.claim
    assert (life.claim.area, life.claim.activity) == (M365, Activity.USAGE)
    again = Life().draft()
    again.give(c.Edit(set={"activity": "pre-sales"}), PARTNER)
    assert (again.claim.area, again.claim.activity) == (BUSINESS, Activity.PRE_SALES)
    both = dict.fromkeys(Area, ("Power BI",))
    life = Life().draft()
    life.give(c.Edit(set={"area": "microsoft-365"}), PARTNER, catalogue=both)
    assert life.claim.products == ("Power BI",), "what both areas have stays"


def test_the_history_has_the_old_and_the_new_value_and_only_of_what_changed():
    life = Life().draft()
    event = life.give(
        c.Edit(set={"name": "Other", "customer": "Contoso"}, add_products=("power apps",)), PARTNER
    )
    assert event is not None
    assert event.changes == {
        "name": ("Contoso goes to the cloud", "Other"),
        "products": (
            ["Dynamics 365 Sales", "Power BI"],
            ["Dynamics 365 Sales", "Power BI", "Power Apps"],
        ),
    }
    assert life.give(c.Edit(set={"name": "Other", "customer-lang": ""}), PARTNER) is None


def test_the_mpn_is_one_of_the_organisations_and_its_location_goes_with_it():
    life = Life().draft()
    assert life.claim.fields["mpn-location"] == "Seoul"
    life.give(c.Edit(set={"mpn": "4711002"}), PARTNER)
    assert life.claim.fields["mpn-location"] == "Busan"
    assert life.code(c.Edit(set={"mpn": "9999999"}), PARTNER) == "bad_input"
    only = Life()
    only.give(c.Create(area=M365, activity=Activity.USAGE), PARTNER, mpns={"5": None})
    assert only.claim.fields == {"mpn": "5"}
    with pytest.raises(Refused) as refused:
        Life().give(
            c.Create(area=M365, activity=Activity.USAGE, fields={"mpn": "6"}), PARTNER, mpns={"5": None}
        )
    assert refused.value.why == "mpn", "what was said is not made right"
    several = Life()
    several.give(c.Create(area=M365, activity=Activity.USAGE), PARTNER)
    assert several.claim.fields == {}


def test_products_are_the_areas_own_and_are_found_whatever_their_case():
    life = Life().draft()
    assert life.code(c.Edit(add_products=("Microsoft Teams",)), PARTNER) == "bad_input"
    assert life.code(c.Edit(remove_products=("Power Apps",)), PARTNER) == "bad_input"
    assert life.give(c.Edit(add_products=("POWER BI",)), PARTNER) is None, "it is there already"


def test_an_area_without_a_list_has_no_product_at_all():
    no = Life().draft().refused(c.Edit(add_products=("Excel",)), PARTNER, catalogue={})
    assert (no.code, no.why, no.details["product"]) == (Code.BAD_INPUT, "product-unknown", "Excel")


def test_an_operators_changed_list_takes_no_product_from_a_claim():
    life = Life().asked()
    shorter = {BUSINESS: ("Power Apps",), M365: ()}
    life.give(c.Edit(add_products=("Power Apps",)), PARTNER, catalogue=shorter)
    assert list(life.claim.products) == ["Dynamics 365 Sales", "Power BI", "Power Apps"]
    life.give(c.Edit(remove_products=("Power BI",)), PARTNER, catalogue=shorter)
    assert list(life.claim.products) == ["Dynamics 365 Sales", "Power Apps"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("tenant", "not-a-uuid"),
        ("tenant", "6f1c9a528d3b4e0f9b7a2c5d8e1f0a34"),
        ("tenant", "----6f1c9a528d3b4e0f9b7a2c5d8e1f0a34"),
        ("tenant", "6f1c9a5_-8d3b-4e0f-9b7a-2c5d8e1f0a34"),
        ("tenant", "{6f1c9a52-8d3b-4e0f-9b7a-2c5d8e1f0a34}"),
        ("domain", "contoso"),
        ("domain", "contoso..example"),
        ("domain", "-contoso.example"),
        ("domain", "http://contoso.example"),
        ("domain", "contoso.example/x"),
        ("customer-email", "ada"),
        ("customer-email", "ada@contoso"),
        ("customer-email", "ada@@contoso.example"),
        ("customer-email", "ada kim@contoso.example"),
        ("customer-email", "ada@contoso.example, eve@x.example"),
        ("customer-email", "a..b@contoso.example"),
        ("customer-email", ".ada@contoso.example"),
        ("customer-email", "ada.@contoso.example"),
        ("customer-email", "ada@-contoso.example"),
        ("customer-email", f"{'a' * 65}@contoso.example"),
        ("customer-email", "ada@contoso.example\nBcc: eve@x.example"),
        ("customer-lang", "fr"),
        ("name", "x" * 201),
        ("mpn", "123"),
        ("nonsense", "x"),
    ],
)
def test_a_value_that_is_none_is_refused_with_its_field(name, given):
    with pytest.raises(Refused) as refused:
        value(name, given, MPNS)
    assert (refused.value.code, refused.value.details["field"], refused.value.exit) == (
        Code.BAD_INPUT,
        name,
        2,
    )


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("tenant", " 6F1C9A52-8D3B-4E0F-9B7A-2C5D8E1F0A34 ", "6f1c9a52-8d3b-4e0f-9b7a-2c5d8e1f0a34"),
        ("domain", "Contoso.Example", "contoso.example"),
        ("domain", "콘토소.한국", "콘토소.한국"),
        ("customer-email", "ada+cpor@mail.contoso.example", "ada+cpor@mail.contoso.example"),
        ("customer", "콘토소 주식회사", "콘토소 주식회사"),
        ("name", "one\nline\x1b[2J", "one line␛[2J"),
        ("name", "   ", ""),
    ],
)
def test_a_value_is_kept_clean(name, given, kept):
    assert value(name, given, MPNS) == kept


def test_a_claims_id_is_read_with_or_without_its_letter():
    assert {read_id(text) for text in ("C-1000027", "c-1000027", " 1000027 ")} == {1000027}
    assert shown_id(1000027) == "C-1000027"
    assert read_id("9" * 15) == int("9" * 15)
    assert read_id("C-7") == 7
    for wrong in ("", "C-", "C-x", "-1", "1.5", "١٢", "9" * 16):
        with pytest.raises(Refused) as refused:
            read_id(wrong)
        no = refused.value
        assert (no.code, no.why, no.details) == (Code.BAD_INPUT, "claim-id", {"given": wrong})


# --- proofs ---


def test_the_same_bytes_are_one_file_and_another_file_of_that_name_gets_its_own():
    life = Life().draft()
    assert life.give(c.AddPoe(poe=a_file("copy.pdf", content="proof.pdf")), PARTNER) is None
    life.give(c.AddPoe(poe=a_file("proof.pdf", content="another")), PARTNER)
    life.give(c.AddPoe(poe=a_file("proof.pdf", content="a third")), PARTNER)
    assert [poe.name for poe in life.claim.poe] == ["proof.pdf", "proof (2).pdf", "proof (3).pdf"]
    for content in "one", "two":
        life.give(c.AddPoe(poe=a_file("page.1.pdf", content=content)), PARTNER)
    assert life.claim.poe[-1].name == "page.1 (2).pdf"


def test_a_file_is_removed_from_a_draft_by_its_name_and_never_after_submission():
    life = Life().draft()
    assert life.code(c.RemovePoe(name="none.pdf"), PARTNER) == "not_found"
    life.give(c.RemovePoe(name="proof.pdf"), PARTNER)
    assert life.claim.poe == ()
    assert life.refold() == life.claim
    for stage in (Life.submitted, Life.asked, Life.rejected, Life.passed):
        assert stage(Life()).code(c.RemovePoe(name="proof.pdf"), PARTNER) == "wrong_status"


def test_a_file_may_be_added_where_the_claim_may_be_edited():
    for rules, stage, may in (
        ("2020", Life.submitted, True),
        ("2023", Life.submitted, False),
        ("2020", Life.asked, True),
        ("2023", Life.asked, True),
        ("2020", Life.in_review, False),
        ("2020", Life.rejected, False),
        ("2020", Life.disputed, False),
    ):
        life = stage(Life(rules))
        order = c.AddPoe(poe=a_file("more.pdf"))
        assert (life.give(order, PARTNER) is not None) if may else life.code(order, PARTNER) == "wrong_status"


def test_the_partner_may_drop_the_products_it_was_asked_to_drop():
    life = Life().in_review()
    life.give(c.Ask(reasons=("missing-products",), note="Not in it", drop_products=("Power BI",)), REVIEWER)
    assert "Power BI" in life.claim.products, "asking removes nothing by itself"
    life.give(c.Edit(remove_products=("Power BI",)), PARTNER)
    life.give(c.Resubmit(), PARTNER)
    life.give(ASK, REVIEWER)
    assert life.claim.products == ("Dynamics 365 Sales",)


LONGEST = {
    "mpn": 20,
    "tenant": 36,
    "domain": 253,
    "customer-email": 254,
    "partner-email": 254,
    "technical-email": 254,
    "subscription": 64,
    "customer-lang": 2,
}
"""How many characters a field may have, where it is not 200."""


@pytest.mark.parametrize("name", list(FIELDS))
def test_a_field_has_room_for_so_much_and_no_more(name):
    longest = LONGEST.get(name, 200)
    with pytest.raises(Refused) as no:
        value(name, "x" * (longest + 1), MPNS)
    assert (no.value.why, no.value.details) == ("too-long", {"field": name, "limit": longest})
    try:
        assert value(name, f" {'x' * longest} ", MPNS) == "x" * longest
    except Refused as other:
        assert other.why != "too-long"
        assert FIELDS[name].shape != "text"


def test_a_claim_that_changes_to_an_area_without_products_keeps_none():
    life = Life().draft()
    life.give(c.Edit(set={"area": "microsoft-365", "activity": "usage"}), PARTNER, catalogue={})
    assert life.claim.products == ()


@pytest.mark.parametrize("name", ["customer-email", "partner-email", "technical-email"])
def test_every_address_is_an_address(name):
    with pytest.raises(Refused) as no:
        value(name, "Theo Lim", MPNS)
    assert (no.value.why, no.value.details["field"]) == ("email", name)


def test_an_address_has_room_for_254_characters_as_mail_has():
    longest = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com"
    assert (len(longest), email(f" {longest} ")) == (254, longest)
    for wrong in (longest.replace(".com", ".info"), "nobody"):
        with pytest.raises(Refused) as refused:
            email(wrong)
        assert refused.value.details == {"field": "email", "given": wrong}


def test_a_message_has_room_for_ten_thousand_characters():
    assert message("x" * 10_000) == "x" * 10_000
    assert message(" first\r\n\tsecond ") == "first\n\tsecond"
    with pytest.raises(Refused) as refused:
        message("x" * 10_001)
    assert refused.value.details == {"field": "note", "limit": 10_000}


def test_a_customer_is_written_to_in_english_or_korean():
    assert [value("customer-lang", given, ()) for given in ("en", " ko ")] == ["en", "ko"]
