"""What the command line says in Korean."""

WORDS: dict[str, str] = {}
