"""Words the outbox and hands it over, to a Maildir or an SMTP server; `reply` reads what a customer answers."""

from cpor_tui.mail.message import Letter, message, worded
from cpor_tui.mail.post import MaildirPost, Parcel, Post, SmtpPost, Undelivered, post_for

__all__ = [
    "Letter",
    "MaildirPost",
    "Parcel",
    "Post",
    "SmtpPost",
    "Undelivered",
    "message",
    "post_for",
    "worded",
]
