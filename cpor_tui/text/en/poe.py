"""What the proof reader and its check says in English."""

WORDS: dict[str, str] = {}
