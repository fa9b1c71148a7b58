"""A newcomer without a store is offered something to do."""

from __future__ import annotations

import io

import pytest

from cpor_tui.cli.first_run import is_first, offer
from cpor_tui.cli.visit import Visit
from cpor_tui.settings import Settings
from cpor_tui.store import Store


@pytest.fixture
def newcomer(tmp_path):
    """`newcomer("2", "KR", "")`: what is chosen by these answers, the visit, and what was said."""

    def answers(*given: str, lang: str = "en"):
        environment = {"HOME": str(tmp_path)}
        out = io.StringIO()
        visit = Visit(Settings.load({"lang": lang}, environment), out=out, err=out, stdin=None)
        assert is_first(visit)
        left = iter(given)

        def ask(words: str) -> str:
            out.write(words)
            return next(left, "q")

        chosen = offer(visit, ask)
        visit.close()
        return chosen, visit, out.getvalue()

    return answers


@pytest.mark.parametrize(("given", "chosen"), [("", "demo"), ("1", "demo"), ("q", "leave")])
def test_enter_is_the_demo_and_q_leaves(newcomer, given, chosen):
    assert newcomer(given)[0] == chosen


def test_a_new_store_is_made_with_the_holidays_of_a_country(newcomer):
    chosen, visit, said = newcomer("2", "KR", "")
    assert chosen == "open"
    store = Store.open(visit.settings.store)
    assert store.office.country == "KR"
    store.close()
    assert "cpor user add" in said


def test_a_country_that_nobody_knows_is_asked_for_again(newcomer):
    chosen, _, said = newcomer("2", "XX", "q")
    assert chosen == "leave"
    assert "XX" in said


def test_a_store_by_its_url_is_opened_or_the_refusal_is_said(newcomer, tmp_path):
    from cpor_tui.office import found

    url = f"sqlite:///{tmp_path / 'there.db'}"
    found(url).close()
    chosen, visit, _ = newcomer("3", "sqlite:////nowhere/at-all.db", "3", url)
    assert (chosen, visit.settings.store) == ("open", url)


def test_the_offer_is_made_in_korean_too(newcomer):
    assert "무엇을 열까요" in newcomer("q", lang="ko")[2]
