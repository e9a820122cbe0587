"""The two paths that an older booking client knows, to the letter."""

from __future__ import annotations

import json

from tests.support.persons import new_nric
from tests.support.waiting import eventually


def asked(**changes: str) -> dict[str, str]:
    return {
        "address": "Kuala Lumpur",
        "date": "20210516",
        "firstName": "Nur Aisyah",
        "lastName": "binti Ahmad",
        "location": "PWTC",
        "mysejahteraId": new_nric().replace("-", ""),
        "phoneNumber": "0123456789",
        **changes,
    }


def refusal(api, body: dict[str, str]) -> str:
    answer = api.post("/booking", json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert answer.json().keys() == {"status", "message"}
    assert answer.json()["status"] == "Failed"
    return answer.json()["message"]


def available(api) -> int:
    return next(day["availability"] for day in api.get("/stations/PWTC").json() if day["date"] == "20210516")


def test_a_station_tells_its_thirty_days_in_order(api):
    answer = api.get("/stations/PWTC")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=1"
    days = answer.json()
    assert all(day.keys() == {"location", "date", "availability"} for day in days)
    assert {day["location"] for day in days} == {"PWTC"}
    dates = [day["date"] for day in days]
    assert dates == sorted(dates)
    assert dates[0] == "20210516"
    assert "20210614" in dates
    assert api.get("/stations/Nowhere").status_code == 404


def test_a_booking_is_answered_with_what_was_sent_and_takes_a_place(api):
    before = available(api)
    body = asked()
    answer = api.post("/booking", json=body)
    assert answer.status_code == 200
    assert answer.json() == body
    eventually(lambda: available(api) < before, what="the place to be taken")


def test_a_body_is_read_whatever_its_content_type_says(api):
    content = json.dumps(asked())
    assert api.post("/booking", content=content, headers={"Content-Type": "text/html"}).status_code == 200


def test_refusals_are_told_as_the_client_knows_them(api):
    assert refusal(api, asked(mysejahteraId="")) == "MySejahteraID cannot be empty"
    for changes in ({"location": "Nowhere"}, {"date": "19991231"}, {"date": "soon"}):
        body = asked(**changes)
        where = f"{body['location']}:{body['date']}"
        assert refusal(api, body) == f"station location:{where} location & date combination is invalid"
    assert refusal(api, asked(phoneNumber="12")).startswith("phoneNumber must be")
    assert refusal(api, {"mysejahteraId": "900127015527"}) == "firstName is missing"


def test_a_person_books_once(api):
    body = asked()
    assert api.post("/booking", json=body).status_code == 200
    assert "active booking" in refusal(api, body)
