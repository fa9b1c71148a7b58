"""Words the outbox, hands it to a Maildir or an SMTP server, and reads a customer's reply."""

from cpor_tui.mail.message import Letter, message, worded
from cpor_tui.mail.post import MaildirPost, Parcel, Post, SmtpPost, Undelivered, post_for
from cpor_tui.mail.reply import Reply, reply

__all__ = [
    "Letter",
    "MaildirPost",
    "Parcel",
    "Post",
    "Reply",
    "SmtpPost",
    "Undelivered",
    "message",
    "post_for",
    "reply",
    "worded",
]
