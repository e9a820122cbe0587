"""Orders as a test makes them: one, or many while it breaks something, and what became of each."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import grpc
import httpx
from confluent_kafka import Consumer, KafkaError, TopicPartition
from plaza.kafka import partitions

from tests.support.ending import Together
from tests.support.fleet import Fleet
from tests.support.rpc import Service
from tests.support.waiting import eventually

batch_max = 100  # ids of one call


def new_id() -> str:
    """A UUID of version 7 (RFC 9562, 5.7)."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return str(uuid.UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))


class Shop:
    """A client of orders and shipping."""

    def __init__(self, fleet: Fleet) -> None:
        self.orders = Service("plaza.orders.v1.OrdersService", fleet.addresses("orders"))
        self.shipping = Service("plaza.shipping.v1.ShippingService", fleet.addresses("shipping"))

    def close(self) -> None:
        self.orders.close()
        self.shipping.close()

    def order(self, who: str = "", **fields) -> str:
        """The id of a new order."""
        asked = {"id": new_id(), "customer_name": "caesar", "total_price": 27000, **fields}
        return str(self.orders.call("CreateOrder", who, **asked).order.id)

    def shipment(self, order_id: str, who: str = "", who_may: str = "courier"):
        """The order's shipment, when there is one."""
        eventually(lambda: self._is_known(order_id), what=f"the shipment of {order_id}")
        return self.shipping.call("GetShipmentByOrder", who, who_may, order_id=order_id).shipment

    def shipments(self, order_ids: Iterable[str]) -> dict[str, Any]:
        """The shipments that there are, by order."""
        ids = list(order_ids)
        found = {}
        for begin in range(0, len(ids), batch_max):
            batch = ids[begin : begin + batch_max]
            answer = self.shipping.call("BatchGetShipmentsByOrder", who_may="courier", order_ids=batch)
            found.update({shipment.order_id: shipment for shipment in answer.shipments})
        return found

    def own_orders(self, who: str) -> list[Any]:
        """All orders of a person."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = self.orders.call("ListOrders", who, page_size=batch_max, cursor=cursor)
            found += page.orders
            cursor = page.next_cursor
            if not cursor:
                return found

    def wait_shipped(self, order_ids: Iterable[str], timeout_seconds: float, what: str) -> None:
        """Waits until all of these orders have a shipment."""
        missing = set(order_ids)

        def all_shipped() -> bool:
            missing.difference_update(self.shipments(missing))
            return not missing

        eventually(lambda: _unless_away(all_shipped), timeout_seconds, what)

    def _is_known(self, order_id: str) -> bool:
        return _unless_away(lambda: bool(self.shipments([order_id])))


def _unless_away(look) -> bool:
    try:
        return look()
    except grpc.RpcError:
        return False


@dataclass
class Attempt:
    """What became of one order that was sent."""

    order_id: str  # empty when it was not acknowledged
    begun: float
    seconds: float
    failure: str = ""


@dataclass
class OrderLoad:
    """Clients that send an order after the other until the block ends; none is sent twice. `send` makes one and answers
    its id."""

    send: Callable[[], str]
    clients: int = 4
    attempts: list[Attempt] = field(default_factory=list)

    def __enter__(self) -> OrderLoad:
        self._running = Together([self._run] * self.clients)
        return self

    def __exit__(self, *_: object) -> None:
        self._running.stop(20)

    def acknowledged(self, since: float = 0.0) -> list[str]:
        """Orders that were sent since then, and answered with success."""
        return [attempt.order_id for attempt in list(self.attempts) if attempt.order_id and attempt.begun >= since]

    def failed(self) -> list[Attempt]:
        return [attempt for attempt in list(self.attempts) if not attempt.order_id]

    def wait_for(self, count: int, timeout_seconds: float = 30.0, since: float = 0.0) -> list[str]:
        """Waits until so many were acknowledged that were sent since then."""
        eventually(
            lambda: len(self.acknowledged(since)) >= count, timeout_seconds, f"{count} orders to be acknowledged"
        )
        return self.acknowledged(since)

    def _run(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            order_id, begun, failure = "", time.monotonic(), ""
            try:
                order_id = self.send()
            except (grpc.RpcError, httpx.HTTPError) as error:
                failure = str(error)
                stopping.wait(0.02)  # as a client that is refused does
            self.attempts.append(Attempt(order_id, begun, time.monotonic() - begun, failure))


class Topic:
    """Reads the records of a topic, each once: from the beginning, or where it stopped. It speaks to the broker itself,
    by no proxy."""

    def __init__(self, fleet: Fleet, name: str) -> None:
        self._name = name
        self._consumer = Consumer(
            {
                "bootstrap.servers": f"127.0.0.1:{fleet.ports.kafka}",
                "group.id": "reader",
                "enable.partition.eof": True,
                # The end of a partition is told when a fetch finds nothing for so long.
                "fetch.wait.max.ms": 20,
                "log_level": 0,
            }
        )
        self._next = dict.fromkeys(range(partitions), 0)

    def close(self) -> None:
        self._consumer.close()

    def read(self) -> list[tuple[str, str]]:
        """Key and event id of what has come since then, those of a key in the order in which the broker has them."""
        found: list[tuple[str, str]] = []
        open_ = set(self._next)
        self._consumer.assign([TopicPartition(self._name, number, begin) for number, begin in self._next.items()])
        while open_:
            message = self._consumer.poll(30)
            assert message is not None, f"{self._name} cannot be read to its end"
            error, partition = message.error(), message.partition() or 0
            if error is None:
                headers = dict(message.headers() or [])
                if "ce_id" in headers:  # without one it is no event
                    found.append(((message.key() or b"").decode(), headers["ce_id"].decode()))
                self._next[partition] = (message.offset() or 0) + 1
            elif error.code() == KafkaError._PARTITION_EOF:
                open_.discard(partition)
            else:
                raise AssertionError(error.str())
        self._consumer.unassign()
        return found


def told(fleet: Fleet, topic: str) -> dict[str, list[str]]:
    """The ids of all events of a topic, by their key, in the order in which the broker has them."""
    found: dict[str, list[str]] = {}
    with contextlib.closing(Topic(fleet, topic)) as reader:
        for key, event_id in reader.read():
            found.setdefault(key, []).append(event_id)
    return found
