"""Toxiproxy as a test uses it: its server, a proxy for each place, and what is done to what goes through."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.edges import Proxy
from tests.support.ending import end
from tests.support.waiting import eventually

start_timeout_s = 20.0
call_timeout_s = 10.0


@dataclass(frozen=True)
class Toxic:
    """One thing that is done to bytes on their way, in both directions."""

    type: str
    attributes: dict[str, int] = field(default_factory=dict)


class Toxiproxy:
    """Runs inside the `with` block."""

    def __init__(self, program: Path, port: int, log: Path) -> None:
        self._program = program
        self._port = port
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Toxiproxy:
        with self._log.open("wb") as log:
            command = [str(self._program), "-host", "127.0.0.1", "-port", str(self._port)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        eventually(lambda: self._call("GET", "/version"), start_timeout_s, "Toxiproxy")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process
        end(self._process)

    def make(self, proxies: Iterable[Proxy]) -> None:
        for proxy in proxies:
            upstream = f"127.0.0.1:{proxy.server_port}"
            made = {"name": proxy.name, "listen": f"127.0.0.1:{proxy.port}", "upstream": upstream, "enabled": True}
            self._call("POST", "/proxies", made)

    def poison(self, proxy: Proxy, toxics: Iterable[Toxic]) -> None:
        for toxic in toxics:
            for stream in ("upstream", "downstream"):
                made = {"type": toxic.type, "stream": stream, "toxicity": 1.0, "attributes": toxic.attributes}
                self._call("POST", f"/proxies/{proxy.name}/toxics", made)

    def cut(self, proxy: Proxy) -> None:
        """Ends its connections, and refuses new ones."""
        self._call("POST", f"/proxies/{proxy.name}", {"enabled": False})

    def lead_to(self, proxy: Proxy, server_port: int) -> None:
        """Another server stands behind it from now on; connections end."""
        self._call("POST", f"/proxies/{proxy.name}", {"upstream": f"127.0.0.1:{server_port}"})

    def heal(self, proxy: Proxy) -> None:
        """Without toxics, on, and before its own server."""
        for toxic in self._call("GET", f"/proxies/{proxy.name}/toxics"):
            self._call("DELETE", f"/proxies/{proxy.name}/toxics/{toxic['name']}")
        whole = {"enabled": True, "upstream": f"127.0.0.1:{proxy.server_port}"}
        self._call("POST", f"/proxies/{proxy.name}", whole)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=call_timeout_s)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            said = answer.read().decode()
        finally:
            connection.close()
        assert answer.status < 300, f"Toxiproxy answers {answer.status} to {method} {path}: {said}"
        return json.loads(said) if said.startswith(("{", "[")) else said
