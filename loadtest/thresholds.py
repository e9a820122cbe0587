"""What a script demands, asked of the merged result: k6's own words (https://grafana.com/docs/k6/latest/using-k6/thresholds/)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from loadtest.histogram import Histogram
from loadtest.result import Metric, Result, Threshold

_compare: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
    "===": operator.eq,
    "!=": operator.ne,
}
_expression = re.compile(r"\s*(\w+)(?:\(\s*([\d.]+)\s*\))?\s*(<=|>=|===|==|!=|<|>)\s*(-?[\d.]+)\s*")
_metric = re.compile(r"(\w+)(?:\{(.*)\})?")


@dataclass(frozen=True)
class Verdict:
    threshold: Threshold
    value: float | None  # of all runners together; nothing where only the runners themselves can say
    kept: bool


def judge(result: Result) -> list[Verdict]:
    return [_verdict(result, one) for one in result.thresholds]


def _verdict(result: Result, threshold: Threshold) -> Verdict:
    value = _value(result, threshold)
    found = _expression.fullmatch(threshold.expression)
    if value is None or found is None:
        return Verdict(threshold, None, threshold.kept)
    return Verdict(threshold, value, _compare[found[3]](value, float(found[4])))


def _value(result: Result, threshold: Threshold) -> float | None:
    named = _metric.fullmatch(threshold.metric)
    asked = _expression.fullmatch(threshold.expression)
    if named is None or asked is None or named[1] not in result.metrics:
        return None
    step = _step_of(named[2])
    if named[2] and step is None:
        return None
    metric = result.metrics[named[1]]
    return aggregate(metric, metric.of(step), asked[1], asked[2], result.seconds)


def _step_of(selector: str | None) -> str | None:
    """Of `step:map`; nothing of any other selector."""
    words = (selector or "").split(",")
    if len(words) != 1 or not words[0].strip().startswith("step:"):
        return None
    return words[0].strip().removeprefix("step:")


def aggregate(metric: Metric, values: Histogram, what: str, argument: str | None, seconds: int) -> float | None:
    """k6's aggregations of the four kinds of metrics."""
    if metric.kind == "rate":
        return values.mean if what == "rate" else None
    if metric.kind == "counter":
        if what == "count":
            return values.total
        return values.total / seconds if what == "rate" and seconds else None
    if what == "p" and argument is not None:
        return values.quantile(float(argument) / 100)
    trend = {
        "avg": values.mean,
        "min": values.least,
        "max": values.most,
        "med": values.quantile(0.5),
        "count": float(values.count),
    }
    return trend.get(what) if values.count else None
