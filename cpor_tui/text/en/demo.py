"""What the demo and its director says in English."""

WORDS: dict[str, str] = {}
