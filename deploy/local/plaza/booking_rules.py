"""What must be true of bookings, whatever has happened: the rules of `./plaza booking audit`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

active = 1


@dataclass(frozen=True)
class Booking:
    id: str
    station: str
    date: str  # 20210516
    person: str  # a digest; empty when the person was erased
    status: int
    version: int


@dataclass(frozen=True)
class Day:
    station: str
    date: str
    capacity: int
    left: int


@dataclass(frozen=True)
class Event:
    """As its id says: booking, version and what happened to it (created, moved, cancelled)."""

    booking: str
    version: int
    what: str

    @staticmethod
    def of(ce_id: str) -> Event | None:
        """Nothing for what tells of no booking."""
        parts = ce_id.split("/")
        if len(parts) != 3 or not parts[1].isdigit():
            return None
        return Event(parts[0], int(parts[1]), parts[2])


@dataclass(frozen=True)
class State:
    bookings: list[Booking]
    days: list[Day]
    persons: dict[str, str]  # digest → the booking that holds it
    events: list[Event]
    waiting: int = 0  # events that Kafka does not have yet
    set_aside: int = 0
    known: set[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", {booking.id for booking in self.bookings})


def problems(state: State) -> list[str]:
    """A line for each thing that is not as it must be; none when all is well."""
    found = [*_places(state), *_persons(state), *_events(state)]
    if state.waiting:
        found.append(f"{state.waiting} events wait in the outbox")
    if state.set_aside:
        found.append(f"{state.set_aside} entries of the outbox could not be read and were set aside")
    return found


def _places(state: State) -> Iterator[str]:
    taken = Counter((booking.station, booking.date) for booking in state.bookings if booking.status == active)
    for day in state.days:
        held = taken.pop((day.station, day.date), 0)
        if day.capacity != day.left + held or day.left < 0:
            yield f"{day.station} {day.date}: capacity {day.capacity}, {day.left} left, {held} booked"
    for (station, date), held in taken.items():
        yield f"{station} {date}: {held} booked on a day that is not there"


def _persons(state: State) -> Iterator[str]:
    holds: dict[str, list[str]] = defaultdict(list)
    for booking in state.bookings:
        if booking.status == active:
            holds[booking.person].append(booking.id)
    for person, bookings in holds.items():
        if len(bookings) > 1:
            yield f"person {person} has {len(bookings)} active bookings: {', '.join(sorted(bookings))}"
        if state.persons.get(person) not in bookings:
            yield f"booking {bookings[0]} is active, but its person may book again"
    for person, booking_id in state.persons.items():
        if booking_id not in holds.get(person, []):
            yield f"person {person} may not book: booking {booking_id} is not active"


def _events(state: State) -> Iterator[str]:
    told: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for event in state.events:
        told[event.booking].add((event.version, event.what))
    for booking in state.bookings:
        missing = [*_missing(booking, told[booking.id])]
        if missing:
            yield f"booking {booking.id}: Kafka was not told of {', '.join(missing)}"
    for lost in sorted(told.keys() - state.known):
        yield f"booking {lost}: Kafka was told of it, but it is not there"


def _missing(booking: Booking, told: set[tuple[int, str]]) -> Iterable[str]:
    """Each version was told: by a creation, a cancellation, or the two halves of a move."""
    # An erasure of a cancelled booking makes a version that nobody is told of.
    last = booking.version if booking.person else booking.version - 1
    for version in range(1, max(1, last) + 1):
        whats = {what for v, what in told if v == version}
        if version == 1 and "created" not in whats:
            yield "version 1"
        elif version > 1 and "cancelled" not in whats and not {"moved", "created"} <= whats:
            yield f"version {version}"
