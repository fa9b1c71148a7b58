"""What every list of claims shows: tabs, a filter line, the rows, the claim at the cursor, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import PARTNER, What
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.claim_keys import ClaimKeys
from cpor_tui.screens.filter_field import FilterField
from cpor_tui.screens.list_window import ListWish, window
from cpor_tui.screens.looks import DIM, ends, said
from cpor_tui.screens.panes import Pane, Strip
from cpor_tui.screens.table import ClaimTable
from cpor_tui.screens.table_columns import Column
from cpor_tui.screens.table_window import Ask, Row, Window
from cpor_tui.screens.view import View, view

MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list shall show: words, order, piece, and the claim beside it."""

    list: ListWish
    cursor: int | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A piece of the list, the tabs' counts, and the claim under the cursor."""

    window: Window
    counts: tuple[int | None, ...]
    view: View | None
    now: int
    zone: str
    """The reader's own zone."""


class ListFrame(ClaimKeys):
    """Tabs over a table over the claim at its cursor. A room of this kind says its tabs, columns and preview."""

    NAMES: ClassVar[tuple[str, ...]] = ()
    """The names of the tabs, as the desk counts them."""
    ORDER: ClassVar[str] = "urgent"
    AUTO_FOCUS = "#table"

    def __init__(self) -> None:
        super().__init__()
        self._tab = 0
        self._narrow = ""
        self._order = self.ORDER
        self._ask = Ask(None, 0, 0, 200)
        self._keep: tuple[str, ...] | None = None
        """The claims as they stand, while arrivals wait; None: show the list as it is."""
        self._waiting = 0
        self._another = False
        self._resting: Any = None
        self._typing: Any = None

    # What a list says

    def tab_words(self, tab: str) -> str:
        """The filter that a tab is."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column]:
        """The table's columns."""
        raise NotImplementedError

    def preview(self, view: View) -> None:
        """Draw the claim under the cursor."""
        raise NotImplementedError

    def heading(self) -> str:
        """The room's name."""
        raise NotImplementedError

    def arranged(self, rows: Window, lines: Any) -> Window:
        """The window in the order that this room wants, where all of it is here."""
        return rows

    # The frame

    def compose(self) -> ComposeResult:
        """Head, tabs, filter, list, preview, foot."""
        yield Pane(id="head")
        yield Strip(id="tabs")
        yield Pane(id="narrow")
        for hidden in (FilterField(placeholder=self.words("filter-hint")), Pane(id="filter-words")):
            hidden.display = False
            yield hidden
        with Horizontal(id="body"):
            yield VerticalScroll(Pane(id="side"), id="aside", can_focus=False)
            with Vertical(id="middle"):
                yield ClaimTable(self.columns(), id="table")
                yield VerticalScroll(Pane(id="thread"), id="below", can_focus=False)
            yield VerticalScroll(Pane(id="claim"), id="preview", can_focus=False)
        yield from self.foot()

    async def on_mount(self) -> None:
        """Begin at the list."""
        self.table.say_when_empty(self.words("list-empty"))
        # The first page answers the table's first question: it stands there in the first picture.
        self._ask = self.table.asked or self._ask
        await super().on_mount()

    @property
    def table(self) -> ClaimTable:
        """The list."""
        return self.query_one(ClaimTable)

    @property
    def cursor(self) -> int | None:
        """The claim under the cursor."""
        key = self.table.cursor_key
        return int(key) if key is not None else None

    @property
    def subject(self) -> int | None:
        """The claim that is shown beside the list and that keys act on.

        It is the one under the cursor. Where that has just left the list it is still that one, and no neighbour,
        until the cursor is moved.
        """
        shown = self.claim_page
        return shown.claim.id if shown is not None and self.table.lost else self.cursor

    @property
    def claim_page(self) -> Page | None:
        """The page of the claim that is shown beside the list."""
        view_ = self.page.view if self.page is not None else None
        return view_.page if view_ is not None else None

    # Fetch

    def wish(self) -> Wish:
        """The chosen tab, narrowed and sorted, and the claim under the cursor."""
        words = " & ".join(filter(None, (self.tab_words(self.NAMES[self._tab]), self._narrow)))
        return Wish(ListWish(words, self._order, self._ask), self.subject)

    def fetch(self, wish: Any) -> ListPage:
        """The piece of the list, the counts, the claim."""
        session = self.session
        rows, lines = window(session, wish.list)
        if rows.start == 0 and rows.end >= rows.total and wish.list.order == self.ORDER:
            rows = self.arranged(rows, lines)
        counts = session.desk.tab_counts(session.actor)
        cursor = wish.cursor
        if cursor is None and rows.rows:
            cursor = int(rows.rows[0].key)
        return ListPage(
            rows,
            tuple(counts.get(tab) for tab in self.NAMES),
            self._view(cursor),
            session.desk.now(),
            self._zone(),
        )

    def _zone(self) -> str:
        desk, actor = self.session.desk, self.session.actor
        org = desk.store.org(actor.org) if actor.role in PARTNER and actor.org is not None else None
        zone: str = org.zone if org is not None else desk.store.office.zone
        return zone

    def _view(self, claim: int | None) -> View | None:
        if claim is None:
            return None
        try:
            return view(self.session, claim)
        except Refused:
            return None

    async def reload(self, *, own: bool = False) -> None:
        """As every room; what this session did itself is shown in its place at once."""
        # Of another list that was asked for there is nothing to tell, whoever reads it first.
        own = own or self._another
        if own:
            self._keep = None
        await super().reload(own=own)

    def show(self, page: Any, before: Any) -> None:
        """Draw the list as it stands; claims that arrived wait behind a key."""
        rows = self._steady(page.window)
        self.table.say_when_empty(self._when_empty(page))
        self.table.show(rows)
        self._keep = (
            tuple(row.key for row in rows.rows) if rows.start == 0 and rows.end >= rows.total else None
        )
        self._draw_frame(page)
        if page.view is not None:
            self.preview(page.view)
        else:
            for pane in ("#claim", "#thread"):
                self.query_one(pane, Pane).draw(said(self.words("no-claim"), DIM))

    def _when_empty(self, page: ListPage) -> str:
        if page.counts[self.NAMES.index("all")]:
            return self.words("list-empty")
        role = self.session.actor.role
        if role in PARTNER:
            return self.words("list-begin" if not self.why_not(What.CREATE) else "list-none")
        return self.words("list-none-submitted")

    def _steady(self, fresh: Window) -> Window:
        self._waiting = 0
        if self._keep is None or not (fresh.start == 0 and fresh.end >= fresh.total):
            return fresh
        known = {row.key: row for row in fresh.rows}
        held: list[Row] = [known[key] for key in self._keep if key in known]
        self._waiting = len(fresh.rows) - len(held)
        return replace(fresh, rows=tuple(held), total=len(held))

    def _draw_frame(self, page: ListPage) -> None:
        session, width = self.session, max(20, self.size.width - 2)
        who = f"{session.actor.name}, {self.text.label(session.actor.role)}   {self.text.when(page.now, page.zone)}"
        self.query_one("#head", Pane).draw(self.head(f"CPOR | {self.heading()}", who))
        tabs = [(self.words(f"tab.{tab}"), count) for tab, count in zip(self.NAMES, page.counts, strict=True)]
        self.query_one("#tabs", Strip).draw_tabs(tabs, self._tab)
        total = self.table.total
        known = page.counts[self._tab]
        left = f"/ {self._narrow}" if self._narrow else self.words("filter-none")
        of = self.words("of", shown=total, known=known if known is not None else total)
        right = f"{of}   {self.words('sorted', by=self.words(f'order.{self._order}'))}"
        if self.size.width < 80 or self.size.height < 23:
            right = self.words("hidden-preview")
        if marks := len(self.table.marked):
            # Some of them may be out of sight, or in another list: what the next order goes to is always said.
            right = f"{self.words('marked', n=marks)}   {right}"
        self.query_one("#narrow", Pane).draw(ends(said(left), said(right, DIM), width))

    def news(self, page: Any, before: Any) -> str:
        """How many arrived, or what became of a claim in sight."""
        if self._waiting:
            return self.words("arrived", n=self._waiting)
        old = {row.key: row.cells for row in before.window.rows}
        changed = [row for row in page.window.rows if row.key in old and old[row.key] != row.cells]
        # Of a long list only a piece is here: what is not in it is elsewhere, and need not have left.
        whole = all(one.start == 0 and one.end >= one.total for one in (page.window, before.window))
        gone = old.keys() - {row.key for row in page.window.rows} if whole else set()
        if page.now // MINUTE != before.now // MINUTE and not gone:
            return ""
        if gone:
            return self.words(
                "left", claims=", ".join(shown_id(int(key)) for key in sorted(gone)[:3]), n=len(gone)
            )
        return (
            self.words("changed", claims=", ".join(shown_id(int(row.key)) for row in changed[:3]))
            if changed
            else ""
        )
