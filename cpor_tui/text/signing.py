"""Says what is known of a signature in a PDF: who, when, and whether the document still is what was signed."""

from __future__ import annotations

from cpor_tui.poe.reading import Seal, Signature
from cpor_tui.text import Text


def signature_words(text: Text, signature: Signature) -> str:
    """One or two sentences on a signature field; never that a signature is genuine, for nobody judged that."""
    if not signature.filled:
        return text("poe.signature.empty", name=signature.name, page=signature.page)
    who = signature.signer or signature.certified or text("poe.signature.nobody")
    day = signature.signed_on
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
