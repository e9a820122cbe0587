"""docs/metrics.md lists what the processes export: names, types, labels."""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from plaza import operate

from tests.observability.conftest import Prometheus, rules
from tests.support.fleet import Fleet

root = Path(__file__).parents[2]
page = root / "docs/metrics.md"


@dataclass
class Metric:
    type: str
    labels: set[str] = field(default_factory=set)
    jobs: set[str] = field(default_factory=set)


def listed() -> dict[str, Metric]:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([\w, ]*)\| ([^|]+) \|", page.read_text(), re.MULTILINE)
    return {
        name: Metric(type, set(re.findall(r"\w+", labels)), set(re.split(r", ", jobs)))
        for name, type, labels, jobs in rows
    }


def exported(fleet: Fleet) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for process in operate.current(fleet.settings).processes:
        if process.program:
            with urllib.request.urlopen(process.ready_url.removesuffix("/readyz") + "/metrics", timeout=10) as answer:
                read(answer.read().decode(), process.group, found)
    return found


def read(text: str, job: str, into: dict[str, Metric]) -> None:
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? \S+$", text, re.MULTILINE):
        family = re.sub(r"_(bucket|sum|count)$", "", name)
        if types.get(family) != "histogram":
            family = name
        metric = into.setdefault(family, Metric(types[family]))
        metric.labels |= set(re.findall(r'(\w+)="', labels)) - {"le"}
        metric.jobs.add(job)


@pytest.mark.timeout(180)
def test_the_list_is_what_the_processes_export(fleet: Fleet, prometheus: Prometheus):
    """After some work, so that there is a series of each."""
    known, found = listed(), exported(fleet)
    everybody = {job for metric in found.values() for job in metric.jobs}
    for name, metric in found.items():
        assert name in known, f"docs/metrics.md does not list {name}"
        said = known[name]
        assert said.type == metric.type, name
        assert said.labels == metric.labels, f"{name} has the labels {sorted(metric.labels)}"
        assert (everybody if said.jobs == {"all"} else said.jobs) == metric.jobs, f"{name} is of {sorted(metric.jobs)}"
    conditional = page.read_text().partition("Only where")[2]
    gone = {name for name in known if name not in found and name not in conditional}
    assert gone == set(), "docs/metrics.md lists what nobody exports"


def test_rules_and_dashboards_know_no_other_metrics():
    known = listed()
    texts = [*rules.glob("*.yml"), *(root / "deploy/observability/grafana/dashboards").glob("*.json")]
    said = {name for file in texts for name in re.findall(r"\b(\w+)(?:\{|\[| [><=])", file.read_text())}
    families = "http|rpc|kafka|postgres|redis|outbox|booking|pharmacy|process"
    ours = {name for name in said if re.match(rf"({families})_\w+_", name)}
    unknown = {name for name in ours if re.sub(r"_(bucket|sum|count)$", "", name) not in known and name not in known}
    assert unknown == set()
