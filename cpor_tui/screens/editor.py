"""Hands a text to the person's own editor, in a private file, and takes it back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cpor_tui.domain.clean import clean
from cpor_tui.domain.fields import LONGEST_TEXT

_FALLBACKS = ("nano", "vi")


def editor_of(environ: Mapping[str, str]) -> list[str]:
    """The person's editor as a command: $VISUAL, $EDITOR, else one that most machines have."""
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return shlex.split(environ[name])
    from shutil import which

    return [next((name for name in _FALLBACKS if which(name)), "vi")]


def through_editor(text: str, command: list[str]) -> str | None:
    """The text as the editor left it; None when the editor ended badly. Raises OSError when it cannot be started.

    The file lies in a folder that nobody else can look into, and is gone afterwards, whatever happened.
    """
    with tempfile.TemporaryDirectory(prefix="cpor-") as folder:
        place = Path(folder) / "message.txt"
        with os.fdopen(
            os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
        ) as opened:
            opened.write(text)
        if subprocess.run([*command, str(place)], check=False).returncode != 0:
            return None
        written = place.read_text(encoding="utf-8", errors="replace")
    return clean(written.rstrip("\n"), limit=LONGEST_TEXT, multiline=True)
