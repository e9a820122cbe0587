"""Processes that are killed, stand still, or are restarted in order, each under load."""

from __future__ import annotations

import pytest

from tests.faults.edges import everything, of_orders, of_shipping
from tests.faults.lengths import pause_s
from tests.faults.scene import Scene, start_timeout_s
from tests.support.waiting import eventually

# A process of these is replaced by its neighbour. What it had in its hands may fail.
ours = {"gateway": everything, "pharmacy": ("search",), "orders": of_orders, "shipping": of_shipping}
stores: dict[str, tuple[str, ...]] = {"postgres": (*of_orders, *of_shipping), "kafka": (), "feed": ()}
# Of a gateway nginx says 502 for requests that it had; one that stands still says nothing, and nginx cannot know.
from_nginx = (502, 503, 504)


def busiest(scene: Scene, group: str) -> str:
    """Of those with a relay, the one whose relay publishes."""
    if group not in ("orders", "shipping"):
        return f"{group}-1" if group in ours else group

    def leader() -> str:
        names = [f"{group}-{n}" for n in (1, 2)]
        return next((name for name in names if scene.fleet.metric(name, "outbox_leader") == 1), "")

    return eventually(leader, what=f"a relay of {group} that publishes")


@pytest.mark.parametrize("group", [*ours, *stores])
def test_a_killed_process_costs_nothing_that_was_acknowledged(scene: Scene, group: str, seed: int) -> None:
    may_fail = {**ours, **stores}[group]
    statuses = from_nginx if group == "gateway" else (503, 504)
    with scene.page(f"{group} kill -9", seed) as page, page.fault(group, "kill -9", may_fail, statuses):
        name = busiest(scene, group)
        scene.kill(name)
        scene.fleet.wait_ready(name, start_timeout_s)


@pytest.mark.parametrize("group", [*ours, "postgres", "kafka"])
def test_a_process_that_stands_still_holds_up_only_what_it_has(scene: Scene, group: str, seed: int) -> None:
    may_fail = {**ours, **stores}[group]
    statuses = (0, *from_nginx) if group == "gateway" else (503, 504)
    with scene.page(f"{group} SIGSTOP", seed) as page, page.fault(group, "SIGSTOP", may_fail, statuses):
        name = busiest(scene, group)
        with scene.paused_with_children(name):
            page.crowd.go_on(pause_s)


@pytest.mark.parametrize("group", ours)
def test_a_rolling_restart_fails_nobody(scene: Scene, group: str, seed: int) -> None:
    with scene.page(f"{group} rolling restart", seed) as page, page.fault(group, "rolling restart"):
        for n in (1, 2):
            scene.fleet.restart(f"{group}-{n}")


@pytest.mark.parametrize("store", ["postgres", "kafka"])
def test_a_store_that_is_restarted_in_order_is_soon_back(scene: Scene, store: str, seed: int) -> None:
    with scene.page(f"{store} SIGTERM", seed) as page, page.fault(store, "SIGTERM", stores[store]):
        scene.fleet.stop(store)
        scene.fleet.start(store)
        scene.fleet.wait_ready(store, start_timeout_s)
