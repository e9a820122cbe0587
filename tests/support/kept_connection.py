"""A client's connection, kept from request to request as HTTP wants it."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """`status` is 0 when there was no answer; then `problem` says why."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    problem: str = ""


class KeptConnection:
    """Asks one request after the other. After an answer with `Connection: close`, or when a kept connection turns out
    to be closed before one byte of an answer came, it opens another one (RFC 9112, 9.3.1); only a new connection that
    fails counts. So what it sends must be safe to send again."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self._address = urlsplit(url)
        self._timeout_s = timeout_s
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        while True:
            kept = self._connection is not None
            connection = self._connection or self._new()
            self._connection = connection
            try:
                connection.request(method, path, body, headers or {})
                response = connection.getresponse()
                content = response.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as error:
                self.close()
                if kept:
                    continue
                return Reply(0, problem=repr(error))
            except (http.client.HTTPException, OSError) as error:
                self.close()
                return Reply(0, problem=repr(error))
            if response.will_close:
                self.close()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, content, fields)

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _new(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            self._address.hostname or "127.0.0.1", self._address.port, timeout=self._timeout_s
        )
