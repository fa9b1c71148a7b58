"""A filter's words are completed: keys and what they take, in both languages, and names that the reader may see."""

import pytest
from textual.widgets import Input

from cpor_tui.domain.filter import KEYS, parse
from cpor_tui.screens.filter_field import FilterField
from cpor_tui.screens.filter_words import Begun, begun, customers, gone_on, offers, together, words_for


@pytest.fixture
def words(street):
    """What a reviewer's filter may say, by language."""
    return {lang: words_for(street.session("mina", lang)) for lang in ("en", "ko")}


def offered(words, typed, lang="en"):
    """What the last word could go on to."""
    return offers(words[lang], begun(typed))


def test_a_key_is_completed_in_either_language_and_its_words_in_the_one_it_was_typed_in(words):
    assert offered(words, "st") == ("status:",)
    assert offered(words, "mine 상") == ("상태:",)
    assert offered(words, "")[:3] == ("status:", "due:", "overdue:")
    assert offered(words, "", "ko")[:3] == ("상태:", "기한:", "기한초과:")
    assert offered(words, "status:")[:2] == ("editing", "submitted")
    assert offered(words, "상태:")[:3] == ("편집중", "제출됨", "검토중")
    assert offered(words, "-status:submitted,und") == ("under-review",)
    assert offered(words, "status:검") == ("검토중",)
    assert offered(words, "due:<") == ("<=1bd", "<=2bd", "<=5bd")


def test_names_are_found_by_any_of_their_words_and_put_in_quotes_where_they_need_it(words):
    at = begun("mine partner:kor")
    assert gone_on(at, *offers(words["en"], at)) == 'mine partner:"Fabrikam Korea"'
    assert offered(words, "검토자:jo", "ko") == ("joon",)
    assert gone_on(begun("partner:"), "Litware") == "partner:Litware"
    at = begun("product:dyn")
    assert together(at, offers(words["en"], at)) == 'product:"Dynamics 365 '
    assert offered(words, 'product:"Dynamics 365 Sa') == ("Dynamics 365 Sales",)


def test_whatever_is_offered_is_understood(words):
    for found in words.values():
        assert {key for key in KEYS if key not in ("mine", "free")} <= {
            ways[-1].rstrip(":") if ways[-1].isascii() else ways[0].rstrip(":") for ways in found.keys
        }
        for key, both in found.values.items():
            for word in (*both[0], *both[1]):
                assert parse(gone_on(Begun(f"{key}:", key, ""), word)), (key, word)


def test_a_partner_is_offered_no_name_of_another_organisation(street):
    session = street.session("sora")
    words = words_for(session)
    assert offers(words, begun("partner:")) == ()
    assert offers(words, begun("re")) == ()
    assert "Litware" not in str(words)
    assert customers(session, "con") == ("Contoso GmbH",)
    assert len(customers(street.session("mina"), "con")) == 3


async def test_tab_completes_the_last_word_and_goes_through_what_there_is(sit):
    async with sit("mina") as desk:
        await desk.press("slash", "s", "t", "tab")
        field = desk.app.screen.query_one(FilterField)
        assert field.value == "status:"
        assert "Tab  editing  submitted" in desk.shown
        # What is only begun is no mistake yet.
        assert desk.said == ""
        await desk.press("tab", "tab")
        assert field.value == "status:submitted"
        await desk.press("shift+tab")
        assert field.value == "status:editing"
        await desk.press("tab", "space", *"par", "tab", "l", "tab", "enter")
        assert "/ status:submitted partner:Litware" in desk.shown
        assert "Tab  " not in desk.shown
        assert desk.app.screen.table.total == 3


async def test_customers_are_completed_too_and_in_korean(sit):
    async with sit("mina", "ko") as desk:
        await desk.press("slash")
        assert "Tab  상태:  기한:" in desk.shown
        field = desk.app.screen.query_one("#filter", Input)
        field.value = "고객:lu"
        field.cursor_position = len(field.value)
        await desk.settle()
        await desk.press("tab", "enter")
        assert '/ 고객:"Lucerne Publishing"' in desk.shown
        assert desk.app.screen.table.total == 1


async def test_a_word_that_means_nothing_is_said_on_enter_and_can_be_mended(sit):
    async with sit("mina") as desk:
        await desk.press("slash", *"status:", "enter")
        assert "status:" in desk.said
        assert desk.app.screen.query_one(FilterField).has_focus
