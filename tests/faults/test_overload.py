"""More than can be served: what is served is served as before, the rest is refused at once, and it is over soon."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.faults.clients import roles
from tests.faults.flood import Flood, Seen
from tests.faults.lengths import flood_s, flood_slack_ms, floods, goodput_share_min, normal_after_flood_max_s
from tests.faults.scene import Scene, flood_settle_s
from tests.faults.test_edges import sick
from tests.support.waiting import eventually

# What a worker of pharmacy takes; there are two in each of two processes. Far below what the machine could do, so that
# the flood and what it meets have their time on the same machine.
per_worker = 100
sustainable = 4 * per_worker

p99_times_max = 3
# Calls that arrive for each request that is made: retries have a budget of a fifth.
amplification_max = 1.25


@contextlib.contextmanager
def limited(scene: Scene) -> Iterator[None]:
    """The pharmacy service takes that many a second."""
    with contextlib.ExitStack() as stack:
        for name in ("pharmacy-1", "pharmacy-2"):
            before = scene.fleet.metric(name, "config_reloads_total", result="ok")
            put = stack.enter_context(scene.fleet.dynamic(name))
            put(f"[thrift.admission]\ncalls_per_second_max = {per_worker}\n")
            eventually(
                lambda n=name, b=before: scene.fleet.metric(n, "config_reloads_total", result="ok") > b,
                what=f"the limit of {name}",
            )
        yield


def check(seen: Seen, calm: Seen, peak: Seen) -> None:
    assert seen.statuses.keys() <= {"200", "503"}, seen
    assert seen.lost == 0, seen
    assert seen.goodput >= goodput_share_min * peak.goodput, f"{seen}, at its best {peak}"
    assert seen.p99_ms <= p99_times_max * calm.p99_ms + flood_slack_ms, f"{seen}, without load {calm}"


def test_goodput_stays_when_far_more_is_asked_for(scene: Scene, seed: int, tmp_path: Path) -> None:
    flood = Flood(scene.fleet.settings, tmp_path)
    # What the crowd would search for is the flood's.
    others = [role for role in roles if "search" not in role]
    with scene.page("overload", seed, settle_s=flood_settle_s, roles=others) as page:
        with limited(scene):
            calm = flood.run(sustainable / 4, flood_s)
        for times in floods:
            with page.fault("gateway-pharmacy", f"overload {times} ×"):
                with limited(scene):
                    # A limit lets as much pass at once as in a second.
                    flood.run(2 * sustainable, 1)
                    peak = flood.run(sustainable, flood_s)
                    seen = flood.run(times * sustainable, flood_s)
                check(seen, calm, peak)
    assert all(fault.normal - fault.undone <= normal_after_flood_max_s for fault in page.history.faults)


def calls(scene: Scene) -> float:
    names = ("pharmacy-1", "pharmacy-2")
    return sum(scene.fleet.metric(name, "rpc_server_requests_total", method="search") for name in names)


def searches(scene: Scene) -> float:
    route = "/api/v1/pharmacies"
    names = ("gateway-1", "gateway-2")
    return sum(scene.fleet.metric(name, "http_requests_total", route=route) for name in names)


def test_retries_do_not_become_a_storm(scene: Scene, seed: int, tmp_path: Path) -> None:
    """Clients that ask again at once, of a service whose connections break again and again."""
    flood = Flood(scene.fleet.settings, tmp_path)
    with scene.page("retry storm", seed, settle_s=flood_settle_s) as page:
        with page.fault("gateway-pharmacy", "retry storm", ("search",)):
            arrived, asked = calls(scene), searches(scene)
            with sick(scene, scene.of_edge("gateway-pharmacy"), "resets"):
                flood.run(0, flood_s, connections=100)
            arrived, asked = calls(scene) - arrived, searches(scene) - asked
        assert 0 < arrived <= amplification_max * asked, f"{arrived:.0f} calls for {asked:.0f} requests"
    assert all(fault.normal - fault.undone <= normal_after_flood_max_s for fault in page.history.faults)
