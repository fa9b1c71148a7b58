"""Puts several wordings together into one pattern."""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return what finds any of `patterns`, in upper or lower case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
