"""What comes in and is wrong: records, configuration, the feed. It is named, and changes nothing else."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

import pytest
from confluent_kafka import Producer

from tests.faults.scene import Scene
from tests.support.waiting import eventually

poison_records = 20


def poison(scene: Scene, topic: str, seed: int) -> None:
    """Records that are no events: without headers, with a type but not its bytes, with a key that is no id."""
    chance = random.Random(seed)
    producer = Producer({"bootstrap.servers": f"127.0.0.1:{scene.fleet.ports.kafka}"})
    for number in range(poison_records):
        headers = [] if number % 2 else [("ce_type", b"plaza.events.v1.OrderCreated"), ("ce_id", b"nobody/1")]
        producer.produce(topic, chance.randbytes(chance.randrange(200)), f"poison-{number}", headers=headers)
    assert producer.flush(30) == 0


@pytest.mark.parametrize(("topic", "group"), [("order-created", "shipping"), ("shipment-updated", "orders")])
def test_poison_records_are_put_aside(scene: Scene, topic: str, group: str, seed: int) -> None:
    def given_up() -> float:
        names = (f"{group}-{n}" for n in (1, 2))
        return sum(scene.fleet.metric(n, "kafka_consumer_records_total", result="dead_lettered") for n in names)

    before = given_up()
    with scene.page(f"{topic} poison records", seed) as page, page.fault(topic, "poison records"):
        poison(scene, topic, seed)
        # A type that nobody knows is passed over; what has no header is no event.
        eventually(lambda: given_up() - before >= poison_records // 2, 30, "the dead letters")
    assert any("a record is given up" in scene.fleet.log(f"{group}-{n}") for n in (1, 2))


@pytest.mark.parametrize("group", ["gateway", "pharmacy", "orders", "shipping"])
def test_a_bad_configuration_file_changes_nothing(scene: Scene, group: str, seed: int) -> None:
    name = f"{group}-1"
    with (
        scene.page(f"{group} bad configuration", seed) as page,
        page.fault(group, "bad configuration"),
        scene.fleet.dynamic(name) as put,
    ):
        for text in ("[log]\nlevel = 3\n", "[no_such_section]\nx = 1\n", "[log\n", "\0\xff"):
            refused = scene.fleet.metric(name, "config_reloads_total", result="refused")
            put(text)
            eventually(
                lambda before=refused: scene.fleet.metric(name, "config_reloads_total", result="refused") > before,
                what="the file to be refused",
            )
            assert scene.fleet.metric(name, "config_last_reload_ok") == 0
    eventually(lambda: scene.fleet.metric(name, "config_last_reload_ok") == 1, what="the sound file to be read")


@contextlib.contextmanager
def feed(scene: Scene, content: bytes) -> Iterator[None]:
    sound = scene.fleet.feed_file.read_bytes()
    scene.fleet.write_feed(content)
    try:
        yield
    finally:
        scene.fleet.write_feed(sound)


@pytest.mark.parametrize(
    ("what", "content", "reason"),
    [
        ("empty", b"", "FEED_EMPTY"),
        ("no CSV", b"<!DOCTYPE html><html><body>Service unavailable</body></html>", "FEED_NOT_CSV"),
        ("other header", b"a,b,c,d,e,f,g\n1,2,3,4,5,6,7\n", "FEED_BAD_HEADER"),
    ],
)
def test_a_bad_feed_is_refused_and_the_map_stays(
    scene: Scene, what: str, content: bytes, reason: str, seed: int
) -> None:
    def refused() -> float:
        return scene.fleet.metric("pharmacy-1", "pharmacy_feed_syncs_total", reason=reason)

    before = refused()
    with scene.page(f"feed {what}", seed) as page, page.fault("feed", what), feed(scene, content):
        eventually(lambda: refused() > before, 20, f"the feed to be refused as {reason}")
        assert scene.fleet.metric("pharmacy-1", "pharmacy_feed_stale") == 1
    assert reason in scene.fleet.log("pharmacy-1")
    eventually(lambda: scene.fleet.metric("pharmacy-1", "pharmacy_feed_stale") == 0, 20, "the sound feed")
