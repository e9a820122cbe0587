"""Orders through the gateway: made, read, listed and cancelled, by whom they belong to, and once only."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.tokens import bearer
from tests.support.waiting import eventually

ORDERS = "/api/v1/orders"
OLDER_FORM = {"customer_name": "caesar", "total_price": 27000}
LINES = [{"sku": "MASK-ADULT-50", "name": "Masks for adults, 50", "quantity": 2, "unitPrice": 13500}]
NOBODY = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9aff"


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def make(api, headers: dict[str, str] | None = None, **changes: object) -> dict:
    answer = api.post(ORDERS, json={**OLDER_FORM, **changes}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_an_order_as_older_clients_send_it_is_made(api):
    answer = api.post(ORDERS, json=OLDER_FORM)
    assert answer.status_code == 201
    order = answer.json()
    assert uuid.UUID(order["id"]).version == 7
    assert answer.headers["location"] == f"{ORDERS}/{order['id']}"
    assert (order["customerName"], order["totalPrice"], order["lines"]) == ("caesar", 27000, [])
    assert (order["status"], order["version"]) == ("CREATED", 1)
    assert order["createdAt"] == order["updatedAt"]
    assert order["createdAt"].endswith("Z")


def test_an_order_keeps_its_lines(api):
    order = make(api, lines=LINES)
    assert order["lines"] == LINES
    assert api.get(f"{ORDERS}/{order['id']}").json()["lines"] == LINES


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"customer_name": "caesar"}, "/totalPrice"),
        ({"customer_name": "", "total_price": 1}, "/customer_name"),
        ({"customer_name": "x" * 201, "total_price": 1}, "/customer_name"),
        ({"customer_name": "a\nb", "total_price": 1}, "/customer_name"),
        ({**OLDER_FORM, "total_price": 2**31}, "/total_price"),
        ({**OLDER_FORM, "total_price": -1}, "/total_price"),
        ({**OLDER_FORM, "total_price": "1"}, "/total_price"),
        ({**OLDER_FORM, "discount": 1}, "/discount"),
        ({**OLDER_FORM, "lines": [{**LINES[0], "quantity": 0}]}, "/lines/0/quantity"),
        ({**OLDER_FORM, "lines": LINES * 101}, "/lines"),
    ],
)
def test_a_fault_is_named_by_its_pointer(api, body, pointer):
    answer = api.post(ORDERS, json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_what_says_it_is_no_json_is_not_read(api):
    answer = api.post(ORDERS, content='{"customer_name":"caesar","total_price":1}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_read_carries_a_tag_that_changes_with_the_order(api):
    order = make(api)
    place = f"{ORDERS}/{order['id']}"
    first = api.get(place)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    assert api.get(place, headers={"If-None-Match": tag}).status_code == 304
    assert api.post(f"{place}/cancel").status_code == 200
    assert api.get(place, headers={"If-None-Match": tag}).status_code == 200


def test_the_largest_amount_is_taken(api):
    assert make(api, total_price=2**31 - 1)["totalPrice"] == 2**31 - 1


# Whose it is.


def test_an_order_made_without_a_token_is_open_to_who_knows_its_id(api, fleet):
    order = make(api)
    for headers in ({}, bearer(fleet, "alice")):
        assert api.get(f"{ORDERS}/{order['id']}", headers=headers).json() == order
    assert api.post(f"{ORDERS}/{order['id']}/cancel").json()["status"] == "CANCELLED"


def test_somebody_elses_order_is_answered_like_one_that_nobody_made(api, fleet):
    alice, bob = bearer(fleet, "alice"), bearer(fleet, "bob")
    order = make(api, alice)
    place = f"{ORDERS}/{order['id']}"
    assert api.get(place, headers=alice).json() == order
    eventually(lambda: api.get(f"{place}/shipment", headers=alice).status_code == 200, what="the shipment")
    for headers in ({}, bob):
        for answer, nobodys in (
            (api.get(place, headers=headers), api.get(f"{ORDERS}/{NOBODY}", headers=headers)),
            (api.get(f"{place}/shipment", headers=headers), api.get(f"{ORDERS}/{NOBODY}/shipment", headers=headers)),
            (api.post(f"{place}/cancel", headers=headers), api.post(f"{ORDERS}/{NOBODY}/cancel", headers=headers)),
        ):
            assert answer.status_code == nobodys.status_code == 404
            assert answer.text.replace(order["id"], NOBODY) == nobodys.text
    assert api.get(place, headers=alice).json()["status"] == "CREATED"


def test_what_is_no_id_names_nothing(api):
    for path in (f"{ORDERS}/monday", f"{ORDERS}/monday/shipment", "/api/v1/shipments/monday"):
        assert api.get(path).status_code == 404


def test_a_list_has_ones_own_orders_newest_first_and_page_by_page(api, fleet):
    owner = bearer(fleet, f"lister-{uuid.uuid4()}")
    made = [make(api, owner, total_price=n)["id"] for n in range(5)]
    make(api, bearer(fleet, "bob"))
    make(api)
    found: list[str] = []
    after: dict[str, str] = {}
    for size in (2, 2, 1):
        page = api.get(ORDERS, params={"first": "2", **after}, headers=owner).json()
        assert len(page["items"]) == size
        found += [order["id"] for order in page["items"]]
        after = {"after": page["nextCursor"] or ""}
    assert found == made[::-1]
    assert page["nextCursor"] is None


def test_a_list_needs_a_token_and_a_good_cursor(api, fleet):
    assert api.get(ORDERS).status_code == 401
    answer = api.get(ORDERS, params={"after": "bm90aGluZw"}, headers=bearer(fleet, "alice"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "after"


# Once only.


def test_the_same_key_and_body_give_the_same_answer(api, fleet):
    for headers in (new_key(), {**bearer(fleet, "alice"), "Idempotency-Key": f'"monday {uuid.uuid4()}"'.replace(" ", "-")}):
        first = api.post(ORDERS, json=OLDER_FORM, headers=headers)
        assert first.status_code == 201
        api.post(f"{ORDERS}/{first.json()['id']}/cancel", headers=headers)
        again = api.post(ORDERS, json={"customerName": "caesar", "totalPrice": 27000}, headers=headers)
        assert (again.status_code, again.text) == (201, first.text)
        assert again.headers["location"] == first.headers["location"]


def test_the_same_key_with_another_body_is_refused(api):
    key = new_key()
    make(api, key)
    answer = api.post(ORDERS, json={**OLDER_FORM, "total_price": 1}, headers=key)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/unprocessable"


def test_a_key_belongs_to_its_caller_and_a_strangers_is_a_uuid(api, fleet):
    key = {"Idempotency-Key": f"monday-{uuid.uuid4()}"}
    alices, bobs = (make(api, {**bearer(fleet, name), **key}) for name in ("alice", "bob"))
    assert alices["id"] != bobs["id"]
    refused = api.post(ORDERS, json=OLDER_FORM, headers=key)
    assert refused.status_code == 400
    assert refused.json()["errors"] == [
        {"pointer": "Idempotency-Key", "detail": "must be a UUID where there is no token"}
    ]


def test_of_many_requests_with_one_key_at_once_one_makes_the_order(fleet):
    key = new_key()
    with httpx.Client(base_url=fleet.url, timeout=15) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post(ORDERS, json=OLDER_FORM, headers=key), range(24)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1


# Cancelled.


def test_a_cancelled_order_stays_cancelled(api):
    order = make(api)
    place = f"{ORDERS}/{order['id']}"
    cancelled = api.post(f"{place}/cancel")
    assert cancelled.status_code == 200
    assert (cancelled.json()["status"], cancelled.json()["version"]) == ("CANCELLED", 2)
    assert api.post(f"{place}/cancel").json() == cancelled.json()
    assert api.get(place).json() == cancelled.json()
    shipment = eventually(
        lambda: next((s for s in [api.get(f"{place}/shipment")] if s.status_code == 200), None), what="the shipment"
    )
    assert shipment.json()["orderId"] == order["id"]
    eventually(lambda: api.get(f"{place}/shipment").json()["status"] == "CANCELLED", what="the end of the shipment")


def test_a_cancellation_may_be_meant_for_one_version(api):
    order = make(api)
    place = f"{ORDERS}/{order['id']}"
    tag = api.get(place).headers["etag"]
    for other in ('"7-0000000000000000"', '"other"', f"W/{tag}"):
        assert api.post(f"{place}/cancel", headers={"If-Match": other}).status_code == 412
    assert api.post(f"{place}/cancel", headers={"If-Match": tag}).status_code == 200
