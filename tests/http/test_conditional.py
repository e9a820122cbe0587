"""Conditional requests, and ranges."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import Client, get

# A document whose bytes stay the same, in each server.
documents = {"gateway": "/openapi.json", "echo": "/document"}
past = "Sat, 29 Oct 1994 19:43:31 GMT"
future = "Fri, 01 Jan 2100 00:00:00 GMT"


def tag_of(client: Client, target: str, *lines: str) -> str:
    answer = client.exchange(get(target, *lines))
    assert answer.status == 200
    tag = answer.header("etag")
    assert tag.startswith('"') and tag.endswith('"')
    return tag


@rule("RFC 9110 §8.8.3", "RFC 9110 §13.1.2", "RFC 9110 §15.4.5")
def test_a_tag_that_is_known_is_answered_304(server: Server) -> None:
    target = documents[server.name]
    with server.client() as client:
        tag = tag_of(client, target)
        whole = client.exchange(get(target))
        for method in ("GET", "HEAD"):
            answer = client.exchange(get(target, f"If-None-Match: {tag}", method=method), method)
            assert answer.status == 304
            assert answer.header("etag") == tag
            assert answer.header("cache-control") == whole.header("cache-control")
            assert "Accept-Encoding" in answer.header("vary")
            assert not answer.has("content-type")
        assert client.exchange(get(target, 'If-None-Match: "another"')).status == 200


@rule("RFC 9110 §13.1.2", "RFC 9110 §8.8.3.2")
@pytest.mark.parametrize(
    "field",
    [
        "W/{tag}",
        '"a", {tag}',
        '{tag}, "b"',
        '"a" , W/"b",, {tag}',
        '"with, comma", {tag}',
        "*",
        " * ",
    ],
)
def test_if_none_match_is_a_list_compared_weakly(server: Server, field: str) -> None:
    target = documents[server.name]
    with server.client() as client:
        value = field.replace("{tag}", tag_of(client, target))
        assert client.exchange(get(target, f"If-None-Match: {value}")).status == 304


@rule("RFC 9110 §13.1.2", "RFC 9110 §5.3")
def test_if_none_match_may_be_several_lines(server: Server) -> None:
    target = documents[server.name]
    with server.client() as client:
        tag = tag_of(client, target)
        assert client.exchange(get(target, 'If-None-Match: "a"', f"If-None-Match: {tag}")).status == 304


@rule("RFC 9110 §13.1.2")
@pytest.mark.parametrize("field", ["{bare}", "w/{tag}", '"{bare}', "'{bare}'", '""', "**", "x{tag}"])
def test_what_is_no_tag_matches_nothing(server: Server, field: str) -> None:
    target = documents[server.name]
    with server.client() as client:
        tag = tag_of(client, target)
        value = field.replace("{tag}", tag).replace("{bare}", tag.strip('"'))
        assert client.exchange(get(target, f"If-None-Match: {value}")).status == 200


@rule("RFC 9110 §13.1.1", "RFC 9110 §15.5.13", "RFC 9110 §8.8.3.2")
def test_if_match_with_another_tag_is_answered_412(server: Server) -> None:
    target = documents[server.name]
    with server.client() as client:
        tag = tag_of(client, target)
        for held in (tag, "*", f'"a", {tag}'):
            assert client.exchange(get(target, f"If-Match: {held}")).status == 200
        for other in ('"another"', f"W/{tag}", '"a", "b"', tag.strip('"')):
            for method in ("GET", "HEAD"):
                assert client.exchange(get(target, f"If-Match: {other}", method=method), method).status == 412


@rule("RFC 9110 §13.2.2")
def test_if_match_is_looked_at_before_if_none_match(server: Server) -> None:
    target = documents[server.name]
    with server.client() as client:
        tag = tag_of(client, target)
        assert client.exchange(get(target, 'If-Match: "a"', f"If-None-Match: {tag}")).status == 412
        assert client.exchange(get(target, f"If-Match: {tag}", f"If-None-Match: {tag}")).status == 304


@rule("RFC 9110 §13.1.3", "RFC 9110 §13.1.4")
@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since"])
@pytest.mark.parametrize("value", [past, future, "yesterday", "", f"{past}, {future}"])
def test_dates_are_ignored_where_no_modification_date_is_told(server: Server, name: str, value: str) -> None:
    target = documents[server.name]
    with server.client() as client:
        answer = client.exchange(get(target, f"{name}: {value}"))
        assert answer.status == 200
        assert not answer.has("last-modified")


@rule("RFC 9110 §13.1.3", "RFC 9110 §13.1.4", "RFC 9110 §13.2.2")
def test_tags_win_over_dates(server: Server) -> None:
    target = documents[server.name]
    with server.client() as client:
        tag = tag_of(client, target)
        assert client.exchange(get(target, f"If-None-Match: {tag}", f"If-Modified-Since: {past}")).status == 304
        assert client.exchange(get(target, 'If-None-Match: "a"', f"If-Modified-Since: {future}")).status == 200
        assert client.exchange(get(target, f"If-Match: {tag}", f"If-Unmodified-Since: {past}")).status == 200


@rule("RFC 9110 §13.2.1")
def test_conditions_do_not_change_what_would_fail_anyway(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/no-such-thing", "If-None-Match: *")).status == 404
        assert client.exchange(get("/no-such-thing", 'If-Match: "a"')).status == 404
        assert client.exchange(get("/", "If-None-Match: *", method="DELETE")).status == 405
        assert client.exchange(get("/", 'If-Match: "a"', method="OPTIONS")).status == 204


@rule("RFC 9110 §8.8.3.3", "RFC 9110 §8.8.1")
def test_the_compressed_form_has_a_tag_of_its_own(server: Server) -> None:
    target = documents[server.name]
    gzip = "Accept-Encoding: gzip"
    with server.client() as client:
        plain, compressed = tag_of(client, target), tag_of(client, target, gzip)
        assert plain != compressed
        assert client.exchange(get(target, gzip, f"If-None-Match: {compressed}")).header("etag") == compressed
        assert client.exchange(get(target, f"If-None-Match: {compressed}")).status == 200


@rule("RFC 9110 §14.2", "RFC 9110 §13.1.5", "RFC 9110 §14.3")
@pytest.mark.parametrize(
    "lines",
    [
        ("Range: bytes=0-9",),
        ("Range: bytes=-5",),
        ("Range: bytes=9-0",),
        ("Range: bytes=999999999-",),
        ("Range: lines=1-2",),
        ("Range: bytes=0-9, 20-29",),
        ("Range: bytes=0-9", 'If-Range: "a"'),
        ('If-Range: "a"',),
    ],
)
def test_ranges_are_ignored_and_not_offered(server: Server, lines: tuple[str, ...]) -> None:
    target = documents[server.name]
    with server.client() as client:
        whole = client.exchange(get(target))
        answer = client.exchange(get(target, *lines))
        assert (answer.status, answer.body) == (200, whole.body)
        assert not answer.has("content-range")
        assert answer.header("accept-ranges") in ("", "none")
