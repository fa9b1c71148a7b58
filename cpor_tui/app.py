"""The app: its theme, its session, its worker, and the first room by who sits there."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from cpor_tui.domain.names import PARTNER, REVIEWERS
from cpor_tui.screens.base import Room
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.dashboard import Dashboard
from cpor_tui.screens.drafts import Drafted
from cpor_tui.screens.listing import ListRoom
from cpor_tui.screens.looks import style
from cpor_tui.screens.reviewer_queue import ReviewerQueue
from cpor_tui.screens.wire import DECISIONS_KEPT, Decision, Wire
from cpor_tui.session import Session
from cpor_tui.settings import Settings
from cpor_tui.terminal.pictures import Lack, Pictures, prepared
from cpor_tui.terminal.safe_app import SafeApp
from cpor_tui.terminal.themes import THEMES, wants_no_color

# What was imported until here stays for good: no collection has to walk through it, least of all before the first
# picture, where that would take longer than to read every style sheet.
gc.freeze()

SHEETS = ("app", "table", "listing")
"""The style sheets of the first room."""
LATER_SHEETS = ("claim_detail", "sheets", "forms", "team")
"""Those of all others: read when the first of them is opened."""
Work = Callable[[threading.Event], None]


class CporApp(SafeApp[int]):
    """Rooms over one session's desk."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "CPOR"

    def __init__(
        self,
        session: Session,
        *,
        start_claim: int | None = None,
        work: Work | None = None,
        keys: dict[str, str] | None = None,
        pictures: Pictures | Lack = Lack.OFF,
        **options: Any,
    ) -> None:
        """`work` is run in a thread of its own until its event is set; `keys` are bindings by id, from the config."""
        self.session = session
        self.pictures = pictures
        self.wire = Wire()
        self.decisions: deque[Decision] = deque(maxlen=DECISIONS_KEPT)
        self._start_claim = start_claim
        self._work = work
        self._stop = threading.Event()
        self._has_all_sheets = False
        super().__init__(
            remote=session.remote,
            said_on_crash=session.text("screens.crash", ref="{ref}"),
            css_path=[style(name) for name in SHEETS],
            **options,
        )
        self.set_keymap(keys or {})

    def get_default_screen(self) -> Room[Any]:
        """Reviewers begin at their queue, partners at their dashboard, operators at all claims."""
        return first_room(self.session)

    def push_screen(self, *room: Any, **options: Any) -> Any:
        """Open another room."""
        if not self._has_all_sheets:
            self._has_all_sheets = True
            self.stylesheet.read_all([style(name) for name in LATER_SHEETS])
            self.stylesheet.parse()
        return super().push_screen(*room, **options)

    async def on_mount(self) -> None:
        """Go to the claim that was named; let time pass."""
        if self._start_claim is not None:
            origin = self.screen if isinstance(self.screen, ListRoom) else None
            await self.push_screen(ClaimDetail(self._start_claim, origin=origin))
        if self._work is not None:
            threading.Thread(target=self._work, args=(self._stop,), name="worker", daemon=True).start()

    async def on_unmount(self) -> None:
        """End the worker and the session's threads."""
        self._stop.set()
        await asyncio.to_thread(self.wire.close)

    def on_hangup(self) -> None:
        """Keep what was being typed."""
        for screen in self.screen_stack:
            if isinstance(screen, Drafted):
                screen.catch_up()
                screen.save_draft()


def first_room(session: Session) -> ListRoom:
    """The room that fits who sits there."""
    role = session.actor.role
    return Dashboard() if role in PARTNER and role not in REVIEWERS else ReviewerQueue()


def run(session: Session, start_claim: int | None = None, settings: Settings | None = None) -> int:
    """Run the app until the person leaves; gives the exit status."""
    table = settings.tables if settings is not None else {}
    given, theme = table.get("keys"), str(table.get("theme"))
    keys = {str(name): str(key) for name, key in given.items()} if isinstance(given, Mapping) else {}
    app = CporApp(
        session,
        start_claim=start_claim,
        work=worker(session, settings),
        keys=keys,
        pictures=_pictures(session, settings),
        theme=theme if theme in THEMES else "dark",
        log_file=settings.log if settings is not None else None,
    )
    status = app.run(mouse=True)
    return app.return_code or (status if isinstance(status, int) else 0)


def _pictures(session: Session, settings: Settings | None) -> Pictures | Lack:
    if settings is None:
        return Lack.OFF
    wanted = settings.proof
    return prepared(
        wanted.pictures,
        remote=session.remote,
        over_ssh=wanted.over_ssh,
        colours=not wants_no_color(os.environ),
    )


def worker(session: Session, settings: Settings | None) -> Work | None:
    """What lets time pass while this app runs: nothing over SSH, nor on a clock that stands; beside a worker it waits."""
    if session.remote or settings is None or session.desk.store.simulated:
        return None
    from cpor_tui import worker as workers
    from cpor_tui.mail import post_for

    return lambda stop: workers.run(session.desk, post_for(settings.mail), stop, name="tui", stands_back=True)
