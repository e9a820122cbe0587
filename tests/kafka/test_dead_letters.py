"""What nobody can handle goes to NAME.dlq, is shown, and is replayed once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from confluent_kafka import Producer

from tests.kafka.broker import Broker, dlq, subject
from tests.support.waiting import eventually


def write(broker: Broker, topic: str, *records: tuple[str, bytes]) -> None:
    producer = Producer({"bootstrap.servers": broker.address})
    for key, value in records:
        producer.produce(topic, value, key, headers=[("ce_type", b"thing")])
    assert producer.flush(30) == 0


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(240)
def test_poison_is_put_aside_shown_and_replayed_once(broker: Broker, topic: str, folder: Path) -> None:
    write(broker, topic, ("a", b"one"), ("a", b"poison 1"), ("a", b"two"), ("b", b"poison \xff 2"))
    port = broker.kafka.port + 10
    mended = folder / "mended"
    given = {"SUBJECT__TOPIC": topic, "SUBJECT__MENDED_FILE": str(mended), "KAFKA__CONSUMER__GROUP": f"group-{topic}"}
    with subject(broker, folder, "consumer", port, **given) as consumer:
        eventually(lambda: consumer.metric("kafka_consumer_records_total") == 4, 60, "all records")
        assert consumer.metric('kafka_consumer_records_total{group="group-' + topic + '",result="dead_lettered"') == 2

        rows = {line.split()[0]: line.split()[1:] for line in said(dlq(broker, "list")).splitlines()}
        assert rows[topic] == ["2", "2"]
        shown = said(dlq(broker, "show", topic))
        assert f"position  {topic}/" in shown
        assert f"by group-{topic} after 1 attempts" in shown
        assert "error     INVALID_ARGUMENT POISON: this is poison" in shown
        assert "header    ce_type: thing" in shown
        assert "value     poison 1" in shown
        assert "value     0x706f69736f6e20ff2032" in shown

        mended.touch()
        assert said(dlq(broker, "replay", topic, "--limit", "1")) == f"1 replayed to {topic}\n"
        assert said(dlq(broker, "replay", topic)) == f"1 replayed to {topic}\n"
        assert said(dlq(broker, "replay", topic)) == "nothing waits to be replayed\n"
        eventually(lambda: len(consumer.lines()) == 4, 60, "the replayed records")
        values = [line.split(" ", 2)[2] for line in consumer.lines()]
        assert sorted(values) == ["one", "poison 1", "poison \ufffd 2", "two"]
    assert "wait" in said(dlq(broker, "show", topic))
    assert said(dlq(broker, "show", topic, "--all")).count("(replayed)") == 2


def test_nonsense_is_refused(broker: Broker, topic: str) -> None:
    unknown = dlq(broker, "replay", f"{topic}x")
    assert unknown.returncode == 1
    assert f"did you mean {topic!r}" in unknown.stderr
    write(broker, f"{topic}.dlq", ("a", b"whose is this?"))
    foreign = dlq(broker, "replay", topic)
    assert foreign.returncode == 1
    assert "does not say where it comes from" in foreign.stderr
    assert dlq(broker, "show", topic).returncode == 0
