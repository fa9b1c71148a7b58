"""The Korean words, one file a room."""
