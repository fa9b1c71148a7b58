"""Makes room for macros: decisions prepared by name."""

from __future__ import annotations

from typing import Any

import peewee


def up(migrator: Any, db: Any) -> None:
    """Make the table as a new store has it."""
    beside = " WITHOUT ROWID" if isinstance(db, peewee.SqliteDatabase) else ""
    db.execute_sql(
        'CREATE TABLE "macro" ("person" TEXT NOT NULL, "name" TEXT NOT NULL, "body" TEXT NOT NULL, '
        f'"at" BIGINT NOT NULL, PRIMARY KEY ("person", "name")){beside}'
    )
