"""What was read of a file: its pages with their lines, its signature fields, what was attached."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cpor_tui.poe.kinds import Fault, Kind, Part

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in parts of the page (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; where the file has no lines, a paragraph."""

    text: str
    box: Box | None = None
    ink: bool = False
    """In a recognised page: something is drawn in or beside it that is no letter, a signature or a seal perhaps."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or what stands apart from the pages: a header, notes, comments."""

    number: int
    """From 1 on, through the file and all its attachments."""
    lines: tuple[Line, ...]
    part: Part = Part.BODY
    source: str = ""
    """The attachment that it is a page of; empty for the file itself."""
    picture: bool = False
    """It has no text of its own: what it shows, only eyes or OCR can tell."""
    ocr: bool = False
    """Its lines were recognised, with mistakes, by OCR."""
    width: float = 0
    height: float = 0
    """In points or pixels; 0 where a page has no size."""
    path: tuple[int, ...] = ()
    index: int = 0

    @property
    def text(self) -> str:
        """All lines, with line ends."""
        return "\n".join(line.text for line in self.lines)


class Seal(StrEnum):
    """Whether a document still is what was signed. Who signed, no mathematics can say."""

    UNCHECKED = "unchecked"
    """Nobody looked, or the extra `signatures` is not installed."""
    INTACT = "intact"
    """Not a byte was changed or added."""
    ADDED_TO = "added-to"
    """What was signed is intact; further signatures or entries in a form's fields came later."""
    CHANGED = "changed"
    """What was signed is intact, but later additions may change what is seen."""
    BROKEN = "broken"
    """The document is not what was signed, or the signature is not its certificate's."""
    UNKNOWN = "unknown"
    """It could not be checked."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A PDF's signature field."""

    name: str
    filled: bool
    page: int
    signer: str = ""
    signed_at: str = ""
    """As the file has it: D:20260304101500+09'00'."""
    reason: str = ""
    source: str = ""
    field: str = ""
    """Its whole name within the file; `name` is the one for people."""
    seal: Seal = Seal.UNCHECKED
    certified: str = ""
    """Whom the certificate names; anybody can make one."""

    @property
    def signed_on(self) -> date | None:
        """The day of `signed_at`, as the signer's clock had it."""
        digits = self.signed_at.removeprefix("D:")[:8]
        with suppress(ValueError):
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        return None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached to a message."""

    name: str
    kind: Kind | None
    size: int
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that could be read of one file."""

    kind: Kind | None
    size: int
    sha256: str
    pages: tuple[Page, ...] = ()
    signatures: tuple[Signature, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    fault: Fault | None = None
    """Why it was not read, or not to its end; `pages` has what was read before."""
    ocr: bool = False
    """Some of its text was recognised by OCR."""

    @property
    def pictures(self) -> tuple[Page, ...]:
        """The pages whose content nobody has read yet."""
        return tuple(page for page in self.pages if page.picture and not page.ocr)

    @property
    def unsealed(self) -> tuple[Signature, ...]:
        """The signatures that nobody has checked yet."""
        return tuple(each for each in self.signatures if each.filled and each.seal is Seal.UNCHECKED)

    @property
    def unfinished(self) -> bool:
        """Whether what takes long may tell more: recognising scans, checking signatures."""
        return bool(self.pictures or self.unsealed)
