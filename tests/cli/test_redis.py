"""Redis in a fleet of a stand-in service that needs it, under the real supervisord."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping

import pytest
from plaza import operate, ports
from plaza.fleet import Fleet, Maker, assemble
from plaza.progress import Progress
from plaza.redis import Redis, client
from plaza.settings import Settings
from plaza.supervisor import Supervisor, log_file

template = """[http]
port = @{port}
[operations]
port = @{operations_port}
[redis]
endpoint = "@{redis_endpoint}"
password_file = "@{redis_password_file}"
"""


def with_booking(settings: Settings, replicas: Mapping[str, int], environment: Mapping[str, str] = os.environ) -> Fleet:
    make = Maker(settings, environment)
    return make.fleet([make.service("booking", 0, after=["redis"], **make.redis("booking"))])


class Local:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings.state)
        self.redis = Redis(settings, ports.Ports(settings.port_base).redis, "booking")

    def up(self) -> str:
        out = io.StringIO()
        operate.up(self.settings, {}, Progress(out))
        return out.getvalue()

    def down(self) -> str:
        out = io.StringIO()
        operate.down(self.settings, Progress(out))
        return out.getvalue()

    def ask(self, *command: str, password: str = "") -> str:
        return subprocess.run(
            [client, "-e", "-p", str(self.redis.port), *command],
            env={"REDISCLI_AUTH": password or self.redis.password_file.read_text().strip()},
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        ).stdout.strip()


@pytest.fixture
def local(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    (settings.root / "deploy/local/config/booking.toml").write_text(template)
    shutil.copy(settings.build / "bin/plaza-pharmacy", settings.build / "bin/plaza-booking")
    monkeypatch.setattr(operate, "assemble", with_booking)
    base = ports.free_base(int(os.environ.get("PLAZA_PORT_BASE", "8080")) + 3000)
    fleet = Local(dataclasses.replace(settings, port_base=base))
    yield fleet
    fleet.down()


def wait_for(condition: Callable[[], bool], timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)  # between two looks at the condition


def test_a_service_of_a_fleet_has_a_server_of_its_own_and_the_others_have_none(settings: Settings) -> None:
    make = Maker(settings, {})
    fleet = make.fleet([make.service("pharmacy", 0, after=["redis"], feed_port=1, **make.redis("booking"))])
    assert [process.name for process in fleet.processes] == ["redis-booking", "pharmacy-1"]
    assert "redis-pharmacy" not in [process.name for process in assemble(settings, {}, {}).processes]


def test_it_starts_first_with_a_password_and_writes_to_the_disk_before_it_answers(local: Local) -> None:
    said = local.up()
    assert [line.split()[0] for line in said.splitlines() if "ready" in line] == ["redis-booking", "booking-1"]
    assert local.ask("config", "get", "appendfsync").split() == ["appendfsync", "always"]
    assert local.ask("config", "get", "maxmemory-policy").split() == ["maxmemory-policy", "noeviction"]
    with pytest.raises(subprocess.CalledProcessError):
        local.ask("ping", password="another")
    assert local.redis.password_setting.stat().st_mode & 0o077 == 0
    assert local.up().count("runs already") == 2


def test_it_stops_last_and_has_its_data_after_a_stop_and_a_kill(local: Local) -> None:
    local.up()
    local.ask("set", "kept", "7")
    stopped = [line.split()[0] for line in local.down().splitlines() if line.endswith("stopped")]
    assert stopped == ["booking-1", "redis-booking"]
    assert "bye bye" in log_file(local.settings.state, "redis-booking").read_text()
    local.up()
    died = local.supervisor.state("redis-booking").pid
    os.kill(died, signal.SIGKILL)
    wait_for(lambda: local.supervisor.state("redis-booking").pid not in (0, died))
    redis = operate.current(local.settings).named("redis-booking")[0]
    wait_for(lambda: operate.is_ready(redis))
    assert local.ask("get", "kept") == "7"
