"""Whether a PDF still is what was signed; who signed is nobody's to say."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from cpor_tui.poe import sealed as module
from cpor_tui.poe.check import check
from cpor_tui.poe.kept import Cache
from cpor_tui.poe.points import Facts
from cpor_tui.poe.reader import Reading, Seal, can_check_seals, read
from cpor_tui.text import Text
from cpor_tui.text.signing import signature_words

SIGNED = (Path(__file__).parent / "samples" / "12.pdf").read_bytes()
EMPTY = (Path(__file__).parent / "samples" / "13.pdf").read_bytes()
pytestmark = pytest.mark.skipif(not can_check_seals(), reason="the extra `signatures` is not installed")


@cache
def looked_at(content: bytes) -> Reading:
    """Return the reading with its seals; each costs a second."""
    return read(content, seals=True)


def test_each_attachment_says_what_became_of_it_since_it_was_signed():
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "signed"
    message.set_content("please see")
    # One letter of what was signed is another.
    assert SIGNED.count(b"Acceptance") == 1
    forged = SIGNED.replace(b"Acceptance", b"Acceptancy")
    # The signature itself is noise.
    spoilt = re.sub(rb"(/Contents ?<)[0-9a-fA-F]{40}", rb"\g<1>" + b"00ff" * 10, SIGNED, count=1)
    for content in (SIGNED, EMPTY, forged, spoilt, _added_to(SIGNED), _signed_again(SIGNED)):
        message.add_attachment(content, maintype="application", subtype="pdf", filename="signed.pdf")
    reading = looked_at(message.as_bytes())
    assert [(each.seal, each.certified) for each in reading.signatures] == [
        (Seal.INTACT, "Jane Miller"),
        (Seal.UNCHECKED, ""),
        (Seal.BROKEN, "Jane Miller"),
        (Seal.UNKNOWN, ""),
        (Seal.CHANGED, "Jane Miller"),
        (Seal.ADDED_TO, "Jane Miller"),
        (Seal.INTACT, "Tom Baker"),
    ]
    assert all("Statement of Work" in page.text for page in reading.pages[1:])


def _added_to(content: bytes) -> bytes:
    """Return a PDF with something more at its end that no form asked for."""
    from pyhanko.pdf_utils.generic import pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Added"] = pdf_string("later")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _signed_again(content: bytes) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    meta = signers.PdfSignatureMetadata(field_name="Second")
    signed: io.BytesIO = signers.sign_pdf(writer, meta, signer=_signer("Tom Baker"))
    return signed.getvalue()


def _signer(name: str):
    """Return somebody with a certificate of their own making."""
    from asn1crypto import keys  # type: ignore[import-untyped]
    from asn1crypto import x509 as asn1
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime(2026, 6, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + timedelta(days=9))
    certificate = made.sign(key, hashes.SHA256())
    return SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
        cert_registry=SimpleCertificateStore(),
    )


def test_without_the_library_nobody_looks(monkeypatch):
    monkeypatch.setattr(module, "can_check_seals", lambda: False)
    assert [each.seal for each in read(SIGNED, seals=True).signatures] == [Seal.UNCHECKED]


def test_a_kept_reading_is_looked_at_once_it_is_asked(tmp_path):
    cache = Cache(tmp_path)
    assert cache.read(SIGNED).unfinished
    looked = cache.read(SIGNED, seals=True)
    assert looked.signatures[0].seal is Seal.INTACT
    assert not looked.unfinished
    assert Cache(tmp_path).find(looked.sha256) == looked


def test_a_broken_signature_speaks_against_the_point():
    facts = Facts("Contoso Consulting", "Fabrikam Inc", (), date(2026, 6, 15))
    good = looked_at(SIGNED)
    broken = replace(good, signatures=tuple(replace(each, seal=Seal.BROKEN) for each in good.signatures))
    against = [check(facts, {"12.pdf": reading})[1].against for reading in (good, broken)]
    assert against[0] == ()
    assert [place.text.split()[0] for place in against[1]] == ["CustomerSignature"]


def test_what_is_said_of_a_signature_names_its_day_and_never_vouches():
    (signature,) = looked_at(SIGNED).signatures
    said = signature_words(Text("en"), signature)
    assert said == (
        "Signature “CustomerSignature”, page 1: Jane Miller, Sun 22 Nov 2026. Intact: nothing was changed or added since."
        " Who really signed is not judged."
    )
    (empty,) = read(EMPTY).signatures
    assert "NOT SIGNED" in signature_words(Text("en"), empty)
    assert "서명 없음" in signature_words(Text("ko"), empty)
