"""The linters, with their recommended rules as they are, find no error, warning or hint in the OpenAPI document."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

here = Path(__file__).parent
lint_timeout_s = 120


def run(command: list[str | Path], environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=lint_timeout_s, check=False
    )


def test_redocly_finds_nothing(linters: Path, node: dict[str, str], document_file: Path) -> None:
    command = [linters / "redocly", "lint", "--config", here / "redocly.yaml", "--format", "json", document_file]
    done = run(command, node, document_file.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["problems"] == [], json.dumps(report["problems"], indent=1)


def test_spectral_finds_nothing(linters: Path, node: dict[str, str], document_file: Path) -> None:
    command = [
        linters / "spectral",
        "lint",
        "--ruleset",
        here / "spectral.yaml",
        "--fail-severity",
        "hint",
        document_file,
    ]
    done = run(command, node, document_file.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def links(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, link)
        for path in document["paths"].values()
        for operation in path.values()
        for answer in operation["responses"].values()
        for name, link in answer.get("links", {}).items()
    ]


def test_links_lead_to_operations_and_fill_their_parameters(document: dict[str, Any]) -> None:
    operations = {
        operation["operationId"]: {parameter["name"] for parameter in operation.get("parameters", [])}
        for path in document["paths"].values()
        for operation in path.values()
    }
    found = links(document)
    assert found
    for name, link in found:
        assert set(link["parameters"]) <= operations[link["operationId"]], name
