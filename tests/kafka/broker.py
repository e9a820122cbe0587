"""A Kafka broker of the tests' own, and processes that write to it and read from it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Consumer, KafkaError, TopicPartition
from plaza import kafka_wire
from plaza.kafka import Kafka
from plaza.ports import free_base
from plaza.settings import Settings, from_environment

from tests.support.waiting import eventually

partitions = 3
# On a machine that does other things as well.
start_timeout_s = 90.0


class Broker:
    """The broker of the local fleet, in a folder of its own, in the hands of a test. What `properties` makes of its
    first port goes before its own configuration."""

    def __init__(self, state: Path, properties: Callable[[int], str] = lambda _: "") -> None:
        here = from_environment()
        base = free_base(here.port_base + 5000)
        self.settings = Settings(here.root, base, "127.0.0.1", here.preset, state)
        self.kafka = Kafka(self.settings, base, base + 1)
        self._process: subprocess.Popen[bytes] | None = None
        self._properties = properties(base)
        self.log = state / "kafka.log"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.kafka.port}"

    def start(self, wait: bool = True) -> None:
        described = self.kafka.process()
        assert described.config_file and described.before_start
        described.config_file.parent.mkdir(parents=True, exist_ok=True)
        described.config_file.write_text(f"{described.config_text}\n{self._properties}")
        self.kafka.folder.mkdir(parents=True, exist_ok=True)
        described.before_start()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(described.command, stdout=log, stderr=log, cwd=self.settings.state)
        if wait:
            eventually(lambda: kafka_wire.is_ready(self.kafka.port), start_timeout_s, "the broker to be ready")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(timeout=60)
            self._process = None

    def make_topic(self, name: str, dead_letters: bool = True) -> None:
        kafka_wire.make_topics(self.kafka.port, {name: partitions} | ({f"{name}.dlq": 1} if dead_letters else {}))

    def read(self, topic: str, of: int = partitions) -> list[list[tuple[str, str]]]:
        """Key and value of every record, in order, for each partition."""
        consumer = Consumer(
            {"bootstrap.servers": self.address, "group.id": "reader", "enable.partition.eof": True, "log_level": 0}
        )
        found: list[list[tuple[str, str]]] = [[] for _ in range(of)]
        open_ = set(range(of))
        consumer.assign([TopicPartition(topic, partition, 0) for partition in open_])
        try:
            while open_:
                message = consumer.poll(30)
                assert message is not None, f"{topic} cannot be read to its end"
                error = message.error()
                if error is None:
                    found[message.partition() or 0].append(((message.key() or b"").decode(), message.value().decode()))
                elif error.code() == KafkaError._PARTITION_EOF:
                    open_.discard(message.partition() or 0)
                else:
                    raise AssertionError(error.str())
        finally:
            consumer.close()
        return found


@dataclass
class Subject:
    """One process of subject.cpp."""

    name: str
    list_file: Path
    operations_port: int
    process: subprocess.Popen[bytes] = field(repr=False)

    def lines(self) -> list[str]:
        return self.list_file.read_text(errors="replace").splitlines() if self.list_file.exists() else []

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self) -> None:
        """As a supervisor does it; it must end by itself."""
        self.process.terminate()
        assert self.process.wait(timeout=40) == 0

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.operations_port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())

    def metric(self, line: str) -> float:
        """The sum over all lines that begin so."""
        return sum(float(one.rsplit(" ", 1)[1]) for one in self.metrics().splitlines() if one.startswith(line))


@contextlib.contextmanager
def subject(broker: Broker, folder: Path, name: str, operations_port: int, **settings: str) -> Iterator[Subject]:
    program = broker.settings.build / "bin/plaza-kafka-subject"
    list_file = folder / f"{name}.list"
    given = {
        "KAFKA__BROKERS": broker.address,
        "KAFKA__STATISTICS_INTERVAL_MS": "500",
        "SUBJECT__LIST_FILE": str(list_file),
        "OPERATIONS__PORT": str(operations_port),
        "STOP__GRACE_MS": "0",
        **settings,
    }
    environment = {**os.environ, **{f"PLAZA_{key}": value for key, value in given.items()}}
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen([program], env=environment, stdout=log, stderr=log)
    try:
        yield Subject(name, list_file, operations_port, process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(timeout=20)


def dlq(broker: Broker, *words: str) -> subprocess.CompletedProcess[str]:
    """./plaza dlq, in the environment of the tests, which has the same Kafka client."""
    return subprocess.run(
        [sys.executable, "-m", "plaza.dead_letters", broker.address, *words],
        env={**os.environ, "PYTHONPATH": str(broker.settings.root / "deploy/local")},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
