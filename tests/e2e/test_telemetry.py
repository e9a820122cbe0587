"""What operators see: metrics, logs, traces, health, and the operations port."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.support.collector import Collector
from tests.support.fleet import Fleet
from tests.support.load import Load
from tests.support.searches import another_search
from tests.support.waiting import eventually

LIST = "/api/v1/pharmacies?near=25.0478,121.5170&first=5"
PROCESSES = ["gateway", "pharmacy", "orders", "shipping"]


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_tells_its_health(fleet, name):
    with httpx.Client(base_url=fleet.operations_url(name)) as operations:
        assert operations.get("/healthz").status_code == 200
        ready = operations.get("/readyz")
        assert ready.status_code == 200
        assert "text/plain" in operations.get("/metrics").headers["content-type"]
        assert operations.get("/requests").status_code == 200


@pytest.mark.parametrize("name", PROCESSES)
def test_metrics_are_valid_exposition(fleet, api, name):
    api.get(LIST)
    text = httpx.get(fleet.operations_url(name) + "/metrics").text
    promtool = shutil.which("promtool")
    assert promtool, "promtool comes with the package prometheus"
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    said = [line for line in (checked.stdout + checked.stderr).splitlines() if "http_response_milliseconds" not in line]
    # That name is the one that the dashboards of this domain know; promtool would have it in seconds.
    assert said == []


def test_requests_are_counted_by_route_not_by_path(fleet, api):
    def count() -> float:
        return fleet.metric("gateway", "http_requests_total", route="/api/v1/pharmacies/{id}", status="404")

    before = count()
    for identity in ("5999999991", "5999999992"):
        api.get(f"/api/v1/pharmacies/{identity}")
    assert count() == before + 2
    assert fleet.metric("gateway", "http_response_milliseconds_count", route="/api/v1/pharmacies/{id}") >= 2


def test_the_access_log_has_a_line_per_request(fleet, api):
    identity = "access-log-test-1"
    api.get(LIST, headers={"X-Request-Id": identity})
    line = eventually(lambda: next((line for line in fleet.log("gateway").splitlines() if identity in line), None))
    entry = json.loads(line)
    assert entry["status"] == 200
    assert entry["method"] == "GET"
    assert entry["route"] == "/api/v1/pharmacies"


@pytest.mark.parametrize("name", PROCESSES)
def test_every_log_line_is_json(fleet, name):
    lines = fleet.log(name).splitlines()
    assert lines
    for line in lines:
        assert {"time", "level"} <= json.loads(line).keys(), line


@pytest.fixture(scope="module")
def traced(tmp_path_factory) -> Iterator[tuple[httpx.Client, Collector]]:
    """A fleet of its own that sends its spans to a collector of the test."""
    state = tmp_path_factory.mktemp("traced")
    with (
        Collector() as collector,
        Fleet.another(state, overrides={"PLAZA_TRACE__ZIPKIN_URL": collector.url}) as fleet,
        httpx.Client(base_url=fleet.url) as client,
    ):
        yield client, collector


def test_one_trace_runs_through_gateway_and_service(traced):
    """A sampled caller's trace is recorded on both sides of the call, with the right parents."""
    client, collector = traced
    trace, caller = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    client.get(LIST, headers={"traceparent": f"00-{trace}-{caller}-01"})

    def spans():
        found = [span for span in collector.spans() if span["traceId"] == trace]
        return found if len(found) >= 3 else None

    by_kind = {(span["localEndpoint"]["serviceName"], span["kind"]): span for span in eventually(spans)}
    entry = by_kind[("gateway", "SERVER")]
    call = by_kind[("gateway", "CLIENT")]
    work = by_kind[("pharmacy", "SERVER")]
    assert entry["parentId"] == caller
    assert call["parentId"] == entry["id"]
    assert work["parentId"] == call["id"]


def test_b3_is_understood(traced):
    client, collector = traced
    trace = "80f198ee56343ba864fe8b2a57d3eff7"
    client.get(LIST, headers={"b3": f"{trace}-e457b5a2e4d86bd1-1"})
    eventually(lambda: [span for span in collector.spans() if span["traceId"] == trace])


def test_a_trace_that_the_caller_does_not_record_is_not_sent(traced):
    client, collector = traced
    silent, loud = "11111111111111111111111111111111", "22222222222222222222222222222222"
    client.get(LIST, headers={"traceparent": f"00-{silent}-00f067aa0ba902b7-00"})
    client.get(LIST, headers={"traceparent": f"00-{loud}-00f067aa0ba902b7-01"})
    eventually(lambda: [span for span in collector.spans() if span["traceId"] == loud])
    assert [span for span in collector.spans() if span["traceId"] == silent] == []


def test_the_log_level_changes_while_it_runs(fleet):
    with httpx.Client(base_url=fleet.operations_url("pharmacy")) as operations:
        before = operations.get("/log-level").text
        assert operations.put("/log-level", content="debug").status_code in (200, 204)
        assert "debug" in operations.get("/log-level").text
        assert operations.put("/log-level", content="loud").status_code == 400
        operations.put("/log-level", content="info")
        assert operations.get("/log-level").text == before


def test_the_effective_configuration_names_its_sources(fleet):
    text = httpx.get(fleet.operations_url("gateway") + "/config").text
    assert "(file)" in text or '"file"' in text
    assert "port" in text


@pytest.mark.parametrize("name", PROCESSES)
def test_the_debug_page_shows_what_a_process_does(fleet, api, name):
    api.get(LIST)
    with httpx.Client(base_url=fleet.operations_url(name)) as operations:
        page = operations.get("/debug", headers={"Accept": "text/html"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" not in page.text
        assert "src=" not in page.text
        everything = operations.get("/debug", headers={"Accept": "application/json"}).json()
    assert everything["process"]["ready"]
    options = {row["option"]: row for row in everything["configuration"]}
    assert options["stop.grace_ms"]["source"] == "file"
    assert options["log.level"]["live"]


def test_a_call_that_hangs_is_shown_where_it_hangs_and_kept_when_it_is_over(fleet, api):
    def debug() -> dict:
        return httpx.get(fleet.operations_url("gateway") + "/debug.json").json()

    with (
        fleet.paused("pharmacy"),
        Load(fleet.url, another_search, clients=1, headers={"X-Request-Timeout": "1500"}) as load,
    ):
        eventually(lambda: any("calling pharmacy." in row["step"] for row in debug()["inFlight"]), what="the call")
        load.wait_for(1)
    slow = eventually(lambda: debug()["slowRequests"], what="a slow request")
    assert slow[0]["route"] == "/api/v1/pharmacies"
    assert slow[0]["outcome"] == "504"
    assert {row["service"] for row in debug()["endpoints"]} == {"booking", "orders", "pharmacy", "shipping"}
    eventually(lambda: api.get(another_search()).status_code == 200, timeout_seconds=10)
