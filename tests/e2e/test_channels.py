"""What stands between the gateway and its services: limits at their door, and where they are."""

from __future__ import annotations

import tomllib

import httpx

from tests.support.load import Load
from tests.support.searches import another_search
from tests.support.waiting import eventually


def test_what_a_service_sheds_is_503_with_retry_after_and_is_not_asked_again(fleet):
    shed = fleet.metric("pharmacy", "rpc_server_shed_total", policy="rate")
    retried = fleet.metric("gateway", "rpc_client_retries_total")
    with fleet.dynamic("pharmacy") as put:
        put("[thrift.admission]\ncalls_per_second_max = 1\n")
        eventually(lambda: httpx.get(fleet.url + another_search()).status_code == 503, what="a refusal")
        refused = httpx.get(fleet.url + another_search())
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["content-type"] == "application/problem+json"
        assert fleet.readiness("gateway") == 200
    eventually(lambda: httpx.get(fleet.url + another_search()).status_code == 200, what="an answer")
    assert fleet.metric("pharmacy", "rpc_server_shed_total", policy="rate") > shed
    assert fleet.metric("gateway", "rpc_client_retries_total") == retried


def test_endpoints_change_under_load_without_a_failure(fleet):
    """From the address to a name that is looked up, and back."""
    options = fleet.dynamic_file("gateway").with_name("gateway-1.toml").read_text()
    port = tomllib.loads(options)["pharmacy"]["endpoints"][0].rsplit(":", 1)[1]
    with fleet.dynamic("gateway") as put, Load(fleet.url, another_search) as load:
        load.wait_for(200)
        for endpoint in (f"dns:localhost:{port}", f"127.0.0.1:{port} weight=0.5"):
            reloads = fleet.metric("gateway", "config_reloads_total", result="ok")
            put(f'[pharmacy]\nendpoints = ["{endpoint}"]\n')
            eventually(
                lambda before=reloads: fleet.metric("gateway", "config_reloads_total", result="ok") > before,
                what="a reload",
            )
            load.wait_for(200)
    assert load.failed() == []
