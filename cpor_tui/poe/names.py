"""Makes a file's name fit to keep and to show."""

import re

from cpor_tui.domain.clean import clean, stripped

MOST_NAME = 120
"""Characters of a name that are kept: it is shown in a column and mailed."""
_MOST_ENDING = 10
_DRIVE = re.compile(r"^[A-Za-z]:")


def safe_name(name: str, *, otherwise: str = "document") -> str:
    """Return `name` without folders and control characters, in NFC, at most 120 characters.

    What is too long is cut before its ending; a name of nothing is `otherwise`. The content decides what a
    file is, so a false ending stays.
    """
    last = re.split(r"[/\\]", _DRIVE.sub("", name))[-1]
    # Cut roughly first: a name may come over a line from anywhere, and cleaning takes time.
    last = last if len(last) <= 4000 else last[:2000] + last[-2000:]
    last = " ".join(clean(stripped(last), limit=4000).split()).strip(". ")
    if last.startswith("-"):
        # So that a command line never takes it for an option.
        last = "_" + last[1:]
    if not last:
        return otherwise
    if len(last) <= MOST_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > _MOST_ENDING:
        return last[: MOST_NAME - 1].rstrip(". ") + "…"
    return stem[: MOST_NAME - len(ending) - 2].rstrip(". ") + "…." + ending
