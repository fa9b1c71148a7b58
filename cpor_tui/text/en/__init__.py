"""The English words, one file a room."""
