"""Bookings while something dies, hangs or is full: exactly as many as there are places, none lost, all told."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from tests.support.bookings import BookingLoad, Bookings, definite, new_person
from tests.support.fleet import Fleet
from tests.support.orders import new_id
from tests.support.waiting import eventually

# From a death until bookings are taken again.
well_within_s = 10.0
store_start_s = 180.0
# The default of the service, and what a slow machine adds.
answer_within_s = 6.0
some = 60

clients = 1_000
places = 100
at_once = 50
rounds = 20 if os.environ.get("PLAZA_TEST_ALL") else 2


@pytest.fixture(scope="module")
def booking_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Three instances side by side, with a Redis and a broker of their own."""
    with Fleet.another(tmp_path_factory.mktemp("booking"), {"booking": 3}) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def bookings(booking_fleet: Fleet) -> Iterator[Bookings]:
    with contextlib.closing(Bookings(booking_fleet)) as client:
        yield client


@pytest.fixture(autouse=True)
def everything_fits_together(bookings: Bookings) -> Iterator[None]:
    yield
    assert bookings.audit() == []


@pytest.mark.parametrize("round_", range(rounds))
def test_the_last_places_go_to_exactly_as_many_while_redis_is_killed(
    booking_fleet: Fleet, bookings: Bookings, round_: int
) -> None:
    date = f"203001{round_ + 1:02}"
    bookings.set_capacity("PWTC", date, places)

    def book(booking_id: str) -> bool:
        """As a client does that wants to know: it asks again until the answer is definite."""
        deadline = time.monotonic() + store_start_s
        person = new_person()
        while True:
            try:
                bookings.reserve(date=date, id=booking_id, person=person)
                return True
            except grpc.RpcError as error:
                if error.code() in definite:
                    return False
                assert time.monotonic() < deadline, "no definite answer"

    ids = [new_id() for _ in range(clients)]
    with ThreadPoolExecutor(at_once) as pool:
        answers = [pool.submit(book, booking_id) for booking_id in ids]
        eventually(lambda: sum(answer.done() for answer in answers) > 10, what="the first answers")
        booking_fleet.kill("redis-booking")
        booking_fleet.wait_ready("redis-booking", store_start_s)
        made = [booking_id for booking_id, answer in zip(ids, answers, strict=True) if answer.result()]
    assert len(made) == places
    assert all(bookings.is_there(booking_id) for booking_id in made)
    eventually(lambda: bookings.left("PWTC", date) == 0)


def test_a_killed_redis_costs_no_booking_that_was_answered(
    booking_fleet: Fleet, bookings: Bookings, record_property: Callable[[str, object], None]
) -> None:
    with BookingLoad(bookings) as load:
        load.wait_for(some)
        booking_fleet.kill("redis-booking")
        killed = time.monotonic()
        booking_fleet.wait_ready("redis-booking", store_start_s)
        ready = time.monotonic()
        load.wait_for(some, since=ready)
        well = time.monotonic()
    record_property("well_after_s", well - killed)
    assert well - ready < well_within_s
    assert max(attempt.seconds for attempt in load.attempts) < answer_within_s
    assert all(bookings.is_there(booking_id) for booking_id in load.made())


def test_a_redis_that_hangs_is_answered_within_the_deadline_and_used_again(
    booking_fleet: Fleet, bookings: Bookings
) -> None:
    with BookingLoad(bookings) as load:
        load.wait_for(some)
        with booking_fleet.paused("redis-booking"):
            begun = time.monotonic()
            eventually(
                lambda: len([a for a in load.failed() if a.begun > begun]) > 20, 30, "refusals while Redis hangs"
            )
        thawed = time.monotonic()
        load.wait_for(some, well_within_s, since=thawed)
    assert max(attempt.seconds for attempt in load.attempts) < answer_within_s
    assert {attempt.failure for attempt in load.failed()} <= {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
    }
    assert all(bookings.is_there(booking_id) for booking_id in load.made())


def test_a_full_redis_refuses_bookings_and_goes_on_reading(bookings: Bookings) -> None:
    kept = bookings.reserve()
    redis = bookings.redis()
    try:
        redis.ask("CONFIG", "SET", "maxmemory", "1")
        with pytest.raises(grpc.RpcError) as refused:
            bookings.reserve()
        assert refused.value.code() == grpc.StatusCode.UNAVAILABLE
        assert bookings.is_there(kept)
    finally:
        redis.ask("CONFIG", "SET", "maxmemory", "512mb")
        redis.close()
    assert bookings.reserve()


def test_a_killed_instance_is_replaced_by_the_others(booking_fleet: Fleet, bookings: Bookings) -> None:
    instances = ("booking-1", "booking-2", "booking-3")

    def leader() -> str:
        leading = [name for name in instances if booking_fleet.metric(name, "booking_outbox_leading") == 1]
        return leading[0] if len(leading) == 1 else ""

    victim = eventually(leader, what="one relay that publishes")
    with BookingLoad(bookings) as load:
        load.wait_for(some)
        booking_fleet.stop(victim, signal.SIGKILL)
        load.wait_for(some, since=time.monotonic())
        booking_fleet.start(victim)
        booking_fleet.wait_ready(victim, store_start_s)
    assert len(load.failed()) <= 2 * load.clients


def test_a_broker_that_is_away_refuses_no_booking(booking_fleet: Fleet, bookings: Bookings) -> None:
    booking_fleet.stop("kafka")
    try:
        with BookingLoad(bookings) as load:
            load.wait_for(5 * some)
        assert load.failed() == []
    finally:
        booking_fleet.start("kafka")
        booking_fleet.wait_ready("kafka", store_start_s)


def test_a_restarted_instance_fails_nobody(booking_fleet: Fleet, bookings: Bookings) -> None:
    with BookingLoad(bookings) as load:
        load.wait_for(some)
        booking_fleet.restart("booking-2")
        load.wait_for(some, since=time.monotonic())
    assert load.failed() == []
