"""PostgreSQL in a fleet of a stand-in service that needs it, under the real supervisord."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from plaza import operate, ports, status
from plaza.fleet import Fleet, Maker
from plaza.postgres import Postgres, programs
from plaza.progress import Progress
from plaza.settings import Settings
from plaza.supervisor import Supervisor, log_file

template = """[http]
port = @{port}
[operations]
port = @{operations_port}
[postgres]
server_port = @{postgres_port}
database = "@{postgres_database}"
user = "@{postgres_user}"
password_file = "@{postgres_password_file}"
"""


def with_orders(settings: Settings, replicas: Mapping[str, int], environment: Mapping[str, str] = os.environ) -> Fleet:
    make = Maker(settings, environment)
    return make.fleet([make.service("orders", 0, after=["postgres"], **make.postgres("orders"))])


class Local:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings.state)
        self.postgres = Postgres(settings, ports.Ports(settings.port_base).postgres)

    def up(self) -> str:
        out = io.StringIO()
        operate.up(self.settings, {}, Progress(out))
        return out.getvalue()

    def down(self) -> str:
        out = io.StringIO()
        operate.down(self.settings, Progress(out))
        return out.getvalue()

    def ask(self, sql: str, role: str = "orders", database: str = "orders") -> str:
        password = self.postgres.password_file(role).read_text().strip()
        return subprocess.run(
            [programs / "psql", "-XqAt", "-h", "127.0.0.1", "-p", str(self.postgres.port), "-U", role, database],
            input=sql,
            env={"PGPASSWORD": password},
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        ).stdout.strip()


@pytest.fixture
def local(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    (settings.root / "deploy/local/config/orders.toml").write_text(template)
    program = settings.build / "bin/plaza-orders"
    shutil.copy(settings.build / "bin/plaza-pharmacy", program)
    monkeypatch.setattr(operate, "assemble", with_orders)
    base = ports.free_base(int(os.environ.get("PLAZA_PORT_BASE", "8080")) + 3000)
    fleet = Local(dataclasses.replace(settings, port_base=base))
    yield fleet
    fleet.down()
    shutil.rmtree(fleet.postgres.folder, ignore_errors=True)


def wait_for(condition: Callable[[], bool], timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)  # between two looks at the condition


def test_a_fleet_without_a_service_that_needs_it_has_none(settings: Settings) -> None:
    make = Maker(settings, {})
    assert "postgres" not in make.fleet([make.service("pharmacy", 0, after=[], feed_port=1)]).groups()


def test_it_starts_before_those_who_need_it_with_a_database_and_a_role_for_each(local: Local) -> None:
    said = local.up()
    assert [line.split()[0] for line in said.splitlines() if "ready" in line] == ["postgres", "orders-1"]
    assert local.ask("select current_user, current_database()") == "orders|orders"
    assert local.ask("show fsync; show synchronous_commit").split() == ["on", "on"]
    local.postgres.password_file("orders").write_text("another")
    with pytest.raises(subprocess.CalledProcessError):
        local.ask("select 1")
    assert local.up().count("runs already") == 2
    out = io.StringIO()
    assert status.show(operate.current(local.settings), local.supervisor, Progress(out))
    assert out.getvalue().count("ready") == 2


def test_it_stops_last_and_keeps_its_data(local: Local) -> None:
    local.up()
    local.ask("create table kept as select 7 as number")
    stopped = [line.split()[0] for line in local.down().splitlines() if line.endswith("stopped")]
    assert stopped == ["orders-1", "postgres"]
    assert "database system is shut down" in log_file(local.settings.state, "postgres").read_text()
    local.up()
    assert local.ask("select number from kept") == "7"


def test_it_is_back_after_a_kill_and_a_restart_with_all_that_was_committed(local: Local) -> None:
    local.up()
    local.ask("create table kept as select 7 as number")
    died = local.supervisor.state("postgres").pid
    os.kill(died, signal.SIGKILL)
    wait_for(lambda: local.supervisor.state("postgres").pid not in (0, died))
    postgres = operate.current(local.settings).named("postgres")[0]
    wait_for(lambda: operate.is_ready(postgres))
    assert local.ask("select number from kept") == "7"
    out = io.StringIO()
    operate.restart(local.settings, "postgres", Progress(out))
    assert "ready" in out.getvalue()
    assert local.ask("select number from kept") == "7"


def test_a_password_is_for_its_owner_alone(local: Local) -> None:
    local.up()
    for file in (local.settings.state / "secrets").iterdir():
        assert file.stat().st_mode & 0o077 == 0
    assert (local.settings.state / "secrets").stat().st_mode & 0o077 == 0


def test_one_whose_supervisor_was_killed_is_ended_by_the_next_up(local: Local) -> None:
    local.up()
    before = local.supervisor.state("postgres").pid
    os.kill(local.supervisor.pid(), signal.SIGKILL)
    wait_for(lambda: not local.supervisor.runs())
    local.up()
    assert not Path(f"/proc/{before}").exists()
    assert local.ask("select 1") == "1"
