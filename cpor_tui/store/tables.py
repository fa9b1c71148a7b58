"""Lays out the tables: what is kept, and the index behind every list and every timer."""

from __future__ import annotations

from typing import Any

from cpor_tui.store.base import peewee_without_drivers

peewee = peewee_without_drivers()


def tables(db: Any) -> list[Any]:
    """The tables, bound to this database alone: a second store of the process gets its own."""
    # Instants are integers (UTC microseconds): aware datetimes sort wrongly on one database and shift on the other.
    # Flags are small integers for the same reason: one SQL text serves both.
    big, small, text, blob = (
        peewee.BigIntegerField,
        peewee.SmallIntegerField,
        peewee.TextField,
        peewee.BlobField,
    )

    on_sqlite = isinstance(db, peewee.SqliteDatabase)

    class Table(peewee.Model):  # type: ignore[misc,name-defined]
        class Meta:
            database = db
            legacy_table_names = False

    def keyed(*columns: str) -> Any:
        class Meta:
            primary_key = peewee.CompositeKey(*columns)
            # One tree instead of two: the rows lie in their key's order.
            without_rowid = on_sqlite

        return Meta

    class Meta_(Table):  # noqa: N801
        name = text(primary_key=True)
        value = text()

        class Meta:
            table_name = "meta"

    class Org(Table):
        id = peewee.BigAutoField()
        name = text(unique=True)
        folded = text()
        kind = text()
        mpn = text()
        country = text()
        subdivision = text(null=True)
        zone = text()

    class Person(Table):
        name = text(primary_key=True)
        role = text()
        org = big(null=True)
        email = text(null=True)
        lang = text()
        disabled = small(default=0)
        seen_at = big(null=True)

    class SshKey(Table):
        fingerprint = text(primary_key=True)
        person = text(index=True)
        kind = text()
        body = text()
        comment = text()
        added_at = big()

    class Product(Table):
        area = text()
        name = text()
        active = small(default=1)
        Meta = keyed("area", "name")

    class RuleText(Table):
        name = text(primary_key=True)
        body = text()
        digest = text()
        added_at = big()
        numbers = text(constraints=[peewee.SQL("DEFAULT ''")])
        """What the text states, as JSON; nothing where an older store has the text alone."""

    class Calendar(Table):
        place = text()
        revision = peewee.IntegerField()
        first_day = text()
        last_day = text()
        made_at = big()
        Meta = keyed("place", "revision")

    class Holiday(Table):
        place = text()
        day = text()
        added_rev = peewee.IntegerField()
        removed_rev = peewee.IntegerField(null=True)
        en = text()
        ko = text()
        source = text()
        Meta = keyed("place", "day", "added_rev")

    class Claim(Table):
        id = big(primary_key=True)
        version = peewee.IntegerField()
        org = big()
        status = text()
        phase = text()
        overdue = small()
        contested = small(default=0)
        area = text()
        activity = text()
        rules = text()
        name = text()
        customer = text()
        mpn = text()
        products = text()
        asked = text()
        created_at = big()
        created_by = text()
        submitted_at = big()
        updated_at = big()
        # Letters sort by their code points, on every database.
        customer_key = text() if on_sqlite else text(collation='"C"')
        due_at = big()
        due_kind = text()
        urgent = big()
        next_due = big(null=True)
        holder = text()
        held_since = big(null=True)
        held_active = big(null=True)
        poe = peewee.IntegerField()
        ticks = peewee.IntegerField()
        head = text()
        snapshot = text()

        class Meta:
            indexes = (
                (("next_due", "id"), False),
                (("status", "urgent", "id"), False),
                (("status", "updated_at", "id"), False),
                (("status", "due_at", "id"), False),
                (("status", "submitted_at", "id"), False),
                (("status", "customer_key", "id"), False),
                (("status", "id"), False),
                (("org", "status", "urgent", "id"), False),
                (("org", "status", "updated_at", "id"), False),
                (("holder", "status", "urgent", "id"), False),
            )

    class Event(Table):
        claim = big()
        seq = peewee.IntegerField()
        at = big()
        recorded_at = big()
        who = text()
        what = text()
        body = text()
        hash = text()
        Meta = keyed("claim", "seq")

    class Comment(Table):
        claim = big()
        seq = peewee.IntegerField()
        at = big()
        who = text()
        side = text()
        internal = small()
        body = text()
        Meta = keyed("claim", "seq")

    class Workload(Table):
        """Which claims hold what: only while submitted, open or approved (RULES.md §6)."""

        holding = text()
        product = text()
        claim = big()
        org = big()
        Meta = keyed("holding", "product", "claim")

    class Holding(Table):
        """One row a tenant or subscription, so that two claims for it are written one after the other."""

        holding = text(primary_key=True)
        touched = big()

    class ClaimProduct(Table):
        product = text()
        claim = big()
        Meta = keyed("product", "claim")

    class Proof(Table):
        """Which files a claim has: for quotas, and for finding the claims that share one."""

        claim = big()
        name = text()
        sha256 = text(index=True)
        size = big()
        org = big(index=True)
        Meta = keyed("claim", "name", "sha256")

    class Counter(Table):
        """How many claims stand where, in eight shards so that writers seldom wait for each other; org 0 is everybody."""

        org = big()
        status = text()
        phase = text()
        overdue = small()
        shard = small()
        n = big()
        Meta = keyed("org", "status", "phase", "overdue", "shard")

    class Tally(Table):
        """What was decided, kept and missed in a week; org 0 is everybody."""

        org = big()
        week = small()
        name = text()
        who = text()
        shard = small()
        n = big()

        Meta = keyed("org", "week", "name", "who", "shard")

    class Request(Table):
        id = text(primary_key=True)
        actor = text()
        digest = text()
        answer = text()
        at = big(index=True)

    class EarningLine(Table):
        line = text(primary_key=True)
        claim = big()
        body = text()

    class Mail(Table):
        n = peewee.BigAutoField()
        claim = big()
        seq = peewee.IntegerField()
        kind = text()
        recipient = text()
        lang = text()
        person = text(null=True)
        state = text()
        written_at = big()
        due_at = big()
        send_after = big()
        sent_at = big(null=True)
        attempts = peewee.IntegerField(default=0)
        retry_at = big(null=True)
        message_id = text()
        error = text(null=True)

        class Meta:
            indexes = (
                (("state", "due_at", "n"), False),
                (("claim", "seq"), False),
                (("recipient", "n"), False),
            )

    class Draft(Table):
        person = text()
        claim = big()
        kind = text()
        body = text()
        at = big()
        Meta = keyed("person", "claim", "kind")

    class SavedView(Table):
        person = text()
        name = text()
        body = text()
        at = big()
        Meta = keyed("person", "name")

    class Canned(Table):
        person = text()
        name = text()
        body = text()
        at = big()
        Meta = keyed("person", "name")

    class Macro(Table):
        person = text()
        name = text()
        body = text()
        at = big()
        Meta = keyed("person", "name")

    class Presence(Table):
        claim = big()
        person = text()
        at = big()
        Meta = keyed("claim", "person")

    class Heartbeat(Table):
        worker = text(primary_key=True)
        at = big()

    class Allowance(Table):
        """What somebody has left of what they may do in a short time, in thousandths, as it was at an instant."""

        who = text()
        kind = text()
        thousandths = big()
        at = big()
        Meta = keyed("who", "kind")

    class PoeText(Table):
        """What was read out of a file, by its content."""

        sha256 = text(primary_key=True)
        body = text()
        at = big()

    class Blob(Table):
        """Proof files, where several hosts share the store; beside an SQLite file they are files."""

        sha256 = text(primary_key=True)
        size = big()
        body = blob()

    return [
        Meta_, Org, Person, SshKey, Product, RuleText, Calendar, Holiday, Claim, Event, Comment, Workload,
        Holding, ClaimProduct, Proof, Counter, Tally, Request, EarningLine, Mail, Draft, SavedView, Canned, Macro,
        Presence, Heartbeat, Allowance, PoeText, Blob,
    ]  # fmt: skip


_CONTESTED = "CREATE INDEX claim_contested ON claim (status, urgent, id) WHERE contested = 1"
_FULL_TEXT = (
    "CREATE VIRTUAL TABLE words USING fts5(name, customer, body, note, tokenize='ascii', prefix='2 3', "
    "columnsize=0, detail=column)"
)
_BESIDE = {
    # Words come ready cut and folded (search.py), so both databases find the same.
    "sqlite": (_CONTESTED, _FULL_TEXT),
    "postgres": (
        _CONTESTED,
        "CREATE TABLE words (id BIGINT PRIMARY KEY, claim BIGINT NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX words_words ON words USING gin (words)",
        "CREATE INDEX words_claim ON words (claim)",
        "CREATE SEQUENCE claim_id START 1000001",
    ),
}


def make(db: Any, backend: str) -> None:
    """Make every table in an empty database, in the caller's transaction."""
    try:
        db.create_tables(tables(db), safe=False)
        for statement in _BESIDE[backend]:
            db.execute_sql(statement)
    except peewee.PeeweeException as wrong:
        # The driver's own error, which the engine knows how to read.
        raise wrong.__context__ or wrong from wrong
