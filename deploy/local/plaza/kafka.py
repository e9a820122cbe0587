"""Apache Kafka of the local fleet: one broker, in KRaft mode, with the topics of all services."""

from __future__ import annotations

import base64
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from plaza import jars, kafka_wire
from plaza.failure import Failure
from plaza.process import Process, render
from plaza.settings import Settings

group = "kafka"
format_timeout_s = 180
stop_wait_s = 30
heap = "256m"
# Interpreted code would do; this keeps the start short on a small machine.
java_options = [
    f"-Xms{heap}",
    f"-Xmx{heap}",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
]

# What the services say to each other; the key alone chooses the partition. Of each topic there is NAME.dlq besides,
# with one partition, for the records that nobody could handle.
topics = (
    "order-created",
    "order-cancelled",
    "shipment-updated",
    "booking-created",
    "booking-cancelled",
    "mask-stock-changed",
    "invoice-won",
)
partitions = 3
dead_letter_suffix = ".dlq"


def all_topics() -> dict[str, int]:
    """Every topic with its number of partitions."""
    return {**{name: partitions for name in topics}, **{f"{name}{dead_letter_suffix}": 1 for name in topics}}


@dataclass(frozen=True)
class Alias:
    """One more listener, whose clients are told to come to another port: that of a proxy before it. A client follows
    what it is told, so it would pass by a proxy before a listener that tells its own port."""

    port: int
    told_port: int


def read_aliases(text: str) -> tuple[Alias, ...]:
    """`PORT=TOLD_PORT` words with blanks between them, as PLAZA_KAFKA_ALIASES holds them."""
    found = []
    for word in text.split():
        port, _, told_port = word.partition("=")
        if not all(part.isascii() and part.isdigit() for part in (port, told_port)):
            raise Failure(f"PLAZA_KAFKA_ALIASES wants PORT=TOLD_PORT; not {word!r}")
        found.append(Alias(int(port), int(told_port)))
    return tuple(found)


@dataclass(frozen=True)
class Kafka:
    settings: Settings
    port: int
    controller_port: int
    aliases: tuple[Alias, ...] = ()

    @property
    def folder(self) -> Path:
        return self.settings.state / "data" / group

    @property
    def libraries(self) -> Path:
        """One for all fleets of this checkout."""
        return self.settings.root / ".plaza/kafka/jars"

    @property
    def config_file(self) -> Path:
        return self.settings.state / "config" / f"{group}.properties"

    def values(self) -> dict[str, object]:
        """What the configuration template of a service may name."""
        return {"kafka_broker": f"127.0.0.1:{self.port}"}

    def process(self) -> Process:
        template = self.settings.root / "deploy/local/config/kafka.properties"
        values = {"port": self.port, "controller_port": self.controller_port, "data": self.folder, **self._more()}
        return Process(
            name=group,
            group=group,
            command=[*self._java("kafka.Kafka"), str(self.config_file)],
            ready_url="",
            ready_command=["/usr/bin/python3", "-I", "-S", str(Path(kafka_wire.__file__)), str(self.port)],
            ports=[self.port, self.controller_port, *(alias.port for alias in self.aliases)],
            config_file=self.config_file,
            config_text=render(template, values),
            stop_wait_s=stop_wait_s,
            before_start=self.make_log,
            when_ready=self.make_topics,
        )

    def _more(self) -> dict[str, str]:
        """What the aliases add to the listeners of the template."""
        named = [(f"ALIAS{n}", alias) for n, alias in enumerate(self.aliases, start=1)]
        return {
            "more_listeners": "".join(f",{name}://127.0.0.1:{alias.port}" for name, alias in named),
            "more_advertised": "".join(f",{name}://127.0.0.1:{alias.told_port}" for name, alias in named),
            "more_protocols": "".join(f",{name}:PLAINTEXT" for name, _ in named),
        }

    def make_log(self) -> None:
        """Fetches the broker and makes its empty log, where they are missing."""
        jars.ensure(jars.read_list((self.settings.root / "deploy/local/kafka/jars.txt").read_text()), self.libraries)
        if (self.folder / "log/meta.properties").exists():
            return
        identity = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # An argument must not begin like an option.
        identity = identity.replace("-", "A", 1) if identity.startswith("-") else identity
        command = [*self._java("kafka.tools.StorageTool"), "format", "-t", identity, "-c", str(self.config_file)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=format_timeout_s)
        except subprocess.TimeoutExpired:
            raise Failure(f"Kafka's log was not made within {format_timeout_s} s")
        if done.returncode != 0:
            raise Failure(f"Kafka's log cannot be made:\n{(done.stdout + done.stderr).strip()[-2000:]}")

    def make_topics(self) -> None:
        try:
            kafka_wire.make_topics(self.port, all_topics())
        except (OSError, kafka_wire.BrokerError) as error:
            raise Failure(f"Kafka's topics cannot be made: {error}")

    def _java(self, main: str) -> list[str]:
        log4j = self.settings.root / "deploy/local/kafka/log4j2.yaml"
        options = [*java_options, f"-Dlog4j2.configurationFile=file:{log4j}", f"-Dkafka.logs.dir={self.folder}"]
        return [java_program(), *options, "-cp", f"{self.libraries}/*", main]


def java_program() -> str:
    """Debian's Java 17, whatever else is there."""
    found = sorted(Path("/usr/lib/jvm").glob("java-17-openjdk-*/bin/java"))
    return str(found[0]) if found else "/usr/bin/java"
