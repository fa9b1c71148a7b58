"""Makes room beside a rule set's text for what it states."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Leave it empty: what is not there is read from the text."""
    db.execute_sql("ALTER TABLE rule_text ADD COLUMN numbers TEXT NOT NULL DEFAULT ''")
