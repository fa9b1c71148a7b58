"""A room with a list of claims: tabs, a filter, a sort, a preview, and a cursor that belongs to a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.names import PARTNER
from cpor_tui.domain.refusals import Refused
from cpor_tui.pages import Page
from cpor_tui.screens.claim_keys import ClaimKeys
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.keys import TABS, bindings
from cpor_tui.screens.looks import DIM, ends, said
from cpor_tui.screens.panes import Pane, Strip
from cpor_tui.screens.rows import SORTS, ListWish, window
from cpor_tui.screens.table import Ask, ClaimTable, Column, Row, Window
from cpor_tui.screens.view import View, view

LOOK_AFTER = 0.05
"""Seconds for which the cursor rests on a claim before the claim is read."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list shall show: words, order, piece, and the claim under the cursor."""

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


class ListRoom(ClaimKeys):
    """Tabs over a table over the claim at its cursor. A room of this kind says its tabs, columns and preview."""

    NAMES: ClassVar[tuple[str, ...]] = ()
    """The names of the tabs, as the desk counts them."""
    ORDER: ClassVar[str] = "urgent"
    BINDINGS = [
        *bindings(
            "open", "quit", "help", "palette", "filter", "sort", "preview", "arrivals", "refresh", "next-tab",
            "previous-tab", "decide", "reply", "note", "undo", "watch", "copy-id", "copy-link", "clock", "history",
            "take", "release", "take-over", "take-next", "fix", "add-poe", "new", "edit", "dispute", "withdraw",
            "renew", "export", "submit", "discard", "assign", "save-view",
        ),
        *TABS,
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._tab = 0
        self._narrow = ""
        self._order = self.ORDER
        self._ask = Ask(None, 0, 0, 200)
        self._keep: tuple[str, ...] | None = None
        """The claims as they stand, while arrivals wait; None: show the list as it is."""
        self._waiting = 0
        self._resting: Any = None

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
        yield Input(id="filter", placeholder=self.words("filter-hint"), compact=True)
        with Horizontal(id="body"):
            yield VerticalScroll(Pane(id="side"), id="aside", can_focus=False)
            with Vertical(id="middle"):
                yield ClaimTable(self.columns(), id="table")
                yield VerticalScroll(Pane(id="thread"), id="below", can_focus=False)
            yield VerticalScroll(Pane(id="claim"), id="preview", can_focus=False)
        yield from self.foot()

    async def on_mount(self) -> None:
        """Begin at the list."""
        self.query_one("#filter").display = False
        self.query_one(ClaimTable).focus()
        self.query_one(ClaimTable).say_when_empty(self.words("list-empty"))
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
    def claim_page(self) -> Page | None:
        """The page of the claim under the cursor."""
        view_ = self.page.view if self.page is not None else None
        return view_.page if view_ is not None else None

    # Fetch

    def wish(self) -> Wish:
        """The chosen tab, narrowed and sorted, and the claim under the cursor."""
        words = f"{self.tab_words(self.NAMES[self._tab])} {self._narrow}".strip()
        return Wish(ListWish(words, self._order, self._ask), self.cursor)

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
        return ListPage(rows, tuple(counts.get(tab) for tab in self.NAMES), self._view(cursor), session.desk.now(), self._zone())

    def _zone(self) -> str:
        desk, actor = self.session.desk, self.session.actor
        org = desk.store.org(actor.org) if actor.role in PARTNER and actor.org is not None else None
        return org.zone if org is not None else desk.store.office.zone

    def _view(self, claim: int | None) -> View | None:
        if claim is None:
            return None
        try:
            return view(self.session, claim)
        except Refused:
            return None

    async def reload(self, *, own: bool = False) -> None:
        """As every room; what this session did itself is shown in its place at once."""
        if own:
            self._keep = None
        await super().reload(own=own)

    def show(self, page: Any, before: Any) -> None:
        """Draw the list as it stands; claims that arrived wait behind a key."""
        rows = self._steady(page.window)
        self.table.show(rows)
        self._keep = tuple(row.key for row in rows.rows) if rows.start == 0 and rows.end >= rows.total else None
        self._draw_frame(page)
        if page.view is not None:
            self.preview(page.view)
        else:
            for pane in ("#claim", "#thread"):
                self.query_one(pane, Pane).draw(said(self.words("no-claim"), DIM))

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
        if self.size.width < 80 or self.size.height < 24:
            right = self.words("hidden-preview")
        self.query_one("#narrow", Pane).draw(ends(said(left), said(right, DIM), width))

    def news(self, page: Any, before: Any) -> str:
        """How many arrived, or what became of a claim in sight."""
        if self._waiting:
            return self.words("arrived", n=self._waiting)
        old = {row.key: row.cells for row in before.window.rows}
        changed = [row for row in page.window.rows if row.key in old and old[row.key] != row.cells]
        gone = old.keys() - {row.key for row in page.window.rows}
        if page.now // 60_000_000 != before.now // 60_000_000 and not gone:
            return ""
        if gone:
            return self.words("left", claims=", ".join(shown_id(int(key)) for key in sorted(gone)[:3]), n=len(gone))
        return self.words("changed", claims=", ".join(shown_id(int(row.key)) for row in changed[:3])) if changed else ""

    # The table's words

    @on(ClaimTable.Wanted)
    async def _wanted(self, event: ClaimTable.Wanted) -> None:
        self._ask = event.ask
        await self.reload()
        if self.page is not None:
            self.table.show(replace(self._steady(self.page.window), ask=event.ask))

    @on(ClaimTable.Highlighted)
    def _highlighted(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(LOOK_AFTER, self.look)

    @on(ClaimTable.SortWanted)
    async def _sort_wanted(self, event: ClaimTable.SortWanted) -> None:
        if (order := SORTS.get(event.column)) is not None:
            await self._sort_by(f"-{order}" if order == self._order else order)

    @on(ClaimTable.Chosen)
    def _chosen(self, event: ClaimTable.Chosen) -> None:
        self.open(int(event.key))

    async def look(self) -> View | None:
        """Read the claim under the cursor, if it is not the one that is shown."""
        cursor = self.cursor
        shown = self.page.view if self.page is not None else None
        if self.page is None or cursor is None or (shown is not None and shown.page.claim.id == cursor):
            return shown
        found = await self.read(self._view, cursor)
        if self.is_attached and self.page is not None:
            self.page = replace(self.page, view=found)
            self._draw_frame(self.page)
            if found is not None:
                self.preview(found)
            self.draw_keys()
        return found

    def open(self, claim: int, tab: str = "proof") -> None:
        """Open a claim over the list."""
        self.app.push_screen(ClaimDetail(claim, tab=tab, origin=self))

    async def neighbour(self, step: int) -> int | None:
        """Move the cursor and give the claim it comes to: the next claim of a reader who came from here."""
        before = self.cursor
        self.table.action_move(step)
        return self.cursor if self.cursor != before else None

    # Keys

    async def action_tab(self, number: int) -> None:
        """Choose a tab."""
        if 0 < number <= len(self.NAMES) and number - 1 != self._tab:
            self._tab = number - 1
            await self._start_over()

    async def action_step_tab(self, step: int) -> None:
        """Choose the next tab, or the one before."""
        await self.action_tab((self._tab + step) % len(self.NAMES) + 1)

    async def _start_over(self) -> None:
        self._keep = None
        self.table.start_over()
        self.say("")

    async def action_sort(self) -> None:
        """Sort by the next order."""
        orders = list(dict.fromkeys((self.ORDER, *SORTS.values(), "-updated")))
        place = orders.index(self._order) if self._order in orders else -1
        await self._sort_by(orders[(place + 1) % len(orders)])

    async def _sort_by(self, order: str) -> None:
        self._order = order
        column = next((name for name, by in SORTS.items() if by == order.removeprefix("-")), None)
        self.table.set_columns(self.columns(), sorted_by=column, descending=order.startswith("-"))
        await self._start_over()

    def action_filter(self) -> None:
        """Type words to narrow the list by."""
        field = self.query_one("#filter", Input)
        field.display = True
        field.value = self._narrow
        field.focus()

    @on(Input.Changed, "#filter")
    async def _narrowed(self, event: Input.Changed) -> None:
        if event.input.display and event.value != self._narrow:
            try:
                await self.read(self.session.desk.filter, event.value, self.session.actor)
            except Refused as no:
                self.refuse(no)
                return
            self._narrow = event.value
            await self._start_over()

    @on(Input.Submitted, "#filter")
    def _narrow_kept(self) -> None:
        self.query_one("#filter").display = False
        self.table.focus()

    async def action_back(self) -> None:
        """Clear the filter, else leave."""
        field = self.query_one("#filter", Input)
        if field.display or self._narrow:
            field.display = False
            self.table.focus()
            self._narrow = ""
            await self._start_over()
        elif self.table.marked:
            self.table.mark(())
        else:
            self.app.exit()

    def action_preview(self) -> None:
        """Hide or show the preview."""
        self.toggle_class("-no-preview")

    async def action_arrivals(self) -> None:
        """Show the list as it now is: arrivals in their places, claims that became urgent further up."""
        self._keep = None
        await self.reload()
        if self.page is not None:
            self.show(self.page, self.page)
        self.say("")

    async def action_refresh(self) -> None:
        """Read everything anew."""
        await self.action_arrivals()

    def action_mark(self) -> None:
        """Mark the claim under the cursor, and go down."""
        self.table.action_mark()

    def action_open(self) -> None:
        """Open the claim under the cursor."""
        self.table.action_choose()

    async def action_history(self) -> None:
        """Open the claim's history."""
        if (claim := self.cursor) is not None:
            self.open(claim, "history")

    async def action_clock(self) -> None:
        """Open the claim's clocks."""
        if (claim := self.cursor) is not None:
            self.open(claim, "clock")

    # Orders

    def targets(self) -> tuple[int, ...]:
        """The marked claims, else the one under the cursor."""
        if self.table.marked:
            return tuple(sorted(int(key) for key in self.table.marked))
        return (self.cursor,) if self.cursor is not None else ()

    def unmark(self) -> None:
        """Marks are for one order."""
        self.table.mark(())

    async def came_to(self, claim: int) -> None:
        """Show the claim that was taken next."""
        self.table.go_to(str(claim))
        self.open(claim)
