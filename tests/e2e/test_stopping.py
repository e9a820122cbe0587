"""Processes stop, die and come back while clients ask."""

from __future__ import annotations

import signal
import time

from tests.support.load import Load
from tests.support.searches import another_search
from tests.support.waiting import eventually


def all_is_well(load: Load) -> bool:
    """For half a second requests have been answered, and none has failed."""
    latest = load.since(time.monotonic() - 0.5)
    return len(latest) > 20 and all(answer.status == 200 for answer in latest)


def test_a_dead_service_gives_bounded_answers_and_comes_back(fleet):
    with Load(fleet.url, another_search) as load:
        load.wait_for(200)
        fleet.stop("pharmacy", signal.SIGKILL)
        killed = time.monotonic()
        load.wait_for(100)
        fleet.start("pharmacy")
        fleet.wait_ready("pharmacy")
        ready = time.monotonic()
        eventually(lambda: all_is_well(load), timeout_seconds=10, what="half a second without a failure")
        calm = time.monotonic()
        load.wait_for(500)
    meanwhile = [answer for answer in load.since(killed) if answer.begun < ready]
    assert meanwhile
    assert {answer.status for answer in meanwhile} <= {200, 503, 504}
    assert max(answer.seconds for answer in meanwhile) < 5
    assert calm - ready < 2
    assert [answer for answer in load.since(calm) if answer.status != 200] == []


def test_a_restart_of_the_service_fails_no_request(fleet):
    with Load(fleet.url, another_search) as load:
        load.wait_for(200)
        fleet.restart("pharmacy")
        fleet.wait_ready("pharmacy")
        load.wait_for(500)
    assert load.failed() == []


def test_sigterm_of_the_gateway_fails_no_request_that_had_begun(fleet):
    """Until the listener is gone every request is answered; then connections are refused, never cut."""
    process = fleet.pid("gateway")
    with Load(fleet.url, another_search) as load:
        load.wait_for(200)
        fleet.stop("gateway", signal.SIGTERM)
        fleet.start("gateway")
        fleet.wait_ready("gateway")
        load.wait_for(200)
    assert fleet.pid("gateway") != process
    answered = [answer for answer in load.answers if answer.status]
    assert [answer for answer in answered if answer.status != 200] == []
    unanswered = [answer for answer in load.answers if not answer.status]
    assert all("refused" in answer.problem.lower() for answer in unanswered), unanswered[:3]


def test_a_stopping_gateway_first_leaves_the_balancer(fleet):
    """SIGTERM fails readiness while requests are still served, and the process exits with 0."""
    fleet.signal("gateway", signal.SIGTERM)
    try:
        eventually(lambda: fleet.readiness("gateway") == 503, timeout_seconds=2)
    finally:
        fleet.start("gateway")
        fleet.wait_ready("gateway")
    assert "exit status 0" in fleet.supervisor_log() or "expected" in fleet.supervisor_log()


def test_a_paused_service_is_waited_for_no_longer_than_the_deadline(fleet, api):
    with fleet.paused("pharmacy"):
        begun = time.monotonic()
        answer = api.get(another_search(), headers={"X-Request-Timeout": "500"})
        assert answer.status_code == 504
        assert time.monotonic() - begun < 1
    eventually(lambda: api.get(another_search()).status_code == 200, timeout_seconds=10)
