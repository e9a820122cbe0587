"""The real Zipkin, from Maven Central: for tests that follow a trace through the fleet."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from plaza import jars, kafka

from tests.support.ending import end
from tests.support.waiting import eventually

jar = jars.Jar(
    "7ac633a6832647e71e50012a5e3e91fbc7054414955261724526030faf271d8d", "io.zipkin", "zipkin-server", "3.5.1", "exec"
)
start_timeout_s = 120.0

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Zipkin:
    """Keeps its spans in memory; runs inside the `with` block."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._libraries = root / ".plaza/zipkin"
        self._log = folder / "zipkin.log"
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Zipkin:
        jars.ensure([jar], self._libraries)
        options = ["-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        command = [kafka.java_program(), *options, "-jar", str(self._libraries / jar.file)]
        environment = {**os.environ, "QUERY_PORT": str(self._port), "STORAGE_TYPE": "mem"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        eventually(self._is_ready, start_timeout_s, "Zipkin")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process
        end(self._process)

    @property
    def spans_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/v2/spans"

    def trace(self, identity: str) -> list[dict[str, Any]]:
        """The spans that it has of a trace, as its own page shows them."""
        try:
            found = json.loads(self._get(f"/api/v2/trace/{identity}"))
        except urllib.error.HTTPError:
            return []
        assert isinstance(found, list)
        return found

    def _is_ready(self) -> bool:
        assert self._process
        if self._process.poll() is not None:
            raise RuntimeError(f"Zipkin ended: {self._log.read_text(errors='replace')[-2000:]}")
        return json.loads(self._get("/health"))["status"] == "UP"

    def _get(self, path: str) -> bytes:
        with _opener.open(f"http://127.0.0.1:{self._port}{path}", timeout=10) as answer:
            return bytes(answer.read())


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
