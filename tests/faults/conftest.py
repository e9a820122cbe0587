"""What the pages of faults share: one fleet with a proxy on each edge, and the seed of the round."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import scorecard
from tests.faults.scene import Scene
from tests.faults.scene import scene as made_scene

root = Path(__file__).resolve().parents[2]
# Histories of this run, and its scorecard.
folder = root / ".plaza/test/faults"


def pytest_configure() -> None:
    """Whoever ends this run before its time ends the fleet with it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """PLAZA_FAULTS_ROUNDS rounds, each with a seed of its own, from PLAZA_FAULTS_SEED on."""
    if "seed" in metafunc.fixturenames:
        first = int(os.environ.get("PLAZA_FAULTS_SEED", "1"))
        rounds = int(os.environ.get("PLAZA_FAULTS_ROUNDS", "1"))
        metafunc.parametrize("seed", range(first, first + rounds), ids=lambda seed: f"seed{seed}")


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scorecard.jsonl").unlink(missing_ok=True)
    with made_scene(folder, tmp_path_factory.mktemp("faults")) as made:
        yield made
    report = Path(os.environ.get("PLAZA_FAULTS_REPORT", folder / "reliability.md"))
    report.write_text(scorecard.page(scorecard.read(folder / "scorecard.jsonl")))
