"""The subject: one service of platform/rpc/grpc, and what talks to it without knowing its contract beforehand."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from plaza.settings import from_environment

from tests.support.free_ports import free_port
from tests.support.waiting import eventually

patience_s = 20


@dataclass
class Subject:
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience_s)

    def says(self, words: str) -> bool:
        eventually(lambda: words in self.log.read_text(), what=f"{words!r} in the subject's log")
        return True


class Echo:
    """The subject's contract, as reflection tells it."""

    def __init__(self, channel: grpc.Channel) -> None:
        pool = DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        self.service = pool.FindServiceByName("test.v1.EchoService")
        self.request = GetMessageClass(pool.FindMessageTypeByName("test.v1.EchoRequest"))
        self.response = GetMessageClass(pool.FindMessageTypeByName("test.v1.EchoResponse"))
        self.channel = channel

    def method(self, name: str) -> Callable[..., Any]:
        return self.channel.unary_unary(
            f"/test.v1.EchoService/{name}",
            request_serializer=self.request.SerializeToString,
            response_deserializer=self.response.FromString,
        )


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[Subject]:
    program = from_environment().build / "bin/plaza-grpc-subject"
    port = free_port()
    environment = {**os.environ, "PLAZA_GRPC__PORT": str(port), "PLAZA_OPERATIONS__PORT": "0", **settings}
    log = folder / "subject.log"
    with log.open("w") as out:
        process = subprocess.Popen([program], env=environment, stdout=out, stderr=out)
        try:
            eventually(lambda: '"started"' in log.read_text(), what="the subject to start")
            yield Subject(port, process, log)
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def upstream() -> Iterator[int]:
    """A server of the C core that answers Echo in capitals, and fails when it is asked to."""

    def echo(request: bytes, context: grpc.ServicerContext) -> bytes:
        if b"fail" in request:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, "not now: 台北")
        told = dict(context.invocation_metadata())
        assert told["plaza-subject"] == "amy"
        assert 0 < context.time_remaining() <= patience_s
        return request.upper()

    handlers = {"Echo": grpc.unary_unary_rpc_method_handler(echo)}
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test.v1.EchoService", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield port
    server.stop(None)


@pytest.fixture(scope="session")
def subject(tmp_path_factory: pytest.TempPathFactory, upstream: int) -> Iterator[Subject]:
    folder = tmp_path_factory.mktemp("subject")
    with running(folder, PLAZA_UPSTREAM__ENDPOINTS=f"127.0.0.1:{upstream}") as started:
        yield started


@pytest.fixture
def channel(subject: Subject) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(subject.target) as opened:
        yield opened


@pytest.fixture
def echo(channel: grpc.Channel) -> Echo:
    return Echo(channel)
