"""How long a store takes to be made, if it was made in this run."""

from __future__ import annotations

from benchmarks import stores
from benchmarks.figures import Figure


def run() -> list[Figure]:
    """`cpor bench seed`, against what a million claims may take."""
    stores.seeded(stores.scale)
    if stores.scale not in stores.took:
        return []
    with stores.opened(stores.scale) as store:
        (events,) = store.only("SELECT COUNT(*) FROM event")
    what = f"{events:,} events"
    return [Figure("cpor bench seed", stores.took[stores.scale], 900, 1, "15 minutes", of=what)]
