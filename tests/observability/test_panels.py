"""Every panel shows something: its expressions, asked of a Prometheus that looks at a fleet with something to do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.observability.conftest import Prometheus

root = Path(__file__).parents[2]
grafana = root / "deploy/observability/grafana"
rules = root / "deploy/observability/prometheus/rules"


def expressions() -> Iterator[tuple[str, str]]:
    """Which panel, and what it asks."""
    for file in sorted((grafana / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel["targets"]:
                if "expr" in target:
                    yield f"{file.stem}: {panel['title']}", target["expr"]


def recorded() -> Iterator[tuple[str, str]]:
    for file in sorted(rules.glob("*.yml")):
        for group in yaml.safe_load(file.read_text())["groups"]:
            for rule in group["rules"]:
                if "record" in rule:
                    yield rule["record"], rule["expr"]


def test_the_dashboards_are_those_of_the_code():
    done = subprocess.run(
        ["python3", "-B", grafana / "generate.py", "--check"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("panel", "expression"), list(expressions()), ids=lambda value: str(value)[:40])
def test_a_panel_shows_something(prometheus: Prometheus, panel: str, expression: str):
    assert prometheus.ask(expression), f"{panel} is empty: {expression}"


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("name", "expression"), list(recorded()), ids=lambda value: str(value)[:40])
def test_a_rule_records_something(prometheus: Prometheus, name: str, expression: str):
    assert prometheus.ask(expression), expression
    assert prometheus.ask(name)


@pytest.mark.timeout(180)
def test_nothing_fires_while_all_is_well(prometheus: Prometheus):
    """But for the audit, which nobody makes here, and the map, whose shipped feed is of another year."""
    expected = {"AuditMissing", "FeedStale"}
    firing = {one["metric"]["alertname"] for one in prometheus.ask('ALERTS{alertstate="firing"}')}
    assert firing <= expected
