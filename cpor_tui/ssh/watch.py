"""Ends a session whose person, role or key is no more what it was when they came in."""

from __future__ import annotations

import os
import signal
import sys
import threading

from cpor_tui.domain.commands import Actor
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.store import Store

EVERY = 1.0
"""Seconds between two looks. With the three that a screen may take to save its drafts, five are kept."""
_GRACE = 3.2
COMMAND_SECONDS = 900.0
"""How long one command may take, the wait for its stdin included."""
SHUT_OUT = 4


class Watch:
    """Looks at the store now and then, in a thread of its own; the store's change token makes it cheap."""

    def __init__(self, store: Store, actor: Actor, key: str | None, lang: str) -> None:
        self._store = store
        self._actor = actor
        self._key = key
        self._lang = lang
        self._stopped = threading.Event()
        self._screen = False
        self._left: float | None = None
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join(EVERY)

    def at_a_screen(self) -> None:
        """From now on an end is a hang-up: the screen saves its drafts first."""
        self._screen = True

    def bound(self) -> None:
        """From now on one command runs, and not for ever."""
        self._left = COMMAND_SECONDS

    def may_stay(self) -> bool:
        """Whether the person is still who they were, by a key that is still theirs."""
        person = self._store.person(self._actor.name)
        if (
            person is None
            or person.disabled
            or (person.role, person.org) != (self._actor.role, self._actor.org)
        ):
            return False
        if self._key is None:
            return True
        found = self._store.keys_for(self._key)
        return found is not None and found[1].name == self._actor.name

    def _look(self) -> None:
        seen = -1
        while not self._stopped.wait(EVERY):
            if self._left is not None:
                self._left -= EVERY
                if self._left <= 0:
                    self._end(Refused(Code.RATE_LIMITED, "ssh-too-slow"))
            try:
                token = self._store.changed()
                if token == seen:
                    continue
                stays = self.may_stay()
            except Refused:
                # The store is away for a moment; nobody can do anything with it meanwhile either.
                continue
            seen = token
            if not stays:
                self._end(Refused(Code.NOT_ALLOWED, "disabled"))

    def _end(self, no: Refused) -> None:
        if self._screen:
            os.kill(os.getpid(), signal.SIGHUP)
            self._stopped.wait(_GRACE)
            os._exit(SHUT_OUT)
        from cpor_tui.text import Text

        os.write(
            sys.__stderr__.fileno() if sys.__stderr__ else 2,
            f"cpor: {Text(self._lang).refusal(no)}\n".encode(),
        )
        # Whatever runs is in a transaction or in none: either way nothing is half done.
        os._exit(no.exit)
