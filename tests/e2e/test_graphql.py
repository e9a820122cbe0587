"""GraphQL over the whole fleet: the same things as by REST, in one query."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.fleet import Fleet
from tests.support.tokens import bearer
from tests.support.waiting import eventually

PLACE = {"latitude": 25.0478, "longitude": 121.5170}
NEAREST = """
query Nearest($near: PointInput!) {
  pharmacies(near: $near, first: 20) {
    edges { node { id name distance mask { adult child updatedAt stale } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CREATE = "mutation($input: CreateOrderInput!) { createOrder(input: $input) { id status totalPrice lines { sku } } }"
PAIR = """
mutation Pair($input: CreateOrderInput!) { a: createOrder(input: $input) { id } b: createOrder(input: $input) { id } }
"""
ALL = """
query All($order: ID!, $pharmacy: ID!) {
  order(id: $order) { customerName shipment { status orderId } }
  pharmacy(id: $pharmacy) { name }
}
"""

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask(fleet: Fleet) -> Iterator[Ask]:
    with httpx.Client(base_url=fleet.url, timeout=15) as client:

        def send(query: str, headers: dict[str, str] | None = None, **variables: object) -> dict[str, Any]:
            answer = client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

        yield send


def raw(global_id: str) -> str:
    padded = global_id + "=" * (-len(global_id) % 4)
    return base64.urlsafe_b64decode(padded).decode().split(":", 1)[1]


def test_the_nearest_pharmacies_are_those_of_rest(ask, api):
    by_rest = api.get(f"/api/v1/pharmacies?near={PLACE['latitude']},{PLACE['longitude']}&first=20").json()
    page = ask(NEAREST, near=PLACE)["data"]["pharmacies"]
    nodes = [edge["node"] for edge in page["edges"]]
    assert [raw(node["id"]) for node in nodes] == [item["id"] for item in by_rest["items"]]
    for node, item in zip(nodes, by_rest["items"], strict=True):
        assert {key: node[key] for key in ("name", "distance", "mask")} == {
            key: item[key] for key in ("name", "distance", "mask")
        }
    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": by_rest["nextCursor"]}


def test_an_order_its_shipment_and_a_pharmacy_come_in_one_query(ask, api):
    pharmacy = api.get("/api/v1/pharmacies?first=1").json()["items"][0]
    line = {"sku": "MASK-ADULT-50", "name": "Masks", "quantity": 2, "unitPrice": 13500}
    made = ask(CREATE, input={"customerName": "caesar", "totalPrice": 27000, "lines": [line]})["data"]["createOrder"]
    assert made == {"id": made["id"], "status": "CREATED", "totalPrice": 27000, "lines": [{"sku": "MASK-ADULT-50"}]}
    eventually(
        lambda: ask(ALL, order=made["id"], pharmacy=pharmacy["id"])
        == {
            "data": {
                "order": {"customerName": "caesar", "shipment": {"status": "REQUESTED", "orderId": made["id"]}},
                "pharmacy": {"name": pharmacy["name"]},
            }
        },
        what="the order's shipment",
    )
    assert api.get(f"/api/v1/orders/{raw(made['id'])}").json()["customerName"] == "caesar"


def test_what_belongs_to_one_person_is_seen_by_that_person_only(ask, fleet):
    owner = bearer(fleet, "graphql-owner")
    made = ask(CREATE, owner, input={"customerName": "owner", "totalPrice": 1})["data"]["createOrder"]
    query = "query($id: ID!) { order(id: $id) { customerName } }"
    assert ask(query, owner, id=made["id"])["data"]["order"] == {"customerName": "owner"}
    assert ask(query, id=made["id"])["data"]["order"] is None
    assert ask("{ orders(first: 1) { nodes { id } } }", owner)["data"]["orders"]["nodes"] == [{"id": made["id"]}]
    error = ask("{ orders { nodes { id } } }")["errors"][0]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    stranger = bearer(fleet, "graphql-stranger")
    cancel = "mutation($id: ID!) { cancelOrder(id: $id) { status } }"
    assert ask(cancel, stranger, id=made["id"])["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert ask(cancel, owner, id=made["id"])["data"]["cancelOrder"] == {"status": "CANCELLED"}


def test_a_query_that_costs_too_much_is_refused_before_any_call(ask):
    query = "{ " + " ".join(f"a{n}: pharmacyFeed {{ rows }}" for n in range(31)) + " }"
    answer = ask(query)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["limit"] == "root_fields_max"


def test_a_token_that_is_none_is_refused_like_by_rest(fleet):
    answer = httpx.post(f"{fleet.url}/graphql", json={"query": "{ __typename }"}, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401


def test_fields_that_ask_one_service_leave_as_one_call(fleet, ask):
    made = [ask(CREATE, input={"customerName": "caesar", "totalPrice": 1})["data"]["createOrder"]["id"] for _ in "ab"]
    query = """query($a: ID!, $b: ID!) {
      a: order(id: $a) { shipment { id } } b: order(id: $b) { shipment { id } }
      p: pharmacy(id: "5901184446") { name } q: pharmacy(id: "nobody") { name }
    }"""

    def calls() -> dict[str, float]:
        return {
            service: fleet.metric("gateway", "rpc_client_requests_total", service=service, method=method)
            for service, method in methods.items()
        }

    methods = {"pharmacy": "getMany", "orders": "BatchGetOrders", "shipping": "BatchGetShipmentsByOrder"}
    ask(query, a=made[0], b=made[1])
    before = calls()
    ask(query, a=made[0], b=made[1])
    assert {service: count - before[service] for service, count in calls().items()} == dict.fromkeys(methods, 1)


def test_a_change_that_is_sent_again_with_its_key_is_made_once(ask):
    variables = {"input": {"customerName": "caesar", "totalPrice": 27000}}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = ask(CREATE, key, **variables)["data"]["createOrder"]
    assert ask(CREATE, key, **variables)["data"]["createOrder"]["id"] == first["id"]
    assert ask(CREATE, **variables)["data"]["createOrder"]["id"] != first["id"]
    other = ask(CREATE, key, input={"customerName": "brutus", "totalPrice": 27000})
    assert other["errors"][0]["extensions"]["reason"] == "IDEMPOTENCY_KEY_REUSED"
    both = ask(PAIR, {"Idempotency-Key": str(uuid.uuid4())}, **variables)["data"]
    assert both["a"]["id"] != both["b"]["id"]


def test_what_is_wrong_with_an_input_is_told_as_by_rest(ask, api):
    wrong = {"customerName": "", "totalPrice": -1}
    error = ask(CREATE, input=wrong)["errors"][0]
    assert error["extensions"]["code"] == "INVALID_ARGUMENT"
    assert error["extensions"]["fields"] == api.post("/api/v1/orders", json=wrong).json()["errors"]


def test_a_node_is_found_by_its_id_alone(ask, api):
    made = ask(CREATE, input={"customerName": "caesar", "totalPrice": 1})["data"]["createOrder"]["id"]
    query = "query($id: ID!) { node(id: $id) { __typename id ... on Order { shipment { id } } } }"
    assert ask(query, id=made)["data"]["node"]["__typename"] == "Order"
    eventually(lambda: ask(query, id=made)["data"]["node"]["shipment"] is not None, what="the order's shipment")
    shipment = ask(query, id=made)["data"]["node"]["shipment"]["id"]
    assert ask(query, id=shipment)["data"]["node"] == {"__typename": "Shipment", "id": shipment}
    assert ask(query, id="bm90aGluZw")["data"]["node"] is None


def test_a_deadline_is_an_error_of_the_fields_that_missed_it(fleet, ask):
    with fleet.paused("pharmacy"):
        answer = ask("{ pharmacyFeed { rows } __typename }", {"X-Request-Timeout": "300"})
    assert answer["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
    assert answer["data"] is None


def test_a_service_that_is_away_is_an_error_of_its_fields_alone(fleet, ask):
    made = ask(CREATE, input={"customerName": "caesar", "totalPrice": 1})["data"]["createOrder"]["id"]
    with fleet.paused("shipping"):
        answer = ask(
            "query($id: ID!) { order(id: $id) { customerName shipment { id } } }",
            {"X-Request-Timeout": "500"},
            id=made,
        )
    assert answer["errors"][0]["path"] == ["order", "shipment"]
    assert answer["data"] == {"order": {"customerName": "caesar", "shipment": None}}


def test_queries_come_by_get_and_in_batches(fleet, ask):
    query = "{ pharmacyFeed { rows } }"
    by_post = ask(query)
    assert httpx.get(f"{fleet.url}/graphql", params={"query": query}).json() == by_post
    batch = httpx.post(f"{fleet.url}/graphql", json=[{"query": query}, {"query": "{ nothing }"}]).json()
    assert batch[0] == by_post
    assert "data" not in batch[1]


def test_operations_are_counted_by_name(fleet, ask):
    def count() -> float:
        return fleet.metric("gateway", "graphql_operations_total", operation="CountedByName", result="ok")

    ask("query CountedByName { __typename }")
    before = count()
    ask("query CountedByName { __typename }")
    assert count() == before + 1


def test_limits_and_introspection_change_while_it_runs(fleet, ask):
    def refused(query: str) -> str | None:
        errors = ask(query).get("errors")
        return errors and errors[0]["extensions"].get("limit")

    schema, two = "{ __schema { description } }", "{ a: __typename b: __typename }"
    assert refused(schema) is refused(two) is None
    with fleet.dynamic("gateway") as put:
        put("[graphql]\nintrospection = false\nroot_fields_max = 1\n")
        eventually(lambda: refused(schema) == "introspection" and refused(two) == "root_fields_max", what="the limits")
        assert "did you mean" not in str(ask("{ pharmacyFeet { rows } }")).lower()
    eventually(lambda: refused(schema) is refused(two) is None, what="the usual limits")


def test_a_browser_gets_the_page_and_the_page_nothing_from_elsewhere(fleet):
    answer = httpx.get(f"{fleet.url}/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "//" not in answer.text.replace("<!DOCTYPE html>", "")


def test_stations_are_those_of_rest(ask, api):
    by_rest = api.get("/api/v1/stations?first=3").json()
    page = ask(
        """{ stations(first: 3) {
          nodes { id name state latitude longitude days { date capacity available } } pageInfo { endCursor }
        } }"""
    )["data"]["stations"]
    assert [{**node, "id": raw(node["id"])} for node in page["nodes"]] == by_rest["items"]
    assert page["pageInfo"]["endCursor"] == by_rest["nextCursor"]
