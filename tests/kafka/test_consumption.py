"""Consumers of one group side by side: shared out, taken over, in order per key, nothing left undone."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kafka.broker import Broker, Subject, partitions, subject
from tests.support.waiting import eventually

takeover_seconds_max = 10


@contextlib.contextmanager
def producer(broker: Broker, topic: str, folder: Path) -> Iterator[Subject]:
    port = broker.kafka.port + 10
    with subject(broker, folder, "producer", port, SUBJECT__ROLE="producer", SUBJECT__TOPIC=topic) as process:
        yield process


def consumer(broker: Broker, topic: str, folder: Path, number: int) -> contextlib.AbstractContextManager[Subject]:
    return subject(
        broker,
        folder,
        f"consumer-{number}",
        broker.kafka.port + 10 + number,
        SUBJECT__TOPIC=topic,
        SUBJECT__AWAY_FILE=str(folder / "away"),
        KAFKA__CONSUMER__GROUP=f"group-{topic}",
    )


def effects(consumers: list[Subject]) -> list[tuple[int, int, str]]:
    """Partition, offset and value of each."""
    found = []
    for line in (line for one in consumers for line in one.lines()):
        partition, offset, value = line.split(" ", 2)
        found.append((int(partition), int(offset), value))
    return found


def in_order_per_key(consumers: list[Subject]) -> bool:
    """Each member saw the numbers of a key rise: repeated, perhaps, after a partition came back, but never skipped
    backwards to what it had not seen."""
    for one in consumers:
        seen: dict[str, int] = {}
        for line in one.lines():
            key, number = line.split(" ", 2)[2].rsplit(":", 1)
            if int(number) <= seen.get(key, -1):
                return False
            seen[key] = int(number)
    return True


def shared_out(consumers: list[Subject]) -> bool:
    held = [one.metric("kafka_consumer_partitions{") for one in consumers]
    return sum(held) == partitions and all(one > 0 for one in held)


@pytest.mark.timeout(240)
def test_three_share_the_partitions_and_one_that_is_killed_is_replaced(
    broker: Broker, topic: str, folder: Path
) -> None:
    with contextlib.ExitStack() as stack:
        consumers = [stack.enter_context(consumer(broker, topic, folder, number)) for number in (1, 2, 3)]
        eventually(lambda: shared_out(consumers), 60, "the partitions to be shared out")
        source = stack.enter_context(producer(broker, topic, folder))
        eventually(lambda: len(effects(consumers)) > 1_000, 60, "effects")

        consumers[0].kill()
        killed = time.monotonic()
        eventually(lambda: shared_out(consumers[1:]), 30, "the others to take over")
        assert time.monotonic() - killed < takeover_seconds_max

        before = len(effects(consumers))
        eventually(lambda: len(effects(consumers)) > before + 1_000, 60, "more effects")
        consumers[1].stop()
        left = time.monotonic()
        eventually(lambda: shared_out(consumers[2:]), 30, "the last to take over")
        assert time.monotonic() - left < 5, "a member that leaves is not waited for"

        source.stop()
        acknowledged = set(source.lines())
        eventually(lambda: {value for _, _, value in effects(consumers)} >= acknowledged, 60, "all effects")
        eventually(lambda: consumers[2].metric("kafka_consumer_lag_records") == 0, 20, "no lag")
        assert in_order_per_key(consumers)
        # An orderly leave repeats nothing: what came twice came from the one that was killed.
        done = [(partition, offset) for partition, offset, _ in effects(consumers[1:])]
        assert len(done) == len(set(done))


@pytest.mark.timeout(120)
def test_a_store_that_is_away_makes_no_dead_letters_and_loses_nothing(broker: Broker, topic: str, folder: Path) -> None:
    (folder / "away").touch()
    with producer(broker, topic, folder) as source, consumer(broker, topic, folder, 1) as one:
        # So many and no more: what waits does not grow with the time that the attempts take.
        eventually(lambda: len(source.lines()) > 2_000, 60, "records")
        source.stop()
        eventually(lambda: one.metric("kafka_consumer_failed_attempts_total") > 200, 60, "attempts that fail")
        assert one.lines() == []
        (folder / "away").unlink()
        acknowledged = set(source.lines())
        eventually(lambda: {value for _, _, value in effects([one])} >= acknowledged, 60, "all effects")
        assert in_order_per_key([one])
        assert one.metric("kafka_consumer_records_total") == len(acknowledged)
    assert broker.read(f"{topic}.dlq", of=1) == [[]]
