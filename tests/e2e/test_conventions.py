"""What holds for every route: errors, ids, conditional requests, compression, methods, headers, deadlines."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest

from tests.support.searches import another_search

LIST = "/api/v1/pharmacies?near=25.0478,121.5170&first=20"
UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


def test_an_error_is_a_problem_whose_type_explains_itself(api):
    answer = api.get("/api/v1/nothing/here")
    problem = answer.json()
    assert answer.status_code == problem["status"] == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["instance"] == "/api/v1/nothing/here"
    assert problem["title"]
    page = api.get(problem["type"])
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_a_request_id_is_taken_or_made(api):
    assert api.get(LIST, headers={"X-Request-Id": "abc-123"}).headers["x-request-id"] == "abc-123"
    assert UUID7.match(api.get(LIST).headers["x-request-id"])
    assert UUID7.match(api.get(LIST, headers={"X-Request-Id": "x" * 1000}).headers["x-request-id"])


def test_a_read_carries_a_tag_and_honours_it(api):
    first = api.get(LIST)
    assert api.get(LIST, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert api.get(LIST, headers={"If-None-Match": f'"other", {first.headers["etag"]}'}).status_code == 304
    assert api.get(LIST, headers={"If-None-Match": "*"}).status_code == 304
    assert api.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200


def test_large_answers_are_compressed_for_those_who_ask(fleet):
    with httpx.Client(base_url=fleet.url) as client:
        plain = client.get(LIST, headers={"Accept-Encoding": "identity"})
        refused = client.get(LIST, headers={"Accept-Encoding": "gzip;q=0"})
        with client.stream("GET", LIST, headers={"Accept-Encoding": "gzip"}) as packed:
            raw = b"".join(packed.iter_raw())
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert len(raw) < len(plain.content) / 2
    assert gzip.decompress(raw) == plain.content


def test_head_is_get_without_its_body(api):
    get = api.get("/api/v1/feeds/pharmacy", headers={"Accept-Encoding": "identity"})
    head = api.head("/api/v1/feeds/pharmacy", headers={"Accept-Encoding": "identity"})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_method_that_is_not_there_is_refused_with_those_that_are(api):
    answer = api.request("DELETE", "/api/v1/pharmacies")
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(re.split(r", *", answer.headers["allow"]))
    options = api.request("OPTIONS", "/api/v1/pharmacies")
    assert options.status_code in (200, 204)
    assert "GET" in options.headers["allow"]


def test_a_browser_of_another_origin_may_read(api):
    simple = api.get(LIST, headers={"Origin": "https://city.example"})
    assert simple.headers["access-control-allow-origin"] in ("*", "https://city.example")
    assert "etag" in simple.headers["access-control-expose-headers"].lower()
    preflight = api.request(
        "OPTIONS",
        "/api/v1/pharmacies",
        headers={
            "Origin": "https://city.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "x-request-timeout",
        },
    )
    assert preflight.status_code in (200, 204)
    assert "GET" in preflight.headers["access-control-allow-methods"]
    assert "x-request-timeout" in preflight.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize("path", [LIST, "/", "/problems/not-found", "/api/v1/nothing"])
def test_every_answer_has_the_security_headers(api, path):
    headers = api.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert (
        "default-src 'none'" in headers["content-security-policy"]
        or "default-src 'self'" in headers["content-security-policy"]
    )


def test_a_client_shortens_its_deadline(api, fleet):
    """With the pharmacy service stopped in its tracks, the answer is 504, within 50 ms of the deadline."""
    with fleet.paused("pharmacy"):
        answer = api.get(another_search(), headers={"X-Request-Timeout": "300"})
    assert answer.status_code == 504
    assert 0.3 <= answer.elapsed.total_seconds() < 0.35 + 0.1


def test_a_senseless_deadline_is_refused(api):
    assert api.get(LIST, headers={"X-Request-Timeout": "soon"}).status_code == 400


def test_an_encoded_path_is_the_same_path(api):
    plain = api.get("/api/v1/feeds/pharmacy")
    assert api.get("/api/v1/feeds/%70harmacy").status_code == plain.status_code == 200
    assert api.get("/api/v1/pharmacies/%zz").status_code in (400, 404)
