"""What the services have in the end, added to a history: as they tell it themselves, with no proxy in between."""

from __future__ import annotations

from typing import Any

from tests.faults.history import Event, History, Order, Shipment
from tests.support.orders import Shop, Topic
from tests.support.waiting import eventually

ship_timeout_s = 30.0


def add(history: History, shop: Shop, who: str, topics: dict[str, Topic]) -> None:
    """All orders of this person, their shipments, and what was told of both."""
    orders = shop.own_orders(who)
    ids = {order.id for order in orders}
    shop.wait_shipped(ids, ship_timeout_s, "every order to have a shipment")
    shipments = shop.shipments(ids)
    events: list[Event] = []
    told: set[str] = set()

    def all_told() -> bool:
        for name, topic in topics.items():
            new = [Event(name, key, event_id) for key, event_id in topic.read() if key in ids]
            events.extend(new)
            told.update(event.key for event in new if event.topic == "shipment-updated")
        return told >= ids

    eventually(all_told, ship_timeout_s, "every shipment to be told")
    history.note(*(_order(order) for order in shop.own_orders(who)))
    history.note(*(_shipment(shipment) for shipment in shipments.values()), *events)


def _order(order: Any) -> Order:
    return Order(order.id, order.customer_name, order.total_price, _name(order, order.status), order.version)


def _shipment(shipment: Any) -> Shipment:
    steps = tuple(_name(event, event.status) for event in shipment.events)
    return Shipment(shipment.id, shipment.order_id, steps)


def _name(message: Any, status: int) -> str:
    """`ORDER_STATUS_CREATED` as CREATED."""
    values = message.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_number
    return str(values[status].name).rpartition("STATUS_")[2]
