"""Reads what Redis and Kafka know of bookings, and says what does not fit together.

Runs in the environment of `./plaza booking`, which has a Kafka client.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from plaza import booking_metrics
from plaza.booking_rules import Booking, Day, Event, State, problems
from plaza.failure import Failure
from plaza.redis_wire import Redis, RedisError

topics = ("booking-created", "booking-cancelled")
prefix = "{booking}:"
answer_timeout_s = 10.0
pause_s = 0.1
shown_max = 50


def read_state(redis: Redis, brokers: str) -> State:
    # What was booked before it is looked at was told, or waits; what comes later may be missing.
    waiting = _length(redis, "outbox")
    bookings = _bookings(redis)
    return State(
        bookings=bookings,
        days=_days(redis),
        persons=_persons(redis),
        events=read_events(brokers),
        waiting=waiting,
        set_aside=_length(redis, "outbox:set-aside"),
    )


def read_events(brokers: str) -> list[Event]:
    """Of all that the topics hold now."""
    consumer = Consumer(
        {"bootstrap.servers": brokers, "group.id": "plaza-booking-audit", "enable.auto.commit": False, "log_level": 0}
    )
    try:
        return [event for topic in topics for event in _read_topic(consumer, topic)]
    except KafkaException as error:
        raise Failure(f"Kafka at {brokers} cannot be read: {error}")
    finally:
        consumer.close()


def _read_topic(consumer: Consumer, topic: str) -> list[Event]:
    known = consumer.list_topics(topic, timeout=answer_timeout_s).topics[topic].partitions
    events: list[Event] = []
    for partition in known:
        place = TopicPartition(topic, partition)
        first, end = consumer.get_watermark_offsets(place, timeout=answer_timeout_s)
        consumer.assign([TopicPartition(topic, partition, first)])
        next_ = first
        while next_ < end:
            for message in consumer.consume(1000, answer_timeout_s):
                error = message.error()
                if error is not None:
                    if error.code() == KafkaError._PARTITION_EOF:
                        continue
                    raise KafkaException(error)
                next_ = (message.offset() or 0) + 1
                ce_id = dict(message.headers() or []).get("ce_id")
                event = Event.of(ce_id.decode()) if isinstance(ce_id, bytes) else None
                if event:
                    events.append(event)
    return events


def _length(redis: Redis, name: str) -> int:
    answer = redis.ask("XLEN", prefix + name)
    assert isinstance(answer, int)
    return answer


def _bookings(redis: Redis) -> list[Booking]:
    start = f"{prefix}booking:"
    keys = redis.scan(_literal(start) + "*")
    return [
        Booking(
            id=key.decode().removeprefix(start),
            station=values["s"].decode(),
            date=values["d"].decode(),
            person=values.get("p", b"").decode(),
            status=int(values["t"]),
            version=int(values["v"]),
        )
        for key, values in zip(keys, redis.hashes(keys), strict=True)
    ]


def _days(redis: Redis) -> list[Day]:
    start = f"{prefix}days:"
    keys = redis.scan(_literal(start) + "*")
    return [
        Day(key.decode().removeprefix(start), name[1:], int(capacity), int(values.get(name[1:], b"0")))
        for key, values in zip(keys, redis.hashes(keys), strict=True)
        for name, capacity in values.items()
        if name.startswith("c")
    ]


def _persons(redis: Redis) -> dict[str, str]:
    start = f"{prefix}person:"
    keys = redis.scan(_literal(start) + "*")
    answers = redis.ask_all([("GET", key) for key in keys])
    return {
        key.decode().removeprefix(start): answer.decode()
        for key, answer in zip(keys, answers, strict=True)
        if isinstance(answer, bytes)
    }


def _literal(text: str) -> str:
    """As SCAN's patterns want it."""
    return "".join(f"\\{character}" if character in "*?[]\\" else character for character in text)


def settle(look: Callable[[], State], wait_s: float) -> list[str]:
    """The problems that stay when events have had so much time to arrive."""
    deadline = time.monotonic() + wait_s
    while True:
        found = problems(look())
        if not found or time.monotonic() >= deadline:
            return found
        time.sleep(pause_s)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./plaza booking audit")
    parser.add_argument("port", type=int)
    parser.add_argument("password_file", type=Path)
    parser.add_argument("brokers")
    parser.add_argument("--wait", type=float, default=0.0)
    parser.add_argument("--metrics", type=Path)
    given = parser.parse_args(arguments)
    redis = Redis(given.port, given.password_file.read_text().strip() if given.password_file.exists() else "")
    states: list[State] = []

    def look() -> State:
        states[:] = [read_state(redis, given.brokers)]
        return states[0]

    found = settle(look, given.wait)
    redis.close()
    state = states[0]
    if given.metrics:
        booking_metrics.write(given.metrics, len(found), time.time())
    for line in found[:shown_max]:
        print(line)
    if len(found) > shown_max:
        print(f"… and {len(found) - shown_max} more")
    verdict = f"{len(found)} problems" if found else "clean"
    print(f"{len(state.bookings)} bookings, {len(state.days)} days, {len(state.events)} events: {verdict}")
    return 1 if found else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Failure, RedisError) as failure:
        print(f"plaza: {failure}", file=sys.stderr)
        sys.exit(2)
