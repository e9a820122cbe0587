"""Each link of the document leads from a real answer to another one, with what the document gives as examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.fleet import Fleet
from tests.support.persons import new_nric
from tests.support.tokens import bearer
from tests.support.waiting import eventually

Operation = tuple[str, str, dict[str, Any]]  # method, path, what the document says of it


@pytest.fixture
def client(fleet: Fleet) -> Iterator[httpx.Client]:
    headers = bearer(fleet, "link-walker", "operator", "courier")
    with httpx.Client(base_url=fleet.url, headers=headers, timeout=15) as known:
        yield known


class Walk:
    def __init__(self, document: dict[str, Any], client: httpx.Client) -> None:
        self._client = client
        self.operations: dict[str, Operation] = {
            operation["operationId"]: (method, path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }

    def links(self) -> list[tuple[str, dict[str, Any]]]:
        """Where each begins, and the link."""
        return [
            (identity, link)
            for identity, (_, _, operation) in self.operations.items()
            for answer in operation["responses"].values()
            for link in answer.get("links", {}).values()
        ]

    def answer_of(self, identity: str) -> httpx.Response:
        """A good answer of the operation: asked for directly, or by a link when its path has parameters."""
        if "{" not in self.operations[identity][1]:
            # So that there is something to list, and a page behind the first.
            for creation in ("createOrder", "createBooking"):
                self._call(creation, {})
            return self._call(identity, {"first": 1})
        source, link = next(found for found in self.links() if found[1]["operationId"] == identity)
        return self.follow(link, self.answer_of(source))

    def follow(self, link: dict[str, Any], answer: httpx.Response) -> httpx.Response:
        values = {name: resolve(expression, answer.json()) for name, expression in link["parameters"].items()}

        def good() -> httpx.Response | None:
            # A shipment comes a moment after its order.
            found = self._call(link["operationId"], values)
            return None if found.status_code == 404 else found

        return eventually(good, what=link["operationId"])

    def _call(self, identity: str, values: dict[str, Any]) -> httpx.Response:
        method, path, operation = self.operations[identity]
        places = {parameter["name"]: parameter["in"] for parameter in operation.get("parameters", [])}
        query = {name: value for name, value in values.items() if places.get(name) == "query"}
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        body = content["example"] if content else None
        if body and "mysejahteraId" in body:
            body = {**body, "mysejahteraId": new_nric()}  # one person books once
        return self._client.request(method, path.format_map(values), params=query, json=body)


def resolve(expression: str, body: Any) -> Any:
    """$response.body#/items/0/id"""
    source, pointer = expression.split("#")
    assert source == "$response.body"
    for part in pointer.strip("/").split("/"):
        body = body[int(part)] if isinstance(body, list) else body[part]
    assert body is not None, f"{expression} leads nowhere"
    return body


def test_each_link_leads_to_an_answer(document: dict[str, Any], client: httpx.Client) -> None:
    walk = Walk(document, client)
    assert len(walk.links()) >= 16
    for source, link in walk.links():
        answer = walk.follow(link, walk.answer_of(source))
        assert answer.is_success, f"{source} → {link['operationId']}: {answer.status_code} {answer.text}"
