"""Keeps claims: one row each to read, and the events it came from, written together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from cpor_tui.domain.claim import Claim
from cpor_tui.domain.events import Event
from cpor_tui.domain.names import Phase, Status, What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Engine, Link, Row, Stale
from cpor_tui.store.codec import claim_of, event_of, event_text, parsed, plain
from cpor_tui.store.projection import COLUMNS, holding, names_of, row_of, standing, workloads_of
from cpor_tui.store.rows import CommentRow, NewComment, NewMail, Rival
from cpor_tui.store.search import NAMES, Words
from cpor_tui.store.tallies import SHARDS, Tallies, counts

_KEPT = 256
"""How many claims are kept in memory."""

_LOAD = "SELECT snapshot, version, head FROM claim WHERE id = ?"
_LOAD_OWN = f"{_LOAD} AND org = ?"
_LOAD_SUBMITTED = f"{_LOAD} AND submitted_at > 0"
_HEAD = "SELECT head FROM claim WHERE id = ? AND version = ?"
_UPDATE = f"UPDATE claim SET {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE id = ? AND version = ?"
INSERT = (
    f"INSERT INTO claim ({', '.join(COLUMNS)}, id, contested) VALUES ({', '.join('?' * len(COLUMNS))}, ?, 0)"
)
EVENT = (
    "INSERT INTO event (claim, seq, at, recorded_at, who, what, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
COUNT = (
    "INSERT INTO counter (org, status, phase, overdue, shard, n) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (org, status, phase, overdue, shard) DO UPDATE SET n = counter.n + excluded.n"
)
COMMENT = "INSERT INTO comment (claim, seq, at, who, side, internal, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_MAIL = (
    "INSERT INTO mail (claim, seq, kind, recipient, lang, person, state, written_at, due_at, send_after, "
    "attempts, message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)"
)
_CONTEST = (
    "UPDATE claim SET contested = CASE WHEN EXISTS (SELECT 1 FROM workload m JOIN workload o ON o.holding = m.holding "
    "AND o.product = m.product AND o.org <> m.org WHERE m.holding = ? AND m.claim = claim.id) THEN 1 ELSE 0 END "
    "WHERE id IN (SELECT claim FROM workload WHERE holding = ?) OR id = ?"
)


class Step(NamedTuple):
    """One event of a claim's life: the claim it makes, what was said with it, and the mail it causes."""

    event: Event
    after: Claim
    comment: NewComment | None = None
    mails: Sequence[NewMail] = ()


class Claims(Tallies, Words):
    """The part of the store that keeps claims and their history."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._read: dict[str, Claim] = {}

    @property
    def secret(self) -> bytes:
        """The secret that lies outside the database."""
        raise NotImplementedError

    @property
    def chain_key(self) -> bytes:
        """The key that the history's hashes are made with."""
        raise NotImplementedError

    # Reading

    def load(self, claim: int, *, org: int | None = None, submitted: bool = False) -> Claim | None:
        """The claim as it stands, or None if there is none of this number.

        `org`: only if it is this organisation's; `submitted`: only if it ever was. The database looks, so that
        what is not to be seen takes no longer than what is not there.
        """
        if org is not None:
            found = self.row(_LOAD_OWN, (claim, org))
        else:
            found = self.row(_LOAD_SUBMITTED if submitted else _LOAD, (claim,))
        if found is None:
            return None
        link = self._link()
        if link.mode == "write":
            link.heads[claim] = (found[1], found[2])
        # A head stands for one whole history, so for one claim: what was read or made before need not be read again.
        known = self._read.get(found[2])
        return known if known is not None else self._keep(found[2], claim_of(found[0]))

    def _keep(self, head: str, claim: Claim) -> Claim:
        if len(self._read) >= _KEPT:
            self._read.clear()
        self._read[head] = claim
        return claim

    def events(self, claim: int, after: int = 0, limit: int | None = None) -> list[tuple[Event, str]]:
        """A claim's history after event number `after`, each event with its hash."""
        text = "SELECT body, hash FROM event WHERE claim = ? AND seq > ? ORDER BY seq"
        if limit is not None:
            text += f" LIMIT {int(limit)}"
        return [(event_of(body), head) for body, head in self.rows(text, (claim, after))]

    def comments(self, claim: int, *, internal: bool, after: int = 0) -> list[CommentRow]:
        """What was said on a claim, in order; internal notes only where `internal`."""
        found = self.rows(
            "SELECT seq, at, who, side, body, internal FROM comment WHERE claim = ? AND seq > ? AND internal <= ? "
            "ORDER BY seq",
            (claim, after, int(internal)),
        )
        return [
            CommentRow(seq, at, by, side, text, bool(private)) for seq, at, by, side, text, private in found
        ]

    def due(self, now: int, limit: int = 100) -> list[int]:
        """The claims whose next instant has come, earliest first."""
        found = self.rows(
            "SELECT id FROM claim WHERE next_due <= ? ORDER BY next_due, id LIMIT ?", (now, limit)
        )
        return [claim for (claim,) in found]

    def next_due(self) -> int | None:
        """The first instant at which any claim wants attention."""
        found = self.row("SELECT next_due FROM claim WHERE next_due IS NOT NULL ORDER BY next_due LIMIT 1")
        return found[0] if found else None

    def contested(self, claim: int) -> bool:
        """Whether another organisation's living claim holds one of this living claim's workloads."""
        found = self.row("SELECT contested FROM claim WHERE id = ?", (claim,))
        return bool(found and found[0])

    def contend(self, claim: Claim) -> None:
        """Until the caller's transaction ends, nobody else's claim for a workload of this one is approved.

        SQLite has one writer at a time; elsewhere two rivals could be approved at once, neither knowing of the other.
        """
        key = holding(claim)
        if key is not None and self.backend == "postgres":
            self.rows("SELECT 1 FROM holding WHERE holding = ? FOR UPDATE", (key,))

    def competing(self, claim: Claim) -> list[Rival]:
        """Other organisations' living claims for one of these workloads (RULES.md §6)."""
        return self._holders(claim, "<>")

    def same_org_workload(self, claim: Claim) -> list[int]:
        """The same organisation's other living claims for one of these workloads."""
        return [rival.claim for rival in self._holders(claim, "=")]

    def _holders(self, claim: Claim, sign: str) -> list[Rival]:
        key = holding(claim)
        if key is None or not claim.products:
            return []
        marks = ", ".join("?" * len(claim.products))
        found = self.rows(
            "SELECT DISTINCT w.claim, w.org, c.status, c.phase FROM workload w JOIN claim c ON c.id = w.claim "
            f"WHERE w.holding = ? AND w.product IN ({marks}) AND w.claim <> ? AND w.org {sign} ? ORDER BY w.claim",
            (key, *claim.products, claim.id, claim.org),
        )
        return [
            Rival(one, org, Status(status), Phase(phase) if phase else None)
            for one, org, status, phase in found
        ]

    # Writing

    def new_claim_id(self) -> int:
        """The next claim's number, within the caller's write transaction."""
        if self.backend == "postgres":
            return int(self.only("SELECT nextval('claim_id')")[0])
        found = self.only(
            "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'last_claim' RETURNING value"
        )
        return int(found[0])

    def reserve_claims(self, last: int) -> None:
        """Give no number up to `last` to a new claim, within the caller's write transaction."""
        if self.backend == "postgres":
            self.only("SELECT setval('claim_id', GREATEST(?, (SELECT last_value FROM claim_id)))", (last,))
            return
        self.run(
            "UPDATE meta SET value = CAST(MAX(CAST(value AS INTEGER), ?) AS TEXT) WHERE name = 'last_claim'",
            (last,),
        )

    def append(
        self,
        before: Claim | None,
        after: Claim,
        event: Event,
        *,
        mails: Sequence[NewMail] = (),
        comment: NewComment | None = None,
    ) -> None:
        """Write one event and all that follows from it, within the caller's write transaction.

        Raises Stale if the claim is no longer the `before` that the event was decided on.
        """
        self.append_all(before, (Step(event, after, comment, mails),))

    def append_all(self, before: Claim | None, steps: Sequence[Step]) -> None:
        """Write events that follow each other on one claim, and its row once, within the caller's write transaction.

        Raises Stale if the claim is no longer the `before` that the first was decided on.
        """
        link, after = self._link(), steps[-1].after
        # 1. The workloads first: their lock is taken before the claim's, so that two writers never wait in a ring.
        if before is not None:
            self._hold(before, after)
        # 2. The row, guarded by the version that was seen.
        events, head = self._links_of(self._last_head(link, before, after), steps)
        row = row_of(after, head)
        if before is None:
            self.run(INSERT, (*row, after.id))
            self._hold(before, after)
        elif self.run(_UPDATE, (*row, after.id, before.version)) != 1:
            raise Stale(after.id)
        link.heads[after.id] = (after.version, head)
        self._keep(head, after)
        # 3. The events.
        for event in events:
            self.run(EVENT, event)
        # 4. What is counted, found, said and sent.
        self._count(before, after)
        if before is None or before.products != after.products:
            self._list_products(before, after)
        if (before.poe if before else ()) != after.poe:
            self._list_proofs(after)
        if before is None or names_of(before) != names_of(after):
            self.find_by(after.id, NAMES, *names_of(after), "", "")
        for step in steps:
            self._follow(before, step)
            before = step.after
        self.stirred()

    def _follow(self, before: Claim | None, step: Step) -> None:
        event, after, comment, mails = step
        if counts(before, event):
            self._tally(before, after, event)
        if comment is not None:
            self.run(
                COMMENT,
                (
                    event.claim,
                    event.seq,
                    event.at,
                    event.by,
                    event.side.value,
                    int(comment.internal),
                    comment.text,
                ),
            )
            body, note = ("", comment.text) if comment.internal else (comment.text, "")
            self.find_by(event.claim, event.seq, "", "", body, note)
        for number, mail in enumerate(mails):
            self._post(event, number, mail)
        if event.what is What.EARN:
            for line in event.facts["lines"]:
                self._note_line(event.claim, line)
            for gone in event.facts.get("gone", ()):
                self.run("DELETE FROM earning_line WHERE line = ? AND claim = ?", (gone, event.claim))

    def _links_of(self, head: str, steps: Sequence[Step]) -> tuple[list[Row], str]:
        """The rows of the events, each chained to the one before, and the last one's hash."""
        rows: list[Row] = []
        for event, *_ in steps:
            text = event_text(event)
            try:
                head = chained(self.chain_key, head, text)
            except UnicodeEncodeError as wrong:
                raise Refused(Code.BAD_INPUT, "text") from wrong
            what = event.what.value
            rows.append((event.claim, event.seq, event.at, event.recorded_at, event.by, what, text, head))
        return rows, head

    def _last_head(self, link: Link, before: Claim | None, after: Claim) -> str:
        if before is None:
            return ""
        known = link.heads.get(after.id)
        if known is not None and known[0] == before.version:
            return known[1]
        found = self.row(_HEAD, (after.id, before.version))
        if found is None:
            raise Stale(after.id)
        head: str = found[0]
        return head

    def _count(self, before: Claim | None, after: Claim) -> None:
        old = None if before is None else standing(before)
        new = standing(after)
        if old == new:
            return
        shard = after.id % SHARDS
        changes = [(org, *new, shard, 1) for org in (0, after.org)]
        if old is not None:
            changes += [(org, *old, shard, -1) for org in (0, after.org)]
        # Always in one order, or two writers could wait for each other.
        for change in sorted(changes):
            self.run(COUNT, change)

    def _hold(self, before: Claim | None, after: Claim) -> None:
        old = workloads_of(before) if before is not None else frozenset()
        new = workloads_of(after)
        if old == new:
            return
        keys = sorted({key for key, _ in old ^ new})
        for key in keys:
            self.run(
                "INSERT INTO holding (holding, touched) VALUES (?, ?) "
                "ON CONFLICT (holding) DO UPDATE SET touched = excluded.touched",
                (key, after.id),
            )
        for key, product in sorted(old - new):
            self.run(
                "DELETE FROM workload WHERE holding = ? AND product = ? AND claim = ?",
                (key, product, after.id),
            )
        for key, product in sorted(new - old):
            self.run(
                "INSERT INTO workload (holding, product, claim, org) VALUES (?, ?, ?, ?)",
                (key, product, after.id, after.org),
            )
        for key in keys:
            if self.row("SELECT 1 FROM workload WHERE holding = ? AND org <> ? LIMIT 1", (key, after.org)):
                self.run(_CONTEST, (key, key, after.id))

    def _list_products(self, before: Claim | None, after: Claim) -> None:
        old, new = set(before.products if before else ()), set(after.products)
        for product in sorted(old - new):
            self.run("DELETE FROM claim_product WHERE product = ? AND claim = ?", (product, after.id))
        for product in sorted(new - old):
            self.run("INSERT INTO claim_product (product, claim) VALUES (?, ?)", (product, after.id))

    def _list_proofs(self, after: Claim) -> None:
        self.run("DELETE FROM proof WHERE claim = ?", (after.id,))
        for poe in after.poe:
            self.run(
                "INSERT INTO proof (claim, name, sha256, size, org) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (after.id, poe.name, poe.sha256, poe.size, after.org),
            )

    def _post(self, event: Event, number: int, mail: NewMail) -> None:
        message = mail.message_id or message_id(event, number, mail.to)
        self.run(
            _MAIL,
            (
                event.claim,
                event.seq,
                mail.kind,
                mail.to,
                mail.lang,
                mail.person,
                "held" if mail.held else "queued",
                event.recorded_at,
                mail.send_after,
                mail.send_after,
                message,
            ),
        )

    def _note_line(self, claim: int, line: Mapping[str, object]) -> None:
        self.run(
            "INSERT INTO earning_line (line, claim, body) VALUES (?, ?, ?) "
            "ON CONFLICT (line) DO UPDATE SET claim = excluded.claim, body = excluded.body",
            (line["line"], claim, plain(line)),
        )

    def earning_line_known(self, line: str) -> tuple[int, Mapping[str, object]] | None:
        """The claim that has the earnings line of this id, and the line as it was imported last; None for a new one."""
        found = self.row("SELECT claim, body FROM earning_line WHERE line = ?", (line,))
        if found is None:
            return None
        body: Mapping[str, object] = parsed(found[1])
        return found[0], body

    # Answers for retries

    def answer(self, request: str) -> tuple[str, str, str] | None:
        """Who asked with this request id, the digest of what, and the first answer."""
        found = self.row("SELECT actor, digest, answer FROM request WHERE id = ?", (request,))
        return None if found is None else (found[0], found[1], found[2])

    def keep_answer(self, request: str, actor: str, digest: str, answer: str, at: int) -> None:
        """Keep the answer in the command's own transaction. Raises Stale if the id was used meanwhile."""
        self.run(
            "INSERT INTO request (id, actor, digest, answer, at) VALUES (?, ?, ?, ?, ?)",
            (request, actor, digest, answer, at),
        )


def chained(key: bytes, previous: str, text: str) -> str:
    """The keyed hash of an event's text and the hash before it."""
    return blake2b((previous + text).encode(), key=key, digest_size=32).hexdigest()


def message_id(event: Event, number: int, to: str) -> str:
    """A Message-ID that stays the same however often the message is sent."""
    mark = blake2b(to.encode(), digest_size=6).hexdigest()
    return f"<C-{event.claim}.{event.seq}.{number}.{mark}@cpor.invalid>"
