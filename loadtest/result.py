"""What a run was: every metric by step and by time, of one runner or of all together."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from plaza.failure import Failure

from loadtest.histogram import Histogram, sum_of

# In which unit time is cut: as many seconds, so that an hour has no more blocks than a plot has points.
blocks_max = 240

# k6's four kinds of metrics.
kinds = ("trend", "rate", "counter", "gauge")


@dataclass
class Metric:
    """One of k6's metrics: of each step ("" where there is none), in each block of time, how often which value came."""

    kind: str
    blocks: dict[str, dict[int, Histogram]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Histogram)))

    def add(self, step: str, block: int, value: float) -> None:
        self.blocks[step][block].add(value)

    def merge(self, other: Self) -> None:
        for step, blocks in other.blocks.items():
            for block, histogram in blocks.items():
                self.blocks[step][block].merge(histogram)

    @property
    def steps(self) -> list[str]:
        return sorted(step for step in self.blocks if step)

    def of(self, step: str | None = None) -> Histogram:
        """All values of a step; of all steps without one."""
        chosen = self.blocks.values() if step is None else [self.blocks[step]] if step in self.blocks else []
        return sum_of(histogram for blocks in chosen for histogram in blocks.values())

    def over_time(self, step: str | None = None) -> dict[int, Histogram]:
        chosen = self.blocks.values() if step is None else [self.blocks[step]] if step in self.blocks else []
        found: dict[int, Histogram] = defaultdict(Histogram)
        for blocks in chosen:
            for block, histogram in blocks.items():
                found[block].merge(histogram)
        return dict(sorted(found.items()))

    def coarser(self, times: int) -> Metric:
        """The same in blocks that are so many times as long."""
        made = Metric(self.kind)
        for step, blocks in self.blocks.items():
            for block, histogram in blocks.items():
                made.blocks[step][block // times].merge(histogram)
        return made


@dataclass(frozen=True)
class Threshold:
    """What the script demands of a metric, and whether each runner found it kept."""

    metric: str  # "http_req_duration{step:map}"
    expression: str  # "p(99)<250"
    kept: bool


@dataclass
class Result:
    script: str
    began: float  # seconds since 1970
    block_s: int = 1
    runners: int = 1
    metrics: dict[str, Metric] = field(default_factory=dict)
    thresholds: list[Threshold] = field(default_factory=list)

    @property
    def seconds(self) -> int:
        """From the first block to the end of the last in which a request ended."""
        blocks = list(self.requests.over_time())
        return (blocks[-1] - blocks[0] + 1) * self.block_s if blocks else 0

    @property
    def requests(self) -> Metric:
        return self.metrics.get("http_req_duration", Metric("trend"))

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(self.to_json(), separators=(",", ":")))

    def to_json(self) -> dict[str, Any]:
        return {
            "script": self.script,
            "began": self.began,
            "block_s": self.block_s,
            "runners": self.runners,
            "metrics": {
                name: {
                    "kind": metric.kind,
                    "blocks": {
                        step: {str(block): histogram.to_json() for block, histogram in sorted(blocks.items())}
                        for step, blocks in sorted(metric.blocks.items())
                    },
                }
                for name, metric in sorted(self.metrics.items())
            },
            "thresholds": [[one.metric, one.expression, one.kept] for one in self.thresholds],
        }

    @classmethod
    def load(cls, file: Path) -> Self:
        try:
            told = json.loads(file.read_text())
            result = cls(told["script"], told["began"], told["block_s"], told["runners"])
            for name, metric in told["metrics"].items():
                made = result.metrics[name] = Metric(metric["kind"])
                for step, blocks in metric["blocks"].items():
                    for block, histogram in blocks.items():
                        made.blocks[step][int(block)] = Histogram.from_json(histogram)
            result.thresholds = [Threshold(*one) for one in told["thresholds"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Failure(f"{file} is no result of a load test: {error}")
        return result


def merged(results: list[Result]) -> Result:
    """The runs of several runners as one run. Their clocks are those of their machines: a second is a second."""
    began = min(one.began for one in results)
    block_s = max(one.block_s for one in results)
    whole = Result(results[0].script, began, block_s, sum(one.runners for one in results))
    for one in results:
        for name, metric in one.metrics.items():
            mine = whole.metrics.setdefault(name, Metric(metric.kind))
            mine.merge(_moved(metric, one.block_s, block_s, one.began - began))
    whole.thresholds = _agreed(results)
    return whole


def _moved(metric: Metric, block_s: int, to_block_s: int, later_s: float) -> Metric:
    made = Metric(metric.kind)
    for step, blocks in metric.blocks.items():
        for block, histogram in blocks.items():
            made.blocks[step][int(block * block_s + later_s) // to_block_s].merge(histogram)
    return made


def _agreed(results: list[Result]) -> list[Threshold]:
    """Each threshold once; kept when every runner found it so."""
    kept: dict[tuple[str, str], bool] = {}
    for one in results:
        for threshold in one.thresholds:
            key = (threshold.metric, threshold.expression)
            kept[key] = kept.get(key, True) and threshold.kept
    return [Threshold(metric, expression, all_kept) for (metric, expression), all_kept in kept.items()]
