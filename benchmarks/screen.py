"""The TUI on a large store: its first picture, its keys and its memory, against a bare app and against a small store."""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import stores
from benchmarks.figures import Figure

KEYS = 40
NAMES = ("paint", "down", "pagedown", "blocked", "memory")
TIMES = 5


def run() -> list[Figure]:
    """First paint and memory, Down and PgDn at the 95th of a hundred, and how long a key ever holds up the loop."""
    kinds = [("bare",), ("app", stores.seeded(stores.scale))]
    if stores.scale > stores.SMALL:
        kinds.append(("app", stores.seeded(stores.SMALL)))
    bare, ours, *small = _in_turn(*kinds)
    figures = [
        Figure("first paint of the TUI", ours["paint"], bare["paint"], 1.3, "a bare app, 100 rows"),
        Figure("the longest step of the loop, keys", ours["blocked"], 0.05, 1, "50 ms"),
    ]
    with_few = stores.few()
    for little in small:
        figures += [
            Figure("Down, p95", ours["down"], little["down"], 1.2, with_few),
            Figure("PgDn and PgUp, p95", ours["pagedown"], little["pagedown"], 1.2, with_few),
            Figure("memory of the TUI", ours["memory"], little["memory"], 1.3, with_few, unit="B"),
        ]
    return figures


def _in_turn(*kinds: tuple[str, ...]) -> list[dict[str, float]]:
    """The medians of several processes of each kind, taken in turn so that a machine that slows down slows all."""
    found: list[list[dict[str, float]]] = [[] for _ in kinds]
    for _ in range(TIMES):
        for words, kept in zip(kinds, found, strict=True):
            said = subprocess.run(
                [sys.executable, "-m", "benchmarks.screen", *words],
                check=True,
                capture_output=True,
                text=True,
                cwd=Path(__file__).parents[1],
            )
            # Of the bare app only the first is asked.
            kept.append(dict(zip(NAMES, map(float, said.stdout.split()), strict=False)))
    return [{name: statistics.median(one[name] for one in kept) for name in kept[0]} for kept in found]


def _bare() -> Any:
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    class Bare(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            table.add_columns("Claim", "Customer", "Status", "Due", "Holder")
            for n in range(100):
                table.add_row(f"C-{n}", "Contoso", "Submitted", "in 2 days", "")

    return Bare()


def _ours(url: str) -> Any:
    from cpor_tui.app import CporApp
    from cpor_tui.desk import Desk
    from cpor_tui.identity import actor_for
    from cpor_tui.session import Session
    from cpor_tui.store import Store
    from cpor_tui.text import Text

    store = Store.open(url)
    return CporApp(Session(Desk(store), actor_for(store, "r1"), Text("en", store.office.zone), False))


async def _measured(app: Any, mark: str, began: float, *, keys: bool) -> list[float]:
    found = []
    async with app.run_test(size=(120, 40)) as pilot:
        end = time.monotonic() + 30
        while not _shows(app, mark):
            if time.monotonic() > end:
                raise RuntimeError(f"{mark} is never shown")
            await asyncio.sleep(0.002)
        found.append(time.perf_counter() - began)
        if keys:
            found += await _pressed(pilot)
        app.exit()
    return found


async def _pressed(pilot: Any) -> list[float]:
    """Down and PgDn, the longest step of the loop meanwhile, and the memory at the end."""
    found = []
    steps = _steps()
    # Down, and there and back: a small store's list ends after two pages, and at its end a key does nothing.
    for keys in (("down",), ("pagedown", "pageup")):
        taken = []
        for press in range(KEYS):
            key = keys[press % len(keys)]
            pressed = time.perf_counter()
            await pilot.press(key)
            taken.append(time.perf_counter() - pressed)
        found.append(statistics.quantiles(taken, n=20)[-1])
    return [*found, max(steps), _memory()]


def _steps() -> list[float]:
    """How long each step of the event loop takes from now on, in seconds: nothing else runs meanwhile."""
    taken: list[float] = []
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.perf_counter()
        run(handle)
        taken.append(time.perf_counter() - began)

    asyncio.Handle._run = timed  # type: ignore[method-assign]
    return taken


def _memory() -> float:
    """What this process holds now, in bytes; its peak would be its parent's, which it was copied from."""
    held = Path("/proc/self/statm")
    if held.exists():
        return float(held.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _shows(app: Any, mark: str) -> bool:
    return any(mark in strip.text for strip in app.screen._compositor.render_strips())


def main() -> None:
    """Measure one app in this process: from its construction to the first picture with a claim in it."""
    import textual.app
    import textual.widgets  # noqa: F401 - importing is not what is measured

    if sys.argv[1] == "bare":
        began = time.perf_counter()
        app = _bare()
    else:
        import cpor_tui.app  # noqa: F401

        began = time.perf_counter()
        app = _ours(sys.argv[2])
    print(*asyncio.run(_measured(app, "C-", began, keys=sys.argv[1] == "app")))


if __name__ == "__main__":
    main()
