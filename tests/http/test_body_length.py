"""Where a request ends: Content-Length, Transfer-Encoding, and the ways to make two servers see two different ends."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import Client, chunked, get, post

# What a front server would let through as a body, and a careless back server would take as a request.
smuggled = b"GET /smuggled HTTP/1.1\r\nHost: plaza.test\r\n\r\n"


def refused_whole(client: Client, request: bytes, *statuses: int) -> None:
    """One refusal, then the end: nothing behind it is taken for a request."""
    answer = client.exchange(request)
    assert answer.status in (statuses or (400,))
    assert answer.closes
    assert client.closed()


@rule("RFC 9112 §6.1", "RFC 9112 §6.3", "RFC 9112 §11.2")
@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 6", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: 6"),
        ("Transfer-Encoding: chunked", "Content-Length: 0"),
        ("Content-Length: 4", "transfer-encoding: CHUNKED"),
        ("Transfer-Encoding: chunked", "Content-Length:"),
    ],
)
def test_a_length_and_a_coding_together_are_refused(server: Server, lines: tuple[str, ...]) -> None:
    with server.client() as client:
        refused_whole(client, get("/", *lines, method="POST") + b"0\r\n\r\n" + smuggled)


@rule("RFC 9112 §6.3", "RFC 9110 §8.6", "RFC 9112 §11.2")
@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 6", "Content-Length: 5"),
        ("Content-Length: 5", "Content-Length: 5"),
        ("Content-Length: 5, 6",),
        ("Content-Length: 5, 5",),
        ("Content-Length: 5", "content-length: 0"),
    ],
)
def test_two_lengths_are_refused(server: Server, lines: tuple[str, ...]) -> None:
    with server.client() as client:
        refused_whole(client, get("/", *lines, method="POST") + b"hello" + smuggled)


@rule("RFC 9112 §6.3", "RFC 9110 §8.6")
@pytest.mark.parametrize(
    "value",
    ["", "-1", "+5", "5.0", "0x5", "5e0", "five", "5 5", "5,", '"5"', "5;", "٥", "-123456789123456789123456789"],
)
def test_a_length_that_is_no_number_is_refused(server: Server, value: str) -> None:
    with server.client() as client:
        request = f"POST / HTTP/1.1\r\nHost: plaza.test\r\nContent-Length: {value}\r\n\r\nhello".encode()
        refused_whole(client, request + smuggled)


@rule("RFC 9110 §8.6", "RFC 9110 §15.5.14")
@pytest.mark.parametrize("value", ["18446744073709551616", "18446744073709551621", "9" * 100, "4294967296", "2000000"])
def test_a_length_beyond_any_body_is_answered_413(server: Server, value: str) -> None:
    """Neither number wraps around to a small one."""
    with server.client() as client:
        refused_whole(client, get("/", f"Content-Length: {value}", method="POST") + b"hello" + smuggled, 413)


@rule("RFC 9112 §6.3", "RFC 9112 §6.1", "RFC 9112 §11.2")
@pytest.mark.parametrize(
    "lines",
    [
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: chunked, gzip",),
        ("Transfer-Encoding: identity",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunkedx",),
        ("Transfer-Encoding: 'chunked'",),
        ('Transfer-Encoding: "chunked"',),
        ("Transfer-Encoding: chunked;q=1",),
        ("Transfer-Encoding: chunked, chunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding: identity", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Transfer-encoding: x"),
        ("Transfer-Encoding: chunked foo",),
        ("Transfer-Encoding:",),
        ("Transfer-Encoding: \x0bchunked",),
        ("Transfer-Encoding: chunked\x00",),
        ("X: x\nTransfer-Encoding: chunked",),
        ("Transfer-Encoding\t: chunked",),
        ("Transfer\x01-Encoding: chunked",),
        ("Transfer-Encoding: ,chunked",),
    ],
)
def test_a_coding_that_is_not_chunked_alone_is_refused(server: Server, lines: tuple[str, ...]) -> None:
    with server.client() as client:
        refused_whole(client, get("/", *lines, method="POST") + b"0\r\n\r\n" + smuggled)


@rule("RFC 9112 §6.1", "RFC 9110 §15.6.2")
@pytest.mark.parametrize("value", ["gzip, chunked", "compress, chunked", "something, chunked"])
def test_a_coding_that_is_not_known_is_answered_501(server: Server, value: str) -> None:
    with server.client() as client:
        refused_whole(client, get("/", f"Transfer-Encoding: {value}", method="POST") + b"0\r\n\r\n" + smuggled, 501)


@rule("RFC 9112 §6.1")
@pytest.mark.parametrize(
    "lines", [("Transfer-Encoding: chunked",), ("Transfer-Encoding: chunked", "Content-Length: 5")]
)
def test_http_1_0_with_a_transfer_coding_is_faulty(server: Server, lines: tuple[str, ...]) -> None:
    with server.client() as client:
        request = get("/", "Connection: keep-alive", *lines, method="POST", version="1.0")
        refused_whole(client, request + b"0\r\n\r\n" + smuggled)


@rule("RFC 9112 §6.3", "RFC 9110 §9.3.1")
def test_without_either_field_there_is_no_body(server: Server) -> None:
    with server.client() as client:
        for method in ("POST", "GET", "DELETE"):
            client.exchange(get(method=method))
        assert client.exchange(get()).status == 200


@rule("RFC 9112 §6.3", "RFC 9112 §9.3")
def test_the_next_request_begins_behind_the_body(server: Server) -> None:
    """Also where nobody takes the body: it is read or the connection ends."""
    with server.client() as client:
        client.send(post(smuggled) + get("/no-such-thing", method="GET"))
        client.receive()
        assert client.receive().status == 404
        assert client.silent(0.05)


@rule("RFC 9110 §9.3.1", "RFC 9112 §6")
def test_a_get_may_have_a_body_that_means_nothing(server: Server) -> None:
    with server.client() as client:
        client.send(get("/", f"Content-Length: {len(smuggled)}") + smuggled + get("/", "Transfer-Encoding: chunked"))
        client.send(chunked(smuggled) + get("/no-such-thing"))
        assert client.receive().status == 200
        assert client.receive().status == 200
        assert client.receive().status == 404


@rule("RFC 9112 §6.2")
@pytest.mark.parametrize("size", [0, 1, 5, 65_537, 1024 * 1024])
def test_a_body_of_announced_length_is_read_exactly(echo: Server, size: int) -> None:
    with echo.client() as client:
        body = bytes(i % 251 for i in range(size))
        for _ in range(2):
            assert client.exchange(post(body)).body == body


@rule("RFC 9110 §8.6")
@pytest.mark.parametrize("value", ["05", "0000000000000000000000000000000005"])
def test_leading_zeros_of_a_length_count_nothing(echo: Server, value: str) -> None:
    with echo.client() as client:
        client.send(get("/", f"Content-Length: {value}", method="POST") + b"hello" + get())
        assert client.receive().body == b"hello"
        assert client.receive().body == b"hello"


@rule("RFC 9112 §8", "RFC 9112 §6.3")
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST / HTTP/1.1\r\nHost: plaza.test\r\nContent-Length: 10\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: plaza.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"POST / HTTP/1.1\r\nHost: plaza.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\n",
    ],
)
def test_a_request_that_ends_early_is_not_carried_out(server: Server, request_bytes: bytes) -> None:
    with server.client() as client:
        client.send(request_bytes)
        client.half_close()
        assert b" 200 " not in client.rest()
