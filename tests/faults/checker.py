"""Whether a history is as it must be: each rule gives a sentence per place that breaks it. A kept history is checked
again by `python -m tests.faults.checker FILE…`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.faults.history import Event, Fault, History, Request
from tests.faults.lengths import bystanders_max, late_max_s, normal_max_s

shown_max = 12

# How each kind is answered when nothing is wrong. 404: the shipment comes a moment after its order. 409: what was
# cancelled, or has left, stays so.
good: dict[str, tuple[int, ...]] = {
    "order": (201,),
    "read": (200,),
    "cancel": (200, 409),
    "shipment": (200, 404),
    "report": (200, 201, 409),
    "search": (200,),
}

Rule = Callable[[History], Iterable[str]]


def _said(request: Request) -> str:
    took = f"{request.begun:.2f} s + {request.ended - request.begun:.2f} s"
    return f"{request.kind} {request.client}/{request.number} at {took}: {request.status} {request.problem[:160]}"


def _acknowledged(history: History, kind: str) -> Iterator[Request]:
    done = (200, 201)
    return (request for request in history.requests if request.kind == kind and request.status in done)


def what_was_acknowledged_is_there(history: History) -> Iterator[str]:
    orders = {order.id: order for order in history.orders}
    shipments = {shipment.id: shipment for shipment in history.shipments}
    for request in _acknowledged(history, "order"):
        order = orders.get(request.answer["id"])
        if order is None:
            yield f"lost: {_said(request)}"
        elif (order.name, order.total) != (request.asked["name"], request.asked["total"]):
            yield f"not as it was asked for: {_said(request)}, found {order}"
    for request in _acknowledged(history, "cancel"):
        if (found := orders.get(request.asked["id"])) and found.status != "CANCELLED":
            yield f"its cancellation is lost: {_said(request)}, found {found}"
    for request in _acknowledged(history, "report"):
        shipment = shipments.get(request.asked["id"])
        if shipment and request.asked["step"] not in shipment.steps:
            yield f"its report is lost: {_said(request)}, found {shipment}"


def every_order_ships(history: History) -> Iterator[str]:
    shipped = Counter(shipment.order for shipment in history.shipments)
    for order in history.orders:
        if shipped[order.id] != 1:
            yield f"{shipped[order.id]} shipments of {order}"


def nothing_is_done_twice(history: History) -> Iterator[str]:
    made = Counter(order.name for order in history.orders)
    yield from (f"made {times} times: the order of {name}" for name, times in made.items() if times > 1)
    answered: dict[tuple[int, int], str] = {}
    for request in _acknowledged(history, "order"):
        first = answered.setdefault((request.client, request.number), request.answer["id"])
        if first != request.answer["id"]:
            yield f"one key, two orders: {_said(request)}: {first} and {request.answer['id']}"
    shipments: dict[str, set[str]] = defaultdict(set)
    for event in history.events:
        if event.topic == "shipment-updated":
            shipments[event.key].add(event.id.partition("/")[0])
    yield from (f"shipped {len(ids)} times: {order}" for order, ids in shipments.items() if len(ids) > 1)


def nothing_comes_from_nowhere(history: History) -> Iterator[str]:
    asked = {request.asked["name"] for request in history.requests if request.kind == "order"}
    yield from (f"nobody asked for {order}" for order in history.orders if order.name not in asked)


def events_of_a_key_are_in_order(history: History) -> Iterator[str]:
    """The same event may come again, an older one after a newer one may not."""
    told: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in history.events:
        told[event.topic, event.key].append(event)
    for (topic, key), events in told.items():
        # An event's id is that of its subject with a version.
        versions = [int(event_id.rpartition("/")[2]) for event_id in dict.fromkeys(event.id for event in events)]
        if versions != sorted(versions):
            yield f"{topic} of {key} out of order: {versions}"


def reads_never_go_back(history: History) -> Iterator[str]:
    """Who asks after somebody was answered sees that version or a newer one, whoever answers."""
    seen: dict[str, list[Request]] = defaultdict(list)
    for request in history.requests:
        if request.status in (200, 201) and request.kind in ("order", "read", "cancel"):
            seen[request.answer["id"]].append(request)
    for order, requests in seen.items():
        newest = 0
        by_end = sorted(requests, key=lambda request: request.ended)
        ended = 0
        for request in sorted(requests, key=lambda request: request.begun):
            while by_end[ended].ended < request.begun:
                newest = max(newest, by_end[ended].answer["version"])
                ended += 1
            # An answer that is repeated by its key tells what was then.
            if request.kind == "read" and request.answer["version"] < newest:
                yield f"{order} was at version {newest} before {_said(request)}: {request.answer['version']}"


def _during(history: History, request: Request) -> list[Fault]:
    return [fault for fault in history.faults if fault.begun <= request.ended and request.begun <= fault.normal]


def answers_come_in_time(history: History) -> Iterator[str]:
    """But for those of whom nothing can be heard for a while."""
    for request in history.requests:
        late = request.ended - request.begun > request.deadline + late_max_s
        if late and not any(0 in fault.statuses for fault in _during(history, request)):
            yield f"late, the deadline was {request.deadline} s: {_said(request)}"


def only_what_may_fail_fails(history: History) -> Iterator[str]:
    """And as it should: what is refused for a while says when to come again."""
    bystanders = 0
    for request in history.requests:
        if request.status in good[request.kind]:
            continue
        during = _during(history, request)
        if not during:
            yield f"nothing was wrong: {_said(request)}"
        elif not any(request.kind in fault.may_fail for fault in during):
            bystanders += request.status in (503, 504)
            if request.status not in (503, 504) or bystanders > bystanders_max:
                yield f"is not concerned: {_said(request)}"
        elif not any(request.status in fault.statuses for fault in during):
            yield f"the wrong status: {_said(request)}"
        elif request.status == 503 and not request.retry_after:
            yield f"no Retry-After: {_said(request)}"


def it_is_over_soon(history: History) -> Iterator[str]:
    for fault in history.faults:
        if fault.normal - fault.undone > normal_max_s:
            yield f"normal only {fault.normal - fault.undone:.1f} s after {fault.fault} on {fault.edge}"


always: list[Rule] = [answers_come_in_time, it_is_over_soon]
when_bytes_are_whole: list[Rule] = [
    what_was_acknowledged_is_there,
    every_order_ships,
    nothing_is_done_twice,
    nothing_comes_from_nowhere,
    events_of_a_key_are_in_order,
    reads_never_go_back,
    only_what_may_fail_fails,
]


def check(history: History) -> list[str]:
    """All that is wrong with it."""
    corrupted = any(fault.answers_may_be_wrong for fault in history.faults)
    rules = always if corrupted else [*when_bytes_are_whole, *always]
    return [f"{rule.__name__}: {problem}" for rule in rules for problem in rule(history)]


def shortened(problems: list[str]) -> str:
    more = len(problems) - shown_max
    return "\n".join([*problems[:shown_max], *([f"and {more} more"] if more > 0 else [])])


def worst(faults: Iterable[Fault]) -> float:
    """The longest time until all was normal again."""
    return max((fault.normal - fault.undone for fault in faults), default=0.0)


def main(files: list[str]) -> int:
    wrong = 0
    for file in files:
        problems = check(History.read(Path(file)))
        wrong += bool(problems)
        print(f"{file}: {shortened(problems) or 'as it must be'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
