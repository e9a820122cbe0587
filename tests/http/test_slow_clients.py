"""Clients that take their time. Those of the impatient server are gone after half a second, so that a test can wait for
it; with `./plaza test --all` the gateway's own limits are sat out as well."""

import os
import threading

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import Client, Closed, get, post

# What the impatient server allows, and a second for a busy machine.
gone_after_seconds = 2.5
small_receive_buffer = 4_096
long_stream_bytes = 256 * 65_536


@rule("RFC 9112 §9.5", "RFC 9110 §15.5.9")
def test_a_head_that_does_not_end_is_answered_408(impatient: Server) -> None:
    with impatient.client() as client:
        client.send(b"GET / HTTP/1.1\r\nHost: plaza")
        assert client.receive().status == 408
        assert client.closed()


@rule("RFC 9112 §9.5", "RFC 9110 §15.5.9")
@pytest.mark.parametrize("framing", [["Content-Length: 100"], ["Transfer-Encoding: chunked"]])
def test_a_body_that_does_not_end_is_answered_408(impatient: Server, framing: list[str]) -> None:
    with impatient.client() as client:
        client.send(get("/", *framing, method="POST") + b"5\r\nhe")
        assert client.receive().status == 408
        assert client.closed()


@rule("RFC 9112 §9.5", "RFC 9110 §15.5.9")
def test_bytes_that_trickle_in_buy_no_time(impatient: Server) -> None:
    """A byte now and then, as slowloris does."""
    with impatient.client() as client:
        client.send(b"GET / HTTP/1.1\r\n")
        for _ in range(200):
            client.send(b"X")
            if not client.silent(0.05):
                break
        assert client.receive().status == 408
        assert client.closed()


@rule("RFC 9112 §9.5")
def test_an_idle_connection_is_closed_without_a_word(impatient: Server) -> None:
    with impatient.client() as fresh, impatient.client() as used:
        assert used.exchange(get()).status == 200
        assert fresh.closed()
        assert used.closed()


@rule("RFC 9112 §9.5")
def test_who_does_not_read_is_cut_off(impatient: Server) -> None:
    """The answer is far larger than all buffers; it is cut, and does not look complete."""
    with Client(impatient.port, small_receive_buffer) as client:
        client.send(get("/long-stream"))
        assert not client.silent(5)
        assert impatient.none_is_left()
        with pytest.raises(Closed):
            client.receive()


@rule("RFC 9112 §9.5")
def test_a_slow_reader_that_reads_on_is_served(echo: Server) -> None:
    with Client(echo.port, 16 * small_receive_buffer) as client:
        client.send(get("/long-stream"))
        assert len(client.receive().body) == long_stream_bytes


@rule("RFC 9112 §9.5")
def test_slow_clients_leave_others_alone(impatient: Server) -> None:
    answers: list[int] = []

    def ask() -> None:
        with impatient.client() as client:
            for _ in range(200):
                answers.append(client.exchange(get()).status)

    clients = [impatient.client() for _ in range(200)]
    for client in clients:
        client.send(b"POST / HTTP/1.1\r\nHost: plaza.test\r\nContent-Length: 5\r\n\r\nhe")
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(timeout=10)
    assert answers == [200] * 200
    for client in clients:
        with client:
            assert client.receive().status == 408
    assert impatient.none_is_left()


# With --all against the gateway as it is; otherwise the same against the impatient server, within its limits.
everything = bool(os.environ.get("PLAZA_TEST_ALL"))
patience_seconds = 60.0 if everything else gone_after_seconds


@rule("RFC 9112 §9.5")
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost",
        get("/", "Content-Length: 10", method="POST") + b"he",
        get("/", "Transfer-Encoding: chunked", method="POST") + b"5\r\nhe",
    ],
    ids=["nothing", "head", "body", "chunks"],
)
def test_the_slow_ones_are_gone_within_a_minute(sent: bytes, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("gateway" if everything else "impatient")
    with server.client() as client:
        client.send(sent)
        assert client.seconds_until_closed(patience_seconds + 5) <= patience_seconds


@rule("RFC 9112 §9.3")
def test_time_begins_anew_with_each_request(impatient: Server) -> None:
    with impatient.client() as client:
        for _ in range(8):
            assert client.silent(0.2)
            assert client.exchange(post(b"hello")).body == b"hello"
