"""Expect: 100-continue, and expectations that nobody meets."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import chunked, get

expect = "Expect: 100-continue"


@rule("RFC 9110 §10.1.1", "RFC 9110 §15.2.1")
@pytest.mark.parametrize("spelling", ["Expect: 100-continue", "expect: 100-Continue", "Expect: ,100-continue"])
def test_whoever_waits_is_told_to_go_on(echo: Server, spelling: str) -> None:
    with echo.client() as client:
        assert client.exchange(get("/", spelling, "Content-Length: 5", method="POST")).status == 100
        answer = client.exchange(b"hello")
        assert (answer.status, answer.body) == (200, b"hello")
        assert client.exchange(get()).body == b"hello"


@rule("RFC 9110 §10.1.1")
def test_whoever_waits_with_chunks_is_told_once(echo: Server) -> None:
    with echo.client() as client:
        assert client.exchange(get("/", expect, "Transfer-Encoding: chunked", method="POST")).status == 100
        client.send_in_pieces(chunked(b"hel", b"lo"))
        assert client.receive().body == b"hello"


@rule("RFC 9110 §10.1.1")
def test_whoever_does_not_wait_needs_no_word(echo: Server) -> None:
    with echo.client() as client:
        assert client.exchange(get("/", expect, "Content-Length: 5", method="POST") + b"hello").status == 200


@rule("RFC 9110 §10.1.1")
def test_without_content_nobody_is_told_to_go_on(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/", expect)).status == 200
        assert client.exchange(get("/", expect, "Content-Length: 0")).status == 200


@rule("RFC 9110 §10.1.1", "RFC 9110 §15.2")
def test_http_1_0_is_never_told_to_go_on(echo: Server) -> None:
    with echo.client() as client:
        client.send(get("/", expect, "Content-Length: 5", method="POST", version="1.0"))
        assert client.silent(0.1)
        assert client.exchange(b"hello").status == 200


@rule("RFC 9110 §10.1.1")
@pytest.mark.parametrize("target", ["/no-such-thing", "/"])
def test_a_body_that_nobody_takes_is_not_asked_for(gateway: Server, target: str) -> None:
    """The final answer comes at once; the connection ends, since the body may follow or not."""
    with gateway.client() as client:
        answer = client.exchange(get(target, expect, "Content-Length: 500", method="POST"))
        assert answer.status in (404, 405)
        assert answer.closes
        assert client.closed()


@rule("RFC 9110 §10.1.1")
def test_a_body_that_is_too_large_is_not_asked_for(echo: Server) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/", expect, "Content-Length: 99999999", method="POST"))
        assert answer.status == 413
        assert client.closed()


@rule("RFC 9110 §10.1.1", "RFC 9110 §15.5.18")
@pytest.mark.parametrize("value", ["200-ok", "100-continue, 200-ok", "100-continue=1", "100-continue;a", "later"])
def test_another_expectation_is_answered_417(server: Server, value: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", f"Expect: {value}")).status == 417
    with server.client() as client:
        assert client.exchange(get("/", expect, "Expect: 200-ok")).status == 417
