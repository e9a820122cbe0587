"""Each edge with each thing that a network does to what goes over it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.faults.edges import Proxy, edges
from tests.faults.lengths import sick_beside_s, sick_s
from tests.faults.relay import CorruptingRelay
from tests.faults.scene import Scene
from tests.faults.toxiproxy import Toxic

toxics = {
    "latency 300 ms": [Toxic("latency", {"latency": 300})],
    "jitter 200 ms": [Toxic("latency", {"latency": 200, "jitter": 200})],
    # Nothing comes through, and nobody is told: as when a cable is pulled.
    "half-open": [Toxic("timeout", {"timeout": 0})],
    # In KB per second: a reader that takes its time, so that buffers fill behind it.
    "slow reads": [Toxic("bandwidth", {"rate": 2})],
    # After so many milliseconds each connection is reset.
    "resets": [Toxic("reset_peer", {"timeout": 100})],
}


@contextlib.contextmanager
def sick(scene: Scene, proxies: list[Proxy], fault: str) -> Iterator[None]:
    for proxy in proxies:
        if fault == "cut":
            scene.toxiproxy.cut(proxy)
        else:
            scene.toxiproxy.poison(proxy, toxics[fault])
    try:
        yield
    finally:
        for proxy in proxies:
            scene.toxiproxy.heal(proxy)


@contextlib.contextmanager
def corrupted(scene: Scene, proxies: list[Proxy], seed: int) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for proxy in proxies:
            relay = stack.enter_context(CorruptingRelay(proxy.server_port, seed))
            scene.toxiproxy.lead_to(proxy, relay.port)
        yield
        for proxy in proxies:
            scene.toxiproxy.heal(proxy)


@pytest.mark.parametrize("fault", ["cut", *toxics])
@pytest.mark.parametrize("edge", edges)
def test_a_sick_edge_hurts_only_what_needs_it(scene: Scene, edge: str, fault: str, seed: int) -> None:
    with (
        scene.page(f"{edge} {fault}", seed) as page,
        page.fault(edge, fault, edges[edge].may_fail),
        sick(scene, scene.of_edge(edge), fault),
    ):
        page.crowd.go_on(sick_s if edges[edge].may_fail else sick_beside_s)


@pytest.mark.parametrize("edge", edges)
def test_corrupted_bytes_crash_nothing_and_leave_nothing_behind(scene: Scene, edge: str, seed: int) -> None:
    with (
        scene.page(f"{edge} corrupted bytes", seed) as page,
        page.fault(edge, "corrupted bytes", edges[edge].may_fail, answers_may_be_wrong=True),
        corrupted(scene, scene.of_edge(edge), seed),
    ):
        page.crowd.go_on(sick_s if edges[edge].may_fail else sick_beside_s)
