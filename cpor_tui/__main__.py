"""Starts `cpor`; `python -m cpor_tui` is the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit status (CLI.md, Global)."""
    words = sys.argv[1:] if words is None else words
    # sshd asks twice a login, so its two questions are answered before anything else is loaded.
    if "keys-for" in words or "serve-ssh" in words:
        from cpor_tui.ssh import front

        if (status := front.enter(words, os.environ)) is not None:
            return status
    from cpor_tui.cli.door import enter

    return enter(words, os.environ)


if __name__ == "__main__":
    sys.exit(main())
