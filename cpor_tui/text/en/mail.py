"""What the letters says in English."""

WORDS: dict[str, str] = {}
