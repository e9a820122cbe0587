"""The ports of a fleet, and who holds one that is taken."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure
from plaza.procfs import command_line
from plaza.settings import port_block_size

replicas_max = 5


@dataclass(frozen=True)
class Ports:
    """A block of 100 ports: public, single servers (feed, stores), and from +30 on ten for each kind of process."""

    base: int

    @property
    def public(self) -> int:
        return self.base

    @property
    def feed(self) -> int:
        return self.base + 1

    @property
    def edge_operations(self) -> int:
        return self.base + 2

    @property
    def postgres(self) -> int:
        return self.base + 3

    @property
    def redis(self) -> int:
        """The first of six: each service that needs a Redis has its own."""
        return self.base + 4

    # +12 … +29 are for other stores, the broker and what observes them.

    @property
    def kafka(self) -> int:
        return self.base + 10

    @property
    def kafka_controller(self) -> int:
        return self.base + 11

    def serving(self, slot: int, replica: int) -> int:
        return self.base + 30 + 10 * slot + replica

    def operations(self, slot: int, replica: int) -> int:
        return self.serving(slot, replica) + replicas_max


@dataclass(frozen=True)
class Holder:
    """A process that listens on a port; pid 0 when the system does not say who it is."""

    pid: int
    command: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command})" if self.pid else "a process of another user"


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """True when a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections of a server that has gone may still linger on the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_base(first: int) -> int:
    """The first block of ports at or after `first` in which no port is taken."""
    # Linux gives ports from 32768 on to outgoing connections.
    for base in range(first, 32768 - port_block_size, port_block_size):
        if all(is_free(port) for port in range(base, base + port_block_size)):
            return base
    raise Failure(f"no {port_block_size} free ports in a row from {first} on")


def holder(port: int, proc: Path = Path("/proc")) -> Holder | None:
    """Who listens on the port, as far as /proc says."""
    inodes = _listening_inodes(port, proc)
    if not inodes:
        return None
    for pid in sorted(int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()):
        if not inodes.isdisjoint(_socket_inodes(proc / str(pid) / "fd")):
            return Holder(pid, command_line(pid, proc))
    return Holder(0, "")


def _listening_inodes(port: int, proc: Path) -> set[str]:
    inodes = set()
    for table in ("net/tcp", "net/tcp6"):
        try:
            lines = (proc / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in (line.split() for line in lines):
            listens = fields[3] == "0A"
            if listens and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(fields[9])
    return inodes


def _socket_inodes(descriptors: Path) -> Iterable[str]:
    try:
        names = os.listdir(descriptors)
    except OSError:
        return
    for name in names:
        try:
            target = os.readlink(descriptors / name)
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target[len("socket:[") : -1]
