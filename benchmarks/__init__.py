"""Measures every speed that we promise, as a ratio against a baseline taken in the same run."""
