"""Makes Textual fit for strangers: their bytes, their text, their terminals and their hang-ups."""
