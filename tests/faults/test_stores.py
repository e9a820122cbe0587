"""Stores that are away for long, or whose disk is full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from plaza.kafka import Kafka
from plaza.postgres import Postgres

from tests.faults.edges import of_orders, of_shipping
from tests.faults.lengths import broker_away_s, disk_full_s
from tests.faults.scene import Scene, start_timeout_s
from tests.faults.small_disk import small_disk


def test_a_broker_that_is_away_for_long_delays_shipments_and_nothing_else(scene: Scene, seed: int) -> None:
    with scene.page("kafka away", seed) as page, page.fault("kafka", f"away for {broker_away_s:.0f} s"):
        scene.fleet.stop("kafka")
        page.crowd.go_on(broker_away_s)
        scene.fleet.start("kafka")
        scene.fleet.wait_ready("kafka", start_timeout_s)


def postgres_folder(scene: Scene) -> Path:
    return Postgres(scene.fleet.settings, scene.fleet.ports.postgres).folder


def kafka_folder(scene: Scene) -> Path:
    return Kafka(scene.fleet.settings, 0, 0).folder


@pytest.mark.parametrize(
    ("store", "folder", "may_fail"),
    [("postgres", postgres_folder, (*of_orders, *of_shipping)), ("kafka", kafka_folder, ())],
    ids=["postgres", "kafka"],
)
def test_a_full_disk_loses_nothing(
    scene: Scene, store: str, folder: Callable[[Scene], Path], may_fail: tuple[str, ...], seed: int
) -> None:
    with (
        small_disk(scene.fleet, store, folder(scene)) as disk,
        scene.page(f"{store} full disk", seed) as page,
        page.fault(store, "full disk", may_fail),
    ):
        with disk.full():
            page.crowd.go_on(disk_full_s)
        scene.fleet.wait_ready(store, start_timeout_s)
