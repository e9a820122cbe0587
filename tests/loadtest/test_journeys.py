"""The journeys do what people do, and the fleet stands them."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import subprocess
from pathlib import Path

import httpx
import pytest
from plaza.failure import Failure
from plaza.progress import Progress

from loadtest import local, merge
from loadtest.definition import Definition, journeys
from loadtest.result import Result
from loadtest.thresholds import judge
from tests.support.fleet import Fleet

root = Path(__file__).parents[2]


def run(fleet: Fleet, k6: Path, folder: Path, **what: object) -> Result:
    definition = Definition.of({"url": fleet.url, "persons": 10, **what})
    return local.run(fleet.settings, definition, folder, k6, Progress(io.StringIO()))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("script", journeys())
def test_every_journey_passes_its_smoke_run(fleet: Fleet, k6: Path, tmp_path: Path, script: str) -> None:
    result = run(fleet, k6, tmp_path, script=script, profile="smoke")
    # How fast this machine is just now is not asked here.
    broken = [
        verdict
        for verdict in judge(result)
        if not verdict.kept and not verdict.threshold.metric.startswith("http_req_duration")
    ]
    log = (tmp_path / "runner-1/log.txt").read_text()
    assert broken == [], log
    assert result.metrics["checks"].of().count > 40, log
    assert result.metrics["checks"].of().least == 1, log
    assert all(result.requests.of(step).count > 0 for step in result.requests.steps)


@pytest.mark.timeout(120)
def test_runners_are_one_run_and_meet_no_person_twice(fleet: Fleet, k6: Path, tmp_path: Path) -> None:
    result = run(fleet, k6, tmp_path, script="booking-rush", runners=2, vus=5, duration="5s", rps=50)
    assert result.runners == 2
    # A person who comes twice is refused, which the journey does not expect.
    assert result.metrics["checks"].of().least == 1
    # Each runner keeps to its limit.
    assert 100 < result.requests.of().count <= 2 * 50 * (result.seconds + 1)
    assert merge.conclude(result, tmp_path, Progress(io.StringIO())) == 0
    assert json.loads((tmp_path / "summary.json").read_text())["runners"] == 2


@pytest.mark.timeout(120)
def test_a_threshold_that_is_not_kept_fails_the_run(fleet: Fleet, k6: Path, tmp_path: Path) -> None:
    script = tmp_path / "impatient.js"
    script.write_text(
        f"""
        import {{ get }} from '{root}/loadtest/lib/gateway.js';
        export const options = {{ thresholds: {{ 'http_req_duration{{step:map}}': ['p(99)<0.001'] }} }};
        export default function () {{ get('map', '/api/v1/pharmacies?first=1'); }}
        """
    )
    result = run(fleet, k6, tmp_path / "run", script=str(script), vus=1, duration="1s", rps=20)
    assert merge.conclude(result, tmp_path, Progress(io.StringIO())) == 1


@pytest.mark.timeout(60)
def test_a_script_that_is_broken_is_told_with_what_k6_said(fleet: Fleet, k6: Path, tmp_path: Path) -> None:
    script = tmp_path / "broken.js"
    script.write_text("export default function () { nothing.of.the.kind(); } }")
    with pytest.raises(Failure, match="Unexpected token"):
        run(fleet, k6, tmp_path / "run", script=str(script), vus=1, duration="1s")


@pytest.mark.timeout(120)
def test_the_command_runs_a_journey_and_compares_two_runs(fleet: Fleet, k6: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PLAZA_PORT_BASE": str(fleet.settings.port_base)}

    def plaza(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [root / "plaza", "loadtest", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    folders = [str(tmp_path / name) for name in ("before", "after")]
    for folder in folders:
        done = plaza(
            "mask-map-rest", "--into", folder, "--url", fleet.url, "--vus", "2", "--duration", "4s", "--rps", "40"
        )
        assert "nearest" in done.stdout, done.stderr
        assert (Path(folder) / "report.html").exists()
    compared = plaza("compare", *folders)
    assert "better, beyond what moves by itself" in compared.stdout
    assert plaza("compare", folders[0], str(tmp_path)).returncode == 1


@pytest.mark.timeout(120)
def test_samples_arrive_in_influxdb_with_step_and_runner(fleet: Fleet, k6: Path, influxdb: str, tmp_path: Path) -> None:
    result = run(
        fleet,
        k6,
        tmp_path / "run",
        script="mask-map-rest",
        runners=2,
        vus=1,
        duration="2s",
        rps=30,
        influxdb=influxdb + "/k6",
    )
    asked = "select count(value) from http_req_duration group by step, runner"
    told = httpx.get(influxdb + "/query", params={"db": "k6", "q": asked}).json()
    counts = {(one["tags"]["step"], one["tags"]["runner"]): one["values"][0][1] for one in told["results"][0]["series"]}
    assert set(counts) == {(step, runner) for step in ("map", "nearest", "pharmacy") for runner in ("0", "1")}
    assert sum(counts.values()) == result.requests.of().count


def test_a_profile_is_what_its_name_says(k6: Path) -> None:
    """As k6 reads it, without sending anything."""

    def scenarios(profile: str) -> list[dict[str, object]]:
        script = root / "loadtest/journeys/mix.js"
        done = subprocess.run(
            [k6, "inspect", "--execution-requirements", "-e", f"PROFILE={profile}", "-e", "RATE=10", script],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return list(json.loads(done.stdout)["scenarios"].values())

    def highest(profile: str) -> int:
        return sum(max(stage["target"] for stage in one["stages"]) for one in scenarios(profile))

    assert highest("average") == pytest.approx(10, abs=2)
    assert highest("stress") == pytest.approx(20, abs=2)
    assert highest("spike") == pytest.approx(300, abs=2)
    assert all(one["executor"] == "ramping-arrival-rate" for one in scenarios("spike"))


def test_a_definition_keeps_to_its_own_fleet(fleet: Fleet, tmp_path: Path) -> None:
    """Tokens of this fleet are of no use elsewhere, and nobody's business there."""
    elsewhere = Definition(script="orders", url="http://127.0.0.1:1")
    assert "PLAZA_TOKENS" not in local.who_comes(fleet.settings, elsewhere, tmp_path)
    here = dataclasses.replace(elsewhere, url=fleet.url, persons=3)
    told = local.who_comes(fleet.settings, here, tmp_path)
    assert len(json.loads(Path(told["PLAZA_TOKENS"]).read_text())) == 3
