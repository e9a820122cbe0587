"""Limits at the gateway: how much a client may ask for, bodies where none belong, and reads that are answered once for
many."""

from __future__ import annotations

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from plaza import token

from tests.support.fleet import Fleet
from tests.support.waiting import eventually

LIST = "/api/v1/pharmacies"
FEED = "/api/v1/feeds/pharmacy"


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    """A fleet in which a client has five reads a minute, since a moment after its start."""
    with Fleet.another(tmp_path_factory.mktemp("limited")) as fleet:
        dynamic = fleet.settings.state / "config/gateway-1.dynamic.toml"
        assert get(fleet).headers["ratelimit-limit"] == "1000000"
        dynamic.write_text("[rate_limits.read]\nrequests = 5\nwindow_ms = 60000\n")
        eventually(lambda: get(fleet, "127.9.9.9").headers["ratelimit-limit"] == "5", what="the new limits")
        yield fleet


def get(fleet: Fleet, client: str = "127.0.0.1", path: str = FEED, **headers: str) -> httpx.Response:
    """As a client with an address of its own."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=client), timeout=15) as one:
        return one.get(f"http://127.0.0.1:{fleet.settings.port_base}{path}", headers=headers)


def test_a_client_that_asks_too_often_is_told_when_to_come_back(limited):
    answers = [get(limited, "127.0.1.1") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    for left, answer in zip((4, 3, 2, 1, 0, 0, 0), answers, strict=True):
        assert answer.headers["ratelimit-policy"] == '"read";q=5;w=60'
        assert re.fullmatch(rf'"read";r={left};t=\d+', answer.headers["ratelimit"])
        assert answer.headers["ratelimit-limit"] == "5"
        assert answer.headers["ratelimit-remaining"] == str(left)
        assert 0 < int(answer.headers["ratelimit-reset"]) <= 60
    refusal = answers[-1]
    assert refusal.headers["content-type"] == "application/problem+json"
    assert refusal.json()["type"] == "/problems/too-many-requests"
    assert 1 <= int(refusal.headers["retry-after"]) <= 12
    assert limited.metric("gateway", "rate_limited_total", policy="read") >= 2


def test_clients_are_told_apart_by_token_and_by_address(limited):
    assert [get(limited, "127.0.1.2").status_code for _ in range(6)] == [200] * 5 + [429]
    assert get(limited, "127.0.1.3").status_code == 200
    mine = {"Authorization": "Bearer " + token.mint(limited.settings.state, "alice", [], 60, int(time.time()))}
    assert [get(limited, "127.0.1.2", **mine).status_code for _ in range(6)] == [200] * 5 + [429]


def test_what_a_stranger_says_about_its_address_is_not_believed(limited):
    statuses = [get(limited, "127.0.1.5", **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]


def test_pages_and_health_are_not_limited(limited):
    for path in ("/healthz", "/", "/openapi.json"):
        for _ in range(8):
            answer = get(limited, "127.0.1.4", path)
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


def test_a_small_body_where_none_belongs_means_nothing_and_a_large_one_is_refused(api):
    for size in (0, 5, 16 * 1024):
        assert api.request("GET", FEED, content=b"x" * size).status_code == 200
    answer = api.request("GET", FEED, content=b"x" * (16 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/payload-too-large"


def test_a_hot_read_is_answered_from_memory(fleet):
    reads = 500
    asked = fleet.metric("pharmacy", "rpc_server_requests_total", method="search")
    request = f"GET {LIST}?near=24.5,121.5&first=20 HTTP/1.1\r\nHost: localhost\r\n"
    with socket.create_connection(("127.0.0.1", fleet.settings.port_base), timeout=15) as client:
        client.sendall((f"{request}\r\n" * (reads - 1) + f"{request}Connection: close\r\n\r\n").encode())
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    assert answers.count(b"HTTP/1.1 200 OK\r\n") == reads
    assert answers.count(b"Cache-Control: public, max-age=1\r\n") == reads
    assert fleet.metric("pharmacy", "rpc_server_requests_total", method="search") - asked < reads / 2
    assert fleet.metric("gateway", "response_cache_total", result="hit") > reads / 2


def test_identical_reads_at_the_same_time_are_fetched_once(fleet):
    """While the service stands still, all of them come and wait; then one question answers them."""
    asked = fleet.metric("pharmacy", "rpc_server_requests_total", method="search")
    in_flight = fleet.metric("gateway", "http_requests_in_flight")
    readers = 24
    with ThreadPoolExecutor(readers) as pool:
        with fleet.paused("pharmacy"):
            reads = [pool.submit(get, fleet, path=f"{LIST}?near=24.1,121.1&first=3") for _ in range(readers)]
            eventually(
                lambda: fleet.metric("gateway", "http_requests_in_flight") >= in_flight + readers, what="all readers"
            )
        answers = [read.result() for read in reads]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert fleet.metric("pharmacy", "rpc_server_requests_total", method="search") - asked <= 2
    assert fleet.metric("gateway", "collapsed_reads_total") >= readers - 2
