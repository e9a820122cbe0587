"""The OpenAPI document: valid, complete, and true (every answer that the tests see is held against it in `api`)."""

from __future__ import annotations

from openapi_spec_validator import OpenAPIV31SpecValidator


def test_the_document_is_valid(api):
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_of_the_contract_is_described(api):
    paths = api.get("/openapi.json").json()["paths"]
    for route in (
        "get /api/v1/pharmacies",
        "get /api/v1/pharmacies/map",
        "get /api/v1/pharmacies/{id}",
        "get /api/v1/feeds/pharmacy",
        "get /api/v1/stations",
        "get /api/v1/stations/{name}",
        "put /api/v1/stations/{name}/days/{date}",
        "post /api/v1/bookings",
        "get /api/v1/bookings",
        "get /api/v1/bookings/{id}",
        "delete /api/v1/bookings/{id}",
        "post /api/v1/bookings/{id}/move",
        "get /stations/{name}",
        "post /booking",
        "post /api/v1/orders",
        "get /api/v1/orders",
        "get /api/v1/orders/{id}",
        "post /api/v1/orders/{id}/cancel",
        "get /api/v1/orders/{id}/shipment",
        "get /api/v1/shipments/{id}",
        "post /api/v1/shipments/{id}/events",
        "get /api/v1/status",
    ):
        method, path = route.split()
        assert method in paths[path], route


def test_every_operation_says_what_goes_wrong(api):
    document = api.get("/openapi.json").json()
    identities = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            where = f"{method} {path}"
            identities.append(operation["operationId"])
            assert operation["summary"], where
            assert any(status.startswith("2") for status in operation["responses"]), where
            if path.startswith("/api/"):
                assert {"400", "500", "503", "504"} <= operation["responses"].keys(), where
    assert len(identities) == len(set(identities))


def test_every_problem_type_in_the_document_has_its_page(api):
    page = api.get("/problems")
    assert page.status_code == 200
    for slug in ("invalid-request", "not-found", "unavailable"):
        assert f"/problems/{slug}" in page.text
