"""GraphQL over the whole fleet: the same things as by REST, in one query."""

from __future__ import annotations

import base64
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


def test_a_query_that_costs_too_much_is_refused_before_any_call(ask):
    query = "{ " + " ".join(f"a{n}: pharmacyFeed {{ rows }}" for n in range(31)) + " }"
    answer = ask(query)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["limit"] == "root_fields_max"
