"""Pictures of what changes with time, as SVG that needs nothing around it."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

width, height = 720, 220
left, right, top, bottom = 64, 12, 26, 28
colours = (
    *("#1b6ca8", "#d1495b", "#3c8d53", "#8d6a9f", "#c98b2b", "#555555"),
    *("#2a9d8f", "#a23b72", "#6b8e23", "#4b5fbd", "#b5651d", "#8a8a8a"),
)
# The names of the lines stand below the plot, side by side.
names_per_row, row_height = 5, 16


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[tuple[float, float]]  # seconds from the beginning, value


def plot(title: str, unit: str, lines: Sequence[Line]) -> str:
    """Lines over time. What is missing in between is drawn as nothing."""
    drawn = [line for line in lines if line.points]
    if not drawn:
        return ""
    until = max(x for line in drawn for x, _ in line.points) or 1.0
    highest = _round_up(max(y for line in drawn for _, y in line.points))
    rows = math.ceil(len(drawn) / names_per_row) if len(drawn) > 1 else 0
    parts = [
        f'<svg viewBox="0 0 {width} {height + rows * row_height}" role="img" aria-label="{html.escape(title)}">',
        f'<text x="{left}" y="16" class="title">{html.escape(title)}</text>',
        *_grid(until, highest, unit),
    ]
    for number, line in enumerate(drawn):
        colour = colours[number % len(colours)]
        path = " ".join(f"{_x(x, until):.1f},{_y(y, highest):.1f}" for x, y in line.points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        if rows:
            row, column = divmod(number, names_per_row)
            x = left + column * (width - left - right) / names_per_row
            y = height + row * row_height + 4
            parts.append(f'<text x="{x:.0f}" y="{y}" fill="{colour}">{html.escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>"])


def _grid(until: float, highest: float, unit: str) -> list[str]:
    parts = []
    for share in (0, 0.5, 1):
        y = _y(highest * share, highest)
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{width - right}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{highest * share:,.4g} {unit}</text>')
        x = _x(until * share, until)
        parts.append(f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{until * share:,.0f} s</text>')
    return parts


def _x(value: float, until: float) -> float:
    return left + (width - left - right) * value / until


def _y(value: float, highest: float) -> float:
    return height - bottom - (height - top - bottom) * value / highest


def _round_up(value: float) -> float:
    """To one, two or five of a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)
