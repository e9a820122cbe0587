"""A relay that changes bytes on their way, which no toxic of Toxiproxy does: the same seed, the same changes."""

from __future__ import annotations

import contextlib
import random
import select
import socket
import threading

chunk_bytes = 65536
connect_timeout_s = 2.0
look_s = 0.2
connections_max = 256


class CorruptingRelay:
    """Stands before a server of this machine inside the `with` block. About one in `every` bytes is another one."""

    def __init__(self, server_port: int, seed: int, every: int = 2000) -> None:
        self._server_port = server_port
        self._seed = seed
        self._every = every
        self._changed = 0
        self._stopping = threading.Event()
        self._connections: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(look_s)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def changed(self) -> int:
        """How many bytes it has changed."""
        return self._changed

    def __enter__(self) -> CorruptingRelay:
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._acceptor.join()
        self._listener.close()
        for connection in self._connections:
            connection.join()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            number = len(self._connections)
            if number >= connections_max:
                client.close()
                continue
            connection = threading.Thread(target=self._relay, args=(client, number), daemon=True)
            self._connections.append(connection)
            connection.start()

    def _relay(self, client: socket.socket, number: int) -> None:
        chance = random.Random(f"{self._seed} {number}")
        with contextlib.suppress(OSError), client:
            server = socket.create_connection(("127.0.0.1", self._server_port), connect_timeout_s)
            with server:
                peers = {client: server, server: client}
                while not self._stopping.is_set():
                    for ready in select.select(list(peers), [], [], look_s)[0]:
                        content = ready.recv(chunk_bytes)
                        if not content:
                            return
                        peers[ready].sendall(self._spoilt(content, chance))

    def _spoilt(self, content: bytes, chance: random.Random) -> bytes:
        spoilt = bytearray(content)
        place = int(chance.expovariate(1 / self._every))
        while place < len(spoilt):
            spoilt[place] ^= chance.randrange(1, 256)
            self._changed += 1
            place += 1 + int(chance.expovariate(1 / self._every))
        return bytes(spoilt)
