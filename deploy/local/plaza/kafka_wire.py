"""Two questions to a Kafka broker in its own protocol (https://kafka.apache.org/protocol): whether it is there, and to
make topics. Standard library only, so that `./plaza up` needs nothing more. As a program:

    python3 kafka_wire.py PORT      exits with 0 when the broker takes requests
"""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Mapping

metadata = 3
metadata_version = 8
create_topics = 19
create_topics_version = 4
answer_bytes_max = 4 * 1024 * 1024
topic_already_exists = 36


class BrokerError(Exception):
    """The broker is away, or refuses."""


def is_ready(port: int, timeout_s: float = 2.0) -> bool:
    """Whether the broker of that port is registered and answers."""
    no_topics = struct.pack(">i???", 0, False, False, False)
    try:
        answer = _ask(port, metadata, metadata_version, no_topics, timeout_s)
    except (OSError, BrokerError):
        return False
    # Throttle time, then the brokers.
    (brokers,) = struct.unpack_from(">i", answer, 4)
    return bool(brokers > 0)


def make_topics(port: int, partitions: Mapping[str, int], timeout_s: float = 20.0) -> list[str]:
    """Makes the topics that are missing, with so many partitions each; returns which those were."""
    body = struct.pack(">i", len(partitions))
    for topic, count in partitions.items():
        # Replicas as the broker is configured; no assignment, no settings of its own.
        body += _text(topic) + struct.pack(">ihii", count, -1, 0, 0)
    body += struct.pack(">i?", int(timeout_s * 1000), False)
    answer = _ask(port, create_topics, create_topics_version, body, timeout_s + 1)
    made = []
    (count,) = struct.unpack_from(">i", answer, 4)
    at = 8
    for _ in range(count):
        topic, at = _read_text(answer, at)
        (code,) = struct.unpack_from(">h", answer, at)
        said, at = _read_text(answer, at + 2)
        if code == 0:
            made.append(topic)
        elif code != topic_already_exists:
            raise BrokerError(f"topic {topic} cannot be made: {said or f'error {code}'}")
    return made


def _ask(port: int, api: int, version: int, body: bytes, timeout_s: float) -> bytes:
    request = struct.pack(">hhi", api, version, 1) + _text("plaza") + body
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        (size,) = struct.unpack(">i", _receive(connection, 4))
        if not 4 <= size <= answer_bytes_max:
            raise BrokerError(f"an answer of {size} bytes")
        # Behind the number of the request, which is the only one.
        return _receive(connection, size)[4:]


def _receive(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise BrokerError("the broker ended the connection")
        received += part
    return received


def _text(text: str) -> bytes:
    return struct.pack(">h", len(text.encode())) + text.encode()


def _read_text(answer: bytes, at: int) -> tuple[str, int]:
    """A text, or nothing, and where it ends."""
    (size,) = struct.unpack_from(">h", answer, at)
    end = at + 2 + max(0, size)
    return answer[at + 2 : end].decode(), end


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(sys.argv[1])) else 1)
