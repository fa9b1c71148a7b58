"""Leads claims of partner-of-record from draft to decision, in a terminal."""

__version__ = "0.1.0"
