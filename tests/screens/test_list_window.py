"""Wherever a list is scrolled to, its rows are the ones that stand there."""

import pytest

from cpor_tui.screens import list_window
from cpor_tui.screens.list_window import ListWish, window
from cpor_tui.screens.table_window import Ask

ORDERS = ["urgent", "due", "-due", "id", "-id", "customer", "-updated"]


@pytest.fixture
def short_steps(monkeypatch):
    """The town's list is treated as a long one."""
    monkeypatch.setattr(list_window, "_WALK", 3)
    monkeypatch.setattr(list_window, "_NEAR", 1)


@pytest.mark.parametrize("order", ORDERS)
def test_a_jump_lands_where_it_was_aimed_at_in_every_order(street, short_steps, order):
    session = street.session("mina")
    whole, _ = window(session, ListWish("", order, Ask(None, 0, 0, 1000)))
    keys = [row.key for row in whole.rows]
    for position in range(len(keys)):
        piece, _ = window(session, ListWish("", order, Ask(None, position, 2, 4)))
        assert piece.total == len(keys)
        assert piece.at(position) is not None
        assert [row.key for row in piece.rows] == keys[piece.start : piece.end]


@pytest.mark.parametrize("order", ORDERS)
def test_the_rows_around_a_claim_are_its_neighbours(street, order):
    session = street.session("mina")
    whole, _ = window(session, ListWish("", order, Ask(None, 0, 0, 1000)))
    keys = [row.key for row in whole.rows]
    for position, key in enumerate(keys):
        piece, _ = window(session, ListWish("", order, Ask(key, 0, 3, 3)))
        assert piece.position(key) == position


def test_a_claim_that_left_the_list_leaves_its_neighbours(street):
    session = street.session("mina")
    gone = str(street.claims["City Power"])
    piece, _ = window(session, ListWish("status:submitted", "urgent", Ask(gone, 0, 3, 20)))
    assert piece.position(gone) is None
    assert piece.total == 8
