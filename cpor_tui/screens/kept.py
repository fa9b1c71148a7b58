"""What is kept for a person: their drafts, the last decisions of this session, their mail, and whether a worker runs."""

from __future__ import annotations

from typing import Any

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import Role
from cpor_tui.screens.dues import hour
from cpor_tui.screens.pick import Line, PickSheet

NEW = "draft:0"
"""The name of the line of a claim that is not made yet."""
MOST = 30
"""How many messages are listed."""


class KeptSheet(PickSheet):
    """Picks a claim by what is kept on it; answers with the line's name, its claim after the colon."""

    TITLE_KEY = "kept"

    def fetch(self, wish: Any) -> tuple[Line, ...]:
        """Everything that is kept, read anew."""
        return (*self._drafts(), *self._decisions(), *self._mails(), self._worker())

    def lines(self, typed: str) -> tuple[Line, ...]:
        """What was read."""
        found: tuple[Line, ...] = self.page
        return found

    def chosen(self, line: Line) -> None:
        """Answer with a line that leads to a claim; the others are only to be read."""
        if ":" in line.name:
            self.dismiss(line.name)

    def _drafts(self) -> list[Line]:
        session, group = self.session, self.words("kept.drafts")
        found = []
        for draft in session.desk.store.draft_list(session.actor.name):
            known = session.text.has(f"screens_forms.kept.draft.{draft.kind}")
            kind = self.words(f"kept.draft.{draft.kind if known else 'other'}")
            claim = shown_id(draft.claim) if draft.claim else ""
            at = self.text.when(draft.at, self._zone, short=True)
            # A form's draft is a record of fields; the fields are for the form to show.
            body = "" if draft.text.startswith("{") else " ".join(draft.text.split())
            words = "  ".join(filter(None, (claim, kind, body)))
            found.append(Line(f"draft:{draft.claim}", words, at, group=group))
        return found or [Line("no-drafts", self.words("kept.nothing"), group=group)]

    def _decisions(self) -> list[Line]:
        group, now = self.words("kept.decisions"), self.session.desk.now()
        found = []
        for decision in self.host.decisions:
            state = "undone" if decision.undone else "undoable" if now < decision.until else "done"
            words = self.words(
                f"decision.{state}",
                what=self.text.event(decision.what.value),
                until=hour(decision.until, self._zone, seconds=True),
            )
            line = f"{shown_id(decision.claim)}  {words}"
            found.append(Line(f"decision:{decision.claim}", line, hour(decision.at, self._zone), group=group))
        return found or [Line("no-decisions", self.words("kept.nothing"), group=group)]

    def _mails(self) -> list[Line]:
        from cpor_tui.mail import worded

        session = self.session
        desk, actor = session.desk, session.actor
        runs = actor.role is Role.OPERATOR
        group = self.words("kept.outbox" if runs else "kept.mail")
        person = desk.store.person(actor.name)
        to = person.email if person is not None else ""
        if not runs and not to:
            return [Line("no-mail", self.words("kept.nothing"), group=group)]
        found = []
        for mail in desk.store.mails_newest(to=None if runs else to, limit=MOST):
            subject = worded(desk, mail, masked=not desk.store.simulated).subject
            words = f"{f'{mail.to}  ' if runs else ''}{subject}"
            at = self.text.when(mail.written_at, self._zone, short=True)
            state = self.text(f"mail-state.{mail.state}")
            found.append(Line(f"mail:{mail.claim}", words, f"{state}, {at}", group=group))
        return found or [Line("no-mail", self.words("kept.nothing"), group=group)]

    def _worker(self) -> Line:
        from cpor_tui.worker import alive

        desk = self.session.desk
        state = "alive" if alive(desk) else "none"
        if desk.store.simulated:
            state = "simulated"
        return Line("worker", self.words(f"kept.worker.{state}"), group=self.words("kept.worker"))

    @property
    def _zone(self) -> str:
        zone: str = self.session.text.zone
        return zone
