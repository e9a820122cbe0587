"""Bookings through the gateway: stations and their days, and who comes when."""

from __future__ import annotations

import uuid

import pytest

from tests.support.persons import new_nric, new_person
from tests.support.tokens import bearer
from tests.support.waiting import eventually

BOOKINGS = "/api/v1/bookings"
STATIONS = "/api/v1/stations"
NOBODY = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9aff"
# Of thousands of places, so that no test takes another's.
LARGE = "Axiata Arena Bukit Jalil"


def asked(**changes: str) -> dict[str, str]:
    return {"station": "PWTC", "date": "2021-05-20", **new_person(), **changes}


def book(api, headers: dict[str, str] | None = None, **changes: str) -> dict:
    answer = api.post(BOOKINGS, json=asked(**changes), headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def left(api, station: str, date: str) -> int | None:
    """As others see it: up to a second late."""
    days = api.get(f"{STATIONS}/{station}").json()["days"]
    return next((day["available"] for day in days if day["date"] == date), None)


def set_capacity(api, fleet, station: str, date: str, capacity: int):
    return api.put(
        f"{STATIONS}/{station}/days/{date}", json={"capacity": capacity}, headers=bearer(fleet, "boss", "operator")
    )


@pytest.fixture
def own_day(api, fleet, request) -> tuple[str, str]:
    """A day that no other test books: of its own year."""
    station, date = LARGE, f"{2100 + sum(map(ord, request.node.name)) % 7000}-01-01"
    assert set_capacity(api, fleet, station, date, 1000).status_code == 200
    return station, date


# Stations.


def test_a_station_tells_its_days_in_order(api):
    answer = api.get(f"{STATIONS}/PWTC")
    assert answer.status_code == 200
    station = answer.json()
    assert (station["id"], station["name"], station["state"]) == ("PWTC", "PWTC", "W.P. Kuala Lumpur")
    assert 100 < station["longitude"] < 103
    days = [day["date"] for day in station["days"]]
    assert days == sorted(days)
    assert days[0] == "2021-05-16"
    assert {f"2021-05-{n}" for n in range(16, 32)} | {f"2021-06-{n:02}" for n in range(1, 15)} <= set(days)
    assert station["days"][0]["capacity"] == 1000
    assert all(0 <= day["available"] <= day["capacity"] for day in station["days"])


def test_a_station_may_be_kept_for_a_second(api):
    answer = api.get(f"{STATIONS}/PWTC")
    assert answer.headers["cache-control"] == "public, max-age=1"
    tag = answer.headers["etag"]
    assert api.get(f"{STATIONS}/PWTC", headers={"If-None-Match": tag}).status_code in (200, 304)


def test_a_station_that_there_is_not_is_not_found(api):
    assert api.get(f"{STATIONS}/Nowhere").status_code == 404


def test_stations_are_listed_by_state_and_page_by_page(api):
    found: list[dict] = []
    after: dict[str, str] = {}
    while True:
        page = api.get(STATIONS, params={"state": "Selangor", "first": "10", **after}).json()
        found += page["items"]
        if page["nextCursor"] is None:
            break
        after = {"after": page["nextCursor"]}
    names = [station["name"] for station in found]
    assert len(names) > 30
    assert names == sorted(set(names))
    assert {station["state"] for station in found} == {"Selangor"}
    assert api.get(STATIONS, params={"state": "Atlantis"}).json() == {"items": [], "nextCursor": None}


def test_every_station_of_the_list_can_be_read_by_its_name(api):
    for station in api.get(STATIONS, params={"first": "100"}).json()["items"]:
        assert api.get(f"{STATIONS}/{station['id']}").status_code == 200, station["id"]


# Capacities.


def test_capacities_are_for_operators_and_never_below_what_is_taken(api, fleet, own_day):
    station, date = own_day
    place = f"{STATIONS}/{station}/days/{date}"
    assert api.put(place, json={"capacity": 5}).status_code == 401
    assert api.put(place, json={"capacity": 5}, headers=bearer(fleet, "alice")).status_code == 403
    book(api, station=station, date=date)
    taken = set_capacity(api, fleet, station, date, 1000).json()
    taken = taken["capacity"] - taken["available"]
    assert set_capacity(api, fleet, station, date, taken - 1).status_code == 409
    answer = set_capacity(api, fleet, station, date, taken)
    assert answer.json() == {"date": date, "capacity": taken, "available": 0}
    refused = api.post(BOOKINGS, json=asked(station=station, date=date))
    assert refused.status_code == 409
    assert "fully booked" in refused.json()["detail"]
    assert set_capacity(api, fleet, "Nowhere", date, 1).status_code == 404
    assert set_capacity(api, fleet, station, "2021-02-29", 1).status_code == 400


# Bookings.


def test_a_booking_is_made_and_takes_one_place(api, own_day, fleet):
    station, date = own_day
    before = set_capacity(api, fleet, station, date, 1000).json()["available"]
    person = new_person()
    answer = api.post(BOOKINGS, json={"station": station, "date": date.replace("-", ""), **person})
    assert answer.status_code == 201
    booking = answer.json()
    assert uuid.UUID(booking["id"]).version == 7
    assert answer.headers["location"] == f"{BOOKINGS}/{booking['id']}"
    assert (booking["station"], booking["date"], booking["status"]) == (station, date, "ACTIVE")
    assert {name: booking[name] for name in person} == person
    assert booking["createdAt"].endswith("Z")
    assert api.get(f"{BOOKINGS}/{booking['id']}").json() == booking
    eventually(lambda: left(api, station, date) == before - 1, what="the place to be taken")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"mysejahteraId": "771305-02-1234"}, "/mysejahteraId"),
        ({"mysejahteraId": "770305-17-1234"}, "/mysejahteraId"),
        ({"phoneNumber": "015-1234567"}, "/phoneNumber"),
        ({"date": "2021-02-29"}, "/date"),
        ({"firstName": ""}, "/firstName"),
        ({"lastName": "x" * 101}, "/lastName"),
        ({"address": "a\nb"}, "/address"),
        ({"color": "red"}, "/color"),
    ],
)
def test_a_fault_is_named_by_its_pointer(api, changes, pointer):
    answer = api.post(BOOKINGS, json=asked(**changes))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_place_that_there_is_not_is_not_found(api):
    for changes in ({"station": "Nowhere"}, {"date": "2020-01-01"}):
        assert api.post(BOOKINGS, json=asked(**changes)).status_code == 404


def test_a_person_has_one_active_booking_however_the_number_is_written(api):
    nric = new_nric()
    first = book(api, mysejahteraId=nric)
    assert api.post(BOOKINGS, json=asked(mysejahteraId=nric.replace("-", ""))).status_code == 409
    assert api.delete(f"{BOOKINGS}/{first['id']}").status_code == 200
    assert book(api, mysejahteraId=nric.replace("-", ""))["id"] != first["id"]


def test_a_cancelled_place_comes_back_once(api, fleet, own_day):
    station, date = own_day
    before = set_capacity(api, fleet, station, date, 1000).json()["available"]
    booking = book(api, station=station, date=date)
    eventually(lambda: left(api, station, date) == before - 1, what="the place to be taken")
    place = f"{BOOKINGS}/{booking['id']}"
    cancelled = api.delete(place)
    assert cancelled.status_code == 200
    assert cancelled.json() == {**booking, "status": "CANCELLED"}
    assert api.delete(place).json() == cancelled.json()
    assert api.get(place).json() == cancelled.json()
    eventually(lambda: left(api, station, date) == before, what="the place to come back")


def test_a_booking_moves_in_one_step_or_stays(api, fleet, own_day):
    station, date = own_day
    full = date.replace("-01-01", "-01-02")
    set_capacity(api, fleet, station, date, 1000)
    set_capacity(api, fleet, station, full, 0)
    booking = book(api)
    place = f"{BOOKINGS}/{booking['id']}"
    moved = api.post(f"{place}/move", json={"station": station, "date": date})
    assert moved.status_code == 200
    assert (moved.json()["station"], moved.json()["date"]) == (station, date)
    assert api.get(place).json() == moved.json()
    assert api.post(f"{place}/move", json={"station": station, "date": full}).status_code == 409
    unknown = api.post(f"{place}/move", json={"station": "Nowhere", "date": full})
    assert unknown.status_code == 404
    assert "Nowhere" in unknown.json()["detail"]
    assert api.get(place).json() == moved.json()
    api.delete(place)
    assert api.post(f"{place}/move", json={"station": "PWTC", "date": "2021-05-20"}).status_code == 409


def test_a_change_may_be_meant_for_one_version(api):
    booking = book(api)
    place = f"{BOOKINGS}/{booking['id']}"
    tag = api.get(place).headers["etag"]
    assert api.get(place, headers={"If-None-Match": tag}).status_code == 304
    target = {"station": "PWTC", "date": "2021-05-21"}
    assert api.post(f"{place}/move", json=target, headers={"If-Match": '"7-0"'}).status_code == 412
    assert api.post(f"{place}/move", json=target, headers={"If-Match": tag}).status_code == 200
    assert api.delete(place, headers={"If-Match": tag}).status_code == 412
    assert api.delete(place, headers={"If-Match": "*"}).status_code == 200


# Whose it is.


def test_somebody_elses_booking_is_answered_like_one_that_nobody_made(api, fleet):
    alice, bob = bearer(fleet, "alice"), bearer(fleet, "bob")
    booking = book(api, alice)
    place, nowhere = f"{BOOKINGS}/{booking['id']}", f"{BOOKINGS}/{NOBODY}"
    target = {"station": "PWTC", "date": "2021-05-21"}
    for headers in ({}, bob):
        for answer, nobodys in (
            (api.get(place, headers=headers), api.get(nowhere, headers=headers)),
            (api.delete(place, headers=headers), api.delete(nowhere, headers=headers)),
            (
                api.post(f"{place}/move", json=target, headers=headers),
                api.post(f"{nowhere}/move", json=target, headers=headers),
            ),
        ):
            assert answer.status_code == nobodys.status_code == 404
            assert answer.text.replace(booking["id"], NOBODY) == nobodys.text
    assert api.get(place, headers=alice).json() == booking


def test_a_booking_made_without_a_token_is_open_to_who_knows_its_id(api, fleet):
    booking = book(api)
    assert api.get(f"{BOOKINGS}/{booking['id']}", headers=bearer(fleet, "alice")).json() == booking
    assert api.get(f"{BOOKINGS}/monday").status_code == 404


def test_a_list_has_ones_own_bookings_newest_first_and_page_by_page(api, fleet):
    owner = bearer(fleet, f"lister-{uuid.uuid4()}")
    made = [book(api, owner)["id"] for _ in range(3)]
    book(api, bearer(fleet, "bob"))
    first = api.get(BOOKINGS, params={"first": "2"}, headers=owner).json()
    second = api.get(BOOKINGS, params={"first": "2", "after": first["nextCursor"]}, headers=owner).json()
    assert [booking["id"] for booking in first["items"] + second["items"]] == made[::-1]
    assert second["nextCursor"] is None
    assert api.get(BOOKINGS).status_code == 401


# Once only.


def test_the_same_key_and_body_give_the_same_answer_whatever_came_later(api):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = asked()
    first = api.post(BOOKINGS, json=body, headers=key)
    assert first.status_code == 201
    place = f"{BOOKINGS}/{first.json()['id']}"
    target = {"station": "PWTC", "date": "2021-05-22"}
    moved = api.post(f"{place}/move", json=target, headers=key)
    assert moved.status_code == 200
    assert api.delete(place).status_code == 200
    again = api.post(BOOKINGS, json=body, headers=key)
    assert (again.status_code, again.text) == (201, first.text)
    assert api.post(f"{place}/move", json=target, headers=key).text == moved.text
    assert api.post(BOOKINGS, json={**body, "firstName": "Ada"}, headers=key).status_code == 422
    assert api.post(f"{place}/move", json={**target, "date": "2021-05-23"}, headers=key).status_code == 422
    assert api.get(place).json()["status"] == "CANCELLED"
