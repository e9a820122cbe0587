"""The mask map over REST, on the shipped snapshot."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import pytest

from tests.support import snapshots

TAIPEI_STATION = (25.0478, 121.5170)


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres on a sphere of 6,371,008.8 m."""
    half_latitude = sin(radians(b[0] - a[0]) / 2) ** 2
    half_longitude = sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(half_latitude + cos(radians(a[0])) * cos(radians(b[0])) * half_longitude))


def near(api, point=TAIPEI_STATION, **parameters):
    return api.get("/api/v1/pharmacies", params={"near": f"{point[0]},{point[1]}", **parameters})


def test_nearest_with_stock_come_first(api, map_rows):
    """The answer is what a search through every row of the map document finds."""
    answer = near(api, inStock="adult", first=5).json()
    expected = sorted(
        (haversine(TAIPEI_STATION, (row["latitude"], row["longitude"])), row["id"])
        for row in map_rows
        if row["latitude"] is not None and row["adult"] > 0
    )[:5]
    assert [item["id"] for item in answer["items"]] == [identity for _, identity in expected]
    for item, (distance, _) in zip(answer["items"], expected, strict=True):
        assert item["distance"] == pytest.approx(distance, abs=1)
        assert item["mask"]["adult"] > 0


def test_pages_walk_through_everything_once(api):
    distances: list[float] = []
    identities: list[str] = []
    cursor = None
    while True:
        answer = near(api, first=100, radius=5000, **({"after": cursor} if cursor else {})).json()
        distances += [item["distance"] for item in answer["items"]]
        identities += [item["id"] for item in answer["items"]]
        cursor = answer["nextCursor"]
        if cursor is None:
            break
    assert len(identities) > 100
    assert len(set(identities)) == len(identities)
    assert distances == sorted(distances)
    assert distances[-1] <= 5000


def test_without_a_place_they_come_by_id(api):
    first = api.get("/api/v1/pharmacies", params={"first": 100}).json()
    second = api.get("/api/v1/pharmacies", params={"first": 100, "after": first["nextCursor"]}).json()
    identities = [item["id"] for item in first["items"] + second["items"]]
    assert len(identities) == 200
    assert identities == sorted(set(identities))


def test_a_box_holds_what_lies_in_it(api, map_rows):
    south, west, north, east = 25.03, 121.50, 25.05, 121.53
    found: set[str] = set()
    cursor = None
    while True:
        parameters = {"within": f"{south},{west},{north},{east}", "first": 100, **({"after": cursor} if cursor else {})}
        answer = api.get("/api/v1/pharmacies", params=parameters).json()
        found |= {item["id"] for item in answer["items"]}
        cursor = answer["nextCursor"]
        if cursor is None:
            break
    inside = {
        row["id"]
        for row in map_rows
        if row["latitude"] is not None and south <= row["latitude"] <= north and west <= row["longitude"] <= east
    }
    assert found == inside
    assert inside


def test_text_search_folds_what_people_type(api):
    """Full-width and half-width digits, 台 and 臺, and blanks make no difference."""
    plain = api.get("/api/v1/pharmacies", params={"q": "臺北市松山區八德路４段"}).json()["items"]
    typed = api.get("/api/v1/pharmacies", params={"q": "台北市 松山區 八德路4段"}).json()["items"]
    assert plain
    assert [item["id"] for item in plain] == [item["id"] for item in typed]


def test_an_id_without_coordinates_is_found_by_id_and_text(api, map_rows):
    nowhere = next(row for row in map_rows if row["latitude"] is None)
    found = api.get(f"/api/v1/pharmacies/{nowhere['id']}").json()
    assert found["id"] == nowhere["id"]
    by_name = api.get("/api/v1/pharmacies", params={"q": found["name"], "first": 100}).json()["items"]
    assert nowhere["id"] in [item["id"] for item in by_name]


def test_one_pharmacy_has_its_row(api):
    row = snapshots.read(snapshots.SHIPPED.read_bytes())[0]
    found = api.get(f"/api/v1/pharmacies/{row.id}").json()
    assert (found["name"], found["address"], found["phone"]) == (row.name, row.address, row.phone)
    assert found["mask"]["adult"] == row.adult
    assert found["mask"]["child"] == row.child
    assert found["mask"]["updatedAt"] == row.updated_at


def test_an_unknown_id_is_not_found(api):
    answer = api.get("/api/v1/pharmacies/5999999999")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ({"near": "25.0478"}, "near"),
        ({"near": "91,121"}, "near"),
        ({"near": "25.0,east"}, "near"),
        ({"near": "nan,nan"}, "near"),
        ({"within": "25,121,26,181"}, "within"),
        ({"within": "25,121,26"}, "within"),
        ({"radius": "100"}, "radius"),
        ({"near": "25,121", "radius": "-1"}, "radius"),
        ({"inStock": "dog"}, "inStock"),
        ({"openAt": "yesterday"}, "openAt"),
        ({"first": "0"}, "first"),
        ({"first": "101"}, "first"),
        ({"first": "many"}, "first"),
        ({"after": "garbage"}, "after"),
    ],
)
def test_a_bad_parameter_is_named(api, parameters, pointer):
    answer = api.get("/api/v1/pharmacies", params=parameters)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_every_bad_parameter_is_named_at_once(api):
    answer = api.get("/api/v1/pharmacies", params={"near": "x", "first": "0", "inStock": "dog"})
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == ["first", "inStock", "near"]


def test_an_unknown_parameter_is_refused_and_the_nearest_is_named(api):
    answer = api.get("/api/v1/pharmacies", params={"frist": "5"})
    assert answer.status_code == 400
    assert "first" in answer.json()["errors"][0]["detail"]


def test_parameters_are_accepted_in_snake_case(api):
    camel = near(api, inStock="child", first=3)
    snake = near(api, in_stock="child", first=3)
    assert snake.status_code == 200
    assert camel.json() == snake.json()


def test_a_cursor_of_another_search_is_refused(api):
    cursor = near(api, first=1).json()["nextCursor"]
    answer = api.get("/api/v1/pharmacies", params={"first": 1, "after": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "after"


def test_the_map_document_holds_everyone(api, map_rows):
    shipped = {row.id: row for row in snapshots.read(snapshots.SHIPPED.read_bytes())}
    on_map = {row["id"]: row for row in map_rows}
    assert shipped.keys() <= on_map.keys()
    for identity, row in shipped.items():
        assert (on_map[identity]["adult"], on_map[identity]["child"]) == (row.adult, row.child)


def test_the_map_is_not_sent_twice(api):
    first = api.get("/api/v1/pharmacies/map")
    again = api.get("/api/v1/pharmacies/map", headers={"If-None-Match": first.headers["etag"]})
    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""


def test_the_feed_says_how_fresh_it_is(api):
    rows = snapshots.read(snapshots.SHIPPED.read_bytes())
    feed = api.get("/api/v1/feeds/pharmacy").json()
    assert feed["rows"] == len(rows)
    assert feed["rejectedRows"] == 0
    assert feed["updatedAt"] == snapshots.newest_time(rows)
    assert feed["stale"] is False
    assert feed["ageSeconds"] > 0
