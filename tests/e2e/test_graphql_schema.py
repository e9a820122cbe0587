"""The names of the GraphQL schema: what has been served once stays, and what is promised is there."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.support import graphql_schema

snapshot = Path(__file__).with_name("graphql_schema.txt")
# What clients were promised of the services that there are.
promised = Path(__file__).with_name("graphql_promised.txt")


def served(fleet) -> list[str]:
    answer = httpx.post(f"{fleet.url}/graphql", json={"query": graphql_schema.QUERY}, timeout=15).json()
    assert "errors" not in answer, answer
    return graphql_schema.lines(answer["data"])


def test_what_is_promised_is_there(fleet):
    assert set(promised.read_text().splitlines()) - set(served(fleet)) == set()


def test_the_schema_is_that_of_the_snapshot(fleet):
    """A change that is meant goes into graphql_schema.txt by hand: whoever reads the change sees what clients will."""
    assert "\n".join(served(fleet)) + "\n" == snapshot.read_text()
