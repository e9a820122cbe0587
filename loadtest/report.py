"""What a run leaves for people and for machines: report.html, summary.json, and a table on the terminal."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loadtest.histogram import Histogram
from loadtest.plots import Line, plot
from loadtest.result import Result
from loadtest.thresholds import Verdict

percentiles = (0.5, 0.9, 0.99, 0.999)
columns = ["step", "requests", "per second", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "longest ms", "failed", "shed"]

_style = (Path(__file__).parent / "report.css").read_text()


def rows(result: Result) -> list[list[str]]:
    """A line for each step, and one for all."""
    requests = result.requests
    return [_row(result, "all", None), *(_row(result, step, step) for step in requests.steps)]


def _row(result: Result, name: str, step: str | None) -> list[str]:
    took = result.requests.of(step)
    share = {
        what: _of(result, metric, step).mean for what, metric in (("failed", "http_req_failed"), ("shed", "plaza_shed"))
    }
    return [
        name,
        f"{took.count:,}",
        f"{took.count / max(1, result.seconds):,.1f}",
        *(f"{took.quantile(one):,.2f}" for one in percentiles),
        f"{took.quantile(1):,.2f}",
        *(f"{100 * one:.3g} %" for one in share.values()),
    ]


def _of(result: Result, metric: str, step: str | None) -> Histogram:
    return result.metrics[metric].of(step) if metric in result.metrics else Histogram()


def summary(result: Result, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """What machines want to know: the figures of each step, and the thresholds."""
    steps = {"all": None, **{step: step for step in result.requests.steps}}
    return {
        "script": result.script,
        "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(result.began)),
        "seconds": result.seconds,
        "runners": result.runners,
        "passed": all(verdict.kept for verdict in verdicts),
        "steps": {name: _figures(result, step) for name, step in steps.items()},
        "checks": _of(result, "checks", None).mean,
        "thresholds": [
            {"metric": v.threshold.metric, "threshold": v.threshold.expression, "value": v.value, "kept": v.kept}
            for v in verdicts
        ],
    }


def _figures(result: Result, step: str | None) -> dict[str, float]:
    took = result.requests.of(step)
    return {
        "requests": took.count,
        "per_second": took.count / max(1, result.seconds),
        "mean_ms": took.mean,
        **{f"p{100 * one:g}_ms": took.quantile(one) for one in percentiles},
        "longest_ms": took.quantile(1),
        "failed": _of(result, "http_req_failed", step).mean,
        "shed": _of(result, "plaza_shed", step).mean,
    }


def page(result: Result, verdicts: Sequence[Verdict]) -> str:
    began = time.strftime("%d %B %Y, %H:%M UTC", time.gmtime(result.began))
    passed = all(verdict.kept for verdict in verdicts)
    parts = [
        "<!doctype html>",
        f'<html lang="en"><meta charset="utf-8"><title>{html.escape(result.script)}: load test</title>',
        f"<style>{_style}</style>",
        f"<h1>{html.escape(result.script)}</h1>",
        f"<p>{began}, {result.runners} runner{'s' if result.runners > 1 else ''}, {result.seconds} s: "
        f"{_word(passed, 'all thresholds kept', 'a threshold was not kept')}.",
        "Percentiles are those of all requests of all runners, exact to 0.5 %.</p>",
        _table(columns, [[html.escape(cell) for cell in row] for row in rows(result)]),
        *_plots(result),
        "<h2>Thresholds</h2>",
        _table(["metric", "must be", "was", "kept"], [_verdict_cells(verdict) for verdict in verdicts]),
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _verdict_cells(verdict: Verdict) -> list[str]:
    value = "" if verdict.value is None else f"{verdict.value:,.4g}"
    names = [html.escape(verdict.threshold.metric), html.escape(verdict.threshold.expression)]
    return [*names, value, _word(verdict.kept, "yes", "no")]


def _word(good: bool, yes: str, no: str) -> str:
    return f'<span class="{"yes" if good else "no"}">{yes if good else no}</span>'


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    cells = ["".join(f"<td>{cell}</td>" for cell in line) for line in lines]
    return (
        "<table><tr>"
        + "".join(f"<th>{one}</th>" for one in head)
        + "</tr>"
        + "".join(f"<tr>{line}</tr>" for line in cells)
        + "</table>"
    )


def _plots(result: Result) -> list[str]:
    took = result.requests.over_time()
    at = {block: block * result.block_s for block in took}
    rate = Line("requests", [(at[block], one.count / result.block_s) for block, one in took.items()])
    share = [
        Line(
            name,
            [(block * result.block_s, 100 * one.mean) for block, one in result.metrics[metric].over_time().items()],
        )
        for name, metric in (("failed", "http_req_failed"), ("shed", "plaza_shed"))
        if metric in result.metrics
    ]
    latency = [
        Line(f"p{100 * q:g}", [(at[block], one.quantile(q)) for block, one in took.items()]) for q in (0.5, 0.9, 0.99)
    ]
    steps = [
        Line(
            step,
            [(block * result.block_s, one.quantile(0.99)) for block, one in result.requests.over_time(step).items()],
        )
        for step in result.requests.steps
    ]
    return [
        plot("Requests a second", "/s", [rate]),
        plot("How long an answer takes", "ms", latency),
        plot("p99 of each step", "ms", steps),
        plot("Failed and shed", "%", share),
    ]


def write(folder: Path, result: Result, verdicts: Sequence[Verdict]) -> None:
    result.save(folder / "result.json")
    (folder / "report.html").write_text(page(result, verdicts))
    (folder / "summary.json").write_text(json.dumps(summary(result, verdicts), indent=2) + "\n")
