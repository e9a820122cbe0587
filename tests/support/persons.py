"""People who have not booked yet, as the REST routes take them."""

from __future__ import annotations

import random

# Apart for each run: a fleet may have bookings of the last one.
_numbers = random.SystemRandom()


def new_nric() -> str:
    """A MyKad number that, most likely, nobody has used: of some twelve million."""
    year, month, day = _numbers.randrange(100), _numbers.randint(1, 12), _numbers.randint(1, 28)
    return f"{year:02}{month:02}{day:02}-{_numbers.randint(1, 16):02}-{_numbers.randrange(10_000):04}"


def new_person() -> dict[str, str]:
    return {
        "firstName": "Nur Aisyah",
        "lastName": "binti Ahmad",
        "address": "12, Jalan Tun Ismail, Kuala Lumpur",
        "phoneNumber": "012-345 6789",
        "mysejahteraId": new_nric(),
    }
