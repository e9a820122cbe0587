"""What is acknowledged is there, once and in order, whatever becomes of the broker."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.kafka.broker import Broker, subject
from tests.support.waiting import eventually


@pytest.mark.timeout(240)
def test_nothing_acknowledged_is_lost_or_doubled_when_the_broker_is_killed(
    broker: Broker, topic: str, folder: Path
) -> None:
    port = broker.kafka.port + 10
    with subject(broker, folder, "producer", port, SUBJECT__ROLE="producer", SUBJECT__TOPIC=topic) as producer:
        for _ in range(2):
            goal = len(producer.lines()) + 1_000
            eventually(lambda goal=goal: len(producer.lines()) >= goal, 60, "records to be acknowledged")
            broker.kill()
            broker.start()
            back = time.monotonic()
            goal = len(producer.lines()) + 1
            eventually(lambda goal=goal: len(producer.lines()) >= goal, 30, "acknowledgements after the kill")
            assert time.monotonic() - back < 10
        assert producer.metric("kafka_client_broker_disconnects_total") >= 2
        producer.stop()
        acknowledged = producer.lines()
    stored = broker.read(topic)
    values = [value for partition in stored for _, value in partition]
    assert len(values) == len(set(values)), "a record was written twice"
    assert set(acknowledged) <= set(values), "an acknowledged record is lost"
    for partition in stored:
        last: dict[str, int] = {}
        for key, value in partition:
            number = int(value.rsplit(":", 1)[1])
            assert number == last.get(key, -1) + 1, f"{key} is out of order"
            last[key] = number
