"""Kafka in a fleet of a stand-in service that needs it, under the real supervisord."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from plaza import kafka, kafka_wire, operate, ports, status
from plaza.failure import Failure
from plaza.fleet import Fleet, Maker
from plaza.jars import Jar, ensure, read_list
from plaza.progress import Progress
from plaza.settings import Settings
from plaza.supervisor import Supervisor

project_root = Path(__file__).resolve().parents[2]

template = """[http]
port = @{port}
[operations]
port = @{operations_port}
[kafka]
brokers = ["@{kafka_broker}"]
"""


def with_shipping(
    settings: Settings, replicas: Mapping[str, int], environment: Mapping[str, str] = os.environ
) -> Fleet:
    make = Maker(settings, environment)
    return make.fleet([make.service("shipping", 0, after=["kafka"], **make.kafka())])


class Local:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings.state)
        self.port = ports.Ports(settings.port_base).kafka

    def up(self) -> str:
        out = io.StringIO()
        operate.up(self.settings, {}, Progress(out))
        return out.getvalue()

    def down(self) -> str:
        out = io.StringIO()
        operate.down(self.settings, Progress(out))
        return out.getvalue()


@pytest.fixture
def local(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    (settings.root / "deploy/local/config/shipping.toml").write_text(template)
    shutil.copytree(project_root / "deploy/local/kafka", settings.root / "deploy/local/kafka")
    # What was fetched once is enough.
    shared = project_root / ".plaza/kafka"
    shared.mkdir(parents=True, exist_ok=True)
    (settings.root / ".plaza/kafka").symlink_to(shared)
    shutil.copy(settings.build / "bin/plaza-pharmacy", settings.build / "bin/plaza-shipping")
    monkeypatch.setattr(operate, "assemble", with_shipping)
    base = ports.free_base(int(os.environ.get("PLAZA_PORT_BASE", "8080")) + 4000)
    fleet = Local(dataclasses.replace(settings, port_base=base))
    yield fleet
    fleet.down()


def wait_for(condition: Callable[[], bool], timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)  # between two looks at the condition


def test_a_fleet_without_a_service_that_needs_it_has_none(settings: Settings) -> None:
    make = Maker(settings, {})
    assert "kafka" not in make.fleet([make.service("pharmacy", 0, after=[], feed_port=1)]).groups()


def test_a_proxy_stands_before_a_listener_that_tells_its_port(local: Local) -> None:
    process = kafka.Kafka(local.settings, 7000, 7001, kafka.read_aliases("7002=7102 7003=7103")).process()
    lines = dict(line.split("=", 1) for line in process.config_text.splitlines() if "=" in line)
    assert lines["listeners"].endswith(",ALIAS1://127.0.0.1:7002,ALIAS2://127.0.0.1:7003")
    assert lines["advertised.listeners"].endswith("127.0.0.1:7000,ALIAS1://127.0.0.1:7102,ALIAS2://127.0.0.1:7103")
    assert process.ports == [7000, 7001, 7002, 7003]
    with pytest.raises(Failure, match="PORT=TOLD_PORT; not '7002'"):
        kafka.read_aliases("7002")


def test_it_starts_before_those_who_need_it_and_has_all_topics(local: Local) -> None:
    said = local.up()
    assert [line.split()[0] for line in said.splitlines() if "ready" in line] == ["kafka", "shipping-1"]
    assert kafka_wire.make_topics(local.port, kafka.all_topics()) == []
    assert local.up().count("runs already") == 2
    out = io.StringIO()
    assert status.show(operate.current(local.settings), local.supervisor, Progress(out))
    assert out.getvalue().count("ready") == 2
    with pytest.raises(kafka_wire.BrokerError, match="cannot be made"):
        kafka_wire.make_topics(local.port, {"not a name!": 1})


def test_it_is_back_after_a_kill_and_after_down_with_its_topics(local: Local) -> None:
    local.up()
    died = local.supervisor.state("kafka").pid
    os.kill(died, signal.SIGKILL)
    wait_for(lambda: local.supervisor.state("kafka").pid not in (0, died))
    wait_for(lambda: kafka_wire.is_ready(local.port))
    assert kafka_wire.make_topics(local.port, kafka.all_topics()) == []
    stopped = [line.split()[0] for line in local.down().splitlines() if line.endswith("stopped")]
    assert stopped == ["shipping-1", "kafka"]
    assert not kafka_wire.is_ready(local.port)
    local.up()
    assert kafka_wire.make_topics(local.port, kafka.all_topics()) == []


# Jars.


def jar(content: bytes) -> Jar:
    import hashlib

    return Jar(hashlib.sha256(content).hexdigest(), "org.example", "thing", "1.0")


def test_jars_are_fetched_once_and_others_go(tmp_path: Path) -> None:
    asked: list[str] = []

    def get(url: str) -> bytes:
        asked.append(url)
        return b"content"

    (tmp_path / "old-1.0.jar").write_bytes(b"old")
    for _ in range(2):
        ensure([jar(b"content")], tmp_path, get)
    assert [file.name for file in tmp_path.iterdir()] == ["thing-1.0.jar"]
    assert len(asked) == 1
    assert asked[0].endswith("/org/example/thing/1.0/thing-1.0.jar")


def test_a_jar_that_is_not_what_it_was_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="is not what it was"):
        ensure([jar(b"content")], tmp_path, lambda url: b"something else")
    assert not list(tmp_path.iterdir())


def test_a_jar_that_cannot_be_had_is_said_plainly(tmp_path: Path) -> None:
    def away(url: str) -> bytes:
        raise OSError("no route")

    with pytest.raises(Failure, match=r"thing-1\.0\.jar cannot be had from Maven Central: no route"):
        ensure([jar(b"content")], tmp_path, away)


def test_the_list_of_jars_is_sound() -> None:
    listed = read_list((project_root / "deploy/local/kafka/jars.txt").read_text())
    assert any(one.artifact == "kafka_2.13" for one in listed)
    assert len({one.file for one in listed}) == len(listed)
    with pytest.raises(Failure, match="line 2"):
        read_list("# a list\nnonsense\n")
