"""Dead letters of a broker: how many there are, what they say, and sending them again, each once.

Runs in the environment of `./plaza dlq`, which has a Kafka client. What was replayed is remembered as the position of a
consumer group in NAME.dlq; it moves in the same transaction that writes the records to NAME, so that none is replayed
twice, whenever this is broken off.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)

from plaza.failure import Failure
from plaza.letter import Letter, shown
from plaza.names import nearest
from plaza.settings import project_root

suffix = ".dlq"
group = "plaza-dlq-replay"
answer_timeout_s = 10.0
transaction_timeout_s = 30.0
batch_max = 100
shown_default = 20


class DeadLetters:
    def __init__(self, brokers: str, root: Path = project_root) -> None:
        self._brokers = brokers
        self._root = root

    def names(self) -> list[str]:
        """Topics that have dead letters, or could."""
        with self._consumer() as consumer:
            return sorted(name for name in self._topics(consumer) if name.endswith(suffix))

    def count(self, topic: str) -> tuple[int, int]:
        """How many there are, and how many of them wait to be replayed."""
        with self._consumer() as consumer:
            first, next_, end = self._positions(consumer, topic)
            return end - first, end - next_

    def read(self, topic: str, limit: int, replayed_too: bool = False) -> Iterator[Letter]:
        """The oldest first."""
        with self._consumer() as consumer:
            first, next_, end = self._positions(consumer, topic)
            for message in self._messages(consumer, topic, first if replayed_too else next_, end, limit):
                yield Letter.of(message, replayed=(message.offset() or 0) < next_)

    def replay(self, topic: str, limit: int) -> int:
        """Writes those that wait to the topic that they come from; returns how many that were."""
        source = topic.removesuffix(suffix)
        sent = 0
        with self._consumer() as consumer:
            _, next_, end = self._positions(consumer, topic)
            if source not in self._topics(consumer):
                raise Failure(f"there is no topic {source!r} any more to replay to")
            messages = self._messages(consumer, topic, next_, end, limit)
            producer = self._producer(topic) if next_ < end else None
            while producer and (batch := _take(messages, batch_max)):
                self._replay_batch(producer, consumer, topic, batch)
                sent += len(batch)
        return sent

    def _replay_batch(self, producer: Producer, consumer: Consumer, topic: str, batch: list[Message]) -> None:
        source = topic.removesuffix(suffix)
        letters = [Letter.of(message) for message in batch]
        for letter in letters:
            if letter.topic != source:
                says = f"says that it is of {letter.topic!r}" if letter.topic else "does not say where it comes from"
                raise Failure(
                    f"record {letter.offset} of {topic} {says}; nothing from it on was replayed.\n"
                    f"It was not written by a consumer of {source}: see ./plaza dlq show {source}"
                )
        producer.begin_transaction()
        try:
            for letter in letters:
                headers: list[tuple[str, str | bytes | None]] = [*letter.own_headers]
                headers.append(("dlq_replayed_from", f"{topic}/{letter.offset}".encode()))
                producer.produce(source, letter.value, letter.key, headers=headers)
            position = TopicPartition(topic, 0, letters[-1].offset + 1)
            producer.send_offsets_to_transaction([position], consumer.consumer_group_metadata(), transaction_timeout_s)
            producer.commit_transaction(transaction_timeout_s)
        except KafkaException:
            producer.abort_transaction(transaction_timeout_s)
            raise

    @contextmanager
    def _consumer(self) -> Iterator[Consumer]:
        consumer = Consumer(
            {
                "bootstrap.servers": self._brokers,
                "group.id": group,
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                "log_level": 0,
            }
        )
        try:
            yield consumer
        finally:
            consumer.close()

    def _producer(self, topic: str) -> Producer:
        producer = Producer(
            {
                "bootstrap.servers": self._brokers,
                # Two who replay the same topic: the second one ends the first.
                "transactional.id": f"{group}-{topic}",
                "partitioner": "murmur2_random",
                "log_level": 0,
            }
        )
        producer.init_transactions(transaction_timeout_s)
        return producer

    def _topics(self, consumer: Consumer) -> set[str]:
        try:
            return set(consumer.list_topics(timeout=answer_timeout_s).topics)
        except KafkaException:
            raise Failure(f"no Kafka broker answers at {self._brokers}; ./plaza status tells what runs")

    def _positions(self, consumer: Consumer, topic: str) -> tuple[int, int, int]:
        """The first record that is there, the first that was not replayed, and the end."""
        if topic not in (known := self._topics(consumer)):
            sources = [name.removesuffix(suffix) for name in known if name.endswith(suffix)]
            source = topic.removesuffix(suffix)
            raise Failure(f"there are no dead letters of {source!r}{nearest(source, sources)}; ./plaza dlq list")
        partition = TopicPartition(topic, 0)
        first, end = consumer.get_watermark_offsets(partition, timeout=answer_timeout_s)
        committed = consumer.committed([partition], timeout=answer_timeout_s)[0].offset
        return first, min(max(first, committed), end), end

    def _messages(self, consumer: Consumer, topic: str, start: int, end: int, limit: int) -> Iterator[Message]:
        if start >= end:
            return
        consumer.assign([TopicPartition(topic, 0, start or OFFSET_BEGINNING)])
        for _ in range(limit):
            message = consumer.poll(answer_timeout_s)
            if message is None:
                raise Failure(f"{topic} cannot be read: no answer within {answer_timeout_s:.0f} s")
            error = message.error()
            if error is not None and error.code() == KafkaError._PARTITION_EOF:
                return
            if error is not None:
                raise Failure(f"{topic} cannot be read: {error.str()}")
            yield message
            if (message.offset() or 0) + 1 >= end:
                return


def _take(messages: Iterator[Message], count: int) -> list[Message]:
    return [message for message, _ in zip(messages, range(count), strict=False)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./plaza dlq")
    parser.add_argument("brokers")
    parser.add_argument("action", choices=["list", "show", "replay"])
    parser.add_argument("topic", nargs="?", default="")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args(arguments)
    letters = DeadLetters(given.brokers)
    topic = given.topic.removesuffix(suffix) + suffix
    if given.action == "list":
        _list(letters)
    elif given.action == "show":
        limit = given.limit or shown_default
        found = 0
        for letter in letters.read(topic, limit, given.all):
            found += 1
            print(shown(letter, project_root))
        if not found:
            print(f"no dead letters of {topic.removesuffix(suffix)} wait" + ("" if given.all else "; --all shows all"))
    else:
        sent = letters.replay(topic, given.limit or sys.maxsize)
        print(f"{sent} replayed to {topic.removesuffix(suffix)}" if sent else "nothing waits to be replayed")
    return 0


def _list(letters: DeadLetters) -> None:
    rows = [("topic", "dead letters", "to replay")]
    for name in letters.names():
        there, waiting = letters.count(name)
        rows.append((name.removesuffix(suffix), str(there), str(waiting)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Failure, KafkaException) as failure:
        print(f"plaza: {failure}", file=sys.stderr)
        sys.exit(1)
