"""Draws the figures: how much of what was promised at the most each one took."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from benchmarks.figures import Figure

ROW, LEFT, WIDE, SHOWN = 20, 300, 420, 2.0


def drawn(figures: Sequence[Figure]) -> str:
    """An SVG of one bar each; the line is the promise, and what goes past it was missed."""
    high = ROW * (len(figures) + 2)
    line = LEFT + WIDE / SHOWN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 130}" height="{high}" '
            'font-family="sans-serif" font-size="12">'
        ),
        f'<rect width="100%" height="{high}" fill="white"/>',
        f'<text x="{line}" y="14" text-anchor="middle">promised at the most</text>',
    ]
    for place, figure in enumerate(figures, 1):
        share = figure.ratio / figure.most
        y, wide = place * ROW, WIDE * min(share, SHOWN) / SHOWN
        colour = "#2a6f97" if figure.kept else "#c1440e"
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(figure.name)}</text>',
            f'<rect x="{LEFT}" y="{y + 3}" width="{wide:.1f}" height="{ROW - 7}" fill="{colour}"/>',
            f'<text x="{LEFT + wide + 6:.1f}" y="{y + 14}">{figure.ratio:.2f} of {figure.most:.2f}</text>',
        ]
    parts += [f'<line x1="{line}" x2="{line}" y1="18" y2="{high - 8}" stroke="black"/>', "</svg>"]
    return "\n".join(parts) + "\n"
