"""How long a connection lasts, in which order requests on it are answered, and how it ends."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get, post


@rule("RFC 9112 §9.3")
def test_http_1_1_stays_open(server: Server) -> None:
    with server.client() as client:
        for _ in range(50):
            assert not client.exchange(get()).closes
        assert client.silent(0.05)


@rule("RFC 9112 §9.3", "RFC 9112 §9.6", "RFC 9110 §7.6.1")
@pytest.mark.parametrize("value", ["close", "Close", "CLOSE", "keep-alive, close", "close, X-Other", "close,"])
def test_close_ends_it_behind_the_answer(server: Server, value: str) -> None:
    with server.client() as client:
        answer = client.exchange(get("/", f"Connection: {value}"))
        assert answer.status == 200
        assert answer.closes
        assert client.closed()


@rule("RFC 9112 §9.6", "RFC 9110 §5.3")
def test_close_counts_in_any_of_several_lines(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get("/", "Connection: keep-alive", "Connection: close")).closes
        assert client.closed()


@rule("RFC 9112 §9.6")
def test_nothing_behind_a_closing_request_is_carried_out(server: Server) -> None:
    with server.client() as client:
        client.send(get("/", "Connection: close") + get("/no-such-thing"))
        assert client.receive().status == 200
        assert client.closed()


@rule("RFC 9112 §9.6")
def test_the_last_answer_reaches_a_client_that_goes_on_sending(server: Server) -> None:
    """The socket is closed in two steps: a reset would overtake the answer."""
    with server.client() as client:
        client.send(get("/", "Connection: close") + b"x" * 200_000)
        assert client.receive().status == 200
        assert client.closed()


@rule("RFC 9110 §7.6.1")
@pytest.mark.parametrize("value", ["@", "a b", "close;q=1", '"close"'])
def test_connection_options_are_tokens(server: Server, value: str) -> None:
    with server.client() as client:
        assert client.exchange(get("/", f"Connection: {value}")).status == 400


@rule("RFC 9112 §9.3")
def test_http_1_0_ends_behind_the_answer(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get(version="1.0")).closes
        assert client.closed()


@rule("RFC 9112 §9.3")
def test_http_1_0_stays_when_it_asks_to(server: Server) -> None:
    with server.client() as client:
        for _ in range(3):
            answer = client.exchange(get("/", "Connection: Keep-Alive", version="1.0"))
            assert answer.header("connection").lower() == "keep-alive"
        assert client.exchange(get(version="1.0")).closes
        assert client.closed()


@rule("RFC 9112 §9.3.2")
def test_pipelined_requests_are_answered_in_order(echo: Server) -> None:
    """A slow one in the midst holds back those behind it, which are not slow."""
    with echo.client() as client:
        client.send(post(b"1") + get("/wait") + post(b"2") + get("/stream") + post(b"3"))
        assert [client.receive().body for _ in range(5)] == [b"1", b"waited", b"2", b"x" * 15, b"3"]


@rule("RFC 9112 §9.3.2")
def test_errors_in_the_midst_keep_the_order(server: Server) -> None:
    with server.client() as client:
        client.send(
            get() + get("/no-such-thing") + get(method="DELETE") + get(method="FOO") + get() + b"BAD\r\n\r\n" + get()
        )
        assert [client.receive().status for _ in range(6)] == [200, 404, 405, 501, 200, 400]
        assert client.closed()


@rule("RFC 9112 §9.3.2")
@pytest.mark.parametrize("count", [16, 5_000])
def test_a_huge_pipeline_is_answered_whole(echo: Server, count: int) -> None:
    """More than any buffer holds: the server reads on only as its answers are taken."""
    with echo.client() as client:
        bodies = [b"%d" % i for i in range(count)]
        client.send(b"".join(post(body) for body in bodies))
        assert [client.receive().body for _ in range(count)] == bodies


@rule("RFC 9112 §9.3.2")
def test_pipelined_heads_keep_to_themselves(gateway: Server) -> None:
    with gateway.client() as client:
        targets = ["/openapi.json", "/api/v1/pharmacies?first=1", "/", "/api/v1/feeds/pharmacy"] * 4
        methods = ["HEAD", "GET"] * 8
        client.send(b"".join(get(t, method=m) for t, m in zip(targets, methods, strict=True)))
        for target, method in zip(targets, methods, strict=True):
            answer = client.receive(method)
            assert answer.status == 200, target
            assert (method == "HEAD") == (answer.body == b"")


@rule("RFC 9112 §2.2", "RFC 9112 §6.3")
@pytest.mark.parametrize("piece", [1, 2, 7])
def test_segments_mean_nothing(echo: Server, piece: int) -> None:
    chunks = b"3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: y\r\n\r\n"
    request = get("/", "Transfer-Encoding: chunked", method="POST") + chunks
    with echo.client() as client:
        client.send_in_pieces(request + post(b"body") + get(), piece)
        assert client.receive().body == b"abc0123456789"
        assert client.receive().body == b"body"
        assert client.receive().body == b"hello"


@rule("RFC 9112 §2.2")
def test_the_gateway_reads_single_bytes(gateway: Server) -> None:
    with gateway.client() as client:
        client.send_in_pieces(get("/api/v1/pharmacies?near=25.0478,121.5170&first=2") + get())
        assert client.receive().status == 200
        assert client.receive().status == 200


@rule("RFC 9112 §9.6")
def test_a_half_closed_connection_is_answered(server: Server) -> None:
    with server.client() as client:
        client.send(get() + get("/no-such-thing"))
        client.half_close()
        assert client.receive().status == 200
        assert client.receive().status == 404
        assert client.closed()


@rule("RFC 9112 §9.6")
def test_a_half_closed_connection_is_answered_by_a_slow_handler(echo: Server) -> None:
    with echo.client() as client:
        client.send(get("/wait") + get("/stream"))
        client.half_close()
        assert client.receive().body == b"waited"
        assert client.receive().body == b"x" * 15
        assert client.closed()


@rule("RFC 9110 §7.8")
@pytest.mark.parametrize("protocol", ["h2c", "websocket", "TLS/1.0", "HTTP/2.0, SHTTP/1.3"])
def test_an_upgrade_to_what_is_not_spoken_is_ignored(server: Server, protocol: str) -> None:
    lines = ("Connection: Upgrade, HTTP2-Settings", f"Upgrade: {protocol}", "HTTP2-Settings: AAMAAABk")
    with server.client() as client:
        answer = client.exchange(get("/", *lines))
        assert answer.status == 200
        assert not answer.has("upgrade")
        assert client.exchange(get()).status == 200


@rule("RFC 9110 §7.8")
def test_http_1_0_cannot_ask_for_an_upgrade(server: Server) -> None:
    with server.client() as client:
        answer = client.exchange(get("/", "Connection: Upgrade", "Upgrade: websocket", version="1.0"))
        assert answer.status == 200


@rule("RFC 9112 §9.3", "RFC 9110 §15.5.14")
def test_a_body_that_is_not_read_ends_the_connection(echo: Server) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/", "Content-Length: 2000000", method="POST") + b"x" * 100_000)
        assert answer.status == 413
        assert answer.closes
        assert client.closed()
