"""Organisations, people, keys, products, rule sets, calendars and furniture are kept as they were given."""

from dataclasses import replace
from datetime import date

import pytest

from cpor_tui.domain.calendar import Holiday
from cpor_tui.domain.names import Area, Role, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.domain.rules import shipped
from cpor_tui.store import Office, Org, Person, SshKey
from cpor_tui.store.furniture import Macro
from tests.store.hand import DAY, NOW

SORA = Person("sora", Role.INCENTIVES_ADMIN, 1, "sora@fabrikam.example", "ko")


def code_of(call, *args, **more) -> Code:
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return no.value.code


def test_an_organisation_is_found_by_number_and_by_name_in_any_case(store):
    made = store.org_add("Fabrikam", mpn={"1": "Seoul", "2": None}, country="KR", zone="Asia/Seoul")
    assert store.org(made.id) == store.org("FABRIKAM") == made
    assert made == Org(made.id, "Fabrikam", "partner", {"1": "Seoul", "2": None}, "KR", None, "Asia/Seoul")
    assert store.org("nobody") is None
    assert store.org(99) is None


def test_one_name_is_one_organisation(store):
    first = store.org_add("Fabrikam", country="KR", zone="Asia/Seoul")
    second = store.org_add("Litware", country="US", subdivision="CA", zone="America/Los_Angeles")
    assert code_of(store.org_add, "fabrikam", country="KR", zone="Asia/Seoul") is Code.BAD_INPUT
    assert code_of(store.org_edit, replace(second, name="FABRIKAM")) is Code.BAD_INPUT
    assert code_of(store.org_edit, replace(second, id=99, name="x")) is Code.NOT_FOUND
    store.org_edit(replace(first, name="Fabrikam Korea"))
    assert [org.name for org in store.org_list()] == ["Fabrikam Korea", "Litware"]


def test_a_place_nobody_knows_makes_no_organisation(store):
    assert code_of(store.org_add, "Nowhere", country="XX", zone="UTC") is Code.BAD_INPUT
    assert store.org_list() == []


def test_a_person_is_kept_edited_and_shut_out(store):
    store.person_add(SORA)
    assert store.person("sora") == SORA
    assert code_of(store.person_add, SORA) is Code.BAD_INPUT
    store.person_edit(replace(SORA, role=Role.VIEWER, email=None))
    store.disable("sora")
    assert store.person("sora") == replace(SORA, role=Role.VIEWER, email=None, disabled=True)
    store.enable("sora")
    store.person_add(Person("mina", Role.REVIEWER))
    assert [person.name for person in store.person_list()] == ["mina", "sora"]
    assert [person.name for person in store.person_list(role=Role.REVIEWER)] == ["mina"]
    assert [person.name for person in store.person_list(org=1)] == ["sora"]
    for call in (store.disable, store.enable):
        assert code_of(call, "nobody") is Code.NOT_FOUND
    assert code_of(store.person_edit, replace(SORA, name="nobody")) is Code.NOT_FOUND


def test_what_another_process_changed_is_seen_by_the_next_transaction(store, again):
    store.person_add(SORA)
    with again.write():
        assert again.person("sora") == SORA
        assert again.office.place == "KR"
    store.disable("sora")
    store.set_office(Office("US", "CA", "America/Los_Angeles"))
    with again.write():
        person = again.person("sora")
        assert person is not None
        assert person.disabled
        assert again.office.place == "US-CA"


def test_what_an_undone_transaction_changed_is_not_remembered(store):
    with store.write():
        assert store.person("sora") is None
    with pytest.raises(ZeroDivisionError), store.write():
        store.person_add(SORA)
        assert store.person("sora") == SORA
        raise ZeroDivisionError
    with store.write():
        assert store.person("sora") is None


def test_a_key_leads_to_its_owner_unless_they_are_shut_out(store):
    store.person_add(SORA)
    key = SshKey("SHA256:abc", "sora", "ssh-ed25519", "AAAA", "sora@laptop", NOW)
    store.key_add(key)
    assert store.keys_for("SHA256:abc") == (key, SORA)
    assert store.keys_for("SHA256:other") is None
    assert code_of(store.key_add, replace(key, person="mina")) is Code.BAD_INPUT
    assert store.key_list() == store.key_list("sora") == [key]
    assert store.key_list("mina") == []
    store.disable("sora")
    assert store.keys_for("SHA256:abc") is None
    store.key_remove("SHA256:abc")
    assert code_of(store.key_remove, "SHA256:abc") is Code.NOT_FOUND


def test_a_removed_product_stays_known_but_may_not_be_claimed(store):
    assert len(store.product_list()) == 26
    store.product_remove("microsoft-365", "Yammer")
    assert "Yammer" not in store.catalogue()[Area.MICROSOFT_365]
    assert "Yammer" in [product.name for product in store.product_list("microsoft-365")]
    store.product_add("microsoft-365", "Yammer")
    assert "Yammer" in store.catalogue()[Area.MICROSOFT_365]
    assert code_of(store.product_remove, "microsoft-365", "Clippy") is Code.NOT_FOUND


def test_a_rule_sets_name_stands_for_one_text_for_ever(store, again):
    assert store.ruleset("2020") == shipped()["2020"]
    text = shipped()["2023"].text
    assert store.ruleset_add(text, NOW) == again.ruleset("2023")
    store.ruleset_add(text, NOW)
    changed = text + "# another line\n"
    assert code_of(store.ruleset_add, changed, NOW) is Code.BAD_INPUT
    assert [rules.name for rules in store.ruleset_list()] == ["2020", "2023"]
    assert code_of(store.ruleset, "1999") is Code.NOT_FOUND


def test_holidays_are_copied_with_their_names_in_both_languages(store):
    calendar = store.calendar("KR")
    assert calendar.revision == 1
    assert calendar.holidays[date(2026, 9, 25)] == Holiday("Chuseok", "추석")


def test_a_refresh_that_changes_nothing_makes_no_revision(store):
    first, last = store.calendar("KR").first.year, store.calendar("KR").last.year
    assert store.calendar_copy("KR", None, first, last).revision == 1
    longer = store.calendar_copy("KR", None, first, last + 1)
    assert (longer.revision, longer.last) == (2, date(last + 1, 12, 31))
    assert store.calendar_copy("KR", None, first + 1, last).revision == 2, "known years are kept"


def test_an_operators_day_makes_a_revision_and_outlives_a_refresh(store, again):
    old = store.calendar("KR")
    day = date(2026, 10, 2)
    new = store.calendar_add("KR", day, Holiday("Election", "선거일"), NOW)
    assert new.revision == 2
    assert again.calendar("KR").holidays[day] == Holiday("Election", "선거일")
    assert day not in again.calendar("KR", 1).holidays, "an old deadline is explained by the old revision"
    assert store.calendar("KR", 1).holidays == old.holidays
    assert store.calendar_add("KR", day, Holiday("Election", "선거일"), NOW).revision == 2
    refreshed = store.calendar_copy("KR", None, old.first.year, old.last.year + 1)
    assert refreshed.holidays[day].en == "Election"
    assert [calendar.key for calendar in store.calendar_list()] == ["KR"]


def test_a_day_that_gets_another_name_keeps_the_old_one_in_the_old_revision(store):
    day = date(2026, 9, 25)
    for revision, name in ((2, "Harvest"), (3, "Moon")):
        assert store.calendar_add("KR", day, Holiday(name, name)).revision == revision
    with store.write():
        store.run("UPDATE holiday SET source = 'library' WHERE en = 'Moon'")
    assert store.calendar_copy("KR", None, 2026, 2026).holidays[day].en == "Chuseok"
    kept = [store._read_calendar("KR", revision).holidays[day].en for revision in (1, 2, 3, 4)]
    assert kept == ["Chuseok", "Harvest", "Moon", "Chuseok"]


def test_a_holiday_that_was_taken_back_is_one_no_longer(store):
    day = date(2026, 10, 2)
    store.calendar_add("KR", day, Holiday("Election", "선거일"))
    with store.write():
        store.run("UPDATE holiday SET source = 'library' WHERE en = 'Election'")
    assert day not in store.calendar_copy("KR", None, 2026, 2026).holidays
    assert day in store.calendar("KR", 2).holidays


def test_a_day_beyond_the_known_years_or_of_an_unknown_place_is_refused(store):
    assert code_of(store.calendar_add, "KR", date(1999, 1, 1), Holiday("x", "x")) is Code.CALENDAR_UNKNOWN
    assert code_of(store.calendar, "FR") is Code.CALENDAR_UNKNOWN
    assert code_of(store.calendar, "KR", 99) is Code.CALENDAR_UNKNOWN


def test_an_undone_holiday_is_not_remembered(store):
    day = date(2026, 10, 2)
    with pytest.raises(ZeroDivisionError), store.write():
        store.calendar_add("KR", day, Holiday("a", "a"))
        assert store.calendar("KR").revision == 2
        raise ZeroDivisionError
    assert store.calendar_add("KR", day, Holiday("b", "b")).holidays[day].en == "b"
    assert store.calendar("KR", 2).holidays[day].en == "b"


def test_drafts_are_kept_per_person_and_claim_and_an_empty_one_is_thrown_away(store):
    store.draft_put("sora", 5, "comment", "half a sen", NOW)
    store.draft_put("sora", 5, "comment", "half a sentence", NOW + 1)
    store.draft_put("sora", 6, "dispute", "because", NOW + 2)
    draft = store.draft_get("sora", 5, "comment")
    assert draft is not None
    assert (draft.text, draft.at) == ("half a sentence", NOW + 1)
    assert store.draft_get("mina", 5, "comment") is None
    assert [one.claim for one in store.draft_list("sora")] == [6, 5]
    store.draft_put("sora", 5, "comment", "", NOW)
    assert store.draft_get("sora", 5, "comment") is None


def test_views_and_canned_texts_are_ones_own_and_everybodys(store):
    for save, remove, listed in (
        (store.view_save, store.view_remove, store.view_list),
        (store.text_save, store.text_remove, store.text_list),
    ):
        save("sora", "urgent", "overdue:yes", NOW)
        save("", "all", "x", NOW)
        save("mina", "hers", "x", NOW)
        save("sora", "urgent", "due:<=1bd", NOW)
        assert [(one.name, one.text) for one in listed("sora")] == [("all", "x"), ("urgent", "due:<=1bd")]
        remove("sora", "urgent")
        assert code_of(remove, "sora", "urgent") is Code.NOT_FOUND


def test_a_macro_is_ones_own_or_everybodys_and_speaks_each_language_it_was_written_in(store):
    texts = {"en": "The dates are too old.", "ko": "날짜가 오래되었습니다."}
    mine = Macro("mina", "dates", What.ASK, ("missing-or-old-dates", "missing-products"), texts, NOW)
    everybodys = Macro("", "fine", What.APPROVE, (), {}, NOW)
    for macro in (mine, everybodys, Macro("joon", "his", What.REJECT, (), {}, NOW)):
        store.macro_save(macro)
    assert store.macro_list("mina") == [mine, everybodys]
    assert (mine.text("ko"), mine.text("en"), everybodys.text("ko")) == (texts["ko"], texts["en"], "")
    assert Macro("", "one", What.ASK, (), {"en": "Only so."}).text("ko") == "Only so."
    store.macro_remove("mina", "dates")
    assert code_of(store.macro_remove, "mina", "dates") is Code.NOT_FOUND


def test_who_has_a_claim_open_is_known_for_as_long_as_it_is_fresh(store):
    store.present(5, "mina", NOW)
    store.present(5, "joon", NOW + DAY)
    store.present(6, "mina", NOW)
    assert store.presence(5, NOW) == [("joon", NOW + DAY), ("mina", NOW)]
    assert store.presence(5, NOW + 1) == [("joon", NOW + DAY)]
    assert store.seen_at(5, "mina") == NOW
    store.left(5, "mina")
    assert store.seen_at(5, "mina") is None
    store.person_add(SORA)
    assert store.last_seen("sora") is None
    store.seen("sora", NOW)
    assert store.last_seen("sora") == NOW


def test_workers_tell_that_they_are_alive(store):
    store.heartbeat("a", NOW)
    store.heartbeat("b", NOW + 1)
    store.heartbeat("a", NOW + 2)
    assert store.heartbeats() == [("a", NOW + 2), ("b", NOW + 1)]
    store.forget_worker("a")
    assert store.heartbeats() == [("b", NOW + 1)]


def test_what_was_read_out_of_a_file_is_kept_by_its_content(store):
    assert store.poe_text("ab") is None
    store.keep_poe_text("ab", "page one", NOW)
    store.keep_poe_text("ab", "page one and two", NOW)
    assert store.poe_text("ab") == "page one and two"
