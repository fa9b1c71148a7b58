"""A room with a list of claims: the keys that walk over it, narrow it, sort it, and open what is at the cursor."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.widgets import Input

from cpor_tui.domain.filter import parse
from cpor_tui.domain.refusals import Refused
from cpor_tui.screens.claim_detail import ClaimDetail
from cpor_tui.screens.export import export_list
from cpor_tui.screens.keys import TABS, bindings
from cpor_tui.screens.list_frame import ListFrame, ListPage, Wish
from cpor_tui.screens.list_window import first_keys
from cpor_tui.screens.panes import stands
from cpor_tui.screens.rows import SORTS
from cpor_tui.screens.table import ClaimTable
from cpor_tui.screens.table_window import Ask
from cpor_tui.screens.view import View

__all__ = ["ListPage", "ListRoom", "Wish"]

MOST_MARKED = 200
"""How many claims the whole of a list marks at most: one order goes to each of them, and each is reported."""
LOOK_AFTER = 0.05
"""Seconds for which the cursor rests on a claim before the claim is read."""
TYPED_AFTER = 0.12
"""Seconds for which the hands rest before the list is narrowed by what they typed; Enter narrows at once."""


class ListRoom(ListFrame):
    """A list of claims, driven by keys."""

    BINDINGS = [
        *bindings(
            "open", "quit", "clear", "help", "palette", "filter", "sort", "preview", "arrivals", "refresh", "next-tab",
            "previous-tab", "decide", "macro", "reply", "note", "undo", "watch", "copy-id", "copy-link", "clock",
            "history", "take", "release", "take-over", "take-next", "fix", "add-poe", "new", "edit", "dispute",
            "withdraw", "renew", "export", "submit", "discard", "assign", "save-view", "team",
        ),
        *TABS,
    ]  # fmt: skip

    # The table's words

    @on(ClaimTable.Wanted)
    async def _wanted(self, event: ClaimTable.Wanted) -> None:
        if event.ask is not self.table.asked:
            return  # Answered already, by the room's first page, or a newer one is on its way.
        self._ask = event.ask
        if self.query_one("#filter").display:
            # Who types a filter types on: among a million claims the first letters may take a second to look up.
            self.run_worker(self._fill(event.ask), group="rows", exclusive=True)
        else:
            await self._fill(event.ask)

    async def _fill(self, ask: Ask) -> None:
        # What leaves because the reader narrows the list is no news to them.
        await self.reload(own=self._another)
        if self.page is None or not stands(self):
            return
        self.table.show(replace(self._steady(self.page.window), ask=ask))
        # Another filter or order may give the very same page: its words are drawn all the same.
        self._draw_frame(self.page)
        another, self._another = self._another, False
        if another and self.table.cursor_key is None and self.table.total:
            # Another list was asked for, and the claim is not in it: there the cursor begins anew.
            self.table.action_first()

    @on(ClaimTable.MarksChanged)
    def _marks_changed(self) -> None:
        if self.page is not None:
            self._draw_frame(self.page)

    @on(ClaimTable.AllWanted)
    async def _all_wanted(self) -> None:
        keys = self.table.all_keys
        if keys is None:
            wish = self.wish().list
            keys = await self.read(first_keys, self.session, wish, MOST_MARKED)
        keys = keys[:MOST_MARKED]
        if self.table.marked.issuperset(keys):
            self.table.mark(())
            return
        self.table.mark(keys)
        if len(keys) < self.table.total:
            self.say(self.words("marked-first", n=len(keys), of=self.table.total))

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
        if stands(self) and self.page is not None:
            self.page = replace(self.page, view=found)
            self._draw_frame(self.page)
            if found is not None:
                self.preview(found)
            self.draw_keys()
        return found

    def open(self, claim: int, tab: str = "proof", said: str = "") -> None:
        """Open a claim over the list; `said` is the first thing that is said there."""
        self.app.push_screen(ClaimDetail(claim, tab=tab, origin=self, said=said))

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
        self._another = True
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
    def _typed(self, event: Input.Changed) -> None:
        if event.input.display and event.value != self._narrow:
            self._rest()
            self._typing = self.set_timer(TYPED_AFTER, self._narrow_now)

    def _rest(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None

    async def _narrow_now(self) -> None:
        """Narrow the list by what the field says; words that mean nothing are refused, and the list stays."""
        self._rest()
        words = self.query_one("#filter", Input).value
        if words == self._narrow:
            return
        try:
            if parse(words).needs_place:
                # Only here may the days be beyond the known ones.
                await self.read(self.session.desk.filter, words, self.session.actor)
        except Refused as no:
            self.refuse(no)
            return
        self._narrow = words
        await self._start_over()

    @on(Input.Submitted, "#filter")
    async def _narrow_kept(self, event: Input.Submitted) -> None:
        await self._narrow_now()
        if event.input.value != self._narrow:
            # Words that mean nothing narrowed nothing; they stay to be mended.
            return
        self.query_one("#filter").display = False
        self.table.focus()

    async def action_back(self) -> None:
        """Clear the filter, else leave."""
        field = self.query_one("#filter", Input)
        if field.display or self._narrow:
            self._rest()
            field.display = False
            self.table.focus()
            self._narrow = ""
            await self._start_over()
        elif self.table.marked:
            self.table.mark(())
        else:
            self.app.exit()

    async def action_clear(self) -> None:
        """Clear the filter or the marks; a stray Esc, or the first byte of a slow arrow key, never leaves."""
        if self._narrow or self.table.marked or self.query_one("#filter").display:
            await self.action_back()
        else:
            self.say(self.words("q-leaves"))

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
        """Open the claim under the cursor, or the one that has just left the list."""
        if self.table.lost and self.subject is not None:
            self.open(self.subject)
        else:
            self.table.action_choose()

    async def action_history(self) -> None:
        """Open the claim's history."""
        if (claim := self.subject) is not None:
            self.open(claim, "history")

    async def action_clock(self) -> None:
        """Open the claim's clocks."""
        if (claim := self.subject) is not None:
            self.open(claim, "clock")

    async def action_export(self) -> None:
        """Write every claim of this list into a file."""
        wish = self.wish().list
        if self.session.remote:
            self.say(self.words("export-by-ssh", what=f"export claims '{wish.words}' --format csv"))
            return
        await self.export(export_list, wish.words, wish.order)

    # Orders

    def targets(self) -> tuple[int, ...]:
        """The marked claims, else the one that is shown beside the list."""
        if self.table.marked:
            return tuple(sorted(int(key) for key in self.table.marked))
        return (self.subject,) if self.subject is not None else ()

    def several(self) -> tuple[int, ...]:
        """The marked claims, unless the one under the cursor is the only one."""
        return () if self.targets() == (self.cursor,) else self.targets()

    def unmark(self) -> None:
        """Marks are for one order."""
        self.table.mark(())

    async def came_to(self, claim: int) -> None:
        """Show the claim that was taken next."""
        self.table.go_to(str(claim))
        self.open(claim, said=self.last_said)
