"""Says which layout of the tables this code wants."""

VERSION = 4
"""The schema's version; it goes up with every file in `migrations`."""
