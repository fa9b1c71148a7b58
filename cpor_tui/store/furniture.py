"""Keeps what is no rule of claims: drafts, saved views, texts and macros, who looks at what, the workers' pulse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cpor_tui.domain.names import What
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store.base import Base
from cpor_tui.store.codec import parsed, plain

EVERYBODY = ""
"""The owner of what belongs to nobody in particular."""
_LOOK = "look"
"""The kind of the row that says when somebody last looked at a claim."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody has begun; claim 0 is none yet."""

    person: str
    claim: int
    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A named filter, or a canned text; `person` is "" if it is everybody's."""

    person: str
    name: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Macro:
    """A decision prepared by name: the outcome, its reasons, and the message in each language it was written in.

    `person` is "" if it is everybody's.
    """

    person: str
    name: str
    outcome: What
    reasons: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    at: int = 0

    def text(self, lang: str) -> str:
        """The message in a language, else in one that there is; "" for none."""
        return self.texts.get(lang) or next(iter(self.texts.values()), "")


class Furniture(Base):
    """The part of the store that keeps the desk's furniture, outside the events."""

    # Drafts

    def draft_put(self, person: str, claim: int, kind: str, text: str, at: int) -> None:
        """Keep a draft; an empty one is thrown away."""
        with self.own():
            if not text:
                self.run(
                    "DELETE FROM draft WHERE person = ? AND claim = ? AND kind = ?", (person, claim, kind)
                )
            else:
                self.run(
                    "INSERT INTO draft (person, claim, kind, body, at) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (person, claim, kind) DO UPDATE SET body = excluded.body, at = excluded.at",
                    (person, claim, kind, text, at),
                )

    def draft_get(self, person: str, claim: int, kind: str) -> Draft | None:
        """A person's draft of this kind on a claim, or None."""
        found = self.row(
            "SELECT person, claim, kind, body, at FROM draft WHERE person = ? AND claim = ? AND kind = ?",
            (person, claim, kind),
        )
        return Draft(*found) if found else None

    def draft_list(self, person: str) -> list[Draft]:
        """A person's drafts, the newest first."""
        text = (
            "SELECT person, claim, kind, body, at FROM draft WHERE person = ? AND kind <> ? "
            "ORDER BY at DESC, claim, kind"
        )
        return [Draft(*row) for row in self.rows(text, (person, _LOOK))]

    # Saved views, canned texts and macros

    def view_save(self, person: str, name: str, text: str, at: int) -> None:
        """Keep a filter by name."""
        self._save("saved_view", person, name, text, at)

    def view_remove(self, person: str, name: str) -> None:
        """Forget a saved filter. Raises Refused(not_found)."""
        self._forget("saved_view", person, name)

    def view_list(self, person: str) -> list[Saved]:
        """A person's saved filters and everybody's, by name."""
        return self._saved("saved_view", person)

    def text_save(self, person: str, name: str, text: str, at: int) -> None:
        """Keep a canned text by name."""
        self._save("canned", person, name, text, at)

    def text_remove(self, person: str, name: str) -> None:
        """Forget a canned text. Raises Refused(not_found)."""
        self._forget("canned", person, name)

    def text_list(self, person: str) -> list[Saved]:
        """A person's canned texts and everybody's, by name."""
        return self._saved("canned", person)

    def macro_save(self, macro: Macro) -> None:
        """Keep a macro by its name."""
        body = {"outcome": macro.outcome, "reasons": list(macro.reasons), "texts": dict(macro.texts)}
        self._save("macro", macro.person, macro.name, plain(body), macro.at)

    def macro_remove(self, person: str, name: str) -> None:
        """Forget a macro. Raises Refused(not_found)."""
        self._forget("macro", person, name)

    def macro_list(self, person: str) -> list[Macro]:
        """A person's macros and everybody's, by name."""
        return [_macro(saved) for saved in self._saved("macro", person)]

    def _save(self, table: str, person: str, name: str, text: str, at: int) -> None:
        with self.own():
            self.run(
                f"INSERT INTO {table} (person, name, body, at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (person, name) DO UPDATE SET body = excluded.body, at = excluded.at",
                (person, name, text, at),
            )

    def _forget(self, table: str, person: str, name: str) -> None:
        with self.own():
            if not self.run(f"DELETE FROM {table} WHERE person = ? AND name = ?", (person, name)):
                raise Refused(Code.NOT_FOUND, "saved", name=name)

    def _saved(self, table: str, person: str) -> list[Saved]:
        text = f"SELECT person, name, body, at FROM {table} WHERE person IN (?, ?) ORDER BY name, person"
        return [Saved(*row) for row in self.rows(text, (person, EVERYBODY))]

    # Who is here

    def present(self, claim: int, person: str, at: int) -> None:
        """Note that somebody has a claim open."""
        with self.own():
            self.run(
                "INSERT INTO presence (claim, person, at) VALUES (?, ?, ?) "
                "ON CONFLICT (claim, person) DO UPDATE SET at = excluded.at",
                (claim, person, at),
            )

    def left(self, claim: int, person: str) -> None:
        """Note that somebody has closed a claim."""
        with self.own():
            self.run("DELETE FROM presence WHERE claim = ? AND person = ?", (claim, person))

    def presence(self, claim: int, since: int) -> list[tuple[str, int]]:
        """Who has a claim open, seen at `since` or later."""
        text = "SELECT person, at FROM presence WHERE claim = ? AND at >= ? ORDER BY person"
        return [(person, at) for person, at in self.rows(text, (claim, since))]

    def seen_at(self, claim: int, person: str) -> int | None:
        """When somebody last had a claim open, or None."""
        found = self.row("SELECT at FROM presence WHERE claim = ? AND person = ?", (claim, person))
        return found[0] if found else None

    def looked(self, claim: int, person: str, at: int) -> None:
        """Note when somebody last had a claim before their eyes."""
        # It lies with the drafts, which are a person's on a claim too: a look is a draft without words.
        with self.own():
            self.run(
                "INSERT INTO draft (person, claim, kind, body, at) VALUES (?, ?, ?, '', ?) "
                "ON CONFLICT (person, claim, kind) DO UPDATE SET at = excluded.at",
                (person, claim, _LOOK, at),
            )

    def last_look(self, claim: int, person: str) -> int | None:
        """When somebody last had a claim before their eyes, or None; it outlives their presence."""
        found = self.row(
            "SELECT at FROM draft WHERE person = ? AND claim = ? AND kind = ?", (person, claim, _LOOK)
        )
        return found[0] if found else None

    def seen(self, person: str, at: int) -> None:
        """Note when somebody last looked in."""
        with self.own():
            self.run("UPDATE person SET seen_at = ? WHERE name = ?", (at, person))

    def last_seen(self, person: str) -> int | None:
        """When somebody last looked in, or None."""
        found = self.row("SELECT seen_at FROM person WHERE name = ?", (person,))
        return found[0] if found else None

    def heartbeat(self, worker: str, at: int) -> None:
        """Note that a worker is alive."""
        with self.own():
            self.run(
                "INSERT INTO heartbeat (worker, at) VALUES (?, ?) ON CONFLICT (worker) DO UPDATE SET at = excluded.at",
                (worker, at),
            )

    def heartbeats(self) -> list[tuple[str, int]]:
        """Every worker and when it was last alive, the latest first."""
        return [(worker, at) for worker, at in self.rows("SELECT worker, at FROM heartbeat ORDER BY at DESC")]

    def forget_worker(self, worker: str) -> None:
        """Note that a worker has ended."""
        with self.own():
            self.run("DELETE FROM heartbeat WHERE worker = ?", (worker,))

    # What somebody may still do

    def allowance(self, who: str, kind: str) -> tuple[int, int] | None:
        """What somebody had left of a kind, in thousandths, and when; None if they never used any."""
        found = self.row("SELECT thousandths, at FROM allowance WHERE who = ? AND kind = ?", (who, kind))
        return (found[0], found[1]) if found else None

    def spend(self, who: str, kind: str, *, most: int, span: int, at: int) -> bool:
        """Take one of what somebody may use of a kind: so many at once, as many again in `span`. False: none is left.

        One statement, so that of two at once only one takes the last.
        """
        least, greatest = ("MIN", "MAX") if self.backend == "sqlite" else ("LEAST", "GREATEST")
        full = most * 1000
        passed = f"{least}({greatest}(excluded.at - allowance.at, 0), {span})"
        left = f"{least}({full}, allowance.thousandths + {passed} * {full} / {span})"
        with self.own():
            taken = self.run(
                "INSERT INTO allowance (who, kind, thousandths, at) VALUES (?, ?, ?, ?) ON CONFLICT (who, kind) "
                f"DO UPDATE SET thousandths = {left} - 1000, at = excluded.at WHERE {left} >= 1000",
                (who, kind, full - 1000, at),
            )
            return taken == 1

    # What was read out of proof files

    def poe_text(self, sha256: str) -> str | None:
        """What was read out of a file, kept by its content; None if nobody has read it."""
        found = self.row("SELECT body FROM poe_text WHERE sha256 = ?", (sha256,))
        return found[0] if found else None

    def keep_poe_text(self, sha256: str, body: str, at: int) -> None:
        """Keep what was read out of a file."""
        with self.own():
            self.run(
                "INSERT INTO poe_text (sha256, body, at) VALUES (?, ?, ?) "
                "ON CONFLICT (sha256) DO UPDATE SET body = excluded.body, at = excluded.at",
                (sha256, body, at),
            )


def _macro(saved: Saved) -> Macro:
    body = parsed(saved.text)
    return Macro(
        saved.person, saved.name, What(body["outcome"]), tuple(body["reasons"]), body["texts"], saved.at
    )
