"""What the demo and its director says in Korean."""

WORDS: dict[str, str] = {}
