"""Every row of every snapshot at hand, asked for through the gateway and compared with the file."""

from __future__ import annotations

import pytest

from tests.support import snapshots
from tests.support.waiting import eventually

FILES = [snapshots.SHIPPED, *snapshots.shared_files()]


def wait_for_map(api, updated_at: str) -> None:
    eventually(
        lambda: api.get("/api/v1/feeds/pharmacy").json()["updatedAt"] == updated_at, what=f"the map of {updated_at}"
    )


def everything(api) -> dict[str, dict]:
    found: dict[str, dict] = {}
    cursor = None
    while True:
        answer = api.get("/api/v1/pharmacies", params={"first": 100, **({"after": cursor} if cursor else {})}).json()
        found |= {item["id"]: item for item in answer["items"]}
        cursor = answer["nextCursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_row_is_on_the_map(own_feed, api, file):
    rows = snapshots.read(file.read_bytes())
    newest = snapshots.newest_time(rows)
    own_feed.begin_with(file.read_bytes())
    feed = api.get("/api/v1/feeds/pharmacy").json()
    assert (feed["rows"], feed["rejectedRows"], feed["stale"]) == (len(rows), 0, False)

    found = everything(api)
    for row in rows:
        item = found[row.id]
        assert (item["name"], item["address"]) == (row.name, row.address)
        assert item.get("phone") == (row.phone or None)
        assert (item["mask"]["adult"], item["mask"]["child"]) == (row.adult, row.child), row.id
        assert item["mask"]["updatedAt"] == row.updated_at
        assert item["mask"]["stale"] is False
    for identity in found.keys() - {row.id for row in rows}:
        assert (found[identity]["mask"]["adult"], found[identity]["mask"]["child"]) == (0, 0), identity
        assert found[identity]["mask"]["updatedAt"] == newest


def test_snapshots_follow_each_other_in_time(own_feed, api):
    """All of them in the order of their times: known ids that are missing from the next one are sold out, not gone."""
    known: set[str] = set()
    ordered = sorted(FILES, key=lambda file: snapshots.newest_time(snapshots.read(file.read_bytes())))
    own_feed.begin_with(ordered[0].read_bytes())
    for file in ordered:
        rows = snapshots.read(file.read_bytes())
        newest = snapshots.newest_time(rows)
        own_feed.put(file.read_bytes())
        wait_for_map(api, newest)
        known |= {row.id for row in rows}
        found = everything(api)
        assert found.keys() == known
        gone = known - {row.id for row in rows}
        assert all(found[identity]["mask"]["adult"] == found[identity]["mask"]["child"] == 0 for identity in gone)
