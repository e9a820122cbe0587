"""What the audit of bookings finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from plaza import booking_metrics
from plaza.booking_rules import Booking, Day, Event, State, problems

ada = Booking("b1", "PWTC", "20210516", "ada", status=1, version=1)
gone = Booking("b2", "PWTC", "20210516", "eve", status=2, version=2)
day = Day("PWTC", "20210516", capacity=10, left=9)
events = [Event("b1", 1, "created"), Event("b2", 1, "created"), Event("b2", 2, "cancelled")]
whole = State(bookings=[ada, gone], days=[day], persons={"ada": "b1"}, events=events)


def test_what_fits_together_is_clean() -> None:
    assert problems(whole) == []


def test_an_event_that_came_twice_is_no_problem() -> None:
    assert problems(replace(whole, events=[*events, *events])) == []


def test_a_place_that_was_sold_twice_or_lost_is_named() -> None:
    assert problems(replace(whole, days=[replace(day, left=10)])) == ["PWTC 20210516: capacity 10, 10 left, 1 booked"]
    assert problems(replace(whole, days=[replace(day, capacity=-1, left=-2)])) != []
    assert problems(replace(whole, days=[])) == ["PWTC 20210516: 1 booked on a day that is not there"]


def test_a_person_with_two_bookings_is_named() -> None:
    second = replace(ada, id="b3")
    told = [*events, Event("b3", 1, "created")]
    found = problems(replace(whole, bookings=[ada, gone, second], days=[replace(day, left=8)], events=told))
    assert found == ["person ada has 2 active bookings: b1, b3"]


def test_a_person_who_is_held_by_nothing_or_by_a_cancelled_booking_is_named() -> None:
    assert problems(replace(whole, persons={})) == ["booking b1 is active, but its person may book again"]
    held = {"ada": "b1", "eve": "b2"}
    assert problems(replace(whole, persons=held)) == ["person eve may not book: booking b2 is not active"]


def test_a_booking_that_kafka_was_not_told_of_is_named() -> None:
    assert problems(replace(whole, events=events[1:])) == ["booking b1: Kafka was not told of version 1"]
    assert problems(replace(whole, events=events[:2])) == ["booking b2: Kafka was not told of version 2"]


def test_a_booking_that_was_told_of_and_is_lost_is_named() -> None:
    told = [*events, Event("b9", 1, "created")]
    assert problems(replace(whole, events=told)) == ["booking b9: Kafka was told of it, but it is not there"]


def test_both_halves_of_a_move_are_told() -> None:
    moved = replace(ada, version=2)
    half = [*events, Event("b1", 2, "moved")]
    assert problems(replace(whole, bookings=[moved, gone], events=half)) == [
        "booking b1: Kafka was not told of version 2"
    ]
    assert problems(replace(whole, bookings=[moved, gone], events=[*half, Event("b1", 2, "created")])) == []


def test_what_waits_and_what_was_set_aside_is_told() -> None:
    assert problems(replace(whole, waiting=3, set_aside=1)) == [
        "3 events wait in the outbox",
        "1 entries of the outbox could not be read and were set aside",
    ]


def test_the_id_of_an_event_says_what_it_is() -> None:
    assert Event.of("018b/2/moved") == Event("018b", 2, "moved")
    assert Event.of("capacity/1621123200000-0") is None


def test_what_the_audit_finds_can_be_collected(tmp_path: Path) -> None:
    file = tmp_path / "audit.prom"
    booking_metrics.write(file, 2, 1_700_000_000.4)
    assert "booking_audit_faults 2\n" in file.read_text()
    assert "booking_audit_timestamp_seconds 1700000000\n" in file.read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["audit.prom"]
