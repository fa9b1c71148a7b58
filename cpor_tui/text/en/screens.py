"""What the screens says in English."""

WORDS: dict[str, str] = {}
