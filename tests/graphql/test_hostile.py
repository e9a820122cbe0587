"""Documents that are made to hurt: each is refused within a second, and others are served meanwhile and after."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.graphql.conftest import Endpoint

refused_within_s = 1.0  # of the server's CPU time, which does not depend on what else the machine does
patience_s = 60
clients = 16
rounds = 4
healthy = {"data": {"__typename": "Query"}}


def deep(levels: int) -> str:
    return "{ person(id: 1) " + "{ best " * levels + "{ id }" + " }" * (levels + 1)


def doubling(fragments: int) -> str:
    """Each fragment spreads the next one twice."""
    chain = "".join(
        f" fragment F{n} on Person {{ a: best {{ ...F{n + 1} }} b: best {{ ...F{n + 1} }} }}" for n in range(fragments)
    )
    return f"{{ person(id: 1) {{ ...F0 }} }}{chain} fragment F{fragments} on Person {{ id }}"


def cycle(length: int) -> str:
    fragments = "".join(f" fragment F{n} on Person {{ best {{ ...F{(n + 1) % length} }} }}" for n in range(length))
    return f"{{ person(id: 1) {{ ...F0 }} }}{fragments}"


aliases = "{ " + " ".join(f"a{n}: number" for n in range(10_000)) + " }"
directives = "{ number " + "@mark " * 10_000 + "}"
fields = "{ " + "number " * 9_000 + "}"
conflicts = "{ " + " ".join(f"a: person(id: {n}) {{ id }}" for n in range(800)) + " }"
many_lists = "query($l: [Color]) { things(colors: $l) { __typename } }"

bombs = {
    "depth": {"query": deep(10_000)},
    "depth within the parser's limit": {"query": deep(60)},
    "aliases": {"query": aliases},
    "directives": {"query": directives},
    "fields": {"query": fields},
    "fragments that double": {"query": doubling(40)},
    "cycle of fragments": {"query": cycle(500)},
    "cycle of one fragment": {"query": cycle(1)},
    "fields that conflict": {"query": conflicts},
    "a long list": {"query": "{ things(colors: [" + "RED " * 9_000 + "]) { __typename } }"},
    "a long list in a variable": {"query": many_lists, "variables": {"l": ["RED"] * 50_000}},
    "a deep literal": {"query": "{ things(nested: " + "[" * 5_000 + "]" * 5_000 + ") { __typename } }"},
    "a long document": {"query": "{ number }" + " " * 200_000},
    "a long string": {"query": '{ echo(text: "' + "x" * 200_000 + '") }'},
    "introspection of introspection": {
        "query": "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    },
}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Accept": "application/graphql-response+json"}, timeout=patience_s) as opened:
        yield opened


def is_healthy(client: httpx.Client, endpoint: Endpoint) -> bool:
    return bool(client.post(endpoint.url, json={"query": "{ __typename }"}).json() == healthy)


@pytest.mark.parametrize("name", bombs)
def test_a_bomb_is_refused_within_a_second(client: httpx.Client, endpoint: Endpoint, name: str) -> None:
    before = endpoint.cpu_seconds()
    answer = client.post(endpoint.url, json=bombs[name])
    used = endpoint.cpu_seconds() - before
    assert answer.status_code in (400, 413), answer.text[:300]
    assert answer.status_code == 413 or "data" not in answer.json()
    assert used < refused_within_s
    assert is_healthy(client, endpoint)


def test_many_hostile_clients_at_once_leave_others_served(client: httpx.Client, endpoint: Endpoint) -> None:
    before = endpoint.cpu_seconds()
    with ThreadPoolExecutor(clients) as pool:
        hostile = [pool.submit(client.post, endpoint.url, json=bomb) for bomb in bombs.values() for _ in range(rounds)]
        assert is_healthy(client, endpoint)
        assert all(one.result().status_code in (400, 413) for one in hostile)
    assert endpoint.cpu_seconds() - before < len(hostile) * refused_within_s
    assert is_healthy(client, endpoint)
