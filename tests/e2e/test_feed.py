"""The feed and the map: what is good gets there one sync later, what is bad never does and says so."""

from __future__ import annotations

import pytest

from tests.support.snapshots import feed_text
from tests.support.waiting import eventually

FEED = "/api/v1/feeds/pharmacy"
HOSPITAL = "0145080011"
CLINIC = "2101010013"


def rows(time="2020/03/01 10:00:00", adult=7, count=40):
    """A small city: a hospital, a clinic, and pharmacies."""
    start = [
        (HOSPITAL, "豐濱分院", "花蓮縣豐濱鄉光豐路４１號", "(03)8358141", adult, 3, time),
        (CLINIC, "松山健康服務中心", "臺北市松山區八德路４段６９４號", "(02)27653147", 5, 0, time),
    ]
    return start + [
        (f"59010{i:05}", f"藥局{i}", f"臺北市路{i}號", "(02)1234567", 10, 10, time) for i in range(count - len(start))
    ]


@pytest.fixture
def small_city(own_feed, api):
    own_feed.begin_with(feed_text(rows()))
    assert api.get(f"/api/v1/pharmacies/{HOSPITAL}").json()["mask"]["adult"] == 7
    return own_feed


def mask(api, identity=HOSPITAL):
    return api.get(f"/api/v1/pharmacies/{identity}").json()["mask"]


def test_a_new_file_is_on_the_map_one_sync_later(small_city, api):
    small_city.put(feed_text(rows("2020/03/01 10:05:00", adult=1)))
    eventually(lambda: mask(api)["adult"] == 1, timeout_seconds=5)
    assert mask(api) == {"adult": 1, "child": 3, "updatedAt": "2020-03-01T02:05:00Z", "stale": False}


def test_a_missing_id_is_sold_out(small_city, api):
    small_city.put(feed_text(rows("2020/03/01 10:05:00")[1:]))
    eventually(lambda: mask(api)["adult"] == 0, timeout_seconds=5)
    assert mask(api) == {"adult": 0, "child": 0, "updatedAt": "2020-03-01T02:05:00Z", "stale": False}
    assert api.get(f"/api/v1/pharmacies/{HOSPITAL}").json()["name"] == "豐濱分院"


BAD_FEEDS = {
    "older": (feed_text(rows("2020/02/29 10:00:00", adult=99)), "FEED_OLDER"),
    "empty": (b"", "FEED_EMPTY"),
    "header-only": (feed_text([]), "FEED_EMPTY"),
    "html": (b"<!DOCTYPE html><html><body>Service unavailable</body></html>", "FEED_NOT_CSV"),
    "big5": (feed_text(rows("2020/03/01 10:05:00", adult=99)).decode("utf-8-sig").encode("big5"), "FEED_NOT_UTF8"),
    "other-header": (b"a,b,c,d,e,f,g\n" + feed_text(rows("2020/03/01 10:05:00")).split(b"\n", 1)[1], "FEED_BAD_HEADER"),
    "cut": (feed_text(rows("2020/03/01 10:05:00", adult=99))[:-8], "FEED_TRUNCATED"),
    "half-gone": (feed_text(rows("2020/03/01 10:05:00", adult=99, count=10)), "FEED_ROWS_LOST"),
    "mostly-unreadable": (
        feed_text([(*row[:4], "many", *row[5:]) for row in rows("2020/03/01 10:05:00")]),
        "FEED_TOO_MANY_REJECTED",
    ),
}


@pytest.mark.parametrize("name", BAD_FEEDS)
def test_a_bad_file_is_refused_and_says_so(small_city, api, fleet, name):
    content, reason = BAD_FEEDS[name]
    before = api.get(FEED).json()
    small_city.put(content)
    eventually(lambda: api.get(FEED).json()["stale"], timeout_seconds=20, what="the feed to say that it is stale")
    after = api.get(FEED).json()
    assert (after["rows"], after["updatedAt"]) == (before["rows"], before["updatedAt"])
    assert mask(api)["adult"] == 7
    assert mask(api)["stale"] is True
    assert reason in fleet.log("pharmacy")
    assert fleet.metric("pharmacy", "pharmacy_feed_syncs_total", reason=reason) >= 1
    assert fleet.metric("pharmacy", "pharmacy_feed_stale") == 1

    small_city.put(feed_text(rows("2020/03/01 10:10:00", adult=2)))
    eventually(lambda: mask(api)["adult"] == 2, timeout_seconds=20)
    assert api.get(FEED).json()["stale"] is False


def test_a_spreadsheet_s_ids_are_repaired_and_others_counted(small_city, api):
    header = b"id,name,address,phone,adult_count,child_count,time\n"
    lines = [f"{row[0].lstrip('0')}.0,{','.join(map(str, row[1:]))}" for row in rows("2020/03/01 10:05:00", adult=4)]
    lines[-1] = "5.9E+09," + lines[-1].split(",", 1)[1]
    small_city.put(header + "\n".join(lines).encode() + b"\n")
    eventually(lambda: mask(api)["adult"] == 4, timeout_seconds=5)
    feed = api.get(FEED).json()
    assert (feed["rows"], feed["rejectedRows"]) == (len(lines) - 1, 1)


def test_the_last_good_snapshot_survives_a_restart_without_the_feed(small_city, api, fleet):
    before = api.get(f"/api/v1/pharmacies/{HOSPITAL}").json()
    fleet.stop("feed")
    try:
        fleet.restart("pharmacy")
        after = eventually(
            lambda: (answer := api.get(f"/api/v1/pharmacies/{HOSPITAL}")).status_code == 200 and answer.json(),
            what="answers from the last good snapshot",
        )
        assert {**after, "mask": {**after["mask"], "stale": False}} == before
        eventually(lambda: api.get(FEED).json()["stale"], timeout_seconds=20)
    finally:
        fleet.start("feed")
    eventually(lambda: not api.get(FEED).json()["stale"], timeout_seconds=20)


def test_an_unchanged_file_is_not_sent_again(small_city, api, fleet):
    """The feed's server answers 304, and the feed counts as synced."""
    before = api.get(FEED).json()["syncedAt"]
    eventually(lambda: api.get(FEED).json()["syncedAt"] > before, what="another sync")
    assert fleet.metric("pharmacy", "pharmacy_feed_syncs_total", result="unchanged") >= 1


def test_the_map_document_follows_the_feed(small_city, api):
    tag = api.get("/api/v1/pharmacies/map").headers["etag"]
    small_city.put(feed_text(rows("2020/03/01 10:05:00", adult=123)))

    def changed():
        answer = api.get("/api/v1/pharmacies/map", headers={"If-None-Match": tag})
        return answer.status_code == 200 and answer.json()

    document = eventually(changed, timeout_seconds=8)
    fields = document["fields"]
    stock = {row[fields.index("id")]: row[fields.index("adult")] for row in document["rows"]}
    assert stock[HOSPITAL] == 123
