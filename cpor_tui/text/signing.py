"""Says what is known of a signature in a PDF: who, when, and whether the document still is what was signed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from cpor_tui.poe.reading import Seal, Signature
from cpor_tui.text import Text


def signature_words(text: Text, signature: Signature) -> str:
    """One or two sentences on a signature field; never that a signature is genuine, for nobody judged that."""
    if not signature.filled:
        return text("poe.signature.empty", name=signature.name, page=signature.page)
    who = signature.signer or signature.certified or text("poe.signature.nobody")
    day = _day(signature.signed_at)
    said = text(
        "poe.signature.filled",
        name=signature.name,
        page=signature.page,
        who=who if day is None else f"{who}, {text.date(day)}",
        seal=text(f"poe.seal.{signature.seal.value}"),
    )
    if signature.certified and signature.certified != who:
        said += " " + text("poe.signature.certified", who=signature.certified)
    return said if signature.seal is Seal.UNCHECKED else f"{said} {text('poe.seal.trust')}"


def _day(stamp: str) -> date | None:
    """The day of `D:20260304101500+09'00'`, as the signer's clock had it."""
    digits = stamp.removeprefix("D:")[:8]
    with suppress(ValueError):
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    return None
