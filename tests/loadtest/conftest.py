"""What the tests of load tests share: the fleet, and k6."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.fleet import Fleet
from tests.support.free_ports import free_port
from tests.support.waiting import eventually


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet.under_test()


@pytest.fixture
def influxdb(tmp_path: Path) -> Iterator[str]:
    """The URL of an InfluxDB of one's own."""
    port, other = free_port(), free_port()
    config = tmp_path / "influxdb.conf"
    config.write_text(
        f"""
        reporting-disabled = true
        bind-address = "127.0.0.1:{other}"
        [meta]
        dir = "{tmp_path}/meta"
        [data]
        dir = "{tmp_path}/data"
        wal-dir = "{tmp_path}/wal"
        [http]
        bind-address = "127.0.0.1:{port}"
        log-enabled = false
        """
    )
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "influxd.log").open("wb") as log:
        process = subprocess.Popen(["influxd", "-config", config], stdout=log, stderr=log)
    try:
        eventually(lambda: answers(url + "/ping"), 20, "InfluxDB")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 204
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def k6() -> Path:
    return Path(os.environ["PLAZA_K6"])
