"""Clocks that jump by an hour, and names that cannot be looked up any more, under one process of each kind."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from plaza.ready import is_ready

from tests.faults.lengths import clock_s
from tests.faults.scene import Scene, start_timeout_s
from tests.support.ending import end
from tests.support.waiting import eventually

libraries = Path("/usr/lib/x86_64-linux-gnu")
hour_s = 3600


@contextlib.contextmanager
def started_with(scene: Scene, name: str, environment: dict[str, str]) -> Iterator[None]:
    """The process with more in its environment, in the place of the one that the supervisor runs."""
    process = scene.fleet.process(name)
    scene.fleet.stop(name)
    with (scene.folder / f"{name}.log").open("ab") as log:
        started = subprocess.Popen(
            process.command,
            env={**os.environ, **scene.options_of(name), **environment},
            stdout=log,
            stderr=log,
            cwd="/",
        )
        try:
            eventually(lambda: is_ready(process), start_timeout_s, f"{name} with {environment}")
            scene.stand_ins[name] = started.pid
            yield
            assert started.poll() is None, f"{name} ended with {started.returncode}: {log.name}"
        finally:
            scene.stand_ins.pop(name, None)
            end(started)
            scene.fleet.start(name)
            scene.fleet.wait_ready(name)


@pytest.mark.parametrize("name", ["gateway-2", "pharmacy-2", "orders-2", "shipping-2"])
def test_a_clock_that_jumps_changes_nothing(scene: Scene, name: str, seed: int, tmp_path: Path) -> None:
    jumps = tmp_path / "clock"
    jumps.write_text("+0\n")
    faketime = {
        "LD_PRELOAD": str(libraries / "faketime/libfaketimeMT.so.1"),
        "FAKETIME_TIMESTAMP_FILE": str(jumps),
        "FAKETIME_CACHE_DURATION": "1",
        # As when a clock is set: what measures time goes on as it was.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with started_with(scene, name, faketime), scene.page(f"{name} clock", seed) as page:
        for fault, offset in (("clock an hour ahead", hour_s), ("clock an hour back", -hour_s)):
            with page.fault(name.partition("-")[0], fault):
                jumps.write_text(f"{offset:+d}\n")
                page.crowd.go_on(clock_s)
                jumps.write_text("+0\n")


def test_names_that_cannot_be_looked_up_change_nothing(scene: Scene, seed: int, tmp_path: Path) -> None:
    names = {f"{proxy.name}.test": proxy.port for proxy in scene.of_edge("gateway-pharmacy")}
    known = tmp_path / "hosts"
    text = "".join(f"127.0.0.1 {name}\n" for name in names)
    known.write_text(text)
    by_name = {
        "LD_PRELOAD": str(libraries / "libnss_wrapper.so"),
        "NSS_WRAPPER_HOSTS": str(known),
        "PLAZA_PHARMACY__ENDPOINTS": ",".join(f"dns:{name}:{port}" for name, port in names.items()),
        "PLAZA_PHARMACY__RESOLVE_INTERVAL_MS": "200",
    }
    with started_with(scene, "gateway-2", by_name), scene.page("gateway names", seed) as page:

        def failures() -> float:
            return scene.fleet.metric("gateway-2", "rpc_client_resolution_failures_total", service="pharmacy")

        assert failures() == 0
        with page.fault("gateway-pharmacy", "names fail"):
            known.write_text("127.0.0.1 nobody.test\n")
            eventually(lambda: failures() > 2, what="lookups to fail")
            page.crowd.go_on(clock_s)
            known.write_text(text)
