"""What the command line says in English."""

WORDS: dict[str, str] = {}
