"""The keys work while a Korean layout is on."""

import pytest

from cpor_tui.terminal.hangul import key_for

LAYOUT = dict(
    zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True)
)


@pytest.mark.parametrize(("jamo", "key"), LAYOUT.items())
def test_every_letter_of_the_layout_is_its_key(jamo, key):
    assert key_for(jamo) == key


@pytest.mark.parametrize(
    ("char", "keys"),
    [
        ("가", "rk"),
        ("달", "ekf"),
        ("닭", "ekfr"),
        ("ㅝ", "nj"),
        ("ㄳ", "rt"),
        ("의", "dml"),
        ("ᄋ", "d"),
        ("ﾡ", "r"),
    ],
)
def test_a_syllable_is_taken_apart_in_the_order_typed(char, keys):
    assert key_for(char) == keys


@pytest.mark.parametrize("char", ["j", "J", "", "ab", "あ", "한글", "\u3164", "ㅿ", "㈜", "漢", "…"])
def test_what_is_no_key_of_the_layout_is_left_alone(char):
    assert key_for(char) is None


@pytest.mark.parametrize("char", ["ㅃ", "ㅉ", "ㄸ", "ㄲ", "ㅆ", "ㅒ", "ㅖ", "까", "있"])
def test_a_letter_that_needs_shift_is_never_guessed(char):
    assert key_for(char) is None
