"""The four forms of a request target, and the Host field."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get


@rule("RFC 9112 §3.2.1")
def test_origin_form_is_a_path_and_a_query(echo: Server) -> None:
    with echo.client() as client:
        body = client.exchange(get("/mirror?a=b&c=%20d?e")).body
        assert b"path /mirror\nquery a=b&c=%20d?e\n" in body


@rule("RFC 9112 §3.2.2")
@pytest.mark.parametrize(
    "target",
    [
        "http://plaza.test/mirror?a=b",
        "HTTP://PLAZA.TEST/mirror?a=b",
        "https://plaza.test:443/mirror?a=b",
        "http://[::1]:80/mirror?a=b",
    ],
)
def test_absolute_form_is_taken(echo: Server, target: str) -> None:
    with echo.client() as client:
        assert b"path /mirror\nquery a=b\n" in client.exchange(get(target)).body


@rule("RFC 9112 §3.2.2")
def test_absolute_form_is_taken_by_the_gateway(gateway: Server) -> None:
    with gateway.client() as client:
        assert client.exchange(get("http://elsewhere.test/openapi.json")).status == 200
        assert client.exchange(get("http://elsewhere.test")).status == 200
        assert client.exchange(get("http://elsewhere.test?a=b")).status == 200


@rule("RFC 9112 §3.2.2", "RFC 9110 §7.1")
def test_the_host_of_an_absolute_target_wins(server: Server) -> None:
    """Nothing that the server says depends on the Host field, so another one changes nothing."""
    with server.client() as client:
        ours = client.exchange(get("http://plaza.test/", host="plaza.test"))
        other = client.exchange(get("http://plaza.test/", host="evil.test"))
        assert (ours.status, ours.body) == (other.status, other.body)
        assert not any("evil" in value for _, value in other.fields)


@rule("RFC 9112 §3.2.2", "RFC 9110 §4.2.1", "RFC 9110 §4.2.4")
@pytest.mark.parametrize(
    "target",
    [
        "http://",
        "http:///path",
        "http://:80/",
        "http://plaza.test:99999/",
        "http://plaza.test:http/",
        "http://user:secret@plaza.test/",
        "http://plaza test/",
        "ftp://plaza.test/",
        "plaza.test/",
        "path",
        "?query",
        "http:/path",
        "http://[::1/",
        "http://pla%zz/",
    ],
)
def test_another_form_is_answered_400(server: Server, target: str) -> None:
    with server.client() as client:
        assert client.exchange(get(target)).status == 400


@rule("RFC 9112 §3.2.3", "RFC 9110 §9.3.6")
def test_authority_form_is_for_connect_which_is_not_offered(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("plaza.test:443", method="CONNECT")).status == 501
    with server.client() as client:
        assert client.exchange(get("plaza.test:443")).status == 400


@rule("RFC 9112 §3.2.4", "RFC 9110 §9.3.7")
def test_asterisk_form_is_for_options(server: Server) -> None:
    with server.client() as client:
        answer = client.exchange(get("*", method="OPTIONS"))
        assert answer.status == 204
        assert {"GET", "HEAD", "OPTIONS"} <= set(answer.header("allow").split(", "))
    with server.client() as client:
        assert client.exchange(get("*")).status == 400


@rule("RFC 9112 §3.2")
def test_a_request_without_host_is_answered_400(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(b"GET / HTTP/1.1\r\n\r\n").status == 400
    with server.client() as client:
        assert client.exchange(b"GET http://plaza.test/ HTTP/1.1\r\n\r\n").status == 400


@rule("RFC 9112 §3.2")
@pytest.mark.parametrize("other", ["plaza.test", "evil.test", ""])
def test_a_request_with_two_hosts_is_answered_400(server: Server, other: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", f"host: {other}")).status == 400


@rule("RFC 9112 §3.2", "RFC 9110 §7.2")
@pytest.mark.parametrize(
    "host",
    [
        "",
        "plaza test",
        "plaza.test/path",
        "plaza.test:port",
        "plaza.test:99999",
        "a, b",
        "user@plaza.test",
        "http://plaza.test",
        "[::1",
        "::1",
        "pla\xe9za",
        "plaza.test:80:80",
        "%zz",
        "plaza#test",
        "plaza?test",
    ],
)
def test_an_invalid_host_is_answered_400(server: Server, host: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", host=host)).status == 400


@rule("RFC 9112 §3.2")
@pytest.mark.parametrize(
    "host", ["localhost", "PLAZA.test:8080", "127.0.0.1:80", "[::1]:8080", "[::1]", "a_b.test", "plaza.test:"]
)
def test_a_valid_host_is_taken(server: Server, host: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", host=host)).status == 200


@rule("RFC 9112 §3.2")
def test_http_1_0_needs_no_host(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(b"GET / HTTP/1.0\r\n\r\n").status == 200


@rule("RFC 9110 §4.2.3", "RFC 9112 §3.2.1")
@pytest.mark.parametrize("target", ["/%zz", "/%", "/%4", "/%00", "/%ff", "/a/../b", "/%2e%2e/b", "/a%2fb"])
def test_a_path_that_cannot_be_read_names_nothing(server: Server, target: str) -> None:
    with server.client() as client:
        assert client.exchange(get(target)).status in (400, 404)
        assert client.exchange(get()).status == 200


@rule("RFC 9110 §4.2.3")
def test_percent_encoded_letters_are_the_letters(gateway: Server) -> None:
    with gateway.client() as client:
        assert client.exchange(get("/%6fpenapi.json")).status == 200
        assert client.exchange(get("/OPENAPI.json")).status == 404


@rule("RFC 9110 §4.2.3")
@pytest.mark.parametrize("query", ["q=%zz", "q=%", "q=%ff", "q=%00"])
def test_a_broken_encoding_in_a_query_is_answered_400(gateway: Server, query: str) -> None:
    with gateway.client() as client:
        assert client.exchange(get(f"/api/v1/pharmacies?{query}")).status == 400
        assert client.exchange(get()).status == 200
