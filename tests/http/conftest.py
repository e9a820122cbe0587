"""What the HTTP tests talk to: the gateway of the fleet under test, and servers of platform/http that echo, stream and
wait (subject.cpp), one with the time limits of a production server and one with short ones."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from plaza.settings import from_environment

from tests.http.wire import Client, get
from tests.support.fleet import Fleet
from tests.support.waiting import eventually

# Time limits that a test can sit out; the defaults are 20 to 60 times as long.
short_times = {
    "HEADER_TIMEOUT_MS": "500",
    "BODY_TIMEOUT_MS": "500",
    "WRITE_TIMEOUT_MS": "500",
    "IDLE_TIMEOUT_MS": "1000",
}


@dataclass(frozen=True)
class Server:
    name: str
    port: int

    def client(self) -> Client:
        return Client(self.port)

    def connections(self) -> int:
        """Open ones, without the one that asks. Only a Subject tells."""
        with self.client() as client:
            return int(client.exchange(get("/connections")).body) - 1

    def none_is_left(self) -> bool:
        eventually(lambda: self.connections() == 0, what=f"the end of all connections of {self.name}")
        return True


@contextlib.contextmanager
def subject(name: str, folder: Path, settings: dict[str, str]) -> Iterator[Server]:
    program = from_environment().build / "bin/plaza-http-subject"
    port = _free_port()
    environment = {**os.environ, "PLAZA_HTTP__PORT": str(port), "PLAZA_OPERATIONS__PORT": "0"}
    environment |= {f"PLAZA_HTTP__{key}": value for key, value in settings.items()}
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen([program], env=environment, stdout=log, stderr=log)
        server = Server(name, port)
        try:
            eventually(lambda: _listens(process, port), what=f"{name} to listen")
            yield server
        finally:
            process.kill()
            process.wait()


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    if process.poll() is not None:
        pytest.fail(f"{process.args} ended with {process.returncode}; its log is beside those of the tests")
    with socket.create_connection(("127.0.0.1", port)):
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet.under_test()


@pytest.fixture(scope="session")
def gateway(fleet: Fleet) -> Server:
    return Server("gateway", fleet.settings.port_base)


@pytest.fixture(scope="session")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with subject("echo", tmp_path_factory.mktemp("echo"), {}) as server:
        yield server


@pytest.fixture(scope="session")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with subject("impatient", tmp_path_factory.mktemp("impatient"), short_times) as server:
        yield server


@pytest.fixture(params=["gateway", "echo"])
def server(request: pytest.FixtureRequest) -> Server:
    """Both: what the rule says holds for the gateway and for the bare server."""
    return request.getfixturevalue(request.param)
