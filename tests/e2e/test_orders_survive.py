"""Orders while something dies: what was acknowledged is shipped, once, and soon."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from tests.support.fleet import Fleet
from tests.support.orders import OrderLoad, Shop, told
from tests.support.waiting import eventually

# From a death until orders are taken and shipped again, a killed consumer's partitions included.
well_within_s = 10.0
# Until a store runs again: the machine may be slow, and it has its log to read.
store_start_s = 60.0
# A moment's orders: enough that each partition has some.
some = 60


@pytest.fixture(scope="module")
def orders_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Three instances of each side by side, with a database and a broker of their own."""
    with Fleet.another(tmp_path_factory.mktemp("orders"), {"orders": 3, "shipping": 3}) as fleet:
        eventually(lambda: shared_out(fleet), 60, "the partitions to be shared out")
        yield fleet


@pytest.fixture(scope="module")
def shop(orders_fleet: Fleet) -> Iterator[Shop]:
    with contextlib.closing(Shop(orders_fleet)) as client:
        yield client


def partitions_of(fleet: Fleet, name: str) -> float:
    return fleet.metric(name, "kafka_consumer_partitions")


def shared_out(fleet: Fleet) -> bool:
    """Each instance has its share: of shipping 2 of 6 partitions, of orders 1 of 3."""
    shipping = [partitions_of(fleet, f"shipping-{n}") for n in (1, 2, 3)]
    orders = [partitions_of(fleet, f"orders-{n}") for n in (1, 2, 3)]
    return shipping == [2, 2, 2] and orders == [1, 1, 1]


def leader(fleet: Fleet, group: str) -> str:
    """The instance whose relay publishes."""
    leaders = [f"{group}-{n}" for n in (1, 2, 3) if fleet.metric(f"{group}-{n}", "outbox_leader") == 1]
    return leaders[0] if len(leaders) == 1 else ""


def check_nothing_is_lost_or_done_twice(fleet: Fleet, shop: Shop, load: OrderLoad) -> None:
    acknowledged = load.acknowledged()
    shop.wait_shipped(acknowledged, 30, "every acknowledged order to have a shipment")
    events = eventually(lambda: complete(told(fleet, "shipment-updated"), acknowledged), 30, "all shipments to be told")
    # An event may be told again, and is known by its id; another shipment of the same order would have another one.
    twice = {order for order in acknowledged if len({event.split("/")[0] for event in events[order]}) > 1}
    assert twice == set()


def complete(events: dict[str, list[str]], order_ids: list[str]) -> dict[str, list[str]]:
    return events if events.keys() >= set(order_ids) else {}


def test_instances_share_the_partitions_and_one_relay_publishes(orders_fleet: Fleet) -> None:
    assert shared_out(orders_fleet)
    assert eventually(lambda: leader(orders_fleet, "orders"))
    assert eventually(lambda: leader(orders_fleet, "shipping"))


@pytest.mark.parametrize("group", ["orders", "shipping"])
def test_a_killed_instance_is_replaced_by_the_others(orders_fleet: Fleet, shop: Shop, group: str) -> None:
    victim = eventually(lambda: leader(orders_fleet, group), what="one relay that publishes")
    with OrderLoad(shop) as load:
        load.wait_for(some)
        orders_fleet.stop(victim, signal.SIGKILL)
        killed = time.monotonic()
        after = load.wait_for(some, since=killed)
        shop.wait_shipped(after, well_within_s, "orders made after the kill to be shipped")
        well = time.monotonic()
        orders_fleet.start(victim)
        orders_fleet.wait_ready(victim)
        load.wait_for(some, since=well)
    assert well - killed < well_within_s
    # The others go on: only what the dead one had in its hands may have failed.
    assert len([attempt for attempt in load.attempts if not attempt.acknowledged]) <= 2 * load.clients
    check_nothing_is_lost_or_done_twice(orders_fleet, shop, load)
    eventually(lambda: shared_out(orders_fleet), 30, "the partitions to be shared out again")


@pytest.mark.parametrize("store", ["postgres", "kafka"])
def test_a_killed_store_costs_no_acknowledged_order(
    orders_fleet: Fleet, shop: Shop, store: str, record_property: Callable[[str, object], None]
) -> None:
    with OrderLoad(shop) as load:
        load.wait_for(some)
        orders_fleet.kill(store)
        killed = time.monotonic()
        orders_fleet.wait_ready(store, store_start_s)
        ready = time.monotonic()
        after = load.wait_for(some, since=ready)
        shop.wait_shipped(after, well_within_s, "orders made after the kill to be shipped")
        well = time.monotonic()
    record_property("ready_after_s", ready - killed)
    record_property("well_after_s", well - killed)
    assert well - ready < well_within_s
    failed = [attempt for attempt in load.attempts if not attempt.acknowledged]
    if store == "kafka":
        assert failed == []
    assert max(attempt.seconds for attempt in load.attempts if attempt.begun > killed) < 6
    check_nothing_is_lost_or_done_twice(orders_fleet, shop, load)


def test_a_broker_that_is_away_refuses_no_order_and_keeps_their_order(orders_fleet: Fleet, shop: Shop) -> None:
    orders_fleet.stop("kafka")
    try:
        with OrderLoad(shop) as load:
            load.wait_for(10 * some)
        cancelled = [shop.order() for _ in range(10)]
        for order_id in cancelled:
            shop.orders.call("CancelOrder", id=order_id)
    finally:
        orders_fleet.start("kafka")
        orders_fleet.wait_ready("kafka", store_start_s)
    assert [attempt for attempt in load.attempts if not attempt.acknowledged] == []
    shop.wait_shipped(load.acknowledged(), well_within_s, "what was ordered meanwhile to be shipped")
    check_nothing_is_lost_or_done_twice(orders_fleet, shop, load)
    for order_id in cancelled:
        assert eventually(lambda id=order_id: status_of(shop, id) == "SHIPMENT_STATUS_CANCELLED")
    events = told(orders_fleet, "shipment-updated")
    for order_id in cancelled:
        versions = [int(event.split("/")[1]) for event in dict.fromkeys(events[order_id])]
        assert versions == sorted(versions)


def status_of(shop: Shop, order_id: str) -> str:
    shipment = shop.shipment(order_id)
    return shipment.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_number[shipment.status].name
