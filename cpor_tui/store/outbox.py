"""Keeps the mail that events wrote, hands it to workers one at a time, and remembers what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Base, Row
from cpor_tui.store.rows import Mail

_FIELDS = (
    "n, claim, seq, kind, recipient, lang, person, state, written_at, send_after, sent_at, attempts, retry_at, "
    "message_id, error"
)
_NEXT = (
    "SELECT (SELECT MIN(next_due) FROM claim), (SELECT MIN(due_at) FROM mail WHERE state = 'queued'), "
    "(SELECT MIN(due_at) FROM mail WHERE state = 'held')"
)
LEASE = 120 * 1_000_000
"""How long a worker has for a message before another may take it, in microseconds."""


class Outbox(Base):
    """The part of the store that keeps mail."""

    def mails(
        self,
        *,
        to: str | None = None,
        claim: int | None = None,
        state: str | None = None,
        after: int = 0,
        limit: int = 1000,
    ) -> list[Mail]:
        """Messages in the order they were written, from number `after` on."""
        where, params = ["n > ?"], [after]
        for column, value in (("recipient", to), ("claim", claim), ("state", state)):
            if value is not None:
                where.append(f"{column} = ?")
                params.append(value)  # type: ignore[arg-type]
        text = f"SELECT {_FIELDS} FROM mail WHERE {' AND '.join(where)} ORDER BY n LIMIT ?"
        return [_mail(row) for row in self.rows(text, (*params, limit))]

    def mails_newest(self, *, to: str | None, limit: int) -> list[Mail]:
        """The last messages, the newest first; `to`: those to this address."""
        where, params = ("WHERE recipient = ?", (to,)) if to is not None else ("", ())
        return [
            _mail(row)
            for row in self.rows(
                f"SELECT {_FIELDS} FROM mail {where} ORDER BY n DESC LIMIT ?", (*params, limit)
            )
        ]

    def mail(self, n: int) -> Mail | None:
        """One message, or None."""
        found = self.row(f"SELECT {_FIELDS} FROM mail WHERE n = ?", (n,))
        return _mail(found) if found else None

    def void_mails(self, claim: int, seq: int) -> tuple[int, int]:
        """Take back what is still held of an event's mail: how many were, and how many are gone already."""
        voided = self.run(
            "UPDATE mail SET state = 'void' WHERE claim = ? AND seq = ? AND state = 'held'", (claim, seq)
        )
        found = self.row(
            "SELECT COUNT(*) FROM mail WHERE claim = ? AND seq = ? AND state <> 'void'", (claim, seq)
        )
        return voided, found[0] if found else 0

    def release_held(self, now: int) -> int:
        """Let go what has been held long enough; says how many."""
        ripe = "state = 'held' AND due_at <= ?"
        if self.backend == "postgres":
            # What somebody takes back or lets go at this very instant is theirs: two who wait for each other end badly.
            ripe = f"n IN (SELECT n FROM mail WHERE {ripe} FOR UPDATE SKIP LOCKED)"
        with self.own():
            return self.run(f"UPDATE mail SET state = 'queued' WHERE {ripe}", (now,))

    def claim_mail_batch(self, now: int, limit: int = 20) -> list[Mail]:
        """Queued messages that are due, lent to this worker alone for two minutes."""
        skip = " FOR UPDATE SKIP LOCKED" if self.backend == "postgres" else ""
        with self.own():
            due = (
                "SELECT n FROM mail WHERE state = 'queued' AND due_at <= ? ORDER BY due_at, n LIMIT ?" + skip
            )
            found = [n for (n,) in self.rows(due, (now, limit))]
            if not found:
                return []
            marks = ", ".join("?" * len(found))
            self.run(f"UPDATE mail SET due_at = ? WHERE n IN ({marks})", (now + LEASE, *found))
            text = f"SELECT {_FIELDS} FROM mail WHERE n IN ({marks}) ORDER BY n"
            return [_mail(row) for row in self.rows(text, found)]

    def mark_sent(self, n: int, at: int) -> bool:
        """Note that a message was handed over; False if somebody had noted it before."""
        with self.own():
            noted = self.run(
                "UPDATE mail SET state = 'sent', sent_at = ?, attempts = attempts + 1, error = NULL, retry_at = NULL "
                "WHERE n = ? AND state IN ('queued', 'failed')",
                (at, n),
            )
            return noted == 1

    def mark_void(self, n: int) -> None:
        """Take back a queued message that means nothing any more."""
        with self.own():
            self.run("UPDATE mail SET state = 'void' WHERE n = ? AND state = 'queued'", (n,))

    def mark_failed(self, n: int, error: str, retry_at: int | None) -> None:
        """Note a failure: tried again at `retry_at`, or never if None."""
        with self.own():
            self.run(
                "UPDATE mail SET state = ?, attempts = attempts + 1, error = ?, retry_at = ?, due_at = ? "
                "WHERE n = ? AND state = 'queued'",
                ("queued" if retry_at is not None else "failed", error[:500], retry_at, retry_at or 0, n),
            )

    def retry(self, n: int, at: int = 0) -> Mail:
        """Queue a failed message again. Raises Refused(not_found), or Refused(wrong_status) if it has not failed."""
        with self.own():
            changed = self.run(
                "UPDATE mail SET state = 'queued', due_at = ?, retry_at = NULL WHERE n = ? AND state = 'failed'",
                (at, n),
            )
            mail = self.mail(n)
            if mail is None:
                raise Refused(Code.NOT_FOUND, "mail", n=n)
            if not changed:
                raise Refused(Code.WRONG_STATUS, "mail", n=n, state=mail.state)
            return mail

    def next_instant(self) -> int | None:
        """The first instant at which a claim or a message wants attention: one question, for a worker asks it all day."""
        found: Sequence[Any] | None = self.row(_NEXT)
        return min((at for at in found or () if at is not None), default=None)

    def next_mail_due(self) -> int | None:
        """The first instant at which a message may go."""
        found: Sequence[Any] | None = self.row(
            "SELECT MIN(due_at) FROM (SELECT MIN(due_at) AS due_at FROM mail WHERE state = 'queued' "
            "UNION ALL SELECT MIN(due_at) FROM mail WHERE state = 'held') AS waiting"
        )
        return found[0] if found else None


def _mail(row: Row) -> Mail:
    return Mail(*row)
