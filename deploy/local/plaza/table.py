"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence


def plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other."""
    table = [list(head), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    )
