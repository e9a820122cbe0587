"""Header fields: their lines, and what a value may hold."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get


@rule("RFC 9112 §5.1")
@pytest.mark.parametrize(
    "line", ["X-Name : y", "X-Name\t: y", "Host : plaza.test", "Content-Length : 5", "Transfer-Encoding : chunked"]
)
def test_a_blank_before_the_colon_is_refused(server: Server, line: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", line)).status == 400
        assert client.closed()


@rule("RFC 9112 §2.2")
@pytest.mark.parametrize("blank", [b" ", b"\t"])
def test_a_blank_before_the_first_field_is_refused(server: Server, blank: bytes) -> None:
    with server.client() as client:
        assert client.exchange(b"GET / HTTP/1.1\r\n" + blank + b"X: y\r\nHost: plaza.test\r\n\r\n").status == 400


@rule("RFC 9112 §5.2")
@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", "\r\n  \t"])
def test_a_folded_line_is_refused(server: Server, fold: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", f"X-Long: a{fold}b")).status == 400
        assert client.closed()


@rule("RFC 9112 §5.2")
def test_a_folded_transfer_encoding_is_refused(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/", "Transfer-Encoding:\r\n chunked", method="POST")).status == 400


@rule("RFC 9112 §5", "RFC 9110 §5.1")
@pytest.mark.parametrize(
    "line", ["X-Bad[]: y", "X Bad: y", ": y", "X-B\xe4d: y", "X-Bad", "X@Bad: y", "X-Bad;: y", '"X": y']
)
def test_a_field_name_is_a_token(server: Server, line: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", line)).status == 400


@rule("RFC 9110 §5.5")
@pytest.mark.parametrize("byte", ["\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x7f"])
def test_a_value_holds_no_controls(server: Server, byte: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", f"X-Value: a{byte}b")).status == 400
        assert client.closed()


@rule("RFC 9110 §5.5", "RFC 9112 §5.1", "RFC 9110 §5.1")
@pytest.mark.parametrize("line", ["x-padded:value", "X-PADDED:   value", "X-Padded:\tvalue \t "])
def test_blanks_around_a_value_and_the_case_of_a_name_mean_nothing(echo: Server, line: str) -> None:
    with echo.client() as client:
        name = line.split(":")[0]
        assert f"{name}: value\n".encode() in client.exchange(get("/mirror", line)).body
    for spelling in ("host", "HOST", "hOsT"):
        with echo.client() as client:
            answer = client.exchange(f"GET / HTTP/1.1\r\n{spelling}:\tplaza.test \r\n\r\n".encode())
            assert answer.status == 200


@rule("RFC 9110 §5.5")
def test_an_empty_value_is_a_value(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/", "X-Empty:", "X-Blank: ")).status == 200


@rule("RFC 9110 §5.4", "RFC 9110 §2.3")
@pytest.mark.parametrize(
    "lines",
    [
        [f"X-{i}: y" for i in range(101)],
        ["X-Long: " + "y" * 33_000],
        [f"X-{i}: " + "y" * 4_000 for i in range(9)],
        ["X-" + "n" * 33_000 + ": y"],
    ],
)
def test_fields_beyond_the_limits_are_answered_431(server: Server, lines: list[str]) -> None:
    with server.client() as client:
        assert client.exchange(get("/", *lines)).status == 431
        assert client.closed()


@rule("RFC 9110 §5.4")
def test_a_head_without_end_is_answered_431(server: Server) -> None:
    with server.client() as client:
        client.send(b"GET / HTTP/1.1\r\nHost: plaza.test\r\n")
        for _ in range(60):
            client.send(b"X-More: " + b"y" * 1000 + b"\r\n")
        assert client.receive().status == 431
        assert client.closed()


@rule("RFC 9110 §5.4")
def test_a_hundred_fields_and_30_kb_of_them_are_read(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/", *[f"X-{i}: y" for i in range(99)])).status == 200
        assert client.exchange(get("/", "X-Long: " + "y" * 30_000)).status == 200


@rule("RFC 9110 §5.3")
def test_lines_of_one_name_are_one_list(server: Server) -> None:
    """gzip is asked for in the second line only."""
    target = "/document" if server.name == "echo" else "/openapi.json"
    with server.client() as client:
        answer = client.exchange(get(target, "Accept-Encoding: br", "Accept-Encoding: gzip"))
        assert answer.header("content-encoding") == "gzip"


@rule("RFC 9110 §5.6.1.2")
def test_empty_members_of_a_list_are_passed_over(server: Server) -> None:
    with server.client() as client:
        answer = client.exchange(get("/", "Connection: , ,keep-alive, ,", "Accept-Encoding: ,, gzip,", "Expect:"))
        assert answer.status == 200
        answer = client.exchange(get("/", "Connection: ,, close"))
        assert answer.status == 200 and answer.closes
        assert client.closed()


@rule("RFC 9110 §5.1", "RFC 9110 §16.3")
def test_unknown_fields_are_ignored(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/", "X-Nobody-Knows: this", "Proxy-Connection: close")).status == 200
        assert client.exchange(get()).status == 200


@rule("RFC 9110 §5.3")
def test_nothing_is_done_before_the_head_is_complete(server: Server) -> None:
    with server.client() as client:
        client.send(get()[:-2])
        assert client.silent(0.1)
        assert client.exchange(b"\r\n").status == 200


@rule("RFC 9112 §11.1")
@pytest.mark.parametrize(
    "line", ["X-Request-Id: a%0d%0aX-Evil:%20y", "Origin: http://a%0d%0aX-Evil:y", 'X-Request-Id: "\\']
)
def test_what_comes_back_to_the_client_cannot_end_a_line(gateway: Server, line: str) -> None:
    with gateway.client() as client:
        answer = client.exchange(get("/%0d%0aX-Evil:%20y", line))
        assert answer.status == 404
        assert not answer.has("x-evil")
        assert client.exchange(get()).status == 200
