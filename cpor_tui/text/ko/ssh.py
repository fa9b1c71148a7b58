"""What the way in over SSH says in Korean."""

WORDS: dict[str, str] = {}
