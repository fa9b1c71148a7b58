"""What the screens says in Korean."""

WORDS: dict[str, str] = {}
