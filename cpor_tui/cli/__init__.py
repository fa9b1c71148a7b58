"""Lets scripts do everything that people do on a screen, through the same desk (one small file a noun)."""
