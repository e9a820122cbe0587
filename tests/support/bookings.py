"""Bookings as a test makes them: one, or many while it breaks something, and what the audit says of them."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field

import grpc
from plaza.booking_audit import read_state, settle
from plaza.redis import Redis
from plaza.redis_wire import Redis as RedisClient

from tests.support.fleet import Fleet
from tests.support.orders import new_id
from tests.support.rpc import Service
from tests.support.waiting import eventually

station = "PWTC"
events_arrive_s = 30.0
# More than any load of a test can take.
plenty = 1_000_000

# Refusals that say what is so, not that something is broken.
definite = (grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.ALREADY_EXISTS, grpc.StatusCode.NOT_FOUND)

_numbers = itertools.count()


def new_person() -> dict[str, str]:
    """Somebody who has not booked in this run: a birthday and a number for each."""
    number = next(_numbers)
    day, rest = divmod(number, 10_000)
    month, day = divmod(day, 28)
    return {
        "mysejahtera_id": f"{70 + month // 12:02}{month % 12 + 1:02}{day + 1:02}-01-{rest:04}",
        "first_name": "Ada",
        "last_name": "binti Ali",
        "address": "1, Jalan Tun Ismail",
        "phone_number": "012-345 6789",
    }


class Bookings:
    """A client of all instances of booking, and of the Redis behind them."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self.service = Service("plaza.booking.v1.BookingService", fleet.addresses("booking"))
        self._redis = Redis(fleet.settings, fleet.ports.redis, "booking")

    def close(self) -> None:
        self.service.close()

    def redis(self) -> RedisClient:
        return RedisClient(self._redis.port, self._redis.password_file.read_text().strip())

    def reserve(self, where: str = station, date: str = "20210516", subject: str = "", **fields) -> str:
        asked = {"id": new_id(), "station": where, "date": date, "person": new_person(), **fields}
        return str(self.service.call("Reserve", subject, **asked).booking.id)

    def is_there(self, booking_id: str) -> bool:
        return bool(self.service.call("GetBooking", id=booking_id).booking.id == booking_id)

    def set_capacity(self, where: str, date: str, capacity: int) -> None:
        self.service.call("SetCapacity", "boss", "operator", station=where, date=date, capacity=capacity)

    def left(self, where: str, date: str) -> int:
        days = self.service.call("GetStation", name=where).station.days
        return next(day.available for day in days if day.date.replace("-", "") == date)

    def audit(self) -> list[str]:
        """What does not fit together when all events had time to arrive."""
        redis = self.redis()
        try:
            brokers = f"127.0.0.1:{self._fleet.ports.kafka}"
            return settle(lambda: read_state(redis, brokers), events_arrive_s)
        finally:
            redis.close()


@dataclass
class Attempt:
    """What became of one booking that was asked for."""

    booking_id: str
    begun: float
    seconds: float
    failure: grpc.StatusCode | None

    @property
    def made(self) -> bool:
        return self.failure is None


def _day_of(client: int) -> str:
    return f"202105{17 + client % 10}"


@dataclass
class BookingLoad:
    """Clients that book for one person after the other until the block ends; none is sent twice."""

    bookings: Bookings
    clients: int = 4
    attempts: list[Attempt] = field(default_factory=list)

    def __enter__(self) -> BookingLoad:
        for number in range(self.clients):
            self.bookings.set_capacity(station, _day_of(number), plenty)
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive(), "a client of the load hangs"

    def made(self, since: float = 0.0) -> list[str]:
        return [attempt.booking_id for attempt in list(self.attempts) if attempt.made and attempt.begun >= since]

    def failed(self) -> list[Attempt]:
        return [attempt for attempt in list(self.attempts) if not attempt.made]

    def wait_for(self, count: int, timeout_seconds: float = 30.0, since: float = 0.0) -> None:
        eventually(lambda: len(self.made(since)) >= count, timeout_seconds, f"{count} bookings")

    def _run(self, number: int) -> None:
        while not self._stopping.is_set():
            booking_id, begun, failure = new_id(), time.monotonic(), None
            try:
                self.bookings.reserve(date=_day_of(number), id=booking_id)
            except grpc.RpcError as error:
                failure = error.code()
                self._stopping.wait(0.02)  # as a client that is refused does
            self.attempts.append(Attempt(booking_id, begun, time.monotonic() - begun, failure))
