"""Says of each signature in a PDF whether the document still is what was signed, inside the cage.

Mathematics only: whose certificate it is, and who vouches for them, is not judged here nor anywhere else.
"""

import io
from collections.abc import Iterator
from typing import Any

_KINDS = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
"""Those in use for twenty years; of others nothing is said."""
_MOST = 50
"""Signatures of one file that are looked at."""


def seals(content: bytes) -> Iterator[dict[str, str]]:
    """Yield for each filled signature field its name, its seal and whom its certificate names."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    reader = PdfFileReader(io.BytesIO(content), strict=False)
    filled = enumerate_sig_fields(reader, filled_status=True)
    for (name, _, field), _ in zip(filled, range(_MOST), strict=False):
        try:
            said = _said(EmbeddedPdfSignature(reader, field.get_object(), name))
        # A signature may be broken in any way; the next one may be good.
        except Exception:  # noqa: BLE001
            said = {"seal": "unknown", "certified": ""}
        yield {"field": str(name), **said}


def _said(signature: Any) -> dict[str, str]:  # pyHanko's types would cost its import.
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    certified = str(signature.signer_cert.subject.native.get("common_name", ""))
    if str(signature.sig_object.get("/SubFilter")) not in _KINDS:
        return {"seal": "unknown", "certified": certified}
    signature.compute_integrity_info()
    intact, valid = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
    )
    seal = _afterwards(signature) if intact and valid else "broken"
    return {"seal": seal, "certified": certified}


def _afterwards(signature: Any) -> str:
    """What happened to the file after it was signed."""
    from pyhanko.sign.diff_analysis.policy_api import DiffResult, ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "intact"
    # Further signatures, or fields that the signer left open: nothing that was signed looks different.
    harmless = (
        isinstance(signature.diff_result, DiffResult)
        and signature.diff_result.modification_level <= ModificationLevel.FORM_FILLING
        and signature.coverage == SignatureCoverageLevel.ENTIRE_REVISION
    )
    return "added-to" if harmless else "changed"
