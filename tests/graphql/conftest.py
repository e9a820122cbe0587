"""The engine with a test schema, as a server and as a pipe, and what it is compared with, installed once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from plaza.settings import from_environment

from tests.support.free_ports import free_port
from tests.support.waiting import eventually

here = Path(__file__).parent
root = here.parent.parent
install_timeout_s = 600
patience_s = 20


@pytest.fixture(scope="session")
def node() -> dict[str, str]:
    """The environment in which Node of tests/requirements.txt is found."""
    beside_python = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{beside_python}:{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def scripts(node: dict[str, str]) -> Path:
    """The folder of the scripts with the packages of package-lock.json, made anew when that or a script changed."""
    folder = root / ".plaza/graphql-reference"
    lock = here / "package-lock.json"
    digest = hashlib.blake2b(lock.read_bytes()).hexdigest()
    stamp = folder / ".installed"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in (lock, here / "package.json"):
            shutil.copy(file, folder)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            install, cwd=folder, env=node, capture_output=True, text=True, timeout=install_timeout_s, check=False
        )
        assert done.returncode == 0, f"npm cannot install graphql-js:\n{done.stdout}{done.stderr}"
        stamp.write_text(digest)
    for script in here.glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


@pytest.fixture(scope="session")
def pipe() -> Path:
    return from_environment().build / "bin/plaza-graphql-pipe"


@dataclass(frozen=True)
class Endpoint:
    """What is under test: its address, and the process behind it."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """What it has used so far: unlike the clock, it does not count what neighbours take."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with running(tmp_path_factory.mktemp("subject")) as started:
        yield started


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Endpoint]:
    program = from_environment().build / "bin/plaza-graphql-subject"
    port = free_port()
    environment = {**os.environ, "PLAZA_HTTP__PORT": str(port), "PLAZA_OPERATIONS__PORT": "0"}
    log = folder / "subject.log"
    with log.open("w") as out:
        process = subprocess.Popen([program], env=environment, stdout=out, stderr=out)
        try:
            eventually(lambda: '"started"' in log.read_text(), what="the subject to start")
            yield Endpoint(f"http://127.0.0.1:{port}/graphql", process.pid)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience_s)
            process.kill()
            process.wait()
