"""What the tests of load tests share: the fleet, and k6."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.free_ports import free_port
from tests.support.servers import running


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
    with running(["influxd", "-config", config], url + "/ping", tmp_path / "influxd.log"):
        yield url


@pytest.fixture(scope="session")
def k6() -> Path:
    return Path(os.environ["PLAZA_K6"])
