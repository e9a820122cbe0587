"""What the black-box tests share: the fleet under test, a client that holds every answer against the OpenAPI document,
and a feed that a test may change."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

import httpx
import pytest

from tests.support import snapshots
from tests.support.contract import Contract
from tests.support.fleet import Fleet
from tests.support.waiting import eventually


class Api(httpx.Client):
    """Talks to the gateway; an answer that the OpenAPI document does not promise fails the test."""

    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, timeout=15)
        self._contract = Contract(super().request("GET", "/openapi.json").json())

    def request(self, *arguments, **keywords) -> httpx.Response:
        response = super().request(*arguments, **keywords)
        self._contract.check(response)
        return response


class OwnFeed:
    """The feed file of the fleet, in the hands of a test."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def begin_with(self, content: bytes) -> None:
        """The pharmacy service as on its first day: it knows nothing but this file."""
        self._fleet.stop("pharmacy")
        shutil.rmtree(self._fleet.data("pharmacy"), ignore_errors=True)
        self._fleet.data("pharmacy").mkdir(parents=True)
        self.put(content)
        self._fleet.start("pharmacy")
        self._fleet.wait_ready("pharmacy")

    def put(self, content: bytes) -> None:
        """Another file. Its time moves by a second at least: web servers tell versions apart by whole seconds."""
        before = self._fleet.feed_file.stat().st_mtime
        self._fleet.write_feed(content)
        later = max(before + 1, self._fleet.feed_file.stat().st_mtime)
        os.utime(self._fleet.feed_file, (later, later))


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet.under_test()


@pytest.fixture(scope="session")
def api(fleet: Fleet) -> Iterator[Api]:
    with contextlib.closing(Api(fleet.url)) as client:
        yield client


@pytest.fixture(scope="module")
def own_feed(fleet: Fleet) -> Iterator[OwnFeed]:
    feed = OwnFeed(fleet)
    try:
        yield feed
    finally:
        feed.begin_with(snapshots.SHIPPED.read_bytes())


@pytest.fixture(scope="session")
def map_rows(api: Api) -> list[dict]:
    """The rows of the map document, by the names of its fields."""
    updated_at = api.get("/api/v1/feeds/pharmacy").json()["updatedAt"]
    eventually(lambda: api.get("/api/v1/pharmacies/map").json()["updatedAt"] == updated_at, what="the present map")
    document = api.get("/api/v1/pharmacies/map").json()
    return [dict(zip(document["fields"], row, strict=True)) for row in document["rows"]]
