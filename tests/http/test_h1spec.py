"""What h1spec checks, in tests of our own: that program is on no package registry. It wants a request that is cut
anywhere to be waited for, and the status of 17 whole ones to be within a range."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import Client, get

cuts = [
    "G",
    "GET ",
    "GET /hello",
    "GET /hello ",
    "GET /hello HTTP",
    "GET /hello HTTP/1.1",
    "GET /hello HTTP/1.1\r",
    "GET /hello HTTP/1.1\r\n",
    "GET /hello HTTP/1.1\r\nHos",
    "GET /hello HTTP/1.1\r\nHost:",
    "GET /hello HTTP/1.1\r\nHost: ",
    "GET /hello HTTP/1.1\r\nHost: localhost",
    "GET /hello HTTP/1.1\r\nHost: localhost\r",
    "GET /hello HTTP/1.1\r\nHost: localhost\r\n",
    "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r",
]

client_errors = range(400, 500)
errors = range(400, 600)
successes = range(200, 300)


@rule("RFC 9112 §2.2")
@pytest.mark.parametrize("cut", cuts)
def test_a_cut_request_is_waited_for(server: Server, cut: str) -> None:
    with server.client() as client:
        client.send(cut.encode())
        assert client.silent(0.05)
        rest = get("/hello", host="localhost").decode().removeprefix(cut)
        assert client.exchange(rest.encode()).status == 404


def status(client: Client, request: bytes) -> int:
    return client.exchange(request).status


@rule(
    "RFC 9112 §3", "RFC 9112 §2.3", "RFC 9112 §2.2", "RFC 9112 §5", "RFC 9112 §3.2", "RFC 9112 §6.3", "RFC 9110 §10.1.1"
)
@pytest.mark.parametrize(
    ("request_bytes", "wanted"),
    [
        (b"GET / \r\n\r\n", errors),
        (get("/", "Expect: 100-continue"), [100, *successes]),
        (get(), successes),
        (b"GET / HTTP/1.1\r\nhoSt:\texample.com\r\nempty:\r\n\r\n", successes),
        (get("/", "X-Invalid[]: test"), client_errors),
        (b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", client_errors),
        (get("/", "Host: example.org"), client_errors),
        (get("/", "Content-Length: -123456789123456789123456789"), client_errors),
        (get("/", "Content-Length: -1234"), client_errors),
        (get("/", "Content-Length: abc"), client_errors),
        (get("/", "X-Empty-Header: "), successes),
        (get("/", "X-Bad-Control-Char: test\x07"), client_errors),
        (get(version="9.9"), errors),
        (b"Extra line" + get(), errors),
        (b"GET / HTTP/1.1\r\nHost: example.com\r\n\rSome-Header: Test\r\n\r\n", client_errors),
        (get("/", "Transfer-Encoding: chunked", "Content-Length: 5"), client_errors),
    ],
)
def test_a_whole_request_is_answered_within_its_range(server: Server, request_bytes: bytes, wanted: list[int]) -> None:
    with server.client() as client:
        assert status(client, request_bytes) in wanted


@rule("RFC 9110 §9.3.3")
def test_a_post_with_a_body_is_answered_by_its_route_or_by_404(echo: Server, gateway: Server) -> None:
    """h1spec asks for 2xx or 404 to POST /. The gateway has that address and takes no POST there: 405, which is right
    (RFC 9110 §15.5.6); so it is asked elsewhere."""
    post = get("/", "Content-Length: 5", method="POST") + b"hello"
    with echo.client() as client:
        assert status(client, post) in successes
    with gateway.client() as client:
        assert status(client, post.replace(b"POST / ", b"POST /hello ")) == 404
