"""The block of ports of a fleet, and who holds a port."""

from __future__ import annotations

import os
import socket

import pytest
from plaza import ports, settings
from plaza.failure import Failure
from plaza.fleet import slots


def taken_port() -> tuple[socket.socket, int]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, server.getsockname()[1]


def test_every_port_is_given_once_and_lies_in_the_block() -> None:
    block = ports.Ports(8080)
    given = [block.public, block.feed, block.edge_operations]
    for slot in slots.values():
        for replica in range(ports.replicas_max):
            given += [block.serving(slot, replica), block.operations(slot, replica)]
    assert len(given) == len(set(given))
    assert all(8080 <= port < 8080 + settings.port_block_size for port in given)


def test_a_listening_port_is_not_free_and_its_holder_is_named() -> None:
    server, port = taken_port()
    with server:
        assert not ports.is_free(port)
        holder = ports.holder(port)
        assert holder is not None
        assert holder.pid == os.getpid()
        assert "pytest" in str(holder)
    assert ports.is_free(port)
    assert ports.holder(port) is None


def test_a_free_block_begins_after_a_taken_port() -> None:
    base = ports.free_base(20000)
    with socket.create_server(("127.0.0.1", base + 99)):
        assert ports.free_base(base) >= base + 100


def test_a_machine_full_of_servers_is_said() -> None:
    with pytest.raises(Failure, match="no 100 free ports"):
        ports.free_base(32700)


@pytest.mark.parametrize("text", ["", "http", "80", "65500", "-1", "8080.5", "８０８０"])
def test_a_port_base_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(Failure, match="PLAZA_PORT_BASE"):
        settings.from_environment({"PLAZA_PORT_BASE": text})


def test_each_port_base_has_a_state_folder_of_its_own() -> None:
    first = settings.from_environment({})
    second = settings.from_environment({"PLAZA_PORT_BASE": "9000"})
    assert first.port_base == 8080
    assert first.state != second.state
    assert second.url == "http://localhost:9000"
