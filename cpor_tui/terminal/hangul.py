"""Finds the Latin keys that were pressed while a Korean two-set layout was on."""

import unicodedata

# The layout as it is printed on keyboards; a key and Shift give the same jamo but for the seven left out here.
_INITIALS = dict(zip("ᄀᄂᄃᄅᄆᄇᄉᄋᄌᄎᄏᄐᄑᄒ", "rsefaqtdwczxvg", strict=True))
_VOWELS = {
    "ᅡ": "k", "ᅢ": "o", "ᅣ": "i", "ᅥ": "j", "ᅦ": "p", "ᅧ": "u", "ᅩ": "h", "ᅪ": "hk", "ᅫ": "ho", "ᅬ": "hl",
    "ᅭ": "y", "ᅮ": "n", "ᅯ": "nj", "ᅰ": "np", "ᅱ": "nl", "ᅲ": "b", "ᅳ": "m", "ᅴ": "ml", "ᅵ": "l",
}  # fmt: skip
_FINALS = {
    "ᆨ": "r", "ᆪ": "rt", "ᆫ": "s", "ᆬ": "sw", "ᆭ": "sg", "ᆮ": "e", "ᆯ": "f", "ᆰ": "fr", "ᆱ": "fa", "ᆲ": "fq",
    "ᆳ": "ft", "ᆴ": "fx", "ᆵ": "fv", "ᆶ": "fg", "ᆷ": "a", "ᆸ": "q", "ᆹ": "qt", "ᆺ": "t", "ᆼ": "d", "ᆽ": "w",
    "ᆾ": "c", "ᆿ": "z", "ᇀ": "x", "ᇁ": "v", "ᇂ": "g",
}  # fmt: skip
_KEYS = _INITIALS | _VOWELS | _FINALS


def key_for(char: str) -> str | None:
    """Return the lower-case keys, in the order typed, that give `char`: "ㅓ" is "j", "달" is "ekf".

    None where it is no Hangul of the two-set layout, and for the double consonants, ㅒ and ㅖ: those need Shift,
    so no lower-case command was meant, and which upper-case one we do not guess.
    """
    if len(char) != 1 or not "ᄀ" <= char <= "ￜ":
        return None
    # Compatibility and half-width jamo and whole syllables all come apart into conjoining jamo.
    keys = [_KEYS.get(jamo) for jamo in unicodedata.normalize("NFKD", char)]
    return "".join(key for key in keys if key) if all(keys) else None
