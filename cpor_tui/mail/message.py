"""Turns a row of the outbox into a letter in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpor_tui.domain.calendar import MICRO, moment
from cpor_tui.domain.claim import Claim, shown_id
from cpor_tui.domain.clean import clean
from cpor_tui.domain.events import Event
from cpor_tui.domain.evolve import fold
from cpor_tui.mail.scene import Scene
from cpor_tui.mail.wording import LETTERS

if TYPE_CHECKING:
    from email.message import EmailMessage

    from cpor_tui.desk import Desk
    from cpor_tui.store import Mail

_LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader is told: one line and some paragraphs, plain text."""

    subject: str
    body: str


def worded(desk: Desk, mail: Mail, *, masked: bool = False) -> Letter:
    """The words of a message, as of the event that caused it; `masked` hides the customer's code.

    Internal notes are in none. Raises LookupError when the event is not there.
    """
    claim, event = _then(desk, mail)
    scene = Scene.of(desk, mail, claim, event, masked=masked)
    title, paragraphs = LETTERS[mail.kind](scene)
    text = scene.text
    subject = clean(f"[{shown_id(claim.id)}] {title}", limit=_LONGEST_SUBJECT)
    body = "\n\n".join((scene.greeting, *paragraphs, text("mail.foot", claim=shown_id(claim.id))))
    return Letter(subject, body + "\n")


def message(desk: Desk, mail: Mail, sender: str) -> EmailMessage:
    """The whole message, headers and all, as it is handed over at this instant.

    No header can be broken by what people typed: each value is one clean line, and an address that is none is
    refused with ValueError.
    """
    from email.message import EmailMessage
    from email.policy import SMTP

    from cpor_tui.domain.fields import email

    letter = worded(desk, mail)
    # Lines of any length and any script, over servers that know nothing but ASCII.
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=78))
    made["From"] = sender
    made["To"] = email(mail.to)
    made["Subject"] = letter.subject
    made["Date"] = moment(desk.now() // MICRO * MICRO)
    made["Message-ID"] = mail.message_id
    # One claim, one thread, in whatever order the letters arrive.
    made["References"] = f"<C-{mail.claim}@{mail.message_id.rpartition('@')[2].rstrip('>')}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = mail.lang
    made.set_content(letter.body)
    return made


def _then(desk: Desk, mail: Mail) -> tuple[Claim, Event]:
    """The claim as the event left it: whatever happened since belongs into another letter."""
    events = [event for event, _ in desk.store.events(mail.claim, limit=mail.seq)]
    if not events or events[-1].seq != mail.seq:
        raise LookupError(f"{shown_id(mail.claim)} has no event {mail.seq}")
    return fold(events), events[-1]
