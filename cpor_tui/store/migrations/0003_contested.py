"""Gives the contested claims an index in the order of the queue, and all others none."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Put the new index in the old one's place."""
    db.execute_sql("DROP INDEX claim_contested_id")
    db.execute_sql("CREATE INDEX claim_contested ON claim (status, urgent, id) WHERE contested = 1")
