"""Reads OpenSSH public keys: what kind they are, and by which fingerprint they are known."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cpor_tui.domain.clean import clean
from cpor_tui.domain.refusals import Code, Refused

LEAST_RSA = 2048
"""Bits; shorter ones can be broken."""
_CURVES = {"nistp256": 65, "nistp384": 97, "nistp521": 133}
_LONGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One line of an `id_….pub`: its kind, its body in base64, and what its owner wrote behind it."""

    kind: str
    body: str
    comment: str
    fingerprint: str


def public_keys(text: str) -> tuple[PublicKey, ...]:
    """Every key of a file, one a line. Raises Refused(bad_input) for none, or for a line that is none."""
    lines = (line.strip() for line in text.replace("\r", "\n").split("\n"))
    found = tuple(public_key(line) for line in lines if line and not line.startswith("#"))
    if not found:
        raise Refused(Code.BAD_INPUT, "key", problem="none")
    return found


def public_key(line: str) -> PublicKey:
    """The key of one line. Raises Refused(bad_input) for a private, weak, unknown or broken one."""
    kind, _, rest = line.strip().partition(" ")
    body, _, comment = rest.strip().partition(" ")
    if "PRIVATE KEY" in line:
        raise Refused(Code.BAD_INPUT, "key", problem="private")
    if kind not in _CHECKS and not kind.startswith("ecdsa-sha2-"):
        raise Refused(Code.BAD_INPUT, "key", problem="kind", kind=clean(kind, limit=60))
    try:
        blob = base64.b64decode(body, validate=True) if len(body) <= _LONGEST else b""
        parts = _parts(blob)
    except (binascii.Error, ValueError):
        raise Refused(Code.BAD_INPUT, "key", problem="broken") from None
    if not parts or parts[0] != kind.encode():
        raise Refused(Code.BAD_INPUT, "key", problem="broken")
    check = _CHECKS.get(kind, _ecdsa)
    if problem := check(kind, parts[1:]):
        raise Refused(Code.BAD_INPUT, "key", problem=problem, least=LEAST_RSA)
    return PublicKey(kind, body, clean(comment.strip(), limit=200), fingerprint(blob))


def fingerprint(blob: bytes) -> str:
    """What `ssh-keygen -l` shows of a key."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _parts(blob: bytes) -> list[bytes]:
    """The length-prefixed strings a key is made of. Raises ValueError unless they fill it exactly."""
    found = []
    at = 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4])
        part = blob[at + 4 : at + 4 + size]
        if len(part) != size or len(blob) - at < 4:
            raise ValueError("a part is cut off")
        found.append(part)
        at += 4 + size
    return found


def _ed25519(kind: str, parts: list[bytes]) -> str:
    return "" if len(parts) == 1 and len(parts[0]) == 32 else "broken"


def _ecdsa(kind: str, parts: list[bytes]) -> str:
    curve = kind.removeprefix("ecdsa-sha2-")
    whole = len(parts) == 2 and parts[0] == curve.encode() and len(parts[1]) == _CURVES.get(curve)
    return "" if whole else "broken"


def _rsa(kind: str, parts: list[bytes]) -> str:
    if len(parts) != 2:
        return "broken"
    return "" if int.from_bytes(parts[1]).bit_length() >= LEAST_RSA else "weak"


def _hardware_ed25519(kind: str, parts: list[bytes]) -> str:
    return "" if len(parts) == 2 and len(parts[0]) == 32 else "broken"


def _hardware_ecdsa(kind: str, parts: list[bytes]) -> str:
    whole = len(parts) == 3 and parts[0] == b"nistp256" and len(parts[1]) == _CURVES["nistp256"]
    return "" if whole else "broken"


_CHECKS = {
    "ssh-ed25519": _ed25519,
    "ssh-rsa": _rsa,
    # Keys that never leave a token, and ask to be touched.
    "sk-ssh-ed25519@openssh.com": _hardware_ed25519,
    "sk-ecdsa-sha2-nistp256@openssh.com": _hardware_ecdsa,
}
