"""From an order to its delivery: the shipment that follows, what carriers report, and what the order learns of it."""

from __future__ import annotations

import re
import subprocess
import time
import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.support.fleet import Fleet
from tests.support.snapshots import ROOT
from tests.support.tokens import bearer
from tests.support.waiting import eventually
from tests.support.zipkin import Zipkin

ORDERS = "/api/v1/orders"
ORDER = {"customer_name": "caesar", "total_price": 27000}


def readmes_order(fleet: Fleet) -> str:
    """The id of an order made by the README's curl line."""
    readme = (ROOT / "README.md").read_text()
    found = re.search(r"^\$ (curl [^|\n]*/api/v1/orders [^|\n]*)", readme, re.MULTILINE)
    assert found, "the README has no line that makes an order"
    command = found[1].replace("http://localhost:8080", fleet.url) + " | jq -r .id"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.strip()


def shipment_of(client: httpx.Client, order: str, headers: dict[str, str] | None = None) -> dict:
    def look() -> dict | None:
        answer = client.get(f"{ORDERS}/{order}/shipment", headers=headers)
        return answer.json() if answer.status_code == 200 else None

    return eventually(look, timeout_seconds=20, what="the shipment")


@pytest.fixture
def courier(fleet: Fleet) -> dict[str, str]:
    return bearer(fleet, "carrier-7", "courier")


def test_the_readmes_order_has_a_shipment_before_and_after_a_restart_of_the_broker(api, fleet):
    before = readmes_order(fleet)
    assert shipment_of(api, before)["status"] == "REQUESTED"
    fleet.restart("kafka")
    after = readmes_order(fleet)
    assert shipment_of(api, after)["customerName"] == "caesar"
    assert shipment_of(api, before)["id"] == shipment_of(api, before)["id"]


def test_while_the_broker_is_away_orders_are_taken_and_shipped_later(api, fleet):
    fleet.stop("kafka")
    try:
        order = api.post(ORDERS, json=ORDER)
        assert order.status_code == 201
        assert api.get(f"{ORDERS}/{order.json()['id']}/shipment").status_code == 404
    finally:
        fleet.start("kafka")
        fleet.wait_ready("kafka", timeout_s=60)
    assert shipment_of(api, order.json()["id"])["status"] == "REQUESTED"


def test_a_shipment_is_the_same_by_its_own_id(api):
    order = api.post(ORDERS, json=ORDER).json()
    shipment = shipment_of(api, order["id"])
    assert shipment["orderId"] == order["id"]
    assert shipment["customerName"] == "caesar"
    assert [(event["status"], event["note"]) for event in shipment["events"]] == [("REQUESTED", "")]
    read = api.get(f"/api/v1/shipments/{shipment['id']}")
    assert read.json() == shipment
    assert api.get(read.request.url.path, headers={"If-None-Match": read.headers["etag"]}).status_code == 304


def test_carriers_move_it_on_and_its_order_learns_of_it(api, courier):
    order = api.post(ORDERS, json=ORDER).json()["id"]
    events = f"/api/v1/shipments/{shipment_of(api, order)['id']}/events"
    told = {"PACKED": "SHIPPING", "DISPATCHED": "SHIPPING", "DELIVERED": "DELIVERED"}
    for step, (status, of_order) in enumerate(told.items(), start=2):
        moved = api.post(events, json={"status": status, "note": f"step {step}"}, headers=courier)
        assert moved.status_code == 200
        assert (moved.json()["status"], len(moved.json()["events"])) == (status, step)
        assert moved.json()["events"][-1]["note"] == f"step {step}"
        eventually(lambda now=of_order: api.get(f"{ORDERS}/{order}").json()["status"] == now, what=of_order)
    refused = api.post(f"{ORDERS}/{order}/cancel")
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/conflict"


def test_steps_are_not_skipped_and_a_report_that_comes_again_changes_nothing(api, courier):
    order = api.post(ORDERS, json=ORDER).json()["id"]
    events = f"/api/v1/shipments/{shipment_of(api, order)['id']}/events"
    assert api.post(events, json={"status": "DELIVERED"}, headers=courier).status_code == 409
    key = {"Idempotency-Key": f"scan-{uuid.uuid4()}"}
    packed = api.post(events, json={"status": "PACKED"}, headers={**courier, **key})
    dispatched = api.post(events, json={"status": "DISPATCHED"}, headers=courier)
    assert dispatched.json()["status"] == "DISPATCHED"
    again = api.post(events, json={"status": "PACKED"}, headers={**courier, **key})
    assert (again.status_code, again.text) == (200, packed.text)
    assert api.post(events, json={"status": "PACKED"}, headers=courier).json() == dispatched.json()
    assert api.post(events, json={"status": "DELIVERED"}, headers={**courier, **key}).status_code == 422
    tag = {"If-Match": packed.headers["etag"]}
    assert api.post(events, json={"status": "DELIVERED"}, headers={**courier, **tag}).status_code == 412


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"status": "CANCELLED"}, "/status"),
        ({}, "/status"),
        ({"status": "PACKED", "at": "2999-01-01T00:00:00Z"}, "/at"),
        ({"status": "PACKED", "note": "x" * 501}, "/note"),
    ],
)
def test_a_report_that_cannot_be_is_refused(api, courier, body, pointer):
    order = api.post(ORDERS, json=ORDER).json()["id"]
    refused = api.post(f"/api/v1/shipments/{shipment_of(api, order)['id']}/events", json=body, headers=courier)
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_reports_are_for_couriers(api, fleet, courier):
    alice = bearer(fleet, "alice")
    order = api.post(ORDERS, json=ORDER, headers=alice).json()["id"]
    shipment = shipment_of(api, order, alice)
    events = f"/api/v1/shipments/{shipment['id']}/events"
    assert api.post(events, json={"status": "PACKED"}).status_code == 401
    refused = api.post(events, json={"status": "PACKED"}, headers=alice)
    assert refused.status_code == 403
    assert 'scope="courier"' in refused.headers["www-authenticate"]
    # Whoever carries it sees it, and so does who looks after the fleet.
    for headers in (courier, bearer(fleet, "ops", "operator")):
        assert api.get(f"/api/v1/shipments/{shipment['id']}", headers=headers).json() == shipment
    assert api.get(f"/api/v1/shipments/{shipment['id']}", headers=bearer(fleet, "bob")).status_code == 404


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Zipkin]]:
    """A fleet of its own that sends its spans to a Zipkin."""
    state = tmp_path_factory.mktemp("traced")
    with (
        Zipkin(ROOT, state) as zipkin,
        Fleet.another(state / "fleet", overrides={"PLAZA_TRACE__ZIPKIN_URL": zipkin.spans_url}) as fleet,
        httpx.Client(base_url=fleet.url, timeout=15) as client,
    ):
        yield client, zipkin


def test_an_orders_trace_leads_from_the_gateway_to_shipping_in_zipkin(traced):
    client, zipkin = traced
    trace, caller = uuid.uuid4().hex, "00f067aa0ba902b7"
    begun = time.monotonic()
    made = client.post(ORDERS, json=ORDER, headers={"traceparent": f"00-{trace}-{caller}-01"})
    shipment_of(client, made.json()["id"])

    def way() -> list[str] | None:
        """The services from the shipping service's own span up to the caller's."""
        spans = {span["id"]: span for span in zipkin.trace(trace)}
        of_shipping = [s for s in spans.values() if s["localEndpoint"]["serviceName"] == "shipping"]
        services: list[str] = []
        span = next((s for s in of_shipping if s.get("kind") == "CONSUMER"), None)
        while span:
            services.append(span["localEndpoint"]["serviceName"])
            above = span.get("parentId")
            if above == caller:
                return list(dict.fromkeys(services))
            span = spans.get(above)
        return None

    assert eventually(way, timeout_seconds=20, what="the whole trace") == ["shipping", "orders", "gateway"]
    assert time.monotonic() - begun < 30
