"""Runs the benches that are named, or all, and prints one table."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from benchmarks import stores
from benchmarks.figures import Figure
from benchmarks.picture import drawn

BENCHES = (
    "deadline",
    "command",
    "startup",
    "lists",
    "tick",
    "verify",
    "load",
    "growth",
    "screen",
    "poe",
    "ssh",
)


def main(names: list[str]) -> int:
    """Measure and print; exit 1 when a promise was missed.

    `--json FILE` keeps the figures, `--picture FILE` draws them; `--scale N` has stores of N claims, `--store FILE`
    takes one that `cpor bench seed` has made: its layout is brought up to date, and the screens leave traces in it.
    """
    options = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    options.add_argument("names", nargs="*", metavar="BENCH", help=", ".join(BENCHES))
    options.add_argument("--json", type=Path)
    options.add_argument("--picture", type=Path)
    options.add_argument("--scale", type=int, default=stores.scale)
    options.add_argument("--store", type=Path)
    given = options.parse_args(names)
    names, kept_in, stores.scale = given.names, given.json, given.scale
    if given.store is not None:
        stores.scale = stores.lend(given.store)
    figures: list[Figure] = []
    for name in names or BENCHES:
        figures += importlib.import_module(f"benchmarks.{name}").run()
        print(f"{name} measured", file=sys.stderr, flush=True)
    print()
    print(f"{'':2}{'what':44}{'ours':>12}{'baseline':>12}{'ratio':>8}{'at most':>9}  against")
    for figure in figures:
        print(_line(figure))
    if given.picture is not None:
        given.picture.write_text(drawn(figures))
    if kept_in is not None:
        rows = [
            {
                "name": figure.name,
                "ours": figure.ours,
                "baseline": figure.baseline,
                "unit": figure.unit,
                "ratio": figure.ratio,
                "most": figure.most,
                "kept": figure.kept,
                "against": figure.against,
            }
            for figure in figures
        ]
        kept_in.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if all(figure.kept for figure in figures) else 1


def _line(figure: Figure) -> str:
    mark = "  " if figure.kept else "! "
    return (
        f"{mark}{figure.name:44}{_amount(figure.ours, figure.unit):>12}{_amount(figure.baseline, figure.unit):>12}"
        f"{figure.ratio:8.2f}{figure.most:9.2f}  {figure.against}"
    )


def _amount(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value / 2**20:.1f} MiB"
    if value < 0.001:
        return f"{value * 1e6:.1f} us"
    return f"{value * 1e3:.2f} ms" if value < 1 else f"{value:.2f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
