"""Draws the figures: how much of what was promised at the most each one took."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from benchmarks.figures import Figure

BAR, GAP, TOP, LEFT, WIDE, SHOWN = 11, 7, 24, 470, 360, 2.0
KEPT, MISSED, GREY = ("#a9d6e5", "#61a5c2", "#2a6f97"), ("#f4a261", "#e76f51", "#c1440e"), "#888"


def drawn(figures: Sequence[tuple[str, int, Figure]]) -> str:
    """An SVG of a group of bars for each figure, one a size, the largest the darkest.

    The line is the promise, and what goes past it was missed. Each comes with its database and its size (0: any).
    """
    sizes = sorted({claims for _, claims, _ in figures})[-len(KEPT) :]
    groups: dict[tuple[str, str, str], list[tuple[int, Figure]]] = {}
    for ground, claims, figure in figures:
        groups.setdefault((ground, figure.name, figure.against), []).append((claims, figure))
    parts, y, last = [], TOP, ""
    for (ground, name, against), bars in groups.items():
        if ground != last:
            parts.append(f'<text x="8" y="{y + BAR}" font-weight="bold">{escape(ground)}</text>')
            y, last = y + BAR + GAP, ground
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + BAR - 1}" text-anchor="end">{escape(name)}'
            f'<tspan fill="{GREY}">: {escape(against)}</tspan></text>'
        )
        for claims, figure in bars:
            wide = WIDE * min(figure.ratio / figure.most, SHOWN) / SHOWN
            shade = sizes.index(claims) if claims in sizes[1:] else 0
            colour = (KEPT if figure.kept else MISSED)[shade]
            told = f"{figure.ratio:.2f} of {figure.most:.2f}" + (f", {claims:,} claims" if claims else "")
            parts += [
                f'<rect x="{LEFT}" y="{y}" width="{wide:.1f}" height="{BAR - 2}" fill="{colour}"/>',
                f'<text x="{LEFT + WIDE + 8}" y="{y + BAR - 2}" font-size="10">{told}</text>',
            ]
            y += BAR
        y += GAP
    line = LEFT + WIDE / SHOWN
    size = f'width="{LEFT + WIDE + 170}" height="{y + GAP}"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        f'<rect {size} fill="white"/>',
        f'<text x="{line}" y="14" text-anchor="middle">promised at the most</text>',
    ]
    foot = [f'<line x1="{line}" x2="{line}" y1="18" y2="{y}" stroke="black"/>', "</svg>", ""]
    return "\n".join([*head, *parts, *foot])
