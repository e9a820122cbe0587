"""The table: on the terminal, as Markdown, as JSON, and inside docs/performance.md."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plaza.failure import Failure

from bench.figures import Result, Runs, foreign_max, number

columns = ["row", "what", "ours", "theirs", "ratio", "bar", "holds", "runs"]
begin_mark, end_mark = "<!-- bench: begin -->", "<!-- bench: end -->"


def lines(results: Sequence[Result]) -> list[list[str]]:
    """The cells of the table."""
    return [
        [
            result.row,
            result.work,
            f"{number(result.ours.value)} {result.unit}",
            f"{number(result.theirs.value)} {result.other}" if result.theirs else "",
            f"{number(result.ratio)} ×" if result.ratio is not None else "",
            str(result.bar),
            {True: "yes", False: "NO", None: ""}[result.holds],
            runs_text(result.ours, *([result.theirs] if result.theirs else [])),
        ]
        for result in results
    ]


def runs_text(*sides: Runs) -> str:
    """`3`, or with what neighbours did to them: `3 (1 disturbed), 2 left out`."""
    used = max(len(side.used) for side in sides)
    disturbed = max(side.disturbed for side in sides)
    left_out = sum(side.left_out for side in sides)
    text = str(used) + (f" ({disturbed} disturbed)" if disturbed else "")
    return text + (f", {left_out} left out" if left_out else "")


def detail_lines(results: Sequence[Result]) -> list[list[str]]:
    """A line per side under load: throughput, percentiles at the fixed rate, memory."""
    found: list[list[str]] = []
    for result in results:
        for name, runs in (("ours", result.ours), (result.other, result.theirs)):
            if runs is None or runs.extra("per_second") is None or runs.extra("rss_mb") is None:
                continue
            rate = runs.extra("rate")
            cells = [
                result.row,
                name,
                _cell(runs.extra("per_second")),
                _cell(rate),
                _cell(runs.extra("p50_ms")),
                _cell(runs.extra("p99_ms")),
                _cell(runs.extra("rss_mb")),
                _cell(max(sample.foreign for sample in runs.used)),
            ]
            if cells not in found:
                found.append(cells)
    return found


detail_columns = ["row", "side", "requests/s", "at a rate of", "p50 ms", "p99 ms", "MB", "foreign cores"]


def _cell(value: float | None) -> str:
    return "" if value is None else number(value)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines_ = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines_)


def page(results: Sequence[Result], version: str) -> str:
    """The tables as Markdown, with what they were measured on."""
    on = f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}"
    disturbed = sum(side.disturbed for result in results for side in (result.ours, result.theirs) if side)
    left_out = sum(side.left_out for result in results for side in (result.ours, result.theirs) if side)
    said = [
        f"Measured on {time.strftime('%d %B %Y, %H:%M UTC', time.gmtime())}, {on}, version {version}.",
        f"A run is disturbed when anything else used more than {foreign_max} cores meanwhile: {left_out} such were",
        f"left out, {disturbed} are in the table because there were not enough others.",
        "",
        markdown(columns, lines(results)),
    ]
    details = detail_lines(results)
    if details:
        said += ["", "Under that load, and at a fixed rate:", "", markdown(detail_columns, details)]
    return "\n".join(said)


def as_json(results: Sequence[Result]) -> list[dict[str, Any]]:
    def side(runs: Runs | None) -> dict[str, Any] | None:
        if runs is None:
            return None
        return {
            "value": runs.value,
            "left_out": runs.left_out,
            "runs": [{"value": s.value, "foreign": round(s.foreign, 3), **s.extra} for s in runs.used],
        }

    return [
        {
            "row": result.row,
            "what": result.work,
            "unit": result.unit,
            "ours": side(result.ours),
            "other": result.other,
            "theirs": side(result.theirs),
            "ratio": result.ratio,
            "bar": str(result.bar),
            "holds": result.holds,
        }
        for result in results
    ]


def write(folder: Path, results: Sequence[Result], version: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(page(results, version) + "\n")
    (folder / "table.json").write_text(json.dumps(as_json(results), indent=1) + "\n")


def rewrite_section(document: Path, content: str) -> None:
    """Puts the content between the marks of a document; the rest stays."""
    text = document.read_text()
    before, begin, rest = text.partition(begin_mark)
    _, end, after = rest.partition(end_mark)
    if not begin or not end:
        raise Failure(f"{document.name} has no section between {begin_mark} and {end_mark}")
    document.write_text(f"{before}{begin_mark}\n{content}\n{end_mark}{after}")
