"""The checker sees what is wrong with a history, and finds nothing in one that is sound."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checker import check
from tests.faults.history import Event, Fault, History, Line, Order, Request, Shipment
from tests.faults.lengths import bystanders_max, normal_max_s

made = Request("order", 0, 1, 1.0, 1.1, 2.0, 201, {"name": "0-1", "total": 5}, {"id": "o", "version": 1})
read = Request("read", 1, 1, 2.0, 2.1, 2.0, 200, {"id": "o"}, {"id": "o", "version": 1})
reported = Request("report", 2, 1, 2.0, 2.1, 2.0, 201, {"id": "s", "step": "PACKED"}, {"id": "s"})
refused = Request("order", 0, 2, 5.0, 5.1, 2.0, 503, {"name": "0-2", "total": 7}, retry_after=True)
other = dataclasses.replace(refused, kind="search")
fault = Fault("gateway-orders", "cut", 4.0, 6.0, 6.5, ("order",))
order = Order("o", "0-1", 5, "CREATED", 1)
shipment = Shipment("s", "o", ("REQUESTED", "PACKED"))
told = [Event("shipment-updated", "o", "s/1"), Event("shipment-updated", "o", "s/2")]
sound: list[Line] = [made, read, reported, refused, fault, order, shipment, *told]


def history(*lines: Line) -> History:
    made_here = History("by hand", 1)
    made_here.note(*lines)
    return made_here


def without(line: Line, *more: Line) -> History:
    return history(*(other for other in sound if other is not line), *more)


def changed(line: Any, **fields: Any) -> History:
    return without(line, dataclasses.replace(line, **fields))


def test_a_sound_history_is_sound_also_when_it_is_read_again(tmp_path: Path) -> None:
    assert check(history(*sound)) == []
    history(*sound).write(tmp_path / "kept.jsonl")
    again = History.read(tmp_path / "kept.jsonl")
    assert again.lines() == sound
    assert (again.name, again.seed) == ("by hand", 1)


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("what_was_acknowledged_is_there", without(order)),
        ("what_was_acknowledged_is_there", changed(order, total=6)),
        ("what_was_acknowledged_is_there", changed(shipment, steps=("REQUESTED",))),
        ("what_was_acknowledged_is_there", without(read, dataclasses.replace(read, kind="cancel"))),
        ("every_order_ships", without(shipment)),
        ("nothing_is_done_twice", history(*sound, dataclasses.replace(order, id="o2"))),
        ("nothing_is_done_twice", history(*sound, dataclasses.replace(made, answer={"id": "o2", "version": 1}))),
        ("nothing_is_done_twice", history(*sound, Event("shipment-updated", "o", "s2/1"))),
        ("nothing_comes_from_nowhere", history(*sound, dataclasses.replace(order, id="o2", name="9-9"))),
        ("events_of_a_key_are_in_order", history(*sound[:-2], *reversed(told))),
        ("reads_never_go_back", changed(made, answer={"id": "o", "version": 2})),
        ("answers_come_in_time", changed(read, ended=5.5)),
        ("only_what_may_fail_fails", changed(refused, begun=8.0, ended=8.1)),
        ("only_what_may_fail_fails", history(*sound, *[other] * (bystanders_max + 1))),
        ("only_what_may_fail_fails", changed(other, status=500)),
        ("only_what_may_fail_fails", changed(refused, status=500)),
        ("only_what_may_fail_fails", changed(refused, retry_after=False)),
        ("it_is_over_soon", changed(fault, normal=6.1 + normal_max_s)),
    ],
)
def test_what_is_wrong_is_named(rule: str, wrong: History) -> None:
    assert {problem.partition(":")[0] for problem in check(wrong)} >= {rule}


def test_the_same_event_may_come_again() -> None:
    assert check(history(*sound, told[0], told[1])) == []


def test_where_bytes_were_changed_only_time_counts() -> None:
    spoilt = changed(fault, answers_may_be_wrong=True)
    spoilt.note(dataclasses.replace(order, name="0-\x01"))
    assert check(spoilt) == []
