"""Raw HTTP/1.1 over a socket: any bytes go out; what comes back is read by the letter, and whatever a server must never
send fails the test."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

wait_seconds = 10.0
clock_tolerance_seconds = 60  # an answer may have been under way for a while

token = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
status_line = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) ([\t\x20-\x7e\x80-\xff]*)\r\n")
field_line = re.compile(rb"(" + token + rb"):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*\r\n")
imf_fixdate = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} GMT"
)


@dataclass
class Answer:
    status: int
    fields: list[tuple[str, str]]  # names in lower case, in the order sent
    body: bytes = b""
    trailers: list[tuple[str, str]] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The field's value; of several lines their list. Empty when absent."""
        return ", ".join(value for known, value in self.fields if known == name)

    def has(self, name: str) -> bool:
        return any(known == name for known, _ in self.fields)

    @property
    def closes(self) -> bool:
        return "close" in [option.strip().lower() for option in self.header("connection").split(",")]


class Closed(Exception):
    """The server ended the connection before an answer was complete; `seen` is what came."""

    def __init__(self, seen: bytes) -> None:
        super().__init__(f"closed after {seen[:200]!r}")
        self.seen = seen


class Client:
    def __init__(self, port: int, receive_buffer_bytes: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer_bytes:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        self._socket.settimeout(wait_seconds)
        self._socket.connect(("127.0.0.1", port))
        self._buffer = b""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    # Sending.

    def send(self, data: bytes) -> None:
        """A server that has closed already is met when the answer is read."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def send_in_pieces(self, data: bytes, piece: int = 1) -> None:
        for at in range(0, len(data), piece):
            self.send(data[at : at + piece])

    def half_close(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Vanishes: RST instead of FIN."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    # Receiving.

    def receive(self, method: str = "GET") -> Answer:
        """The next answer, a final one or 100."""
        head = self._head()
        line = status_line.match(head)
        assert line, f"no status line: {head[:120]!r}"
        answer = Answer(int(line[1]), _fields(head[line.end() : -2]))
        answer.body, answer.trailers = self._content(answer, method)
        check(answer)
        return answer

    def exchange(self, data: bytes, method: str = "GET") -> Answer:
        self.send(data)
        return self.receive(method)

    def closed(self) -> bool:
        """Whether the server ends the connection without a further byte."""
        return not self._buffer and self._read() == b""

    def silent(self, seconds: float) -> bool:
        """Whether the server neither sends nor closes for so long."""
        if self._buffer:
            return False
        self._socket.settimeout(seconds)
        try:
            self._buffer += self._socket.recv(65536)
            return False
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(wait_seconds)

    def rest(self) -> bytes:
        """All bytes until the server closes."""
        while more := self._read():
            self._buffer += more
        everything, self._buffer = self._buffer, b""
        return everything

    def seconds_until_closed(self, limit: float) -> float:
        """How long the server keeps the connection, reading whatever it sends."""
        begun = time.monotonic()
        self._socket.settimeout(limit)
        while self._read():
            pass
        return time.monotonic() - begun

    def _read(self) -> bytes:
        try:
            return self._socket.recv(65536)
        except ConnectionResetError:
            return b""

    def _more(self) -> None:
        data = self._read()
        if not data:
            raise Closed(self._buffer)
        self._buffer += data

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            self._more()
        end = self._buffer.index(mark) + len(mark)
        taken, self._buffer = self._buffer[:end], self._buffer[end:]
        return taken

    def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._more()
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _head(self) -> bytes:
        return self._until(b"\r\n\r\n")

    def _content(self, answer: Answer, method: str) -> tuple[bytes, list[tuple[str, str]]]:
        if method == "HEAD" or answer.status in (100, 204, 304):
            return b"", []
        if answer.has("transfer-encoding"):
            return self._chunks()
        if answer.has("content-length"):
            return self._exactly(int(answer.header("content-length"))), []
        return self.rest(), []

    def _chunks(self) -> tuple[bytes, list[tuple[str, str]]]:
        chunks = []
        while True:
            size = int(self._until(b"\r\n").split(b";")[0], 16)
            if size == 0:
                break
            chunks.append(self._exactly(size))
            assert self._exactly(2) == b"\r\n", "a chunk does not end with CR LF"
        trailers = b""
        while not trailers.endswith(b"\r\n\r\n") and trailers != b"\r\n":
            trailers += self._until(b"\r\n")
        return b"".join(chunks), _fields(trailers[:-2])


def _fields(lines: bytes) -> list[tuple[str, str]]:
    found = []
    while lines:
        line = field_line.match(lines)
        assert line, f"no header line: {lines[:120]!r}"
        found.append((line[1].decode("ascii").lower(), line[2].decode("latin-1")))
        lines = lines[line.end() :]
    return found


def check(answer: Answer) -> None:
    """What holds for every answer that a server sends; the table in README.md refers to this."""
    names = [name for name, _ in answer.fields]
    for single in ("content-length", "date", "content-type", "etag", "transfer-encoding", "content-encoding"):
        assert names.count(single) <= 1, f"{single} stands there twice"
    if answer.status >= 200:
        date = answer.header("date")
        assert imf_fixdate.fullmatch(date), f"Date: {date!r}"
        assert abs(parsedate_to_datetime(date).timestamp() - time.time()) < clock_tolerance_seconds, date
    assert not (answer.has("content-length") and answer.has("transfer-encoding"))
    if answer.status < 200 or answer.status == 204:
        assert not answer.has("content-length") and not answer.has("transfer-encoding")
    if answer.has("content-length"):
        assert re.fullmatch(r"[0-9]+", answer.header("content-length"))
    if answer.has("transfer-encoding"):
        assert answer.header("transfer-encoding") == "chunked"
    if answer.body:
        assert answer.has("content-type")
    if answer.status == 405:
        assert answer.has("allow")
    if answer.status == 401:
        assert answer.has("www-authenticate")
    if answer.status >= 400 and answer.body:
        assert answer.header("content-type").startswith("application/problem+json")


@contextlib.contextmanager
def many(port: int, count: int) -> Iterator[list[Client]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Client(port)) for _ in range(count)]


def get(target: str = "/", *lines: str, version: str = "1.1", method: str = "GET", host: str = "plaza.test") -> bytes:
    """A request without a body."""
    head = [f"{method} {target} HTTP/{version}", f"Host: {host}", *lines]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")


def post(body: bytes, *lines: str, target: str = "/", length: bool = True) -> bytes:
    """A request with a body, whose length stands in Content-Length unless `lines` says where it ends."""
    described = [f"Content-Length: {len(body)}"] if length else []
    return get(target, *described, *lines, method="POST") + body


def chunked(*chunks: bytes) -> bytes:
    """The body, with its last chunk."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
