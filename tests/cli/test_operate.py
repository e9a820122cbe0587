"""Whole fleets of stand-in programs under the real supervisord and nginx."""

from __future__ import annotations

import dataclasses
import io
import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from plaza import operate, ports
from plaza.failure import Failure
from plaza.progress import Progress
from plaza.settings import Settings
from plaza.supervisor import Supervisor, log_file


class Local:
    """A fleet of one test, and what was said about it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings.state)

    def up(self, **replicas: int) -> str:
        out = io.StringIO()
        operate.up(self.settings, replicas, Progress(out))
        return out.getvalue()

    def down(self) -> str:
        out = io.StringIO()
        operate.down(self.settings, Progress(out))
        return out.getvalue()

    def pids(self) -> dict[str, int]:
        return {state.name: state.pid for state in self.supervisor.states()}

    def get(self, port: int, path: str = "/readyz") -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bytes(answer.read())


@pytest.fixture
def local(settings: Settings) -> Iterator[Local]:
    base = ports.free_base(int(os.environ.get("PLAZA_PORT_BASE", "8080")) + 2000)
    fleet = Local(dataclasses.replace(settings, port_base=base))
    yield fleet
    fleet.down()


def wait_for(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)  # between two looks at the condition


def test_up_starts_everything_in_order_and_again_finds_it_running(local: Local) -> None:
    first = local.up()
    assert [line.split()[0] for line in first.splitlines() if "ready" in line] == ["feed", "pharmacy-1", "gateway-1"]
    assert local.get(local.settings.port_base + 1, "/maskdata.csv") == b"id,adult\n1,2\n"
    before = local.pids()
    assert local.up().count("runs already") == 3
    assert local.pids() == before


def test_a_process_that_dies_comes_back(local: Local) -> None:
    local.up()
    died = local.pids()["pharmacy-1"]
    os.kill(died, signal.SIGKILL)
    wait_for(lambda: local.supervisor.state("pharmacy-1").pid not in (0, died))


def test_several_gateways_stand_behind_the_edge_and_one_again_alone(local: Local) -> None:
    local.up()
    pharmacy = local.pids()["pharmacy-1"]
    local.up(gateway=2)
    assert set(local.pids()) == {"feed", "pharmacy-1", "gateway-1", "gateway-2", "edge"}
    assert local.get(local.settings.port_base, "/x").endswith(b"plaza-gateway")
    local.up()
    assert "edge" in local.pids()  # what was asked for stays until it is asked for otherwise
    local.up(gateway=1)
    assert set(local.pids()) == {"feed", "pharmacy-1", "gateway-1"}
    assert local.get(local.settings.port_base, "/x").endswith(b"plaza-gateway")
    assert local.pids()["pharmacy-1"] == pharmacy


def test_up_restarts_only_what_was_built_anew(local: Local) -> None:
    local.up()
    before = local.pids()
    program = local.settings.build / "bin/plaza-gateway"
    program.write_text(program.read_text() + "# changed\n")
    said = local.up()
    after = local.pids()
    assert {name for name in before if before[name] != after[name]} == {"gateway-1"}
    assert said.count("runs already") == 2


def test_a_file_that_the_user_put_in_place_of_the_feed_stays(local: Local) -> None:
    local.up()
    (local.settings.state / "feed/maskdata.csv").write_text("mine\n")
    local.up()
    assert local.get(local.settings.port_base + 1, "/maskdata.csv") == b"mine\n"


def test_a_file_that_the_user_changed_is_followed_and_stays(local: Local) -> None:
    local.up()
    before = local.pids()
    followed = local.settings.state / "config/gateway-1.dynamic.toml"
    assert "docs/operations.md" in followed.read_text()
    followed.write_text("[log]\nlevel = 'debug'\n")
    local.up()
    assert followed.read_text() == "[log]\nlevel = 'debug'\n"
    assert local.pids() == before


def test_down_ends_all_and_says_so_when_there_is_nothing(local: Local) -> None:
    local.up()
    pids = local.pids().values()
    local.down()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)
    assert "nothing runs" in local.down()


def test_a_program_that_dies_at_once_is_shown_with_the_end_of_its_log(local: Local) -> None:
    program = local.settings.build / "bin/plaza-pharmacy"
    program.write_text('#!/bin/sh\ncase "$*" in *--check-config*) exit 0;; esac\necho "out of luck" >&2\nexit 1\n')
    with pytest.raises(Failure, match=r"(?s)pharmacy-1 does not stay up.*out of luck"):
        local.up()


def test_a_refused_configuration_is_said_before_anything_starts(local: Local) -> None:
    program = local.settings.build / "bin/plaza-pharmacy"
    program.write_text('#!/bin/sh\necho "feed.periode_ms: unknown" >&2\nexit 2\n')
    with pytest.raises(Failure, match=r"(?s)pharmacy-1 refuses its configuration.*periode_ms"):
        local.up()
    assert not local.supervisor.runs()


def test_an_option_for_one_kind_of_process_is_no_concern_of_the_others(
    local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAZA_GATEWAY_HTTP__IDLE_MS", "1")
    program = local.settings.build / "bin/plaza-pharmacy"
    checked = local.settings.root / "checked"
    program.write_text(f'#!/bin/sh\nenv > "{checked}"\nexit 2\n')
    with pytest.raises(Failure, match="pharmacy-1 refuses its configuration"):
        local.up()
    assert "IDLE_MS" not in checked.read_text()


def test_a_taken_port_is_named_with_its_holder(local: Local) -> None:
    port = local.settings.port_base
    taken = pytest.raises(Failure, match=rf"port {port}.*process {os.getpid()}")
    with socket.create_server(("127.0.0.1", port)), taken:
        local.up()
    assert not local.supervisor.runs()


def test_processes_whose_supervisor_was_killed_are_ended_by_the_next_up(local: Local) -> None:
    local.up()
    before = local.pids()
    os.kill(local.supervisor.pid(), signal.SIGKILL)
    wait_for(lambda: not local.supervisor.runs())
    assert "left over" in local.up()
    assert not set(before.values()) & set(local.pids().values())


def test_two_fleets_run_side_by_side(local: Local) -> None:
    other = Local(
        dataclasses.replace(
            local.settings,
            port_base=ports.free_base(local.settings.port_base + 100),
            state=local.settings.state.with_name("other"),
        )
    )
    local.up()
    try:
        other.up()
        assert not set(local.pids().values()) & set(other.pids().values())
    finally:
        other.down()
    assert local.get(local.settings.port_base)


def test_a_log_is_a_file_of_its_process(local: Local) -> None:
    local.up()
    assert "served /readyz" in log_file(local.settings.state, "pharmacy-1").read_text()
