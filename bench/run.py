"""`./plaza bench`: the rows in order, then the table."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from plaza.failure import Failure
from plaza.names import nearest
from plaza.progress import Progress, duration
from plaza.settings import Settings
from plaza.table import plain

from bench import report
from bench.context import Bench
from bench.figures import Result
from bench.row import Row
from bench.rows import all_rows
from bench.server import Unavailable

document = Path("docs/performance.md")
programs = ["gateway", "pharmacy", "orders", "shipping", "bench-load", "bench-orders", "bench-pharmacy"]
targets = [f"bin/plaza-{program}" for program in programs]


def wanted(names: list[str]) -> list[Row]:
    """The rows of these names; all without one."""
    known = [row.name for row in all_rows]
    for name in names:
        if name not in known:
            raise Failure(f"there is no row {name!r}{nearest(name, known)}. There are: {', '.join(known)}")
    return [row for row in all_rows if not names or row.name in names]


def run(settings: Settings, names: list[str], reps: int, seconds: float, into_docs: bool, progress: Progress) -> int:
    """The exit code: 1 when a bar does not hold."""
    rows = wanted(names)
    bench = Bench(settings, reps, seconds, progress)
    results: list[Result] = []
    begun = time.monotonic()
    try:
        for row in rows:
            results += _measure(row, bench)
    finally:
        bench.close()
    version = _version(settings.root)
    report.write(bench.folder, results, version)
    if into_docs:
        report.rewrite_section(settings.root / document, report.page(results, version))
    progress.step("")
    progress.step(plain(report.columns, report.lines(results)))
    details = report.detail_lines(results)
    if details:
        progress.step("\nunder that load, and at a fixed rate:")
        progress.step(plain(report.detail_columns, details))
    failed = [result for result in results if result.holds is False]
    progress.step(
        f"\n{len(results) - len(failed)} hold, {len(failed)} do not ({duration(time.monotonic() - begun)}); "
        f"{bench.folder.relative_to(settings.root)}/table.md and table.json have it"
    )
    return 1 if failed else 0


def _measure(row: Row, bench: Bench) -> list[Result]:
    try:
        results = row.measure(bench)
    except Unavailable as reason:
        bench.progress.step(f"left out   {row.name}: {reason}")
        return []
    bench.progress.step(plain([""] * len(report.columns), report.lines(results)).lstrip())
    return results


def _version(root: Path) -> str:
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=root, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "of no commit"
