"""From the results of runners to one report. Also a program, where runners ran elsewhere:

python3 -m loadtest.merge FOLDER FILE…
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from plaza.failure import Failure
from plaza.progress import Progress
from plaza.table import plain

from loadtest import report
from loadtest.result import Result, merged
from loadtest.runner import read_result
from loadtest.thresholds import judge


def files(folder: Path, given: Sequence[Path], progress: Progress) -> int:
    """Each a result.json, or the log of a pod that told it."""
    return conclude(merged([read_result(file) for file in given]), folder, progress)


def conclude(result: Result, folder: Path, progress: Progress) -> int:
    """Writes the report, says what it says, and fails when a threshold does."""
    verdicts = judge(result)
    folder.mkdir(parents=True, exist_ok=True)
    report.write(folder, result, verdicts)
    progress.step(plain(report.columns, report.rows(result)))
    for verdict in verdicts:
        if not verdict.kept:
            was = "" if verdict.value is None else f"; it was {verdict.value:,.4g}"
            progress.step(f"NOT KEPT   {verdict.threshold.metric} {verdict.threshold.expression}{was}")
    progress.step(f"\nreport     {folder}/report.html")
    failed = sum(not verdict.kept for verdict in verdicts)
    progress.step(f"thresholds {len(verdicts) - failed} kept, {failed} not")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print("usage: python3 -m loadtest.merge FOLDER FILE…", file=sys.stderr)
        return 2
    try:
        return files(Path(arguments[0]), [Path(one) for one in arguments[1:]], Progress())
    except Failure as failure:
        print(f"merge: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
