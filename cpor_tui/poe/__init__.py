"""Reads the proof of execution in a cage, and shows where it proves what; it knows no claim and no store."""
