"""What a dashboard is made of, and how Grafana writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

columns = 24
height = 8

prometheus = {"type": "prometheus", "uid": "prometheus"}
influxdb = {"type": "influxdb", "uid": "influxdb"}


@dataclass(frozen=True)
class Panel:
    """A figure over time, or as it is now (`stat`). Each series is an expression and how it is called."""

    title: str
    series: Sequence[tuple[str, str]]
    unit: str = "short"  # Grafana's names: reqps, ms, s, bytes, percentunit
    stat: bool = False
    width: int = 8
    source: str = "prometheus"
    # Above it something is wrong.
    limit: float | None = None

    def to_json(self, number: int, x: int, y: int) -> dict[str, Any]:
        steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
        if self.limit is not None:
            steps.append({"color": "red", "value": self.limit})
        source = prometheus if self.source == "prometheus" else influxdb
        return {
            "id": number,
            "title": self.title,
            "type": "stat" if self.stat else "timeseries",
            "datasource": source,
            "gridPos": {"x": x, "y": y, "w": self.width, "h": height // 2 if self.stat else height},
            "fieldConfig": {
                "defaults": {"unit": self.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}},
                "overrides": [],
            },
            "options": {} if self.stat else {"legend": {"displayMode": "list", "placement": "bottom"}},
            "targets": [self._target(letter, *one) for letter, one in zip("ABCDEFGH", self.series, strict=False)],
        }

    def _target(self, letter: str, expression: str, legend: str) -> dict[str, Any]:
        if self.source == "prometheus":
            return {"refId": letter, "datasource": prometheus, "expr": expression, "legendFormat": legend}
        return {"refId": letter, "datasource": influxdb, "rawQuery": True, "query": expression, "alias": legend}


@dataclass(frozen=True)
class Dashboard:
    name: str  # its file and its address
    title: str
    panels: Sequence[Panel]

    def to_json(self) -> dict[str, Any]:
        return {
            "uid": f"plaza-{self.name}",
            "title": f"Plaza: {self.title}",
            "tags": ["plaza"],
            "schemaVersion": 39,
            "editable": False,
            "refresh": "10s",
            "time": {"from": "now-30m", "to": "now"},
            "timezone": "browser",
            "panels": list(self._placed()),
        }

    def _placed(self) -> list[dict[str, Any]]:
        """From left to right, in lines as high as their highest."""
        placed = []
        x = y = line = 0
        for number, panel in enumerate(self.panels, start=1):
            tall = height // 2 if panel.stat else height
            if x + panel.width > columns:
                x, y, line = 0, y + line, 0
            placed.append(panel.to_json(number, x, y))
            x, line = x + panel.width, max(line, tall)
        return placed
