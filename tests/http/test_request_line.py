"""The request line: its grammar, its version, its length."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get

host = b"Host: plaza.test\r\n\r\n"


@rule("RFC 9112 §3", "RFC 9112 §2.2")
@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1 ",
        b"GET  / HTTP/1.1",
        b"GET /  HTTP/1.1",
        b" GET / HTTP/1.1",
        b"GET\t/\tHTTP/1.1",
        b"GET\x0b/ HTTP/1.1",
        b"GET /",
        b"GET",
        b"GET HTTP/1.1",
        b"G@T / HTTP/1.1",
        b"GE\xc3\x89 / HTTP/1.1",
        b": / HTTP/1.1",
        b"\x00GET / HTTP/1.1",
        b"GET / HTTP/1.1 GET / HTTP/1.1",
        b"HTTP/1.1 200 OK",
    ],
)
def test_a_malformed_request_line_is_answered_400(server: Server, line: bytes) -> None:
    with server.client() as client:
        answer = client.exchange(line + b"\r\n" + host)
        assert answer.status == 400
        assert answer.closes
        assert client.closed()


@rule("RFC 9112 §3.2")
@pytest.mark.parametrize("target", [b"/a b", b"/a\tb", b"/a\x00b", b"/a\x7fb", b"/a\xc3\xa9", b"/a#b", b"/a\\b"])
def test_a_target_holds_no_blanks_controls_or_raw_bytes(server: Server, target: bytes) -> None:
    with server.client() as client:
        assert client.exchange(b"GET " + target + b" HTTP/1.1\r\n" + host).status == 400


@rule("RFC 9112 §2.3")
@pytest.mark.parametrize(
    "version", [b"http/1.1", b"HTTP/1.", b"HTTP/11", b"HTTP/1.1.1", b"HTTP/a.b", b"HTTPS/1.1", b"HTTP/01.1"]
)
def test_the_version_is_two_digits_behind_the_name_in_capitals(server: Server, version: bytes) -> None:
    with server.client() as client:
        assert client.exchange(b"GET / " + version + b"\r\n" + host).status == 400


@rule("RFC 9110 §15.6.6", "RFC 9110 §6.2")
@pytest.mark.parametrize("version", [b"HTTP/0.9", b"HTTP/2.0", b"HTTP/3.0", b"HTTP/9.9"])
def test_another_major_version_is_answered_505(server: Server, version: bytes) -> None:
    with server.client() as client:
        answer = client.exchange(b"GET / " + version + b"\r\n" + host)
        assert answer.status == 505
        assert client.closed()


@rule("RFC 9110 §6.2", "RFC 9110 §2.5")
@pytest.mark.parametrize("version", ["1.2", "1.9"])
def test_a_higher_minor_version_is_taken_as_1_1(server: Server, version: str) -> None:
    with server.client() as client:
        for _ in range(2):
            answer = client.exchange(get(version=version))
            assert answer.status == 200
            assert not answer.closes


@rule("RFC 9110 §15.6.6")
def test_the_preface_of_http_2_is_answered_505(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status == 505


@rule("RFC 9112 §2.2")
def test_an_empty_line_before_a_request_is_passed_over(server: Server) -> None:
    with server.client() as client:
        for lines in (b"\r\n", b"\r\n\r\n", b"\r\n" * 20):
            assert client.exchange(lines + get()).status == 200
            client.send_in_pieces(lines + get())
            assert client.receive().status == 200


@rule("RFC 9112 §2.2")
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\rHost: plaza.test\r\n\r\n",
        b"GET /\r HTTP/1.1\r\nHost: plaza.test\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\rX: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\nX: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\nX\r: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\n\rX: y\r\n\r\n",
    ],
)
def test_a_bare_carriage_return_is_refused(server: Server, request_bytes: bytes) -> None:
    with server.client() as client:
        assert client.exchange(request_bytes).status == 400
        assert client.closed()


@rule("RFC 9112 §2.2")
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\nHost: plaza.test\n\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\n\r\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\n\n",
        b"GET / HTTP/1.1\r\nHost: plaza.test\r\nX: a\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_bare_line_feed_ends_no_line(server: Server, request_bytes: bytes) -> None:
    with server.client() as client:
        assert client.exchange(request_bytes).status == 400
        assert client.closed()


@rule("RFC 9112 §3", "RFC 9110 §4.1")
def test_a_request_line_of_8000_bytes_is_read(server: Server) -> None:
    with server.client() as client:
        answer = client.exchange(get("/" + "a" * (8000 - len("GET / HTTP/1.1"))))
        assert answer.status == 404


@rule("RFC 9112 §3", "RFC 9110 §15.5.15")
@pytest.mark.parametrize("length", [8 * 1024, 1024 * 1024])
def test_a_longer_target_is_answered_414(server: Server, length: int) -> None:
    with server.client() as client:
        assert client.exchange(get("/" + "a" * length)).status == 414
        assert client.closed()


@rule("RFC 9112 §3", "RFC 9110 §15.6.2")
def test_a_method_longer_than_any_is_answered_501(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get(method="G" * 40)).status == 501


@rule("RFC 9112 §2.2", "RFC 9110 §5.5")
def test_bytes_beyond_ascii_pass_through_a_value_unchanged(echo: Server) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/mirror", "X-Raw: caf\xe9 \x80\xff"))
        assert b"X-Raw: caf\xe9 \x80\xff\n" in answer.body


@rule("RFC 9112 §4", "RFC 9110 §6.2", "RFC 9110 §6.6.1", "RFC 9110 §5.6.7", "RFC 9112 §6.2", "RFC 9112 §6.1")
@pytest.mark.parametrize("target", ["/", "/no-such-thing", "/%zz"])
def test_every_answer_is_well_formed_and_dated(server: Server, target: str) -> None:
    """wire.check() does so for every answer of every test."""
    with server.client() as client:
        for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
            client.exchange(get(target, method=method), method)
