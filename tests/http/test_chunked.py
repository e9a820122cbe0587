"""The chunked coding, as it is read and as it is written."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import chunked, get


def chunked_post(body: bytes, *lines: str) -> bytes:
    return get("/", "Transfer-Encoding: chunked", *lines, method="POST") + body


@rule("RFC 9112 §6.1", "RFC 9112 §7")
@pytest.mark.parametrize("chunks", [[], [b"hello"], [b"a", b"bc", b"d" * 70_000], [b"\r\n0\r\n\r\n"], [b"x"] * 300])
def test_chunks_are_joined(echo: Server, chunks: list[bytes]) -> None:
    with echo.client() as client:
        client.send(chunked_post(chunked(*chunks)) + get())
        assert client.receive().body == b"".join(chunks)
        assert client.receive().body == b"hello"


@rule("RFC 9112 §7.1")
@pytest.mark.parametrize("size", [b"5", b"05", b"0000000000000005"])
def test_a_size_is_hexadecimal_with_or_without_zeros(echo: Server, size: bytes) -> None:
    with echo.client() as client:
        assert client.exchange(chunked_post(size + b"\r\nhello\r\n0\r\n\r\n")).body == b"hello"
        assert client.exchange(chunked_post(b"a\r\n0123456789\r\n00\r\n\r\n")).body == b"0123456789"
        assert client.exchange(chunked_post(b"A\r\n0123456789\r\n000\r\n\r\n")).body == b"0123456789"


@rule("RFC 9112 §7", "RFC 9112 §7.1")
def test_the_name_of_the_coding_has_no_case(echo: Server) -> None:
    with echo.client() as client:
        request = get("/", "transfer-encoding: ChUnKeD", method="POST")
        assert client.exchange(request + chunked(b"hello")).body == b"hello"


@rule("RFC 9112 §7.1.1", "RFC 9110 §5.6.3")
@pytest.mark.parametrize(
    "extension",
    [b";a", b";a=b", b';a="b c"', b'; a="\\""', b" ;a=b", b"\t; a = b", b";a;b;c=d", b';a=";"', b";" + b"a" * 150],
)
def test_extensions_are_ignored(echo: Server, extension: bytes) -> None:
    with echo.client() as client:
        body = b"5" + extension + b"\r\nhello\r\n0" + extension + b"\r\n\r\n"
        client.send(chunked_post(body) + get())
        assert client.receive().body == b"hello"
        assert client.receive().status == 200


@rule("RFC 9112 §7.1.1")
def test_extensions_are_limited(server: Server) -> None:
    with server.client() as client:
        client.send(chunked_post((b"1;" + b"a" * 200 + b"\r\nx\r\n") * 100))
        assert client.receive().status == 400
        assert client.closed()
    with server.client() as client:
        assert client.exchange(chunked_post(b"5;" + b"a" * 100_000)).status == 400


@rule("RFC 9112 §7.1")
@pytest.mark.parametrize(
    "size",
    [
        b"ffffffffffffffff",
        b"10000000000000005",
        b"fffffffffffffffff",
        b"8000000000000000",
        b"1" * 100,
        b"0" * 100 + b"5",
    ],
)
def test_a_size_that_would_overflow_is_refused(server: Server, size: bytes) -> None:
    with server.client() as client:
        answer = client.exchange(chunked_post(size + b"\r\nhello\r\n0\r\n\r\n" + get("/smuggled")))
        assert answer.status in (400, 413)
        assert client.closed()


@rule("RFC 9112 §7.1", "RFC 9112 §11.2")
@pytest.mark.parametrize(
    "body",
    [
        b"\r\nhello\r\n0\r\n\r\n",
        b"x\r\nhello\r\n0\r\n\r\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b" 5\r\nhello\r\n0\r\n\r\n",
        b"5 \r\nhello\r\n0\r\n\r\n",
        b"5 a\r\nhello\r\n0\r\n\r\n",
        b"5,\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b"5\rhello\r\n0\r\n\r\n",
        b"5\r\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"5\r\nhello0\r\n\r\n",
        b"5\r\nhelloX\r\n0\r\n\r\n",
        b"5\r\nhell\r\n0\r\n\r\n",
        b"5\r\nhello\r\r\n0\r\n\r\n",
        b"5;a\nb\r\nhello\r\n0\r\n\r\n",
        b"5;a\x00\r\nhello\r\n0\r\n\r\n",
        b"5;a\rb\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\r\n0\n\r\n",
        b"5\r\nhello\r\n0\r\n\n",
        b"5\r\nhello\r\n0\r\nno field\r\n\r\n",
        b"5\r\nhello\r\n0\r\nX : y\r\n\r\n",
        b"5\r\nhello\r\n0\r\n X: y\r\n\r\n",
        b"5\r\nhello\r\n0\r\nX: y\n\r\n",
    ],
)
def test_malformed_chunks_are_refused(server: Server, body: bytes) -> None:
    with server.client() as client:
        answer = client.exchange(chunked_post(body + get("/smuggled")))
        assert answer.status == 400
        assert answer.closes
        assert client.closed()


@rule("RFC 9112 §7.1.2", "RFC 9110 §6.5.1")
def test_trailers_are_read_and_never_become_header_fields(echo: Server) -> None:
    trailer = b"0\r\nHost: evil.test\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\nX-Trailer: y\r\n\r\n"
    with echo.client() as client:
        request = get("/mirror", "Transfer-Encoding: chunked", "Trailer: X-Trailer", method="POST")
        answer = client.exchange(request + b"5\r\nhello\r\n" + trailer)
        assert answer.status == 200
        assert b"X-Trailer" not in answer.body.replace(b"Trailer: X-Trailer", b"")
        assert b"evil" not in answer.body and b"99" not in answer.body
        assert client.exchange(get()).body == b"hello"


@rule("RFC 9112 §7.1.2", "RFC 9110 §5.4")
def test_trailers_are_limited(server: Server) -> None:
    with server.client() as client:
        client.send(chunked_post(b"0\r\n" + b"X-Trailer: y\r\n" * 10_000))
        assert client.receive().status == 431
        assert client.closed()


@rule("RFC 9110 §15.5.14")
def test_chunks_beyond_the_limit_are_answered_413(server: Server) -> None:
    with server.client() as client:
        client.send(chunked_post(b"10000\r\n" + b"x" * 65_536 + b"\r\n"))
        for _ in range(17):
            client.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        assert client.receive().status == 413
        assert client.closed()


@rule("RFC 9112 §7.1", "RFC 9112 §7.1.2", "RFC 9112 §6.1")
def test_a_stream_is_sent_in_chunks_and_the_connection_goes_on(echo: Server) -> None:
    with echo.client() as client:
        for _ in range(2):
            answer = client.exchange(get("/stream"))
            assert answer.header("transfer-encoding") == "chunked"
            assert answer.body == b"x" * 15
            assert answer.trailers == []


@rule("RFC 9112 §6.1")
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_http_1_0_gets_no_transfer_coding(echo: Server, connection: str) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/stream", f"Connection: {connection}", version="1.0"))
        assert not answer.has("transfer-encoding")
        assert answer.closes
        assert answer.body == b"x" * 15


@rule("RFC 9112 §7.4", "RFC 9110 §10.1.4")
def test_te_changes_nothing(echo: Server) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/stream", "TE: trailers, gzip;q=1", "Connection: TE"))
        assert answer.header("transfer-encoding") == "chunked"
        assert answer.body == b"x" * 15
