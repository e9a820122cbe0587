"""Debian's supervisord: its configuration for a fleet, and talking to it."""

from __future__ import annotations

import hashlib
import http.client
import os
import resource
import socket
import subprocess
import tempfile
import time
import xmlrpc.client
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plaza.failure import Failure
from plaza.process import Process, inherited

daemon = "/usr/bin/supervisord"
start_timeout_s = 10
stop_timeout_s = 60
call_timeout_s = 60
log_bytes_max = 20 * 1024 * 1024
log_files_kept = 3
descriptors_max = 65536
# A process that dies is back at once; one that dies within a second of its start is tried again after 1, 2, 3, … s.
start_retries = 30
# sockaddr_un holds 108 bytes, and supervisord first binds to a longer, temporary name.
socket_path_max = 90

running_states = ("STARTING", "RUNNING", "BACKOFF", "STOPPING")


def configuration(state: Path, processes: Sequence[Process]) -> str:
    """supervisord.conf of a fleet, all of its files below `state`."""
    user = ["user = root"] if os.geteuid() == 0 else []
    lines = [
        "; Written by ./plaza up.",
        "[unix_http_server]",
        f"file = {_value(socket_path(state))}",
        "chmod = 0700",
        "",
        "[supervisord]",
        f"logfile = {_value(state / 'logs/supervisord.log')}",
        "logfile_maxbytes = 5MB",
        "logfile_backups = 1",
        f"pidfile = {_value(state / 'supervisord.pid')}",
        f"childlogdir = {_value(state / 'logs')}",
        f"directory = {_value(state)}",
        f"identifier = {_value(state.name)}",
        f"minfds = {_descriptors()}",
        *user,
        "",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
        "",
    ]
    for process in processes:
        lines += _program(state, process)
    return "\n".join(lines)


def _program(state: Path, process: Process) -> list[str]:
    environment = {**process.environment, "PLAZA_DIGEST": process.digest()}
    return [
        f"[program:{process.name}]",
        f"command = {_value(' '.join(_quoted(part) for part in process.command))}",
        # The digest makes supervisord see a new program or configuration as a change.
        "environment = " + ",".join(f"{name}={_in_quotes(name, value)}" for name, value in sorted(environment.items())),
        "autostart = false",  # `up` starts them in order
        "autorestart = true",
        "startsecs = 1",
        f"startretries = {start_retries}",
        f"stopsignal = {process.stop_signal}",
        f"stopwaitsecs = {process.stop_wait_s}",
        "killasgroup = true",
        "redirect_stderr = true",
        f"stdout_logfile = {_value(log_file(state, process.name))}",
        f"stdout_logfile_maxbytes = {log_bytes_max}",
        f"stdout_logfile_backups = {log_files_kept}",
        "",
    ]


def _descriptors() -> int:
    """How many files a process may have open: as many connections as the machine allows it, up to a limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return descriptors_max if hard == resource.RLIM_INFINITY else min(hard, descriptors_max)


def _value(value: object) -> str:
    return str(value).replace("%", "%%")


def _in_quotes(name: str, value: str) -> str:
    """supervisord reads up to the next quotation mark of the same kind, and knows no escapes."""
    mark = "'" if '"' in value else '"'
    if mark in value:
        raise Failure(f"{name} holds both kinds of quotation marks; supervisord takes one kind only")
    return f"{mark}{_value(value)}{mark}"


def _quoted(part: str) -> str:
    """For supervisord's shlex: paths with blanks stay one word."""
    return (
        part
        if part.replace("/", "").replace("-", "").replace(".", "").isalnum()
        else "'" + part.replace("'", "'\"'\"'") + "'"
    )


def log_file(state: Path, name: str) -> Path:
    return state / "logs" / f"{name}.log"


def socket_path(state: Path) -> Path:
    path = state / "supervisor.sock"
    if len(str(path)) <= socket_path_max:
        return path
    return Path(tempfile.gettempdir()) / f"plaza-{hashlib.blake2b(str(state).encode(), digest_size=8).hexdigest()}.sock"


@dataclass(frozen=True)
class ProcessState:
    name: str
    state: str  # supervisord's word: RUNNING, STOPPED, BACKOFF, …
    pid: int
    uptime_s: int
    said: str  # what supervisord knows about its last end


@dataclass(frozen=True)
class Changes:
    added: list[str]
    changed: list[str]
    removed: list[str]


class Supervisor:
    """The supervisord of one fleet, over its Unix socket."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._socket = socket_path(state)

    @property
    def config_file(self) -> Path:
        return self._state / "supervisord.conf"

    def runs(self) -> bool:
        try:
            self._call("getState")
        except (OSError, http.client.HTTPException):
            return False
        return True

    def start(self) -> None:
        """Starts supervisord in the background, with none of its processes yet."""
        # The caller's overrides are written into the configuration, where a change of them is noticed.
        command = ["/usr/bin/python3", daemon, "-c", str(self.config_file)]
        environment = inherited(os.environ)
        done = subprocess.run(command, cwd=self._state, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"supervisord did not start:\n{(done.stdout + done.stderr).strip()}")
        self._wait_until(
            self.runs, start_timeout_s, "supervisord does not answer on its socket; see logs/supervisord.log"
        )

    def pid(self) -> int:
        return int(self._call("getPID"))

    def states(self) -> list[ProcessState]:
        return [
            ProcessState(
                name=info["name"],
                state=info["statename"],
                pid=info["pid"],
                uptime_s=max(0, info["now"] - info["start"]) if info["pid"] else 0,
                said=info["spawnerr"] or info["description"],
            )
            for info in self._call("getAllProcessInfo")
        ]

    def state(self, name: str) -> ProcessState:
        return next((s for s in self.states() if s.name == name), ProcessState(name, "STOPPED", 0, 0, ""))

    def reload(self) -> Changes:
        """Reads supervisord.conf again, and says what differs from what it has; nothing is started or stopped."""
        added, changed, removed = self._call("reloadConfig")[0]
        return Changes(added, changed, removed)

    def add(self, name: str) -> None:
        self._call("addProcessGroup", name)

    def remove(self, name: str) -> None:
        """Forgets a stopped process."""
        self._call("removeProcessGroup", name)

    def start_process(self, name: str) -> None:
        """Returns when it was forked; whether it becomes ready is another question."""
        if self.state(name).state not in running_states:
            self._call("startProcess", name, False)

    def stop_process(self, name: str) -> None:
        """Sends its stop signal and waits until it has ended."""
        if self.state(name).state in running_states:
            try:
                self._call("stopProcess", name, True)
            except xmlrpc.client.Fault:
                # It ended by itself meanwhile.
                if self.state(name).state in running_states:
                    raise

    def signal(self, name: str, signal_name: str) -> None:
        self._call("signalProcess", name, signal_name)

    def shutdown(self) -> None:
        """Ends supervisord with all that it runs, and waits until it is gone."""
        pid = self.pid()
        self._call("shutdown")
        self._wait_until(lambda: not Path(f"/proc/{pid}").exists(), stop_timeout_s, f"supervisord ({pid}) does not end")

    def _call(self, method: str, *arguments: object) -> Any:
        proxy = xmlrpc.client.ServerProxy("http://localhost", transport=_UnixTransport(self._socket))
        with proxy:
            return getattr(proxy.supervisor, method)(*arguments)

    @staticmethod
    def _wait_until(condition: Any, timeout_s: float, otherwise: str) -> None:
        deadline = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > deadline:
                raise Failure(otherwise)
            time.sleep(0.02)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=call_timeout_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class _UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        return _UnixConnection(self._path)
