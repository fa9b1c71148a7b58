"""What the way in over SSH says in English."""

WORDS: dict[str, str] = {}
