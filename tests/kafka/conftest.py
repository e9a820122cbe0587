"""One broker for all of these tests; each has a topic of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kafka.broker import Broker


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    own = Broker(tmp_path_factory.mktemp("kafka"))
    own.start()
    try:
        yield own
    finally:
        own.stop()


@pytest.fixture
def topic(broker: Broker, request: pytest.FixtureRequest) -> str:
    name = str(request.node.name).removeprefix("test_").replace("_", "-")[:60]
    broker.make_topic(name)
    return name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
