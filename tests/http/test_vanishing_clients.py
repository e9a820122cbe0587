"""Clients that vanish (RST) in every phase of a request; nothing of them may be left, and others are served on."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get, post

repeated = 50

phases = {
    "before a byte": b"",
    "in the request line": b"GET / HT",
    "in the fields": b"GET / HTTP/1.1\r\nHost: pla",
    "in the body": get("/", "Content-Length: 10", method="POST") + b"he",
    "in the chunks": get("/", "Transfer-Encoding: chunked", method="POST") + b"5\r\nhe",
    "while it waits for 100": get("/", "Expect: 100-continue", "Content-Length: 5", method="POST"),
    "while the handler waits": get("/wait"),
    "with more behind a waiting handler": get("/wait") + get() * 10 + post(b"x" * 1000),
    "in a stream": get("/long-stream"),
    "before it reads its answers": get() * 200,
    "behind a refusal": b"BAD\r\n\r\n" + b"x" * 10_000,
}


@rule("RFC 9112 §8", "RFC 9112 §9.5")
@pytest.mark.parametrize("phase", phases)
def test_a_client_that_vanishes_leaves_nothing_behind(echo: Server, phase: str) -> None:
    for _ in range(repeated):
        client = echo.client()
        client.send(phases[phase])
        client.reset()
    assert echo.none_is_left()
    with echo.client() as client:
        assert client.exchange(get()).status == 200


@rule("RFC 9112 §8")
def test_the_gateway_outlives_vanishing_clients(gateway: Server, fleet) -> None:
    pid = fleet.pid("gateway")
    for sent in (b"GET /api", get("/api/v1/pharmacies?first=100"), get("/api/v1/pharmacies/map") * 20):
        for _ in range(repeated):
            client = gateway.client()
            client.send(sent)
            client.reset()
    with gateway.client() as client:
        assert client.exchange(get()).status == 200
    assert fleet.pid("gateway") == pid


@rule("RFC 9112 §8")
def test_a_client_that_vanishes_in_the_midst_of_an_answer_leaves_nothing_behind(echo: Server) -> None:
    for _ in range(repeated):
        client = echo.client()
        client.send(get("/long-stream"))
        assert not client.silent(5)
        client.reset()
    assert echo.none_is_left()
