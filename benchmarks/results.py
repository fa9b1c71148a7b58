"""Keeps what was measured, and tells it: as JSON, as one table with a column for each size, and as a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.picture import drawn

BEGIN, END = "<!-- measured: written by make bench -->", "<!-- end of what was measured -->"


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, of which bench, on which database, and with how many claims; 0 where their number does not matter."""

    ground: str
    bench: str
    claims: int
    figure: Figure

    @property
    def row(self) -> tuple[str, str]:
        """What is the same at every size."""
        return self.figure.name, self.figure.against


def merged(before: Sequence[Result], now: Sequence[Result], benches: Sequence[str]) -> list[Result]:
    """What was measured before, but for what has been measured again; in the order of the benches."""
    again = {(one.ground, one.bench, one.claims) for one in now}
    kept = [one for one in before if (one.ground, one.bench, one.claims) not in again]
    place = {name: number for number, name in enumerate(benches)}
    return sorted(
        (one for one in (*kept, *now) if one.bench in place),
        key=lambda one: (one.ground != "SQLite", place[one.bench], one.claims),
    )


def as_json(results: Sequence[Result]) -> str:
    """One object a figure, with its ratio and whether the promise was kept."""
    rows = []
    for one in results:
        told: dict[str, Any] = {"ground": one.ground, "bench": one.bench, "claims": one.claims}
        told |= asdict(one.figure) | {"ratio": one.figure.ratio, "kept": one.figure.kept}
        rows.append(told)
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def of_json(text: str) -> list[Result]:
    """What `as_json` has written."""
    results = []
    for row in json.loads(text):
        del row["ratio"], row["kept"]
        results.append(Result(row.pop("ground"), row.pop("bench"), row.pop("claims"), Figure(**row)))
    return results


def table(results: Sequence[Result]) -> str:
    """Markdown: a row for each figure, a column for each size, what was missed in bold; figures of one database."""
    sizes = sorted({one.claims for one in results})
    rows: dict[tuple[str, str], dict[int, Figure]] = {}
    for one in results:
        rows.setdefault(one.row, {})[one.claims] = one.figure
    cells = [["", "at most", *(f"{size:,} claims" if size else "any size" for size in sizes), "against"]]
    for (name, against), found in rows.items():
        most = next(iter(found.values())).most
        measured = [_cell(found[size]) if size in found else "" for size in sizes]
        cells.append([name, f"{most:.2f}", *measured, against])
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    # Numbers stand to the right.
    right = [0 < place < len(wide) - 1 for place in range(len(wide))]
    rule = ["-" * (n - 1) + ":" if number else "-" * n for n, number in zip(wide, right, strict=True)]
    lines = [
        [cell.rjust(n) if number else cell.ljust(n) for cell, n, number in zip(row, wide, right, strict=True)]
        for row in cells
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:])) + "\n"


def missed(results: Sequence[Result]) -> list[str]:
    """A line for each promise that was not kept at some size."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in results:
        if not one.figure.kept:
            at = f" at {one.claims:,} claims" if one.claims else ""
            most = f"{one.figure.most:.2f}"
            found.setdefault((one.ground, *one.row, most), []).append(f"{one.figure.ratio:.2f}{at}")
    return [
        f"{ground}: {name}, at most {most} ({against}): {', '.join(ratios)}"
        for (ground, name, against, most), ratios in found.items()
    ]


def write(file: Path, results: Sequence[Result]) -> None:
    """Put the tables into a Markdown file, between its marks or at its end; JSON and picture go beside it."""
    text = file.read_text("utf-8") if file.exists() else ""
    if BEGIN not in text:
        text = f"{text}{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    picture = file.with_suffix(".svg")
    grounds = dict.fromkeys(one.ground for one in results)
    tables = (f"### {name}\n\n{table([one for one in results if one.ground == name])}" for name in grounds)
    not_kept = "\n".join(f"- {line}" for line in missed(results) or ["nothing"])
    image = f"![How much of what was promised each took]({picture.name})"
    parts = (before + BEGIN, *tables, f"### Missed\n\n{not_kept}", f"{image}\n{END}{after}")
    file.write_text("\n\n".join(part.rstrip("\n") for part in parts[:-1]) + f"\n\n{parts[-1]}", "utf-8")
    picture.write_text(drawn([(one.ground, one.claims, one.figure) for one in results]), "utf-8")
    file.with_suffix(".json").write_text(as_json(results), "utf-8")


def _cell(figure: Figure) -> str:
    ratio = f"{figure.ratio:.2f}" if figure.ratio >= 0.005 else "< 0.01"
    if not figure.kept:
        ratio = f"**{ratio}**"
    of = f", {figure.of}" if figure.of else ""
    return f"{ratio} ({_amount(figure.ours, figure.unit)}{of})"


def _amount(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value / 2**20:.1f} MiB"
    times, name = (1, "s") if value >= 1 else (1e3, "ms") if value >= 1e-3 else (1e6, "µs")
    shown = value * times
    return f"{shown:.0f} {name}" if shown >= 100 else f"{shown:.3g} {name}"
