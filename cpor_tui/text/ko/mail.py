"""What the letters says in Korean."""

WORDS: dict[str, str] = {}
