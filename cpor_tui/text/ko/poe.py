"""What the proof reader and its check says in Korean."""

WORDS: dict[str, str] = {}
