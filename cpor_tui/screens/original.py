"""Saves a proof file as it came, into the folder that the program was started in; never over another file."""

from __future__ import annotations

import shlex
from pathlib import Path

from cpor_tui.domain.claim import Poe, shown_id
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.session import Session


def save_original(session: Session, claim: int, sha256: str, folder: Path) -> Path:
    """Write the file's bytes; gives where.

    Raises Refused where the claim is not this reader's to see, or nothing can be written.
    """
    poe, content = session.desk.poe_bytes(claim, sha256, session.actor)
    # A stranger chose the name: it stays in this folder, and hides from nobody.
    wanted = Path(Path(poe.name).name.lstrip(".") or poe.sha256[:12])
    place, n = folder / wanted, 2
    try:
        while True:
            try:
                with place.open("xb") as file:
                    file.write(content)
                return place
            except FileExistsError:
                place, n = folder / f"{wanted.stem}-{n}{wanted.suffix}", n + 1
    except (OSError, ValueError) as wrong:
        raise Refused(Code.BAD_INPUT, "file-unwritable", file=str(folder)) from wrong


def by_ssh(claim: int, poe: Poe) -> str:
    """What follows `ssh HOST` on the reader's own machine to get the same bytes there."""
    order = f"poe get {shown_id(claim)} {shlex.quote(poe.name)}"
    # The far side splits the line once more; a plain name needs no second quoting.
    whole = order if shlex.quote(poe.name) == poe.name else shlex.quote(order)
    return f"{whole} > {shlex.quote(poe.name)}"
