"""A list of a million claims, made as it is asked for, that says at the bottom which were chosen."""

import os
import time
from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from cpor_tui.screens.table import ClaimTable
from cpor_tui.screens.table_columns import Column
from cpor_tui.screens.table_window import Ask, Row, Window
from cpor_tui.terminal.safe_app import SafeApp

TOTAL = 1_000_000
STYLES = Path(__file__).parents[2] / "cpor_tui" / "styles" / "table.tcss"


class ListApp(SafeApp[None]):
    CSS = "#chosen { dock: bottom; height: 1; }"

    def compose(self) -> ComposeResult:
        yield ClaimTable(
            [Column("due", "DUE", 6), Column("claim", "CLAIM", 9), Column("partner", "PARTNER", 12, grow=1)]
        )
        yield Static(id="chosen", markup=False)

    def on_mount(self) -> None:
        self.chosen: list[str] = []

    def on_claim_table_wanted(self, event: ClaimTable.Wanted) -> None:
        self.run_worker(lambda: self.fetch(event.table, event.ask), thread=True)

    def fetch(self, table: ClaimTable, ask: Ask) -> None:
        time.sleep(float(os.environ.get("SLOW", "0")))
        at = min(int(ask.anchor[2:]) if ask.anchor else ask.position, TOTAL - 1)
        places = range(max(0, at - ask.before), min(TOTAL, at + ask.after + 1))
        rows = tuple(
            Row(f"C-{n}", (f"{n % 9} bd", f"C-{n}", "\x1b[31m파트너㈜ [/x]"), ("overdue",) * (n % 5 == 0))
            for n in places
        )
        self.call_from_thread(table.show, Window(rows, places.start, TOTAL, ask))

    def on_claim_table_chosen(self, event: ClaimTable.Chosen) -> None:
        self.chosen.append(event.key)
        self.query_one("#chosen", Static).update(Content(" ".join(self.chosen) + "."))


if __name__ == "__main__":
    ListApp(css_path=STYLES).run()
