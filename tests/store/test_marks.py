"""Millions of sums are compared by a few numbers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cpor_tui.store.marks import Marks

PARTS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["submit", "approve"]), st.integers(-2, 2)))


def of(parts, key=b"k"):
    marks = Marks(key)
    for org, name, n in parts:
        marks.add((org, name), n)
    return marks


def sums(parts):
    found: Counter[tuple[int, str]] = Counter()
    for org, name, n in parts:
        found[org, name] += n
    return {place: n for place, n in found.items() if n}


@given(PARTS, PARTS)
def test_marks_agree_exactly_where_the_sums_do(some, others):
    assert (not of(some).differ(of(others))) == (sums(some) == sums(others))


@given(PARTS, PARTS)
def test_several_hands_come_to_what_one_comes_to(some, more):
    marks = of(some)
    marks.join(of(more).sums)
    assert not marks.differ(of(some + more))


def test_the_heap_of_a_wrong_sum_is_named_and_nobody_elses():
    right, wrong = of([(1, "submit", 5), (2, "submit", 5)]), of([(1, "submit", 5), (2, "submit", 6)])
    assert right.differ(wrong) == {right.heap((2, "submit"))}


def test_who_has_no_key_cannot_tell_what_a_sum_adds():
    parts = [(1, "submit", 5)]
    assert of(parts, b"one").differ(of(parts, b"another"))
