"""A few words of Redis's protocol (https://redis.io/docs/reference/protocol-spec), version 2. Standard library only."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Reply: TypeAlias = "bytes | int | list[Reply] | None"

timeout_s = 20.0
together = 1000


class RedisError(Exception):
    """The server is away, or refuses."""


class Redis:
    def __init__(self, port: int, password: str = "", host: str = "127.0.0.1") -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
        except OSError as error:
            raise RedisError(f"no Redis answers at {host}:{port}: {error}")
        self._file = self._socket.makefile("rb")
        if password:
            self.ask("AUTH", password)

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def ask(self, *words: str | bytes) -> Reply:
        return self.ask_all([words])[0]

    def ask_all(self, commands: Iterable[Sequence[str | bytes]]) -> list[Reply]:
        """Many commands, written together."""
        written = [_encode(words) for words in commands]
        answers: list[Reply] = []
        try:
            for start in range(0, len(written), together):
                part = written[start : start + together]
                self._socket.sendall(b"".join(part))
                answers += [self._read() for _ in part]
        except OSError as error:
            raise RedisError(f"Redis stopped answering: {error}")
        return answers

    def scan(self, pattern: str) -> list[bytes]:
        """All keys of that pattern."""
        found: set[bytes] = set()
        cursor: bytes = b"0"
        while True:
            answer = self.ask("SCAN", cursor, "MATCH", pattern, "COUNT", "1000")
            assert isinstance(answer, list) and isinstance(answer[0], bytes) and isinstance(answer[1], list)
            cursor = answer[0]
            found.update(key for key in answer[1] if isinstance(key, bytes))
            if cursor == b"0":
                return sorted(found)

    def hashes(self, keys: Sequence[bytes]) -> list[dict[str, bytes]]:
        answers = self.ask_all([("HGETALL", key) for key in keys])
        return [_pairs(answer) for answer in answers]

    def _read(self) -> Reply:
        line = self._file.readline()
        if not line.endswith(b"\r\n"):
            raise RedisError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b"-":
            raise RedisError(rest.decode(errors="replace"))
        if kind == b":":
            return int(rest)
        length = int(rest)
        if length < 0:
            return None
        if kind == b"$":
            return self._file.read(length + 2)[:-2]
        if kind == b"*":
            return [self._read() for _ in range(length)]
        raise RedisError(f"Redis said {line!r}")


def _encode(words: Sequence[str | bytes]) -> bytes:
    parts = [word.encode() if isinstance(word, str) else word for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)


def _pairs(answer: Reply) -> dict[str, bytes]:
    assert isinstance(answer, list)
    texts = [one for one in answer if isinstance(one, bytes)]
    return {name.decode(): value for name, value in zip(texts[::2], texts[1::2], strict=True)}
