"""What k6 says of a run: every sample that it took (--out csv), and its own summary (--summary-export)."""

from __future__ import annotations

import csv
import gzip
import json
import math
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from plaza.failure import Failure

from loadtest.result import Metric, Result, Threshold, blocks_max


class Sample(NamedTuple):
    metric: str
    second: int  # since 1970
    value: float
    step: str


def samples(file: Path) -> Iterator[Sample]:
    """In the order in which k6 wrote them."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        head = next(rows, None)
        if head is None:
            raise Failure(f"k6 has left no samples in {file}")
        columns = [head.index(name) for name in ("metric_name", "timestamp", "metric_value", "extra_tags")]
        for row in rows:
            metric, second, value, tags = (row[column] for column in columns)
            yield Sample(metric, int(second), float(value), _step(tags))


def _step(tags: str) -> str:
    """Of "journey=orders&step=look": look."""
    return urllib.parse.parse_qs(tags).get("step", [""])[0] if "step=" in tags else ""


def read(script: str, samples_file: Path, summary_file: Path) -> Result:
    try:
        summary = json.loads(summary_file.read_text())
    except (OSError, ValueError) as error:
        raise Failure(f"k6 has left no summary in {summary_file}: {error}")
    whole = summary["metrics"]
    result = Result(script, math.inf)
    kinds = {name: kind_of(metric) for name, metric in whole.items()}
    first: int | None = None
    for sample in samples(samples_file):
        if first is None:
            first = sample.second
        metric = result.metrics.setdefault(sample.metric, Metric(kinds.get(sample.metric, "trend")))
        # k6 hands in its samples as they come: some are of the second before the first.
        metric.add(sample.step, max(0, sample.second - first), sample.value)
    if first is None:
        raise Failure(f"k6 has taken no samples: {samples_file}")
    result.began = float(first)
    last = max((block for metric in result.metrics.values() for block in metric.over_time()), default=0)
    result.block_s = math.ceil((last + 1) / blocks_max)
    if result.block_s > 1:
        result.metrics = {name: metric.coarser(result.block_s) for name, metric in result.metrics.items()}
    result.thresholds = [
        Threshold(name, expression, not failed)
        for name, metric in whole.items()
        for expression, failed in metric.get("thresholds", {}).items()
    ]
    return result


def kind_of(metric: dict[str, Any]) -> str:
    """By what k6's summary says of a metric."""
    if "passes" in metric:
        return "rate"
    if "avg" in metric:
        return "trend"
    return "counter" if "count" in metric else "gauge"
